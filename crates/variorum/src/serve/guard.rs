//! Who may do what: names of the host, tokens of forms, the password.

use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use argon2::{Algorithm, Argon2, Params, Version};
use base64ct::{Base64Unpadded, Encoding};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::serve::attempts::Attempts;
use crate::serve::http::{From, Method, Packing, Reply, Request, TEXT};

/// The cookie that tells one visitor's forms from another's.
const VISITOR: &str = "variorum-visitor";
/// The cookie of somebody who gave the password.
const SIGNED: &str = "variorum-signed";
/// How long a sign-in lasts.
const LASTS: Duration = Duration::from_secs(12 * 60 * 60);

/// What decides on requests before any page sees them.
pub(crate) struct Guard {
    password: Option<String>,
    hosts: Vec<String>,
    /// Fresh for each run: signs cookies and tokens.
    key: [u8; 32],
    attempts: Mutex<Attempts>,
}

/// Who asks.
#[derive(Clone, Debug)]
pub(crate) struct Visitor {
    /// What the forms of this visitor have to send along.
    pub(crate) token: String,
    /// The cookie to set, where the visitor has none yet.
    pub(crate) cookie: Option<String>,
    /// Whether there is a sign-in to end.
    pub(crate) signed_in: bool,
    /// What the visitor may do.
    pub(crate) right: Right,
}

/// What a visitor may do; each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Right {
    /// To read.
    Read,
    /// To add articles, decide and watch.
    Write,
    /// To let others in, too.
    Admin,
}

impl Right {
    fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
        }
    }

    /// What `request` needs.
    fn needed(request: &Request) -> Self {
        let inner = request.path.split('/').nth(1);
        match request.method {
            _ if inner == Some("settings") => Self::Admin,
            Method::Get | Method::Other => Self::Read,
            Method::Post | Method::Delete => Self::Write,
        }
    }
}

impl Guard {
    pub(crate) fn new(password: Option<String>, hosts: Vec<String>) -> Result<Self> {
        let mut key = [0; 32];
        getrandom::fill(&mut key).map_err(|error| anyhow!("no random numbers: {error}"))?;
        let hosts = hosts.into_iter().map(|host| host.to_ascii_lowercase()).collect();
        Ok(Self { password, hosts, key, attempts: Mutex::default() })
    }

    /// Lets a request in by its head alone, or gives the reply that refuses it. `token` is what a token that was sent
    /// along allows: nothing, where there is no such token.
    pub(crate) fn admit(&self, request: &Request, token: Option<Option<Right>>) -> Result<Visitor, Reply> {
        if !self.knows_host(request.header("host").unwrap_or_default()) {
            return Err(Reply::new(
                421,
                TEXT,
                "This name does not belong to this reading room; --allow-host adds one.\n",
            ));
        }
        if matches!(request.method, Method::Post | Method::Delete) && is_foreign(request) {
            return Err(Reply::new(403, TEXT, "This request comes from another site.\n"));
        }
        let visitor = match token {
            None => self.visitor(request)?,
            Some(Some(right)) => Visitor { right, ..self.visitor(request)? },
            Some(None) => {
                let says = "no such token, or it was taken back";
                return Err(Reply::json_error(401, "unauthorized", says).with("www-authenticate", "Bearer"));
            }
        };
        let needed = Right::needed(request);
        if visitor.right < needed && request.path != "/login" {
            let says = format!("this token allows too little: it has to be for {}", needed.name());
            return Err(Reply::json_error(403, "forbidden", &says));
        }
        let open = ["/login", "/healthz", "/readyz", "/icon.svg"].contains(&request.path.as_str())
            || request.path.starts_with("/assets/")
            // The secret in the address lets in, to one story.
            || request.path.starts_with("/shared/");
        if self.password.is_none() || visitor.signed_in || token.is_some() || open {
            return Ok(visitor);
        }
        Err(self.ask_to_sign_in(request))
    }

    fn ask_to_sign_in(&self, request: &Request) -> Reply {
        let for_programs =
            request.path.starts_with("/api/") || request.path == "/metrics" || request.path.contains('.');
        if for_programs || request.method != Method::Get {
            return Reply::json_error(
                401,
                "unauthorized",
                "sign in first, or send the password by HTTP Basic",
            )
            .with("www-authenticate", "Basic realm=\"variorum\", charset=\"UTF-8\"");
        }
        let to = variorum_views::html::site::urls::escape(&format!("{}?{}", request.path, request.query));
        Reply::see_other(&format!("/login?to={to}"))
    }

    /// Against rebinding of names: only addresses in numbers, this machine's own name, and names that
    /// were allowed.
    fn knows_host(&self, header: &str) -> bool {
        let bracketed = header.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(host, _)| host);
        let host = bracketed.unwrap_or_else(|| header.rsplit_once(':').map_or(header, |(host, _)| host));
        let host = host.to_ascii_lowercase();
        host.parse::<IpAddr>().is_ok() || host == "localhost" || self.hosts.contains(&host)
    }

    fn visitor(&self, request: &Request) -> Result<Visitor, Reply> {
        let known =
            request.cookie(VISITOR).filter(|id| id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit()));
        let (id, cookie) = match known {
            Some(id) => (id.to_owned(), None),
            None => {
                let id = random_hex().ok_or_else(|| Reply::new(500, TEXT, "No random numbers.\n"))?;
                let cookie = format!("{VISITOR}={id}; Path=/; HttpOnly; SameSite=Lax");
                (id, Some(cookie))
            }
        };
        let signed_in = self.password.is_some() && (self.is_signed(request) || self.is_basic(request));
        Ok(Visitor { token: self.sign("form", &id), cookie, signed_in, right: Right::Admin })
    }

    /// Whether `token` is one that this visitor's forms were given.
    pub(crate) fn is_own_form(visitor: &Visitor, token: &str) -> bool {
        let Some((mask, masked)) = token.split_at_checked(token.len() / 2) else { return false };
        exclusive_or(mask, masked)
            .is_some_and(|token| visitor.token.as_bytes().ct_eq(token.as_bytes()).into())
    }

    /// Writes the token in the forms of a page anew, behind a mask that any change of the page changes: its words can
    /// then be packed, since the length of the whole tells nothing of the token. The same page has the same mask.
    pub(crate) fn masked(&self, mut reply: Reply, visitor: &Visitor) -> Reply {
        if !reply.secret {
            return reply;
        }
        let Ok(page) = String::from_utf8(std::mem::take(&mut reply.body)) else { return reply };
        let mask = self.sign("mask", &page);
        let token = exclusive_or(&mask, &visitor.token).map(|masked| mask + &masked);
        reply.body = page.replace(&visitor.token, &token.unwrap_or_default()).into();
        if reply.packing == Packing::Unmasked {
            reply.packing = Packing::Allowed;
        }
        reply
    }

    fn is_signed(&self, request: &Request) -> bool {
        let Some((until, mark)) = request.cookie(SIGNED).and_then(|cookie| cookie.split_once('.')) else {
            return false;
        };
        let own: bool = self.sign("signed", until).as_bytes().ct_eq(mark.as_bytes()).into();
        own && until.parse::<u64>().is_ok_and(|until| until > now())
    }

    /// The password by HTTP Basic, for programs. The name does not matter.
    fn is_basic(&self, request: &Request) -> bool {
        let sent = request.header("authorization").and_then(|value| value.strip_prefix("Basic "));
        let decoded = sent.and_then(|sent| base64(sent.trim()));
        let password = decoded.as_deref().and_then(|pair| pair.split_once(':')).map(|(_, password)| password);
        password.is_some_and(|password| self.try_password(password, request.from.address) == Ok(true))
    }

    /// The cookie for somebody who gives the password; what is wrong otherwise.
    pub(crate) fn sign_in(&self, password: &str, from: From) -> Result<String, &'static str> {
        match self.try_password(password, from.address) {
            Ok(true) => {
                let until = (now() + LASTS.as_secs()).to_string();
                let mark = self.sign("signed", &until);
                Ok(format!(
                    "{SIGNED}={until}.{mark}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{}",
                    LASTS.as_secs(),
                    if from.secure { "; Secure" } else { "" }
                ))
            }
            Ok(false) => Err("That is not the password."),
            Err(Wait) => Err("Too many wrong passwords. Wait a minute."),
        }
    }

    /// The cookie that ends a sign-in.
    pub(crate) fn sign_out() -> String {
        format!("{SIGNED}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0")
    }

    fn try_password(&self, password: &str, address: IpAddr) -> Result<bool, Wait> {
        // The lock is kept meanwhile, so that guesses cannot be made side by side.
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.wait(address) {
            return Err(Wait);
        }
        let right = self.password.as_deref().is_some_and(|hash| is_password(password, hash));
        attempts.note(address, right);
        Ok(right)
    }

    /// A keyed digest. The inner digest has a fixed length, so that nothing can be appended to it.
    fn sign(&self, purpose: &str, value: &str) -> String {
        let inner =
            Sha256::new().chain_update(self.key).chain_update(purpose).chain_update([0]).chain_update(value);
        let outer = Sha256::new().chain_update(self.key).chain_update(inner.finalize()).finalize();
        outer.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Wait;

/// Whether a browser says that another site sent the request. Programs say nothing, and a form of ours says
/// `null`, since our pages send no referrer; then the token of the form decides.
fn is_foreign(request: &Request) -> bool {
    if let Some(site) = request.header("sec-fetch-site") {
        return !["same-origin", "none"].contains(&site);
    }
    let host = request.header("host").unwrap_or_default();
    let from =
        |origin: &str| origin.split_once("://").is_some_and(|(_, from)| from.eq_ignore_ascii_case(host));
    request.header("origin").is_some_and(|origin| origin != "null" && !from(origin))
}

/// Of two numbers in hexadecimal digits of one length.
fn exclusive_or(one: &str, two: &str) -> Option<String> {
    let digit = |c: char| c.to_digit(16);
    if one.len() != two.len() {
        return None;
    }
    one.chars().zip(two.chars()).map(|(a, b)| char::from_digit(digit(a)? ^ digit(b)?, 16)).collect()
}

fn random_hex() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// Whether `held` is a hash that [`hash`] makes.
pub(crate) fn is_hash(held: &str) -> bool {
    held.starts_with("$argon2id$") && PasswordHash::new(held).is_ok()
}

/// The argon2id hash of `password`, with the parameters that OWASP gives first (19 MiB, two passes).
pub(crate) fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| anyhow!("no random numbers: {error}"))?;
    let salt = SaltString::encode_b64(&salt).map_err(|error| anyhow!("salt: {error}"))?;
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|error| anyhow!("parameters: {error}"))?;
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon.hash_password(password.as_bytes(), &salt).map_err(|error| anyhow!("hash: {error}"));
    Ok(hash.context("the password cannot be hashed")?.to_string())
}

fn is_password(password: &str, hash: &str) -> bool {
    let parsed = PasswordHash::new(hash);
    parsed.is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// As HTTP Basic sends it.
fn base64(text: &str) -> Option<String> {
    // Some leave the padding out.
    String::from_utf8(Base64Unpadded::decode_vec(text.trim_end_matches('=')).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::attempts::TRIES;

    fn request(method: Method, path: &str, headers: &[(&str, &str)]) -> Request {
        let headers = headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        Request { method, path: path.into(), query: String::new(), headers, body: Vec::new(), from: from(1) }
    }

    fn from(last: u8) -> From {
        From::plain(IpAddr::from([192, 0, 2, last]))
    }

    fn guard(password: Option<&str>) -> Guard {
        Guard::new(password.map(|p| hash(p).unwrap()), vec!["News.Example".into()]).unwrap()
    }

    #[test]
    fn only_known_names_of_the_host_are_answered() {
        let guard = guard(None);
        #[track_caller]
        fn check(guard: &Guard, host: &str, known: bool) {
            let read = request(Method::Get, "/", &[("host", host)]);
            assert_eq!(guard.admit(&read, None).is_ok(), known, "{host}");
        }
        check(&guard, "127.0.0.1:7373", true);
        check(&guard, "localhost:7373", true);
        check(&guard, "[::1]:7373", true);
        check(&guard, "192.168.1.5", true);
        check(&guard, "news.example", true);
        check(&guard, "evil.example:7373", false);
        check(&guard, "127.0.0.1.evil.example", false);
        check(&guard, "", false);
    }

    #[test]
    fn what_another_site_sends_is_refused() {
        let guard = guard(None);
        let post = |headers: &[(&str, &str)]| {
            let headers: Vec<_> = [("host", "localhost:1")].iter().chain(headers).copied().collect();
            guard
                .admit(&request(Method::Post, "/compare", &headers), None)
                .map_or_else(|reply| reply.status, |_| 200)
        };
        assert_eq!(post(&[("origin", "http://localhost:1")]), 200);
        assert_eq!(post(&[("origin", "http://localhost:2")]), 403);
        assert_eq!(post(&[("origin", "null"), ("sec-fetch-site", "same-origin")]), 200);
        assert_eq!(post(&[("origin", "null"), ("sec-fetch-site", "cross-site")]), 403);
        assert_eq!(post(&[("origin", "null")]), 200, "the token of the form decides");
        assert_eq!(post(&[]), 200);
    }

    #[test]
    fn the_token_belongs_to_the_visitor_and_the_run() {
        let guard = guard(None);
        let one = guard.admit(&request(Method::Get, "/", &[("host", "localhost")]), None).unwrap();
        let cookie = one.cookie.clone().unwrap();
        let pair = cookie.split(';').next().unwrap();
        let again = guard
            .admit(&request(Method::Get, "/", &[("host", "localhost"), ("cookie", pair)]), None)
            .unwrap();
        assert_eq!((again.token.as_str(), again.cookie.as_deref()), (one.token.as_str(), None));
        let other = guard.admit(&request(Method::Get, "/", &[("host", "localhost")]), None).unwrap();
        let sent = |visitor: &Visitor, words: &str| {
            let page = guard.masked(Reply::page(200, format!("{words} {}", visitor.token)), visitor);
            assert!(page.packing == Packing::Allowed && !page.body.ends_with(visitor.token.as_bytes()));
            String::from_utf8(page.body).unwrap().rsplit(' ').next().unwrap().to_owned()
        };
        assert_ne!(sent(&one, "rain"), sent(&one, "snow"), "another page has another mask");
        assert_eq!(sent(&one, "rain"), sent(&one, "rain"));
        assert!(Guard::is_own_form(&one, &sent(&again, "rain")));
        assert!(!Guard::is_own_form(&other, &sent(&one, "rain")));
        for token in ["", "0", "é", &one.token] {
            assert!(!Guard::is_own_form(&one, token), "{token}");
        }
    }

    #[test]
    fn behind_a_password_only_the_sign_in_is_open() {
        let guard = guard(Some("correct horse"));
        let status = |path: &str, headers: &[(&str, &str)]| {
            let headers: Vec<_> = [("host", "localhost")].iter().chain(headers).copied().collect();
            guard
                .admit(&request(Method::Get, path, &headers), None)
                .map_or_else(|reply| reply.status, |_| 200)
        };
        assert_eq!(status("/", &[]), 303);
        assert_eq!(status("/story/s1.json", &[]), 401);
        assert_eq!(status("/api/v1/stories", &[]), 401);
        assert_eq!(status("/login", &[]), 200);
        let cookie = guard.sign_in("correct horse", from(1)).unwrap();
        let pair = cookie.split(';').next().unwrap();
        assert_eq!(status("/", &[("cookie", pair)]), 200);
        assert_eq!(status("/", &[("cookie", &pair.replace('.', ".0"))]), 303);
        assert_eq!(status("/", &[("authorization", "Basic eDpjb3JyZWN0IGhvcnNl")]), 200);
        assert_eq!(status("/", &[("authorization", "Basic eDp3cm9uZw==")]), 303);
    }

    #[test]
    fn a_token_does_what_it_is_for_and_no_more() {
        let guard = guard(Some("correct horse"));
        let headers = [("host", "localhost")];
        let status = |method, path: &str, token| {
            guard.admit(&request(method, path, &headers), token).map_or_else(|reply| reply.status, |_| 200)
        };
        let api = "/api/v1/watches";
        for (right, reads, writes, settles) in
            [(Right::Read, 200, 403, 403), (Right::Write, 200, 200, 403), (Right::Admin, 200, 200, 200)]
        {
            assert_eq!(status(Method::Get, api, Some(Some(right))), reads, "{right:?}");
            assert_eq!(status(Method::Post, api, Some(Some(right))), writes, "{right:?}");
            assert_eq!(status(Method::Delete, api, Some(Some(right))), writes, "{right:?}");
            assert_eq!(status(Method::Get, "/settings", Some(Some(right))), settles, "{right:?}");
        }
        assert_eq!((status(Method::Get, api, Some(None)), status(Method::Get, api, None)), (401, 401));
        assert_eq!(status(Method::Get, "/shared/x", None), 200, "the secret decides");
        assert_eq!(status(Method::Post, "/login", None), 200);
    }

    #[test]
    fn after_many_wrong_passwords_their_sender_waits_and_no_other() {
        let guard = guard(Some("correct horse"));
        for _ in 0..TRIES {
            assert_eq!(guard.sign_in("wrong", from(2)).unwrap_err(), "That is not the password.");
        }
        assert!(guard.sign_in("correct horse", from(2)).unwrap_err().starts_with("Too many"));
        assert!(guard.sign_in("correct horse", from(1)).is_ok());
    }

    #[test]
    fn by_tls_the_cookie_goes_by_tls_alone() {
        let guard = guard(Some("correct horse"));
        let secure = From { secure: true, ..from(1) };
        assert!(guard.sign_in("correct horse", secure).unwrap().ends_with("; Secure"));
        assert!(!guard.sign_in("correct horse", from(1)).unwrap().contains("Secure"));
    }
}
