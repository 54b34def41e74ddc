//! What a page says about its article, with the place that said it.
//!
//! Each field asks the places in the order of their worth: data for machines first, then meta
//! elements, then what the reader sees.

mod authors;
mod linked_data;
mod people;
mod shown;
mod times;

use std::collections::BTreeMap;
use std::ops::Range;

use variorum_core::{DocumentDate, Evidence, Problem, ProblemKind};

use super::flow;
use super::tag::Tag;
use super::tree::Tree;
use crate::dates::Order;
use linked_data::LinkedData;

/// The fields of an article that a page gives, with the rule that found each.
#[derive(Default)]
pub(super) struct Metadata {
    pub(super) headline: Option<Headline>,
    pub(super) outlet: Option<String>,
    pub(super) url: Option<String>,
    pub(super) language: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<DocumentDate>,
    pub(super) modified: Option<DocumentDate>,
    /// The text as the data of the page give it.
    pub(super) told: Option<String>,
    /// Whether the page says that it is not free.
    pub(super) paid: bool,
    /// Whether the page says that it is a stream of updates.
    pub(super) live: bool,
    pub(super) evidence: BTreeMap<&'static str, Evidence>,
    pub(super) problems: Vec<Problem>,
}

/// A headline in single spaces and where it stands.
pub(super) struct Headline {
    pub(super) words: String,
    /// The element whose text it is, where it is one.
    pub(super) node: Option<usize>,
    /// The bytes of the page that say it.
    pub(super) place: Range<usize>,
}

/// Longest headline in bytes; what is longer is no headline.
const LONGEST_HEADLINE: usize = 400;

/// Reads all fields.
pub(super) fn read(page: &str, tree: &Tree) -> Metadata {
    let mut source = Source::new(page, tree);
    let mut metadata = Metadata {
        paid: source.data.paid,
        live: source.data.live,
        told: source.data.body.clone(),
        ..Metadata::default()
    };
    metadata.outlet = metadata.found("outlet", source.outlet());
    metadata.url = metadata.found("url", source.url());
    metadata.language = metadata.found("language", source.language());
    source.order = times::order_of(metadata.language.as_deref());
    let headline = source.headline(metadata.outlet.as_deref());
    metadata.headline = metadata.found("headline", headline);
    let headline = metadata.headline.as_ref().and_then(|headline| headline.node);
    let near =
        headline.filter(|at| tree.node(*at).tag == Tag::Title).or_else(|| tree.elements(Tag::Title).next());
    let authors = authors::authors(&source, metadata.outlet.as_deref(), near);
    metadata.authors = metadata.found("authors", authors).unwrap_or_default();
    let local = |(date, rule)| (times::in_local_zone(page, date), rule);
    metadata.published = metadata.found("published", times::published(&source, near).map(local));
    metadata.modified = metadata.found("modified", times::modified(&source).map(local));
    metadata.say_bad_date(&source);
    metadata
}

/// A value and the rule that found it.
type Found<T> = Option<(T, &'static str)>;

impl Metadata {
    fn found<T>(&mut self, field: &'static str, found: Found<T>) -> Option<T> {
        let (value, rule) = found?;
        self.evidence.insert(field, rule.to_owned());
        Some(value)
    }

    /// Says that the page gives a date for machines that is none.
    fn say_bad_date(&mut self, source: &Source<'_>) {
        if let Some(date) = source.data.published.as_ref().filter(|_| self.published.is_none()) {
            let shown: String = date.chars().take(60).collect();
            let message = format!("published is no date and was ignored: {shown:?} (JSON-LD datePublished)");
            self.problems.push(Problem { kind: ProblemKind::BadDate, message, span: None });
        }
    }
}

/// Words in the names of elements that hold comments, other stories or the foot of a page.
const ASIDE: [&str; 9] =
    ["comment", "comments", "commentlist", "footer", "kommentare", "recent", "related", "sidebar", "teaser"];

/// What the readers of fields look at.
struct Source<'p> {
    page: &'p str,
    tree: &'p Tree,
    data: LinkedData,
    /// The meta elements: each name in lower case, and the element.
    metas: Vec<(String, usize)>,
    /// The first heading of the highest rank.
    heading: Option<usize>,
    /// The order of day and month in figures.
    order: Order,
}

impl<'p> Source<'p> {
    /// Whether an element is named as comments, other stories or the foot of the page. The foot of a post
    /// is none of these, nor is what holds the heading of the page: layouts are named after what stands
    /// beside the text too.
    fn is_named_aside(&self, at: usize) -> bool {
        let node = self.tree.node(at);
        if matches!(node.tag, Tag::Article | Tag::Body | Tag::Html | Tag::Main) || self.holds_heading(at) {
            return false;
        }
        ["class", "id"].iter().filter_map(|name| self.tree.attribute(at, name)).any(|names| {
            let names = names.to_ascii_lowercase();
            names.split_ascii_whitespace().any(|name| {
                let mut words = name.split(|c: char| !c.is_alphanumeric());
                let foot_of_post = matches!(words.clone().next(), Some("article" | "entry" | "post"));
                words.any(|word| ASIDE.contains(&word) && !(word == "footer" && foot_of_post))
            })
        })
    }

    fn holds_heading(&self, at: usize) -> bool {
        self.heading.is_some_and(|heading| self.tree.inside(at).contains(&heading))
    }

    fn new(page: &'p str, tree: &'p Tree) -> Self {
        let names = |at: usize| {
            let names = ["property", "name", "itemprop", "http-equiv"].iter();
            names.filter_map(move |attribute| Some((tree.attribute(at, attribute)?.to_ascii_lowercase(), at)))
        };
        let metas = tree.elements(Tag::Meta).flat_map(names).collect();
        let heading = tree.elements(Tag::Title).next();
        Self { page, tree, data: LinkedData::read(page, tree), metas, heading, order: Order::DayFirst }
    }

    /// The contents of the meta elements of these names with their elements: names in the order given.
    fn metas<'n>(&'n self, names: &'n [&str]) -> impl Iterator<Item = (usize, String)> + 'n {
        names.iter().flat_map(|name| {
            let metas = self.metas.iter().filter(move |(named, _)| named == name);
            metas.filter_map(|(_, at)| Some((*at, single_spaced(self.tree.attribute(*at, "content")?)?)))
        })
    }

    /// The contents of the meta elements whose names, in lower case, are wanted.
    fn metas_with(&self, wanted: impl Fn(&str) -> bool) -> impl Iterator<Item = String> {
        let metas = self.metas.iter().filter(move |(name, _)| wanted(name));
        metas.filter_map(|(_, at)| single_spaced(self.tree.attribute(*at, "content")?))
    }

    /// The content of the first meta element of one of these names, spaces collapsed.
    fn meta(&self, names: &[&str]) -> Option<String> {
        self.metas(names).next().map(|(_, content)| content)
    }

    /// The words in an element, if they are no longer than `longest` bytes.
    fn words(&self, at: usize, longest: usize) -> Option<String> {
        let mut words = String::new();
        let inside = self.tree.inside(at);
        let mut next = inside.start;
        while next < inside.end {
            let node = self.tree.node(next);
            // Styles, scripts and buttons are no words of the element.
            next = if node.tag.is_dropped() { node.end.max(next + 1) } else { next + 1 };
            match node.tag {
                Tag::Text => words.push_str(&flow::decoded(self.page, node.place.clone())),
                Tag::Inline | Tag::Anchor | Tag::Time => (),
                _ => words.push(' '),
            }
            if words.len() > 4 * longest {
                return None;
            }
        }
        single_spaced(&words).filter(|words| words.len() <= longest)
    }

    fn outlet(&self) -> Found<String> {
        self.meta(&["og:site_name"])
            .map(|name| (name, "og:site_name"))
            .or_else(|| Some((self.data.publisher.clone()?, "JSON-LD publisher")))
            .or_else(|| Some((self.meta(&["application-name"])?, "meta application-name")))
    }

    fn url(&self) -> Found<String> {
        let mut links = self.tree.elements(Tag::Link);
        let canonical = links.find(|at| {
            self.tree.attribute(*at, "rel").is_some_and(|rel| rel.eq_ignore_ascii_case("canonical"))
        });
        let href = canonical.and_then(|at| self.tree.attribute(at, "href"));
        let full = |url: &str| url.starts_with("http://") || url.starts_with("https://");
        href.map(|href| href.trim().to_owned())
            .filter(|href| full(href))
            .map(|href| (href, "link canonical"))
            .or_else(|| Some((self.meta(&["og:url"]).filter(|url| full(url))?, "og:url")))
            .or_else(|| Some((self.data.url.clone().filter(|url| full(url))?, "JSON-LD url")))
    }

    fn language(&self) -> Found<String> {
        let lang = |at| self.tree.attribute(at, "lang").or_else(|| self.tree.attribute(at, "xml:lang"));
        let tagged = |tag| self.tree.elements(tag).find_map(lang);
        let named = |tag: &str| !tag.is_empty() && tag.len() <= 35;
        tagged(Tag::Html)
            .or_else(|| tagged(Tag::Body))
            .map(|tag| (tag.trim().to_owned(), "html lang"))
            .filter(|(tag, _)| named(tag))
            .or_else(|| Some((self.data.language.clone().filter(|tag| named(tag))?, "JSON-LD inLanguage")))
            .or_else(|| Some((self.meta(&["og:locale"])?.replace('_', "-"), "og:locale")))
    }

    fn headline(&self, outlet: Option<&str>) -> Found<Headline> {
        let told = self.told_headline(outlet);
        let shown = self.shown_headlines(outlet);
        match told {
            // What the reader sees has a place in the page; other headings are about other things.
            Some((told, rule)) => match shown.into_iter().find(|h| alike(&h.words, &told.words)) {
                Some(same) => Some((
                    self.without_kicker(same, told),
                    if rule == "og:title" { "h1, as og:title" } else { "h1, as JSON-LD headline" },
                )),
                None => Some((told, rule)),
            },
            None => self.as_titled(shown).map(|h| (h, "h1")),
        }
        .or_else(|| Some((self.page_title(outlet)?, "title")))
    }

    /// The heading, or the part of it that the page tells where a label or a day stands before it.
    fn without_kicker(&self, shown: Headline, told: Headline) -> Headline {
        let longer = shown.words.len() > told.words.len() && told.words.contains(' ');
        if !longer || !shown.words.ends_with(&told.words) {
            return shown;
        }
        let inside = shown.node.map(|at| self.tree.inside(at)).unwrap_or_default();
        let part = inside.filter_map(|at| self.element(at)).find(|part| part.words == told.words);
        part.unwrap_or(told)
    }

    /// Of the headings that are shown the one that the title of the page repeats, else the first. One
    /// that is only a part of a longer title, as the name of the outlet is, gives way to the rest.
    fn as_titled(&self, shown: Vec<Headline>) -> Option<Headline> {
        let title = self.tree.elements(Tag::PageTitle).next().and_then(|at| self.element(at));
        let Some(title) = title else { return shown.into_iter().next() };
        let parts = title_parts(&title.words);
        let plain = |words: &str| words.to_lowercase();
        let longest = parts.iter().max_by_key(|part| part.len()).map(|part| plain(part)).unwrap_or_default();
        let named = |h: &&Headline| {
            parts.len() > 1 && plain(&h.words) != longest && parts.iter().any(|p| plain(p) == plain(&h.words))
        };
        let repeated = shown.iter().position(|h| longest.contains(' ') && plain(&h.words) == longest);
        let name = shown.first().filter(named).is_some() && repeated.is_none() && longest.contains(' ');
        if name {
            let words = parts.into_iter().max_by_key(|part| part.len())?.to_owned();
            return Some(Headline { words, node: None, place: title.place });
        }
        shown.into_iter().nth(repeated.unwrap_or_default())
    }

    fn told_headline(&self, outlet: Option<&str>) -> Found<Headline> {
        let unplaced = |words: String, place: Range<usize>| Headline { words, node: None, place };
        let data =
            self.data.headline.clone().map(|h| (unplaced(h, self.data.place.clone()), "JSON-LD headline"));
        data.or_else(|| {
            let (at, title) = self.metas(&["og:title"]).next()?;
            let words = without_outlet(&title, outlet).to_owned();
            Some((unplaced(words, self.tree.node(at).place.clone()), "og:title"))
        })
        .filter(|(headline, _)| headline.words.len() <= LONGEST_HEADLINE)
    }

    fn shown_headlines(&self, outlet: Option<&str>) -> Vec<Headline> {
        let bare = |shown: Headline| match without_outlet(&shown.words, outlet) {
            words if outlet.is_some() && words.len() < shown.words.len() => {
                Headline { words: words.to_owned(), node: None, place: shown.place }
            }
            _ => shown,
        };
        self.tree.elements(Tag::Title).filter_map(|at| self.element(at)).map(bare).collect()
    }

    fn page_title(&self, outlet: Option<&str>) -> Option<Headline> {
        let at = self.tree.elements(Tag::PageTitle).next()?;
        let title = self.element(at)?;
        let words = without_outlet(&title.words, outlet).to_owned();
        let whole = words == title.words;
        Some(Headline { words, node: whole.then_some(at), place: title.place })
    }

    /// The text of an element as a headline.
    fn element(&self, at: usize) -> Option<Headline> {
        let words = self.words(at, LONGEST_HEADLINE)?;
        Some(Headline { words, node: Some(at), place: self.tree.node(at).place.clone() })
    }
}

/// Words with single spaces; `None` without words.
fn single_spaced(words: &str) -> Option<String> {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    (!words.is_empty()).then_some(words)
}

/// Whether two headlines share most words: one is often a short form of the other.
fn alike(one: &str, other: &str) -> bool {
    let words = |s: &str| -> Vec<String> {
        s.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
    };
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    one == other
        || (shared > 1 && 2 * shared >= one.len().max(other.len()).min(2 * one.len().min(other.len())))
}

/// Marks between the parts of a title.
const MARKS: [&str; 7] = [" | ", " - ", " – ", " — ", " :: ", " » ", " · "];

/// The parts of a title of a page.
fn title_parts(title: &str) -> Vec<&str> {
    MARKS
        .iter()
        .fold(vec![title], |parts, mark| parts.into_iter().flat_map(|part| part.split(mark)).collect())
}

/// A title without the name of the outlet that pages put after it.
fn without_outlet<'t>(title: &'t str, outlet: Option<&str>) -> &'t str {
    let plain = |s: &str| s.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let outlet = outlet.map(plain).filter(|name| !name.is_empty());
    for mark in MARKS {
        let Some((before, after)) = title.rsplit_once(mark) else { continue };
        let name = plain(after);
        let is_outlet = match &outlet {
            Some(outlet) if outlet.contains(&name) || name.contains(outlet.as_str()) => !name.is_empty(),
            // After a bar stands what the page belongs to: a section in a word or two.
            Some(_) => mark == " | " && after.split_whitespace().count() <= 2,
            None => mark == " | " && after.split_whitespace().count() <= 4,
        };
        if is_outlet && before.contains(' ') {
            return before.trim_end();
        }
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, field: &str, expect: &str) {
        let metadata = read(page, &Tree::read(page));
        let value = match field {
            "headline" => metadata.headline.map(|h| h.words),
            "outlet" => metadata.outlet,
            "url" => metadata.url,
            "language" => metadata.language,
            _ => metadata.published.map(|date| date.date().to_string()),
        };
        let rule = metadata.evidence.get(field).map_or("-", String::as_str);
        assert_eq!(format!("{} ({rule})", value.unwrap_or_default()), expect, "{page}");
    }

    const DATA: &str = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebSite","name":"x"},
        {"@type":["NewsArticle"],"headline":"Storm hits &quot;Ellery&quot;","datePublished":"2031-05-06T07:00:00Z",
        "publisher":{"name":"Ellery Post"},"url":"https://ellery.example/a","inLanguage":"en"}]}</script>"#;

    #[test]
    fn headlines_and_their_order() {
        check(DATA, "headline", "Storm hits \"Ellery\" (JSON-LD headline)");
        check(
            "<h1>Menu</h1><meta property=og:title content='Storm hits Ellery'>",
            "headline",
            "Storm hits Ellery (og:title)",
        );
        check(
            "<meta property=og:title content='Storm hits Ellery'><h1>Storm hits the town of Ellery</h1>",
            "headline",
            "Storm hits the town of Ellery (h1, as og:title)",
        );
        check("<h1>Storm<br>hits <b>Ellery</b></h1>", "headline", "Storm hits Ellery (h1)");
        check("<title>Storm hits Ellery | The Post</title>", "headline", "Storm hits Ellery (title)");
        check(
            "<meta property=og:title content='Storm hits Ellery'><h1>Weather: <b>Storm hits Ellery</b></h1>",
            "headline",
            "Storm hits Ellery (h1, as og:title)",
        );
        check(
            "<title>Storm hits Ellery | Post</title><h1>Post</h1><h1>Storm hits Ellery</h1>",
            "headline",
            "Storm hits Ellery (h1)",
        );
        check("<title>Storm hits Ellery | Post</title><h1>Post</h1>", "headline", "Storm hits Ellery (h1)");
        check("<title>Storm | Post</title>", "headline", "Storm | Post (title)");
        check("<p>Rain fell.</p>", "headline", " (-)");
    }

    #[test]
    fn dates_and_their_order() {
        check(DATA, "published", "2031-05-06 (JSON-LD datePublished)");
        let meta = "<meta property=article:published_time content=2031-05-07T08:00:00Z>";
        check(&format!("<time datetime=2031-05-09>{meta}"), "published", "2031-05-07 (meta published)");
        check("<time datetime=2031-05-08T01:00>", "published", "2031-05-08 (time)");
        check(
            "<time datetime=2031-05-08></time><time pubdate datetime=2031-05-09>",
            "published",
            "2031-05-09 (time published)",
        );
        check("<time datetime=soon>", "published", " (-)");
        let soon =
            r#"<script type="application/ld+json">{"@type":"Article","datePublished":"soon"}</script>"#;
        assert_eq!(read(soon, &Tree::read(soon)).problems[0].kind, ProblemKind::BadDate);
    }

    #[test]
    fn other_fields() {
        check(DATA, "outlet", "Ellery Post (JSON-LD publisher)");
        check(DATA, "url", "https://ellery.example/a (JSON-LD url)");
        check(DATA, "language", "en (JSON-LD inLanguage)");
        check("<meta property=og:site_name content=' The  Post '>", "outlet", "The Post (og:site_name)");
        check("<link rel=canonical href=https://a.example/b>", "url", "https://a.example/b (link canonical)");
        check("<link rel=canonical href=/b>", "url", " (-)");
        check("<html lang=en-GB>", "language", "en-GB (html lang)");
    }
}
