//! Which path is answered by which page.

use anyhow::Result;
use variorum_engine::{Error, ErrorKind, Scope};
use variorum_views::html::site::{self, Frame, urls};

use crate::serve::guard::{Guard, Right, Visitor};
use crate::serve::http::{Method, Reply, Request, TEXT};
use crate::serve::judging::{self, Refused};
use crate::serve::{
    Site, about, api, articles, ask, checking, compare, feeds, looks, metrics, packs, people, search,
    settings, stories, subscriptions, watches,
};

/// What a handler needs beside the site: the request and who asks.
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a Request,
    pub(crate) visitor: &'a Visitor,
}

/// Lets a request in by its head alone, or gives the reply that refuses it.
pub(crate) fn admit(site: &Site, head: &Request) -> Result<Visitor, Reply> {
    let token = match head.bearer() {
        None => None,
        Some(secret) => match settings::pass_of(site, secret) {
            Ok(pass) => Some(pass.and_then(|pass| right_of(pass.scope))),
            Err(error) => {
                eprintln!("variorum: {}: {error:#}", head.path);
                return Err(Reply::json_error(500, "store", "the token cannot be looked up"));
            }
        },
    };
    site.guard.admit(head, token)
}

fn right_of(scope: Scope) -> Option<Right> {
    match scope {
        Scope::Read => Some(Right::Read),
        Scope::Write => Some(Right::Write),
        Scope::Admin => Some(Right::Admin),
        // A link to a story is no token.
        Scope::Story(_) => None,
    }
}

/// Answers an admitted request.
pub(crate) fn answer(site: &Site, request: &Request, visitor: &Visitor) -> Reply {
    let asked = Asked { request, visitor };
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let refused = api_allows(&path).filter(|allowed| !allowed.contains(&request.method));
    let reply = match (refused, request.method) {
        (Some(allowed), _) => Ok(Some(wrong_method(allowed))),
        (None, Method::Get) => get(site, &asked, &path),
        (None, Method::Post) => post(site, &asked, &path),
        (None, Method::Delete) => match path.as_slice() {
            ["api", "v1", "watches", number] => api::desk::unwatch(site, number).map(Some),
            _ => Ok(Some(wrong_method(&[Method::Get, Method::Post]))),
        },
        (None, Method::Other) => Ok(Some(wrong_method(&[Method::Get, Method::Post]))),
    };
    let reply = match reply {
        Ok(Some(reply)) => reply,
        Ok(None) => missing(site, &asked),
        Err(error) => failed(site, &asked, &error),
    };
    let reply = site.guard.masked(reply, visitor);
    match &visitor.cookie {
        Some(cookie) if reply.secret => reply.with("set-cookie", cookie),
        _ => reply,
    }
}

/// The methods of an address for programs; `None` for what is none.
fn api_allows(path: &[&str]) -> Option<&'static [Method]> {
    match path {
        ["api", "v1", "articles"] | ["api", "v1", "subscriptions", _, "remove"] => Some(&[Method::Post]),
        ["api", "v1", "judgements" | "watches" | "subscriptions"] => Some(&[Method::Get, Method::Post]),
        ["api", "v1", "watches", _] => Some(&[Method::Get, Method::Delete]),
        ["api", "v1", "openapi.json" | "stories" | "search"]
        | ["api", "v1", "stories" | "articles" | "subscriptions", _]
        | ["api", "v1", "stories", _, "annotations"] => Some(&[Method::Get]),
        _ => None,
    }
}

fn wrong_method(allowed: &[Method]) -> Reply {
    let name = |method: &Method| match method {
        Method::Get => "GET, HEAD",
        Method::Post => "POST",
        Method::Delete => "DELETE",
        Method::Other => "",
    };
    let allowed = allowed.iter().map(name).collect::<Vec<_>>().join(", ");
    Reply::new(405, TEXT, format!("Only {allowed}.\n")).with("allow", &allowed)
}

fn get(site: &Site, asked: &Asked<'_>, path: &[&str]) -> Result<Option<Reply>> {
    let reply = match path {
        [""] => stories::front(site, asked)?,
        ["index.json"] => api::stories(site, asked)?,
        ["healthz"] => Reply::new(200, TEXT, "ok\n"),
        ["readyz"] => Reply::new(200, TEXT, format!("ready: {} articles\n", site.library.totals()?.1)),
        ["metrics"] => metrics::page(site)?,
        ["story", id] => return stories::story(site, asked, id),
        ["story", id, "pack.html"] => return packs::story(site, asked, id),
        ["story", id, "feed.atom"] => return feeds::story(site, asked, id, feeds::Form::Atom),
        ["story", id, "feed.json"] => return feeds::story(site, asked, id, feeds::Form::Json),
        ["comparison", id] => return Ok(stories::comparison(site, asked, id)),
        ["comparison", id, "pack.html"] => return Ok(packs::comparison(site, asked, id)),
        ["comparison", id, siglum] => return Ok(articles::of_comparison(site, asked, id, siglum)),
        ["article", id] => return articles::article(site, asked, id),
        ["speaker", name] => people::speaker(site, asked, name)?,
        ["outlet", name] => people::outlet(site, asked, name)?,
        ["speaker", name, "feed.atom"] => feeds::speaker(site, asked, name, feeds::Form::Atom)?,
        ["speaker", name, "feed.json"] => feeds::speaker(site, asked, name, feeds::Form::Json)?,
        ["conflicts", "feed.atom"] => feeds::conflicts(site, asked, feeds::Form::Atom)?,
        ["conflicts", "feed.json"] => feeds::conflicts(site, asked, feeds::Form::Json)?,
        ["watches"] => watches::page(site, asked, None)?,
        ["watch", number] => return watches::log(site, asked, number),
        ["watch", number, "feed.atom"] => return watches::feed(site, asked, number, feeds::Form::Atom),
        ["watch", number, "feed.json"] => return watches::feed(site, asked, number, feeds::Form::Json),
        ["settings"] => settings::page(site, asked, None)?,
        ["shared", secret] => return settings::shared(site, asked, secret),
        ["search"] => search::page(site, asked)?,
        ["search.json"] => api::search(site, asked)?,
        ["search", "feed.atom"] => feeds::search(site, asked, feeds::Form::Atom)?,
        ["search", "feed.json"] => feeds::search(site, asked, feeds::Form::Json)?,
        ["ask"] => ask::page(site, asked)?,
        ["ask.json"] => ask::twin(site, asked)?,
        ["compare"] => compare::page(site, asked, &[]),
        ["check"] => checking::page(site, asked),
        ["subscriptions"] => subscriptions::page(site, asked, None)?,
        ["subscriptions.json"] => subscriptions::twin(site)?,
        ["subscriptions.opml"] => subscriptions::opml(site)?,
        ["subscription", id] => return subscriptions::one(site, asked, id),
        ["method"] => about::method(site, asked),
        ["help"] => about::help(site, asked),
        ["login"] => about::login(site, asked),
        ["icon.svg"] => about::icon(),
        ["assets", name] => return Ok(site.assets.get(name)),
        ["api", "v1", "openapi.json"] => api::openapi(),
        ["api", "v1", "stories"] => api::stories(site, asked)?,
        ["api", "v1", "stories", id] => api::story(site, id)?,
        ["api", "v1", "stories", id, "annotations"] => api::annotations(site, id)?,
        ["api", "v1", "articles", id] => api::article(site, id)?,
        ["api", "v1", "judgements"] => api::desk::judgements(site, asked)?,
        ["api", "v1", "watches"] => api::desk::watches(site)?,
        ["api", "v1", "watches", number] => api::desk::watch(site, asked, number)?,
        ["api", "v1", "search"] => api::search(site, asked)?,
        ["api", "v1", "subscriptions"] => subscriptions::twin(site)?,
        ["api", "v1", "subscriptions", id] => subscriptions::api_one(site, id)?,
        _ => return Ok(None),
    };
    Ok(Some(reply))
}

fn post(site: &Site, asked: &Asked<'_>, path: &[&str]) -> Result<Option<Reply>> {
    match path {
        ["api", "v1", "articles"] => return Ok(Some(api::push(site, asked)?)),
        ["api", "v1", "judgements"] => return Ok(Some(api::desk::judge(site, asked)?)),
        ["api", "v1", "watches"] => return Ok(Some(api::desk::add_watch(site, asked)?)),
        _ => {}
    }
    match path {
        ["api", "v1", "subscriptions"] => return subscriptions::api_add(site, asked).map(Some),
        ["api", "v1", "subscriptions", id, "remove"] => {
            return subscriptions::api_remove(site, asked, id).map(Some);
        }
        ["compare"] => return Ok(Some(compare::post(site, asked))),
        ["subscriptions", "import"] => return subscriptions::import(site, asked).map(Some),
        _ => {}
    }
    let form = asked.request.form();
    let field =
        |name: &str| form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    if is_form(path) && !Guard::is_own_form(asked.visitor, field("token")) {
        return Ok(Some(refuse_form(site, asked)));
    }
    let reply = match path {
        ["examples", "clear"] => {
            site.library.clear_examples();
            Reply::see_other("/")
        }
        ["comparison", id, "keep"] => return compare::keep(site, id),
        ["seen"] => {
            looks::saw_everything(site)?;
            Reply::see_other("/")
        }
        ["story", id, "seen"] => {
            let Some(view) = site.library.story(id)? else { return Ok(None) };
            looks::saw_story(site, &view)?;
            Reply::see_other(&format!("/story/{}", urls::escape(id)))
        }
        ["story", id, what @ ("judge" | "speaker")] => {
            return decided(site, asked, judging::posted(site, id, what, field)?);
        }
        ["article", name, "place"] => {
            return decided(site, asked, judging::place(site, name, field("how"), field("to"))?);
        }
        ["watches"] => watches::add(site, asked, field("kind"), field("first"), field("second"))?,
        ["watch", number, "seen"] => {
            let Some(watch) = watches::find(site, number)? else { return Ok(None) };
            looks::saw_watch(site, watch.number)?;
            Reply::see_other(&format!("/watch/{}", watch.number))
        }
        ["watch", number, "end"] => {
            let Some(watch) = watches::find(site, number)? else { return Ok(None) };
            site.library.store().unwatch(watch.number)?;
            Reply::see_other("/watches")
        }
        ["settings", "token"] => settings::token(site, asked, field("name"), field("scope"))?,
        ["settings", "share"] => {
            return settings::share(site, asked, field("story"), field("name"), field("days"));
        }
        ["settings", "pass", number, "end"] => return settings::revoke(site, number),
        ["login"] => about::sign_in(site, asked, field("password"), field("to")),
        ["check"] => checking::post(site, asked, &|name| field(name).to_owned())?,
        ["subscriptions"] => subscriptions::add(site, asked, &|name| field(name).to_owned())?,
        ["subscription", id, "remove"] => match subscriptions::remove(site, id)? {
            true => Reply::see_other("/subscriptions"),
            false => return Ok(None),
        },
        ["logout"] => Reply::see_other("/login").with("set-cookie", &Guard::sign_out()),
        _ => return Ok(None),
    };
    Ok(Some(reply))
}

/// Whether a form of ours is sent to `path`.
fn is_form(path: &[&str]) -> bool {
    matches!(
        path,
        ["examples", "clear"]
            | ["comparison", _, "keep"]
            | ["login" | "logout" | "check" | "seen" | "subscriptions" | "watches"]
            | ["story", _, "seen" | "judge" | "speaker"]
            | ["article", _, "place"]
            | ["subscription", _, "remove"]
            | ["watch", _, "seen" | "end"]
            | ["settings", ..]
    )
}

/// The reply to a decision: where it leads, or why it was not kept.
fn decided(site: &Site, asked: &Asked<'_>, decided: Result<Reply, Refused>) -> Result<Option<Reply>> {
    let (status, says) = match decided {
        Ok(reply) => return Ok(Some(reply)),
        Err(Refused::Missing) => return Ok(None),
        Err(Refused::Changed) => (
            409,
            "This finding has changed since the page was made. Go back, load the page again, and look at what it says now.",
        ),
        Err(Refused::Unreadable(says)) => (422, says),
    };
    Ok(Some(Reply::page(status, site::about::message(&frame(site, asked), "Not kept", says))))
}

/// The reply to a form without the token of its visitor.
pub(crate) fn refuse_form(site: &Site, asked: &Asked<'_>) -> Reply {
    let says = "This form was made before the program was started, or for another browser. Go back, load the page again, and send it once more.";
    Reply::page(403, site::about::message(&frame(site, asked), "Not sent", says))
}

/// The reply where nothing stands at a path.
pub(crate) fn missing(site: &Site, asked: &Asked<'_>) -> Reply {
    let path = &asked.request.path;
    let withdrawn = path.strip_prefix("/article/").and_then(|name| site.library.withdrawn(name));
    if let Some(says) = withdrawn {
        return Reply::page(410, site::about::message(&frame(site, asked), "Withdrawn", &says));
    }
    if path.starts_with("/api/") || path.ends_with(".json") || path.ends_with(".atom") {
        return Reply::json_error(404, "not-found", "nothing stands at this path");
    }
    let says = "Nothing stands at this address. A comparison of your own is forgotten when the program ends, unless it was kept in the library.";
    Reply::page(404, site::about::message(&frame(site, asked), "Not found", says))
}

/// The reply where the store could not do what it was asked. What is wrong with the store is said on the
/// terminal; a reader is told what can be done.
fn failed(site: &Site, asked: &Asked<'_>, error: &anyhow::Error) -> Reply {
    eprintln!("variorum: {}: {error:#}", asked.request.path);
    let kind = error.downcast_ref::<Error>().map(Error::kind);
    let (status, says) = match kind {
        Some(ErrorKind::Busy) => {
            (503, "Another process is writing to the store. Try again when it has finished.")
        }
        Some(ErrorKind::ReadOnly) => (503, "The store cannot be written. Its owner has to change that."),
        Some(ErrorKind::Full) => {
            (507, "The disk is full. Nothing was taken in; what is there can still be read.")
        }
        _ => (500, "A failure of ours. What went wrong stands on the terminal where the program runs."),
    };
    if asked.request.path.starts_with("/api/") {
        return Reply::json_error(status, "store", says);
    }
    Reply::page(status, site::about::message(&frame(site, asked), "Not done", says))
}

/// The frame of a page for who asks.
pub(crate) fn frame(site: &Site, asked: &Asked<'_>) -> Frame {
    Frame {
        style: site.assets.style.clone(),
        script: site.assets.script.clone(),
        path: asked.request.path.clone(),
        token: asked.visitor.token.clone(),
        signed_in: asked.visitor.signed_in,
        ..Frame::default()
    }
}
