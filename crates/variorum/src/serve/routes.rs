//! Which path is answered by which page.

use anyhow::Result;
use variorum_engine::{Error, ErrorKind};
use variorum_views::html::site::{self, Frame};

use crate::serve::guard::{Guard, Visitor};
use crate::serve::http::{Method, Reply, Request, TEXT};
use crate::serve::{
    Site, about, api, articles, ask, compare, feeds, metrics, packs, people, search, stories,
};

/// What a handler needs beside the site: the request and who asks.
pub(crate) struct Asked<'a> {
    pub(crate) request: &'a Request,
    pub(crate) visitor: &'a Visitor,
}

/// Answers an admitted request.
pub(crate) fn answer(site: &Site, request: &Request, visitor: &Visitor) -> Reply {
    let asked = Asked { request, visitor };
    let segments = request.segments();
    let path: Vec<&str> = segments.iter().map(String::as_str).collect();
    let reply = match request.method {
        method if api_allows(&path).is_some_and(|allowed| !allowed.contains(&method)) => {
            let posts = api_allows(&path) == Some(&[Method::Post]);
            Ok(Some(wrong_method(if posts { "POST" } else { "GET, HEAD" })))
        }
        Method::Get => get(site, &asked, &path),
        Method::Post => post(site, &asked, &path),
        Method::Other => Ok(Some(wrong_method("GET, HEAD, POST"))),
    };
    let reply = match reply {
        Ok(Some(reply)) => reply,
        Ok(None) => missing(site, &asked),
        Err(error) => failed(site, &asked, &error),
    };
    match &visitor.cookie {
        Some(cookie) if reply.secret => reply.with("set-cookie", cookie),
        _ => reply,
    }
}

/// The methods of an address for programs; `None` for what is none.
fn api_allows(path: &[&str]) -> Option<&'static [Method]> {
    match path {
        ["api", "v1", "articles"] => Some(&[Method::Post]),
        ["api", "v1", "openapi.json" | "stories" | "search"]
        | ["api", "v1", "stories" | "articles", _]
        | ["api", "v1", "stories", _, "annotations"] => Some(&[Method::Get]),
        _ => None,
    }
}

fn wrong_method(allowed: &str) -> Reply {
    Reply::new(405, TEXT, format!("Only {allowed}.\n")).with("allow", allowed)
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
        ["search"] => search::page(site, asked)?,
        ["search.json"] => api::search(site, asked)?,
        ["search", "feed.atom"] => feeds::search(site, asked, feeds::Form::Atom)?,
        ["search", "feed.json"] => feeds::search(site, asked, feeds::Form::Json)?,
        ["ask"] => ask::page(site, asked)?,
        ["ask.json"] => ask::twin(site, asked)?,
        ["compare"] => compare::page(site, asked, &[]),
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
        ["api", "v1", "search"] => api::search(site, asked)?,
        _ => return Ok(None),
    };
    Ok(Some(reply))
}

fn post(site: &Site, asked: &Asked<'_>, path: &[&str]) -> Result<Option<Reply>> {
    if path == ["api", "v1", "articles"] {
        return Ok(Some(api::push(site, asked)?));
    }
    if path == ["compare"] {
        return Ok(Some(compare::post(site, asked)));
    }
    let form = asked.request.form();
    let field =
        |name: &str| form.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str());
    let known = matches!(path, ["examples", "clear"] | ["comparison", _, "keep"] | ["login"] | ["logout"]);
    if known && !Guard::is_own_form(asked.visitor, field("token")) {
        return Ok(Some(refuse_form(site, asked)));
    }
    let reply = match path {
        ["examples", "clear"] => {
            site.library.clear_examples();
            Reply::see_other("/")
        }
        ["comparison", id, "keep"] => return compare::keep(site, id),
        ["login"] => about::sign_in(site, asked, field("password"), field("to")),
        ["logout"] => Reply::see_other("/login").with("set-cookie", &Guard::sign_out()),
        _ => return Ok(None),
    };
    Ok(Some(reply))
}

/// The reply to a form without the token of its visitor.
pub(crate) fn refuse_form(site: &Site, asked: &Asked<'_>) -> Reply {
    let says = "This form was made before the program was started, or for another browser. Go back, load the page again, and send it once more.";
    Reply::page(403, site::about::message(&frame(site, asked), "Not sent", says))
}

/// The reply where nothing stands at a path.
pub(crate) fn missing(site: &Site, asked: &Asked<'_>) -> Reply {
    let path = &asked.request.path;
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
