//! The comparison as one self-contained HTML page.
//!
//! The page needs no script and asks no other host for anything. Every mark is a link to the very
//! words in the article, which stands beside it with room and below it without. Text is escaped by
//! `maud` and nowhere else; the one exception is the style sheet, which is ours.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use variorum_core::{Apparatus, Text};

pub use judged::Judged;
use marks::Page;
pub(crate) use marks::excerpt;

mod articles;
mod copies;
mod figures;
mod heading;
mod interlinear;
mod judged;
mod marks;
mod omissions;
mod quotations;
pub mod site;
mod timeline;

/// What all pages share, and what the page that holds its articles itself adds.
pub(crate) const BASE: &str = include_str!("html/base.css");
const STYLE: &str = include_str!("html/page.css");

/// `json` as it can stand in an element `script`: no `<` in it can end that, no `&` be read as a character reference.
pub(crate) fn within_script(json: &str) -> String {
    json.replace('<', "\\u003c").replace('&', "\\u0026")
}

/// The whole page, from the document type to the closing tag.
pub fn page(apparatus: &Apparatus) -> String {
    let mut page = Page::new(apparatus);
    // The findings come first: the articles mark exactly the words that these link to.
    let findings = findings(&mut page);
    let articles = articles::pane(&mut page);
    let style = format!("{BASE}{STYLE}{}", page.continued_rules());
    document(&heading::title(apparatus), &style, findings, articles).into_string()
}

fn findings(page: &mut Page<'_>) -> Markup {
    html! {
        (heading::heading(page))
        (quotations::section(page))
        (figures::section(page))
        (omissions::section(page))
        (copies::section(page))
        (timeline::section(page))
    }
}

fn document(title: &str, style: &str, findings: Markup, articles: Markup) -> Markup {
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(Text::new(style).id().as_bytes())
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
                title { (title) " · comparison" }
                style { (PreEscaped(style)) }
            }
            body {
                a.skip href="#quotations" { "Skip to the comparison" }
                main #comparison tabindex="0" aria-label="Comparison" { (findings) }
                (articles)
            }
        }
    }
}

/// RFC 4648, section 4: a content security policy names a style sheet by its digest in this form.
pub(crate) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |bits: u32| DIGITS.get(bits as usize & 63).map_or('=', |d| char::from(*d));
    let group = |chunk: &[u8]| {
        let byte = |at: usize| chunk.get(at).map_or(0, |b| u32::from(*b));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        let digits = [18, 12, 6, 0].map(|shift| digit(bits >> shift));
        digits.into_iter().take(chunk.len() + 1).chain("==".chars().take(3 - chunk.len())).collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}

#[cfg(test)]
mod sample;
#[cfg(test)]
mod tests;
