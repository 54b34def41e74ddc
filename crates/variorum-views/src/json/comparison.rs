//! The form of one comparison.

use serde::Serialize;
use serde_json::{Number, Value, json};
use std::collections::BTreeMap;
use variorum_core::{
    Apparatus, ClaimSet, DocumentDate, Finding, Judgement, Lineage, Moment, Omission, Passage, Quotation,
    ReadAgainst, Ruling, SharedWording, Standing, Variant, WitnessId,
};

use crate::Offsets;
use crate::html::Judged;
use crate::json::VERSION;
use crate::json::annotation::{
    Layers, PeriodForm, Place, ProblemForm, Range, attribution_id, period, place, problem, share,
};
use crate::positions::Positions;

#[derive(Serialize)]
pub(super) struct Comparison<'a> {
    v: u8,
    story: StoryForm<'a>,
    witnesses: Vec<WitnessForm<'a>>,
    annotations: BTreeMap<&'a str, Layers<'a>>,
    quotations: Vec<QuotationForm<'a>>,
    shared_wording: Vec<SharedForm<'a>>,
    findings: Vec<FindingForm<'a>>,
    lineages: Vec<LineageForm<'a>>,
    timeline: Vec<MomentForm<'a>>,
    problems: Vec<ProblemForm<'a>>,
    /// What tells each finding in requests, by its id; only where readers can judge.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    marks: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    judgements: Vec<JudgementForm<'a>>,
}

/// What a reader decided about one finding.
#[derive(Serialize)]
struct JudgementForm<'a> {
    finding: String,
    ruling: &'static str,
    speaker: Option<&'a str>,
    note: &'a str,
    at: String,
    standing: &'static str,
}

#[derive(Serialize)]
struct StoryForm<'a> {
    id: &'a str,
    title: Option<&'a str>,
}

#[derive(Serialize)]
struct WitnessForm<'a> {
    siglum: &'a str,
    id: &'a str,
    file: Option<&'a str>,
    outlet: Option<&'a str>,
    published: Option<String>,
    title: Option<&'a str>,
    compared: bool,
    lineage: Option<String>,
}

#[derive(Serialize)]
struct QuotationForm<'a> {
    id: String,
    speaker: Option<&'a str>,
    readings: Vec<AttributionRef<'a>>,
    variants: Vec<VariantForm<'a>>,
}

/// A printing: the witness and the attribution in its annotation.
#[derive(Serialize)]
struct AttributionRef<'a> {
    witness: &'a str,
    attribution: String,
}

#[derive(Serialize)]
struct VariantForm<'a> {
    class: &'static str,
    a: PassageForm<'a>,
    b: PassageForm<'a>,
}

#[derive(Serialize)]
struct PassageForm<'a> {
    witness: &'a str,
    #[serde(flatten)]
    place: Place,
}

#[derive(Serialize)]
struct SharedForm<'a> {
    a: AttributionRef<'a>,
    b: AttributionRef<'a>,
    words: usize,
    of: usize,
    runs: Vec<RunForm>,
}

#[derive(Serialize)]
struct RunForm {
    a: Range,
    b: Range,
}

#[derive(Serialize)]
struct FindingForm<'a> {
    id: String,
    kind: &'static str,
    verdict: &'static str,
    confidence: Number,
    about: &'a str,
    why: &'a str,
    at: Vec<PassageForm<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    not_in: Vec<&'a str>,
}

#[derive(Serialize)]
struct LineageForm<'a> {
    id: String,
    root: &'a str,
    members: Vec<&'a str>,
    why: &'a str,
}

#[derive(Serialize)]
struct MomentForm<'a> {
    when: Option<&'a str>,
    interval: Option<PeriodForm>,
    read_against: Value,
    at: Vec<PassageForm<'a>>,
}

impl<'a> Comparison<'a> {
    /// With the marks of all findings, and what was decided about them.
    pub(super) fn judged(apparatus: &'a Apparatus, offsets: Offsets, judged: &'a Judged) -> Self {
        let id = |finding: Finding| match finding {
            Finding::Quotation(at) => format!("u{}", at + 1),
            Finding::Claim(at) => format!("g{}", at + 1),
            Finding::Omission(at) => format!("g{}", apparatus.claims.len() + at + 1),
            Finding::Copy(by) => {
                format!("copy-{}", apparatus.witnesses.get(by.0).map_or("", |w| w.siglum.as_str()))
            }
        };
        let form = |finding: Finding, judgement: &'a Judgement, standing: Standing| JudgementForm {
            finding: id(finding),
            ruling: judgement.ruling.name(),
            speaker: match &judgement.ruling {
                Ruling::SpeakerIs(name) => Some(name.as_str()),
                _ => None,
            },
            note: &judgement.note,
            at: judgement.at.to_string(),
            standing: standing.name(),
        };
        let decided =
            judged.all().map(|(finding, (judgement, standing))| form(finding, judgement, *standing));
        let speakers = (0..apparatus.quotations.len())
            .filter_map(|at| Some(form(Finding::Quotation(at), judged.speaker(at)?, Standing::Holds)));
        let findings = Finding::all(apparatus).into_iter();
        Self {
            marks: findings.map(|finding| (id(finding), finding.mark(apparatus))).collect(),
            judgements: decided.chain(speakers).collect(),
            ..Self::new(apparatus, offsets)
        }
    }

    pub(super) fn new(apparatus: &'a Apparatus, offsets: Offsets) -> Self {
        let witnesses = apparatus.witnesses.iter();
        let positions = witnesses.clone().map(|w| Positions::new(w.annotated.article(), offsets)).collect();
        let view = View { apparatus, positions };
        let layers =
            witnesses.zip(&view.positions).map(|(w, p)| (w.siglum.as_str(), Layers::new(&w.annotated, p)));
        Self {
            v: VERSION,
            story: StoryForm { id: &apparatus.story.id, title: apparatus.title() },
            witnesses: (0..apparatus.witnesses.len()).filter_map(|at| view.witness(WitnessId(at))).collect(),
            annotations: layers.collect(),
            quotations: apparatus
                .quotations
                .iter()
                .enumerate()
                .map(|(at, q)| view.quotation(at, q))
                .collect(),
            shared_wording: apparatus.shared_wording.iter().map(|s| view.shared(s)).collect(),
            findings: view.findings(),
            lineages: apparatus
                .story
                .lineages
                .iter()
                .enumerate()
                .map(|(at, l)| view.lineage(at, l))
                .collect(),
            timeline: apparatus.timeline.iter().map(|m| view.moment(m)).collect(),
            problems: apparatus.problems.iter().map(|p| problem(p, None)).collect(),
            marks: BTreeMap::new(),
            judgements: Vec::new(),
        }
    }
}

/// An apparatus with the means to place its spans.
struct View<'a> {
    apparatus: &'a Apparatus,
    positions: Vec<Positions<'a>>,
}

impl<'a> View<'a> {
    fn witness(&self, id: WitnessId) -> Option<WitnessForm<'a>> {
        let witness = self.apparatus.witnesses.get(id.0)?;
        let article = witness.annotated.article();
        let lineage = self.apparatus.story.lineages.iter().position(|l| l.members.contains(&id.0));
        Some(WitnessForm {
            siglum: &witness.siglum,
            id: &article.id,
            file: article.file.as_deref(),
            outlet: article.outlet.as_deref(),
            published: article.published.map(published),
            title: article.headline.map(|span| article.text.slice(span)),
            compared: witness.compared,
            lineage: lineage.map(lineage_id),
        })
    }

    fn quotation(&self, at: usize, quotation: &'a Quotation) -> QuotationForm<'a> {
        QuotationForm {
            id: format!("u{}", at + 1),
            speaker: quotation.speaker.as_deref(),
            readings: quotation.readings.iter().map(|reading| self.attribution(*reading)).collect(),
            variants: quotation.variants.iter().map(|variant| self.variant(variant)).collect(),
        }
    }

    fn variant(&self, variant: &Variant) -> VariantForm<'a> {
        VariantForm { class: variant.class.name(), a: self.passage(variant.a), b: self.passage(variant.b) }
    }

    fn shared(&self, shared: &SharedWording) -> SharedForm<'a> {
        let range = |(witness, _): (WitnessId, usize), span| {
            self.positions.get(witness.0).map_or([0, 0], |p| p.of(span).1)
        };
        let runs =
            shared.runs.iter().map(|run| RunForm { a: range(shared.a, run.a), b: range(shared.b, run.b) });
        SharedForm {
            a: self.attribution(shared.a),
            b: self.attribution(shared.b),
            words: shared.words,
            of: shared.of,
            runs: runs.collect(),
        }
    }

    fn findings(&self) -> Vec<FindingForm<'a>> {
        let claims = self.apparatus.claims.iter().map(|claim| self.claim_set(claim));
        let omissions = self.apparatus.omissions.iter().map(|omission| self.omission(omission));
        let numbered = claims.chain(omissions).enumerate();
        numbered.map(|(at, finding)| FindingForm { id: format!("g{}", at + 1), ..finding }).collect()
    }

    fn claim_set(&self, set: &'a ClaimSet) -> FindingForm<'a> {
        FindingForm {
            id: String::new(),
            kind: set.verdict.kind(),
            verdict: set.verdict.name(),
            confidence: share(set.confidence),
            about: &set.about,
            why: &set.why,
            at: set.claims().iter().map(|claim| self.passage(claim.at)).collect(),
            not_in: Vec::new(),
        }
    }

    fn omission(&self, omission: &'a Omission) -> FindingForm<'a> {
        FindingForm {
            id: String::new(),
            kind: "only_in",
            verdict: "not_found_in",
            confidence: share(omission.confidence),
            about: &omission.about,
            why: &omission.why,
            at: omission.carried().iter().map(|passage| self.passage(*passage)).collect(),
            not_in: omission.not_in().iter().map(|witness| self.siglum(*witness)).collect(),
        }
    }

    fn lineage(&self, at: usize, lineage: &'a Lineage) -> LineageForm<'a> {
        LineageForm {
            id: lineage_id(at),
            root: self.siglum(WitnessId(lineage.root)),
            members: lineage.members.iter().map(|member| self.siglum(WitnessId(*member))).collect(),
            why: &lineage.why,
        }
    }

    fn moment(&self, moment: &'a Moment) -> MomentForm<'a> {
        let first = moment.at.first().and_then(|passage| self.positions.get(passage.witness.0));
        let read_against = match (moment.read_against, first) {
            (Some(ReadAgainst::Published), _) => json!("published"),
            (Some(ReadAgainst::Timex(span)), Some(positions)) => json!(place(span, positions)),
            _ => Value::Null,
        };
        MomentForm {
            when: moment.when.as_deref(),
            interval: moment.interval.map(period),
            read_against,
            at: moment.at.iter().map(|passage| self.passage(*passage)).collect(),
        }
    }

    fn passage(&self, passage: Passage) -> PassageForm<'a> {
        let place = match self.positions.get(passage.witness.0) {
            Some(positions) => place(passage.span, positions),
            None => Place::nowhere(),
        };
        PassageForm { witness: self.siglum(passage.witness), place }
    }

    fn attribution(&self, (witness, at): (WitnessId, usize)) -> AttributionRef<'a> {
        AttributionRef { witness: self.siglum(witness), attribution: attribution_id(at) }
    }

    fn siglum(&self, witness: WitnessId) -> &'a str {
        self.apparatus.witnesses.get(witness.0).map_or("", |w| &w.siglum)
    }
}

fn lineage_id(at: usize) -> String {
    format!("L{}", at + 1)
}

/// A day as a date; a moment as RFC 3339, without offset where the material gives none.
pub(super) fn published(date: DocumentDate) -> String {
    match date {
        DocumentDate::Day(day) => day.to_string(),
        DocumentDate::Time(time, None) => time.to_string(),
        DocumentDate::Time(time, Some(offset)) if offset.is_zero() => format!("{time}Z"),
        DocumentDate::Time(time, Some(offset)) => {
            let minutes = offset.seconds() / 60;
            let sign = if minutes < 0 { '-' } else { '+' };
            format!("{time}{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
        }
    }
}
