//! What a reader decides: about a finding, about who said something, about where an article belongs.

use anyhow::Result;
use jiff::Timestamp;
use variorum_core::{Finding, FindingKind, Judgement, Ruling};
use variorum_engine::Edit;
use variorum_views::html::site::urls;

use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::library::StoryView;

/// Longest note and name that are kept, in characters.
const LONGEST_NOTE: usize = 2_000;
const LONGEST_NAME: usize = 200;

/// Why a decision was not kept.
pub(crate) enum Refused {
    /// Nothing stands there.
    Missing,
    /// No finding of the story has this mark: it changed since the page was made.
    Changed,
    /// What was sent cannot be read, with what it should be.
    Unreadable(&'static str),
}

/// Decides about the finding that `mark` tells. `ruling` is "confirmed", "dismissed" or "open".
pub(crate) fn judge(
    site: &Site,
    view: &StoryView,
    mark: &str,
    ruling: &str,
    note: &str,
) -> Result<Result<(u64, Finding), Refused>> {
    let ruling = match ruling {
        "confirmed" => Ruling::Confirmed,
        "dismissed" => Ruling::Dismissed,
        "open" => Ruling::Open,
        _ => return Ok(Err(Refused::Unreadable("ruling is confirmed, dismissed or open"))),
    };
    let Some(finding) = found(view, mark) else { return Ok(Err(Refused::Changed)) };
    let number = keep(site, view, finding, finding.kind(), ruling, note)?;
    Ok(Ok((number, finding)))
}

/// Corrects who is credited with a quotation; an empty name takes the correction back.
pub(crate) fn give_speaker(
    site: &Site,
    view: &StoryView,
    mark: &str,
    name: &str,
    note: &str,
) -> Result<Result<(u64, Finding), Refused>> {
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = name.chars().take(LONGEST_NAME).collect();
    let ruling = match name.chars().any(char::is_alphanumeric) {
        true => Ruling::SpeakerIs(name),
        false if name.is_empty() => Ruling::Open,
        false => return Ok(Err(Refused::Unreadable("a speaker has a name"))),
    };
    match found(view, mark) {
        Some(finding @ Finding::Quotation(_)) => {
            let number = keep(site, view, finding, FindingKind::Speaker, ruling, note)?;
            Ok(Ok((number, finding)))
        }
        Some(_) => Ok(Err(Refused::Unreadable("only a quotation has a speaker"))),
        None => Ok(Err(Refused::Changed)),
    }
}

fn found(view: &StoryView, mark: &str) -> Option<Finding> {
    let apparatus = &view.apparatus;
    Finding::all(apparatus).into_iter().find(|finding| finding.mark(apparatus) == mark)
}

fn keep(
    site: &Site,
    view: &StoryView,
    finding: Finding,
    kind: FindingKind,
    ruling: Ruling,
    note: &str,
) -> Result<u64> {
    let judgement = Judgement {
        number: 0,
        at: Timestamp::now(),
        kind,
        ruling,
        about: finding.about(&view.apparatus),
        note: note.trim().chars().take(LONGEST_NOTE).collect(),
        places: finding.places(&view.apparatus),
    };
    site.library.judge(view, &judgement)
}

/// What a form of the drawer decided; leads back to the finding.
pub(crate) fn posted<'f>(
    site: &Site,
    id: &str,
    what: &str,
    field: impl Fn(&str) -> &'f str,
) -> Result<Result<Reply, Refused>> {
    let Some(view) = site.library.story(id)? else { return Ok(Err(Refused::Missing)) };
    let (mark, note) = (field("mark"), field("note"));
    let decided = match what {
        "judge" => judge(site, &view, mark, field("ruling"), note)?,
        _ => {
            let name = if field("how") == "take-back" { "" } else { field("speaker") };
            give_speaker(site, &view, mark, name, note)?
        }
    };
    Ok(decided.map(|(_, finding)| {
        let place = match finding {
            Finding::Quotation(at) => format!("#u{}", at + 1),
            Finding::Claim(at) => format!("#g{}", at + 1),
            Finding::Omission(at) => format!("#g{}", view.apparatus.claims.len() + at + 1),
            Finding::Copy(_) => "#copies".to_owned(),
        };
        let back = field("back").split('#').next().unwrap_or_default();
        let back = if is_query(back) { back } else { "?" };
        Reply::see_other(&format!("/story/{}{back}{place}", urls::escape(id)))
    }))
}

/// Whether `back` can follow the path of a story in a header.
fn is_query(back: &str) -> bool {
    back.starts_with('?') && back.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Decides where an article belongs; leads to its story.
pub(crate) fn place(site: &Site, name: &str, how: &str, to: &str) -> Result<Result<Reply, Refused>> {
    let Some(key) = site.library.key(name)? else { return Ok(Err(Refused::Missing)) };
    let edit = match how {
        "apart" => Edit::Apart(vec![key]),
        "move" | "join" => {
            // An address as the browser shows it, or a name.
            let named = to.trim().split(['?', '#']).next().unwrap_or_default();
            let named = named.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
            let Some(target) = site.library.key(named)?.filter(|target| *target != key) else {
                return Ok(Err(Refused::Unreadable(
                    "No story of the library stands at that address. Copy it from the page of the story.",
                )));
            };
            if how == "move" { Edit::Move(vec![key], target) } else { Edit::Join(vec![key, target]) }
        }
        _ => return Ok(Err(Refused::Unreadable("An article can be set apart, moved, or its story joined."))),
    };
    site.library.edit(&edit)?;
    Ok(Ok(Reply::see_other(&format!("/story/{}?tab=articles", urls::escape(name)))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_elsewhere() {
        for (back, expect) in
            [("?tab=figures&page=2", true), ("//evil.example", false), ("?a\r\nb", false), ("", false)]
        {
            assert_eq!(is_query(back), expect, "{back:?}");
        }
    }
}
