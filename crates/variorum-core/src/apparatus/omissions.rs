//! Omissions: what some witnesses carry and others, searched, do not.
//!
//! Each clause is looked for in every other witness by its words, names, events, figures and days,
//! weighted by how rarely the story names them. It is *not found* where too little of that weight
//! stands together anywhere; where something telling is near, nothing is claimed.

use crate::annotated::{Annotated, AttributionKind, Statement};
use crate::apparatus::matter::{KeyKind, Match, Matter, Profile};
use crate::apparatus::{Omission, Passage, Witness, WitnessId};
use crate::text::Span;

/// At or below this share of its weight, a clause is not found; calibrated on labelled stories.
const MISSING: f32 = 0.45;
/// The same where a figure or a rare name of it stands near.
const MISSING_NEAR: f32 = 0.3;
/// From this share on, a clause is carried.
const CARRIED: f32 = 0.62;
/// Fewest keys of a clause that is looked for.
const FEWEST: usize = 3;
/// Longest passage shown, in bytes; longer runs of clauses are shown in part.
const LONGEST: usize = 180;
/// Clauses of one witness that are looked for.
const MOST: usize = 300;

/// What is found in some of the compared witnesses and not in others, most newsworthy first.
pub(super) fn find(witnesses: &[Witness], matter: &Matter) -> Vec<Omission> {
    let compared: Vec<WitnessId> = (0..witnesses.len())
        .map(WitnessId)
        .filter(|id| witnesses.get(id.0).is_some_and(|w| w.compared))
        .collect();
    let mut found: Vec<Finding> = Vec::new();
    for id in &compared {
        if let Some(witness) = witnesses.get(id.0) {
            found.extend(of(*id, &witness.annotated, &compared, matter));
        }
    }
    let text = |finding: &Finding| {
        let annotated = witnesses.get(finding.at.witness.0).map(|witness| &witness.annotated);
        annotated.map(|a| (a.slice(finding.at.span), a.article().text.id()))
    };
    found.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| text(a).cmp(&text(b))));
    varied(once(found)).into_iter().filter_map(|finding| omission(witnesses, finding)).collect()
}

/// A passage that some witness lacks.
struct Finding {
    at: Passage,
    /// Where else it stands.
    also: Vec<Passage>,
    not_in: Vec<WitnessId>,
    /// How newsworthy.
    score: f32,
    /// What it names.
    profile: Profile,
    /// The greatest share of it that a witness which lacks it holds.
    nearest: f32,
}

/// The findings of one witness: runs of clauses of one sentence that the same witnesses lack.
fn of(id: WitnessId, annotated: &Annotated, compared: &[WitnessId], matter: &Matter) -> Vec<Finding> {
    let headline = annotated.article().headline;
    let statements = annotated.layers().statements.iter();
    let body = statements.filter(|s| headline.is_none_or(|h| !h.overlaps(s.span)));
    let mut runs: Vec<Finding> = Vec::new();
    for statement in body.take(MOST) {
        let Some(finding) = look(id, annotated, statement, compared, matter) else { continue };
        let joined = runs.last_mut().filter(|last| {
            let one = last.at.span.cover(finding.at.span);
            one.len() <= LONGEST
                && annotated.sentence_of(last.at.span) == annotated.sentence_of(finding.at.span)
                && last.not_in == finding.not_in
        });
        match joined {
            Some(last) => {
                last.at.span = last.at.span.cover(finding.at.span);
                last.score = last.score.max(finding.score) + last.score.min(finding.score) / 4.0;
                last.nearest = last.nearest.max(finding.nearest);
            }
            None => runs.push(finding),
        }
    }
    runs
}

/// Looks for one clause in the other witnesses.
fn look(
    id: WitnessId,
    annotated: &Annotated,
    statement: &Statement,
    compared: &[WitnessId],
    matter: &Matter,
) -> Option<Finding> {
    let profile = matter.clause(id, statement.span);
    // The line that names the speaker of a block quotation says nothing of its own.
    let credits = |source: Span| source.contains(statement.span);
    let credit = annotated.layers().attributions.iter().filter_map(|a| a.source).any(credits);
    if profile.len() < FEWEST || credit {
        return None;
    }
    let (mut also, mut not_in, mut nearest) = (Vec::new(), Vec::new(), 0.0f32);
    let matches = matter.matches(&profile);
    for other in compared.iter().filter(|other| **other != id) {
        match matches.get(other.0).copied().flatten() {
            Some(found) if found.share >= CARRIED => also.push(found.at),
            Some(found) if is_near(&found) => {}
            found => {
                nearest = nearest.max(found.map_or(0.0, |found| found.share));
                not_in.push(*other);
            }
        }
    }
    let at = Passage { witness: id, span: statement.span };
    let new = matter.new_names(&profile, &not_in).min(3) as f32;
    let score = newsworth(annotated, at, &profile, matter)
        * (1.0 - nearest)
        * (1.0 + 0.3 * also.len() as f32 + 0.3 * new)
        * (not_in.len() as f32 / (compared.len() as f32 - 1.0).max(1.0)).sqrt();
    (!not_in.is_empty()).then_some(Finding { at, also, not_in, score, nearest, profile })
}

fn is_near(found: &Match) -> bool {
    found.share > if found.telling { MISSING_NEAR } else { MISSING }
}

/// How newsworthy a clause is: high in its article, with names, figures or verbatim words, and much in
/// it that the story seldom names.
fn newsworth(annotated: &Annotated, at: Passage, profile: &Profile, matter: &Matter) -> f32 {
    let lead = 1.0 / (1.0 + matter.place(at) as f32 / 30.0);
    let names = profile.count(KeyKind::Name).min(3) as f32;
    let figures = profile.count(KeyKind::Figure).min(2) as f32;
    let quoted =
        annotated.layers().attributions.iter().any(|a| {
            a.kind != AttributionKind::Indirect && a.quoted.iter().any(|span| span.overlaps(at.span))
        });
    let event = profile.count(KeyKind::Class).min(1) as f32;
    let matter = profile.weight().sqrt();
    lead * matter * (1.0 + 0.3 * names + 0.1 * figures + 0.3 * event + if quoted { 0.15 } else { 0.0 })
}

/// Each matter once: a passage that a better finding already names as carrier is not listed again.
fn once(found: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    let mut named: Vec<Passage> = Vec::new();
    for finding in found {
        let known = |passage: &Passage| {
            passage.witness == finding.at.witness && passage.span.overlaps(finding.at.span)
        };
        if named.iter().any(known) {
            continue;
        }
        named.extend(finding.also.iter().copied());
        kept.push(finding);
    }
    kept
}

/// The first findings in an order that does not tell the same matter again and again: each is the most
/// newsworthy after what is like those before it has lost in worth (maximal marginal relevance,
/// Carbonell and Goldstein, 1998).
fn varied(mut found: Vec<Finding>) -> Vec<Finding> {
    let mut chosen: Vec<Finding> = Vec::new();
    while chosen.len() < VARIED && !found.is_empty() {
        let worth = |finding: &Finding| {
            let like = chosen
                .iter()
                .map(|other| other.profile.shared(&finding.profile).likeness)
                .fold(0.0, f32::max);
            finding.score * (1.0 - SAMENESS * like)
        };
        let best = found.iter().enumerate().map(|(at, finding)| (at, worth(finding)));
        // Of equals the first, so that the order does not depend on how they are looked through.
        let best = best.fold((0, f32::MIN), |best, one| if one.1 > best.1 { one } else { best });
        chosen.push(found.remove(best.0));
    }
    chosen.extend(found);
    chosen
}

/// How many findings are ordered so, and how much of its worth a repetition loses.
const VARIED: usize = 40;
const SAMENESS: f32 = 0.8;

fn omission(witnesses: &[Witness], finding: Finding) -> Option<Omission> {
    let annotated = &witnesses.get(finding.at.witness.0)?.annotated;
    let span: Span = annotated.article().text.trim(finding.at.span);
    let why = format!(
        "at most {:.0} % of what it names stands together in the text searched",
        (finding.nearest * 100.0).ceil()
    );
    let confidence = 0.5 + 0.5 * (1.0 - finding.nearest / MISSING).clamp(0.0, 1.0);
    let about = annotated.slice(span).to_owned();
    let mut carried = finding.also;
    carried.push(Passage { witness: finding.at.witness, span });
    Omission::new(about, why, confidence, carried, finding.not_in)
}
