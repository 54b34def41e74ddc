//! The straight line with a store under it: bytes to articles, articles to stories, stories to
//! apparatus. What is stored is the material and what finds it again; everything shown is made from the
//! stored texts by the same pure functions that `compare` calls.
//!
//! Everything here is synchronous and may be called from several threads at once.

mod analysis;
mod asking;
mod grouping;
mod import;
mod provisional;
mod rescan;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use variorum_core::{Annotated, Apparatus, collate};

pub use analysis::{annotate_all, annotate_one, in_parallel};
pub use asking::{Asked, Difference, Printed, Utterance};
pub use import::{Archived, Incoming, Matter, Progress, RawPage, Report, Stage, Unreadable};
pub use rescan::Rescanned;
pub use variorum_store::{
    ArticleKey, Counts, Derived, Edit, Error, ErrorKind, FigureQuery, FigureRow, Found, Hit, Hits,
    Matter as SearchMatter, Mode, Move, Place, Placement, QuotationRow, Record, SearchQuery, Settled,
    StoryOrder, StoryQuery, StoryRecord, StoryRow, Target, Version, source_of,
};
use variorum_store::{Sqlite, Store};

use crate::grouping::{Grouping, Scope};

/// A store with the analysis over it.
#[derive(Debug)]
pub struct Engine {
    path: PathBuf,
    threads: usize,
    /// Readers that are not in use. They go before the writer, which then clears its log away.
    readers: Mutex<Vec<Sqlite>>,
    /// `None` when the store was opened for reading alone.
    writer: Option<Mutex<Sqlite>>,
    grouping: Mutex<Grouping>,
    /// Articles from which on a few new ones are placed provisionally.
    large: usize,
}

/// Articles from which on a few new ones are placed provisionally: grouping all again would take more than a few
/// seconds.
const LARGE: usize = 2_048;

/// A story with the comparison of its articles.
#[derive(Clone, Debug)]
pub struct StoryView {
    /// As in a list.
    pub row: StoryRow,
    /// Its articles and why each stands here, in the order of their sigla.
    pub members: Vec<Placement>,
    /// The comparison, as `compare` makes it.
    pub apparatus: Apparatus,
}

/// An article with its layers.
#[derive(Clone, Debug)]
pub struct ArticleView {
    /// As it is stored.
    pub record: Record,
    /// The same with its layers.
    pub annotated: Annotated,
}

impl Engine {
    /// Opens the store in the file `path`; with [`Mode::Write`] it is made if it does not exist.
    /// Analysis runs on `threads` threads.
    pub fn open(path: &Path, mode: Mode, threads: usize) -> Result<Self, Error> {
        let store = Sqlite::open(path, mode)?;
        let (writer, readers) = match mode {
            Mode::Write => (Some(Mutex::new(store)), Vec::new()),
            Mode::Read => (None, vec![store]),
        };
        Ok(Self {
            path: path.to_owned(),
            threads: threads.max(1),
            writer,
            readers: Mutex::new(readers),
            grouping: Mutex::default(),
            large: LARGE,
        })
    }

    /// The file of the store.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts the backup `from` in the place of the store `to`, which must not exist.
    pub fn restore(from: &Path, to: &Path) -> Result<(), Error> {
        Sqlite::restore(from, to)
    }

    /// Adds what comes, then settles where all articles stand. `now` is when it is seen first;
    /// `progress` is called now and then. What cannot be read is reported and skipped.
    pub fn import(
        &self,
        incoming: impl Iterator<Item = Incoming>,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Report, Error> {
        let mut grouping = held(&self.grouping);
        let mut report = import::run(self, &mut grouping, incoming, now, progress)?;
        report.settled = grouping.settle(self, Scope::New(None), now, progress)?;
        Ok(report)
    }

    /// Settles where all articles stand, if an import was cut short before it could.
    pub fn settle(&self, now: Timestamp, progress: &mut dyn FnMut(Progress)) -> Result<Settled, Error> {
        held(&self.grouping).settle(self, Scope::New(None), now, progress)
    }

    /// Keeps what a user decided by hand about stories, and settles where all articles stand.
    pub fn edit(
        &self,
        edit: &Edit,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Settled, Error> {
        self.write(|store| store.edit(edit, now))?;
        held(&self.grouping).settle(self, Scope::New(Some(edit)), now, progress)
    }

    /// The keys of the articles that `target` means, all versions.
    pub fn named(&self, target: &Target) -> Result<Vec<ArticleKey>, Error> {
        self.read(|store| store.named(target))
    }

    /// Takes articles out for good and settles where the others stand. Gives how many there were.
    pub fn forget(
        &self,
        keys: &[ArticleKey],
        reason: &str,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<usize, Error> {
        let forgotten = self.write(|store| store.forget(keys, reason, now))?;
        self.settle(now, progress)?;
        Ok(forgotten)
    }

    /// Reads again the originals that an earlier version read, analyses again the articles that an earlier version
    /// analysed, or `all` of both, and settles where all articles stand.
    pub fn rescan(
        &self,
        all: bool,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Rescanned, Error> {
        rescan::run(self, all, now, progress)
    }

    /// Lets go of the originals that were captured before `before`. Texts stay. Gives how many there were.
    pub fn expire(&self, before: Timestamp) -> Result<usize, Error> {
        self.write(|store| store.expire(before))
    }

    /// All current articles in the order of grouping, for export.
    pub fn keys(&self) -> Result<Vec<ArticleKey>, Error> {
        self.read(|store| {
            let superseded = store.superseded()?;
            let keys = store.order()?.into_iter().map(|ordered| ordered.key);
            Ok(keys.filter(|key| !superseded.contains_key(key)).collect())
        })
    }

    /// An article as it is stored, without its layers.
    pub fn record(&self, key: ArticleKey) -> Result<Option<Record>, Error> {
        self.read(|store| store.article(key))
    }

    /// An article with what is indexed of it.
    pub fn found(&self, key: ArticleKey) -> Result<Option<Found>, Error> {
        self.read(|store| store.found(key))
    }

    /// Stories as a list.
    pub fn stories(&self, query: &StoryQuery) -> Result<Vec<StoryRow>, Error> {
        self.read(|store| store.stories(query))
    }

    /// The story of the article `key`, which may be any of its members; `None` where it has none.
    pub fn story(&self, key: ArticleKey) -> Result<Option<StoryView>, Error> {
        let found = self.read(|store| {
            let Some(story) = store.story(key)? else { return Ok(None) };
            let mut articles = Vec::with_capacity(story.members.len());
            for member in &story.members {
                articles.extend(store.article(member.key)?.map(|record| record.article));
            }
            Ok(Some((story, articles)))
        })?;
        Ok(found.map(|(story, articles)| StoryView {
            row: story.row,
            members: story.members,
            apparatus: collate(annotate_all(articles, self.threads)),
        }))
    }

    /// The stories of one running affair with the story `key`, the most alike first. They are linked, never merged.
    pub fn related(&self, key: ArticleKey) -> Result<Vec<StoryRow>, Error> {
        self.read(|store| {
            let mut rows = Vec::new();
            for (other, _) in store.related(key)? {
                rows.extend(store.story(other)?.map(|story| story.row));
            }
            Ok(rows)
        })
    }

    /// Which articles stand in the story of the article `key`, without comparing them.
    pub fn members(&self, key: ArticleKey) -> Result<Option<StoryRecord>, Error> {
        self.read(|store| store.story(key))
    }

    /// One article with its layers, whichever version.
    pub fn article(&self, key: ArticleKey) -> Result<Option<ArticleView>, Error> {
        let record = self.read(|store| store.article(key))?;
        Ok(record.map(|record| {
            let annotated = analysis::annotate_one(record.article.clone());
            ArticleView { record, annotated }
        }))
    }

    /// The one article that `name` names: the beginning of a key, an address, or the id that it was given.
    pub fn find(&self, name: &str) -> Result<ArticleKey, Error> {
        self.read(|store| store.find(name))
    }

    /// Articles, quotations or figures that match.
    pub fn search(&self, query: &SearchQuery) -> Result<Hits, Error> {
        self.read(|store| store.search(query))
    }

    /// Which decisions moved the article, the earliest first.
    pub fn history(&self, key: ArticleKey) -> Result<Vec<Move>, Error> {
        self.read(|store| store.history(key))
    }

    /// The notes of a kind, by name.
    pub fn notes(&self, kind: &str) -> Result<Vec<(String, String)>, Error> {
        self.read(|store| store.notes(kind))
    }

    /// Writes notes of a kind, each in the place of one of the same name; `None` takes one away.
    pub fn note(&self, kind: &str, notes: &[(String, Option<String>)]) -> Result<(), Error> {
        self.write(|store| store.note(kind, notes))
    }

    /// How much is held.
    pub fn counts(&self) -> Result<Counts, Error> {
        self.read(|store| store.counts())
    }

    /// Everything that does not hold, in words. Empty when all is well.
    pub fn check(&self) -> Result<Vec<String>, Error> {
        self.read(|store| store.check())
    }

    /// Copies the store to the new file `to`.
    pub fn backup(&self, to: &Path) -> Result<(), Error> {
        self.read(|store| store.backup(to))
    }

    /// Runs `work` on a reader of its own, so that readers wait neither for one another nor for the writer.
    fn read<T>(&self, work: impl FnOnce(&Sqlite) -> Result<T, Error>) -> Result<T, Error> {
        let kept = held(&self.readers).pop();
        let reader = match kept {
            Some(reader) => reader,
            None => Sqlite::open(&self.path, Mode::Read)?,
        };
        let done = work(&reader);
        held(&self.readers).push(reader);
        done
    }

    /// Runs `work` on the writer.
    fn write<T>(&self, work: impl FnOnce(&mut Sqlite) -> Result<T, Error>) -> Result<T, Error> {
        match &self.writer {
            Some(writer) => work(&mut held(writer)),
            None => Err(Error::only_for_reading(&self.path)),
        }
    }
}

/// What the lock guards. After a panic elsewhere it is still whole: each write is one transaction.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
