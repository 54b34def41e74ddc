//! How often a feed wants to be asked: `ttl`, `skipHours`, `skipDays`, the syndication module, and how
//! long an answer says that it stays fresh.

use serde::{Deserialize, Serialize};

use crate::Response;

/// How often a feed wants to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hints {
    /// Seconds between two requests at least.
    pub pause: u32,
    /// Hours of the day, in UTC, in which it is not to be asked: bit 0 for midnight.
    pub hours: u32,
    /// Days of the week on which it is not to be asked: bit 0 for Monday.
    pub days: u8,
}

/// Longest pause that is believed, in seconds: a longer one is a slip.
const LONGEST: u32 = 7 * 86_400;
/// Longest freshness that is believed, in seconds: it is meant for pages rather than for readers of feeds.
const FRESH: u32 = 86_400;
/// Bytes of a feed in which its own fields are looked for.
const HEAD: usize = 64 << 10;

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The hints of an answer.
pub(crate) fn hints(response: &Response) -> Hints {
    let mut hints = in_feed(&response.body);
    hints.pause = hints.pause.max(freshness(response).min(FRESH));
    hints
}

/// Seconds for which an answer stays fresh.
fn freshness(response: &Response) -> u32 {
    let control = response.header("cache-control").unwrap_or_default();
    let mut directives = control.split(',').map(str::trim);
    directives.find_map(|directive| directive.strip_prefix("max-age=")?.parse().ok()).unwrap_or_default()
}

/// The hints in the fields of a feed, which stand before its first entry.
fn in_feed(body: &[u8]) -> Hints {
    let text = String::from_utf8_lossy(body.get(..HEAD).unwrap_or(body)).to_ascii_lowercase();
    let end = ["<item", "<entry"].iter().filter_map(|tag| text.find(tag)).min();
    let fields = end.and_then(|end| text.get(..end)).unwrap_or(&text);
    let minutes: u32 = element(fields, "ttl").and_then(|ttl| ttl.parse().ok()).unwrap_or_default();
    let pause = minutes.saturating_mul(60).max(syndication(fields)).min(LONGEST);
    let hours = elements(element(fields, "skiphours").unwrap_or_default(), "hour");
    // Both 0 and 24 stand for midnight in feeds.
    let hours =
        hours.filter_map(|hour| Some(hour.parse::<u32>().ok()? % 24)).fold(0, |all, hour| all | 1 << hour);
    let days = elements(element(fields, "skipdays").unwrap_or_default(), "day");
    let days =
        days.filter_map(|day| DAYS.iter().position(|known| *known == day)).fold(0, |all, day| all | 1 << day);
    Hints { pause, hours, days }
}

/// Seconds between updates after the syndication module of RSS 1.0.
fn syndication(fields: &str) -> u32 {
    let period = match element(fields, "sy:updateperiod") {
        Some("hourly") => 3600,
        Some("daily") => 86_400,
        Some("weekly") => 7 * 86_400,
        Some("monthly") => 30 * 86_400,
        Some("yearly") => 365 * 86_400,
        _ => return 0,
    };
    let frequency = element(fields, "sy:updatefrequency").and_then(|times| times.parse().ok());
    period / frequency.unwrap_or(1u32).max(1)
}

/// What stands in the first element of that name.
fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    elements(text, name).next()
}

/// What stands in each element of that name.
fn elements<'t>(text: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let (start, end) = (format!("<{name}>"), format!("</{name}>"));
    let mut rest = text;
    std::iter::from_fn(move || {
        let (_, after) = rest.split_once(&start)?;
        let (inside, after) = after.split_once(&end)?;
        rest = after;
        Some(inside.trim())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(feed: &str, pause: u32, hours: u32, days: u8) {
        assert_eq!(in_feed(feed.as_bytes()), Hints { pause, hours, days }, "{feed}");
    }

    #[test]
    fn feeds_say_how_often_they_want_to_be_asked() {
        check("", 0, 0, 0);
        check("<rss><channel><ttl> 90 </ttl><item/>", 5400, 0, 0);
        check("<ttl>99999999</ttl>", LONGEST, 0, 0);
        check("<ttl>-1</ttl><ttl>soon</ttl>", 0, 0, 0);
        check("<item><ttl>90</ttl></item>", 0, 0, 0);
        check(
            "<skipHours><hour>0</hour><hour>23</hour><hour>24</hour><hour>x</hour></skipHours>",
            0,
            1 << 23 | 1,
            0,
        );
        check("<skipDays><day>Sunday</day><day>Monday</day><day>Someday</day></skipDays>", 0, 0, 0b100_0001);
        check(
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            900,
            0,
            0,
        );
        check("<sy:updatePeriod>daily</sy:updatePeriod>", 86_400, 0, 0);
        check(
            "<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            3600,
            0,
            0,
        );
        check("<ttl>60", 0, 0, 0);
    }
}
