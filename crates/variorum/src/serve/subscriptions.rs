//! Subscriptions on pages and for programs.

use anyhow::Result;
use serde_json::{Value, json};
use variorum_fetch::{Exchange, Host, Kind, Subscription, Target, read_opml, status_words, write_opml};
use variorum_views::html::site::Frame;
use variorum_views::html::site::subscriptions::{
    self, Exchanged, HostRules, SubscriptionPage, SubscriptionRow, Subscriptions,
};

use crate::following::shown::{daily, json as as_json, next, time};
use crate::following::{Ledger, Subscribed, now, subscribe};
use crate::serve::Site;
use crate::serve::compare::{Part, parts};
use crate::serve::guard::Guard;
use crate::serve::http::{JSON, Reply};
use crate::serve::routes::{Asked, frame, refuse_form};

/// OPML as it is sent.
const OPML: &str = "text/x-opml; charset=utf-8";

/// The list, with what came of the last form.
pub(crate) fn page(site: &Site, asked: &Asked<'_>, told: Option<(bool, String)>) -> Result<Reply> {
    let status = if told.as_ref().is_some_and(|(failed, _)| *failed) { 422 } else { 200 };
    let mut all = all(site)?;
    all.sort_by_key(|s| (s.health.failure.is_none() && !s.schedule.gone, s.title.clone(), s.address()));
    let rows = all.iter().map(row).collect();
    let twin = Some("/subscriptions.json".to_owned());
    let frame = Frame { path: "/subscriptions".into(), twin, ..frame(site, asked) };
    let fetches = site.links.is_some();
    Ok(Reply::page(status, subscriptions::subscriptions(&frame, &Subscriptions { rows, fetches, told })))
}

/// The list for programs.
pub(crate) fn twin(site: &Site) -> Result<Reply> {
    let rows: Vec<Value> = all(site)?.iter().map(as_json).collect();
    Ok(Reply::json(json!({"v": 1, "subscriptions": rows}).to_string()))
}

/// The list for other readers of feeds.
pub(crate) fn opml(site: &Site) -> Result<Reply> {
    let save = "attachment; filename=\"subscriptions.opml\"";
    Ok(Reply::new(200, OPML, write_opml(&all(site)?)).with("content-disposition", save))
}

/// One subscription; `.json` behind its name gives it for programs.
pub(crate) fn one(site: &Site, asked: &Asked<'_>, id: &str) -> Result<Option<Reply>> {
    if let Some(id) = id.strip_suffix(".json") {
        return Ok(find(site, id)?.map(|subscription| Reply::json(as_json(&subscription).to_string())));
    }
    let Some(subscription) = find(site, id)? else { return Ok(None) };
    let hosts = Ledger(site.library.store()).hosts()?;
    let twin = Some(format!("/subscription/{id}.json"));
    let page = one_page(&subscription, &hosts);
    Ok(Some(Reply::page(200, subscriptions::subscription(&Frame { twin, ..frame(site, asked) }, &page))))
}

/// One subscription for programs.
pub(crate) fn api_one(site: &Site, id: &str) -> Result<Reply> {
    Ok(find(site, id)?.map_or_else(missing, |subscription| Reply::json(as_json(&subscription).to_string())))
}

/// Subscribes to what stands at the address of a form.
pub(crate) fn add(site: &Site, asked: &Asked<'_>, field: &dyn Fn(&str) -> String) -> Result<Reply> {
    let wanted = Wanted {
        address: field("address"),
        pages: !field("pages").is_empty(),
        watch: !field("watch").is_empty(),
        mining: !field("mining").is_empty(),
    };
    match take(site, &wanted)? {
        Ok(subscribed) => Ok(Reply::see_other(&format!("/subscription/{}", subscribed.subscription.id))),
        Err(why) => page(site, asked, Some((true, why))),
    }
}

/// Subscribes for a program.
pub(crate) fn api_add(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let kind = asked.request.header("content-type").unwrap_or_default();
    if kind.split(';').next().unwrap_or_default().trim() != JSON {
        return Ok(Reply::json_error(415, "unsupported-media-type", "send application/json"));
    }
    if site.links.is_none() {
        return Ok(Reply::json_error(403, "not-permitted", ALONE));
    }
    let read = serde_json::from_slice::<Value>(&asked.request.body).ok();
    let address = read.as_ref().and_then(|read| read.get("address")).and_then(Value::as_str);
    let (Some(read), Some(address)) = (&read, address) else {
        return Ok(Reply::json_error(422, "unprocessable", "address is missing: what to subscribe to"));
    };
    let flags = ["pages", "watch", "mining_permitted"];
    if let Some(name) = flags.iter().find(|name| read.get(**name).is_some_and(|value| !value.is_boolean())) {
        return Ok(Reply::json_error(422, "unprocessable", &format!("{name} is neither true nor false")));
    }
    let flag = |name: &str| read.get(name).and_then(Value::as_bool).unwrap_or_default();
    let wanted = Wanted {
        address: address.to_owned(),
        pages: flag("pages"),
        watch: flag("watch"),
        mining: flag("mining_permitted"),
    };
    Ok(match take(site, &wanted)? {
        Ok(subscribed) => Reply::json(as_json(&subscribed.subscription).to_string()),
        Err(why) => Reply::json_error(422, "unprocessable", &why),
    })
}

const ALONE: &str = "this reading room asks no other host: start it with --fetch";

/// What a form or a program wants to be subscribed to.
struct Wanted {
    address: String,
    pages: bool,
    watch: bool,
    mining: bool,
}

fn take(site: &Site, wanted: &Wanted) -> Result<Result<Subscribed, String>> {
    let Some(links) = &site.links else {
        return Ok(Err(ALONE.to_owned()));
    };
    let found = match links.discover(&wanted.address, wanted.watch, wanted.mining) {
        Ok(found) => found,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let set = |subscription: &mut Subscription| {
        subscription.pages = wanted.pages;
        subscription.private = links.private;
        subscription.mining = wanted.mining;
    };
    Ok(Ok(subscribe(&Ledger(site.library.store()), found, set)?))
}

/// Takes the list of another reader over.
pub(crate) fn import(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let kind = asked.request.header("content-type").unwrap_or_default();
    let sent = parts(kind, &asked.request.body).unwrap_or_default();
    let text = |name: &str| sent.iter().find(|part| part.name == name).map(Part::text).unwrap_or_default();
    if !Guard::is_own_form(asked.visitor, &text("token")) {
        return Ok(refuse_form(site, asked));
    }
    let outlines = sent.iter().find(|part| part.name == "list").map(|part| read_opml(&part.bytes));
    let outlines = outlines.unwrap_or_default();
    if outlines.is_empty() {
        let why = "there are no subscriptions in the file: OPML has them as <outline xmlUrl=\"…\">";
        return page(site, asked, Some((true, why.to_owned())));
    }
    let taken = Ledger(site.library.store()).import(outlines, !text("pages").is_empty())?;
    let wrong = taken.unreadable.first().map(|first| format!(", {} not: {first}", taken.unreadable.len()));
    let told =
        format!("{} taken over, {} held already{}", taken.fresh, taken.held, wrong.unwrap_or_default());
    page(site, asked, Some((false, told)))
}

/// Ends a subscription.
pub(crate) fn remove(site: &Site, id: &str) -> Result<bool> {
    let found = find(site, id)?;
    if let Some(subscription) = &found {
        Ledger(site.library.store()).remove(&subscription.id)?;
    }
    Ok(found.is_some())
}

/// Ends a subscription for a program.
pub(crate) fn api_remove(site: &Site, asked: &Asked<'_>, id: &str) -> Result<Reply> {
    // A form of another site cannot send this type without being asked for leave first.
    if asked.request.header("content-type").is_none_or(|kind| !kind.starts_with(JSON)) {
        return Ok(Reply::json_error(415, "unsupported-media-type", "send application/json"));
    }
    Ok(if remove(site, id)? { Reply::json(json!({"v": 1, "removed": id}).to_string()) } else { missing() })
}

fn missing() -> Reply {
    Reply::json_error(404, "not-found", "no subscription of this name")
}

fn all(site: &Site) -> Result<Vec<Subscription>> {
    Ledger(site.library.store()).subscriptions()
}

fn find(site: &Site, id: &str) -> Result<Option<Subscription>> {
    Ok(all(site)?.into_iter().find(|subscription| subscription.id == id))
}

fn row(subscription: &Subscription) -> SubscriptionRow {
    let (health, schedule) = (&subscription.health, &subscription.schedule);
    SubscriptionRow {
        id: subscription.id.clone(),
        title: subscription.title.clone(),
        address: subscription.address(),
        kind: subscription.kind.name(),
        pages: subscription.pages && subscription.kind == Kind::Feed,
        answered: schedule.answered.map(time),
        failure: health.failure.as_ref().map(|failure| (time(failure.at), failure.words.clone())),
        daily: daily(subscription),
        articles: health.articles,
        clean: (health.clean * 100).checked_div(health.articles),
        reserved: health.reserved,
        next: next(subscription, now()),
        gone: schedule.gone,
    }
}

fn one_page(subscription: &Subscription, hosts: &[Host]) -> SubscriptionPage {
    let health = &subscription.health;
    let target = subscription.target().ok();
    let host = target.as_ref().and_then(|target| {
        let host = hosts.iter().find(|host| host.origin == target.origin())?;
        Some(rules(host, target))
    });
    SubscriptionPage {
        row: row(subscription),
        since: time(subscription.since),
        requests: (health.polls, health.unmodified),
        page_requests: health.pages,
        private: subscription.private,
        mining: subscription.mining,
        last: health.last.as_ref().map(exchanged),
        host,
    }
}

fn rules(host: &Host, target: &Target) -> HostRules {
    HostRules {
        checked: time(host.checked),
        robots: host
            .allows(target)
            .err()
            .map_or_else(|| "this address may be fetched".to_owned(), |error| error.message().to_owned()),
        pause: host.pause().as_secs().max(variorum_fetch::Manners::default().pause.as_secs()),
        declaration: host.declaration.clone(),
    }
}

fn exchanged(last: &Exchange) -> Exchanged {
    let status = match last.status {
        304 => "not modified (status 304)".to_owned(),
        200..300 => format!("status {}", last.status),
        other => status_words(other),
    };
    Exchanged {
        at: time(last.at),
        address: last.address.clone(),
        asked: last.asked.clone(),
        status,
        received: last.received,
        headers: last.headers.clone(),
    }
}
