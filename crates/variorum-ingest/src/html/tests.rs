use proptest::prelude::*;
use variorum_core::{DocumentDate, Origin, PageFlag, SourceMap};

use super::*;

fn read(page: &[u8]) -> Article {
    read_html("a", None, page).unwrap()
}

#[track_caller]
fn check(page: &str, expect: &str) {
    let article = read(page.as_bytes());
    assert_eq!(article.text.as_str(), expect, "{page}");
    assert!(is_honest(&article, page.as_bytes()));
}

fn is_honest(article: &Article, page: &[u8]) -> bool {
    SourceMap::new(&article.text, page, article.source.segments().to_vec()).is_some()
}

const LONG: &str = "Heavy rain fell on Ellery for three days, and the river rose by two metres in one night.";
const MORE: &str =
    "The town hall was closed on Monday, the mayor said, and nobody could say when it would open.";

fn page(body: &str) -> String {
    format!("<title>T</title><h1>Storm hits Ellery</h1>{body}")
}

#[test]
fn paragraphs_are_lines() {
    let both = format!("Storm hits Ellery\n{LONG}\n{MORE}");
    check(&page(&format!("<p>{LONG}<p>{MORE}")), &both);
    check(&page(&format!("<div>{LONG}<br><br>{MORE}</div>")), &both);
    check(&page(&format!("<div>{LONG}<br>{MORE}</div>")), &both);
    check(&page(&format!("<table><tr><td><p>{LONG}</p><p>{MORE}</p></table>")), &both);
    check(&page(&format!("<form><p>{LONG}</p><p>{MORE}</p></form>")), &both);
    check(
        &page(&format!("<p>{LONG}<h2>The town hall</h2><p>{MORE}")),
        &format!("Storm hits Ellery\n{LONG}\nThe town hall\n{MORE}"),
    );
}

#[test]
fn null_bytes_are_passed_over() {
    let broken = LONG.replace("Heavy", "Hea\0vy");
    check(&page(&format!("<p>{broken}<p>{MORE}")), &format!("Storm hits Ellery\n{LONG}\n{MORE}"));
}

#[test]
fn what_stands_beside_is_left_out() {
    let both = format!("Storm hits Ellery\n{LONG}\n{MORE}");
    for beside in [
        "<nav><ul><li><a href=/>Home</a></ul></nav>",
        "<script>let a = 'x</p>';</script>",
        "<style>p { color: red }</style>",
        "<aside><p>Something else happened elsewhere, and it was told here too.</p></aside>",
        "<figure><img src=x><figcaption>A street in Ellery.</figcaption></figure>",
        "<form><button>Send</button></form>",
        "<svg><title>Logo</title><text>Logo</text></svg>",
        "<template><p>Nothing.</p></template>",
        "<div class=related-stories><p>Read what happened in the next town.</p></div>",
        "<p hidden>Not seen.</p>",
        "<ul><li><a href=/a>Other story one</a><li><a href=/b>Other story two</a></ul>",
        "<!-- not said -->",
    ] {
        check(
            &page(&format!(
                "<article><p>{LONG}</p>{beside}<p>{MORE}</p></article><footer><p>{LONG}</footer>"
            )),
            &both,
        );
    }
}

#[test]
fn block_quotations_are_known_by_layout() {
    let page =
        page(&format!("<p>{LONG}</p><blockquote><p>{MORE}</p><p>So it was.</p></blockquote><p>{LONG}</p>"));
    let article = read(page.as_bytes());
    let quoted: Vec<&str> = article.block_quotations.iter().map(|span| article.text.slice(*span)).collect();
    assert_eq!(quoted, [format!("{MORE}\nSo it was.")]);
}

#[test]
fn the_headline_leads_back_to_its_element() {
    let page = page(&format!("<p>{LONG}"));
    let article = read(page.as_bytes());
    let raw = article.source.raw(article.headline.unwrap()).unwrap().range();
    assert_eq!(page.get(raw).unwrap(), "Storm hits Ellery");
    assert_eq!(article.text.slice(article.body), LONG);
    assert!(article.headline_apart);
}

#[test]
fn entities_lead_back_to_what_was_written() {
    let page = page(&format!("<p>{LONG} &ldquo;It&nbsp;rained&rdquo;"));
    let article = read(page.as_bytes());
    let at = article.text.as_str().find('“').unwrap();
    let mark = article.text.span(at..at + 3).unwrap();
    assert_eq!(page.get(article.source.raw(mark).unwrap().range()).unwrap(), "&ldquo;");
    let segments = article.source.segments();
    assert!(segments.iter().any(|s| s.origin == Origin::Verbatim && article.text.slice(s.text) == "rained"));
}

#[test]
fn the_article_of_the_stories_folder_reads_as_its_author_wrote_it() {
    let page = include_bytes!("../../../../stories/lantern-square/a-herald.html");
    let article = read(page);
    assert_eq!(
        article.text.slice(article.headline.unwrap()),
        "Police clear Lantern Square after night of protest"
    );
    let body = article.text.slice(article.body);
    assert!(body.starts_with("By Oona Prill\nPolice cleared Lantern Square in Brindlewater early on Sunday"));
    assert!(
        body.contains("\n“We came with candles and songs, and they answered with horses,” said the activist")
    );
    assert!(body.ends_with("The police have not said whether they will allow it."));
    assert_eq!(article.text.lines(article.body).len(), 10);
    assert_eq!(article.outlet.as_deref(), Some("Brindlewater Herald"));
    assert_eq!(article.language.as_deref(), Some("en"));
    assert_eq!(article.url.as_deref(), Some("https://brindlewaterherald.example/2024/06/16/lantern-square"));
    assert_eq!(article.published.unwrap().date().to_string(), "2024-06-16");
    assert_eq!(article.boilerplate.len(), 1);
    assert!(article.problems.is_empty());
    assert!(is_honest(&article, page));
}

#[test]
fn pages_are_flagged_and_credited() {
    let flags = |page: &str| read_page("a", None, page.as_bytes()).unwrap().flags;
    assert_eq!(flags(&page(&format!("<p>{LONG}"))), [PageFlag::TooShort]);
    let paid = r#"<script type="application/ld+json">{"@type":"NewsArticle","isAccessibleForFree":"False"}</script>"#;
    assert_eq!(flags(&page(&format!("{paid}<p>{LONG}"))), [PageFlag::Paywall, PageFlag::TooShort]);
    let live = r#"<script type="application/ld+json">{"@type":"LiveBlogPosting"}</script>"#;
    let whole = format!("<p>{LONG} {MORE}").repeat(4);
    assert_eq!(flags(&page(&format!("{live}{whole}"))), [PageFlag::LiveBlog]);
    let read = read_page("a", None, page(&format!("<p>ELLERY (AP) — {LONG}<p>{MORE}")).as_bytes()).unwrap();
    let credit = read.credit.unwrap();
    assert_eq!((credit.agency.as_str(), read.article.text.slice(credit.span)), ("AP", "(AP)"));
}

#[test]
fn authors_and_times_are_read_from_data_first() {
    let data = r#"<script type="application/ld+json">{"@graph":[{"@type":"Article","author":{"@id":"a1"},
        "datePublished":"2031-05-06T07:00:00+02:00","dateModified":"2031-05-07"},{"@type":"Person","@id":"a1","name":"Ada Lorne"}]}</script>"#;
    let read =
        read_page("a", None, page(&format!("{data}<p>By Tam Ruell<p>{LONG}<p>{MORE}")).as_bytes()).unwrap();
    assert_eq!(read.authors, ["Ada Lorne"]);
    let Some(DocumentDate::Time(time, Some(offset))) = read.article.published else {
        panic!("no time with zone")
    };
    assert_eq!((time.to_string().as_str(), offset.seconds()), ("2031-05-06T07:00:00", 7200));
    assert!(matches!(read.modified, Some(DocumentDate::Day(_))));
    let shown = page(&format!("<div class=byline>By Tam Ruell</div><p>{LONG}<p>{MORE}"));
    assert_eq!(read_page("a", None, shown.as_bytes()).unwrap().authors, ["Tam Ruell"]);
}

#[test]
fn the_day_by_the_headline_goes_before_data_that_differ() {
    #[track_caller]
    fn check(data: &str, shown: &str, expect: &str) {
        let data = format!(r#"<script type="application/ld+json">{{"@type":"Article",{data}}}</script>"#);
        let page = format!("{data}<h1>Storm hits Ellery</h1><div>{shown}</div><p>{LONG}<p>{MORE}");
        let read = read_page("a", None, page.as_bytes()).unwrap();
        let found = match read.article.published.unwrap() {
            DocumentDate::Day(day) => day.to_string(),
            DocumentDate::Time(time, offset) => format!("{time} {}", offset.unwrap()),
        };
        let rule = read.article.evidence.get("published").unwrap();
        assert_eq!(format!("{found} ({rule})"), expect, "{data} {shown}");
    }
    let late = r#""datePublished":"2031-05-20T08:00:00Z","dateModified":"2031-05-28T08:00:00Z""#;
    check(late, "6 May 2031", "2031-05-06 (day by the headline)");
    check(late, "Updated 6 May 2031", "2031-05-20T08:00:00 +00 (JSON-LD datePublished)");
    check(
        late,
        "<span>Last updated:</span> <b>6 May 2031</b>",
        "2031-05-20T08:00:00 +00 (JSON-LD datePublished)",
    );
    // The day of the last change, said to be one or not.
    check(late, "28 May 2031", "2031-05-20T08:00:00 +00 (JSON-LD datePublished)");
    check(late, "20 May 2031, 10.00 Uhr", "2031-05-20T10:00:00 +02 (JSON-LD datePublished)");
    check(r#""datePublished":"2031-05-05T22:00:00Z""#, "6 May 2031", "2031-05-06 (JSON-LD datePublished)");
    // Figures that the page and the reader may order in two ways.
    check(
        r#""datePublished":"2031-05-06T08:00:00Z""#,
        "06/05/2031",
        "2031-05-06T08:00:00 +00 (JSON-LD datePublished)",
    );
}

#[test]
fn consent_pages_lists_and_broken_bytes_are_flagged() {
    let flags = |page: &[u8]| read_page("a", None, page).unwrap().flags;
    let asking =
        page("<p>We and our partners store data on your device. You may accept all cookies or choose.</p>");
    assert!(flags(asking.as_bytes()).contains(&PageFlag::Consent));
    let list = page(&"<p>Storm hits Ellery again</p>\n".repeat(30));
    assert!(flags(list.as_bytes()).contains(&PageFlag::IndexPage));
    let article = format!("<meta charset=utf-8><p>{LONG} {MORE} Cafés stay open.</p>").repeat(20);
    let broken =
        [article.as_bytes(), b"<p>Rain \xff\xfe fell on the town and on the harbour all night long.</p>"]
            .concat();
    assert!(flags(&broken).contains(&PageFlag::BrokenEncoding));
    assert!(!flags(article.as_bytes()).contains(&PageFlag::BrokenEncoding));
}

#[test]
fn a_space_never_stands_for_much_of_the_page() {
    let page = page(&format!("<p>{LONG}{}<b></b>{}{MORE}", " \n".repeat(500), "\t".repeat(500)));
    let article = read(page.as_bytes());
    let decoded = article.source.segments().iter().filter(|segment| segment.origin == Origin::Decoded);
    assert!(
        decoded.clone().count() > 0 && decoded.into_iter().all(|segment| segment.raw.range().len() <= 16)
    );
}

#[test]
fn every_charset_gives_the_same_article() {
    let words = "À l’été, le préfet de Vallorne a été réélu par les siens, dit-elle au conseil régional.";
    let page = |charset: &str| format!("<meta charset={charset}><h1>Réélu à l’été</h1><p>{words}</p>");
    let expect = format!("Réélu à l’été\n{words}");
    let utf_16: Vec<u8> =
        [0xfe, 0xff].into_iter().chain(page("utf-16").encode_utf16().flat_map(u16::to_be_bytes)).collect();
    let mut pages = vec![page("utf-8").into_bytes(), page("iso-8859-1").into_bytes(), utf_16];
    for label in ["windows-1252", "gb18030", "macintosh"] {
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        pages.push(encoding.encode(&page(label)).0.into_owned());
        pages.push(encoding_rs::WINDOWS_1252.encode(&page("none")).0.into_owned());
    }
    for page in pages {
        let article = read(&page);
        assert_eq!(article.text.as_str(), expect);
        assert!(is_honest(&article, &page));
    }
}

#[test]
fn broken_bytes_are_said() {
    let page = b"<meta charset=utf-8><h1>\xc3\xa9t\xc3\xa9 \xc3\xa0 \xc3\xa9\xc3\xa9\xc3\xa9</h1><p>Il \xe9 pleuvait.</p>";
    let article = read(page);
    assert_eq!(article.problems.len(), 1);
    assert_eq!(article.text.slice(article.problems[0].span.unwrap()), "\u{fffd}");
}

#[test]
fn a_page_without_words_is_refused() {
    for page in ["<p></p>", "<script>let a;</script>", "<img src=x>", "\0", "&nbsp;"] {
        assert!(read_html("a", None, page.as_bytes()).is_err(), "{page}");
    }
}

/// Pages that only exist to hurt; each must be read, or refused, in good time.
#[test]
fn hostile_pages_are_survived() {
    let many = 100_000;
    for page in [
        "<div>".repeat(many) + LONG,
        "<div>".repeat(many) + LONG + &"</div>".repeat(many),
        "<b><p>".repeat(many) + LONG + &"</b>".repeat(many),
        "<a href=x>".repeat(many) + LONG,
        "<blockquote>".repeat(many) + LONG,
        "<ul><li>".repeat(many) + LONG,
        "<table><tr><td>".repeat(many) + LONG,
        "</p></div></li>".repeat(many) + LONG,
        "<svg>".repeat(many) + LONG,
        "&amp;".repeat(many),
        "&".repeat(many),
        "<".repeat(many),
        "<p>".repeat(many) + LONG,
        "<br>".repeat(many) + LONG,
        "<h2>x".repeat(many) + LONG,
        format!("<p class='{}'>{LONG}", "related ".repeat(many)),
        format!("<p {}>{LONG}", "a ".repeat(many)),
        format!("<p>{LONG}<plaintext><p>{MORE}"),
        format!("<p>{LONG}<!--"),
        format!("<p>{LONG}<script>"),
        format!("<script type=application/ld+json>{}", "[".repeat(many)),
        format!("<p>{LONG}<p title=\""),
        "word ".repeat(2_000_000),
    ] {
        if let Ok(article) = read_html("a", None, page.as_bytes()) {
            assert!(is_honest(&article, page.as_bytes()));
        }
    }
}

fn markup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div class=x>",
        "</div>",
        "<br>",
        "<a href=y>",
        "</a>",
        "<li>",
        "<ul>",
        "</ul>",
        "<h1>",
        "</h1>",
        "<h2>",
        "<blockquote>",
        "</blockquote>",
        "<b>",
        "</b>",
        "<table>",
        "<td>",
        "</table>",
        "&amp;",
        "&eacute;",
        "&nbsp;",
        "&#",
        "&",
        "<",
        ">",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "\r\n",
        "  ",
        "Rain fell on Ellery. ",
        "é",
        "“so”",
        "\u{ad}",
        "😀",
        "<title>",
        "</title>",
        "<article>",
        "<svg>",
        "</svg>",
        "<form>",
        "<meta property=og:title content='Rain fell'>",
    ]);
    prop::collection::vec(pieces, 1..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn the_source_map_is_honest_whatever_the_page(page in markup(), legacy in any::<bool>()) {
        let bytes = if legacy { encoding_rs::WINDOWS_1252.encode(&page).0.into_owned() } else { page.into_bytes() };
        if let Ok(article) = read_html("a", None, &bytes) {
            prop_assert!(is_honest(&article, &bytes));
            let inserted = article.source.segments().iter().filter(|s| s.origin == Origin::Inserted);
            for segment in inserted {
                prop_assert!(article.text.slice(segment.text).trim().is_empty());
            }
            // One paragraph a line, no stray space.
            let clean = article.text.as_str().split('\n').skip(1).all(|l| l == l.trim() && !l.is_empty() && !l.contains("  "));
            prop_assert!(clean || article.body.is_empty(), "{:?}", article.text.as_str());
        }
    }
}
