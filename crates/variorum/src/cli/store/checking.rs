//! `variorum check`: our quotations and figures against the others'.

use std::collections::BTreeSet;
use std::io::{Write, stdout};
use std::path::PathBuf;

use anyhow::{Result, bail};
use variorum_core::{
    Apparatus, Article, ClaimSet, Quotation, Span, Variant, VariantClass, Verdict, WitnessId, collate,
};
use variorum_engine::{ArticleKey, Difference, Mode, annotate_all};
use variorum_views::text::printable;
use variorum_views::{json, words};

use crate::cli::Outcome;
use crate::cli::inputs::{Inputs, read_all};
use crate::cli::links::{Links, is_link};
use crate::cli::store::asking::difference_told;
use crate::cli::store::rows::{byline, fitted, plural, title, wrapped};
use crate::cli::store::{Check, List};
use crate::config::Config;

const DRAFT: WitnessId = WitnessId(0);

/// Sets the draft beside the others and says where it differs.
pub(crate) fn run(arguments: &Check, config: &Config) -> Result<Outcome> {
    let links = Links::new(arguments.reach, config);
    let Inputs { mut articles, unreadable } = read_all(std::slice::from_ref(&arguments.draft), &links)?;
    if articles.len() != 1 {
        let why = unreadable.first().map(|problem| format!(": {}", problem.message)).unwrap_or_default();
        bail!(
            "{} holds {}, not one draft{why}",
            arguments.draft.display(),
            plural(articles.len(), "article")
        );
    }
    let against = against(arguments, &articles, &links, config)?;
    articles.extend(against);
    let apparatus = collate(annotate_all(articles, config.threads));
    let mut out = stdout().lock();
    match arguments.format {
        List::Json => writeln!(out, "{}", json::comparison(&apparatus, arguments.offsets.into()))?,
        List::Text => write!(out, "{}", told(&apparatus, config.width))?,
    }
    Ok(Outcome::Good)
}

/// The articles that the draft is held against: files, a story that is named, or the nearest story.
fn against(arguments: &Check, draft: &[Article], links: &Links, config: &Config) -> Result<Vec<Article>> {
    let files: Vec<PathBuf> =
        arguments.against.iter().map(PathBuf::from).filter(|path| is_link(path) || path.exists()).collect();
    if !files.is_empty() && files.len() == arguments.against.len() {
        let Inputs { articles, unreadable } = read_all(&files, links)?;
        unreadable.iter().for_each(|problem| eprintln!("variorum: {}", printable(&problem.message)));
        return Ok(articles);
    }
    let engine = arguments.at.open(Mode::Read, config)?;
    let key: ArticleKey = match arguments.against.as_slice() {
        [] => {
            let Some(draft) = draft.first() else { bail!("there is no draft") };
            let Some(story) = engine.nearest_story(draft)? else {
                bail!("no story of the store is like this draft: name one, or files, with --against");
            };
            story.id
        }
        [name] => engine.find(name)?,
        several => {
            let missing = several.iter().find(|name| !PathBuf::from(name).exists());
            bail!("there is no file {}", missing.map_or("", String::as_str));
        }
    };
    match engine.story(key)? {
        Some(story) => Ok(story
            .apparatus
            .witnesses
            .into_iter()
            .map(|witness| witness.annotated.article().clone())
            .collect()),
        None => {
            bail!("the article {key} is not grouped yet, since an import was cut short: run the import again")
        }
    }
}

fn told(apparatus: &Apparatus, width: usize) -> String {
    let Some(draft) = apparatus.witnesses.first() else { return String::new() };
    let others = apparatus.witnesses.iter().skip(1).filter(|witness| witness.compared).count();
    let mut told = format!(
        "{} against {}\n",
        fitted(title(draft.annotated.article()).unwrap_or("the draft"), width.saturating_sub(24).max(20)),
        plural(others, "article")
    );
    for witness in apparatus.witnesses.iter().skip(1).filter(|witness| witness.compared) {
        told.push_str(&format!("  {} {}\n", witness.siglum, byline(witness.annotated.article())));
    }
    if !draft.compared || others == 0 {
        told.push_str("the draft tells no story in common with them: nothing is compared\n");
        return told;
    }
    for section in sections(apparatus, width) {
        told.push_str(&section.told(width));
    }
    told
}

/// What stands in the draft of one kind, the gravest first.
pub(crate) struct Section {
    /// Of which kind.
    pub(crate) heading: &'static str,
    /// What the draft says, and then what the others say.
    pub(crate) rows: Vec<(Rank, Vec<String>)>,
}

/// The quotations and the figures of the first article beside those of the others; words are cut to about two lines of
/// `width`.
pub(crate) fn sections(apparatus: &Apparatus, width: usize) -> [Section; 2] {
    let section = |heading, mut found: Vec<Row>| {
        found.sort_by_key(|(rank, span, _)| (*rank, *span));
        Section { heading, rows: found.into_iter().map(|(rank, _, lines)| (rank, lines)).collect() }
    };
    [
        section("QUOTATIONS", quotations(apparatus, width)),
        section("FIGURES, DATES AND EVENTS", figures(apparatus)),
    ]
}

/// One thing in the draft: how it came out, where it stands, and in words.
type Row = (Rank, Span, Vec<String>);

/// The outcome of one thing in the draft, for its order and its sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Rank {
    Wrong,
    Differs,
    Ours,
    Same,
}

impl Rank {
    /// What its sign means.
    pub(crate) fn means(self) -> &'static str {
        match self {
            Self::Wrong => "contradicted or cut",
            Self::Differs => "differs",
            Self::Ours => "only in the draft",
            Self::Same => "the same elsewhere",
        }
    }

    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Wrong => "✗",
            Self::Differs => "≠",
            Self::Ours => "–",
            Self::Same => "✓",
        }
    }
}

impl Section {
    fn told(&self, width: usize) -> String {
        let graves = self.rows.iter().filter(|(rank, _)| matches!(rank, Rank::Wrong | Rank::Differs)).count();
        let mut told = format!("\n{}: {}, {graves} to look at\n", self.heading, self.rows.len());
        for (rank, lines) in &self.rows {
            for (at, line) in lines.iter().enumerate() {
                let indent = if at == 0 { format!("  {} ", rank.sign()) } else { "      ".to_owned() };
                for (part, line) in wrapped(line, width.saturating_sub(8).max(20)).iter().enumerate() {
                    let lead = if part == 0 { indent.as_str() } else { "      " };
                    told.push_str(&format!("{lead}{line}\n"));
                }
            }
        }
        told
    }
}

fn quotations(apparatus: &Apparatus, width: usize) -> Vec<Row> {
    let Some(draft) = apparatus.witnesses.first().map(|witness| &witness.annotated) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, attribution) in draft.layers().attributions.iter().enumerate() {
        let Some(span) = attribution.quoted.iter().copied().reduce(Span::cover) else { continue };
        let speaker =
            attribution.speaker.and_then(|speaker| draft.entity(speaker)).map(|entity| entity.name.as_str());
        let speaker = speaker.or(attribution.source.map(|source| draft.slice(source)));
        let lead = speaker.map(|speaker| format!("{}: ", printable(speaker))).unwrap_or_default();
        let head = format!("{lead}“{}”", fitted(draft.slice(span), 2 * width));
        let ours = |quotation: &&Quotation| quotation.readings.contains(&(DRAFT, at));
        let (rank, lines) = match apparatus.quotations.iter().find(ours) {
            Some(quotation) => beside(apparatus, quotation, span),
            None => (Rank::Ours, vec!["only in the draft".to_owned()]),
        };
        found.push((rank, span, std::iter::once(head).chain(lines).collect()));
    }
    found
}

/// How the others print what the draft prints within `span`.
fn beside(apparatus: &Apparatus, quotation: &Quotation, span: Span) -> (Rank, Vec<String>) {
    let others: BTreeSet<WitnessId> =
        quotation.readings.iter().map(|(witness, _)| *witness).filter(|witness| *witness != DRAFT).collect();
    let mut lines = Vec::new();
    let mut rank = Rank::Same;
    let (mut same, mut part) = (Vec::new(), Vec::new());
    for other in &others {
        let (differences, extents) = differences(apparatus, quotation, *other, span)
            .into_iter()
            .partition::<Vec<Difference>, _>(|difference| difference.class != VariantClass::Extent);
        let siglum = siglum(apparatus, *other);
        if differences.is_empty() {
            // How much of an utterance one prints is a choice and no difference in its words.
            let less = extents.iter().any(|difference| !difference.asked.trim().is_empty());
            (if less { &mut part } else { &mut same }).push(siglum);
            continue;
        }
        for difference in differences {
            let cut = matches!(
                difference.class,
                VariantClass::SilentCut | VariantClass::Negation | VariantClass::Number
            );
            rank = rank.min(if cut { Rank::Wrong } else { Rank::Differs });
            lines.push(format!("{siglum} {}", difference_told(&difference)));
        }
    }
    if others.is_empty() {
        return (Rank::Ours, vec!["only in the draft".to_owned()]);
    }
    if !same.is_empty() {
        lines.push(format!("the same words in {}", same.join(" ")));
    }
    if !part.is_empty() {
        lines.push(format!("a part of it in the same words in {}", part.join(" ")));
    }
    (rank, lines)
}

fn differences(
    apparatus: &Apparatus,
    quotation: &Quotation,
    other: WitnessId,
    span: Span,
) -> Vec<Difference> {
    let words = |witness: WitnessId, span: Span| {
        let annotated = apparatus.witnesses.get(witness.0).map(|witness| &witness.annotated);
        annotated.map(|annotated| annotated.slice(span).to_owned()).unwrap_or_default()
    };
    let read = |variant: &Variant| {
        let (draft, theirs) = match (variant.a, variant.b) {
            (a, b) if a.witness == DRAFT && b.witness == other => (a, b),
            (a, b) if b.witness == DRAFT && a.witness == other => (b, a),
            _ => return None,
        };
        span.contains(draft.span).then(|| Difference {
            class: variant.class,
            asked: words(DRAFT, draft.span),
            printed: words(other, theirs.span),
        })
    };
    quotation.variants.iter().filter_map(read).collect()
}

fn siglum(apparatus: &Apparatus, witness: WitnessId) -> &str {
    apparatus.witnesses.get(witness.0).map_or("", |witness| &witness.siglum)
}

fn figures(apparatus: &Apparatus) -> Vec<Row> {
    let Some(draft) = apparatus.witnesses.first().map(|witness| &witness.annotated) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut covered: Vec<Span> = Vec::new();
    for claim in &apparatus.claims {
        let ours = claim.claims().iter().find(|c| c.at.witness == DRAFT);
        let others = claim.claims().iter().any(|c| c.at.witness != DRAFT);
        if let Some(ours) = ours.filter(|_| others) {
            covered.push(ours.at.span);
            found.push((rank_of(claim.verdict), ours.at.span, claim_lines(apparatus, claim)));
        }
    }
    for figure in &draft.layers().figures {
        if !covered.iter().any(|span| span.overlaps(figure.span)) {
            let line = format!("{}: only in the draft", printable(draft.slice(figure.span)));
            found.push((Rank::Ours, figure.span, vec![line]));
        }
    }
    found
}

fn rank_of(verdict: Verdict) -> Rank {
    match verdict {
        Verdict::Conflict => Rank::Wrong,
        Verdict::Updated | Verdict::Differs | Verdict::Wording | Verdict::NotComparable => Rank::Differs,
        Verdict::Same | Verdict::Compatible | Verdict::MorePrecise => Rank::Same,
    }
}

/// What the draft says, what the others say, and by how many originals.
fn claim_lines(apparatus: &Apparatus, claim: &ClaimSet) -> Vec<String> {
    let told = |c: &variorum_core::Claim| {
        let who = if c.at.witness == DRAFT { "draft" } else { siglum(apparatus, c.at.witness) };
        format!("{who} {}", printable(&c.value))
    };
    let others: Vec<usize> =
        claim.claims().iter().map(|c| c.at.witness.0).filter(|witness| *witness != DRAFT.0).collect();
    let lineages = apparatus.story.lineages.iter();
    let origins =
        lineages.filter(|lineage| lineage.members.iter().any(|member| others.contains(member))).count();
    let about = printable(&claim.about);
    if rank_of(claim.verdict) == Rank::Same {
        let mut alike: Vec<&str> = others.iter().map(|other| siglum(apparatus, WitnessId(*other))).collect();
        alike.dedup();
        let verdict = words::verdict(claim.verdict);
        return vec![format!("{about}: {verdict} in {} ({})", alike.join(" "), plural(origins, "original"))];
    }
    let values: Vec<String> = claim.claims().iter().map(told).collect();
    vec![
        format!("{about}: {}", values.join(" · ")),
        format!(
            "{} ({}): {}",
            words::verdict(claim.verdict),
            plural(origins, "original"),
            printable(&claim.why)
        ),
    ]
}
