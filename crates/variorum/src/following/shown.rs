//! Subscriptions as lines and as JSON.

use jiff::Timestamp;
use serde_json::{Value, json};
use variorum_fetch::{Health, Subscription};
use variorum_views::text::printable;

use crate::cli::store::rows::plural;

/// A subscription in a line: its id, its name, its kind.
pub(crate) fn name(subscription: &Subscription) -> String {
    let pages = if subscription.pages { ", with pages" } else { "" };
    let address = subscription.address();
    let title =
        subscription.title.as_deref().map(|title| format!("{} ", printable(title))).unwrap_or_default();
    format!("{} {title}({}{pages}) {}", subscription.id, subscription.kind.name(), printable(&address))
}

/// A subscription with how it fares, in a few lines.
pub(crate) fn block(subscription: &Subscription, now: i64) -> String {
    let Health { polls, unmodified, articles, clean, reserved, failure, .. } = &subscription.health;
    let mut lines = vec![name(subscription)];
    if *polls > 0 {
        let mut line = plural(usize::try_from(*articles).unwrap_or(usize::MAX), "article");
        if *articles > 0 {
            line.push_str(&format!(", {} % read cleanly", clean * 100 / articles));
        }
        if let Some(rate) = daily(subscription) {
            line.push_str(&format!("; about {rate:.1} new a day"));
        }
        line.push_str(&format!("; {unmodified} of {polls} requests answered “not modified”"));
        if *reserved > 0 {
            line.push_str(&format!("; {reserved} left unread, since mining is reserved"));
        }
        lines.push(line);
    }
    let last = subscription.schedule.answered.map_or_else(|| "never".to_owned(), time);
    let next = next(subscription, now);
    lines.push(format!("last answered {last}; next: {next}"));
    if let Some(failure) = failure {
        lines.push(format!("failed {}: {}", time(failure.at), printable(&failure.words)));
    }
    lines.join("\n  ")
}

/// When it is asked next, in words.
pub(crate) fn next(subscription: &Subscription, now: i64) -> String {
    match subscription.schedule {
        schedule if schedule.gone => "ended: its publisher said that it is gone for good".to_owned(),
        schedule if schedule.is_due(now) => "due now".to_owned(),
        schedule => time(schedule.next),
    }
}

/// A subscription with how it fares, as one JSON object.
pub(crate) fn json(subscription: &Subscription) -> Value {
    let health = &subscription.health;
    json!({
        "v": 1,
        "id": subscription.id,
        "address": subscription.address(),
        "kind": subscription.kind.name(),
        "title": subscription.title,
        "pages": subscription.pages,
        "private": subscription.private,
        "mining_permitted": subscription.mining,
        "since": stamp(subscription.since),
        "next": (!subscription.schedule.gone).then(|| stamp(subscription.schedule.next)),
        "answered": subscription.schedule.answered.map(stamp),
        "gone": subscription.schedule.gone,
        "failures": subscription.schedule.failures,
        "daily": daily(subscription),
        "requests": health.polls,
        "unmodified": health.unmodified,
        "page_requests": health.pages,
        "articles": health.articles,
        "clean": health.clean,
        "reserved": health.reserved,
        "failure": health.failure.as_ref().map(|failure| {
            json!({"at": stamp(failure.at), "kind": failure.kind, "message": failure.words})
        }),
        "last": health.last.as_ref().map(|last| {
            json!({
                "at": stamp(last.at),
                "address": last.address,
                "asked": last.asked,
                "conditional": last.conditional,
                "status": last.status,
                "received": last.received,
                "headers": last.headers,
            })
        }),
    })
}

/// New articles a day, once that can be said.
pub(crate) fn daily(subscription: &Subscription) -> Option<f64> {
    let rate = subscription.schedule.rate * 86_400.0;
    (rate > 0.0).then(|| (rate * 10.0).round() / 10.0)
}

/// RFC 3339, in UTC.
fn stamp(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

/// A time for people, in UTC.
pub(crate) fn time(seconds: i64) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().strftime("%Y-%m-%d %H:%M UTC").to_string()
}
