//! Figures and dates, omissions, copies and the timeline in the terminal.

use variorum_core::{Apparatus, Claim, ClaimSet, Omission, Passage, ReadAgainst, Verdict, WitnessId};

use crate::Offsets;
use crate::positions::Positions;
use crate::text::canvas::{Canvas, Paint, cut};
use crate::text::{sigla, siglum};
use crate::words;

/// Findings of one kind that are shown before the rest is only counted.
const SHOWN: usize = 12;

/// What articles say about the same things, conflicts first.
pub(super) fn claims(apparatus: &Apparatus, canvas: &mut Canvas) {
    let kind = |kind: &str| apparatus.claims.iter().filter(|set| set.verdict.kind() == kind).count();
    let conflicts = words::count(kind("conflict"), "conflict", "conflicts");
    canvas.section(
        "FIGURES, DATES AND EVENTS",
        &format!("{} agree · {} differ · {conflicts}", kind("agree"), kind("tension")),
    );
    for kind in ["conflict", "tension", "agree", "unsure"] {
        let sets: Vec<&ClaimSet> = apparatus.claims.iter().filter(|set| set.verdict.kind() == kind).collect();
        for set in sets.iter().take(canvas.shown(sets.len(), SHOWN)) {
            claim_set(apparatus, set, canvas);
        }
        more(sets.len(), canvas);
    }
}

fn claim_set(apparatus: &Apparatus, set: &ClaimSet, canvas: &mut Canvas) {
    let glyph = format!("{} ", words::glyph(set.verdict));
    let about = cut(&set.about, 60);
    let mut values: Vec<(String, Vec<WitnessId>)> = Vec::new();
    for Claim { at, value } in set.claims() {
        let value = cut(value, 56);
        match values.iter_mut().find(|(known, _)| *known == value) {
            Some((_, witnesses)) if witnesses.contains(&at.witness) => {}
            Some((_, witnesses)) => witnesses.push(at.witness),
            None => values.push((value, vec![at.witness])),
        }
    }
    canvas.paragraph(2, &[(&glyph, paint(set.verdict)), (&about, Paint::Plain)]);
    for (value, witnesses) in &values {
        canvas.paragraph(
            6,
            &[(&sigla(apparatus, witnesses), Paint::Siglum), (&format!("  {value}"), Paint::Plain)],
        );
    }
    canvas.paragraph(
        6,
        &[(words::verdict(set.verdict), paint(set.verdict)), (": ", Paint::Faint), (&set.why, Paint::Faint)],
    );
}

fn paint(verdict: Verdict) -> Paint {
    match verdict.kind() {
        "agree" => Paint::Agree,
        "conflict" => Paint::Conflict,
        _ => Paint::Tension,
    }
}

/// What is found in one article and not in another.
pub(super) fn omissions(apparatus: &Apparatus, canvas: &mut Canvas) {
    if apparatus.omissions.is_empty() {
        return;
    }
    canvas.section("NOT FOUND IN", "most newsworthy first; article and position where it stands");
    for omission in apparatus.omissions.iter().take(canvas.shown(apparatus.omissions.len(), SHOWN)) {
        canvas.paragraph(
            2,
            &omission_line(apparatus, omission).each_ref().map(|(text, paint)| (text.as_str(), *paint)),
        );
    }
    more(apparatus.omissions.len(), canvas);
}

fn omission_line(apparatus: &Apparatus, omission: &Omission) -> [(String, Paint); 3] {
    let places: Vec<String> = omission.carried().iter().map(|passage| place(apparatus, *passage)).collect();
    [
        (sigla(apparatus, omission.not_in()) + "  ", Paint::Siglum),
        (cut(&omission.about, 160) + " ", Paint::Plain),
        (format!("({})", places.join(", ")), Paint::Faint),
    ]
}

/// The siglum and the position in code points, as JSON gives it.
fn place(apparatus: &Apparatus, passage: Passage) -> String {
    let at = apparatus.witnesses.get(passage.witness.0).map_or(0, |witness| {
        Positions::new(witness.annotated.article(), Offsets::Codepoints).of(passage.span).1[0]
    });
    format!("{} {at}", siglum(apparatus, passage.witness))
}

/// Which articles are copies, and why we think so.
pub(super) fn copies(apparatus: &Apparatus, canvas: &mut Canvas) {
    let copied: Vec<_> =
        apparatus.story.lineages.iter().filter(|lineage| lineage.members.len() > 1).collect();
    if copied.is_empty() {
        return;
    }
    canvas.section("COPIES", "a copy is no second origin");
    for lineage in copied {
        let copies: Vec<WitnessId> =
            lineage.members.iter().filter(|m| **m != lineage.root).map(|m| WitnessId(*m)).collect();
        let line = format!(" = {}  ", siglum(apparatus, WitnessId(lineage.root)));
        canvas.paragraph(
            2,
            &[
                (&sigla(apparatus, &copies), Paint::Siglum),
                (&line, Paint::Siglum),
                (&lineage.why, Paint::Plain),
            ],
        );
    }
}

/// When what happened, with what each date was read against.
pub(super) fn timeline(apparatus: &Apparatus, canvas: &mut Canvas) {
    if apparatus.timeline.is_empty() {
        return;
    }
    canvas.section("TIMELINE", "");
    for moment in apparatus.timeline.iter().take(canvas.shown(apparatus.timeline.len(), SHOWN * 2)) {
        let when = moment.when.as_deref().unwrap_or("(no date)");
        let against = match moment.read_against {
            Some(ReadAgainst::Published) => ", read against the publication date",
            Some(ReadAgainst::Timex(_)) => ", read against the date before it",
            None => "",
        };
        let words = moment.at.first().and_then(|p| Some((apparatus.witnesses.get(p.witness.0)?, p.span)));
        let words = words.map(|(witness, span)| cut(witness.annotated.slice(span), 40)).unwrap_or_default();
        let places: Vec<String> =
            moment.at.iter().take(6).map(|passage| place(apparatus, *passage)).collect();
        let line = format!("  “{words}” ({}){against}", places.join(", "));
        canvas.paragraph(2, &[(when, Paint::Siglum), (&line, Paint::Plain)]);
    }
    more_than(apparatus.timeline.len(), SHOWN * 2, canvas);
}

fn more(all: usize, canvas: &mut Canvas) {
    more_than(all, SHOWN, canvas);
}

fn more_than(all: usize, shown: usize, canvas: &mut Canvas) {
    if all > shown {
        canvas
            .paragraph(2, &[(&format!("… and {} more: --format html shows all", all - shown), Paint::Faint)]);
    }
}
