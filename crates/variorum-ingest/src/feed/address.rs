//! Relative addresses, after RFC 3986, section 5.

/// `reference` seen from `base`. Without a base, or with an address of its own, it stays as it is.
pub(super) fn resolve(base: &str, reference: &str) -> String {
    let reference = reference.trim();
    if base.is_empty() || has_scheme(reference) {
        return reference.to_owned();
    }
    let Some((scheme, rest)) = base.split_once(':').filter(|_| has_scheme(base)) else {
        return join_path("", base, reference);
    };
    if let Some(network) = reference.strip_prefix("//") {
        return format!("{scheme}://{network}");
    }
    let Some(rest) = rest.strip_prefix("//") else { return reference.to_owned() };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
    join_path(&format!("{scheme}://{host}"), path, reference)
}

fn has_scheme(address: &str) -> bool {
    let scheme = address.split_once(':').map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

fn join_path(root: &str, path: &str, reference: &str) -> String {
    let bare = path.split(['?', '#']).next().unwrap_or_default();
    let whole = path.split('#').next().unwrap_or_default();
    if reference.is_empty() {
        return format!("{root}{whole}");
    }
    if reference.starts_with('#') {
        return format!("{root}{whole}{reference}");
    }
    if reference.starts_with('?') {
        return format!("{root}{bare}{reference}");
    }
    let (to, tail) = match reference.find(['?', '#']) {
        Some(at) => reference.split_at_checked(at).unwrap_or((reference, "")),
        None => (reference, ""),
    };
    let merged = if to.starts_with('/') {
        to.to_owned()
    } else {
        let folder = bare.rfind('/').and_then(|at| bare.get(..=at)).unwrap_or("/");
        let folder = if root.is_empty() && !bare.contains('/') { "" } else { folder };
        format!("{folder}{to}")
    };
    format!("{root}{}{tail}", without_dots(&merged))
}

/// A path without its `.` and `..`.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let last = path.rsplit('/').next().unwrap_or_default();
    for segment in path.split('/') {
        match segment {
            "." => (),
            ".." if kept.len() > 1 => drop(kept.pop()),
            ".." => (),
            other => kept.push(other),
        }
    }
    let folder = matches!(last, "." | "..");
    kept.join("/") + if folder { "/" } else { "" }
}

/// Attributes that hold an address.
const ADDRESSES: [&str; 12] = [
    "action",
    "background",
    "cite",
    "codebase",
    "data",
    "href",
    "longdesc",
    "poster",
    "profile",
    "src",
    "usemap",
    "xlink:href",
];

/// Elements that have no end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param", "source",
    "wbr",
];

/// HTML with its addresses resolved and its tags in one form; text stays as it is.
pub(super) fn resolved_html(html: &str, base: &str) -> String {
    let mut output = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at_checked(at).unwrap_or_default();
        output.push_str(before);
        let opens =
            tag.get(1..).is_some_and(|t| t.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        let end = if opens { tag_len(tag) } else { 0 };
        if end == 0 {
            output.push('<');
            rest = tag.get(1..).unwrap_or_default();
        } else {
            push_tag(&mut output, tag.get(..end).unwrap_or_default(), base);
            rest = tag.get(end..).unwrap_or_default();
        }
    }
    output.push_str(rest);
    output
}

/// Bytes of the tag at the start, or 0 when it does not end.
fn tag_len(tag: &str) -> usize {
    let mut quote = None;
    for (at, byte) in tag.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return at + 1,
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            _ => (),
        }
    }
    0
}

fn push_tag(output: &mut String, tag: &str, base: &str) {
    let inside = tag.trim_start_matches('<').trim_end_matches('>');
    if let Some(name) = inside.strip_prefix('/') {
        if !VOID.contains(&name.trim().to_ascii_lowercase().as_str()) {
            output.push_str(&format!("</{}>", name.trim()));
        }
        return;
    }
    let empty = inside.ends_with('/');
    let inside = inside.trim_end_matches('/');
    let end = inside.find(char::is_whitespace).unwrap_or(inside.len());
    let name = inside.get(..end).unwrap_or_default();
    let void = VOID.contains(&name.to_ascii_lowercase().as_str());
    output.push('<');
    output.push_str(name);
    push_attributes(output, inside.get(end..).unwrap_or_default(), base);
    output.push_str(match (void, empty) {
        (true, _) => " />",
        (false, true) => "></",
        (false, false) => ">",
    });
    if empty && !void {
        output.push_str(name);
        output.push('>');
    }
}

fn push_attributes(output: &mut String, attributes: &str, base: &str) {
    let mut rest = attributes.trim_start();
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        let name = rest.get(..end).unwrap_or_default();
        let after = rest.get(end..).unwrap_or_default().trim_start();
        let Some(value) = after.strip_prefix('=') else {
            if !name.is_empty() {
                output.push_str(&format!(" {name}=\"\""));
            }
            rest = if end == 0 { rest.get(1..).unwrap_or_default() } else { after };
            continue;
        };
        let value = value.trim_start();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (inside, next) = match quote {
            Some(quote) => value.get(1..).and_then(|v| v.split_once(quote)).unwrap_or((value, "")),
            None => value.split_once(char::is_whitespace).unwrap_or((value, "")),
        };
        let resolves = ADDRESSES.contains(&name.to_ascii_lowercase().as_str());
        let value = if resolves { resolve(base, inside) } else { inside.to_owned() };
        output.push_str(&format!(" {name}=\"{}\"", value.replace('"', "&quot;")));
        rest = next.trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(base: &str, reference: &str, expect: &str) {
        assert_eq!(resolve(base, reference), expect, "{base} {reference}");
    }

    #[test]
    fn references_are_resolved() {
        let base = "http://a.example/b/c/d?q";
        check(base, "g", "http://a.example/b/c/g");
        check(base, "./g/", "http://a.example/b/c/g/");
        check(base, "/g", "http://a.example/g");
        check(base, "//g.example", "http://g.example");
        check(base, "?y", "http://a.example/b/c/d?y");
        check(base, "#s", "http://a.example/b/c/d?q#s");
        check(base, "../../../g", "http://a.example/g");
        check(base, "..", "http://a.example/b/");
        check(base, "mailto:a@b.example", "mailto:a@b.example");
        check("http://a.example", "g", "http://a.example/g");
        check("", "g", "g");
    }

    #[test]
    fn markup_keeps_its_text() {
        let html = "a < b & <A HREF=\"x\">c</A><br><img src='y'/>";
        let expect = "a < b & <A HREF=\"http://a.example/x\">c</A><br /><img src=\"http://a.example/y\" />";
        assert_eq!(resolved_html(html, "http://a.example/"), expect);
    }
}
