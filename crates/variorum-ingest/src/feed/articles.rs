//! The entries of a feed as articles.

use serde_json::Value;
use variorum_core::Article;

use super::Feed;
use crate::dates::document_date;
use crate::{Error, ErrorKind, read_html};

/// An entry that holds an article.
#[derive(Clone, Debug)]
pub struct FeedArticle {
    /// The article. Its text is what the feed prints of it, which may be a summary.
    pub article: Article,
    /// What names the entry wherever its text changes: the feed's own id with the name of the feed in front.
    pub entry: Option<String>,
}

impl Feed {
    /// The entries as articles, in their order; an entry without words is an error that carries its id.
    pub fn articles(&self) -> Vec<Result<FeedArticle, Error>> {
        self.entries.iter().map(|entry| self.article(entry)).collect()
    }

    fn article(&self, entry: &Value) -> Result<FeedArticle, Error> {
        let id = text(entry, "id").or_else(|| text(entry, "link"));
        let article = read_html(id.unwrap_or_default(), None, page(entry).as_bytes());
        let mut article = article.map_err(|error| error.with_id(id.map(str::to_owned)))?;
        if article.text.slice(article.body).trim().is_empty() {
            let error = Error::new(ErrorKind::Empty, "the entry has a title and no text");
            return Err(error.with_id(id.map(str::to_owned)));
        }
        article.url = text(entry, "link").map(str::to_owned);
        article.outlet = text(&self.feed, "title").map(str::to_owned);
        article.language = text(&self.feed, "language").map(str::to_owned);
        let date = text(entry, "published").or_else(|| text(entry, "updated"));
        article.published = date.and_then(document_date);
        article.evidence.clear();
        let feed = text(&self.feed, "id").or_else(|| text(&self.feed, "link")).unwrap_or_default();
        // An address names an article for every feed; an id only for its own.
        let own = text(entry, "id")
            .map(|id| if id.contains("://") { id.to_owned() } else { format!("{feed}#{id}") });
        let entry = if article.url.is_some() { None } else { own };
        Ok(FeedArticle { article, entry })
    }
}

fn text<'v>(value: &'v Value, name: &str) -> Option<&'v str> {
    value.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// A page that holds what the entry prints: its longest content, else its summary.
fn page(entry: &Value) -> String {
    let contents = entry.get("content").and_then(Value::as_array).into_iter().flatten();
    let contents = contents.filter_map(|content| Some((text(content, "value")?, text(content, "type"))));
    let summary_type = entry.get("summary_detail").and_then(|detail| text(detail, "type"));
    let summary = text(entry, "summary").map(|summary| (summary, summary_type));
    let (body, kind) = contents.chain(summary).max_by_key(|(body, _)| body.len()).unwrap_or_default();
    let body = if kind == Some("text/plain") { escaped(body) } else { body.to_owned() };
    let title = text(entry, "title").unwrap_or_default();
    let detail = entry.get("title_detail").and_then(|detail| text(detail, "type"));
    let title = if detail == Some("text/plain") { escaped(title) } else { title.to_owned() };
    format!("<!doctype html><meta charset=\"utf-8\"><article><h1>{title}</h1>\n<div>{body}</div></article>")
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace("\n\n", "<p>")
}

#[cfg(test)]
mod tests {
    use crate::read_feed;

    #[test]
    fn entries_become_articles_with_their_names() {
        let feed = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Coast Daily</title>\
            <link>https://coast.example/</link><language>en</language>\
            <item><title>Sheds &amp; boats burn</title><link>https://coast.example/1</link><guid>g1</guid>\
            <pubDate>Mon, 02 Feb 2026 10:00:00 GMT</pubDate>\
            <description>&lt;p&gt;Flames took the north shed on Monday evening.&lt;/p&gt;\
            &lt;p&gt;“It is gone,” said Dana Okoro.&lt;/p&gt;</description></item>\
            <item><title>Only a title</title><guid isPermaLink=\"false\">g2</guid></item>\
            <item><title>Tide turns</title><guid isPermaLink=\"false\">g3</guid><description>The tide turned at noon in the \
            old harbour of Ellery.</description></item></channel></rss>";
        let articles = read_feed(feed.as_bytes()).unwrap().articles();
        let one = articles[0].as_ref().unwrap();
        let article = &one.article;
        let headline = article.headline.map(|headline| article.text.slice(headline));
        assert_eq!(headline, Some("Sheds & boats burn"));
        let body = article.text.slice(article.body);
        assert!(body.contains("north shed") && body.contains("“It is gone,”"), "{body}");
        assert_eq!(
            (article.url.as_deref(), article.outlet.as_deref()),
            (Some("https://coast.example/1"), Some("Coast Daily"))
        );
        assert_eq!(article.published.unwrap().date().to_string(), "2026-02-02");
        assert_eq!(articles[1].as_ref().unwrap_err().id(), Some("g2"));
        let third = articles[2].as_ref().unwrap();
        assert_eq!(third.entry.as_deref(), Some("https://coast.example/#g3"));
    }
}
