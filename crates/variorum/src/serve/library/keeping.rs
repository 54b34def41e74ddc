//! What a reader keeps: articles, decisions, where articles belong, what is watched.

use anyhow::Result;
use jiff::Timestamp;
use variorum_core::{Article, Judgement};
use variorum_engine::{Arrival, ArticleKey, Edit, Engine, Incoming, Matter, Report, Sighting, Watched};
use variorum_views::html::Judged;
use variorum_views::html::site::StoryRow;

use super::{Library, StoryView, held};

impl Library {
    /// Takes articles into the store.
    pub(crate) fn import(&self, articles: Vec<Article>) -> Result<Report> {
        let incoming = articles.into_iter().map(|article| Incoming {
            place: article.id.clone(),
            matter: Matter::Article(Box::new(article), None),
        });
        let report = self.store.import(incoming, Timestamp::now(), &mut |_| {});
        *held(&self.totals) = None;
        Ok(report?)
    }

    /// The store itself, whatever stands in for it: what a reader keeps is kept there.
    pub(crate) fn store(&self) -> &Engine {
        &self.store
    }

    /// What readers decided about the findings of a story.
    pub(crate) fn judged(&self, view: &StoryView, may: bool) -> Result<Judged> {
        let articles = view.apparatus.witnesses.iter().map(|witness| witness.annotated.article());
        let judgements = self.read(|engine| engine.judgements_on(articles))?;
        Ok(Judged::of(&view.apparatus, &judgements, may))
    }

    /// Keeps what a reader decided about a finding of a story.
    pub(crate) fn judge(&self, view: &StoryView, judgement: &Judgement) -> Result<u64> {
        let keys: Vec<ArticleKey> = view.record.members.iter().map(|member| member.key).collect();
        let number = self.read(|engine| engine.judge(judgement, &keys))?;
        // What was compared and counted before did not know of it.
        held(&self.ready).retain(|known| known.id != view.id);
        held(&self.findings).remove(&view.record.row.id);
        Ok(number)
    }

    /// Keeps what a reader decided about where articles belong.
    pub(crate) fn edit(&self, edit: &Edit) -> Result<()> {
        self.read(|engine| engine.edit(edit, Timestamp::now(), &mut |_| {}))?;
        *held(&self.totals) = None;
        Ok(())
    }

    /// The log of judgements: `limit` of them after the number `after`, the earliest first.
    pub(crate) fn judgements(&self, after: u64, limit: usize) -> Result<Vec<Judgement>> {
        self.read(|engine| engine.judgements(after, limit))
    }

    /// What was decided by hand about stories, in order.
    pub(crate) fn edits(&self) -> Result<Vec<(Timestamp, Edit)>> {
        self.read(Engine::edits)
    }

    /// The key of the article of this name.
    pub(crate) fn key(&self, name: &str) -> Result<Option<ArticleKey>> {
        self.find(name)
    }

    /// When the articles of a story were first seen, in the order of their letters.
    pub(crate) fn arrivals(&self, story: ArticleKey) -> Result<Vec<Arrival>> {
        self.read(|engine| engine.arrivals(story))
    }

    /// What was seen of something watched.
    pub(crate) fn sightings(&self, watched: &Watched) -> Result<Vec<Sighting>> {
        Ok(self.read_or_query(|engine| engine.sightings(watched))?.unwrap_or_default())
    }

    /// Why an article of this name is no longer here, if it was withdrawn.
    pub(crate) fn withdrawn(&self, name: &str) -> Option<String> {
        let error = self.read(|engine| engine.find(name)).err()?;
        let told = format!("{error:#}");
        told.contains("withdrawn on").then_some(told)
    }

    /// Stories of any of these names, as a list.
    pub(crate) fn listed_stories(&self, stories: &[ArticleKey]) -> Result<Vec<StoryRow>> {
        let mut rows = Vec::with_capacity(stories.len());
        for key in stories {
            rows.extend(self.read(|engine| engine.members(*key))?.map(|record| record.row));
        }
        self.shown(rows)
    }
}
