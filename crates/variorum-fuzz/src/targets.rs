//! What is fed: each target reads an input as the program would, checks what must hold of the result, and
//! says in a number how it behaved.

use variorum_core::{Article, DocumentDate, Origin, SourceMap, Span};
use variorum_ingest::{HttpPage, Warc, read_feed, read_page, read_plain, unpack};

/// Raw bytes at most that one decoded segment of a text may cover.
const DECODED: usize = 16;

/// Bytes at most of an input that are tried as a date.
const LONGEST_DATE: usize = 400;

/// Bytes at most of a text that is annotated.
const LONGEST_TEXT: usize = 20_000;

/// Something that reads bytes.
pub(crate) struct Target {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Reads an input and asserts what must hold; a number for the way it behaved.
    pub(crate) run: fn(&[u8]) -> u64,
    /// Pieces of the format.
    pub(crate) words: &'static [&'static str],
}

/// All targets.
pub(crate) const TARGETS: &[Target] = &[
    Target { name: "html", run: html, words: HTML },
    Target { name: "feed", run: feed, words: FEED },
    Target { name: "warc", run: warc, words: WARC },
    Target { name: "date", run: date, words: DATE },
    Target { name: "annotate", run: annotate, words: ANNOTATE },
];

const HTML: &[&str] = &[
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<br>",
    "<a href=x>",
    "</a>",
    "<li>",
    "<ul>",
    "</ul>",
    "<h1>",
    "<h2>",
    "<blockquote>",
    "<table><tr><td>",
    "<article>",
    "</article>",
    "<main>",
    "<aside>",
    "<nav>",
    "<script>",
    "<script type=application/ld+json>",
    "</script>",
    "<style>",
    "<title>",
    "<textarea>",
    "<plaintext>",
    "<svg>",
    "<math>",
    "<template>",
    "<noscript>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<!DOCTYPE html>",
    "&amp;",
    "&#x2019;",
    "&#0;",
    "&#xffffffff;",
    "&notin;",
    "&copy",
    "&nbsp;",
    "\u{ad}",
    "\u{200b}",
    "<meta charset=windows-1252>",
    "<meta charset=utf-16>",
    "<meta name=date content=2031-05-06>",
    "<time datetime=2031-05-06T07:00+02:00>",
    "{\"@type\":\"NewsArticle\",\"datePublished\":\"2031-05-06\"}",
    "[{\"@graph\":[",
    "class=\"comments\"",
    "itemprop=articleBody",
    "Rain fell on Ellery. ",
    "“so it is,”",
];

const FEED: &[&str] = &[
    "<rss version=\"2.0\">",
    "<channel>",
    "</channel>",
    "<item>",
    "</item>",
    "<title>",
    "</title>",
    "<feed xmlns=\"http://www.w3.org/2005/Atom\">",
    "<entry>",
    "</entry>",
    "<content type=\"xhtml\">",
    "<link href=\"/a\"/>",
    "<pubDate>Tue, 06 May 2031 07:00:00 GMT</pubDate>",
    "xml:base=\"../\"",
    "<!DOCTYPE r [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>",
    "&b;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<?xml version=\"1.0\" encoding=\"windows-1252\"?>",
    "<rdf:RDF>",
    "<urlset>",
    "<url><loc>",
    "<opml>",
    "<outline xmlUrl=\"x\">",
    "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[",
    "xmlns:x=\"\"",
    "&eacute;",
    "&#8217;",
    "\u{feff}",
    "\0",
    "<itunes:author>",
    "<dc:date>2031-05-06</dc:date>",
];

const WARC: &[&str] = &[
    "WARC/1.0\r\n",
    "WARC/1.1\r\n",
    "WARC-Type: response\r\n",
    "WARC-Type: resource\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: 99999999999999999999\r\n",
    "content-length: -1\r\n",
    "Content-Type: application/http\r\n",
    "WARC-Target-URI: <https://ellery.example/>\r\n",
    "\r\n\r\n",
    "HTTP/1.1 200 OK\r\n",
    "Content-Type: text/html; charset=utf-8\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Content-Encoding: gzip\r\n",
    "Content-Encoding: br\r\n",
    "Content-Encoding: zstd\r\n",
    "Content-Encoding: deflate, gzip\r\n",
    "ffffffffffffffff\r\n",
    "0\r\n\r\n",
    "<p>Rain fell on Ellery.",
    "\u{1f}\u{8b}",
    "(\u{b5}/\u{fd}",
];

const DATE: &[&str] = &[
    "2031",
    "31",
    "05",
    "5",
    "May",
    "Mai",
    "мая",
    "de",
    "/",
    "-",
    ".",
    ",",
    " ",
    "T",
    ":",
    "07:00",
    "Z",
    "+02:00",
    "-0530",
    "GMT",
    "UTC",
    "EST",
    "am",
    "pm",
    "Uhr",
    "年",
    "月",
    "日",
    "st",
    "Tue,",
    "24:00",
    "60",
    "99",
    "0000",
    "1999999999",
    "1e9",
    "\u{202f}",
    "٣",
];

/// What decides where sentences, quotations, figures and times begin and end.
const ANNOTATE: &[&str] = &[
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "'",
    "«",
    "»",
    "„",
    "--",
    "—",
    "(",
    ")",
    ":",
    ";",
    ",",
    ".",
    "...",
    "\n",
    "\n\n",
    "\u{feff}",
    "\u{200b}",
    "é",
    "İ",
    "ß",
    "ﬀ",
    "한",
    "👩‍🚒",
    " said ",
    " according to ",
    " $4.5 million ",
    " a-t-il dit ",
    " sagte ",
    "VARNHAM: ",
    " on Tuesday ",
    " 1,2,3.4% ",
    " he ",
    "’s",
    " Mr. ",
    "1–2",
    "\t",
    "\r\n",
];

fn html(input: &[u8]) -> u64 {
    let Ok(page) = read_page("page", None, input) else { return 0 };
    // A saved page leads back to the page in it, which is not at hand here.
    if !input.to_ascii_lowercase().windows(10).any(|word| word == b"multipart/") {
        check_map(&page.article, input);
    }
    let article = &page.article;
    let lines = article.text.as_str().lines().count();
    shape(&[
        bits(lines),
        bits(article.text.len()),
        article.block_quotations.len().min(7),
        article.boilerplate.len().min(7),
        page.flags.iter().fold(0, |all, flag| all | 1 << *flag as usize),
        article.problems.len().min(3),
        page.authors.len().min(3),
        kind(article.published.as_ref()),
        kind(page.modified.as_ref()),
        bits(article.source.segments().len()),
        article.evidence.values().map(String::len).sum(),
    ])
}

/// Asserts that a text leads back to its bytes.
fn check_map(article: &Article, raw: &[u8]) {
    let segments = article.source.segments();
    assert!(
        SourceMap::new(&article.text, raw, segments.to_vec()).is_some(),
        "segments tile the text and verbatim ones equal their bytes"
    );
    for segment in segments {
        let words = article.text.slice(segment.text);
        match segment.origin {
            Origin::Verbatim => (),
            Origin::Decoded => {
                let bytes = raw.get(segment.raw.range()).unwrap_or_default();
                // A character reference may have a long name or many zeros.
                assert!(bytes.len() <= DECODED || bytes.starts_with(b"&"), "{words:?} covers few raw bytes");
            }
            Origin::Inserted => assert!(words.trim().is_empty(), "{words:?} is made up"),
        }
    }
}

fn feed(input: &[u8]) -> u64 {
    let Ok(feed) = read_feed(input) else { return 0 };
    let fields = feed.feed.as_object().map_or(0, |fields| fields.len());
    let entry = feed.entries.first().and_then(|entry| entry.as_object()).map_or(0, |entry| entry.len());
    let parts = [
        bits(feed.entries.len()),
        fields,
        entry,
        feed.version.len(),
        feed.flaw.map_or(0, str::len),
        feed.encoding.len(),
    ];
    let record = feed.record("feed").to_string();
    assert!(record.starts_with('{'), "a feed is a record");
    shape(&parts)
}

fn warc(input: &[u8]) -> u64 {
    let mut warc = Warc::new(input);
    let mut pages = 0;
    let mut behaviour = 0;
    for record in warc.by_ref() {
        let Ok(record) = record else { continue };
        assert!(record.offset + record.length <= input.len() as u64, "a record lies in its archive");
        if let Some(page) = HttpPage::of(&record) {
            pages += 1;
            behaviour |= usize::from(page.cut) | usize::from(page.is_html()) << 1;
            behaviour ^= bits(page.body.len()) << 2;
        }
    }
    let counts = warc.counts();
    let items = counts.records + counts.broken;
    assert!(items <= input.len() as u64, "no more records than bytes");
    let unpacked = unpack(input);
    shape(&[
        pages,
        behaviour,
        bits(counts.records as usize),
        bits(counts.broken as usize),
        unpacked.cut.into(),
    ])
}

/// A date stands in a page in four ways, and in a feed.
fn date(input: &[u8]) -> u64 {
    let start = input.get(..LONGEST_DATE).unwrap_or(input);
    let written = String::from_utf8_lossy(start).replace('<', "&lt;").replace('"', "&quot;");
    let pages = [
        format!("<meta property=article:published_time content=\"{written}\"><h1>Rain</h1><p>It fell."),
        format!("<h1>Rain</h1><time datetime=\"{written}\">{written}</time><p>It fell."),
        format!("<h1>Rain</h1><span class=date>{written}</span><p>It fell."),
        format!("<link rel=canonical href=\"https://ellery.example/{written}\"><h1>Rain</h1><p>It fell."),
    ];
    let mut parts: Vec<usize> = pages
        .iter()
        .map(|page| {
            read_page("page", None, page.as_bytes()).map_or(9, |page| kind(page.article.published.as_ref()))
        })
        .collect();
    let item = format!("<rss><channel><item><pubDate>{written}</pubDate></item></channel></rss>");
    parts.push(read_feed(item.as_bytes()).map_or(9, |feed| feed.record("feed").to_string().len()));
    shape(&parts)
}

/// What is found in a text lies where it says.
fn annotate(input: &[u8]) -> u64 {
    let start = input.get(..LONGEST_TEXT).unwrap_or(input);
    let Ok(article) = read_plain("text", None, start) else { return 0 };
    let read = variorum_language::annotate(article);
    let (text, layers) = (&read.article().text, read.layers());
    let holds = |span: &Span| text.get(*span).is_some();
    let in_order = |spans: &[Span]| spans.iter().zip(spans.iter().skip(1)).all(|(a, b)| a.end() <= b.start());
    assert!(layers.tokens.iter().all(|token| holds(&token.span)), "a token lies in the text");
    assert!(in_order(&layers.sentences), "sentences do not overlap");
    for attribution in &layers.attributions {
        assert!(attribution.spans().all(|span| holds(&span)), "an attribution lies in the text");
        let inside = |quoted: &Span| attribution.content.iter().any(|content| content.contains(*quoted));
        assert!(attribution.quoted.iter().all(inside), "quoted words lie in their content");
        assert!(in_order(&attribution.content), "content does not overlap itself");
        assert!(attribution.speaker.is_none_or(|id| read.entity(id).is_some()), "a speaker is somebody");
        assert!((0.0..=1.0).contains(&attribution.confidence), "a confidence is a share");
    }
    shape(&[
        layers.attributions.len().min(15),
        layers.attributions.iter().map(|found| found.content.len() + found.quoted.len()).max().unwrap_or(0),
        layers.timexes.len().min(7),
        layers.figures.len().min(7),
        layers.entities.len().min(7),
        layers.problems.len().min(7),
        layers.language.level() as usize,
    ])
}

fn kind(date: Option<&DocumentDate>) -> usize {
    match date {
        None => 0,
        Some(DocumentDate::Day(_)) => 1,
        Some(DocumentDate::Time(_, None)) => 2,
        Some(DocumentDate::Time(_, Some(_))) => 3,
    }
}

/// The length of a number in bits.
fn bits(number: usize) -> usize {
    (usize::BITS - number.leading_zeros()) as usize
}

/// FNV-1a over the parts.
fn shape(parts: &[usize]) -> u64 {
    parts
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, part| (hash ^ *part as u64).wrapping_mul(0x0100_0000_01b3))
}
