//! Analysis again, after an update: originals read anew, derived rows made anew, all grouped.

use jiff::Timestamp;
use variorum_core::Article;
use variorum_ingest::read_fetched_page;
use variorum_store::{ArticleKey, Entry, Error, ErrorKind, Original, Record, Store, source_of};

use crate::analysis::{annotate_one, in_parallel};
use crate::grouping::{Extent, Grouping};
use crate::import::{Progress, Stage};
use crate::{Engine, held};

/// Articles that are analysed again in one transaction.
const PART: usize = 256;

/// What a rescan did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rescanned {
    /// Originals that were read again.
    pub read: usize,
    /// Those that gave another text, which is the current version now.
    pub changed: usize,
    /// Articles that were analysed again.
    pub analysed: usize,
}

pub(crate) fn run(
    engine: &Engine,
    all: bool,
    now: Timestamp,
    progress: &mut dyn FnMut(Progress),
) -> Result<Rescanned, Error> {
    let _writing = engine.begin();
    let mut done = Rescanned::default();
    let originals = engine.read(|store| store.unread(all))?;
    for part in originals.chunks(PART) {
        let made = in_parallel(part.to_vec(), engine.threads, |key| Ok((key, read_again(engine, key)?)));
        for made in made {
            let (key, entry) = made?;
            done.changed += usize::from(engine.write(|store| store.renew(key, entry.as_ref()))?);
        }
        done.read += part.len();
        progress(Progress { stage: Stage::Read, done: done.read, total: Some(originals.len()), words: 0 });
    }
    let keys = engine.read(|store| store.outdated(all))?;
    for part in keys.chunks(PART) {
        let mut articles = Vec::with_capacity(part.len());
        for key in part {
            articles.extend(engine.read(|store| store.article(*key))?.map(|record| (*key, record.article)));
        }
        engine.derive(articles)?;
        done.analysed += part.len();
        progress(Progress { stage: Stage::Import, done: done.analysed, total: Some(keys.len()), words: 0 });
    }
    // Profiles that were made by the earlier version are worth nothing now.
    let mut grouping = held(&engine.grouping);
    *grouping = Grouping::default();
    grouping.settle(engine, Extent::Whole, now, progress)?;
    Ok(done)
}

/// The article that its original gives today; `None` where that is none.
fn read_again(engine: &Engine, key: ArticleKey) -> Result<Option<Entry>, Error> {
    let found = engine.read(|store| Ok(store.article(key)?.zip(store.original(key)?)));
    let (record, original) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return Ok(None),
        // What is damaged stays as it is; `doctor` names it.
        Err(error) if error.kind() == ErrorKind::Corrupt => return Ok(None),
        Err(error) => return Err(error),
    };
    let before = &record.article;
    let Original { bytes, charset, .. } = &original;
    let page = read_fetched_page(&before.id, before.file.as_deref(), bytes, charset.as_deref());
    let Ok(page) = page else { return Ok(None) };
    let article = completed(page.article, &record);
    if article.text.slice(article.body).trim().is_empty() {
        return Ok(None);
    }
    let source = record.source.filter(|source| !source.starts_with(variorum_store::BY_BYTES));
    let source = source.or_else(|| source_of(&article, None));
    Ok(Some(Entry::new(&annotate_one(article), source, Some(original), record.seen)))
}

/// Fills in what did not come from the page but from its feed or archive: what was known without a rule that read it.
fn completed(mut article: Article, record: &Record) -> Article {
    let before = &record.article;
    let given = |field: &str| !before.evidence.contains_key(field);
    if article.outlet.is_none() && given("outlet") {
        article.outlet.clone_from(&before.outlet);
    }
    if article.published.is_none() && given("published") {
        article.published = before.published;
    }
    if article.language.is_none() && given("language") {
        article.language.clone_from(&before.language);
    }
    if article.url.is_none() && given("url") {
        article.url.clone_from(&before.url);
    }
    article
}
