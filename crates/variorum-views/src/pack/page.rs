//! The page of a pack, made from its record alone.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use variorum_core::Text;

use super::{Article, At, Difference, Finding, Quotation, Reading, Record, Shared, Words};
use crate::html::{BASE, base64, excerpt, within_script};
use crate::words::count;

const STYLE: &str = include_str!("page.css");
/// Before and after the record in the page, and before the digest at its end.
pub(super) const DATA: [&str; 2] = ["<script type=\"application/json\" id=\"record\">", "</script>"];
pub(super) const SEAL: [&str; 2] =
    ["\n<!-- variorum evidence pack, sha-256 of all before this line: ", " -->\n"];

/// The whole page with the line of its digest.
pub(super) fn render(record: &Record) -> String {
    let mut page = document(record).into_string();
    let digest = Text::new(page.as_str()).id();
    page.push_str(&format!("{}{digest}{}", SEAL[0], SEAL[1]));
    page
}

/// The record as data that can stand in a page.
fn data(record: &Record) -> Markup {
    // A record holds nothing that JSON cannot.
    let json = within_script(&serde_json::to_string(record).unwrap_or_default());
    PreEscaped(format!("{}{json}{}", DATA[0], DATA[1]))
}

fn document(record: &Record) -> Markup {
    let style = format!("{BASE}{STYLE}");
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(Text::new(style.as_str()).id().as_bytes())
    );
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                meta name="generator" content="Variorum";
                title { (record.story) " · evidence" }
                style { (PreEscaped(style)) }
            }
            body.pack {
                a.skip href="#quotations" { "Skip to the findings" }
                main {
                    (masthead(record))
                    (articles(record))
                    (quotations(record))
                    (findings(record))
                    (origins(record))
                    (passages(record))
                }
                (data(record))
            }
        }
    }
}

fn masthead(record: &Record) -> Markup {
    let whole = record.articles.iter().any(|article| article.text.is_some());
    html! {
        header.masthead {
            p.kicker { "Variorum · evidence pack" }
            h1 { bdi { (record.story) } }
            p.dates {
                b { (count(record.articles.len(), "article", "articles")) } " "
                b { (count(record.origins.len(), "independent original", "independent originals")) }
            }
            p.lead {
                "Each finding names its words, and each word its place: article and bytes of its text. "
                @if whole { "The texts stand whole at the end. " }
                @else { "The texts are not in this file; their digests are, and the passages that the findings speak of. " }
                code { "variorum verify FILE" } " finds any byte of this file that was changed, and holds it against the articles where they are at hand."
            }
            p.note {
                "Made by " (record.program.name) " " (record.program.version)
                @for (name, digest) in &record.program.models { " · " (name) " " code { (digest.get(..16).unwrap_or_default()) } }
            }
            @if !record.problems.is_empty() {
                aside.problems aria-label="Problems" {
                    h2 { span.glyph aria-hidden="true" { "!" } " Before you read" }
                    ul { @for problem in &record.problems { li { bdi { (problem) } } } }
                }
            }
        }
    }
}

fn articles(record: &Record) -> Markup {
    html! {
        section.findings #articles aria-labelledby="articles-title" {
            h2 #articles-title { "Articles" }
            @for article in &record.articles { (self::article(article)) }
        }
    }
}

fn article(article: &Article) -> Markup {
    let line = |name: &str, value: Option<&str>, rule: Option<&str>| {
        html! {
            @if let Some(value) = value {
                div { dt { (name) } dd { bdi { (value) } @if let Some(rule) = rule { " " span.note { "(" (rule) ")" } } } }
            }
        }
    };
    let rule = |field: &str| article.evidence.get(field).map(String::as_str);
    html! {
        article.card id={ "article-" (article.letter) } {
            h3 { span.siglum { (article.letter) } " " bdi { (article.title.as_deref().unwrap_or(&article.id)) } }
            dl.fields {
                (line("Outlet", article.outlet.as_deref(), rule("outlet")))
                (line("Published", article.published.as_deref(), rule("published")))
                (line("Address", article.url.as_deref(), rule("url")))
                (line("First seen", article.seen.as_deref(), None))
                (line("Text, SHA-256", Some(&format!("{} ({} bytes)", article.text_sha256, article.bytes)), None))
                (line("Original, SHA-256", article.raw_sha256.as_deref(), None))
                (line("Key", article.key.as_deref(), None))
            }
        }
    }
}

fn quotations(record: &Record) -> Markup {
    html! {
        section.findings #quotations aria-labelledby="quotations-title" {
            h2 #quotations-title { "Quotations" }
            @if record.quotations.is_empty() { p.none { "None found." } }
            @for (at, quotation) in record.quotations.iter().enumerate() { (self::quotation(record, at, quotation)) }
            @for shared in &record.shared_wording { (self::shared(record, shared)) }
        }
    }
}

fn quotation(record: &Record, at: usize, quotation: &Quotation) -> Markup {
    html! {
        article.card id={ "u" (at + 1) } {
            h3 { span.number { (at + 1) } @match &quotation.speaker { Some(name) => bdi { (name) }, None => "Speaker not named" } }
            @for reading in &quotation.readings { (self::reading(record, reading)) }
            @if !quotation.variants.is_empty() {
                ul.differences { @for variant in &quotation.variants { (difference(record, variant)) } }
            }
        }
    }
}

fn reading(record: &Record, reading: &Reading) -> Markup {
    html! {
        div.reading {
            p.note {
                span.siglum { (reading.article) } " " (reading.kind)
                @if let Some(source) = &reading.source { ", credited to " (words(record, source)) }
            }
            blockquote dir="auto" {
                @for (at, part) in reading.words.iter().enumerate() { @if at > 0 { " ¦ " } (words(record, part)) }
            }
        }
    }
}

fn difference(record: &Record, variant: &Difference) -> Markup {
    html! {
        li {
            span.class { (variant.class) } " " span.siglum { (variant.a.article) } " " (words(record, &variant.a))
            span.arrow { " → " } span.siglum { (variant.b.article) } " " (words(record, &variant.b))
        }
    }
}

fn shared(record: &Record, shared: &Shared) -> Markup {
    let name = |name: &Option<String>| name.clone().unwrap_or_else(|| "a speaker not named".to_owned());
    html! {
        div.shared {
            p { b { "The same words from two speakers: " } (shared.words) " of " (shared.of) " words, " bdi { (name(&shared.a)) } " and " bdi { (name(&shared.b)) } }
            ul { @for (a, b) in &shared.runs { li { span.siglum { (a.article) } " " (words(record, a)) " = " span.siglum { (b.article) } " " (address(b)) } } }
        }
    }
}

fn findings(record: &Record) -> Markup {
    let some = |left_out: bool| {
        let findings = record.findings.iter().enumerate();
        findings.filter(move |(_, finding)| finding.not_in.is_empty() != left_out)
    };
    html! {
        section.findings #figures aria-labelledby="figures-title" {
            h2 #figures-title { "Figures and dates" }
            @if some(false).next().is_none() { p.none { "None found." } }
            @for (at, finding) in some(false) { (self::finding(record, at, finding)) }
        }
        section.findings #left-out aria-labelledby="left-out-title" {
            h2 #left-out-title { "Not found in every article" }
            @if some(true).next().is_none() { p.none { "None found." } }
            @for (at, finding) in some(true) { (self::finding(record, at, finding)) }
        }
    }
}

fn finding(record: &Record, at: usize, finding: &Finding) -> Markup {
    html! {
        article.card id={ "g" (at + 1) } {
            h3 { bdi { (excerpt(&finding.about)) } }
            p { span.verdict { (finding.verdict.replace('_', " ")) } " " span.note { (finding.confidence) " % sure · " bdi { (finding.why) } } }
            ul.differences {
                @for passage in &finding.at { li { span.siglum { (passage.article) } " " (words(record, passage)) } }
                @if !finding.not_in.is_empty() { li { "not found in " @for letter in &finding.not_in { span.siglum { (letter) } " " } } }
            }
        }
    }
}

fn origins(record: &Record) -> Markup {
    html! {
        section.findings #copies aria-labelledby="copies-title" {
            h2 #copies-title { "Origins and copies" }
            @for origin in &record.origins {
                article.card {
                    h3 {
                        span.siglum { (origin.root) }
                        @for member in origin.members.iter().filter(|member| **member != origin.root) { " ← " span.siglum { (member) } }
                    }
                    p.note { bdi { (origin.why) } }
                    @if !origin.copied.is_empty() {
                        ul.differences { @for (at, from) in &origin.copied { li { (place(at)) " has the words of " (place(from)) } } }
                    }
                }
            }
        }
    }
}

/// Every passage in its place, and the texts where they are in the file.
fn passages(record: &Record) -> Markup {
    html! {
        section.findings #passages aria-labelledby="passages-title" {
            h2 #passages-title { "Passages" }
            @for article in &record.articles {
                details open[record.articles.len() < 8] {
                    summary { span.siglum { (article.letter) } " " (count(article.passages.len(), "passage", "passages")) }
                    ol.passages { @for passage in &article.passages { (self::passage(&article.letter, passage)) } }
                }
                @if let Some(text) = &article.text {
                    details { summary { span.siglum { (article.letter) } " whole text" } pre.whole dir="auto" { (text) } }
                }
            }
        }
    }
}

fn passage(letter: &str, passage: &Words) -> Markup {
    html! {
        li id={ (letter) "-" (passage.start) "-" (passage.end) } {
            p.note { (letter) " " (passage.start) "–" (passage.end) }
            p dir="auto" { span.around { "… " (passage.prefix) } mark { (passage.exact) } span.around { (passage.suffix) " …" } }
        }
    }
}

/// The words at an address, leading to their place; a place between two words as such.
fn words(record: &Record, at: &At) -> Markup {
    if at.start == at.end {
        return html! { span.note { "nothing (at " (at.start) ")" } };
    }
    match record.words(at) {
        Some(words) => html! { a.words href=(href(at)) { bdi { (words.exact) } } },
        None => address(at),
    }
}

fn href(at: &At) -> String {
    format!("#{}-{}-{}", at.article, at.start, at.end)
}

fn address(at: &At) -> Markup {
    html! { a.words href=(href(at)) { (place(at)) } }
}

fn place(at: &At) -> String {
    format!("{} {}–{}", at.article, at.start, at.end)
}

impl Record {
    /// The passage at an address.
    pub(super) fn words(&self, at: &At) -> Option<&Words> {
        let article = self.articles.iter().find(|article| article.letter == at.article)?;
        let by_place = |words: &Words| (words.start, words.end).cmp(&(at.start, at.end));
        article.passages.binary_search_by(by_place).ok().and_then(|place| article.passages.get(place))
    }
}
