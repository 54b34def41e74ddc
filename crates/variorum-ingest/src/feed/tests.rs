use super::*;

#[track_caller]
fn check(document: &str, path: &str, expect: Value) {
    let record = read_feed(document.as_bytes()).unwrap().record("a");
    assert_eq!(record.pointer(path), Some(&expect), "{record:#}");
}

const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>Ellery &amp; Post</title><link>http://post.example/</link><description>News</description>
<item><title>Storm</title><link>http://post.example/storm</link><guid isPermaLink="false">7</guid>
<description>&lt;p&gt;Rain &lt;a href="/rain"&gt;fell&lt;/a&gt;.&lt;/p&gt;</description><dc:creator>Ada Lorne</dc:creator>
<pubDate>Sat, 04 Jan 2031 16:29:06 PST</pubDate><category>Weather</category><enclosure url="http://post.example/a.mp3" length="7" type="audio/mpeg"/></item>
</channel></rss>"#;

#[test]
fn rss() {
    check(RSS, "/version", json!("rss20"));
    check(RSS, "/bozo", json!(false));
    check(RSS, "/feed/title", json!("Ellery & Post"));
    check(RSS, "/feed/subtitle", json!("News"));
    check(RSS, "/entries/0/id", json!("7"));
    check(RSS, "/entries/0/link", json!("http://post.example/storm"));
    check(RSS, "/entries/0/summary", json!("<p>Rain <a href=\"/rain\">fell</a>.</p>"));
    check(RSS, "/entries/0/author", json!("Ada Lorne"));
    check(RSS, "/entries/0/published_parsed", json!([2031, 1, 5, 0, 29, 6, 6, 5, 0]));
    check(RSS, "/entries/0/tags/0/term", json!("Weather"));
    check(RSS, "/entries/0/links/1/rel", json!("enclosure"));
}

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="http://post.example/a/"><title>Post</title>
<entry><title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">A <b>storm</b></div></title><link href="b"/><id>urn:1</id>
<author><name>Ada Lorne</name><email>ada@post.example</email></author><updated>2031-01-04T16:29:06Z</updated>
<content type="html">&lt;img src="c"&gt;</content></entry></feed>"#;

#[test]
fn atom() {
    check(ATOM, "/version", json!("atom10"));
    check(ATOM, "/feed/language", json!("en"));
    check(ATOM, "/entries/0/title", json!("A <b>storm</b>"));
    check(ATOM, "/entries/0/link", json!("http://post.example/a/b"));
    check(ATOM, "/entries/0/author", json!("Ada Lorne (ada@post.example)"));
    check(ATOM, "/entries/0/content/0/value", json!("<img src=\"http://post.example/a/c\" />"));
    check(ATOM, "/entries/0/updated", json!("2031-01-04T16:29:06Z"));
}

#[test]
fn json_feed() {
    let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Post","items":[{"id":"1","url":"http://post.example/1","content_text":"Rain.","date_published":"2031-01-04T16:29:06Z"}]}"#;
    check(feed, "/version", json!("json11"));
    check(feed, "/entries/0/content/0/value", json!("Rain."));
    check(feed, "/entries/0/published_parsed/3", json!(16));
}

#[test]
fn flaws_are_said_and_survived() {
    check("<rss><channel><title>a & b</title><item><title>c</channel></rss>", "/bozo", json!(true));
    check("<rss><channel><title>a & b</title><item><title>c</channel></rss>", "/entries/0/title", json!("c"));
    check("<rss><channel><x:y>z</x:y></channel></rss>", "/bozo", json!(true));
    check("<rss><channel><title>caf&eacute;</title></channel></rss>", "/feed/title", json!("café"));
}

/// Feeds that only exist to hurt; each must be read, or refused, in good time.
#[test]
fn hostile_feeds_are_survived() {
    let many = 100_000;
    let bomb = "<!DOCTYPE a [<!ENTITY a \"xxxx\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]><rss><channel><title>&b;&c;</title></channel></rss>";
    check(bomb, "/feed/title", json!("&b;&c;"));
    for document in [
        "<rss>".repeat(many),
        "<item>".repeat(many),
        format!("<rss><channel>{}", "<author>".repeat(many)),
        format!("<feed>{}", "<a xmlns:b='c'>".repeat(many)),
        format!("<feed {}>", "a='b' ".repeat(many)),
        format!("<feed><title>{}", "&".repeat(many)),
        format!("<feed><title>{}", "&amp;".repeat(many)),
        format!("<feed><title type='xhtml'>{}", "<div>".repeat(many)),
        format!("<feed>{}", "</x>".repeat(many)),
        format!("<feed><title>{}", "<".repeat(many)),
        format!("<rss><channel>{}", "<item><title>a</title></item>".repeat(many)),
        format!("<rss><channel>{}", "<category>a</category>".repeat(2000)),
        "{\"items\":".repeat(many),
    ] {
        let _ = read_feed(document.as_bytes());
    }
}

const SITEMAP: &str = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="x" xmlns:image="y">
<url><loc> http://post.example/storm?a=1&amp;b=2 </loc><lastmod>2031-01-05</lastmod><news:news><news:publication><news:name>Ellery Post</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2031-01-04T16:29:06-08:00</news:publication_date>
<news:title>Storm</news:title></news:news><image:image><image:loc>http://post.example/a.png</image:loc></image:image></url>
<url><lastmod>2031-01-05</lastmod></url></urlset>"#;

#[test]
fn sitemaps() {
    check(SITEMAP, "/version", json!("sitemap"));
    check(SITEMAP, "/entries/0/link", json!("http://post.example/storm?a=1&b=2"));
    check(SITEMAP, "/entries/0/title", json!("Storm"));
    check(SITEMAP, "/entries/0/language", json!("en"));
    check(SITEMAP, "/entries/0/published_parsed", json!([2031, 1, 5, 0, 29, 6, 6, 5, 0]));
    check(SITEMAP, "/entries/0/updated", json!("2031-01-05"));
    assert_eq!(read_feed(SITEMAP.as_bytes()).unwrap().entries.len(), 1, "a page without address is none");
    let index = "<sitemapindex><sitemap><loc>http://post.example/1.xml</loc></sitemap></sitemapindex>";
    check(index, "/version", json!("sitemapindex"));
    check(index, "/entries/0/link", json!("http://post.example/1.xml"));
}

#[test]
fn opml() {
    let list = r#"<opml version="2.0"><head><title>x</title></head><body><outline text="Papers"><outline text="Post" xmlUrl="http://post.example/feed"
        htmlUrl="http://post.example/"/></outline><outline title="Radio" xmlUrl="http://radio.example/feed"></outline></body></opml>"#;
    check(list, "/version", json!("opml"));
    check(
        list,
        "/entries/0",
        json!({"title": "Post", "link": "http://post.example/feed", "id": "http://post.example/feed",
        "links": [{"rel": "alternate", "href": "http://post.example/"}], "tags": [{"term": "Papers"}]}),
    );
    check(list, "/entries/1/title", json!("Radio"));
    check(list, "/entries/1/tags", json!([]));
}
