//! As much of Markdown as the project's own documents use: headings, paragraphs, lists, tables, code.

use maud::{Markup, html};

/// `text` as markup. Everything is escaped; links are shown as their words.
pub(super) fn render(text: &str) -> Markup {
    let blocks: Vec<Markup> =
        text.split("\n\n").filter(|block| !block.trim().is_empty()).map(block).collect();
    html! { @for block in blocks { (block) } }
}

fn block(block: &str) -> Markup {
    let block = block.trim_matches('\n');
    if let Some(title) = block.strip_prefix("## ") {
        return html! { h2 { (inline(title)) } };
    }
    if let Some(title) = block.strip_prefix("### ") {
        return html! { h3 { (inline(title)) } };
    }
    if block.starts_with("# ") {
        return html! {};
    }
    if block.starts_with('|') {
        return table(block);
    }
    if block.starts_with("    ") {
        let lines = block.lines().map(|line| line.strip_prefix("    ").unwrap_or(line));
        return html! { pre { code { (lines.collect::<Vec<_>>().join("\n")) } } };
    }
    if block.starts_with("- ") {
        let items = format!("\n{block}");
        let items = items.split("\n- ").filter(|item| !item.is_empty());
        return html! { ul.listed { @for item in items { li { (inline(item)) } } } };
    }
    html! { p { (inline(block)) } }
}

fn table(block: &str) -> Markup {
    let cells = |line: &str| -> Vec<String> {
        line.trim()
            .trim_matches('|')
            .replace("\\|", "\u{1}")
            .split('|')
            .map(|c| c.trim().replace('\u{1}', "|"))
            .collect()
    };
    let mut lines = block.lines();
    let head = lines.next().map(cells).unwrap_or_default();
    let rows: Vec<Vec<String>> = lines.skip(1).map(cells).collect();
    html! {
        table.fields {
            thead { tr { @for cell in head { th scope="col" { (inline(&cell)) } } } }
            tbody { @for row in rows { tr { @for cell in row { td { (inline(&cell)) } } } } }
        }
    }
}

/// Code, bold, slanted and links in running text.
fn inline(text: &str) -> Markup {
    const MARKS: [&str; 4] = ["`", "**", "*", "["];
    let first = MARKS.iter().filter_map(|mark| Some((text.find(mark)?, *mark))).min_by_key(|(at, _)| *at);
    let Some((at, mark)) = first else { return html! { (text) } };
    let (before, rest) =
        (text.get(..at).unwrap_or_default(), text.get(at + mark.len()..).unwrap_or_default());
    let end = if mark == "[" { "](" } else { mark };
    let Some((inner, after)) = rest.split_once(end) else { return html! { (before) (mark) (inline(rest)) } };
    let after = if mark == "[" { after.split_once(')').map_or("", |(_, after)| after) } else { after };
    html! {
        (before)
        @match mark {
            "`" => code { (inner) },
            "**" => b { (inner) },
            "*" => em { (inner) },
            _ => (inner),
        }
        (inline(after))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_that_our_documents_use() {
        let check = |text: &str, expect: &str| assert_eq!(render(text).into_string(), expect, "{text}");
        check("# Title\n\n## Part `a`", "<h2>Part <code>a</code></h2>");
        check("One **two** *three*.", "<p>One <b>two</b> <em>three</em>.</p>");
        check("- a\n- b\n  c", "<ul class=\"listed\"><li>a</li><li>b\n  c</li></ul>");
        check("    $ <run>", "<pre><code>$ &lt;run&gt;</code></pre>");
        check("See [the list](x.md), `<b>`", "<p>See the list, <code>&lt;b&gt;</code></p>");
        check("5 * 3", "<p>5 * 3</p>");
        check(
            "| a | b |\n|---|---|\n| `x\\|y` | 2 |",
            "<table class=\"fields\"><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead><tbody><tr><td><code>x|y</code></td><td>2</td></tr></tbody></table>",
        );
    }
}
