//! The library: the articles that are kept, their stories, and what is found in them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use variorum_core::story::{Grouper, Profile};
use variorum_core::{Annotated, Apparatus, Article, DocumentDate, Span, collate};
use variorum_ingest::{read_html, read_plain, read_record};
use variorum_views::html::site::{Order, StoryRow};

use crate::cli::batch::annotate_all;
use crate::serve::query::Query;

/// The articles that are kept, in memory.
pub(crate) struct Library {
    inner: RwLock<Inner>,
    threads: usize,
}

#[derive(Default)]
struct Inner {
    articles: Vec<Held>,
    stories: Vec<Arc<StoryView>>,
}

#[derive(Clone)]
struct Held {
    annotated: Arc<Annotated>,
    example: bool,
}

/// One story with its comparison, which is made when it is first looked at.
pub(crate) struct StoryView {
    /// Its name.
    pub(crate) id: String,
    /// Whether all its articles came with the program.
    pub(crate) example: bool,
    members: Vec<Arc<Annotated>>,
    apparatus: OnceLock<Apparatus>,
}

impl StoryView {
    pub(crate) fn apparatus(&self) -> &Apparatus {
        self.apparatus.get_or_init(|| collate(self.members.iter().map(|a| Annotated::clone(a)).collect()))
    }

    /// The names of the articles, in the order of their letters.
    pub(crate) fn names(&self) -> Vec<String> {
        self.members.iter().map(|annotated| annotated.article().id.clone()).collect()
    }

    /// As one row of a list.
    pub(crate) fn row(&self) -> StoryRow {
        let apparatus = self.apparatus();
        let days = || self.members.iter().filter_map(|a| a.article().published).map(|p| p.date());
        let outlets: BTreeSet<&str> =
            self.members.iter().filter_map(|a| a.article().outlet.as_deref()).collect();
        StoryRow {
            id: self.id.clone(),
            title: apparatus.title().unwrap_or("(no headline)").to_owned(),
            days: days().min().zip(days().max()),
            lineages: apparatus.story.lineages.iter().map(|lineage| lineage.members.len()).collect(),
            outlets: outlets.into_iter().map(str::to_owned).collect(),
            differing: apparatus.quotations.iter().filter(|q| !q.variants.is_empty()).count(),
            conflicts: apparatus.claims.iter().filter(|c| c.verdict.kind() == "conflict").count(),
            example: self.example,
        }
    }
}

/// One article of the library and its story.
pub(crate) struct ArticleView {
    pub(crate) annotated: Arc<Annotated>,
    pub(crate) story: Option<Arc<StoryView>>,
}

/// What a search lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Passage {
    /// "article", "quotation" or "figure".
    pub(crate) kind: &'static str,
    /// The name of the article.
    pub(crate) article: String,
    /// The words.
    pub(crate) span: Span,
    /// Who is credited with them.
    pub(crate) speaker: Option<String>,
}

impl Library {
    /// A library with the invented stories that come with the program.
    pub(crate) fn with_examples(threads: usize) -> Self {
        let library = Self { inner: RwLock::new(Inner::default()), threads };
        library.add(examples(), true);
        library
    }

    /// How many stories and articles there are.
    pub(crate) fn totals(&self) -> (usize, usize) {
        let inner = self.read();
        (inner.stories.len(), inner.articles.len())
    }

    /// Whether the invented stories are in it.
    pub(crate) fn has_examples(&self) -> bool {
        self.read().articles.iter().any(|held| held.example)
    }

    /// Removes the invented stories.
    pub(crate) fn clear_examples(&self) {
        let kept: Vec<Held> = self.read().articles.iter().filter(|held| !held.example).cloned().collect();
        self.set(kept);
    }

    /// Adds articles; those that it has already stay as they are. Says how many were new.
    pub(crate) fn import(&self, articles: Vec<Article>) -> usize {
        self.add(articles, false)
    }

    /// Stories in the order asked for: `limit` of them after the first `skip`.
    pub(crate) fn stories(&self, order: Order, skip: usize, limit: usize) -> Vec<StoryRow> {
        let stories = self.read().stories.clone();
        let mut rows: Vec<StoryRow> = stories.iter().map(|story| story.row()).collect();
        rows.sort_by_key(|row| {
            let newest = std::cmp::Reverse(row.days.map(|(_, last)| last));
            let most = match order {
                Order::Newest => (0, 0),
                Order::Origins => (row.lineages.len(), row.articles()),
                Order::Conflicts => (row.conflicts, row.differing),
            };
            (std::cmp::Reverse(most), newest, row.id.clone())
        });
        rows.into_iter().skip(skip).take(limit).collect()
    }

    /// One story by its name.
    pub(crate) fn story(&self, id: &str) -> Option<Arc<StoryView>> {
        self.read().stories.iter().find(|story| story.id == id).cloned()
    }

    /// One article by its name.
    pub(crate) fn article(&self, id: &str) -> Option<ArticleView> {
        let inner = self.read();
        let held = inner.articles.iter().find(|held| held.annotated.article().id == id)?;
        let has =
            |story: &&Arc<StoryView>| story.members.iter().any(|member| Arc::ptr_eq(member, &held.annotated));
        Some(ArticleView {
            annotated: held.annotated.clone(),
            story: inner.stories.iter().find(has).cloned(),
        })
    }

    /// The articles of an outlet.
    pub(crate) fn of_outlet(&self, name: &str) -> Vec<ArticleView> {
        let inner = self.read();
        let ids: Vec<String> = inner
            .articles
            .iter()
            .map(|held| held.annotated.article())
            .filter(|article| article.outlet.as_deref().unwrap_or(&article.id) == name)
            .map(|article| article.id.clone())
            .collect();
        drop(inner);
        ids.iter().filter_map(|id| self.article(id)).collect()
    }

    /// The stories in which somebody of this name is quoted.
    pub(crate) fn quoting(&self, name: &str) -> Vec<Arc<StoryView>> {
        let stories = self.read().stories.clone();
        let quotes = |story: &Arc<StoryView>| {
            story.apparatus().quotations.iter().any(|q| q.speaker.as_deref() == Some(name))
        };
        stories.into_iter().filter(quotes).collect()
    }

    /// All passages that match, at most `limit`.
    pub(crate) fn search(&self, query: &Query, limit: usize) -> Vec<Passage> {
        let articles = self.read().articles.clone();
        let within = |held: &&Held| is_within(held.annotated.article(), query);
        articles.iter().filter(within).flat_map(|held| passages(&held.annotated, query)).take(limit).collect()
    }

    fn read(&self) -> std::sync::RwLockReadGuard<'_, Inner> {
        self.inner.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, articles: Vec<Article>, example: bool) -> usize {
        let mut all = self.read().articles.clone();
        let mut ids: BTreeSet<String> = all.iter().map(|held| held.annotated.article().id.clone()).collect();
        let texts: BTreeSet<_> = all.iter().map(|held| held.annotated.article().text.id()).collect();
        let mut new: Vec<Article> = articles.into_iter().filter(|a| !texts.contains(&a.text.id())).collect();
        for article in &mut new {
            while !ids.insert(article.id.clone()) {
                article.id.push('~');
            }
        }
        let annotated = annotate_all(new, self.threads);
        let added = annotated.len();
        all.extend(annotated.into_iter().map(|annotated| Held { annotated: Arc::new(annotated), example }));
        self.set(all);
        added
    }

    fn set(&self, articles: Vec<Held>) {
        let stories = grouped(&articles);
        *self.inner.write().unwrap_or_else(PoisonError::into_inner) = Inner { articles, stories };
    }
}

fn grouped(articles: &[Held]) -> Vec<Arc<StoryView>> {
    let mut grouper = Grouper::default();
    for held in articles {
        grouper.add(Profile::of(&held.annotated));
    }
    grouper.settle();
    let mut groups: BTreeMap<u32, Vec<&Held>> = BTreeMap::new();
    for (at, held) in articles.iter().enumerate() {
        groups.entry(grouper.place(at).story).or_default().push(held);
    }
    let view = |held: Vec<&Held>| {
        // Named by its first article, so that an address outlives the run.
        let first = held.first().map(|held| held.annotated.article().text.id().to_string());
        Arc::new(StoryView {
            id: first.unwrap_or_default().chars().take(12).collect(),
            example: held.iter().all(|held| held.example),
            members: held.iter().map(|held| held.annotated.clone()).collect(),
            apparatus: OnceLock::new(),
        })
    };
    groups.into_values().map(view).collect()
}

fn is_within(article: &Article, query: &Query) -> bool {
    let day = article.published.map(|published| published.date());
    let outlet = article.outlet.as_deref().unwrap_or_default().to_lowercase();
    query.outlet.as_ref().is_none_or(|wanted| outlet.contains(&wanted.to_lowercase()))
        && query.after.is_none_or(|first| day.is_some_and(|day| day >= first))
        && query.before.is_none_or(|end| day.is_some_and(|day| day < end))
}

fn passages(annotated: &Annotated, query: &Query) -> Vec<Passage> {
    let (article, layers) = (annotated.article(), annotated.layers());
    let passage = |kind, span, speaker| Passage { kind, article: article.id.clone(), span, speaker };
    let has_all = |words: &str| {
        let words = words.to_lowercase();
        query.words.iter().all(|word| words.contains(&word.to_lowercase()))
    };
    if let Some(speaker) = &query.speaker {
        let wanted = speaker.to_lowercase();
        let said = layers.attributions.iter().filter_map(|attribution| {
            let name = &annotated.entity(attribution.speaker?)?.name;
            let content = attribution.content.iter().copied().reduce(Span::cover)?;
            let holds = name.to_lowercase().contains(&wanted) && has_all(annotated.slice(content));
            holds.then(|| passage("quotation", content, Some(name.clone())))
        });
        return said.collect();
    }
    if let Some(wanted) = query.figure {
        let figures = layers.figures.iter().filter(|figure| {
            let value = figure.value.and_then(|value| value.to_string().parse::<f64>().ok());
            let sentence = annotated.sentence_of(figure.span).unwrap_or(figure.span);
            value == Some(wanted) && has_all(annotated.slice(sentence))
        });
        return figures.map(|figure| passage("figure", figure.span, None)).collect();
    }
    if !has_all(article.text.as_str()) {
        return Vec::new();
    }
    let first = query.words.first().map(String::as_str).unwrap_or_default();
    let span = find(annotated, first).or(article.headline).unwrap_or(article.body.at_start());
    vec![passage("article", span, None)]
}

/// Where `word` first stands in the article, however it is capitalised.
fn find(annotated: &Annotated, word: &str) -> Option<Span> {
    let text = &annotated.article().text;
    let folded = text.as_str().to_lowercase();
    let at = folded.find(&word.to_lowercase()).filter(|_| folded.len() == text.len())?;
    text.span(at..at + word.len())
}

/// A file of `stories/` with its outlet and day, which a text file does not say.
struct Example {
    name: &'static str,
    outlet: &'static str,
    day: &'static str,
    bytes: &'static [u8],
}

macro_rules! example {
    ($path:literal, $outlet:literal, $day:literal) => {
        Example {
            name: $path,
            outlet: $outlet,
            day: $day,
            bytes: include_bytes!(concat!("../../../../stories/", $path)),
        }
    };
}

const FILES: &[Example] = &[
    example!("harbour-fire/a-ellery-courier.txt", "Ellery Courier", "2024-11-19"),
    example!("harbour-fire/b-coast-daily.txt", "Coast Daily", "2024-11-19"),
    example!("harbour-fire/c-morning-gull.txt", "Morning Gull", "2024-11-19"),
    example!("harbour-fire/d-radio-nine.txt", "Radio Nine", "2024-11-19"),
    example!("harbour-fire/e-harbour-review.txt", "Harbour Review", "2024-11-19"),
    example!("lantern-square/a-herald.html", "", ""),
    example!("lantern-square/b-evening-lamp.txt", "Evening Lamp", "2024-06-16"),
    example!("lantern-square/c-county-voice.txt", "County Voice", "2024-06-16"),
    example!("lantern-square/d-free-ferry.txt", "Free Ferry", "2024-06-16"),
    example!("marsh-vote/a-reed-gazette.txt", "Reed Gazette", "2024-09-12"),
    example!("marsh-vote/b-causeway-mail.txt", "Causeway Mail", "2024-09-12"),
    example!("marsh-vote/c-south-coast-report.txt", "South Coast Report", "2024-09-13"),
    example!("marsh-vote/d-tideway-news.txt", "Tideway News Agency", "2024-09-12"),
];

/// The invented stories of `stories/`, outlets and all.
fn examples() -> Vec<Article> {
    const RECORDS: &str = include_str!("../../../../stories/sorrel-dam/articles.ndjson");
    FILES
        .iter()
        .filter_map(example)
        .chain(RECORDS.lines().filter_map(|line| read_record(line).ok()))
        .collect()
}

fn example(file: &Example) -> Option<Article> {
    let name = file.name.rsplit('/').next().unwrap_or(file.name);
    if name.ends_with(".html") {
        return read_html(name, Some(name), file.bytes).ok();
    }
    let mut article = read_plain(name, Some(name), file.bytes).ok()?;
    article.outlet = Some(file.outlet.to_owned());
    article.published = file.day.parse().ok().map(DocumentDate::Day);
    Some(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_invented_stories_are_read_and_grouped() {
        let library = Library::with_examples(2);
        let rows = library.stories(Order::Newest, 0, 9);
        let shape: Vec<(usize, bool)> = rows.iter().map(|row| (row.articles(), row.example)).collect();
        assert_eq!(library.totals().1, examples().len());
        assert_eq!(shape.len(), 4, "{shape:?}");
        assert!(shape.iter().all(|(articles, example)| *articles >= 3 && *example));
        library.clear_examples();
        assert_eq!(library.totals(), (0, 0));
    }

    #[test]
    fn what_is_imported_twice_is_kept_once() {
        let library = Library { inner: RwLock::new(Inner::default()), threads: 1 };
        let article =
            |text: &str| read_record(serde_json::json!({"id": "a", "text": text}).to_string()).unwrap();
        assert_eq!(library.import(vec![article("Rain fell on Tuesday.")]), 1);
        assert_eq!(library.import(vec![article("Rain fell on Tuesday."), article("Snow fell.")]), 1);
        assert!(library.article("a").is_some() && library.article("a~").is_some());
    }
}
