//! Findings as Atom (RFC 4287) and JSON Feed 1.1.

use maud::{Markup, PreEscaped, html};
use serde_json::json;

use crate::html::site::urls;

/// A feed before it takes one of its forms.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// What it is of.
    pub title: String,
    /// The page that it follows: a path with its query.
    pub page: String,
    /// Its own address: a path with its query.
    pub own: String,
    /// What it lists, the latest first.
    pub entries: Vec<Entry>,
}

/// One entry of a feed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// What the entry is about, whatever its words become: its id is made from it.
    pub key: String,
    /// Its title.
    pub title: String,
    /// Where it leads: a path with its query.
    pub href: String,
    /// Words of the material.
    pub text: String,
    /// A day; feeds need a moment, which is then its first.
    pub day: Option<String>,
    /// A moment (RFC 3339), which counts above the day.
    pub moment: Option<String>,
}

impl Entry {
    fn updated(&self) -> String {
        self.moment.clone().unwrap_or_else(|| moment(self.day.as_deref()))
    }
}

impl Feed {
    /// As Atom. `base` is the scheme and host that paths are put behind.
    pub fn atom(&self, base: &str) -> String {
        let updated = self.entries.iter().map(Entry::updated).max().unwrap_or_else(|| moment(None));
        let entry = |entry: &Entry| -> Markup {
            html! {
                entry {
                    id { "tag:variorum,2024:" (urls::escape(&entry.key)) }
                    title { (legal(&entry.title)) }
                    updated { (entry.updated()) }
                    link href={ (base) (entry.href) };
                    content type="text" { (legal(&entry.text)) }
                }
            }
        };
        let feed = html! {
            (PreEscaped("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"))
            feed xmlns="http://www.w3.org/2005/Atom" {
                id { "tag:variorum,2024:" (urls::escape(&self.page)) }
                title { (legal(&self.title)) }
                updated { (updated) }
                author { name { "Variorum" } }
                link rel="self" href={ (base) (self.own) };
                link rel="alternate" type="text/html" href={ (base) (self.page) };
                @for one in &self.entries { (entry(one)) }
            }
        };
        // HTML leaves its empty elements open, XML closes them.
        close_links(&feed.into_string())
    }

    /// As JSON Feed.
    pub fn json(&self, base: &str) -> String {
        let item = |entry: &Entry| {
            json!({"id": entry.key, "url": format!("{base}{}", entry.href), "title": entry.title,
                "content_text": entry.text, "date_published": entry.updated()})
        };
        let items: Vec<_> = self.entries.iter().map(item).collect();
        json!({"version": "https://jsonfeed.org/version/1.1", "title": self.title,
            "home_page_url": format!("{base}{}", self.page), "feed_url": format!("{base}{}", self.own), "items": items})
        .to_string()
    }
}

/// A moment as feeds need it; the first there is where the material gives no day.
fn moment(day: Option<&str>) -> String {
    format!("{}T00:00:00Z", day.unwrap_or("1970-01-01"))
}

/// Without the characters that XML cannot hold.
fn legal(text: &str) -> String {
    text.chars()
        .filter(
            |c| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..),
        )
        .collect()
}

/// Closes the `link` elements, of which none holds `>` outside an escaped value.
fn close_links(feed: &str) -> String {
    let mut closed = String::with_capacity(feed.len() + 256);
    let mut rest = feed;
    while let Some((before, link)) = rest.split_once("<link ") {
        let (inner, after) = link.split_once('>').unwrap_or((link, ""));
        closed.extend([before, "<link ", inner, "/>"]);
        rest = after;
    }
    closed + rest
}

#[cfg(test)]
mod tests {
    use variorum_ingest::read_feed;

    use super::*;

    fn feed(nasty: &str) -> Feed {
        let entry = Entry {
            key: nasty.into(),
            title: nasty.into(),
            href: format!("/x?a=1&b={}", urls::escape(nasty)),
            text: nasty.into(),
            day: None,
            moment: None,
        };
        Feed { title: nasty.into(), page: "/p?q=\">".into(), own: "/o".into(), entries: vec![entry] }
    }

    #[test]
    fn feeds_are_well_formed_whatever_is_in_them() {
        for nasty in ["]]></title><script>\u{1}\u{fffe} & \"'", "<link a>", "&#0;", "<!--", "\u{202e}x"] {
            let atom = feed(nasty).atom("http://localhost");
            assert!(!atom.contains("<script") && !atom.contains('\u{1}') && !atom.contains('\u{fffe}'));
            assert_eq!(atom.matches("<link ").count(), atom.matches("\"/>").count(), "{atom}");
            let read = read_feed(atom.as_bytes()).unwrap();
            assert!(read.flaw.is_none(), "{:?} {atom}", read.flaw);
            assert_eq!(read.entries.len(), 1);
            let json: serde_json::Value =
                serde_json::from_str(&feed(nasty).json("http://localhost")).unwrap();
            assert_eq!(json["items"][0]["title"], nasty);
        }
    }
}
