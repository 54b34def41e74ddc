//! Import: material is read and analysed on all threads and written in its order, many articles to a
//! transaction, while a thread of its own groups what is written.

use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use variorum_core::story::Profile;
use variorum_core::{Article, PageFlag};
use variorum_ingest::{read_fetched_page, read_plain, read_record};
use variorum_store::{ArticleKey, Entry, Error, Ordered, Original, Receipt, Settled, Store, source_of};

use crate::analysis::{annotate_one, profile_of};
use crate::grouping::Grouping;
use crate::{Engine, held};

/// Material to be imported.
#[derive(Debug)]
pub struct Incoming {
    /// Where it stands, for messages: a file, or a file with a line.
    pub place: String,
    /// The material.
    pub matter: Matter,
}

/// Material in its forms.
#[derive(Debug)]
pub enum Matter {
    /// A JSON object.
    Record(Vec<u8>),
    /// A text file, its name and its bytes.
    Plain(String, Vec<u8>),
    /// An HTML page.
    Page(Box<RawPage>),
    /// An article that was read already, with the id of its feed entry.
    Article(Box<Article>, Option<String>),
    /// The same with the bytes of its page, which are kept.
    Fetched(Box<Article>, Option<String>, Vec<u8>),
    /// What could not even be taken up, with the reason.
    Broken(String),
}

/// An HTML page as it came.
#[derive(Debug, Default)]
pub struct RawPage {
    /// What it is called: its file, its address.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Whether the bytes are kept.
    pub keep: bool,
    /// Where it comes from, for a page of an archive.
    pub archived: Option<Archived>,
}

/// What an archive says of a page.
#[derive(Debug, Default)]
pub struct Archived {
    /// The address that was asked for.
    pub url: Option<String>,
    /// The charset that the server named.
    pub charset: Option<String>,
    /// When it was captured.
    pub captured: Option<Timestamp>,
}

/// How far an import is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// What is being done.
    pub stage: Stage,
    /// Articles that are through.
    pub done: usize,
    /// Of so many, where that is known.
    pub total: Option<usize>,
    /// Words that are through.
    pub words: usize,
}

/// What an import does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stage {
    /// Articles are read, analysed and written.
    #[default]
    Import,
    /// Originals are read again.
    Read,
    /// Articles are grouped into stories.
    Group,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// New articles.
    pub added: usize,
    /// New texts of articles that were held.
    pub versions: usize,
    /// Articles that were held already.
    pub held: usize,
    /// Articles that were withdrawn before and are not taken again.
    pub withdrawn: usize,
    /// Words of what was added.
    pub words: usize,
    /// Pages of archives that hold no article: lists of pages, requests for consent.
    pub without_article: usize,
    /// What could not be read.
    pub unreadable: Vec<Unreadable>,
    /// The keys of what was added, in the order of the material.
    pub keys: Vec<ArticleKey>,
    /// What settling changed.
    pub settled: Settled,
}

/// Material that could not be read as an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it stands.
    pub place: String,
    /// Why.
    pub message: String,
}

/// Articles of one transaction.
const BATCH: usize = 128;
/// Pieces of material that wait for a thread: enough to keep all of them busy during a transaction.
const WAITING: usize = 256;

/// Batches that may wait to be grouped.
const UNGROUPED: usize = 16;

/// What became of one piece of material.
enum Done {
    Ready(Box<Ready>),
    Known,
    NoArticle,
    Unreadable(Unreadable),
}

struct Ready {
    entry: Entry,
    profile: Profile,
    words: usize,
}

type Job = (usize, Incoming);
/// An article that was just stored.
type Arrived = (Ordered, Profile);
type Result<T> = std::result::Result<T, Error>;

pub(crate) fn run(
    engine: &Engine,
    grouping: &mut Grouping,
    incoming: impl Iterator<Item = Incoming>,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report> {
    grouping.begin(engine)?;
    let (jobs, waiting) = sync_channel::<Job>(WAITING);
    let (finished, results) = channel();
    let waiting = Arc::new(Mutex::new(waiting));
    thread::scope(|scope| {
        for _ in 0..engine.threads {
            let (waiting, finished) = (Arc::clone(&waiting), finished.clone());
            scope.spawn(move || work(engine, &waiting, &finished, now));
        }
        drop(finished);
        let (arrivals, arriving) = sync_channel(UNGROUPED);
        let grouped = scope.spawn(move || group(engine, grouping, &arriving, now));
        let mut importer = Importer::new(engine, arrivals, progress);
        let imported = importer.drive(incoming, jobs, &results);
        // The threads end when nothing more waits for them.
        drop(results);
        let mut report = importer.report();
        let grouped = grouped.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        imported?;
        report.settled = grouped?;
        Ok(report)
    })
}

/// Groups what is written, in its order, until there is nothing more.
fn group(
    engine: &Engine,
    grouping: &mut Grouping,
    arriving: &Receiver<Vec<Arrived>>,
    now: Timestamp,
) -> Result<Settled> {
    let mut settled = Settled::default();
    for batch in arriving {
        batch.into_iter().for_each(|(ordered, profile)| grouping.arrived(ordered, profile));
        settled = settled.and(grouping.advance(engine, now)?);
    }
    Ok(settled)
}

/// What a thread does until there is nothing more.
fn work(
    engine: &Engine,
    waiting: &Mutex<Receiver<Job>>,
    finished: &Sender<(usize, Result<Done>)>,
    now: Timestamp,
) {
    loop {
        let job = held(waiting).recv();
        let Ok((number, incoming)) = job else { return };
        if finished.send((number, one(engine, incoming, now))).is_err() {
            return;
        }
    }
}

fn one(engine: &Engine, incoming: Incoming, now: Timestamp) -> Result<Done> {
    let Incoming { place, matter } = incoming;
    if let Matter::Page(page) = &matter {
        let digest = Sha256::digest(&page.bytes).into();
        if page.keep && engine.read(|store| store.has_original(&digest, &page.name))? {
            return Ok(Done::Known);
        }
    }
    let read = match read(&place, matter, now) {
        Ok(Some(read)) => read,
        Ok(None) => return Ok(Done::NoArticle),
        Err(message) => return Ok(Done::Unreadable(Unreadable { place, message })),
    };
    let source = source_of(&read.article, read.feed_entry.as_deref());
    let key = ArticleKey::of(&read.article, source.as_deref());
    if engine.read(|store| store.known(&[key]))?.contains(&true) {
        return Ok(Done::Known);
    }
    let words = read.article.text.as_str().split_ascii_whitespace().count();
    let annotated = annotate_one(read.article);
    let profile = profile_of(&annotated);
    let entry = Entry::new(&annotated, source, read.original, read.seen);
    Ok(Done::Ready(Box::new(Ready { entry, profile, words })))
}

/// An article that was read.
struct Read {
    article: Article,
    /// The id of its feed entry.
    feed_entry: Option<String>,
    /// The bytes to keep.
    original: Option<Original>,
    /// When it was first seen: an archive says when that was.
    seen: Timestamp,
}

/// Reads `matter`; `None` where a page of an archive holds no article, and in words why there is none elsewhere.
fn read(place: &str, matter: Matter, now: Timestamp) -> std::result::Result<Option<Read>, String> {
    let of = |article| Read { article, feed_entry: None, original: None, seen: now };
    let original = |bytes, charset, captured| Some(Original { bytes, charset, captured });
    let mut read = match matter {
        Matter::Record(line) => {
            let mut article = read_record(&line).map_err(|error| error.to_string())?;
            article.file = Some(place.to_owned());
            of(article)
        }
        Matter::Plain(name, bytes) => {
            of(read_plain(&name, Some(place), &bytes).map_err(|error| error.to_string())?)
        }
        Matter::Page(page) => {
            let RawPage { name, bytes, keep, archived } = *page;
            let Archived { url, charset, captured } = archived.unwrap_or_default();
            let page = read_fetched_page(&name, Some(place), &bytes, charset.as_deref());
            let mut page = page.map_err(|error| error.to_string())?;
            let no_article = |flag: &PageFlag| matches!(flag, PageFlag::IndexPage | PageFlag::Consent);
            if url.is_some() && page.flags.iter().any(no_article) {
                return Ok(None);
            }
            page.article.url = page.article.url.or(url);
            let seen = captured.map_or(now, |captured| captured.min(now));
            let original = original(bytes, charset, seen).filter(|_| keep);
            Read { original, seen, ..of(page.article) }
        }
        Matter::Article(article, feed_entry) => Read { feed_entry, ..of(*article) },
        Matter::Fetched(article, feed_entry, bytes) => {
            Read { feed_entry, original: original(bytes, None, now), ..of(*article) }
        }
        Matter::Broken(message) => return Err(message),
    };
    let article = &mut read.article;
    if article.text.slice(article.body).trim().is_empty() {
        return Err("there are no words in it".to_owned());
    }
    give_id(article);
    Ok(Some(read))
}

/// Calls an article that has no id by its characters, so that it is the same wherever it comes from.
pub fn give_id(article: &mut Article) {
    if article.id.is_empty() {
        article.id = article.text.id().to_string().chars().take(12).collect();
    }
}

struct Importer<'e, 'p> {
    engine: &'e Engine,
    arrivals: SyncSender<Vec<Arrived>>,
    progress: &'p mut dyn FnMut(Progress),
    report: Report,
    /// What came back before its turn.
    early: BTreeMap<usize, Done>,
    next: usize,
    batch: Vec<Ready>,
    through: usize,
}

impl<'e, 'p> Importer<'e, 'p> {
    fn new(
        engine: &'e Engine,
        arrivals: SyncSender<Vec<Arrived>>,
        progress: &'p mut dyn FnMut(Progress),
    ) -> Self {
        let (report, early, batch) = (Report::default(), BTreeMap::new(), Vec::with_capacity(BATCH));
        Self { engine, arrivals, progress, report, early, next: 0, batch, through: 0 }
    }

    /// What was done. From here on nothing more arrives.
    fn report(self) -> Report {
        self.report
    }

    fn drive(
        &mut self,
        incoming: impl Iterator<Item = Incoming>,
        jobs: SyncSender<Job>,
        results: &Receiver<(usize, Result<Done>)>,
    ) -> Result<()> {
        for job in incoming.enumerate() {
            if jobs.send(job).is_err() {
                break;
            }
            while let Ok(result) = results.try_recv() {
                self.take(result)?;
            }
        }
        drop(jobs);
        while let Ok(result) = results.recv() {
            self.take(result)?;
        }
        self.write()
    }

    /// Takes one result and writes what is in turn.
    fn take(&mut self, (number, done): (usize, Result<Done>)) -> Result<()> {
        self.early.insert(number, done?);
        while let Some(done) = self.early.remove(&self.next) {
            self.next += 1;
            match done {
                Done::Ready(ready) => {
                    self.batch.push(*ready);
                    if self.batch.len() >= BATCH {
                        self.write()?;
                    }
                }
                Done::Known => self.report.held += 1,
                Done::NoArticle => self.report.without_article += 1,
                Done::Unreadable(unreadable) => self.report.unreadable.push(unreadable),
            }
        }
        Ok(())
    }

    /// Writes the batch: from here on its articles are safe.
    fn write(&mut self) -> Result<()> {
        let batch = std::mem::take(&mut self.batch);
        let (entries, rest): (Vec<Entry>, Vec<(Profile, usize)>) =
            batch.into_iter().map(|ready| (ready.entry, (ready.profile, ready.words))).unzip();
        let receipts = self.engine.write(|store| store.add(&entries))?;
        let mut arrived = Vec::with_capacity(entries.len());
        for ((receipt, entry), (profile, words)) in receipts.into_iter().zip(&entries).zip(rest) {
            match receipt {
                Receipt::Added(_) => {
                    self.report.added += 1;
                    arrived.push(self.keep(entry, profile, words));
                }
                Receipt::Version { .. } => {
                    self.report.versions += 1;
                    arrived.push(self.keep(entry, profile, words));
                }
                Receipt::Held(_) => self.report.held += 1,
                Receipt::Withdrawn(_) => self.report.withdrawn += 1,
            }
            self.through += words;
        }
        // Where grouping failed nobody listens any more; what failed is told at the end.
        let _ = self.arrivals.send(arrived);
        let progress = Progress { stage: Stage::Import, done: self.next, total: None, words: self.through };
        (self.progress)(progress);
        Ok(())
    }

    fn keep(&mut self, entry: &Entry, profile: Profile, words: usize) -> Arrived {
        self.report.words += words;
        self.report.keys.push(entry.key());
        (entry.ordered(), profile)
    }
}
