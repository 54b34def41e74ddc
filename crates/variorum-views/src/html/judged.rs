//! What readers decided about findings, as it stands beside them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::tz::Offset;
use maud::{Markup, html};
use variorum_core::judgement::speaker_given;
use variorum_core::{Apparatus, Finding, Judgement, Ruling, Standing};

use super::heading::day;
use super::marks::Page;
use super::site::state::Opened;

/// The judgements on the findings of one apparatus.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    findings: BTreeMap<Finding, (Judgement, Standing)>,
    /// Corrected speakers, by the place of their quotation.
    speakers: BTreeMap<usize, Judgement>,
    /// Whether who looks may judge too.
    may: bool,
}

impl Judged {
    /// Of `apparatus`, from `judgements` on its texts. `may` tells whether who looks may judge.
    pub fn of(apparatus: &Apparatus, judgements: &[Judgement], may: bool) -> Self {
        let standing = |finding: Finding| {
            let (judgement, standing) = finding.judged(apparatus, judgements)?;
            Some((finding, (judgement.clone(), standing)))
        };
        let given = |at: usize| Some((at, speaker_given(apparatus, at, judgements)?.clone()));
        Self {
            findings: Finding::all(apparatus).into_iter().filter_map(standing).collect(),
            speakers: (0..apparatus.quotations.len()).filter_map(given).collect(),
            may,
        }
    }

    /// Whether who looks may judge.
    pub(super) fn may(&self) -> bool {
        self.may
    }

    /// The judgement on `finding`, with how it stands.
    pub fn on(&self, finding: Finding) -> Option<&(Judgement, Standing)> {
        self.findings.get(&finding)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = (Finding, &(Judgement, Standing))> {
        self.findings.iter().map(|(finding, judged)| (*finding, judged))
    }

    /// The correction of the speaker of the quotation `at`.
    pub fn speaker(&self, at: usize) -> Option<&Judgement> {
        self.speakers.get(&at)
    }

    /// Whether `finding` was dismissed, on the words that it has.
    pub fn is_dismissed(&self, finding: Finding) -> bool {
        let holds = |(judgement, standing): &(Judgement, Standing)| {
            judgement.ruling == Ruling::Dismissed && *standing == Standing::Holds
        };
        self.on(finding).is_some_and(holds)
    }
}

impl Page<'_> {
    /// Whether a reader dismissed `finding`, so that it folds away.
    pub(super) fn is_dismissed(&self, finding: Finding) -> bool {
        self.judged.is_some_and(|judged| judged.is_dismissed(finding))
    }

    /// What was decided about `finding`, and the way to decide. Nothing on a page that keeps no judgements.
    pub(super) fn judgement(&self, finding: Finding) -> Markup {
        let (Some(judged), Some(state)) = (self.judged, self.state) else { return html! {} };
        let decided = judged.on(finding);
        let speaker = match finding {
            Finding::Quotation(at) => judged.speaker(at),
            _ => None,
        };
        let href = || state.opening(Some(Opened::Judging(finding.mark(self.apparatus)))).href();
        html! {
            @if let Some((judgement, standing)) = decided { (told(judgement, *standing)) }
            @if let Some(judgement) = speaker { (told(judgement, Standing::Holds)) }
            @if judged.may {
                p.judge { a href=(href()) { (if decided.is_some() { "Change" } else { "Confirm, dismiss, correct" }) } }
            }
        }
    }
}

/// One judgement in words.
pub(super) fn told(judgement: &Judgement, standing: Standing) -> Markup {
    let date = |at: Timestamp| day(Offset::UTC.to_datetime(at).date());
    html! {
        p class={ "judged " (judgement.ruling.name()) } {
            span.glyph aria-hidden="true" { (glyph(&judgement.ruling)) } " "
            b { (ruling(&judgement.ruling)) } " by hand on " (date(judgement.at))
            @match standing {
                Standing::Holds => {},
                Standing::Grown => " – other words have come since",
                Standing::Stale => " – stale: words that it was made on are no longer there",
            }
            @if !judgement.note.is_empty() { ": " bdi.note { (judgement.note) } }
        }
    }
}

/// A ruling as it is read.
pub(super) fn ruling(ruling: &Ruling) -> String {
    match ruling {
        Ruling::Confirmed => "Confirmed".to_owned(),
        Ruling::Dismissed => "Dismissed".to_owned(),
        Ruling::SpeakerIs(name) => format!("Speaker given as {name}"),
        Ruling::Open => "Taken back".to_owned(),
    }
}

fn glyph(ruling: &Ruling) -> &'static str {
    match ruling {
        Ruling::Confirmed => "✓",
        Ruling::Dismissed => "✗",
        Ruling::SpeakerIs(_) => "✎",
        Ruling::Open => "↺",
    }
}
