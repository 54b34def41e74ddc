//! What can be subscribed to at an address: a feed, a sitemap, the feed that a page names, else the page.

use html5gum::{Token, Tokenizer};

use crate::listing::{Kind, kind_of, listing};
use crate::{Error, Request, Response, Target, Visitor};

/// What can be subscribed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovered {
    /// The address: the one that was asked for, or that of the feed that the page there names.
    pub target: Target,
    /// What it is.
    pub kind: Kind,
    /// The name that it gives itself.
    pub title: Option<String>,
    /// Other feeds that the page names.
    pub others: Vec<Target>,
}

/// Media types of feeds.
const TYPES: [&str; 4] =
    ["application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"];
/// Bytes of a page in which it names its feeds.
const HEAD: usize = 512 << 10;

/// Looks at an address. `watch` says that the page itself is wanted, whatever it names.
///
/// # Errors
/// As [`Visitor::visit`]; a status that is none of success; a reservation of mining, unless `mining` is permitted.
pub async fn discover(
    visitor: &Visitor,
    request: &Request,
    watch: bool,
    mining: bool,
    now: i64,
) -> Result<Discovered, Error> {
    visitor.ask_again(&request.target);
    let visit = visitor.visit(request, now).await?;
    let response = visit.readable(mining)?;
    let kind = if watch { Kind::Page } else { kind_of(&response) };
    let target = response.moved.clone().unwrap_or_else(|| request.target.clone());
    if kind != Kind::Page {
        let title = listing(kind, &response)?.title;
        return Ok(Discovered { target, kind, title, others: Vec::new() });
    }
    let mut feeds = if watch { Vec::new() } else { feeds_of(&response) };
    if feeds.is_empty() {
        return Ok(Discovered { target, kind, title: None, others: Vec::new() });
    }
    let first = feeds.remove(0);
    // It was found in a page and not typed: public hosts alone, but on the origin that was typed.
    let response = visitor.visit(&request.aside(first.clone()), now).await?.response.success()?;
    let kind = kind_of(&response);
    let title = listing(kind, &response)?.title;
    Ok(Discovered { target: first, kind, title, others: feeds })
}

/// The feeds that a page names, in its order.
fn feeds_of(response: &Response) -> Vec<Target> {
    let head = String::from_utf8_lossy(response.body.get(..HEAD).unwrap_or(&response.body));
    let mut feeds: Vec<Target> = Vec::new();
    for token in Tokenizer::new(head.as_ref()) {
        let Ok(token) = token;
        let Token::StartTag(tag) = token else { continue };
        if *tag.name != b"link"[..] {
            continue;
        }
        let attribute = |name: &[u8]| {
            let value = tag.attributes.get(name).map(|value| String::from_utf8_lossy(value).into_owned());
            value.unwrap_or_default()
        };
        let alternate =
            attribute(b"rel").split_whitespace().any(|word| word.eq_ignore_ascii_case("alternate"));
        let kind = attribute(b"type").to_ascii_lowercase();
        let known = TYPES.contains(&kind.split(';').next().unwrap_or_default().trim());
        let target = response.target.join(attribute(b"href").trim());
        if let Ok(target) = target
            && alternate
            && known
            && !feeds.contains(&target)
        {
            feeds.push(target);
        }
    }
    feeds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_names_its_feeds() {
        let body = "<head><link rel=stylesheet href=/a.css><link rel='alternate nofollow' type='application/rss+xml; charset=utf-8' href='/feed'>\
            <LINK REL=Alternate TYPE=application/atom+xml HREF=https://feeds.example/atom><link rel=alternate type=text/html href=/print>\
            <link rel=alternate type=application/rss+xml href=/feed><link rel=alternate type=application/rss+xml href='ftp://x/'>";
        let response = Response {
            target: Target::parse("https://outlet.example/news/").unwrap(),
            moved: None,
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            received: 0,
        };
        let found: Vec<String> = feeds_of(&response).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["https://outlet.example/feed", "https://feeds.example/atom"]);
    }
}
