//! What each element of a feed means, in the names of feedparser.
// Long because it is one table of elements with what each does.

use serde_json::{Value, json};

use super::Object;
use super::reader::{Attributes, Reader, Within, content_kind};
use super::times;

/// Namespaces and the prefixes that stand for them; the empty one for the formats themselves.
const NAMESPACES: [(&str, &str); 40] = [
    ("", ""),
    ("http://backend.userland.com/rss", ""),
    ("http://blogs.law.harvard.edu/tech/rss", ""),
    ("http://purl.org/rss/1.0/", ""),
    ("http://my.netscape.com/rdf/simple/0.9/", ""),
    ("http://example.com/newformat#", ""),
    ("http://example.com/necho", ""),
    ("http://purl.org/echo/", ""),
    ("uri/of/echo/namespace#", ""),
    ("http://purl.org/pie/", ""),
    ("http://purl.org/atom/ns#", ""),
    ("http://www.w3.org/2005/atom", ""),
    ("http://purl.org/rss/1.0/modules/rss091#", ""),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://example.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://search.yahoo.com/mrss", "media"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.opengis.net/gml", "gml"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://web.resource.org/cc/", "cc"),
    ("http://backend.userland.com/creativecommonsrssmodule", "creativecommons"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://webns.net/mvcb/", "admin"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/2000/svg", "svg"),
    ("http://www.w3.org/1998/math/mathml", "mathml"),
    ("http://wellformedweb.org/commentapi/", "wfw"),
    ("http://purl.org/rss/1.0/modules/email/", "email"),
    ("http://freshmeat.net/rss/fm/", "fm"),
    ("http://purl.org/rss/1.0/modules/image/", "image"),
    ("http://www.w3.org/xml/1998/namespace", "xml"),
    ("http://media.tangent.org/rss/1.0/", "audio"),
];

/// The prefix that stands for a namespace, given in lower case.
pub(super) fn prefix_of(uri: &str) -> Option<&'static str> {
    NAMESPACES.iter().find(|(known, _)| *known == uri).map(|(_, prefix)| *prefix)
}

/// Elements that end a construct that was left open rather than stand in its text.
pub(super) fn is_known(name: &str) -> bool {
    matches!(name, "item" | "entry" | "channel" | "pubdate" | "guid")
}

/// The name of an element without the differences that mean nothing.
fn plain(name: &str) -> &str {
    match name {
        "managingeditor" | "dc_author" | "dc_creator" | "itunes_author" => "author",
        "webmaster" | "dc_publisher" => "publisher",
        "dc_language" => "language",
        "dc_title" | "media_title" => "title",
        "dc_description" | "media_description" => "description",
        "itunes_subtitle" | "tagline" => "subtitle",
        "itunes_summary" => "summary",
        "feedburner_browserfriendly" => "info",
        "dc_rights" | "copyright" => "rights",
        "dc_subject" | "keywords" | "media_keywords" => "category",
        "content_encoded" | "fullitem" => "content_encoded",
        "xhtml_body" => "body",
        "pubdate" | "issued" | "dcterms_issued" => "published",
        "dc_date" | "modified" | "dcterms_modified" | "lastbuilddate" | "lastmod" => "updated",
        "dcterms_created" => "created",
        "expirationdate" => "expired",
        "homepage" | "uri" => "url",
        "itunes_name" => "name",
        "itunes_email" => "email",
        "cc_license" => "cc_license",
        "entry" | "product" => "item",
        other => other,
    }
}

/// The start of an element.
pub(super) fn start(reader: &mut Reader, name: &str, attributes: &Attributes) {
    let anywhere = reader.in_feed || reader.in_entry || reader.in_source;
    match plain(name) {
        "rss" => start_rss(reader, attributes),
        "feed" => start_feed(reader, attributes),
        "channel" => {
            reader.in_feed = true;
            start_cdf(reader, attributes);
        }
        "rdf_rdf" => (),
        "item" => start_item(reader, attributes),
        "author" => {
            reader.within = Some(Within::Author);
            reader.push("author", true);
            append(reader.context(), "authors", Value::Object(Object::new()));
        }
        "contributor" | "dc_contributor" => {
            reader.within = Some(Within::Contributor);
            append(reader.context(), "contributors", Value::Object(Object::new()));
            reader.push(if name == "contributor" { "contributor" } else { "name" }, false);
        }
        "itunes_owner" => {
            reader.within = Some(Within::Publisher);
            reader.push("publisher", false);
        }
        "name" => reader.push("name", false),
        "url" => reader.push("href", true),
        // A second title, for media in the entry, is not the entry's.
        "title" if name == "media_title" && reader.context().contains_key("title") => reader.push(name, true),
        "title" => reader.push_content("title", attributes, "text/plain", anywhere),
        "description" | "summary" => start_summary(reader, plain(name), attributes, anywhere),
        "abstract" => reader.push_content("description", attributes, "text/plain", anywhere),
        "info" => reader.push_content("info", attributes, "text/plain", true),
        "subtitle" => reader.push_content("subtitle", attributes, "text/plain", true),
        "rights" => reader.push_content("rights", attributes, "text/plain", true),
        "content" => reader.push_content("content", attributes, "text/plain", true),
        "content_encoded" => reader.push_content("content", attributes, "text/html", true),
        "body" => reader.push_content("content", attributes, "application/xhtml+xml", true),
        "generator" => start_generator(reader, attributes),
        "admin_generatoragent" => {
            let href = attributes.get("rdf:resource").unwrap_or_default();
            reader.context().insert("generator".to_owned(), href.into());
            reader.context().insert("generator_detail".to_owned(), json!({"href": href}));
        }
        "admin_errorreportsto" => {
            let href = attributes.get("rdf:resource").unwrap_or_default();
            reader.context().insert("errorreportsto".to_owned(), href.into());
        }
        "category" => start_category(reader, attributes, None),
        "media_category" => {
            start_category(reader, attributes, Some("http://search.yahoo.com/mrss/category_schema"))
        }
        "itunes_category" => {
            add_tag(reader, attributes.get("text"), Some("http://www.itunes.com/"), None);
            reader.push("category", true);
        }
        "link" | "itunes_link" => start_link(reader, attributes, anywhere),
        "guid" => {
            reader.guid_is_link = attributes.get("ispermalink").unwrap_or("true") == "true";
            reader.push("id", true);
        }
        "image" if name == "image" => start_image(reader),
        "itunes_image" => start_itunes_image(reader, attributes),
        "textinput" => {
            reader.context().entry("textinput").or_insert_with(|| Value::Object(Object::new()));
            reader.in_text_input = true;
            reader.push("textinput", false);
        }
        "enclosure" => {
            let mut link = href_object(reader, attributes);
            link.insert("rel".to_owned(), "enclosure".into());
            append(reader.context(), "links", Value::Object(link));
        }
        "source" => start_source(reader, attributes),
        "cc_license" => {
            let href = attributes.get("rdf:resource").unwrap_or_default();
            append(reader.context(), "links", json!({"rel": "license", "href": href}));
            reader.context().insert("license".to_owned(), href.into());
        }
        "creativecommons_license" => reader.push("license", true),
        other if other.starts_with("media_") => start_media(reader, other, attributes),
        other if other.starts_with("georss_") || other.starts_with("gml_") => {
            start_place(reader, other, attributes)
        }
        other => start_other(reader, other, attributes),
    }
}

/// The end of an element.
pub(super) fn end(reader: &mut Reader, name: &str) {
    match plain(name) {
        "item" => {
            reader.pop("item");
            reader.in_entry = false;
        }
        "author" => {
            reader.pop("author");
            reader.within = None;
            sync_author(reader, "author");
        }
        "publisher" => {
            reader.pop("publisher");
            sync_author(reader, "publisher");
        }
        "itunes_owner" => {
            reader.pop("publisher");
            reader.within = None;
            sync_author(reader, "publisher");
        }
        "contributor" => {
            reader.pop("contributor");
            reader.within = None;
        }
        "dc_contributor" => {
            let value = reader.pop("name");
            save_person(reader, "name", value);
            reader.within = None;
        }
        "name" => {
            let value = reader.pop("name");
            if reader.within.is_none() && reader.in_text_input {
                set(reader, "name", value);
            } else {
                save_person(reader, "name", value);
            }
        }
        "email" => {
            let value = reader.pop("email");
            save_person(reader, "email", value);
        }
        "url" => {
            let value = reader.pop("href");
            save_person(reader, "href", value);
        }
        "title" | "info" | "subtitle" | "rights" => {
            if reader.pop_content(plain(name)).is_none() {
                reader.pop(name);
            }
        }
        "description" | "summary" => end_summary(reader, plain(name)),
        "abstract" => {
            reader.pop_content("description");
        }
        "content" | "content_encoded" | "body" => end_content(reader),
        "generator" => {
            let value = reader.pop("generator").unwrap_or_default();
            if let Some(Value::Object(detail)) = reader.context().get_mut("generator_detail") {
                detail.insert("name".to_owned(), value.into());
            }
        }
        "category" | "media_category" | "itunes_category" => end_category(reader),
        "itunes_keywords" | "tags" => {
            let words = reader.pop(name).unwrap_or_default();
            let scheme = (name == "itunes_keywords").then_some("http://www.itunes.com/");
            for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                add_tag(reader, Some(word), scheme, None);
            }
        }
        "link" | "itunes_link" => {
            reader.pop("link");
        }
        "guid" => end_guid(reader),
        "published" | "updated" | "created" | "expired" => end_time(reader, plain(name)),
        "dcterms_valid" => end_validity(reader),
        "image" if name == "image" => {
            reader.pop("image");
            reader.in_image = false;
        }
        "textinput" => {
            reader.pop("textinput");
            reader.in_text_input = false;
        }
        "source" => end_source(reader),
        "itunes_block" => {
            let value = reader.pop("itunes_block").unwrap_or_default();
            let block = i32::from(matches!(value.as_str(), "yes" | "Yes"));
            reader.context().insert("itunes_block".to_owned(), block.into());
        }
        "itunes_explicit" => {
            let value = reader.pop("itunes_explicit").unwrap_or_default();
            let explicit = match value.as_str() {
                "yes" | "true" => Value::Bool(true),
                "clean" | "no" | "false" => Value::Bool(false),
                _ => Value::Null,
            };
            reader.context().insert("itunes_explicit".to_owned(), explicit);
        }
        "creativecommons_license" => {
            let href = reader.pop("license").unwrap_or_default();
            append(reader.context(), "links", json!({"rel": "license", "href": href}));
        }
        "newlocation" => {
            let address = reader.pop("newlocation").unwrap_or_default();
            let address = reader.resolve(&address);
            reader.feed.insert("newlocation".to_owned(), address.into());
        }
        other if other.starts_with("media_") => end_media(reader, other),
        other if other.starts_with("georss_") || other.starts_with("gml_") => end_place(reader, other),
        other => {
            reader.pop(other);
        }
    }
}

fn start_rss(reader: &mut Reader, attributes: &Attributes) {
    let version = attributes.get("version").unwrap_or_default();
    if reader.version.is_empty() || reader.version == "atom10" {
        reader.version = match version {
            "0.91" => "rss091u",
            "0.92" => "rss092",
            "0.93" => "rss093",
            "0.94" => "rss094",
            v if v.starts_with("2.") => "rss20",
            _ => "rss",
        }
        .to_owned();
    }
}

fn start_feed(reader: &mut Reader, attributes: &Attributes) {
    reader.in_feed = true;
    if reader.version.is_empty() {
        reader.version = match attributes.get("version").unwrap_or_default() {
            "0.1" => "atom01",
            "0.2" => "atom02",
            "0.3" => "atom03",
            _ => "atom",
        }
        .to_owned();
    }
}

/// What the Channel Definition Format says in attributes.
fn start_cdf(reader: &mut Reader, attributes: &Attributes) {
    if let Some(time) = attributes.get("lastmod") {
        let parsed = json!(times::parsed(time));
        reader.context().insert("updated".to_owned(), time.into());
        reader.context().insert("updated_parsed".to_owned(), parsed);
    }
    if let Some(href) = attributes.get("href") {
        let href = reader.resolve(href);
        append(reader.context(), "links", json!({"rel": "alternate", "type": "text/html", "href": href}));
        reader.context().insert("link".to_owned(), href.into());
    }
}

fn start_item(reader: &mut Reader, attributes: &Attributes) {
    reader.new_entry();
    reader.push("item", false);
    if let Some(id) = attributes.get("rdf:about") {
        reader.context().insert("id".to_owned(), id.into());
    }
    start_cdf(reader, attributes);
}

/// A second summary of an entry is its content, unless it has one.
fn start_summary(reader: &mut Reader, element: &str, attributes: &Attributes, anywhere: bool) {
    let has = |reader: &mut Reader, name| reader.context().contains_key(name);
    let second = reader.in_entry && !reader.in_source && has(reader, "summary") && !has(reader, "content");
    reader.summary_is_content(Some(second));
    match (second, element) {
        (true, _) => reader.push_content("content", attributes, "text/plain", true),
        (false, "description") => reader.push_content("description", attributes, "text/html", anywhere),
        (false, _) => reader.push_content("summary", attributes, "text/plain", true),
    }
}

fn end_summary(reader: &mut Reader, element: &str) {
    if reader.summary_is_content(Some(false)) {
        end_content(reader);
    } else {
        let value = reader.pop_content(element);
        if element == "summary" && !reader.in_entry {
            // A feed's summary is what others call its description.
            if let Some(value) = value {
                reader.context().entry("subtitle").or_insert_with(|| value.into());
            }
        }
    }
}

fn end_content(reader: &mut Reader) {
    let kind = reader.content.as_ref().map(|content| content_kind(&content.kind)).unwrap_or_default();
    let value = reader.pop_content("content");
    if matches!(kind.as_str(), "text/plain" | "text/html" | "application/xhtml+xml")
        && let Some(value) = value
    {
        reader.context().entry("summary").or_insert_with(|| value.into());
    }
}

fn start_generator(reader: &mut Reader, attributes: &Attributes) {
    if !attributes.0.is_empty() {
        let mut detail = href_object(reader, attributes);
        if let Some(uri) = attributes.get("uri") {
            detail.remove("uri");
            detail.insert("href".to_owned(), reader.resolve(uri).into());
        }
        reader.context().insert("generator_detail".to_owned(), Value::Object(detail));
    }
    reader.push("generator", true);
}

fn start_category(reader: &mut Reader, attributes: &Attributes, scheme: Option<&str>) {
    let scheme = attributes.get("scheme").or(attributes.get("domain")).or(scheme);
    add_tag(reader, attributes.get("term"), scheme, attributes.get("label"));
    reader.push("category", true);
}

fn end_category(reader: &mut Reader) {
    let Some(value) = reader.pop("category").filter(|value| !value.is_empty()) else { return };
    if let Some(Value::Array(tags)) = reader.context().get_mut("tags")
        && let Some(Value::Object(last)) = tags.last_mut()
        && last.get("term").is_none_or(|term| term.is_null() || term == "")
    {
        last.insert("term".to_owned(), value.into());
        return;
    }
    add_tag(reader, Some(&value), None, None);
}

fn add_tag(reader: &mut Reader, term: Option<&str>, scheme: Option<&str>, label: Option<&str>) {
    if term.or(scheme).or(label).is_none() {
        return;
    }
    let tag = json!({"term": term, "scheme": scheme, "label": label});
    let known =
        reader.context().get("tags").and_then(Value::as_array).is_some_and(|tags| tags.contains(&tag));
    if !known {
        append(reader.context(), "tags", tag);
    }
}

/// The attributes with the address under `href`, resolved.
fn href_object(reader: &Reader, attributes: &Attributes) -> Object {
    let mut object = attributes.object();
    let address =
        object.remove("url").or_else(|| object.remove("uri")).or_else(|| object.get("href").cloned());
    if let Some(address) = address.as_ref().and_then(Value::as_str) {
        object.insert("href".to_owned(), reader.resolve(address).into());
    }
    object
}

fn start_link(reader: &mut Reader, attributes: &Attributes, anywhere: bool) {
    let mut link = href_object(reader, attributes);
    let href = link.get("href").and_then(Value::as_str).map(str::to_owned);
    let rel = link.entry("rel").or_insert_with(|| "alternate".into()).as_str().unwrap_or_default().to_owned();
    let kind = if rel == "self" { "application/atom+xml" } else { "text/html" };
    let kind = link.entry("type").or_insert_with(|| kind.into()).as_str().unwrap_or_default().to_owned();
    if rel == "image"
        && let Some(href) = &href
    {
        reader.context().insert("image".to_owned(), json!({"href": href}));
    }
    if !(reader.in_entry && reader.in_image) {
        append(reader.context(), "links", Value::Object(link));
    }
    let page = matches!(content_kind(&kind).as_str(), "text/html" | "application/xhtml+xml");
    match href {
        Some(href) if rel == "alternate" && page => {
            drop(reader.context().insert("link".to_owned(), href.into()))
        }
        Some(_) => (),
        None => reader.push("link", anywhere),
    }
}

/// A permanent address is the link too, where there is no other.
fn end_guid(reader: &mut Reader) {
    let value = reader.pop("id").unwrap_or_default();
    let is_link = reader.guid_is_link;
    let first = !reader.context().contains_key("link");
    reader.context().entry("guidislink").or_insert(Value::Bool(is_link && first));
    if is_link {
        reader.context().entry("link").or_insert_with(|| value.into());
    }
}

fn end_time(reader: &mut Reader, element: &str) {
    let Some(value) = reader.pop(element) else { return };
    let parsed = json!(times::parsed(&value));
    reader.context().insert(format!("{element}_parsed"), parsed);
}

/// "start=…; end=…" (DCMI Period).
fn end_validity(reader: &mut Reader) {
    let value = reader.pop("dcterms_valid").unwrap_or_default();
    for part in value.split(';') {
        let Some((name, time)) = part.split_once('=') else { continue };
        let name = match name.trim() {
            "start" => "validity_start",
            "end" => "validity_end",
            _ => continue,
        };
        let time = time.trim();
        reader.context().insert(format!("{name}_parsed"), json!(times::parsed(time)));
        reader.context().insert(name.to_owned(), time.into());
    }
}

fn start_image(reader: &mut Reader) {
    reader.context().entry("image").or_insert_with(|| Value::Object(Object::new()));
    reader.in_image = true;
    reader.push("image", false);
}

fn start_itunes_image(reader: &mut Reader, attributes: &Attributes) {
    if let Some(href) = attributes.get("href").or(attributes.get("url")) {
        reader.context().insert("image".to_owned(), json!({"href": href}));
    }
    reader.push("itunes_image", false);
}

fn start_source(reader: &mut Reader, attributes: &Attributes) {
    if let Some(url) = attributes.get("url") {
        reader.source.insert("href".to_owned(), url.into());
    }
    reader.push("source", true);
    reader.in_source = true;
}

fn end_source(reader: &mut Reader) {
    let value = reader.pop("source").filter(|value| !value.is_empty());
    let mut source = std::mem::take(&mut reader.source);
    reader.in_source = false;
    source.remove("source");
    if let Some(value) = value {
        source.entry("title").or_insert_with(|| value.into());
    }
    reader.context().insert("source".to_owned(), Value::Object(source));
}

fn start_media(reader: &mut Reader, name: &str, attributes: &Attributes) {
    let object = Value::Object(attributes.object());
    match name {
        "media_group" => (),
        "media_content" | "media_thumbnail" | "media_credit" => {
            append(reader.context(), name, object);
            reader.push(name, false);
        }
        _ => {
            reader.context().insert(name.to_owned(), object);
            reader.push(name, false);
        }
    }
}

fn end_media(reader: &mut Reader, name: &str) {
    let Some(value) = reader.pop(name).filter(|value| !value.is_empty()) else { return };
    let field = if matches!(name, "media_content" | "media_thumbnail") { "url" } else { "content" };
    let target = match reader.context().get_mut(name) {
        Some(Value::Array(several)) => several.last_mut(),
        other => other,
    };
    if let Some(Value::Object(target)) = target {
        target.entry(field).or_insert_with(|| value.into());
    }
}

fn start_place(reader: &mut Reader, name: &str, attributes: &Attributes) {
    let kind = match name {
        "gml_point" => Some("Point"),
        "gml_linestring" => Some("LineString"),
        "gml_polygon" => Some("Polygon"),
        _ => None,
    };
    if name == "georss_where" || kind.is_some() {
        let place = reader.context().entry("where").or_insert_with(|| json!({}));
        if let (Some(kind), Value::Object(place)) = (kind, place) {
            place.insert("type".to_owned(), kind.into());
        }
    }
    if let (Some(dimension), Some(Value::Object(place))) = (
        attributes.get("srsdimension").and_then(|d| d.parse::<usize>().ok()),
        reader.context().get_mut("where"),
    ) {
        place.insert("dimension".to_owned(), dimension.into());
    }
    reader.push(name, false);
}

fn end_place(reader: &mut Reader, name: &str) {
    let value = reader.pop(name).unwrap_or_default();
    let numbers: Vec<f64> = value.split([' ', ',', '\n', '\t']).filter_map(|n| n.parse().ok()).collect();
    let simple = match name {
        "georss_point" => Some("Point"),
        "georss_line" => Some("LineString"),
        "georss_polygon" => Some("Polygon"),
        "georss_box" => Some("Box"),
        _ => None,
    };
    let simple = simple.map(str::to_owned);
    if simple.is_none() && !matches!(name, "gml_pos" | "gml_poslist") {
        return;
    }
    let place = reader.context().entry("where").or_insert_with(|| json!({}));
    let kind = simple.or_else(|| Some(place.get("type")?.as_str()?.to_owned())).unwrap_or_default();
    let dimension = place.get("dimension").and_then(Value::as_u64).unwrap_or(2).clamp(2, 3) as usize;
    // Feeds write latitude first; coordinates are given as longitude, latitude.
    let pair = |chunk: &[f64]| {
        let mut pair = chunk.to_vec();
        if pair.len() >= 2 {
            pair.swap(0, 1);
        }
        json!(pair)
    };
    let dimension = if kind == "Point" && numbers.len() == 3 { 3 } else { dimension };
    let pairs: Vec<Value> = numbers.chunks_exact(dimension).map(pair).collect();
    let coordinates = match kind.as_str() {
        "Point" => pairs.into_iter().next().unwrap_or_default(),
        "Polygon" => json!([pairs]),
        _ => json!(pairs),
    };
    *place = json!({"type": kind, "coordinates": coordinates});
}

/// An element that has no meaning of its own: its attributes, or else its text.
fn start_other(reader: &mut Reader, name: &str, attributes: &Attributes) {
    let known = matches!(
        name,
        "language"
            | "id"
            | "email"
            | "publisher"
            | "published"
            | "updated"
            | "created"
            | "expired"
            | "docs"
            | "icon"
            | "logo"
            | "comments"
            | "tags"
    );
    if attributes.0.is_empty() || known {
        let unread = matches!(name, "itunes_block" | "itunes_explicit" | "email");
        reader.push(name, !unread);
    } else {
        let mut object = attributes.object();
        if let Some(Value::String(href)) = object.get("href").cloned() {
            object.insert("href".to_owned(), reader.resolve(&href).into());
        }
        reader.context().insert(name.to_owned(), Value::Object(object));
    }
}

fn set(reader: &mut Reader, name: &str, value: Option<String>) {
    if let Some(value) = value {
        reader.context().insert(name.to_owned(), value.into());
    }
}

fn append(context: &mut Object, name: &str, value: Value) {
    match context.entry(name).or_insert_with(|| Value::Array(Vec::new())) {
        Value::Array(values) => values.push(value),
        other => *other = Value::Array(vec![value]),
    }
}

/// A part of the person that the element stands in.
fn save_person(reader: &mut Reader, key: &str, value: Option<String>) {
    let Some(value) = value else { return };
    let within = reader.within;
    let context = reader.context();
    let last = |context: &mut Object, list: &str, value: &str| {
        if let Some(Value::Object(person)) =
            context.get_mut(list).and_then(Value::as_array_mut).and_then(|l| l.last_mut())
        {
            person.insert(key.to_owned(), value.into());
        }
    };
    let detail = |context: &mut Object, name: &str, value: &str| {
        if let Value::Object(detail) = context.entry(name).or_insert_with(|| json!({})) {
            detail.insert(key.to_owned(), value.into());
        }
    };
    match within {
        Some(Within::Author) => {
            detail(context, "author_detail", &value);
            last(context, "authors", &value);
            sync_author(reader, "author");
        }
        Some(Within::Publisher) => detail(context, "publisher_detail", &value),
        Some(Within::Contributor) => last(context, "contributors", &value),
        None => (),
    }
}

/// Makes `author` and `author_detail` say the same.
fn sync_author(reader: &mut Reader, key: &str) {
    let context = reader.context();
    let detail_name = format!("{key}_detail");
    let part = |detail: &Object, name: &str| {
        detail.get(name).and_then(Value::as_str).filter(|v| !v.is_empty()).map(str::to_owned)
    };
    if let Some(Value::Object(detail)) = context
        .get(&detail_name)
        .filter(|d| d.as_object().is_some_and(|d| d.contains_key("name") || d.contains_key("email")))
    {
        let written = match (part(detail, "name"), part(detail, "email")) {
            (Some(name), Some(email)) => Some(format!("{name} ({email})")),
            (name, email) => name.or(email),
        };
        if let Some(written) = written {
            context.insert(key.to_owned(), written.into());
        }
        return;
    }
    let Some(written) = context.get(key).and_then(Value::as_str).filter(|w| !w.is_empty()).map(str::to_owned)
    else {
        return;
    };
    let email = email_in(&written);
    let mut name = written.clone();
    if let Some(email) = &email {
        name = name.replace(email.as_str(), "").replace("()", "").replace("<>", "").replace("&lt;&gt;", "");
        name = name.trim().trim_start_matches('(').trim_end_matches(')').trim().to_owned();
    }
    let mut person = Object::new();
    if !name.is_empty() {
        person.insert("name".to_owned(), name.into());
    }
    if let Some(email) = email {
        person.insert("email".to_owned(), email.into());
    }
    if key == "author"
        && let Some(last) =
            context.get_mut("authors").and_then(Value::as_array_mut).and_then(|l| l.last_mut())
    {
        *last = Value::Object(person.clone());
    }
    context.insert(detail_name, Value::Object(person));
}

/// The first address for mail in a text.
fn email_in(text: &str) -> Option<String> {
    let part = |c: char| !(c.is_ascii_alphanumeric() || "._%+-@'!#$&*/=?^`{|}~".contains(c));
    let words = text.split(part).map(|word| word.trim_matches(['.', '\'']));
    let is_email = |word: &&str| {
        word.split_once('@')
            .is_some_and(|(user, host)| !user.is_empty() && host.contains('.') && !host.contains('@'))
    };
    words.into_iter().find(is_email).map(|word| word.split('?').next().unwrap_or(word).to_owned())
}

/// Code points of windows-1252 that stand where Unicode has control characters.
pub(super) fn printable(c: char) -> char {
    match u8::try_from(u32::from(c)) {
        Ok(byte @ 0x80..=0x9f) => {
            let (decoded, _) =
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
            decoded.chars().next().unwrap_or(c)
        }
        _ => c,
    }
}

/// The bytes that base64 stands for.
pub(super) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace()) {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            b'=' => break,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}
