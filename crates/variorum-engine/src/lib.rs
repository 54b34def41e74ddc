//! The straight line with a store under it: bytes to articles, articles to stories, stories to
//! apparatus. What is stored is the material and what finds it again; everything shown is made from the
//! stored texts by the same pure functions that `compare` calls.
//!
//! Everything here is synchronous and may be called from several threads at once.

mod analysis;
mod asking;
#[cfg(test)]
mod desk_tests;
mod grouping;
mod import;
mod provisional;
mod rescan;
#[cfg(test)]
mod tests;
mod watching;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use variorum_core::judgement::corrected;
use variorum_core::{Annotated, Apparatus, Article, FindingKind, Judgement, collate};

pub use analysis::{annotate_all, annotate_one, in_parallel, models};
pub use asking::{Asked, Difference, Printed, Utterance};
pub use import::{Archived, Incoming, Matter, Progress, RawPage, Report, Stage, Unreadable, give_id};
pub use rescan::Rescanned;
pub use variorum_store::{
    Arrival, ArticleKey, Counts, Derived, Edit, Error, ErrorKind, FigureQuery, FigureRow, Found, Hit, Hits,
    Matter as SearchMatter, Mode, Move, Pass, Place, Placement, QuotationRow, Record, Scope, SearchQuery,
    Settled, StoryOrder, StoryQuery, StoryRecord, StoryRow, Target, Version, Watch, Watched, source_of,
};
use variorum_store::{Sqlite, Store};
pub use watching::Sighting;
pub use writer::Writing;

use crate::grouping::{Extent, Grouping};
use crate::writer::{Writer, patiently};

/// A store with the analysis over it.
#[derive(Debug)]
pub struct Engine {
    path: PathBuf,
    threads: usize,
    /// Readers that are not in use. They go before the writer, which then clears its log away.
    readers: Mutex<Vec<Sqlite>>,
    /// `None` when the store was opened for reading alone.
    writer: Option<Writer>,
    grouping: Mutex<Grouping>,
    /// Articles from which on a few new ones are placed provisionally.
    large: usize,
    /// Whether somebody waits for each change, and others write in between.
    shared: bool,
}

/// Articles from which on a few new ones are placed provisionally: grouping all again would take more than a few
/// seconds.
const LARGE: usize = 2_048;

/// The same where somebody waits for it.
const SHARED: usize = 96;

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
        Ok(Self::over(path, Sqlite::open(path, mode)?, mode, threads))
    }

    /// Opens the store in the file `path` for writing, once no other process writes to it; it is the others' again
    /// when this is dropped. Who writes for longer than `patience` is an error.
    pub fn turn(path: &Path, threads: usize, patience: Duration) -> Result<Self, Error> {
        Ok(Self::over(path, patiently(path, patience)?, Mode::Write, threads))
    }

    fn over(path: &Path, store: Sqlite, mode: Mode, threads: usize) -> Self {
        let (writer, readers) = match mode {
            Mode::Write => (Some(Writer::keeping(path, store)), Vec::new()),
            Mode::Read => (None, vec![store]),
        };
        Self {
            path: path.to_owned(),
            threads: threads.max(1),
            writer,
            readers: Mutex::new(readers),
            grouping: Mutex::default(),
            large: LARGE,
            shared: false,
        }
    }

    /// Opens the store in the file `path`, which is made if it does not exist, to read it and to write to it now and
    /// then: others can write in between, and who writes for longer than `patience` is an error. What is new is placed
    /// among what stands already, so that nobody waits until all of it has been grouped again.
    pub fn open_to_share(path: &Path, threads: usize, patience: Duration) -> Result<Self, Error> {
        // Makes the file, or brings it up to date; while another process writes to it, that was done.
        match Sqlite::open(path, Mode::Write) {
            Ok(store) => drop(store),
            Err(error) if error.kind() == ErrorKind::Busy || error.kind() == ErrorKind::ReadOnly => {}
            Err(error) => return Err(error),
        }
        let writer = Some(Writer::asking(path, patience));
        Ok(Self { writer, large: SHARED, shared: true, ..Self::open(path, Mode::Read, threads)? })
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
        let _writing = self.begin();
        let mut report = self.add(incoming, now, progress)?;
        report.settled = report.settled.and(self.settle(now, progress)?);
        Ok(report)
    }

    /// Adds what comes and leaves it standing nowhere until [`Engine::settle`] is called.
    pub fn add(
        &self,
        incoming: impl Iterator<Item = Incoming>,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Report, Error> {
        import::run(self, &mut held(&self.grouping), incoming, now, progress)
    }

    /// Settles where all articles stand, after [`Engine::add`] or an import that was cut short.
    pub fn settle(&self, now: Timestamp, progress: &mut dyn FnMut(Progress)) -> Result<Settled, Error> {
        held(&self.grouping).settle(self, Extent::New, now, progress)
    }

    /// Keeps what a user decided by hand about stories, and settles where all articles stand.
    pub fn edit(
        &self,
        edit: &Edit,
        now: Timestamp,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<Settled, Error> {
        let _writing = self.begin();
        self.write(|store| store.edit(edit, now))?;
        held(&self.grouping).settle(self, Extent::Changed(Some(edit)), now, progress)
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
        let _writing = self.begin();
        Grouping::leaving(self)?;
        let forgotten = self.write(|store| store.forget(keys, reason, now))?;
        held(&self.grouping).settle(self, Extent::Changed(None), now, progress)?;
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

    /// Makes the derived rows of articles again.
    fn derive(&self, articles: Vec<(ArticleKey, Article)>) -> Result<(), Error> {
        let judgements = self.judgements_on(articles.iter().map(|(_, article)| article))?;
        let derive =
            |(key, article)| (key, Derived::of(&corrected(analysis::annotate_one(article), &judgements)));
        let made = analysis::in_parallel(articles, self.threads, derive);
        self.write(|store| store.rewrite(&made))
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
        let Some((story, articles)) = found else { return Ok(None) };
        let apparatus = collate(self.annotated(articles)?);
        Ok(Some(StoryView { row: story.row, members: story.members, apparatus }))
    }

    /// `articles` with their layers, in which readers' corrections are made.
    pub(crate) fn annotated(&self, articles: Vec<Article>) -> Result<Vec<Annotated>, Error> {
        let judgements = self.judgements_on(articles.iter())?;
        Ok(in_parallel(articles, self.threads, |article| corrected(annotate_one(article), &judgements)))
    }

    /// The judgements that stand on a place in any of `articles`, the earliest first.
    pub fn judgements_on<'a>(
        &self,
        articles: impl Iterator<Item = &'a Article>,
    ) -> Result<Vec<Judgement>, Error> {
        let texts: Vec<[u8; 32]> = articles.map(|article| *article.text.id().as_bytes()).collect();
        self.read(|store| store.judgements_on(&texts))
    }

    /// The log of judgements: `limit` of them after the number `after`, the earliest first.
    pub fn judgements(&self, after: u64, limit: usize) -> Result<Vec<Judgement>, Error> {
        self.read(|store| store.judgements(after, limit))
    }

    /// Keeps what a reader decided about a finding in `articles`. A corrected speaker is found by the new name from
    /// then on. Gives the number of the judgement.
    pub fn judge(&self, judgement: &Judgement, articles: &[ArticleKey]) -> Result<u64, Error> {
        let _writing = self.begin();
        let number = self.write(|store| store.judge(judgement))?;
        if judgement.kind == FindingKind::Speaker {
            let mut corrected = Vec::new();
            for key in articles {
                let record = self.read(|store| store.article(*key))?;
                corrected.extend(record.map(|record| (*key, record.article)));
            }
            self.derive(corrected)?;
        }
        Ok(number)
    }

    /// What users decided by hand about stories, in order, with the time of each.
    pub fn edits(&self) -> Result<Vec<(Timestamp, Edit)>, Error> {
        self.read(|store| store.edits())
    }

    /// When the articles of a story were first seen, in the order of grouping.
    pub fn arrivals(&self, story: ArticleKey) -> Result<Vec<Arrival>, Error> {
        self.read(|store| store.arrivals(story))
    }

    /// Keeps a watch and gives its number. What is watched already keeps its number.
    pub fn watch(&self, watched: &Watched, now: Timestamp) -> Result<u64, Error> {
        self.write(|store| store.watch(watched, now))
    }

    /// Ends a watch; false when there is none of this number.
    pub fn unwatch(&self, number: u64) -> Result<bool, Error> {
        self.write(|store| store.unwatch(number))
    }

    /// The watches, the earliest first.
    pub fn watches(&self) -> Result<Vec<Watch>, Error> {
        self.read(|store| store.watches())
    }

    /// Keeps a pass and gives its number.
    pub fn grant(&self, pass: &Pass) -> Result<u64, Error> {
        self.write(|store| store.grant(pass))
    }

    /// Takes a pass back; false when there is none of this number, or it was taken back before.
    pub fn revoke(&self, number: u64, now: Timestamp) -> Result<bool, Error> {
        self.write(|store| store.revoke(number, now))
    }

    /// All passes, the earliest first.
    pub fn passes(&self) -> Result<Vec<Pass>, Error> {
        self.read(|store| store.passes())
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
        let Some(record) = self.read(|store| store.article(key))? else { return Ok(None) };
        let judgements = self.judgements_on(std::iter::once(&record.article))?;
        let annotated = corrected(annotate_one(record.article.clone()), &judgements);
        Ok(Some(ArticleView { record, annotated }))
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

    /// Holds the right to write, from the first write on, until what this gives is dropped: what is written meanwhile
    /// is not parted by others.
    pub fn begin(&self) -> Option<Writing<'_>> {
        self.writer.as_ref().map(Writer::begin)
    }

    /// Runs `work` on the writer.
    fn write<T>(&self, work: impl FnOnce(&mut Sqlite) -> Result<T, Error>) -> Result<T, Error> {
        match &self.writer {
            Some(writer) => writer.write(work),
            None => Err(Error::only_for_reading(&self.path)),
        }
    }
}

/// What the lock guards. After a panic elsewhere it is still whole: each write is one transaction.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
