//! The library: the store that is read, what was compared of it lately, and the invented stories that
//! stand in for it while it is empty.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Result;
use jiff::civil::Date;
use variorum_core::{Annotated, Apparatus, Article, Finding, Span};
use variorum_engine::{
    ArticleKey, Asked, Engine, Error, ErrorKind, FigureQuery, Record, SearchMatter, SearchQuery, StoryOrder,
    StoryQuery, StoryRecord,
};
use variorum_views::html::Judged;
use variorum_views::html::site::{Order, StoryRow};
use variorum_views::pack::Capture;

use crate::evidence;
use crate::serve::examples::Examples;
use crate::serve::query::Query;

mod keeping;

/// Bytes of text whose comparisons are kept ready. With its layers and findings a text takes some eighty times its
/// length.
const READY: usize = 3 << 20;
/// How long one page may go on comparing stories that nobody waits for.
const PATIENCE: Duration = Duration::from_millis(60);
/// Articles of a story up to which such a page compares it; larger ones are compared ahead, or when they are
/// opened.
const SMALL: usize = 8;
/// Stories among which those with most conflicts are looked for.
const NEWEST: usize = 200;
/// How long a change waits for another process that is writing.
const TURN: Duration = Duration::from_secs(10);
/// How long a count of the whole store is good.
const COUNTED: Duration = Duration::from_secs(3);

/// What is read.
pub(crate) struct Library {
    /// Takes the right to write only while something is written, so that others can import meanwhile.
    store: Engine,
    examples: Mutex<Option<Arc<Examples>>>,
    /// The comparisons that were looked at last, the latest at the end.
    ready: Mutex<Vec<Arc<StoryView>>>,
    findings: Mutex<BTreeMap<ArticleKey, Findings>>,
    totals: Mutex<Option<(Instant, (usize, usize))>>,
}

/// One story with its comparison.
pub(crate) struct StoryView {
    /// Its name.
    pub(crate) id: String,
    /// Whether it came with the program.
    pub(crate) example: bool,
    /// Its articles, their names and where each stands, in the order of their letters.
    pub(crate) record: StoryRecord,
    /// The comparison.
    pub(crate) apparatus: Apparatus,
}

/// What a list says of a story, for the members that it had.
#[derive(Clone)]
struct Findings {
    members: usize,
    last: String,
    lineages: Vec<usize>,
    differing: usize,
    conflicts: usize,
}

/// One article of the library.
pub(crate) struct ArticleView {
    pub(crate) name: String,
    pub(crate) record: Record,
    pub(crate) annotated: Annotated,
    /// The name and the title of its story.
    pub(crate) story: Option<(String, String)>,
}

/// What a search found.
#[derive(Default)]
pub(crate) struct Passages {
    pub(crate) total: usize,
    pub(crate) passages: Vec<Passage>,
}

/// One passage that was found.
pub(crate) struct Passage {
    /// "article", "quotation" or "figure".
    pub(crate) kind: &'static str,
    /// The name of the article.
    pub(crate) name: String,
    pub(crate) article: Article,
    /// The words.
    pub(crate) span: Span,
    /// Who is credited with them.
    pub(crate) speaker: Option<String>,
    /// The name of the story.
    pub(crate) story: Option<String>,
    key: ArticleKey,
    root: Option<ArticleKey>,
}

impl StoryView {
    /// The names of the articles, in the order of their letters.
    pub(crate) fn names(&self) -> Vec<String> {
        self.record.members.iter().map(|member| member.key.to_string()).collect()
    }

    /// Its title.
    pub(crate) fn title(&self) -> &str {
        self.apparatus.title().unwrap_or("(no headline)")
    }

    /// How long its texts are together.
    fn bytes(&self) -> usize {
        self.apparatus.witnesses.iter().map(|witness| witness.annotated.article().text.len()).sum()
    }

    /// What a list says of it: nothing of what readers dismissed.
    fn findings(&self, judged: &Judged) -> Findings {
        let apparatus = &self.apparatus;
        let (quotations, claims) =
            (apparatus.quotations.iter().enumerate(), apparatus.claims.iter().enumerate());
        let open = |finding| !judged.is_dismissed(finding);
        Findings {
            members: self.record.members.len(),
            last: self.record.row.last.clone(),
            lineages: apparatus.story.lineages.iter().map(|lineage| lineage.members.len()).collect(),
            differing: quotations
                .filter(|(at, q)| !q.variants.is_empty() && open(Finding::Quotation(*at)))
                .count(),
            conflicts: claims
                .filter(|(at, c)| c.verdict.kind() == "conflict" && open(Finding::Claim(*at)))
                .count(),
        }
    }
}

impl Findings {
    /// One article differs from none.
    fn of_one() -> Self {
        Self { members: 1, last: String::new(), lineages: vec![1], differing: 0, conflicts: 0 }
    }
}

impl Library {
    /// Opens the store in the file `path`, which is made if it does not exist.
    pub(crate) fn open(path: &Path, threads: usize) -> Result<Self> {
        let store = Engine::open_to_share(path, threads, TURN)?;
        let empty = store.counts()?.articles == 0;
        let examples = if empty { Some(Arc::new(Examples::new(threads)?)) } else { None };
        Ok(Self {
            store,
            examples: Mutex::new(examples),
            ready: Mutex::default(),
            findings: Mutex::default(),
            totals: Mutex::default(),
        })
    }

    /// How many stories and articles there are.
    pub(crate) fn totals(&self) -> Result<(usize, usize)> {
        if let Some((at, totals)) = *held(&self.totals)
            && at.elapsed() < COUNTED
        {
            return Ok(totals);
        }
        let counts = self.read(Engine::counts)?;
        let totals = (counts.stories, counts.articles);
        *held(&self.totals) = Some((Instant::now(), totals));
        Ok(totals)
    }

    /// The invented stories, while they stand in for an empty store.
    fn stand_in(&self) -> Result<Option<Arc<Examples>>> {
        let Some(examples) = held(&self.examples).clone() else { return Ok(None) };
        let first = StoryQuery { limit: 1, ..StoryQuery::default() };
        if self.store.stories(&first)?.is_empty() {
            return Ok(Some(examples));
        }
        // Something was imported: the stand-ins go, and with them what was compared of them.
        self.clear_examples();
        Ok(None)
    }

    /// Whether the invented stories are shown.
    pub(crate) fn has_examples(&self) -> Result<bool> {
        Ok(self.stand_in()?.is_some())
    }

    /// Shows the invented stories no longer.
    pub(crate) fn clear_examples(&self) {
        *held(&self.examples) = None;
        held(&self.ready).clear();
        *held(&self.totals) = None;
    }

    /// Stories that meet `wanted` in the order asked for: `limit` of them after the first `skip`. Some may not have
    /// been compared yet.
    pub(crate) fn stories(
        &self,
        order: Order,
        wanted: &StoryQuery,
        skip: usize,
        limit: usize,
    ) -> Result<Vec<StoryRow>> {
        let by_conflicts = order == Order::Conflicts;
        let (skipped, limited) = if by_conflicts { (0, NEWEST) } else { (skip, limit) };
        let order = match order {
            Order::Origins => StoryOrder::Origins,
            Order::Changed => StoryOrder::Changed,
            Order::Newest | Order::Conflicts | Order::Watched => StoryOrder::Newest,
        };
        let query = StoryQuery { order, skip: skipped, limit: limited, ..wanted.clone() };
        let mut shown = self.shown(self.read(|engine| engine.stories(&query))?)?;
        if by_conflicts {
            shown.sort_by_key(|row| std::cmp::Reverse((row.conflicts, row.differing)));
            shown = shown.into_iter().skip(skip).take(limit).collect();
        }
        Ok(shown)
    }

    /// Stories as a list shows them, with what was found in those that were compared.
    fn shown(&self, rows: Vec<variorum_engine::StoryRow>) -> Result<Vec<StoryRow>> {
        let example = self.has_examples()?;
        let start = Instant::now();
        let mut shown = Vec::with_capacity(rows.len());
        for row in rows {
            let known = held(&self.findings)
                .get(&row.id)
                .filter(|f| f.members == row.articles && f.last == row.last)
                .cloned();
            let found = match known {
                Some(findings) => Some(findings),
                None if row.articles < 2 => Some(Findings::of_one()),
                None if row.articles <= SMALL && start.elapsed() < PATIENCE => {
                    self.story(&row.id.to_string())?;
                    held(&self.findings).get(&row.id).cloned()
                }
                None => None,
            };
            let day = |day: &str| day.parse::<Date>().ok();
            shown.push(StoryRow {
                id: row.id.to_string(),
                title: row.title.unwrap_or_else(|| "(no headline)".to_owned()),
                days: day(&row.first).zip(day(&row.last)),
                articles: row.articles,
                origins: row.origins,
                lineages: found.as_ref().map(|found| found.lineages.clone()).unwrap_or_default(),
                outlets: row.outlets,
                differing: found.as_ref().map(|found| found.differing),
                conflicts: found.as_ref().map(|found| found.conflicts),
                changed: row.changed.to_string(),
                new: 0,
                example,
            });
        }
        Ok(shown)
    }

    /// One story by the name of any of its articles. What was compared lately is not compared again while
    /// its members are the same.
    pub(crate) fn story(&self, id: &str) -> Result<Option<Arc<StoryView>>> {
        let Some(key) = self.find(id)? else { return Ok(None) };
        let Some(record) = self.read(|engine| engine.members(key))? else { return Ok(None) };
        if let Some(known) = self.known(&record) {
            return Ok(Some(known));
        }
        let Some(view) = self.read(|engine| engine.story(key))? else { return Ok(None) };
        let view = Arc::new(StoryView {
            id: view.row.id.to_string(),
            example: self.has_examples()?,
            record: StoryRecord { row: view.row, members: view.members },
            apparatus: view.apparatus,
        });
        let findings = view.findings(&self.judged(&view, false)?);
        held(&self.findings).insert(view.record.row.id, findings);
        let mut ready = held(&self.ready);
        ready.retain(|known| known.id != view.id);
        ready.push(Arc::clone(&view));
        let mut bytes: usize = ready.iter().map(|known| known.bytes()).sum();
        while bytes > READY && ready.len() > 1 {
            bytes -= ready.remove(0).bytes();
        }
        Ok(Some(view))
    }

    /// What the store knows of the articles of a story beside their texts.
    pub(crate) fn captures(&self, view: &StoryView) -> Result<Vec<Capture>> {
        let keys = view.record.members.iter().map(|member| member.key);
        self.read(|engine| evidence::captures(engine, keys))
    }

    /// The story of this name if it was compared lately, or if there is time left to compare it.
    pub(crate) fn story_soon(&self, id: &str, since: Instant) -> Result<Option<Arc<StoryView>>> {
        let Some(key) = self.find(id)? else { return Ok(None) };
        let Some(record) = self.read(|engine| engine.members(key))? else { return Ok(None) };
        match self.known(&record) {
            None if record.members.len() <= SMALL && since.elapsed() < PATIENCE => self.story(id),
            known => Ok(known),
        }
    }

    /// The newest stories of several articles that were not compared as they are now, each with what changes when it
    /// grows.
    pub(crate) fn not_compared(&self) -> Result<Vec<(String, (usize, String))>> {
        let query = StoryQuery { limit: NEWEST, ..StoryQuery::default() };
        let newest = self.read(|engine| engine.stories(&query))?;
        let findings = held(&self.findings);
        let known = |row: &variorum_engine::StoryRow| {
            findings.get(&row.id).is_some_and(|f| f.members == row.articles && f.last == row.last)
        };
        let open = newest.into_iter().filter(|row| row.articles > 1 && !known(row));
        Ok(open.map(|row| (row.id.to_string(), (row.articles, row.last))).collect())
    }

    fn known(&self, record: &StoryRecord) -> Option<Arc<StoryView>> {
        let mut ready = held(&self.ready);
        let at = ready.iter().position(|known| known.record == *record)?;
        let known = ready.remove(at);
        ready.push(Arc::clone(&known));
        Some(known)
    }

    /// One article by its name.
    pub(crate) fn article(&self, name: &str) -> Result<Option<ArticleView>> {
        let Some(key) = self.find(name)? else { return Ok(None) };
        let Some(view) = self.read(|engine| engine.article(key))? else { return Ok(None) };
        let story = match &view.record.place {
            Some(place) => self.title_of(place.story)?.map(|title| (place.story.to_string(), title)),
            None => None,
        };
        Ok(Some(ArticleView { name: key.to_string(), record: view.record, annotated: view.annotated, story }))
    }

    /// The title of the story that an article stands in.
    pub(crate) fn title(&self, story: &str) -> Result<Option<String>> {
        let key = self.find(story)?;
        key.map_or(Ok(None), |key| self.title_of(key))
    }

    fn title_of(&self, key: ArticleKey) -> Result<Option<String>> {
        let record = self.read(|engine| engine.members(key))?;
        Ok(record.map(|record| record.row.title.unwrap_or_else(|| "(no headline)".to_owned())))
    }

    /// How much of an article that was found is copied, in percent, and the outlet of its original.
    pub(crate) fn copied(&self, passage: &Passage) -> Result<(usize, Option<String>)> {
        let record = self.read(|engine| engine.members(passage.key))?;
        let place =
            record.and_then(|record| record.members.into_iter().find(|member| member.key == passage.key));
        let share = place.and_then(|member| member.place.copied).map_or(0.0, |(_, share)| share);
        let original = match passage.root.filter(|root| *root != passage.key) {
            Some(root) => self.read(|engine| engine.article(root))?.map(|view| {
                let article = view.record.article;
                article.outlet.unwrap_or(article.id)
            }),
            None => None,
        };
        Ok(((share * 100.0).round() as usize, original))
    }

    /// Passages that match: `limit` of them after the first `skip`.
    pub(crate) fn search(&self, query: &Query, skip: usize, limit: usize) -> Result<Passages> {
        let matter = match (&query.speaker, query.figure) {
            (Some(_), _) => SearchMatter::Quotations,
            (None, Some(_)) => SearchMatter::Figures,
            (None, None) => SearchMatter::Articles,
        };
        self.listed(matter, query, skip, limit)
    }

    /// Articles, quotations or figures that match a query.
    pub(crate) fn listed(
        &self,
        matter: SearchMatter,
        query: &Query,
        skip: usize,
        limit: usize,
    ) -> Result<Passages> {
        let kind = match matter {
            SearchMatter::Articles => "article",
            SearchMatter::Quotations => "quotation",
            SearchMatter::Figures => "figure",
        };
        let wanted = SearchQuery {
            matter,
            words: query
                .words
                .iter()
                .map(|word| format!("\"{}\"", word.replace('"', "")))
                .collect::<Vec<_>>()
                .join(" "),
            speaker: query.speaker.clone(),
            figure: query.figure.map(|value| FigureQuery { least: value, most: value }),
            outlet: query.outlet.clone(),
            since: query.after,
            until: query.before.and_then(|day| day.yesterday().ok()),
            skip,
            limit,
            ..SearchQuery::default()
        };
        let found = match self.read_or_query(|engine| engine.search(&wanted))? {
            Some(found) => found,
            None => return Ok(Passages::default()),
        };
        let passage = |hit: variorum_engine::Hit| Passage {
            kind,
            name: hit.key.to_string(),
            article: hit.article,
            span: hit.span,
            speaker: hit.speaker,
            story: hit.story.map(|story| story.to_string()),
            key: hit.key,
            root: hit.root,
        };
        Ok(Passages { total: found.total, passages: found.hits.into_iter().map(passage).collect() })
    }

    /// Who prints these words, and how.
    pub(crate) fn ask(&self, words: &str, speaker: Option<&str>) -> Result<Asked> {
        self.read(|engine| engine.ask(words, speaker))
    }

    /// The articles of the story that `name` names, or of the one that is most like `draft` where it is empty; none
    /// where there is no such story.
    pub(crate) fn beside(&self, draft: &Article, name: &str) -> Result<Vec<Article>> {
        let key = match name {
            "" => self.read(|engine| engine.nearest_story(draft))?.map(|story| story.id),
            name => self.find(name)?,
        };
        let Some(key) = key else { return Ok(Vec::new()) };
        let story = self.story(&key.to_string())?;
        let witnesses = story.iter().flat_map(|story| &story.apparatus.witnesses);
        Ok(witnesses.map(|witness| witness.annotated.article().clone()).collect())
    }

    fn find(&self, name: &str) -> Result<Option<ArticleKey>> {
        self.read_or_query(|engine| engine.find(name))
    }

    /// What to say where a name is that of several articles.
    pub(crate) fn ambiguous(&self, name: &str) -> Result<Option<String>> {
        match self.read(|engine| engine.find(name)) {
            Ok(_) => Ok(None),
            Err(error) => match error.downcast_ref::<Error>().map(Error::kind) {
                Some(ErrorKind::Ambiguous) => Ok(Some(error.to_string())),
                Some(ErrorKind::NotFound | ErrorKind::Query) => Ok(None),
                _ => Err(error),
            },
        }
    }

    /// `None` where what was named is not there or cannot be asked for.
    fn read_or_query<T>(&self, work: impl FnOnce(&Engine) -> Result<T, Error>) -> Result<Option<T>> {
        let absent = |error: &anyhow::Error| {
            let kind = error.downcast_ref::<Error>().map(Error::kind);
            matches!(kind, Some(ErrorKind::NotFound | ErrorKind::Ambiguous | ErrorKind::Query))
        };
        match self.read(work) {
            Ok(found) => Ok(Some(found)),
            Err(error) if absent(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn read<T>(&self, work: impl FnOnce(&Engine) -> Result<T, Error>) -> Result<T> {
        let stand_in = self.stand_in()?;
        Ok(work(stand_in.as_ref().map_or(&self.store, |examples| &examples.engine))?)
    }
}

/// What the lock guards: caches, which are whole at any time.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
