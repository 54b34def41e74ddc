//! What a subscription lists: the entries of a feed, the pages of a sitemap, or one page.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use variorum_ingest::{Feed, FeedArticle, read_feed};

use crate::{Error, ErrorKind, Response};

/// What is polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// RSS, Atom, RDF or JSON Feed.
    Feed,
    /// A sitemap, or an index of them.
    Sitemap,
    /// One page that is watched.
    Page,
}

impl Kind {
    /// The name in JSON and on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Page => "page",
        }
    }
}

/// One article that is listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What names it wherever its text changes: the id of its entry, else its address.
    pub id: String,
    /// Where its page is.
    pub address: Option<String>,
    /// Its headline, as the list gives it; may hold markup.
    pub title: Option<String>,
    /// When it was published, as the list writes it.
    pub published: Option<String>,
    /// A feed with its entry alone; `None` where the list gives no text.
    pub(crate) entry: Option<Feed>,
    /// Changes when what the list says of it changes.
    pub(crate) mark: u64,
}

impl Item {
    /// The article as the list prints it, which may be a summary.
    pub fn article(&self) -> Option<FeedArticle> {
        self.entry.as_ref()?.articles().into_iter().next()?.ok()
    }
}

/// What is listed.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Listing {
    /// The name that the list gives itself.
    pub(crate) title: Option<String>,
    pub(crate) items: Vec<Item>,
    /// Addresses of further sitemaps, the latest first.
    pub(crate) further: Vec<String>,
}

/// What an answer is a list of: the kind that its bytes tell.
pub(crate) fn kind_of(response: &Response) -> Kind {
    match read_feed(&response.body).map(|feed| feed.version).as_deref() {
        Ok("sitemap" | "sitemapindex") => Kind::Sitemap,
        // A list of subscriptions is nothing to subscribe to.
        Err(_) | Ok("" | "opml") => Kind::Page,
        Ok(_) => Kind::Feed,
    }
}

/// Reads a list.
///
/// # Errors
/// Bytes that are none of this kind.
pub(crate) fn listing(kind: Kind, response: &Response) -> Result<Listing, Error> {
    match kind {
        Kind::Feed => feed(response),
        Kind::Sitemap => sitemap(response),
        Kind::Page => Ok(Listing::default()),
    }
}

fn sitemap(response: &Response) -> Result<Listing, Error> {
    let none = || Error::new(ErrorKind::Answer, "what came is no sitemap").at(&response.target);
    let list = read_feed(&response.body).map_err(|_| none())?;
    let pages = list.entries.iter().filter_map(|entry| {
        let field = |name| text_of(entry, name);
        let address = response.target.join(field("link")?).ok()?.to_string();
        Some(Item {
            id: address.clone(),
            address: Some(address),
            title: field("title").map(str::to_owned),
            published: field("published").map(str::to_owned),
            entry: None,
            mark: mark(&[field("updated"), field("title")]),
        })
    });
    match list.version.as_str() {
        "sitemap" => Ok(Listing { items: pages.collect(), ..Listing::default() }),
        "sitemapindex" => {
            let mut further: Vec<(Option<&str>, &str)> = list
                .entries
                .iter()
                .filter_map(|e| Some((text_of(e, "updated"), text_of(e, "link")?)))
                .collect();
            // W3C times compare as texts, near enough to say which are recent.
            further.sort_by(|a, b| b.0.cmp(&a.0));
            let further = further.into_iter().map(|(_, address)| address.to_owned()).collect();
            Ok(Listing { further, ..Listing::default() })
        }
        _ => Err(none()),
    }
}

fn feed(response: &Response) -> Result<Listing, Error> {
    let no_feed = |why: &str| Error::new(ErrorKind::Answer, format!("what came is no feed ({why})"));
    let feed = read_feed(&response.body).map_err(|error| no_feed(&error.to_string()).at(&response.target))?;
    match feed.version.as_str() {
        "" if feed.entries.is_empty() => {
            return Err(no_feed("no entries, and no format that is known").at(&response.target));
        }
        "opml" => {
            let why = "a list of subscriptions: save it and give it to `variorum subscriptions import`";
            return Err(no_feed(why).at(&response.target));
        }
        "sitemap" | "sitemapindex" => return Err(no_feed("a sitemap").at(&response.target)),
        _ => {}
    }
    let title = text_of(&feed.feed, "title").map(str::to_owned);
    let items = feed.entries.iter().filter_map(|entry| item(&feed, entry, response)).collect();
    Ok(Listing { title, items, further: Vec::new() })
}

fn item(feed: &Feed, entry: &Value, response: &Response) -> Option<Item> {
    let field = |name| text_of(entry, name);
    let address = field("link").and_then(|link| response.target.join(link).ok()).map(|t| t.to_string());
    let content = entry.get("content").and_then(Value::as_array).into_iter().flatten();
    let longest = content.filter_map(|part| text_of(part, "value")).max_by_key(|value| value.len());
    let text = longest.or_else(|| field("summary")).unwrap_or_default();
    let id = field("id").or(address.as_deref()).or_else(|| field("title"))?.to_owned();
    // Markup changes with each request in some feeds; the words do not.
    let words = without_tags(text);
    let mark = mark(&[field("title"), field("updated"), Some(&words)]);
    let title = field("title").map(str::to_owned);
    let published = field("published").or_else(|| field("updated")).map(str::to_owned);
    let has_text = !text.is_empty();
    // Its address is that which is meant where the feed stands, so that two outlets' “/news/1” are two.
    let mut entry = entry.clone();
    if let (Some(address), Some(fields)) = (&address, entry.as_object_mut()) {
        fields.insert("link".to_owned(), address.clone().into());
    }
    let alone = Feed {
        flaw: None,
        encoding: String::new(),
        version: feed.version.clone(),
        feed: feed.feed.clone(),
        entries: vec![entry],
    };
    Some(Item { id, address, title, published, entry: has_text.then_some(alone), mark })
}

fn text_of<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name)?.as_str().map(str::trim).filter(|text| !text.is_empty())
}

fn without_tags(html: &str) -> String {
    let mut inside = false;
    let outside = |c: &char| {
        let before = inside;
        inside = (inside || *c == '<') && *c != '>';
        !before && *c != '<'
    };
    html.chars().filter(outside).collect()
}

/// A number that tells texts apart.
pub(crate) fn mark(parts: &[Option<&str>]) -> u64 {
    let mut digest = Sha256::new();
    for part in parts {
        let part = part.unwrap_or_default();
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize().iter().take(8).fold(0, |mark, byte| mark << 8 | u64::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;

    fn response(body: &str) -> Response {
        Response {
            target: Target::parse("https://outlet.example/feed").unwrap(),
            moved: None,
            status: 200,
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            received: 0,
        }
    }

    const FEED: &str = "<rss version='2.0'><channel><title>Coast Daily</title>\
        <item><guid isPermaLink='false'>n1</guid><link>/fire</link><title>Fire</title><description>&lt;p&gt;A shed burns.&lt;/p&gt;</description></item>\
        <item><link>https://outlet.example/rain</link><title>Rain</title></item><item></item></channel></rss>";

    #[test]
    fn kinds_are_told_by_the_bytes() {
        for (body, kind) in [
            (FEED, Kind::Feed),
            ("<?xml version='1.0'?><urlset><url><loc>/a</loc></url></urlset>", Kind::Sitemap),
            ("<html><title>News</title><p>Text", Kind::Page),
            ("<sitemapindex><sitemap><loc>/a</loc></sitemap></sitemapindex>", Kind::Sitemap),
            ("<opml><body><outline xmlUrl='/f'/></body></opml>", Kind::Page),
            ("", Kind::Page),
        ] {
            assert_eq!(kind_of(&response(body)), kind, "{body}");
        }
    }

    #[test]
    fn entries_are_items_with_names_of_their_own() {
        let found = listing(Kind::Feed, &response(FEED)).unwrap();
        assert_eq!(found.title.as_deref(), Some("Coast Daily"));
        let rows: Vec<_> = found.items.iter().map(|i| (i.id.as_str(), i.address.as_deref())).collect();
        assert_eq!(
            rows,
            [
                ("n1", Some("https://outlet.example/fire")),
                ("https://outlet.example/rain", Some("https://outlet.example/rain"))
            ]
        );
        let article = found.items[0].article().unwrap().article;
        assert_eq!(article.text.as_str(), "Fire\nA shed burns.");
        assert_eq!(article.url.as_deref(), Some("https://outlet.example/fire"));
        assert!(found.items[1].article().is_none());
        assert_eq!(listing(Kind::Feed, &response("<p>none")).unwrap_err().kind(), ErrorKind::Answer);
    }

    #[test]
    fn sitemaps_list_pages_or_further_sitemaps() {
        let map = "<urlset><url><loc>/a?b&amp;c</loc><lastmod>2031-01-06</lastmod></url><url><lastmod>x</lastmod></url></urlset>";
        let found = listing(Kind::Sitemap, &response(map)).unwrap();
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].id, "https://outlet.example/a?b&c");
        let index = "<sitemapindex><sitemap><loc>/old</loc><lastmod>2030</lastmod></sitemap>\
            <sitemap><loc>/none</loc></sitemap><sitemap><loc>/new</loc><lastmod>2031</lastmod></sitemap></sitemapindex>";
        let found = listing(Kind::Sitemap, &response(index)).unwrap();
        assert_eq!(
            (found.items.len(), found.further),
            (0, vec!["/new".to_owned(), "/old".into(), "/none".into()])
        );
        for (kind, text) in
            [(Kind::Sitemap, FEED), (Kind::Sitemap, "<p>"), (Kind::Feed, map), (Kind::Feed, "<opml/>")]
        {
            assert_eq!(listing(kind, &response(text)).unwrap_err().kind(), ErrorKind::Answer, "{text}");
        }
    }

    #[test]
    fn words_change_an_item_and_markup_does_not() {
        let of = |feed: &str| listing(Kind::Feed, &response(feed)).unwrap().items[0].mark;
        let same = FEED.replace("&lt;p&gt;", "&lt;p id=7&gt;");
        let other = FEED.replace("shed", "barn");
        assert_ne!(same, FEED);
        assert_eq!(of(&same), of(FEED));
        assert_ne!(of(&other), of(FEED));
    }
}
