//! A draft held against what others print, before it is published.

use maud::{Markup, html};

use super::{Frame, shell, token};
use crate::words::count;

/// One thing in the draft and what the others have of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckedRow {
    /// "✗", "≠", "–" or "✓".
    pub sign: &'static str,
    /// What the sign means.
    pub means: &'static str,
    /// What the draft says, then what the others say.
    pub lines: Vec<String>,
}

/// What was found in a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The headline of the draft.
    pub title: String,
    /// Letter and name of each article that it was held against.
    pub others: Vec<(String, String)>,
    /// Headings with what stands below them, the gravest first.
    pub sections: Vec<(&'static str, Vec<CheckedRow>)>,
    /// The address of the whole comparison.
    pub comparison: String,
}

/// What the form holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CheckForm {
    /// The draft.
    pub draft: String,
    /// A story or article by its name; the nearest story where it is empty.
    pub against: String,
    /// Why the last try came to nothing.
    pub problem: Option<String>,
    /// What the last try found.
    pub checked: Option<Checked>,
}

/// The whole page.
pub fn check(frame: &Frame, form: &CheckForm) -> String {
    let body = html! {
        header.masthead {
            h1 { "Check a draft" }
            p.lead { "Its quotations, figures and dates are held against what others print. It stays on this machine and is forgotten when the program ends." }
        }
        @if let Some(problem) = &form.problem {
            aside.problems role="alert" aria-label="Problems" { h2 { span.glyph aria-hidden="true" { "!" } " Not checked" } p { bdi { (problem) } } }
        }
        @if let Some(checked) = &form.checked { (found(checked)) }
        form.ask method="post" action="/check" {
            (token(frame))
            label for="draft" { b { "The draft" } " " span.note { "its headline on the first line" } }
            textarea #draft name="draft" rows="12" required { (form.draft) }
            label for="against" { b { "Against" } " " span.note { "the name or address of a story or article in the library; empty for the story that is most like the draft" } }
            input #against name="against" value=(form.against) autocomplete="off";
            label for="other" { b { "Or against another text" } " " span.note { "pasted here" } }
            textarea #other name="other" rows="4" {}
            p { button.main { "Check" } }
        }
    };
    shell(frame, "Check a draft", false, body)
}

fn found(checked: &Checked) -> Markup {
    html! {
        section.findings aria-labelledby="found" {
            h2 #found { bdi { (checked.title) } " against " (count(checked.others.len(), "article", "articles")) }
            ul.counted { @for (letter, name) in &checked.others { li { span.siglum { (letter) } " " bdi { (name) } } } }
            @if checked.sections.is_empty() { p.none { "The draft tells no story in common with them: nothing is compared." } }
            @for (heading, rows) in &checked.sections {
                h3 { (heading) }
                @if rows.is_empty() { p.none { "none in the draft" } }
                ul.checked { @for row in rows { (line(row)) } }
            }
            p { a href=(checked.comparison) { "The whole comparison, word by word" } }
        }
    }
}

fn line(row: &CheckedRow) -> Markup {
    html! {
        li {
            span.glyph aria-hidden="true" { (row.sign) } span.spoken { (row.means) ": " }
            div { @for (at, line) in row.lines.iter().enumerate() { p.note[at > 0] { bdi { (line) } } } }
        }
    }
}
