//! Sockets, limits and the end: the only part that waits.

use std::convert::Infallible;
use std::net::{IpAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{HeaderName, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

use crate::serve::http::{From, Method, Reply, Request, TEXT};
use crate::serve::{Site, routes};

/// Longest body in bytes: articles of a story with room to spare.
const LONGEST_BODY: usize = 32 << 20;
/// Connections at once.
const SEATS: usize = 512;
/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// How long its body may take.
const BODY: Duration = Duration::from_secs(60);
/// How long an answer may take.
const WORK: Duration = Duration::from_secs(60);
/// How long running answers have when the end is asked for.
const DRAIN: Duration = Duration::from_secs(10);

/// Answers until SIGINT or SIGTERM, then lets running answers finish.
pub(super) fn run(listener: TcpListener, site: Arc<Site>) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(32)
        .enable_all()
        .build()
        .context("cannot start the server")?;
    let done = runtime.block_on(listen(listener, site));
    runtime.shutdown_timeout(Duration::from_secs(1));
    done
}

async fn listen(listener: TcpListener, site: Arc<Site>) -> Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_headers(64);
    let graceful = GracefulShutdown::new();
    let seats = Arc::new(Semaphore::new(SEATS));
    loop {
        // A full house waits for a seat; the others wait in the listener's queue.
        let Ok(seat) = Arc::clone(&seats).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = interrupt.recv() => break,
            _ = terminate.recv() => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file descriptors, most likely: they come back.
            sleep(Duration::from_millis(50)).await;
            continue;
        };
        let _ = stream.set_nodelay(true);
        let (site, counted) = (Arc::clone(&site), Arc::clone(&site));
        let answer = service_fn(move |request| answer(Arc::clone(&site), peer.ip(), request));
        let connection = graceful.watch(http.serve_connection(TokioIo::new(stream), answer));
        tokio::spawn(async move {
            counted.metrics.connections.fetch_add(1, Ordering::Relaxed);
            // A connection that breaks is the reader's business.
            let _ = connection.await;
            counted.metrics.connections.fetch_sub(1, Ordering::Relaxed);
            drop(seat);
        });
    }
    drop(listener);
    let _ = timeout(DRAIN, graceful.shutdown()).await;
    Ok(())
}

async fn answer(
    site: Arc<Site>,
    peer: IpAddr,
    request: hyper::Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let start = Instant::now();
    let (head, body) = request.into_parts();
    let mut request = read_head(&head, From::plain(peer));
    if site.behind_proxy {
        request.from = request.from.told(&request.headers);
    }
    let reply = match received(Arc::clone(&site), request.clone(), body).await {
        Ok(reply) | Err(reply) => reply,
    };
    let reply = reply.sealed(&request);
    site.metrics.answered(reply.status, start.elapsed());
    if let Some(line) = site.log.line(&request, reply.status, reply.body.len(), start.elapsed()) {
        eprintln!("{line}");
    }
    Ok(respond(reply))
}

/// Admits by the head, reads the body, and works it off the threads that wait.
async fn received(site: Arc<Site>, mut request: Request, body: Incoming) -> Result<Reply, Reply> {
    // A password takes its time to check, so that admitting is work too.
    let (door, head) = (Arc::clone(&site), request.clone());
    let admitted = tokio::task::spawn_blocking(move || routes::admit(&door, &head)).await;
    let visitor = admitted.map_err(|_| failed())??;
    let read = timeout(BODY, Limited::new(body, LONGEST_BODY).collect()).await;
    let read = read.map_err(|_| Reply::new(408, TEXT, "The request took too long.\n"))?;
    let whole = read.map_err(|error| match error.downcast_ref::<LengthLimitError>() {
        Some(_) => Reply::new(413, TEXT, "More than 32 MiB at once. Use `variorum compare` for it.\n"),
        None => Reply::new(400, TEXT, "The request broke off.\n"),
    })?;
    request.body = whole.to_bytes().to_vec();
    let work = tokio::task::spawn_blocking(move || routes::answer(&site, &request, &visitor));
    match timeout(WORK, work).await {
        Ok(Ok(reply)) => Ok(reply),
        Ok(Err(_)) => Err(failed()),
        Err(_) => Err(Reply::new(503, TEXT, "This takes too long.\n")),
    }
}

fn failed() -> Reply {
    Reply::new(500, TEXT, "A failure of ours: what went wrong stands on the terminal.\n")
}

fn read_head(head: &hyper::http::request::Parts, from: From) -> Request {
    let method = match head.method {
        hyper::Method::GET | hyper::Method::HEAD => Method::Get,
        hyper::Method::POST => Method::Post,
        hyper::Method::DELETE => Method::Delete,
        _ => Method::Other,
    };
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
    let query = head.uri.query().unwrap_or_default().to_owned();
    Request { method, path: head.uri.path().to_owned(), query, headers, body: Vec::new(), from }
}

fn respond(reply: Reply) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(hyper::header::CONTENT_TYPE, HeaderValue::from_static(reply.kind));
    for (name, value) in reply.headers {
        // A value that no header can hold is left out rather than cut.
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.append(HeaderName::from_static(name), value);
        }
    }
    response
}
