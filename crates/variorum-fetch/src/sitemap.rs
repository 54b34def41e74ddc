//! Sitemaps, news sitemaps and indexes of sitemaps (sitemaps.org, version 0.9).

use html5gum::{Token, Tokenizer};

/// What a sitemap lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sitemap {
    pub(crate) pages: Vec<Page>,
    /// Addresses of further sitemaps, those that changed last first.
    pub(crate) further: Vec<String>,
}

/// One page of a sitemap; times as they are written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) address: String,
    pub(crate) changed: Option<String>,
    pub(crate) published: Option<String>,
    pub(crate) title: Option<String>,
}

/// Pages that a sitemap may list, by its specification.
const MOST: usize = 50_000;
/// Bytes in which the first element is looked for.
const HEAD: usize = 4 << 10;

pub(crate) fn is_sitemap(body: &[u8]) -> bool {
    let head = String::from_utf8_lossy(body.get(..HEAD).unwrap_or(body)).to_ascii_lowercase();
    let first = head.match_indices('<').find(|(at, _)| !matches!(head.get(at + 1..at + 2), Some("?" | "!")));
    let first = first.and_then(|(at, _)| head.get(at + 1..)).unwrap_or_default();
    ["urlset", "sitemapindex"].iter().any(|name| {
        let rest = first.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_whitespace() || matches!(c, '>' | '/')))
    })
}

/// Reads a sitemap; `None` if the bytes are none.
pub(crate) fn read(body: &[u8]) -> Option<Sitemap> {
    if !is_sitemap(body) {
        return None;
    }
    let text = String::from_utf8_lossy(body);
    let (mut sitemap, mut page, mut within) = (Sitemap::default(), Page::default(), String::new());
    let mut further: Vec<(Option<String>, String)> = Vec::new();
    for token in Tokenizer::new(text.as_ref()) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                within = String::from_utf8_lossy(&tag.name).into_owned();
                if matches!(within.as_str(), "url" | "sitemap") {
                    page = Page::default();
                }
            }
            Token::String(text) => page.take(&within, &String::from_utf8_lossy(&text)),
            // HTML has no CDATA: to its tokenizer it is a comment.
            Token::Comment(text) => {
                let text = String::from_utf8_lossy(&text);
                let inside = text.strip_prefix("[CDATA[").and_then(|text| text.strip_suffix("]]"));
                page.take(&within, inside.unwrap_or_default());
            }
            Token::EndTag(tag) => {
                within.clear();
                let complete = !page.address.is_empty();
                if *tag.name == b"url"[..] && complete && sitemap.pages.len() < MOST {
                    sitemap.pages.push(std::mem::take(&mut page));
                } else if *tag.name == b"sitemap"[..] && complete && further.len() < MOST {
                    let page = std::mem::take(&mut page);
                    further.push((page.changed, page.address));
                }
            }
            _ => (),
        }
    }
    // W3C times compare as texts, near enough to say which are recent.
    further.sort_by(|a, b| b.0.cmp(&a.0));
    sitemap.further = further.into_iter().map(|(_, address)| address).collect();
    Some(sitemap)
}

impl Page {
    fn take(&mut self, within: &str, text: &str) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        match within {
            "loc" => self.address.push_str(text),
            "lastmod" => self.changed = Some(text.to_owned()),
            "news:publication_date" => self.published = Some(text.to_owned()),
            "news:title" => self.title.get_or_insert_default().push_str(text),
            _ => (),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_a_news_sitemap_are_read() {
        let text = "<?xml version='1.0'?><!-- made --><urlset xmlns='x'>\
            <url><loc> https://outlet.example/a?b&amp;c </loc><lastmod>2031-01-06</lastmod>\
            <news:news><news:publication_date>2031-01-05</news:publication_date>\
            <news:title><![CDATA[Fire & rain]]></news:title></news:news></url>\
            <url><lastmod>2031</lastmod></url><url><loc>https://outlet.example/b</loc></url></urlset>";
        let found = read(text.as_bytes()).unwrap();
        assert_eq!(found.pages.len(), 2);
        let first = &found.pages[0];
        assert_eq!(first.address, "https://outlet.example/a?b&c");
        assert_eq!(first.changed.as_deref(), Some("2031-01-06"));
        assert_eq!(first.published.as_deref(), Some("2031-01-05"));
        assert_eq!(first.title.as_deref(), Some("Fire & rain"));
        assert_eq!(
            found.pages[1],
            Page { address: "https://outlet.example/b".to_owned(), ..Page::default() }
        );
    }

    #[test]
    fn an_index_lists_the_latest_first() {
        let text = "<sitemapindex><sitemap><loc>/old</loc><lastmod>2030</lastmod></sitemap>\
            <sitemap><loc>/none</loc></sitemap><sitemap><loc>/new</loc><lastmod>2031</lastmod></sitemap></sitemapindex>";
        assert_eq!(read(text.as_bytes()).unwrap().further, ["/new", "/old", "/none"]);
    }

    #[test]
    fn other_files_are_none() {
        for text in ["", "<rss>", "<urlsets>", "<html><urlset>", "urlset"] {
            assert_eq!(read(text.as_bytes()), None, "{text}");
        }
    }
}
