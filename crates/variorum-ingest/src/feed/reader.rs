//! XML feeds, element by element. The state follows feedparser's: what an element means depends on
//! whether it stands in an entry, an author, an image, a source.
// Long because the state of a reading and what changes it belong together.

use serde_json::{Value, json};

use super::address::{resolve, resolved_html};
use super::markup::{Markup, Token};
use super::{Feed, Object, fields};

/// Deepest nesting that is followed; deeper elements are skipped.
const MAX_DEPTH: usize = 1000;
/// Namespace declarations at most.
const MAX_NAMES: usize = 1000;

/// Reads a feed.
pub(super) fn read(text: &str) -> Feed {
    let mut reader = Reader::default();
    let mut markup = Markup::new(text);
    let mut open: Vec<String> = Vec::new();
    let mut too_deep = 0usize;
    while let Some(token) = markup.next() {
        match token {
            Token::Text(text) if too_deep == 0 => reader.characters(&text),
            Token::Text(_) => (),
            Token::Start { empty, .. } if open.len() >= MAX_DEPTH => too_deep += usize::from(!empty),
            Token::Start { name, attributes, empty } => {
                reader.start(&name, attributes);
                if empty {
                    reader.end(&name);
                } else {
                    open.push(name);
                }
            }
            Token::End { .. } if too_deep > 0 => too_deep -= 1,
            Token::End { name } => match open.iter().rposition(|other| *other == name) {
                Some(at) => {
                    if at + 1 < open.len() {
                        markup.fault("an element is not closed");
                    }
                    for name in open.drain(at..).rev() {
                        reader.end(&name);
                    }
                }
                None => markup.fault("an element is closed that is not open"),
            },
        }
    }
    if !open.is_empty() {
        markup.fault("an element is not closed");
    }
    for name in open.drain(..).rev() {
        reader.end(&name);
    }
    reader.finish(markup.fault)
}

/// What an element stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Within {
    Author,
    Contributor,
    Publisher,
}

/// How the text of a construct is to be read.
#[derive(Clone, Debug, Default)]
pub(super) struct Params {
    pub(super) kind: String,
    language: Option<String>,
    base: String,
    base64: bool,
    src: Option<String>,
}

/// An element whose text is being gathered.
struct Frame {
    element: String,
    expected: bool,
    text: String,
}

#[derive(Default)]
pub(super) struct Reader {
    pub(super) version: String,
    flaw: Option<&'static str>,
    pub(super) feed: Object,
    pub(super) entries: Vec<Object>,
    pub(super) source: Object,
    pub(super) in_feed: bool,
    pub(super) in_entry: bool,
    pub(super) in_source: bool,
    pub(super) in_image: bool,
    pub(super) in_text_input: bool,
    pub(super) within: Option<Within>,
    pub(super) guid_is_link: bool,
    /// Depth at which fields of the entry were set: nearer ones are not overwritten by those further in.
    set_at: Vec<(String, usize)>,
    frames: Vec<Frame>,
    pub(super) content: Option<Params>,
    /// Open elements of inline markup.
    inline: usize,
    /// What the present inline markup was begun by.
    summary_is_content: bool,
    pub(super) depth: usize,
    bases: Vec<(String, Option<String>)>,
    /// Prefix, the prefix that it stands for, and the depth of the declaration.
    names: Vec<(String, Option<String>, usize)>,
}

/// Attributes in lower case.
pub(super) struct Attributes(pub(super) Vec<(String, String)>);

impl Attributes {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    pub(super) fn object(&self) -> Object {
        self.0.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
    }
}

/// Elements whose text is an address.
const ADDRESSES: [&str; 10] =
    ["link", "id", "wfw_comment", "wfw_commentrss", "docs", "url", "href", "comments", "icon", "logo"];
/// Elements whose text is HTML with addresses in it.
const MARKUP: [&str; 9] =
    ["content", "title", "summary", "info", "tagline", "subtitle", "copyright", "rights", "description"];

impl Reader {
    fn base(&self) -> String {
        self.bases.last().map(|(base, _)| base.clone()).unwrap_or_default()
    }

    fn language(&self) -> Option<String> {
        self.bases.last().and_then(|(_, language)| language.clone())
    }

    pub(super) fn resolve(&self, address: &str) -> String {
        resolve(&self.base(), address)
    }

    fn start(&mut self, name: &str, attributes: Vec<(String, String)>) {
        self.depth += 1;
        let attributes: Vec<(String, String)> =
            attributes.into_iter().map(|(name, value)| (name.to_lowercase(), value)).collect();
        self.declare(&attributes);
        let attributes = Attributes(attributes);
        self.inherit(&attributes);
        let (prefix, local) = self.split(name);
        if self.is_inline(&prefix, &local) {
            self.inline_start(&local, &prefix, &attributes);
            return;
        }
        let full = if prefix.is_empty() {
            local.to_lowercase()
        } else {
            format!("{prefix}_{}", local.to_lowercase())
        };
        if prefix.is_empty() {
            let shared = ["title", "link", "description", "url", "href", "width", "height", "name"];
            if !shared.contains(&full.as_str()) {
                self.in_image = false;
                self.in_text_input = false;
            }
        }
        let attributes = self.canonical(attributes);
        if matches!(full.as_str(), "feed" | "rss" | "rdf_rdf")
            && let Some(language) = self.language()
        {
            self.feed.insert("language".to_owned(), language.replace('_', "-").into());
        }
        fields::start(self, &full, &attributes);
    }

    fn end(&mut self, name: &str) {
        let (prefix, local) = self.split(name);
        if self.inline > 0 {
            self.inline -= 1;
            self.push_text(&format!("</{local}>"));
        } else {
            let full = if prefix.is_empty() {
                local.to_lowercase()
            } else {
                format!("{prefix}_{}", local.to_lowercase())
            };
            fields::end(self, &full);
        }
        self.bases.pop();
        let depth = self.depth;
        while self.names.pop_if(|(_, _, at)| *at >= depth).is_some() {}
        self.depth = self.depth.saturating_sub(1);
    }

    fn declare(&mut self, attributes: &[(String, String)]) {
        for (name, value) in attributes {
            let prefix = if name == "xmlns" { Some("") } else { name.strip_prefix("xmlns:") };
            let Some(prefix) = prefix.filter(|_| self.names.len() < MAX_NAMES) else { continue };
            let uri = value.trim().to_lowercase();
            if self.version.is_empty() {
                self.version = match uri.as_str() {
                    "http://my.netscape.com/rdf/simple/0.9/" => "rss090",
                    "http://purl.org/rss/1.0/" => "rss10",
                    "http://www.w3.org/2005/atom" => "atom10",
                    _ => "",
                }
                .to_owned();
            }
            self.names.push((prefix.to_owned(), fields::prefix_of(&uri).map(str::to_owned), self.depth));
        }
    }

    /// The base and the language that hold in the element.
    fn inherit(&mut self, attributes: &Attributes) {
        let given = attributes.get("xml:base").or(attributes.get("base").filter(|_| self.depth == 1));
        let base = given.map_or_else(|| self.base(), |base| resolve(&self.base(), base));
        let language = match attributes.get("xml:lang").or(attributes.get("lang").filter(|_| self.depth == 1))
        {
            Some("") => None,
            Some(language) => Some(language.to_owned()),
            None => self.language(),
        };
        self.bases.push((base, language));
    }

    /// The prefix that a name's own stands for, and the local name.
    fn split(&mut self, name: &str) -> (String, String) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let prefix = prefix.to_lowercase();
        match self.names.iter().rev().find(|(known, _, _)| *known == prefix) {
            Some((_, Some(canonical), _)) => (canonical.clone(), local.to_owned()),
            Some((_, None, _)) => (prefix, local.to_owned()),
            None => {
                if !prefix.is_empty() && prefix != "xml" {
                    self.flaw.get_or_insert("a prefix is not declared");
                }
                (prefix, local.to_owned())
            }
        }
    }

    /// Attributes with the prefixes that theirs stand for; declarations are none.
    fn canonical(&mut self, attributes: Attributes) -> Attributes {
        let kept = attributes.0.into_iter().filter(|(name, _)| !name.starts_with("xmlns"));
        let kept: Vec<(String, String)> = kept.collect();
        let named = kept.into_iter().map(|(name, value)| match name.contains(':') {
            true => {
                let (prefix, local) = self.split(&name);
                (if prefix.is_empty() { local } else { format!("{prefix}:{local}") }, value)
            }
            false => (name, value),
        });
        Attributes(named.collect())
    }

    /// Whether an element is markup in the text of a construct rather than an element of the feed.
    fn is_inline(&self, prefix: &str, local: &str) -> bool {
        let Some(content) = &self.content else { return false };
        let xml = content.kind.ends_with("xml");
        self.inline > 0 || xml || !(prefix.is_empty() && fields::is_known(&local.to_lowercase()))
    }

    fn inline_start(&mut self, local: &str, prefix: &str, attributes: &Attributes) {
        self.inline += 1;
        if let Some(content) = &mut self.content
            && !content.kind.ends_with("xml")
        {
            content.kind = "application/xhtml+xml".to_owned();
        }
        let mut tag = format!("<{local}");
        let foreign = matches!(prefix, "svg" | "mathml") && (local == "svg" || local == "math");
        let mut given: Vec<(String, String)> =
            attributes.0.iter().filter(|(name, _)| !name.starts_with("xmlns")).cloned().collect();
        if foreign {
            let uri = if prefix == "svg" {
                "http://www.w3.org/2000/svg"
            } else {
                "http://www.w3.org/1998/Math/MathML"
            };
            given.push(("xmlns".to_owned(), uri.to_owned()));
        }
        for (name, value) in given {
            tag.push_str(&format!(" {name}=\"{}\"", escaped(&value).replace('"', "&quot;")));
        }
        self.push_text(&(tag + ">"));
    }

    fn characters(&mut self, text: &str) {
        let inline = self.content.as_ref().is_some_and(|content| content.kind == "application/xhtml+xml");
        if inline { self.push_text(&escaped(text)) } else { self.push_text(text) }
    }

    pub(super) fn push_text(&mut self, text: &str) {
        if let Some(frame) = self.frames.last_mut() {
            frame.text.push_str(text);
        }
    }

    pub(super) fn push(&mut self, element: &str, expected: bool) {
        self.frames.push(Frame { element: element.to_owned(), expected, text: String::new() });
    }

    /// Starts a construct whose text may be markup.
    pub(super) fn push_content(
        &mut self,
        element: &str,
        attributes: &Attributes,
        kind: &str,
        expected: bool,
    ) {
        let kind = content_kind(attributes.get("type").unwrap_or(kind));
        let base64 = attributes.get("mode") == Some("base64")
            || !(kind.starts_with("text/")
                || kind.ends_with("+xml")
                || kind.ends_with("/xml")
                || kind.ends_with("json"));
        let language = self.language().map(|language| language.replace('_', "-"));
        let src = attributes.get("src").map(|src| self.resolve(src));
        self.content = Some(Params { kind, language, base: self.base(), base64, src });
        self.push(element, expected);
    }

    pub(super) fn pop_content(&mut self, element: &str) -> Option<String> {
        let value = self.pop(element);
        self.content = None;
        value
    }

    /// Ends an element and stores its text where it belongs.
    pub(super) fn pop(&mut self, element: &str) -> Option<String> {
        let frame = self.frames.pop_if(|frame| frame.element == element)?;
        let mut output = frame.text.trim().to_owned();
        if self.version == "atom10"
            && self.content.as_ref().is_some_and(|c| c.kind == "application/xhtml+xml")
        {
            output = unwrapped(&output).trim().to_owned();
        }
        if !frame.expected {
            return Some(output);
        }
        output = self.refined(element, output);
        if !matches!(element, "category" | "tags" | "itunes_keywords") {
            self.store(element, &output);
        }
        Some(output)
    }

    fn refined(&mut self, element: &str, output: String) -> String {
        let mut output = output;
        if self.content.as_ref().is_some_and(|content| content.base64)
            && let Some(bytes) = fields::from_base64(&output)
        {
            output = String::from_utf8_lossy(&bytes).into_owned();
        }
        if ADDRESSES.contains(&element) && !output.is_empty() && (element != "id" || self.guid_is_link) {
            output = self.resolve(&output);
        }
        let guess = !self.version.starts_with("atom");
        let mut html = false;
        if let Some(content) = &mut self.content {
            if guess && content.kind == "text/plain" && looks_like_html(&output) {
                content.kind = "text/html".to_owned();
            }
            html = matches!(content.kind.as_str(), "text/html" | "application/xhtml+xml");
        }
        if html && MARKUP.contains(&element) {
            output = resolved_html(&output, &self.base());
        }
        output.chars().map(fields::printable).collect()
    }

    fn store(&mut self, element: &str, output: &str) {
        let detail = self.content.as_ref().map(|content| {
            let mut detail = json!({"type": content.kind, "language": content.language, "base": content.base, "value": output});
            if let (Some(src), Some(fields)) = (&content.src, detail.as_object_mut()) {
                fields.insert("src".to_owned(), src.as_str().into());
            }
            detail
        });
        if self.in_entry && !self.in_source {
            self.store_in_entry(element, output, detail);
        } else if self.in_feed || self.in_source {
            let element = if element == "description" { "subtitle" } else { element };
            let context = self.context();
            context.insert(element.to_owned(), output.into());
            if element == "link" {
                set_last_link(context, output);
            } else if let Some(detail) = detail {
                context.insert(format!("{element}_detail"), detail);
            }
        }
    }

    fn store_in_entry(&mut self, element: &str, output: &str, detail: Option<Value>) {
        let (image, depth) = (self.in_image, self.depth);
        if element == "content" {
            let Some(entry) = self.entries.last_mut() else { return };
            let contents = entry.entry("content").or_insert_with(|| Value::Array(Vec::new()));
            if let (Value::Array(contents), Some(detail)) = (contents, detail) {
                contents.push(detail);
            }
        } else if element == "link" {
            if !image && let Some(entry) = self.entries.last_mut() {
                entry.insert("link".to_owned(), output.into());
                set_last_link(entry, output);
            }
        } else if image {
            self.context().insert(element.to_owned(), output.into());
        } else {
            let element = if element == "description" { "summary" } else { element };
            let before = self.set_at.iter().position(|(name, _)| name == element);
            match before.and_then(|at| self.set_at.get_mut(at)) {
                Some((_, at)) if depth > *at => return,
                Some((_, at)) => *at = depth,
                None => self.set_at.push((element.to_owned(), depth)),
            }
            let Some(entry) = self.entries.last_mut() else { return };
            entry.insert(element.to_owned(), output.into());
            if let Some(detail) = detail {
                entry.insert(format!("{element}_detail"), detail);
            }
        }
    }

    /// The object that fields are stored in.
    pub(super) fn context(&mut self) -> &mut Object {
        if self.in_source {
            return &mut self.source;
        }
        let owner = match self.entries.last_mut().filter(|_| self.in_entry) {
            Some(entry) => entry,
            None => &mut self.feed,
        };
        let part = if self.in_image { "image" } else { "textinput" };
        let apart = (self.in_image || self.in_text_input) && owner.get(part).is_some_and(Value::is_object);
        if !apart {
            return owner;
        }
        match owner.entry(part).or_insert(Value::Null) {
            Value::Object(part) => part,
            // Looked at above: it is an object.
            _ => &mut self.source,
        }
    }

    pub(super) fn new_entry(&mut self) {
        self.entries.push(Object::new());
        self.set_at.clear();
        self.in_entry = true;
        self.in_image = false;
        self.guid_is_link = false;
    }

    pub(super) fn summary_is_content(&mut self, now: Option<bool>) -> bool {
        let before = self.summary_is_content;
        self.summary_is_content = now.unwrap_or(before);
        before
    }

    fn finish(self, fault: Option<&'static str>) -> Feed {
        Feed {
            flaw: fault.or(self.flaw),
            encoding: String::new(),
            version: self.version,
            feed: Value::Object(self.feed),
            entries: self.entries.into_iter().map(Value::Object).collect(),
        }
    }
}

fn set_last_link(context: &mut Object, href: &str) {
    if let Some(Value::Array(links)) = context.get_mut("links")
        && let Some(Value::Object(last)) = links.last_mut().filter(|_| !href.is_empty())
    {
        last.insert("href".to_owned(), href.into());
    }
}

pub(super) fn content_kind(kind: &str) -> String {
    match kind.to_lowercase().as_str() {
        "text" | "plain" => "text/plain".to_owned(),
        "html" => "text/html".to_owned(),
        "xhtml" => "application/xhtml+xml".to_owned(),
        other => other.to_owned(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Markup without the `<div>` around all of it.
fn unwrapped(markup: &str) -> &str {
    let inside = markup.strip_prefix("<div").and_then(|rest| {
        let end = rest.find('>').filter(|_| rest.starts_with(['>', ' ']))?;
        rest.get(end + 1..)?.strip_suffix("</div>")
    });
    let Some(inside) = inside else { return markup };
    let mut depth = 0i32;
    for part in inside.split('<').skip(1) {
        depth += if part.starts_with('/') { -1 } else { 1 };
        if depth < 0 {
            return markup;
        }
    }
    inside
}

/// Text that holds a tag with an end, or a reference, and no unknown tag.
fn looks_like_html(text: &str) -> bool {
    let ends = text.contains("</") || text.contains("/>");
    let reference = text.split('&').skip(1).any(|rest| {
        rest.split_once(';').is_some_and(|(name, _)| {
            !name.is_empty() && name.len() < 12 && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '#')
        })
    });
    ends || reference
}
