//! What the store lists, as JSON objects and as lines.

use serde_json::{Value, json};
use variorum_core::{Article, DocumentDate};
use variorum_engine::{Hit, Placement, StoryRow};
use variorum_views::positions::{Field, Positions};
use variorum_views::{Offsets, text::printable};

/// A story in a list; `publishers` is how many publishers its outlets have, where that was counted.
pub(crate) fn story_by(row: &StoryRow, publishers: usize) -> Value {
    let mut story = story(row);
    story
        .as_object_mut()
        .into_iter()
        .for_each(|fields| _ = fields.insert("publishers".to_owned(), publishers.into()));
    story
}

/// A story in a list.
pub(crate) fn story(row: &StoryRow) -> Value {
    json!({
        "v": 1,
        "id": row.id.to_string(),
        "title": row.title,
        "first": row.first,
        "last": row.last,
        "articles": row.articles,
        "origins": row.origins,
        "outlets": row.outlets,
    })
}

/// Why an article stands where it does.
pub(crate) fn placement(placement: &Placement, article: &Article) -> Value {
    let place = &placement.place;
    json!({
        "v": 1,
        "key": placement.key.to_string(),
        "id": article.id,
        "outlet": article.outlet,
        "published": article.published.map(date),
        "title": title(article),
        "story": place.story.to_string(),
        "root": place.root.to_string(),
        "copied_from": place.copied.map(|(from, _)| from.to_string()),
        "copied_share": place.copied.map(|(_, share)| (share * 1000.0).floor() / 1000.0),
        "agency": place.agency,
        "why": place.why,
    })
}

/// A hit of a search.
pub(crate) fn hit(hit: &Hit, offsets: Offsets) -> Value {
    let (field, span) = Positions::new(&hit.article, offsets).of(hit.span);
    let mut object = json!({
        "v": 1,
        "key": hit.key.to_string(),
        "id": hit.article.id,
        "outlet": hit.article.outlet,
        "published": hit.article.published.map(date),
        "url": hit.article.url,
        "title": title(&hit.article),
        "story": hit.story.map(|story| story.to_string()),
        "root": hit.root.map(|root| root.to_string()),
        "speaker": hit.speaker,
        "span": span,
        "words": hit.article.text.slice(hit.span),
    });
    if let (Field::Title, Some(fields)) = (field, object.as_object_mut()) {
        fields.insert("field".to_owned(), "title".into());
    }
    object
}

/// The headline, if there is one.
pub(crate) fn title(article: &Article) -> Option<&str> {
    article.headline.map(|headline| article.text.slice(headline).trim()).filter(|title| !title.is_empty())
}

/// A date as JSON gives it: a day, or a day and a time with its zone where that is known.
pub(crate) fn date(date: DocumentDate) -> String {
    match date {
        DocumentDate::Day(day) => day.to_string(),
        DocumentDate::Time(time, None) => time.to_string(),
        DocumentDate::Time(time, Some(offset)) => format!("{time}{}", zone(offset.seconds())),
    }
}

fn zone(seconds: i32) -> String {
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", seconds.abs() / 3600, seconds.abs() / 60 % 60)
}

/// Who published an article and when, on one line.
pub(crate) fn byline(article: &Article) -> String {
    let outlet = printable(article.outlet.as_deref().unwrap_or(&article.id));
    match article.published {
        Some(published) => format!("{outlet}, {}", published.date()),
        None => outlet,
    }
}

/// `words` on one line of at most `width` columns, the end cut.
pub(crate) fn fitted(words: &str, width: usize) -> String {
    let words = printable(words);
    if words.chars().count() <= width {
        return words;
    }
    let kept: String = words.chars().take(width.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A count with its noun.
pub(crate) fn plural(count: usize, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// `words` in lines of at most `width` characters, broken at spaces.
pub(crate) fn wrapped(words: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
