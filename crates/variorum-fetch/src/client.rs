//! One request with its redirects, within bounds of time and size.

use std::future::{Future, poll_fn};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper::header::{self, HeaderMap, HeaderName, HeaderValue};
use hyper_util::rt::TokioIo;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Instant, error::Elapsed, timeout};
use url::Host;

use crate::address::{Permitted, Reach, permit};
use crate::body::Intake;
use crate::network::{Metered, Network, Stream, System};
use crate::target::Target;
use crate::{Error, ErrorKind, tls};

/// Bounds of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Redirects at most.
    pub redirects: usize,
    /// Time for all of it, redirects included.
    pub deadline: Duration,
    /// Time for one connection.
    pub connection: Duration,
    /// Longest body in bytes, packed and unpacked.
    pub body: usize,
    /// How many times longer a body may get when it is unpacked.
    pub ratio: usize,
    /// Header lines at most.
    pub headers: usize,
}

impl Limits {
    /// What requests are held to unless something else is said.
    pub const DEFAULT: Self = Self {
        redirects: 5,
        deadline: Duration::from_secs(30),
        connection: Duration::from_secs(10),
        body: 32 << 20,
        ratio: 100,
        headers: 256,
    };
}

/// Longest head of an answer in bytes.
const HEAD: usize = 64 << 10;

/// What holds for all requests of a client.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where the operator can be reached, an address or a mail address: publishers see it.
    pub contact: Option<String>,
    /// The bounds of each request.
    pub limits: Limits,
}

impl Default for Settings {
    fn default() -> Self {
        Self { contact: None, limits: Limits::DEFAULT }
    }
}

impl Settings {
    /// The value of `User-Agent`.
    pub fn user_agent(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let contact = self.contact.as_deref().map(|contact| format!("; contact: {contact}"));
        let words = format!("Variorum/{version} (compares news articles{})", contact.unwrap_or_default());
        words.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect()
    }
}

/// What a server said of a body, so that it need not send it again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Validators {
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The address.
    pub target: Target,
    /// How far the request may reach: into the own network only where a person typed the address and
    /// allowed it. It holds for the origin of the address alone, not for where redirects lead.
    pub reach: Reach,
    /// What is known of the body already.
    pub validators: Validators,
}

impl Request {
    /// Asks for an address on a public host.
    pub fn new(target: Target) -> Self {
        Self { target, reach: Reach::Public, validators: Validators::default() }
    }

    /// Asks for an address that a person typed and said may be of the own network.
    pub fn private(target: Target) -> Self {
        Self { reach: Reach::Private, ..Self::new(target) }
    }

    /// How far a hop to `target` may reach.
    fn reach_of(&self, target: &Target) -> Reach {
        if self.target.origin() == target.origin() { self.reach } else { Reach::Public }
    }

    /// The same question for another address, such as a file of the host of `target`.
    pub(crate) fn aside(&self, target: Target) -> Self {
        Self { reach: self.reach_of(&target), ..Self::new(target) }
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Response {
    /// Where the body came from, after all redirects.
    pub target: Target,
    /// The address that the first one moved to for good: all redirects up to it were permanent.
    pub moved: Option<Target>,
    /// The status.
    pub status: u16,
    /// Names and values of the header lines, in order; values that are no UTF-8 are mended.
    pub headers: Vec<(String, String)>,
    /// The body, unpacked; empty unless the status is one of success.
    pub body: Vec<u8>,
    /// Bytes of the body as they came over the line.
    pub received: usize,
}

impl Response {
    /// The first header line of that name; the case of letters is no matter.
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value.as_str())
    }

    /// What to ask with the next time.
    pub fn validators(&self) -> Validators {
        let value = |name| self.header(name).map(str::to_owned);
        Validators { etag: value("etag"), last_modified: value("last-modified") }
    }

    /// This answer if it is one of success.
    ///
    /// # Errors
    /// What another status means, in words.
    pub fn success(self) -> Result<Self, Error> {
        if (200..300).contains(&self.status) && self.status != 206 {
            return Ok(self);
        }
        Err(Error::new(ErrorKind::Status(self.status), status_words(self.status)).at(&self.target))
    }
}

/// What a status means for a reader.
pub fn status_words(status: u16) -> String {
    let words = match status {
        401 => "the page is behind a login",
        402 => "the page is behind a payment",
        403 => "the server refuses to give the page to programs",
        404 => "there is no page at this address",
        410 => "the page is gone for good",
        429 => "the server asks for fewer requests",
        451 => "the page is withheld for legal reasons",
        500..=599 => "the server has a fault of its own",
        _ => "the server gave no page",
    };
    format!("{words} (status {status})")
}

/// A request with the redirects that it was sent through.
pub(crate) struct Chain {
    /// What is asked for now.
    pub(crate) asked: Target,
    seen: Vec<Target>,
    permanent: bool,
    moved: Option<Target>,
    most: usize,
    left: Duration,
}

impl Chain {
    pub(crate) fn new(request: &Request, limits: Limits) -> Self {
        Self {
            asked: request.target.clone(),
            seen: vec![request.target.clone()],
            permanent: true,
            moved: None,
            most: limits.redirects,
            left: limits.deadline,
        }
    }

    /// Goes where an answer sends us; gives the answer back if it sends nowhere.
    fn follow(&mut self, mut response: Response) -> Result<Option<Response>, Error> {
        let Some(next) = redirect(&response)? else {
            response.moved = self.moved.take();
            return Ok(Some(response));
        };
        if self.seen.contains(&next) {
            return Err(Error::new(ErrorKind::Redirect, "the server sends us round in a circle"));
        }
        if self.seen.len() > self.most {
            return Err(Error::new(ErrorKind::Redirect, format!("more than {} redirects", self.most)));
        }
        self.permanent &= matches!(response.status, 301 | 308);
        if self.permanent {
            self.moved = Some(next.clone());
        }
        self.asked = next.clone();
        self.seen.push(next);
        Ok(None)
    }
}

/// Fetches.
#[derive(Clone)]
pub struct Client {
    network: Arc<dyn Network>,
    tls: Option<Arc<ClientConfig>>,
    settings: Settings,
}

impl Client {
    /// A client on the network of this machine.
    pub fn new(settings: Settings) -> Self {
        Self::on(Arc::new(System), tls::system_roots(), settings)
    }

    /// A client on a network of one's own, which trusts `roots`.
    pub fn on(network: Arc<dyn Network>, roots: RootCertStore, settings: Settings) -> Self {
        Self { network, tls: tls::config(roots), settings }
    }

    /// What holds for all requests.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The header lines of the first question for an address, as they are shown: without a password.
    pub(crate) fn asks(&self, request: &Request) -> Vec<(String, String)> {
        let Ok(question) = self.question(request, &request.target) else { return Vec::new() };
        let mut asked = lines(question.headers());
        for (_, value) in asked.iter_mut().filter(|(name, _)| name == header::AUTHORIZATION.as_str()) {
            "(a user name and a password)".clone_into(value);
        }
        asked
    }

    /// Asks for an address and follows redirects. Any status is an answer; see [`Response::success`].
    ///
    /// # Errors
    /// Everything else: see [`ErrorKind`].
    pub async fn fetch(&self, request: &Request) -> Result<Response, Error> {
        let mut chain = Chain::new(request, self.settings.limits);
        loop {
            if let Some(response) = self.step(request, &mut chain).await? {
                return Ok(response);
            }
        }
    }

    /// One hop of a chain; an answer that is no redirect ends it.
    pub(crate) async fn step(&self, request: &Request, chain: &mut Chain) -> Result<Option<Response>, Error> {
        let start = Instant::now();
        let hop = timeout(chain.left, self.hop(request, &chain.asked)).await;
        chain.left = chain.left.saturating_sub(start.elapsed());
        let result = hop.unwrap_or_else(|Elapsed { .. }| Err(too_slow(self.settings.limits.deadline)));
        let asked = chain.asked.clone();
        result.and_then(|response| chain.follow(response)).map_err(|error| error.at(&asked))
    }

    /// One question and its answer.
    async fn hop(&self, request: &Request, target: &Target) -> Result<Response, Error> {
        let stream = self.connection(request, target).await?;
        // Heads, interim answers and the marks of chunks come on top of the body: about as much again.
        let most = self.settings.limits.body.saturating_mul(2).saturating_add(HEAD);
        let io = TokioIo::new(Metered::new(stream, most));
        let mut builder = http1::Builder::new();
        builder.max_headers(self.settings.limits.headers).max_buf_size(HEAD);
        let (mut sender, connection) =
            builder.handshake::<_, Empty<Bytes>>(io).await.map_err(|e| broken(&e))?;
        // The connection works only while this request is polled, and ends with it.
        let exchange = async {
            let question = self.question(request, target)?;
            let answer = sender.send_request(question).await.map_err(|e| broken(&e))?;
            self.answer(target, answer).await
        };
        let (mut exchange, mut connection) = (pin!(exchange), pin!(connection));
        let mut open = true;
        poll_fn(|context| {
            if let Poll::Ready(answer) = exchange.as_mut().poll(context) {
                return Poll::Ready(answer);
            }
            // Once the connection is done, what it has handed over can still be taken.
            if open && connection.as_mut().poll(context).is_ready() {
                open = false;
                return exchange.as_mut().poll(context);
            }
            Poll::Pending
        })
        .await
    }

    /// A connection to the host of `target`, if it may be asked.
    async fn connection(&self, request: &Request, target: &Target) -> Result<Box<dyn Stream>, Error> {
        let limit = self.settings.limits.connection;
        let reach = request.reach_of(target);
        let mut last = Error::new(ErrorKind::Name, "the name of the host leads nowhere");
        for address in self.addresses(target, reach).await? {
            let connect = timeout(limit, self.network.connect(address)).await;
            match connect {
                Ok(Ok(stream)) if target.is_secure() => {
                    return tls::secure(self.tls.as_ref(), target, stream).await;
                }
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = unconnected(&error),
                Err(Elapsed { .. }) => last = too_slow(limit),
            }
        }
        Err(last)
    }

    /// The addresses of the host that may be asked.
    async fn addresses(&self, target: &Target, reach: Reach) -> Result<Vec<Permitted>, Error> {
        let ips = match target.parsed_host() {
            Some(Host::Ipv4(ip)) => vec![IpAddr::V4(ip)],
            Some(Host::Ipv6(ip)) => vec![IpAddr::V6(ip)],
            // No name server is to be asked for these (RFC 6761, section 6.3).
            Some(Host::Domain(name)) if is_localhost(name) => {
                vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
            }
            Some(Host::Domain(name)) => {
                let resolved = self.network.resolve(name).await;
                resolved.map_err(|_| Error::new(ErrorKind::Name, "the name of the host leads nowhere"))?
            }
            None => Vec::new(),
        };
        let mut refused = None;
        let mut permitted = Vec::new();
        for ip in ips {
            match permit(ip, target.port(), reach) {
                Ok(address) => permitted.push(address),
                Err(what) => refused = Some(what),
            }
        }
        match refused {
            Some(what) if permitted.is_empty() => Err(forbidden(what)),
            _ => Ok(permitted),
        }
    }

    fn question(&self, request: &Request, target: &Target) -> Result<hyper::Request<Empty<Bytes>>, Error> {
        let mut question = hyper::Request::builder()
            .uri(target.path_and_query())
            .header(header::HOST, target.host_header())
            .header(header::USER_AGENT, self.settings.user_agent())
            .header(header::ACCEPT, ACCEPT)
            .header(header::ACCEPT_ENCODING, "gzip")
            .header(header::CONNECTION, "close");
        if let Some(authorization) = target.authorization() {
            question = question.header(header::AUTHORIZATION, authorization);
        }
        // What one origin said of its body tells another nothing but who we are.
        if target.origin() == request.target.origin() {
            let validators = &request.validators;
            let known = [
                (header::IF_NONE_MATCH, &validators.etag),
                (header::IF_MODIFIED_SINCE, &validators.last_modified),
            ];
            for (name, value) in known {
                let value = value.as_ref().and_then(|value| HeaderValue::from_str(value).ok());
                question = value.into_iter().fold(question, |question, value| question.header(&name, value));
            }
        }
        let unaskable = |_| Error::new(ErrorKind::Address, "the address cannot be asked for");
        question.body(Empty::new()).map_err(unaskable)
    }

    async fn answer(&self, target: &Target, answer: hyper::Response<Incoming>) -> Result<Response, Error> {
        let (head, mut incoming) = answer.into_parts();
        let mut response = Response {
            target: target.clone(),
            moved: None,
            status: head.status.as_u16(),
            headers: lines(&head.headers),
            body: Vec::new(),
            received: 0,
        };
        if !head.status.is_success() {
            return Ok(response);
        }
        let mut intake = Intake::new(response.header("content-encoding"), self.settings.limits)?;
        while let Some(frame) = incoming.frame().await {
            if let Some(bytes) = frame.map_err(|e| broken(&e))?.data_ref() {
                intake.take(bytes)?;
            }
        }
        (response.body, response.received) = intake.finish()?;
        Ok(response)
    }
}

const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, text/html;q=0.9, \
                      application/xhtml+xml;q=0.9, application/xml;q=0.8, text/plain;q=0.7, */*;q=0.1";

/// Where an answer sends us.
fn redirect(response: &Response) -> Result<Option<Target>, Error> {
    if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let Some(location) = response.header("location") else {
        return Err(Error::new(ErrorKind::Redirect, "a redirect that does not say where to"));
    };
    response.target.join(location).map(Some)
}

fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

fn lines(headers: &HeaderMap) -> Vec<(String, String)> {
    let line = |(name, value): (&HeaderName, &HeaderValue)| {
        (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    headers.iter().map(line).collect()
}

fn forbidden(what: &str) -> Error {
    Error::new(ErrorKind::Forbidden, format!("the host has {what}, which is not asked"))
}

fn too_slow(limit: Duration) -> Error {
    Error::new(ErrorKind::Time, format!("no complete answer within {} seconds", limit.as_secs()))
}

fn unconnected(error: &std::io::Error) -> Error {
    let words = match error.kind() {
        std::io::ErrorKind::ConnectionRefused => "nobody answers at this port".to_owned(),
        std::io::ErrorKind::NetworkUnreachable | std::io::ErrorKind::HostUnreachable => {
            "there is no way to the host: is this machine connected?".to_owned()
        }
        _ => format!("no connection: {error}"),
    };
    Error::new(ErrorKind::Connection, words)
}

/// What a fault of the protocol means.
fn broken(error: &hyper::Error) -> Error {
    let io = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<std::io::Error>());
    // hyper has no question for this one, only its words.
    let too_large = error.is_parse() && error.to_string().contains("too large");
    if io.is_some_and(|e| e.kind() == std::io::ErrorKind::QuotaExceeded) {
        return Error::new(ErrorKind::Size, "the server sends without end");
    }
    let words = if too_large {
        "the head of the answer is too long, or has too many lines".to_owned()
    } else if error.is_parse() {
        "what came is no answer of a web server".to_owned()
    } else if error.is_incomplete_message()
        || io.is_some_and(|e| e.kind() == std::io::ErrorKind::UnexpectedEof)
    {
        "the answer broke off before its end".to_owned()
    } else if io.is_some_and(|e| e.kind() == std::io::ErrorKind::ConnectionReset) {
        "the server broke the connection off".to_owned()
    } else {
        format!("the answer broke off: {error}")
    };
    Error::new(ErrorKind::Answer, words)
}
