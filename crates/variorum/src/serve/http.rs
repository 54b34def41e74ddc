//! A request that was read whole, and the reply to it.

use std::io::Write;
use std::net::IpAddr;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

/// What a request wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// To read (GET, HEAD).
    Get,
    /// To change something.
    Post,
    /// To end something.
    Delete,
    /// Anything else, which no page understands.
    Other,
}

/// A request, without its body while it is being admitted.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path as sent.
    pub(crate) path: String,
    /// The query as sent, without `?`.
    pub(crate) query: String,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Who asks, and whether by TLS.
    pub(crate) from: From,
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct From {
    pub(crate) address: IpAddr,
    /// Whether the reader sees a page by TLS, which ends at a proxy.
    pub(crate) secure: bool,
}

impl From {
    /// `address` without TLS.
    pub(crate) fn plain(address: IpAddr) -> Self {
        Self { address, secure: false }
    }

    /// What a proxy before this server says of the one who asked it: the last address that it names, which it wrote
    /// itself, and the scheme.
    pub(crate) fn told(self, headers: &[(String, String)]) -> Self {
        let last = |name: &str| {
            let values = headers.iter().filter(|(known, _)| known == name);
            values.flat_map(|(_, value)| value.split(',')).map(str::trim).next_back()
        };
        let address = last("x-forwarded-for").and_then(|address| address.parse().ok());
        let secure = last("x-forwarded-proto").is_some_and(|scheme| scheme.eq_ignore_ascii_case("https"));
        Self { address: address.unwrap_or(self.address), secure }
    }
}

impl Request {
    /// The address of this server as the reader wrote it: "https://news.example".
    pub(crate) fn base(&self) -> String {
        let scheme = if self.from.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.header("host").unwrap_or("localhost"))
    }

    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The parts of the path, unescaped. A part that is no UTF-8 has replacement characters.
    pub(crate) fn segments(&self) -> Vec<String> {
        self.path.split('/').skip(1).map(|part| unescape(part, false)).collect()
    }

    /// The pairs of the query, unescaped.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        pairs(&self.query)
    }

    /// The first value of `name` in the query.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        self.pairs().into_iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The pairs of a form that was sent as a body.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        pairs(&String::from_utf8_lossy(&self.body))
    }

    /// The secret of a token that was sent along.
    pub(crate) fn bearer(&self) -> Option<&str> {
        let sent = self.header("authorization")?;
        let (scheme, secret) = sent.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then_some(secret.trim())
    }

    /// The value of a cookie.
    pub(crate) fn cookie(&self, name: &str) -> Option<&str> {
        let cookies = self.headers.iter().filter(|(known, _)| known == "cookie");
        let mut pairs =
            cookies.flat_map(|(_, value)| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
        pairs.find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

fn pairs(query: &str) -> Vec<(String, String)> {
    const MOST: usize = 1_000;
    let pair = |pair: &str| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (unescape(name, true), unescape(value, true))
    };
    query.split('&').filter(|p| !p.is_empty()).take(MOST).map(pair).collect()
}

/// Undoes the escaping of addresses; `plus` means a space in queries and forms.
fn unescape(part: &str, plus: bool) -> String {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let escaped =
            after.get(..2).filter(|_| *first == b'%').and_then(|digits| str::from_utf8(digits).ok());
        match (first, escaped.and_then(|digits| u8::from_str_radix(digits, 16).ok())) {
            (_, Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', None) if plus => bytes.push(b' '),
            (byte, None) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether a body may be packed. Where it holds a secret beside words that others may choose, the length of what is
/// packed tells whether they are alike (BREACH, 2013).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    /// It holds no secret, or a masked one.
    Allowed,
    /// Once the token of its forms is masked.
    Unmasked,
    /// It holds another secret.
    Never,
}

/// What goes back.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) kind: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) headers: Vec<(&'static str, String)>,
    /// Whether the body holds the token of the visitor's forms, so that it is for the visitor alone.
    pub(crate) secret: bool,
    pub(crate) packing: Packing,
}

pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const JSON: &str = "application/json";
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";

impl Reply {
    pub(crate) fn new(status: u16, kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            kind,
            body: body.into(),
            headers: Vec::new(),
            secret: false,
            packing: Packing::Allowed,
        }
    }

    /// A page; it holds the token of its forms.
    pub(crate) fn page(status: u16, page: String) -> Self {
        Self { secret: true, packing: Packing::Unmasked, ..Self::new(status, HTML, page) }
    }

    pub(crate) fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, JSON, body)
    }

    /// An error for programs.
    pub(crate) fn json_error(status: u16, kind: &str, message: &str) -> Self {
        let body = serde_json::json!({"v": 1, "error": {"kind": kind, "message": message}});
        Self::new(status, JSON, body.to_string())
    }

    /// Leads on to another page, which is then read.
    pub(crate) fn see_other(to: &str) -> Self {
        Self::new(303, TEXT, "").with("location", to)
    }

    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Adds what every reply has, answers 304 where the reader has it already, and packs what is worth it.
    pub(crate) fn sealed(mut self, request: &Request) -> Self {
        if self.status == 200 && request.method == Method::Get {
            let digest = Sha256::digest(&self.body);
            let tag: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
            let tag = format!("W/\"{tag}\"");
            let known = request
                .header("if-none-match")
                .is_some_and(|tags| tags.split(',').any(|known| known.trim() == tag || known.trim() == "*"));
            self.headers.push(("etag", tag));
            if known {
                self.status = 304;
                self.body = Vec::new();
            }
        }
        self.pack(request);
        if !self.headers.iter().any(|(name, _)| *name == "cache-control") {
            let cache = if self.secret { "private, no-cache" } else { "no-cache" };
            self.headers.push(("cache-control", cache.to_owned()));
        }
        for (name, value) in ALWAYS {
            self.headers.push((name, value.to_owned()));
        }
        self
    }

    fn pack(&mut self, request: &Request) {
        const WORTH: usize = 1_400;
        let accepts = request.header("accept-encoding").is_some_and(accepts_gzip);
        if self.packing != Packing::Allowed || !accepts || self.body.len() < WORTH {
            return;
        }
        let mut encoder = GzEncoder::new(Vec::new(), Compression::new(5));
        // Writing to memory cannot fail; if it did, the reply goes out as it is.
        let packed = encoder.write_all(&self.body).and_then(|()| encoder.finish());
        if let Ok(packed) = packed {
            self.body = packed;
            self.headers.push(("content-encoding", "gzip".to_owned()));
            self.headers.push(("vary", "accept-encoding".to_owned()));
        }
    }
}

fn accepts_gzip(header: &str) -> bool {
    header.split(',').any(|coding| {
        let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = weight.trim().strip_prefix("q=").is_some_and(|q| q.trim().parse::<f32>() == Ok(0.0));
        name.trim() == "gzip" && !refused
    })
}

/// Nothing is loaded from elsewhere, nothing runs that is not ours, nobody frames us, nobody learns where
/// a reader came from.
const ALWAYS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
         form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn request(path: &str, query: &str, headers: &[(&str, &str)]) -> Request {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        let from = From::plain(IpAddr::from([127, 0, 0, 1]));
        Request {
            method: Method::Get,
            path: path.into(),
            query: query.into(),
            headers,
            body: Vec::new(),
            from,
        }
    }

    #[test]
    fn escaped_paths_and_queries_are_read() {
        let read = request("/a%20b/c+d/%2e%2e/%", "q=a+b&q=%C3%A9&x=%zz&flag&=1", &[]);
        assert_eq!(read.segments(), ["a b", "c+d", "..", "%"]);
        let pairs = read.pairs();
        let shown: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}:{value}")).collect();
        assert_eq!(shown, ["q:a b", "q:é", "x:%zz", "flag:", ":1"]);
        assert_eq!(read.param("q").as_deref(), Some("a b"));
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let read = request("/", "", &[("cookie", "ab=1; b=2"), ("cookie", "c=3")]);
        assert_eq!(read.cookie("b"), Some("2"));
        assert_eq!(read.cookie("c"), Some("3"));
        assert_eq!(read.cookie("a"), None);
    }

    #[test]
    fn what_the_reader_has_is_not_sent_again() {
        let first = Reply::json("{}").sealed(&request("/", "", &[]));
        let tag = first.headers.iter().find(|(name, _)| *name == "etag").unwrap().1.clone();
        let again = |tags: &str| Reply::json("{}").sealed(&request("/", "", &[("if-none-match", tags)]));
        assert_eq!((first.status, again(&tag).status, again("W/\"x\"").status), (200, 304, 200));
        assert!(again(&format!("\"y\", {tag}")).body.is_empty());
    }

    #[test]
    fn only_what_is_no_secret_is_packed() {
        let gzip = request("/", "", &[("accept-encoding", "br, gzip;q=0.5")]);
        let refused = request("/", "", &[("accept-encoding", "gzip;q=0")]);
        let body = || "x".repeat(9_000);
        assert!(Reply::json(body()).sealed(&gzip).body.len() < 100);
        assert_eq!(Reply::json(body()).sealed(&refused).body.len(), 9_000);
        assert_eq!(Reply::page(200, body()).sealed(&gzip).body.len(), 9_000);
    }
}
