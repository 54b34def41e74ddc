//! What can be asked of a store, and what comes back.

use jiff::Timestamp;
use jiff::civil::Date;
use variorum_core::{Article, Span};

use crate::ArticleKey;

/// Which stories, and in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StoryQuery {
    /// Only stories with an article that holds these words.
    pub words: Option<String>,
    /// Only stories with an article of this outlet.
    pub outlet: Option<String>,
    /// Only stories with an article of this day or later.
    pub since: Option<Date>,
    /// Only stories with an article of this day or earlier.
    pub until: Option<Date>,
    /// Only stories that an article came to, changed in or left after this time.
    pub changed_after: Option<Timestamp>,
    /// In the order of their changes: only stories after this one.
    pub after: Option<(Timestamp, ArticleKey)>,
    /// Only stories of so many independent origins or more.
    pub origins: usize,
    /// Which come first.
    pub order: StoryOrder,
    /// How many are left out before the first.
    pub skip: usize,
    /// How many at most.
    pub limit: usize,
}

/// Which stories come first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StoryOrder {
    /// Those with the latest article.
    #[default]
    Newest,
    /// Those of the most independent origins.
    Origins,
    /// Those of the most articles.
    Articles,
    /// Those that changed first: what a program reads on from where it was.
    Changed,
}

/// What to look for. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SearchQuery {
    /// What is listed.
    pub matter: Matter,
    /// Words, and phrases between quotation marks; all must stand in what is listed.
    pub words: String,
    /// Whether any of the words is enough; those that hold most of the rarest come first.
    pub any: bool,
    /// Words of the speaker's name (quotations).
    pub speaker: Option<String>,
    /// A figure (figures).
    pub figure: Option<FigureQuery>,
    /// Only articles of this outlet.
    pub outlet: Option<String>,
    /// Only articles of this day or later.
    pub since: Option<Date>,
    /// Only articles of this day or earlier.
    pub until: Option<Date>,
    /// Whether those that were seen last come first, instead of the best.
    pub latest: bool,
    /// Only articles of the story of this article.
    pub story: Option<ArticleKey>,
    /// How many hits are left out before the first.
    pub skip: usize,
    /// How many hits at most.
    pub limit: usize,
}

/// What a search lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Matter {
    /// Articles.
    #[default]
    Articles,
    /// Words credited to somebody.
    Quotations,
    /// Numbers with their units.
    Figures,
}

/// A figure to look for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FigureQuery {
    /// The least value.
    pub least: f64,
    /// The greatest value.
    pub most: f64,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Hits {
    /// How many there are, counted up to [`Hits::COUNTED`].
    pub total: usize,
    /// Those asked for, the best first.
    pub hits: Vec<Hit>,
}

impl Hits {
    /// Beyond this many, hits are not counted: there are "so many and more".
    pub const COUNTED: usize = 10_000;
}

/// One hit.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The key of the article.
    pub key: ArticleKey,
    /// The story that it stands in, once it is grouped.
    pub story: Option<ArticleKey>,
    /// The article at the root of its lineage, once it is grouped.
    pub root: Option<ArticleKey>,
    /// When it was first seen.
    pub seen: Timestamp,
    /// The article.
    pub article: Article,
    /// The quotation, the figure, or the line that holds the first word looked for.
    pub span: Span,
    /// Who is credited with it (quotations, figures).
    pub speaker: Option<String>,
}
