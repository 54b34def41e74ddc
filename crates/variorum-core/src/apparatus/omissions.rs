//! Omissions: what some witnesses carry and others, searched, do not.
//!
//! Each clause is looked for in every other witness by its words, names, events, figures and days,
//! weighted by how rarely the story names them. It is *not found* where too little of that weight
//! stands together anywhere; where something telling is near, nothing is claimed.

use crate::annotated::{Annotated, Statement};
use crate::apparatus::matter::{Match, Matter, Profile};
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
/// Longest passage shown, in bytes: mostly a whole sentence; longer runs of clauses are shown in part.
const LONGEST: usize = 300;
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
    found.sort_by(|a, b| b.worth.score().total_cmp(&a.worth.score()).then_with(|| text(a).cmp(&text(b))));
    varied(once(found)).into_iter().filter_map(|finding| omission(witnesses, finding)).collect()
}

/// A passage that some witness lacks.
struct Finding {
    at: Passage,
    /// Where else it stands.
    also: Vec<Passage>,
    not_in: Vec<WitnessId>,
    /// How newsworthy.
    worth: Worth,
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
                last.worth = last.worth.joined(&finding.worth);
                last.profile = matter.clause(id, last.at.span);
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
    let worth = Worth {
        dated: !statement.timexes.is_empty(),
        carriers: also.len(),
        new: matter.new_names(&profile, &not_in),
        told_on: matter.told_on(at),
        central: matter.centrality(&profile),
    };
    (!not_in.is_empty()).then_some(Finding { at, also, not_in, worth, nearest, profile })
}

fn is_near(found: &Match) -> bool {
    found.share > if found.telling { MISSING_NEAR } else { MISSING }
}

/// What makes a clause news. What counts was chosen on labelled stories, with one left out in turn; how much each
/// counts was set by hand on the same stories, since so few labels do not tell finer.
struct Worth {
    /// Whether it says when: what happened, more often than what is so.
    dated: bool,
    /// How many others carry it.
    carriers: usize,
    /// How many names in it stand nowhere in the texts that lack it.
    new: usize,
    /// How many of the next sentences go on about it.
    told_on: usize,
    /// How near it lies to what the whole story speaks of, 0 to 1.
    central: f32,
}

impl Worth {
    /// Of two clauses that are shown as one: the best of each.
    fn joined(&self, other: &Self) -> Self {
        Self {
            dated: self.dated || other.dated,
            carriers: self.carriers.max(other.carriers),
            new: self.new.max(other.new),
            told_on: self.told_on.max(other.told_on),
            central: self.central.max(other.central),
        }
    }

    fn score(&self) -> f32 {
        let dated = if self.dated { 1.0 } else { 0.0 };
        dated
            + self.carriers as f32
            + 0.3 * self.new.min(2) as f32
            + 0.6 * self.told_on.min(2) as f32
            + 5.0 * self.central
    }
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
            finding.worth.score() * (1.0 - SAMENESS * like)
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
const SAMENESS: f32 = 0.6;

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
