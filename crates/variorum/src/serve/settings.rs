//! Settings: what lets others in, and the log of what was decided by hand.

use anyhow::{Result, anyhow};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use variorum_core::{Judgement, Ruling};
use variorum_engine::{Edit, Pass, Scope};
use variorum_views::html::site::settings::{Decision, Granted, PassRow, Settings};
use variorum_views::html::site::{self, Frame, Home, Story};

use crate::serve::http::{HTML, Packing, Reply};
use crate::serve::routes::{Asked, frame};
use crate::serve::{Site, looks, stories};

/// Decisions that the page lists; the export has all.
const LISTED: usize = 100;
/// Days for which a link for others is good where nobody says otherwise.
const DAYS: i64 = 30;
/// What every secret of ours begins with, so that it is known for one wherever it turns up.
const MARK: &str = "vrm_";

/// The page. What was just granted stands on it once.
pub(crate) fn page(site: &Site, asked: &Asked<'_>, granted: Option<Granted>) -> Result<Reply> {
    let now = Timestamp::now();
    let mut passes = Vec::new();
    for pass in site.library.store().passes()? {
        passes.push(row(site, &pass, now)?);
    }
    let shown_once = granted.is_some();
    let settings = Settings { passes, decisions: decisions(site)?, granted };
    let mut reply = Reply::page(200, site::settings::page(&frame(site, asked), &settings));
    if shown_once {
        reply.packing = Packing::Never;
    }
    Ok(reply.with("cache-control", "no-store"))
}

fn row(site: &Site, pass: &Pass, now: Timestamp) -> Result<PassRow> {
    let story = match pass.scope {
        Scope::Story(key) => {
            let name = key.to_string();
            let title = site.library.title(&name)?.unwrap_or_else(|| "a story that is gone".to_owned());
            Some((format!("/story/{name}"), title))
        }
        _ => None,
    };
    Ok(PassRow {
        number: pass.number,
        name: pass.name.clone(),
        scope: pass.scope.name(),
        story,
        made: looks::in_words(pass.made),
        until: pass.until.map(looks::in_words),
        open: pass.is_open(now),
    })
}

/// What was decided by hand, the latest first.
fn decisions(site: &Site) -> Result<Vec<Decision>> {
    let judgements = site.library.judgements(0, usize::MAX)?;
    let mut all: Vec<(Timestamp, Decision)> =
        judgements.iter().map(|judgement| (judgement.at, judged(judgement))).collect();
    all.extend(site.library.edits()?.iter().map(|(at, edit)| (*at, edited(*at, edit))));
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    Ok(all.into_iter().map(|(_, decision)| decision).take(LISTED).collect())
}

fn judged(judgement: &Judgement) -> Decision {
    let ruling = match &judgement.ruling {
        Ruling::SpeakerIs(name) => format!("speaker given as {name}"),
        Ruling::Open => "taken back".to_owned(),
        other => other.name().to_owned(),
    };
    Decision {
        at: looks::in_words(judgement.at),
        what: judgement.kind.name(),
        ruling,
        about: judgement.about.clone(),
        note: judgement.note.clone(),
    }
}

fn edited(at: Timestamp, edit: &Edit) -> Decision {
    let (articles, ruling) = match edit {
        Edit::Join(articles) => (articles, "one story with the others".to_owned()),
        Edit::Apart(articles) => (articles, "a story of its own".to_owned()),
        Edit::Move(articles, to) => (articles, format!("moved to the story of {to}")),
    };
    let about = articles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Decision { at: looks::in_words(at), what: "story", ruling, about, note: String::new() }
}

/// Makes a token for programs and shows its secret once.
pub(crate) fn token(site: &Site, asked: &Asked<'_>, name: &str, scope: &str) -> Result<Reply> {
    let Some(scope) = Scope::of_token(scope) else { return page(site, asked, None) };
    let secret = grant(site, name, scope, None)?;
    page(site, asked, Some(Granted { secret, link: None }))
}

/// Makes a link to a story for others and shows it once.
pub(crate) fn share(
    site: &Site,
    asked: &Asked<'_>,
    story: &str,
    name: &str,
    days: &str,
) -> Result<Option<Reply>> {
    let named = story.trim().split(['?', '#']).next().unwrap_or_default();
    let named = named.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    let Some(view) = site.library.story(named)? else { return Ok(None) };
    let days = days.parse::<i64>().unwrap_or(DAYS).clamp(1, 3_650);
    let until = Timestamp::now().checked_add(SignedDuration::from_hours(24 * days))?;
    let secret = grant(site, name, Scope::Story(view.record.row.id), Some(until))?;
    let link = format!("{}/shared/{secret}", asked.request.base());
    Ok(Some(page(site, asked, Some(Granted { secret, link: Some(link) }))?))
}

/// Keeps a pass with a fresh secret, of which only the digest is kept.
fn grant(site: &Site, name: &str, scope: Scope, until: Option<Timestamp>) -> Result<String> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| anyhow!("no random numbers: {error}"))?;
    let hex: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let secret = format!("{MARK}{hex}");
    let name: String = name.trim().chars().take(100).collect();
    let (made, digest) = (Timestamp::now(), digest(&secret));
    site.library.store().grant(&Pass { number: 0, made, name, digest, scope, until, revoked: None })?;
    Ok(secret)
}

/// A secret is 256 random bits, so a plain digest of it tells nothing to guess by.
fn digest(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

/// The pass that `secret` opens now.
pub(crate) fn pass_of(site: &Site, secret: &str) -> Result<Option<Pass>> {
    if !secret.starts_with(MARK) {
        return Ok(None);
    }
    let (digest, now) = (digest(secret), Timestamp::now());
    let passes = site.library.store().passes()?;
    Ok(passes.into_iter().find(|pass| pass.digest == digest && pass.is_open(now)))
}

/// The findings of a story, for whoever has its link.
pub(crate) fn shared(site: &Site, asked: &Asked<'_>, secret: &str) -> Result<Option<Reply>> {
    let Some(Scope::Story(key)) = pass_of(site, secret)?.map(|pass| pass.scope) else { return Ok(None) };
    let Some(view) = site.library.story(&key.whole())? else { return Ok(None) };
    let judged = site.library.judged(&view, false)?;
    let home = Home::Shared(secret.to_owned());
    let state = stories::state(asked, &view.apparatus);
    let some = (!state.only.is_empty()).then(|| stories::only(&view.apparatus, &state.only));
    let story = Story {
        whole: &view.apparatus,
        shown: some.as_ref().unwrap_or(&view.apparatus),
        state: &state,
        home: &home,
        example: false,
        judged: Some(&judged),
        since: None,
        groups: &site.groups,
    };
    let frame = Frame { token: String::new(), ..frame(site, asked) };
    let part = asked.request.header("variorum-part") == Some("drawer");
    let body = if part { site::drawer_part(&frame, &story) } else { site::story(&frame, &story) };
    let reply = Reply::new(200, HTML, body).with("cache-control", "private, no-store");
    Ok(Some(reply.with("vary", "variorum-part").with("x-robots-tag", "noindex, nofollow")))
}

/// Ends a pass.
pub(crate) fn revoke(site: &Site, number: &str) -> Result<Option<Reply>> {
    let Ok(number) = number.parse() else { return Ok(None) };
    let revoked = site.library.store().revoke(number, Timestamp::now())?;
    Ok(revoked.then(|| Reply::see_other("/settings#passes")))
}
