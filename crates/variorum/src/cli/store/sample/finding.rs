//! What can be drawn: the findings of one story, each with the words that show it.

use sha2::{Digest, Sha256};
use variorum_core::{Apparatus, Article, AttributionKind, Passage, Quotation, Span, WitnessId};
use variorum_engine::{ArticleKey, StoryView};
use variorum_views::Offsets;
use variorum_views::positions::{Field, Positions};
use variorum_views::text::printable;

use crate::cli::store::Sampled;
use crate::cli::store::rows::byline;

/// Bytes of text that are shown on each side of the words.
const CONTEXT: usize = 240;

/// One finding of a story: what is judged as right or wrong.
pub(super) struct Finding {
    /// The group that it is drawn from.
    pub(super) stratum: String,
    finding: String,
    rule: String,
    passages: Vec<Passage>,
    /// The article that was searched, of an omission.
    searched: Option<WitnessId>,
}

/// A finding as the row of a sheet.
pub(super) struct Row {
    pub(super) stratum: String,
    pub(super) story: String,
    pub(super) finding: String,
    pub(super) rule: String,
    pub(super) passages: String,
    pub(super) anchors: String,
    pub(super) searched: String,
    pub(super) searched_text: String,
}

/// The findings of `story`, in the order of its comparison. An omission is one finding for each article searched.
pub(super) fn all(story: &StoryView, kind: Sampled) -> Vec<Finding> {
    let apparatus = &story.apparatus;
    match kind {
        Sampled::Quotations => apparatus.quotations.iter().filter_map(|q| quotation(apparatus, q)).collect(),
        Sampled::Conflicts => conflicts(apparatus),
        Sampled::Omissions => omissions(apparatus),
    }
}

fn quotation(apparatus: &Apparatus, quotation: &Quotation) -> Option<Finding> {
    let attribution = |(witness, at): &(WitnessId, usize)| {
        Some((*witness, apparatus.witnesses.get(witness.0)?.annotated.layers().attributions.get(*at)?))
    };
    let readings: Vec<_> = quotation.readings.iter().filter_map(attribution).collect();
    let passage = |(witness, attribution): &(WitnessId, &variorum_core::Attribution)| {
        let span = attribution.content.iter().copied().reduce(Span::cover)?;
        Some(Passage { witness: *witness, span })
    };
    let (_, first) = readings.first()?;
    let kind = match first.kind {
        AttributionKind::Direct => "direct",
        AttributionKind::Mixed => "mixed",
        AttributionKind::Indirect => "indirect",
    };
    let mut witnesses: Vec<WitnessId> = readings.iter().map(|(witness, _)| *witness).collect();
    witnesses.dedup();
    let named = || first.source.and_then(|source| source_words(apparatus, readings.first()?.0, source));
    let speaker = quotation.speaker.clone().or_else(named);
    Some(Finding {
        stratum: format!("{kind}, {}", in_articles(witnesses.len())),
        finding: format!("said by {}", speaker.as_deref().unwrap_or("nobody who is named")),
        rule: String::new(),
        passages: readings.iter().filter_map(passage).collect(),
        searched: None,
    })
}

fn source_words(apparatus: &Apparatus, witness: WitnessId, source: Span) -> Option<String> {
    Some(printable(apparatus.witnesses.get(witness.0)?.annotated.slice(source)))
}

fn in_articles(articles: usize) -> &'static str {
    if articles > 1 { "several articles" } else { "one article" }
}

fn conflicts(apparatus: &Apparatus) -> Vec<Finding> {
    let conflicts = apparatus.claims.iter().filter(|claims| claims.verdict.kind() == "conflict");
    let finding = |claims: &variorum_core::ClaimSet| Finding {
        stratum: claims.why.clone(),
        finding: claims.about.clone(),
        rule: claims.why.clone(),
        passages: claims.claims().iter().map(|claim| claim.at).collect(),
        searched: None,
    };
    conflicts.map(finding).collect()
}

fn omissions(apparatus: &Apparatus) -> Vec<Finding> {
    let mut findings = Vec::new();
    for omission in &apparatus.omissions {
        let mut carriers: Vec<WitnessId> = omission.carried().iter().map(|passage| passage.witness).collect();
        carriers.dedup();
        findings.extend(omission.not_in().iter().map(|searched| Finding {
            stratum: in_articles(carriers.len()).to_owned(),
            finding: omission.about.clone(),
            rule: omission.why.clone(),
            passages: omission.carried().to_vec(),
            searched: Some(*searched),
        }));
    }
    findings
}

impl Finding {
    /// A number that decides whether it is drawn: by its words, their places and the `seed` alone, so that neither
    /// the order of stories nor the machine shows.
    pub(super) fn lot(&self, story: &StoryView, seed: u64) -> [u8; 32] {
        let mut lot = Sha256::new();
        lot.update(seed.to_le_bytes());
        for passage in &self.passages {
            lot.update(key_of(story, passage.witness).map(|key| *key.as_bytes()).unwrap_or_default());
            lot.update((passage.span.start() as u64).to_le_bytes());
            lot.update((passage.span.end() as u64).to_le_bytes());
        }
        if let Some(searched) = self.searched {
            lot.update(key_of(story, searched).map(|key| *key.as_bytes()).unwrap_or_default());
        }
        lot.update(self.finding.as_bytes());
        lot.finalize().into()
    }

    /// The row of the sheet.
    pub(super) fn row(&self, story: &StoryView) -> Row {
        let article = |witness: WitnessId| {
            Some(story.apparatus.witnesses.get(witness.0)?.annotated.article()).zip(key_of(story, witness))
        };
        let shown = |passage: &Passage| {
            let (article, key) = article(passage.witness)?;
            Some(format!("{} ({key}): {}", byline(article), in_context(article, passage.span)))
        };
        let anchor = |passage: &Passage| {
            let (article, key) = article(passage.witness)?;
            let (field, [start, end]) = Positions::new(article, Offsets::Codepoints).of(passage.span);
            let field = if field == Field::Title { "title" } else { "text" };
            Some(format!("{key}:{field}:{start}-{end}"))
        };
        let list = |words: &dyn Fn(&Passage) -> Option<String>, between: &str| {
            self.passages.iter().filter_map(words).collect::<Vec<String>>().join(between)
        };
        let searched = self.searched.and_then(article);
        Row {
            stratum: self.stratum.clone(),
            story: story.row.id.to_string(),
            finding: self.finding.clone(),
            rule: self.rule.clone(),
            passages: list(&shown, "\n"),
            anchors: list(&anchor, " "),
            searched: searched
                .map(|(article, key)| format!("{} ({key})", byline(article)))
                .unwrap_or_default(),
            searched_text: searched.map(|(article, _)| article.text.as_str().to_owned()).unwrap_or_default(),
        }
    }
}

/// The members of a story stand in the order of its witnesses.
fn key_of(story: &StoryView, witness: WitnessId) -> Option<ArticleKey> {
    story.members.get(witness.0).map(|member| member.key)
}

/// The words at `span` between marks, with what stands before and after them.
fn in_context(article: &Article, span: Span) -> String {
    let text = article.text.as_str();
    let from = text.floor_char_boundary(span.start().saturating_sub(CONTEXT));
    let to = text.ceil_char_boundary((span.end() + CONTEXT).min(text.len()));
    let before = text.get(from..span.start()).unwrap_or_default();
    let after = text.get(span.end()..to).unwrap_or_default();
    // Whole words, unless the text begins or ends there.
    let before = if from == 0 { before } else { before.split_once(' ').map_or("", |(_, rest)| rest) };
    let after = if to == text.len() { after } else { after.rsplit_once(' ').map_or("", |(rest, _)| rest) };
    let start = if from == 0 { "" } else { "… " };
    let end = if to == text.len() { "" } else { " …" };
    let whole = format!("{start}{before}⟦{}⟧{after}{end}", article.text.slice(span));
    whole.split_whitespace().collect::<Vec<&str>>().join(" ")
}
