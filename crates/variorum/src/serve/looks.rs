//! When the reader last looked: kept in the store, so that it needs no cookie and is the same on every machine. Looking
//! changes nothing; the reader says "I have seen this".

use std::collections::BTreeMap;

use anyhow::Result;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use variorum_core::{Freshness, News};
use variorum_engine::ArticleKey;
use variorum_views::html::site::Since;

use crate::serve::Site;
use crate::serve::library::StoryView;

/// The kind of the notes that hold the times, by what was looked at.
const KIND: &str = "looked";
/// The name of the look at everything.
const EVERYTHING: &str = "everything";

/// The times of the last looks.
pub(crate) struct Looks(BTreeMap<String, Timestamp>);

impl Looks {
    /// As they are kept.
    pub(crate) fn of(site: &Site) -> Result<Self> {
        let notes = site.library.store().notes(KIND)?;
        let read = |(name, time): (String, String)| Some((name, time.parse().ok()?));
        Ok(Self(notes.into_iter().filter_map(read).collect()))
    }

    /// Whether the reader never said to have seen anything.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The last look at everything.
    pub(crate) fn everything(&self) -> Option<Timestamp> {
        self.0.get(EVERYTHING).copied()
    }

    /// The last look at a watch.
    pub(crate) fn watch(&self, number: u64) -> Option<Timestamp> {
        self.0.get(&watch(number)).copied().max(self.everything())
    }

    /// The last look at the story of these articles: its name may have been that of any of them.
    pub(crate) fn story(&self, members: impl Iterator<Item = ArticleKey>) -> Option<Timestamp> {
        let looks = members.filter_map(|key| self.0.get(&key.whole()).copied());
        looks.max().max(self.everything())
    }
}

fn watch(number: u64) -> String {
    format!("watch-{number}")
}

/// Notes that everything was seen; looks at single things say nothing more then.
pub(crate) fn saw_everything(site: &Site) -> Result<()> {
    let store = site.library.store();
    let mut notes: Vec<(String, Option<String>)> =
        store.notes(KIND)?.into_iter().map(|(name, _)| (name, None)).collect();
    notes.retain(|(name, _)| name != EVERYTHING);
    notes.push((EVERYTHING.to_owned(), Some(Timestamp::now().to_string())));
    Ok(store.note(KIND, &notes)?)
}

/// Notes that a story was seen.
pub(crate) fn saw_story(site: &Site, view: &StoryView) -> Result<()> {
    saw(site, view.record.row.id.whole())
}

/// Notes that a watch was seen.
pub(crate) fn saw_watch(site: &Site, number: u64) -> Result<()> {
    saw(site, watch(number))
}

fn saw(site: &Site, name: String) -> Result<()> {
    Ok(site.library.store().note(KIND, &[(name, Some(Timestamp::now().to_string()))])?)
}

/// What came to a story since `asked` (a day or a time), else since the last look at it.
pub(crate) fn since(site: &Site, view: &StoryView, asked: &str) -> Result<Since> {
    let members = view.record.members.iter().map(|member| member.key);
    let time = match time(asked) {
        Some(time) => Some(time),
        None => Looks::of(site)?.story(members),
    };
    let Some(time) = time else { return Ok(Since::default()) };
    let arrivals = site.library.arrivals(view.record.row.id)?;
    let fresh = |key: ArticleKey| match arrivals.iter().find(|arrival| arrival.key == key) {
        Some(arrival) if arrival.first > time => Freshness::New,
        Some(arrival) if arrival.seen > time => Freshness::Edited,
        _ => Freshness::Known,
    };
    let fresh: Vec<Freshness> = view.record.members.iter().map(|member| fresh(member.key)).collect();
    Ok(Since { time: in_words(time), news: News::of(&view.apparatus, &fresh) })
}

/// "2026-02-12", "2026-02-12T06:00" (both in UTC) or "2026-02-12T06:00:00Z".
pub(crate) fn time(asked: &str) -> Option<Timestamp> {
    // A day alone is read as its midnight.
    let clock = || asked.parse::<DateTime>().ok();
    let moment = asked.parse::<Timestamp>().ok();
    moment.or_else(|| Offset::UTC.to_timestamp(clock()?).ok())
}

/// A moment as people read it.
pub(crate) fn in_words(time: Timestamp) -> String {
    Offset::UTC.to_datetime(time).strftime("%-d %B %Y, %H:%M UTC").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_day_or_a_moment() {
        #[track_caller]
        fn check(asked: &str, expect: Option<&str>) {
            assert_eq!(time(asked).map(|time| time.to_string()).as_deref(), expect, "{asked}");
        }
        check("2026-02-12", Some("2026-02-12T00:00:00Z"));
        check("2026-02-12T06:00", Some("2026-02-12T06:00:00Z"));
        check("2026-02-12T06:00:00+02:00", Some("2026-02-12T04:00:00Z"));
        check("six", None);
        check("", None);
    }
}
