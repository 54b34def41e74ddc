//! The compare page: articles dropped, chosen or pasted, set side by side.

use maud::{Markup, html};

use super::{Frame, shell, token};

/// The whole page. `problems` say what could not be read of what was sent before.
///
/// With `fetches`, addresses can be given too.
pub fn compare(frame: &Frame, problems: &[String], fetches: bool) -> String {
    let body = html! {
        header.masthead {
            h1 { "Compare" }
            p.lead { "Two or more articles on one event. They are read on this machine and go nowhere else." }
        }
        @if !problems.is_empty() {
            aside.problems aria-label="Problems" {
                h2 { span.glyph aria-hidden="true" { "!" } " Not compared" }
                ul { @for problem in problems { li { bdi { (problem) } } } }
            }
        }
        (form(frame, fetches))
    };
    shell(frame, "Compare", false, body)
}

/// The form, which stands on the front page too.
pub(super) fn form(frame: &Frame, fetches: bool) -> Markup {
    html! {
        form.compare method="post" action="/compare" enctype="multipart/form-data" data-drop="1" {
            (token(frame))
            div.drop {
                label for="files" { b { "Files" } " " span.note { ".txt, .html, .ndjson, also packed with gzip; drop them anywhere on the page" } }
                input #files type="file" name="file" multiple accept=".txt,.html,.htm,.ndjson,.jsonl,.gz,text/plain,text/html";
            }
            div.pastes {
                @for n in 1..=2 {
                    div {
                        label for={ "text-" (n) } { b { "Text " (n) } " " span.note { "the headline on its first line" } }
                        textarea id={ "text-" (n) } name="text" rows="6" {}
                        div.meta {
                            label { "Outlet " input name="outlet" autocomplete="off"; }
                            label { "Published " input name="published" type="date"; }
                        }
                    }
                }
            }
            @if fetches {
                div {
                    label for="addresses" { b { "Addresses" } " " span.note { "of articles on the web, one a line; each is asked for once" } }
                    textarea #addresses name="addresses" rows="3" {}
                }
            }
            p { button.main { "Compare" } }
        }
    }
}
