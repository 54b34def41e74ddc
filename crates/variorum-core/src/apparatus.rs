//! `Apparatus`: the whole comparison of a story.

use std::collections::BTreeMap;

use crate::annotated::{Annotated, ReadAgainst};
use crate::article::{Problem, ProblemKind};
use crate::period::Period;
use crate::story::{Story, group};
use crate::text::Span;

mod alignment;
mod claims;
pub mod collation;
mod matter;
mod omissions;
mod printing;
pub mod quotations;
mod shared_wording;
mod speakers;
mod table;
#[cfg(test)]
mod tests;
mod timeline;
mod variants;

pub use collation::{Collation, Column, Reading};
pub(crate) use printing::{fold as fold_word, is_content as is_content_word};

/// Compares `articles`. They are a set: the order in which they come decides their sigla and nothing
/// else. Articles outside the largest story are named in the problems and compared no further.
pub fn collate(articles: Vec<Annotated>) -> Apparatus {
    let mut stories = group(&articles);
    let story = if stories.is_empty() {
        Story { id: "s1".into(), members: Vec::new(), lineages: Vec::new() }
    } else {
        stories.swap_remove(0)
    };
    let witness = |(at, annotated): (usize, Annotated)| Witness {
        siglum: siglum(at),
        annotated,
        compared: story.members.contains(&at),
    };
    let witnesses: Vec<Witness> = articles.into_iter().enumerate().map(witness).collect();
    let (quotations, shared_wording) = quotations::collate(&witnesses);
    let matter = matter::Matter::of(&witnesses);
    let claims = claims::compare(&witnesses, &quotations, &matter);
    let omissions = omissions::find(&witnesses, &matter);
    let timeline = timeline::find(&witnesses);
    let problems = problems(&witnesses);
    Apparatus { story, witnesses, quotations, shared_wording, claims, omissions, timeline, problems }
}

impl Apparatus {
    /// The headline of the earliest original, where no date tells of the first, else of any witness that
    /// has one.
    pub fn title(&self) -> Option<&str> {
        let headline = |at: usize| {
            let article = self.witnesses.get(at)?.annotated.article();
            Some(article.text.slice(article.headline?))
        };
        let date = |at: usize| {
            self.witnesses.get(at).and_then(|w| w.annotated.article().published).map(|p| p.date())
        };
        let mut roots: Vec<usize> =
            self.story.lineages.iter().map(|l| l.root).filter(|at| headline(*at).is_some()).collect();
        roots.sort_by_key(|at| (date(*at).is_none(), date(*at)));
        roots.into_iter().chain(0..self.witnesses.len()).find_map(headline)
    }
}

/// What stands in the way of a comparison: articles of other stories, a lone article, a text given
/// twice.
fn problems(witnesses: &[Witness]) -> Vec<Problem> {
    let problem = |kind, message: String| Problem { kind, message, span: None };
    let mut problems = Vec::new();
    if witnesses.len() > 1 && witnesses.iter().filter(|w| w.compared).count() == 1 {
        let message = "these articles tell no common story: nothing is compared".to_owned();
        problems.push(problem(ProblemKind::OtherStory, message));
    } else {
        for witness in witnesses.iter().filter(|w| !w.compared) {
            let article = witness.annotated.article();
            let name = article.headline.map_or(article.id.as_str(), |headline| article.text.slice(headline));
            let message = format!(
                "{}, “{}”, shares no story with the others: not compared",
                witness.siglum,
                name.trim()
            );
            problems.push(problem(ProblemKind::OtherStory, message));
        }
    }
    if witnesses.len() == 1 {
        let message = "only one article: nothing to compare it with".to_owned();
        problems.push(problem(ProblemKind::NothingToCompare, message));
    }
    let mut first = BTreeMap::new();
    for witness in witnesses {
        let text = witness.annotated.article().text.id();
        let before = *first.entry(text).or_insert(witness.siglum.as_str());
        if before != witness.siglum {
            let message = format!("{} has the same text as {before}", witness.siglum);
            problems.push(problem(ProblemKind::SameText, message));
        }
    }
    problems
}

/// A … Z, then AA, AB, …
fn siglum(at: usize) -> String {
    let letter = char::from(b'A' + (at % 26) as u8);
    match at / 26 {
        0 => letter.to_string(),
        more => siglum(more - 1) + &letter.to_string(),
    }
}

/// The comparison of the articles of one story.
#[derive(Clone, Debug)]
pub struct Apparatus {
    /// The story and its independent origins; members are counted like [`WitnessId`].
    pub story: Story,
    /// Every article that was given, in the order of their sigla.
    pub witnesses: Vec<Witness>,
    /// Utterances that one or more witnesses print.
    pub quotations: Vec<Quotation>,
    /// The same words from two speakers.
    pub shared_wording: Vec<SharedWording>,
    /// What several witnesses say about one thing; conflicts first.
    pub claims: Vec<ClaimSet>,
    /// What one or more witnesses carry and others do not; most newsworthy first.
    pub omissions: Vec<Omission>,
    /// When what happened, as the witnesses say.
    pub timeline: Vec<Moment>,
    /// Flaws in the material; articles of another story come first.
    pub problems: Vec<Problem>,
}

/// Counts into [`Apparatus::witnesses`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WitnessId(pub usize);

/// An article as carrier of readings.
#[derive(Clone, Debug)]
pub struct Witness {
    /// Its letter: A … Z, then AA, AB, …
    pub siglum: String,
    /// The article with its layers.
    pub annotated: Annotated,
    /// Whether it belongs to the story that is compared.
    pub compared: bool,
}

/// A stretch of one witness.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Passage {
    /// Which witness.
    pub witness: WitnessId,
    /// Where in its text.
    pub span: Span,
}

/// What was said once, with every printing of it.
#[derive(Clone, Debug)]
pub struct Quotation {
    /// The speaker's fullest name.
    pub speaker: Option<String>,
    /// The printings: witness and index into its attributions, in that order.
    pub readings: Vec<(WitnessId, usize)>,
    /// The words of all printings set in columns.
    pub collation: Collation,
    /// The differences between each pair of witnesses that overlap, read from `a` to `b`.
    pub variants: Vec<Variant>,
}

/// One difference between two printings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What kind of difference.
    pub class: VariantClass,
    /// The words in one; an empty span where it has none.
    pub a: Passage,
    /// The words in the other.
    pub b: Passage,
}

/// Kinds of difference between two printings of one utterance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VariantClass {
    /// Another word.
    Word,
    /// Another form of the same word.
    Inflection,
    /// "it’s" for "it is".
    Contraction,
    /// Another number.
    Number,
    /// A negation more or less.
    Negation,
    /// Another spelling or form of a name.
    Name,
    /// Another mark.
    Punctuation,
    /// One sentence for two.
    SentenceBreak,
    /// Words added in brackets, or within a rewording.
    Insertion,
    /// Words left out and marked so, or within a rewording.
    Omission,
    /// Words left out without a mark.
    SilentCut,
    /// One prints more before, after or between the fragments.
    Extent,
}

impl VariantClass {
    /// The name in JSON and on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Inflection => "inflection",
            Self::Contraction => "contraction",
            Self::Number => "number",
            Self::Negation => "negation",
            Self::Name => "name",
            Self::Punctuation => "punctuation",
            Self::SentenceBreak => "sentence-break",
            Self::Insertion => "insertion",
            Self::Omission => "omission",
            Self::SilentCut => "silent-cut",
            Self::Extent => "extent",
        }
    }
}

/// The same words from two speakers: never merged, shown as what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedWording {
    /// One attribution: witness and index into its attributions.
    pub a: (WitnessId, usize),
    /// The other.
    pub b: (WitnessId, usize),
    /// How many words both have.
    pub words: usize,
    /// How many words the shorter has.
    pub of: usize,
    /// The runs of equal words.
    pub runs: Vec<SharedRun>,
}

/// A run of equal words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SharedRun {
    /// In the one.
    pub a: Span,
    /// In the other.
    pub b: Span,
}

/// What several passages say about one thing, with the verdict and the rule that made it.
#[derive(Clone, Debug)]
pub struct ClaimSet {
    /// The thing, in words of the witnesses.
    pub about: String,
    /// How they stand to one another.
    pub verdict: Verdict,
    /// The rule that decided, in words.
    pub why: String,
    /// 0 to 1.
    pub confidence: f32,
    claims: Vec<Claim>,
}

impl ClaimSet {
    /// `None` without a claim: every assertion shown carries at least one anchor.
    pub fn new(
        about: String,
        verdict: Verdict,
        why: String,
        confidence: f32,
        mut claims: Vec<Claim>,
    ) -> Option<Self> {
        claims.sort_by_key(|claim| claim.at);
        claims.dedup_by_key(|claim| claim.at);
        (!claims.is_empty()).then_some(Self { about, verdict, why, confidence, claims })
    }

    /// The passages, by witness.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }
}

/// One passage of a claim set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The words that prove it, as short as they can be.
    pub at: Passage,
    /// Its value as shown in a table: the figure or date in words of the text.
    pub value: String,
}

/// How claims stand to one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Equal after conversion.
    Same,
    /// Both can be true.
    Compatible,
    /// One says it more exactly.
    MorePrecise,
    /// Ordered in time: a toll that rises, a plan and its outcome.
    Updated,
    /// Not equal, but vague, hedged or of unknown time.
    Differs,
    /// Both cannot be true.
    Conflict,
    /// Other words for the same thing ("leader", "dictator").
    Wording,
    /// The evidence does not decide.
    NotComparable,
}

impl Verdict {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Compatible => "compatible",
            Self::MorePrecise => "more_precise",
            Self::Updated => "updated",
            Self::Differs => "differs",
            Self::Conflict => "conflict",
            Self::Wording => "wording",
            Self::NotComparable => "not_comparable",
        }
    }

    /// The kind of finding: agree, tension, conflict or unsure.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Same | Self::Compatible | Self::MorePrecise => "agree",
            Self::Updated | Self::Differs | Self::Wording => "tension",
            Self::Conflict => "conflict",
            Self::NotComparable => "unsure",
        }
    }
}

/// What some witnesses carry and others, searched, do not.
#[derive(Clone, Debug)]
pub struct Omission {
    /// The matter, in words of a witness.
    pub about: String,
    /// The rule that decided, in words.
    pub why: String,
    /// 0 to 1.
    pub confidence: f32,
    carried: Vec<Passage>,
    not_in: Vec<WitnessId>,
}

impl Omission {
    /// `None` unless at least one passage carries the matter and one other witness was searched.
    pub fn new(
        about: String,
        why: String,
        confidence: f32,
        mut carried: Vec<Passage>,
        mut not_in: Vec<WitnessId>,
    ) -> Option<Self> {
        carried.sort();
        not_in.sort();
        not_in.dedup();
        let apart = carried.iter().all(|passage| !not_in.contains(&passage.witness));
        (!carried.is_empty() && !not_in.is_empty() && apart).then_some(Self {
            about,
            why,
            confidence,
            carried,
            not_in,
        })
    }

    /// The passages that carry it.
    pub fn carried(&self) -> &[Passage] {
        &self.carried
    }

    /// The witnesses that were searched and do not.
    pub fn not_in(&self) -> &[WitnessId] {
        &self.not_in
    }
}

/// A time that witnesses name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// TIMEX3 value.
    pub when: Option<String>,
    /// What it covers, where that is known.
    pub interval: Option<Period>,
    /// What the first of `at` was read against.
    pub read_against: Option<ReadAgainst>,
    /// The expressions.
    pub at: Vec<Passage>,
}
