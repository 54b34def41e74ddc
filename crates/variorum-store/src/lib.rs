//! Keeps articles, their index and their stories durably.
//!
//! [`Store`] is the boundary: operations in the words of the domain, each one transaction. [`Sqlite`]
//! keeps everything in one file. Texts are immutable and stored once; what is derived from them can be
//! made again.

mod articles;
mod codec;
#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod desk;
mod entry;
mod error;
mod key;
mod query;
mod sqlite;
mod terms;

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use variorum_core::{Article, Judgement};

pub use desk::{Arrival, Pass, Scope, Watch, Watched};
pub use entry::{Derived, Entry, FigureRow, QuotationRow};
pub use error::{Error, ErrorKind};
pub use key::{ArticleKey, source_of};
pub use query::{FigureQuery, Hit, Hits, Matter, SearchQuery, StoryOrder, StoryQuery};
pub use sqlite::Sqlite;

/// Version of the analysis whose rows stand beside a text. Raised whenever the annotators or the rows
/// made from them change, so that `rescan` knows what to make again.
pub const PIPELINE: u32 = 2;

/// Version of the reading of pages. Raised whenever better words, dates or outlets are read from the same bytes, so
/// that `rescan` knows which originals to read again.
pub const EXTRACTOR: u32 = 1;

/// How the source of an article begins that has no address, and is bound to its later readings by its bytes.
pub const BY_BYTES: &str = "original:";

/// What a store does. Each operation is one transaction: it happens whole or not at all.
pub trait Store {
    /// Which of `keys` are held or were withdrawn, so that they need no analysis.
    fn known(&self, keys: &[ArticleKey]) -> Result<Vec<bool>, Error>;

    /// Adds articles with their derived rows. Idempotent: what is held stays as it is. When this
    /// returns, the articles survive a power cut.
    fn add(&mut self, entries: &[Entry]) -> Result<Vec<Receipt>, Error>;

    /// One article, whichever version.
    fn article(&self, key: ArticleKey) -> Result<Option<Record>, Error>;

    /// The one article that `name` names: the beginning of a key (four characters or more), an address
    /// (its current version), or the id that it was given.
    fn find(&self, name: &str) -> Result<ArticleKey, Error>;

    /// How many articles were ever added, all versions: at least as many as are held. Costs the same however many.
    fn size(&self) -> Result<usize, Error>;

    /// Current articles that stand nowhere yet, at most `limit`, in the order of grouping; each with the earlier version
    /// that stands in its place, if one does.
    fn waiting(&self, limit: usize) -> Result<Vec<(Ordered, Option<ArticleKey>)>, Error>;

    /// The latest `limit` articles that stand somewhere, in the order of grouping.
    fn latest(&self, limit: usize) -> Result<Vec<(Ordered, Place)>, Error>;

    /// Sets where these articles stand; all others stay where they are. Earlier versions of them leave their stories.
    /// What changed is logged.
    fn place(&mut self, placements: &[Placement], now: Timestamp) -> Result<Settled, Error>;

    /// All articles with all their versions in the order in which they are grouped: by time, then by key.
    fn order(&self) -> Result<Vec<Ordered>, Error>;

    /// For each earlier version the current one.
    fn superseded(&self) -> Result<BTreeMap<ArticleKey, ArticleKey>, Error>;

    /// Sets where the articles stand. `placements` are all current articles; what changed is logged.
    fn settle(&mut self, placements: &[Placement], now: Timestamp) -> Result<Settled, Error>;

    /// Where the articles stand, by their time and key. An earlier version that a later one has replaced since
    /// places were set is among them.
    fn placements(&self) -> Result<Vec<Placement>, Error>;

    /// Sets which stories tell of one running affair, in the place of what was set before.
    fn relate(&mut self, topics: &[Topic]) -> Result<(), Error>;

    /// The stories of one running affair with the story `key`, the most alike first.
    fn related(&self, key: ArticleKey) -> Result<Vec<(ArticleKey, f64)>, Error>;

    /// Stories as a list.
    fn stories(&self, query: &StoryQuery) -> Result<Vec<StoryRow>, Error>;

    /// The story that the article `key` stands in, as its members in the order of grouping.
    fn story(&self, key: ArticleKey) -> Result<Option<StoryRecord>, Error>;

    /// Articles, quotations or figures that match.
    fn search(&self, query: &SearchQuery) -> Result<Hits, Error>;

    /// Which decisions moved the article, the earliest first.
    fn history(&self, key: ArticleKey) -> Result<Vec<Move>, Error>;

    /// The notes of a kind, by name: what is kept of a subscription, of a host.
    fn notes(&self, kind: &str) -> Result<Vec<(String, String)>, Error>;

    /// Writes notes of a kind, each in the place of one of the same name; `None` takes one away.
    fn note(&mut self, kind: &str, notes: &[(String, Option<String>)]) -> Result<(), Error>;

    /// The keys of the articles that `target` means, all versions.
    fn named(&self, target: &Target) -> Result<Vec<ArticleKey>, Error>;

    /// Takes articles out for good: text, bytes, index and derived rows go; key, date and reason stay, and they are
    /// not taken again. Gives how many there were. Places must be settled afterwards.
    fn forget(&mut self, keys: &[ArticleKey], reason: &str, now: Timestamp) -> Result<usize, Error>;

    /// The articles whose derived rows were made by an earlier version, or all.
    fn outdated(&self, all: bool) -> Result<Vec<ArticleKey>, Error>;

    /// Puts new derived rows in the place of the old ones.
    fn rewrite(&mut self, made: &[(ArticleKey, Derived)]) -> Result<(), Error>;

    /// The bytes that the article was read from, where they are kept.
    fn original(&self, key: ArticleKey) -> Result<Option<Original>, Error>;

    /// Whether an article called `name` was read from the bytes of this SHA-256, so that they need not be read again.
    fn has_original(&self, digest: &[u8; 32], name: &str) -> Result<bool, Error>;

    /// The articles whose originals are kept and were read by an earlier version, or all; not those that a newer
    /// reading has replaced.
    fn unread(&self, all: bool) -> Result<Vec<ArticleKey>, Error>;

    /// Puts a new reading of its original in the place of the article `key`. Where the text is the same, what stands
    /// beside it is renewed; another text becomes a later version. `None` notes that nothing better was read. Says
    /// whether there is another text now. Places must be settled afterwards.
    fn renew(&mut self, key: ArticleKey, made: Option<&Entry>) -> Result<bool, Error>;

    /// Lets go of the originals that were captured before. Texts stay. Gives how many there were.
    fn expire(&mut self, before: Timestamp) -> Result<usize, Error>;

    /// An article with its derived rows in the order of the text, for export.
    fn found(&self, key: ArticleKey) -> Result<Option<Found>, Error>;

    /// Keeps what a user decided by hand. It takes effect when places are settled.
    fn edit(&mut self, edit: &Edit, now: Timestamp) -> Result<(), Error>;

    /// What users decided by hand, in order, with the time of each.
    fn edits(&self) -> Result<Vec<(Timestamp, Edit)>, Error>;

    /// Keeps what a reader decided about a finding; its number is given anew. Nothing is ever written over: the
    /// latest about a finding stands. Gives the number.
    fn judge(&mut self, judgement: &Judgement) -> Result<u64, Error>;

    /// The log of judgements: `limit` of them after the number `after`, the earliest first.
    fn judgements(&self, after: u64, limit: usize) -> Result<Vec<Judgement>, Error>;

    /// The judgements that stand on a place in any of these texts (SHA-256), the earliest first.
    fn judgements_on(&self, texts: &[[u8; 32]]) -> Result<Vec<Judgement>, Error>;

    /// Keeps a watch. What is watched already keeps its number.
    fn watch(&mut self, watched: &Watched, now: Timestamp) -> Result<u64, Error>;

    /// Ends a watch; false when there is none of this number.
    fn unwatch(&mut self, number: u64) -> Result<bool, Error>;

    /// The watches, the earliest first.
    fn watches(&self) -> Result<Vec<Watch>, Error>;

    /// Keeps a pass; its number is given anew. Gives the number.
    fn grant(&mut self, pass: &Pass) -> Result<u64, Error>;

    /// Takes a pass back for good; false when there is none of this number, or it was taken back before.
    fn revoke(&mut self, number: u64, now: Timestamp) -> Result<bool, Error>;

    /// All passes, those that were taken back too, the earliest first.
    fn passes(&self) -> Result<Vec<Pass>, Error>;

    /// When the articles of the story that `story` stands in were first seen, in the order of grouping.
    fn arrivals(&self, story: ArticleKey) -> Result<Vec<Arrival>, Error>;

    /// Says how much is held.
    fn counts(&self) -> Result<Counts, Error>;

    /// Looks for damage: everything that does not hold, in words. Empty when all is well.
    fn check(&self) -> Result<Vec<String>, Error>;

    /// Copies the store to a new file while it is in use.
    fn backup(&self, to: &Path) -> Result<(), Error>;
}

/// The bytes that an article was read from, with what it takes to read them again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// The charset that the server named.
    pub charset: Option<String>,
    /// When they were captured.
    pub captured: Timestamp,
}

/// An article with its derived rows.
pub type Found = (Article, Vec<QuotationRow>, Vec<FigureRow>);

/// Articles that are meant together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// All versions of this article.
    Article(ArticleKey),
    /// All articles of this outlet.
    Outlet(String),
}

/// What a user decided by hand about stories. Later decisions stand above earlier ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// The stories of these articles are one.
    Join(Vec<ArticleKey>),
    /// These articles are a story of their own.
    Apart(Vec<ArticleKey>),
    /// These articles belong to the story of another.
    Move(Vec<ArticleKey>, ArticleKey),
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receipt {
    /// It is new.
    Added(ArticleKey),
    /// It is another text of an article that is held.
    Version {
        /// The new text.
        key: ArticleKey,
        /// The text that was current before.
        of: ArticleKey,
    },
    /// It was held already.
    Held(ArticleKey),
    /// It was withdrawn before and is not taken again.
    Withdrawn(ArticleKey),
}

/// An article as it is stored. Its spans were checked against its text, and its text against its digest.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its key.
    pub key: ArticleKey,
    /// The article.
    pub article: Article,
    /// When it was first seen.
    pub seen: Timestamp,
    /// Its address or the id of its feed entry.
    pub source: Option<String>,
    /// Whether it is the current version.
    pub current: bool,
    /// All versions of it, the earliest first; itself alone where there is one.
    pub versions: Vec<Version>,
    /// Where it stands; `None` until it is grouped, and for versions that are not current.
    pub place: Option<Place>,
    /// The SHA-256 of the bytes that it was read from, where they are kept.
    pub raw: Option<[u8; 32]>,
}

impl Record {
    /// Where it stands in the order of grouping.
    pub fn ordered(&self) -> Ordered {
        ordered(&self.article, self.seen, self.key)
    }
}

/// The place in the order of grouping of an article that was first seen at `seen`.
pub(crate) fn ordered(article: &Article, seen: Timestamp, key: ArticleKey) -> Ordered {
    Ordered { at: article.published.map_or(seen.as_second(), articles::seconds), key }
}

/// One version of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its key.
    pub key: ArticleKey,
    /// When it was first seen.
    pub seen: Timestamp,
    /// Whether it is the current one.
    pub current: bool,
}

/// Where an article stands in the order of grouping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ordered {
    /// Seconds since 1970 of its date of publication, else of when it was first seen.
    pub at: i64,
    /// The article.
    pub key: ArticleKey,
}

/// Where an article stands, with the reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The story, named by its earliest article.
    pub story: ArticleKey,
    /// The article at the root of its lineage: itself where it is no copy.
    pub root: ArticleKey,
    /// The article that it took most from, and the share of its own words, 0 to 1.
    pub copied: Option<(ArticleKey, f64)>,
    /// The agency that it credits.
    pub agency: Option<String>,
    /// The rule that decided, in words.
    pub why: String,
}

/// Where one article is to stand.
#[derive(Clone, Debug, PartialEq)]
pub struct Placement {
    /// The article.
    pub key: ArticleKey,
    /// Its place.
    pub place: Place,
}

/// Two stories of one running affair: linked, and never merged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Topic {
    /// One story.
    pub one: ArticleKey,
    /// The other.
    pub two: ArticleKey,
    /// How alike their names are, 0 to 1.
    pub likeness: f64,
}

/// What settling changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Articles that stand in a story for the first time.
    pub placed: usize,
    /// Articles that moved to another story.
    pub moved: usize,
    /// Stories there are now.
    pub stories: usize,
}

impl Settled {
    /// What this and then `next` changed.
    #[must_use]
    pub fn and(self, next: Self) -> Self {
        let (placed, moved) = (self.placed + next.placed, self.moved + next.moved);
        Self { placed, moved, stories: next.stories }
    }
}

/// One decision on one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// When.
    pub at: Timestamp,
    /// The story before, if any.
    pub from: Option<ArticleKey>,
    /// The story after; `None` when the article left its story with no other.
    pub to: Option<ArticleKey>,
    /// The rule that decided, in words.
    pub why: String,
}

/// A story in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryRow {
    /// The story, named by its earliest article.
    pub id: ArticleKey,
    /// The headline of its earliest article that has one.
    pub title: Option<String>,
    /// Day of its earliest article ("2026-02-12").
    pub first: String,
    /// Day of its latest article.
    pub last: String,
    /// How many articles.
    pub articles: usize,
    /// How many independent origins.
    pub origins: usize,
    /// Its outlets, in name order.
    pub outlets: Vec<String>,
    /// When an article last came, changed or left.
    pub changed: Timestamp,
}

/// One story with its members.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryRecord {
    /// As in a list.
    pub row: StoryRow,
    /// Its articles in the order of grouping.
    pub members: Vec<Placement>,
}

/// How much is held.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles, versions apart.
    pub articles: usize,
    /// Earlier versions of them.
    pub versions: usize,
    /// Articles that stand in no story yet.
    pub waiting: usize,
    /// Stories.
    pub stories: usize,
    /// Quotations.
    pub quotations: usize,
    /// Figures.
    pub figures: usize,
    /// Articles that were withdrawn.
    pub withdrawn: usize,
    /// Articles whose derived rows were made by an earlier version.
    pub outdated: usize,
    /// Originals that are kept.
    pub originals: usize,
    /// Articles whose kept originals were read by an earlier version.
    pub unread: usize,
    /// Bytes of the file.
    pub bytes: u64,
}

/// How a store is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For reading alone; the file must exist.
    Read,
    /// For reading and writing; made if it does not exist. One process writes at a time.
    Write,
}
