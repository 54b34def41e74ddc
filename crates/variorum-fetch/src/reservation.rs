//! Whether a publisher reserves the right to text and data mining: the TDM Reservation Protocol of the
//! W3C community group (TDMRep), by which a header line, the page itself, or a file of the host says so.

use html5gum::{StartTag, Token, Tokenizer};
use serde_json::Value;

use crate::Response;
use crate::robots::{escaped_path, matches};

/// A reservation, and where it was declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reservation {
    /// Where it stands.
    pub place: Place,
    /// The address of the terms under which mining is allowed, where one is given.
    pub policy: Option<String>,
}

/// Where a reservation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the page.
    Page,
    /// In the head of the answer.
    Header,
    /// In the file of the host.
    Host,
}

impl Place {
    /// The place in words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Page => "in the page",
            Self::Header => "in the answer's header",
            Self::Host => "in the host's /.well-known/tdmrep.json",
        }
    }
}

/// What a declaration says: `None` where there is none, `Some(None)` that mining is not reserved.
type Declared = Option<Option<Reservation>>;

/// Where hosts keep their declaration.
pub(crate) const FILE: &str = "/.well-known/tdmrep.json";
/// Bytes of a page in which its head is looked for.
const HEAD: usize = 256 << 10;

/// The reservation that holds for a body. What stands nearest to it decides: the page, then the header,
/// then `host`, the text of the file of its host.
pub(crate) fn reservation(response: &Response, host: Option<&str>) -> Option<Reservation> {
    let declared = in_page(&response.body)
        .or_else(|| in_header(response))
        .or_else(|| in_file(host?, &response.target.path_and_query()));
    declared.flatten()
}

fn declared(place: Place, reserved: &str, policy: Option<&str>) -> Declared {
    let policy = policy.map(str::to_owned);
    match reserved.trim() {
        "1" => Some(Some(Reservation { place, policy })),
        "0" => Some(None),
        _ => None,
    }
}

fn in_header(response: &Response) -> Declared {
    declared(Place::Header, response.header("tdm-reservation")?, response.header("tdm-policy"))
}

fn in_page(body: &[u8]) -> Declared {
    let head = body.get(..HEAD).unwrap_or(body);
    if !head.windows(15).any(|window| window.eq_ignore_ascii_case(b"tdm-reservation")) {
        return None;
    }
    let head = String::from_utf8_lossy(head);
    let (mut reserved, mut policy) = (None, None);
    for token in Tokenizer::new(head.as_ref()) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) if *tag.name == b"meta"[..] => match attribute(&tag, b"name") {
                Some(name) if name.eq_ignore_ascii_case("tdm-reservation") => {
                    reserved = attribute(&tag, b"content")
                }
                Some(name) if name.eq_ignore_ascii_case("tdm-policy") => policy = attribute(&tag, b"content"),
                _ => (),
            },
            Token::StartTag(tag) if *tag.name == b"body"[..] => break,
            _ => (),
        }
    }
    declared(Place::Page, &reserved?, policy.as_deref())
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(value).into_owned())
}

/// The longest location that matches the path decides, of equally long ones one that reserves.
fn in_file(file: &str, path: &str) -> Declared {
    let path = escaped_path(path);
    let rows: Value = serde_json::from_str(file).ok()?;
    let matching = rows.as_array()?.iter().filter_map(|row| {
        let location = escaped_path(row.get("location")?.as_str()?);
        let reserved = row.get("tdm-reservation")?;
        let reserved = reserved.as_str().map_or_else(|| reserved.to_string(), str::to_owned);
        let policy = row.get("tdm-policy").and_then(Value::as_str);
        let declared = declared(Place::Host, &reserved, policy)?;
        matches(&location, &path).then_some((location.len(), declared))
    });
    matching.max_by_key(|(length, declared)| (*length, declared.is_some())).map(|(_, declared)| declared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Target;

    #[track_caller]
    fn check(
        headers: &[(&str, &str)],
        body: &str,
        file: Option<&str>,
        expect: Option<(Place, Option<&str>)>,
    ) {
        let response = Response {
            target: Target::parse("https://outlet.example/news/a?b").unwrap(),
            moved: None,
            status: 200,
            headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
            body: body.as_bytes().to_vec(),
            received: 0,
        };
        let found = reservation(&response, file);
        let found = found.as_ref().map(|found| (found.place, found.policy.as_deref()));
        assert_eq!(found, expect, "{headers:?} {body} {file:?}");
    }

    const META: &str =
        "<meta name=TDM-Reservation content=\" 1 \"><meta name=tdm-policy content=https://p.example/>";

    #[test]
    fn a_reservation_stands_in_header_page_or_file() {
        check(&[], "", None, None);
        check(&[("TDM-Reservation", "1")], "", None, Some((Place::Header, None)));
        check(&[("tdm-reservation", "0")], "", None, None);
        check(&[("tdm-reservation", "yes")], "", None, None);
        check(&[], META, None, Some((Place::Page, Some("https://p.example/"))));
        check(&[], &format!("<body>{META}"), None, None);
        check(&[], "the header tdm-reservation: 1 is <b>explained</b> here", None, None);
        let file = r#"[{"location":"/","tdm-reservation":0},{"location":"/news/*","tdm-reservation":1,"tdm-policy":"p"}]"#;
        check(&[], "", Some(file), Some((Place::Host, Some("p"))));
        check(
            &[],
            "",
            Some(r#"[{"location":"/","tdm-reservation":1},{"location":"/news","tdm-reservation":0}]"#),
            None,
        );
        check(&[], "", Some(r#"[{"location":"/sport","tdm-reservation":1}]"#), None);
        for broken in ["", "{}", "[1]", "[{\"location\":1}]", "[{\"location\":\"/\",\"tdm-reservation\":2}]"]
        {
            check(&[], "", Some(broken), None);
        }
    }

    #[test]
    fn what_stands_nearest_decides() {
        let all = r#"[{"location":"/*","tdm-reservation":1}]"#;
        check(&[("tdm-reservation", "0")], "", Some(all), None);
        check(&[("tdm-reservation", "1")], "<meta name=tdm-reservation content=0>", Some(all), None);
        check(&[("tdm-reservation", "0")], META, None, Some((Place::Page, Some("https://p.example/"))));
    }
}
