//! Hostile servers: each ends in bounded time and memory, with the reason in words.

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, sleep};
use variorum_fetch::{
    Client, Error, ErrorKind, Follower, Kind, Limits, Looking, Manners, Pace, Polled, Request, Settings,
    Subscription, Target, Visitor,
};

use crate::world::{PUBLIC, World, answer, in_its_own_time, question, redirect};

const HOST: &str = "93.184.216.34:80";

fn world() -> World {
    let world = World::new();
    world.name("outlet.example", &[PUBLIC]);
    world
}

/// Fetches from the hostile server and says how it ended, and after how many seconds of the world's clock.
fn outcome(world: &World, address: &str) -> (Result<usize, Error>, u64) {
    let client = world.client(Settings::default());
    let request = Request::new(Target::parse(address).unwrap());
    in_its_own_time(async move {
        let start = Instant::now();
        let result = client.fetch(&request).await.map(|response| response.body.len());
        (result, start.elapsed().as_secs())
    })
}

#[track_caller]
fn check(world: &World, kind: ErrorKind, words: &str) {
    let (result, seconds) = outcome(world, "http://outlet.example/feed");
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(words), "{error}");
    assert!(error.to_string().contains("outlet.example/feed"), "{error}");
    assert!(seconds <= 30, "{seconds} s");
}

/// Bytes that a client may take in before it gives up on a body: the limit, and what stands in buffers.
const MOST: usize = Limits::DEFAULT.body + (2 << 20);

#[test]
fn a_head_that_comes_a_byte_at_a_time() {
    let world = world();
    world.server(HOST, |mut stream| async move {
        for byte in answer(200, &[&format!("x: {}", "y".repeat(1000))], b"news") {
            sleep(Duration::from_secs(1)).await;
            let _ = stream.write_all(&[byte]).await;
        }
    });
    check(&world, ErrorKind::Time, "within 30 seconds");
}

#[test]
fn a_body_that_comes_a_byte_at_a_time() {
    let world = world();
    world.server(HOST, |mut stream| async move {
        question(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n").await;
        while stream.write_all(b"x").await.is_ok() {
            sleep(Duration::from_secs(1)).await;
        }
    });
    check(&world, ErrorKind::Time, "within 30 seconds");
}

#[test]
fn a_server_that_says_nothing() {
    let world = world();
    world.server(HOST, |stream| async move {
        sleep(Duration::from_secs(100_000)).await;
        drop(stream);
    });
    check(&world, ErrorKind::Time, "within 30 seconds");
}

#[test]
fn slow_redirects_share_one_deadline() {
    let world = world();
    world.server(HOST, |mut stream| async move {
        let asked = question(&mut stream).await;
        sleep(Duration::from_secs(9)).await;
        let path = asked.split(' ').nth(1).unwrap();
        let _ = stream.write_all(&redirect(302, &format!("{path}d"))).await;
    });
    let (result, seconds) = outcome(&world, "http://outlet.example/feed");
    assert_eq!(result.unwrap_err().kind(), ErrorKind::Time);
    assert_eq!(seconds, 30);
}

#[test]
fn endless_bodies() {
    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\n\r\n<rss>",
    ] {
        let world = world();
        world.endless(HOST, head, vec![b'x'; 64 << 10]);
        check(&world, ErrorKind::Size, "longer than 32 MiB");
        assert!(world.written() <= MOST, "{}", world.written());
    }
    let world = world();
    world.endless(
        HOST,
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n",
        format!("400\r\n{}\r\n", "x".repeat(1024)).into_bytes(),
    );
    check(&world, ErrorKind::Size, "longer than 32 MiB");
}

#[test]
fn redirects_without_end() {
    let world = world();
    world.answers(HOST, |_| redirect(302, "/feed"));
    check(&world, ErrorKind::Redirect, "circle");
    let world = self::world();
    world.answers(HOST, |question| {
        let path = question.split(' ').nth(1).unwrap();
        redirect(302, &format!("{path}d"))
    });
    let (result, _) = outcome(&world, "http://outlet.example/feed");
    assert!(result.unwrap_err().to_string().contains("more than 5 redirects"));
    assert_eq!(world.connected().len(), 6);
    let world = self::world();
    world.answers(HOST, |_| answer(302, &[], b""));
    check(&world, ErrorKind::Redirect, "does not say where");
    let world = self::world();
    world.answers(HOST, |_| redirect(302, "http://[/"));
    check(&world, ErrorKind::Address, "no address");
}

#[test]
fn bombs() {
    let bomb = |times: usize| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        (0..times).for_each(|_| encoder.write_all(&vec![b'x'; 1 << 20]).unwrap());
        encoder.finish().unwrap()
    };
    let (small, large) = (bomb(10), bomb(512));
    for (packed, words) in [(small, "more than 100 times"), (large, "longer than 32 MiB")] {
        let world = world();
        world.answers(HOST, move |_| answer(200, &["content-encoding: gzip"], &packed));
        let (result, _) = outcome(&world, "http://outlet.example/feed");
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Size);
        assert!(
            error.to_string().contains(words) || error.to_string().contains("more than 100 times"),
            "{error}"
        );
    }
    // Bombs in each other, or of another kind: only what was asked for is unpacked.
    for packing in ["gzip, gzip", "br", "zstd", "deflate", "compress"] {
        let world = world();
        world.answers(HOST, move |_| answer(200, &[&format!("content-encoding: {packing}")], b"x"));
        check(&world, ErrorKind::Answer, "not asked for");
    }
}

#[test]
fn heads_without_measure() {
    let lines = |count: usize| -> Vec<u8> {
        let lines: String = (0..count).map(|n| format!("x-{n}: y\r\n")).collect();
        format!("HTTP/1.1 200 OK\r\n{lines}\r\n").into_bytes()
    };
    let world = world();
    world.answers(HOST, move |_| lines(10_000));
    check(&world, ErrorKind::Answer, "too many lines");
    let world = self::world();
    world.answers(HOST, |_| answer(200, &[&format!("x: {}", "y".repeat(1 << 20))], b""));
    check(&world, ErrorKind::Answer, "too long");
    let world = self::world();
    world.endless(HOST, "HTTP/1.1 200 OK\r\n", b"x: y\r\n".repeat(1000));
    check(&world, ErrorKind::Answer, "too");
    assert!(world.written() < 1 << 20, "{}", world.written());
    // Interim answers without end.
    let world = self::world();
    world.endless(HOST, "", b"HTTP/1.1 103 Early\r\n\r\n".to_vec());
    let (result, seconds) = outcome(&world, "http://outlet.example/feed");
    assert!(result.is_err() && seconds <= 30);
}

#[test]
fn wrong_lengths_and_broken_answers() {
    for (sent, words) in [
        (b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nnews".as_slice(), "broke off"),
        (
            b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\ncontent-length: 5\r\n\r\nnews!",
            "no answer of a web server",
        ),
        (b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\nnews", "no answer of a web server"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nnews", "broke off"),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nnews\r\n", "broke off"),
        (b"HTTP/1.1 200 OK\r\ncontent-", "broke off"),
        (b"", "broke off"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no answer of a web server"),
        (b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "no answer of a web server"),
        (b"HTTP/2 200\r\n\r\n", "no answer of a web server"),
    ] {
        let world = world();
        world.answers(HOST, move |_| sent.to_vec());
        check(&world, ErrorKind::Answer, words);
    }
    // More than was announced is not read.
    let world = world();
    world.answers(HOST, |_| b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnews and more".to_vec());
    assert_eq!(outcome(&world, "http://outlet.example/feed").0, Ok(4));
}

#[test]
fn what_speaks_no_secure_protocol() {
    for sent in [b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), b"\x16\x03\x01\xff\xff", &[0; 600], b""] {
        let world = world();
        world.server("93.184.216.34:443", move |mut stream| async move {
            let _ = stream.write_all(sent).await;
        });
        let (result, seconds) = outcome(&world, "https://outlet.example/feed");
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Security, "{error}");
        assert!(seconds <= 30);
    }
    let world = world();
    world.server("93.184.216.34:443", |stream| async move {
        sleep(Duration::from_secs(100_000)).await;
        drop(stream);
    });
    assert_eq!(outcome(&world, "https://outlet.example/feed").0.unwrap_err().kind(), ErrorKind::Time);
}

/// All of them beside each other and ten good outlets: each has its failure in words, and the good ones lose nothing.
#[test]
fn hostile_outlets_harm_no_other() {
    let world = World::new();
    let name = |number: usize, host: &str| {
        let at = format!("93.184.{number}.1");
        world.name(host, &[&at]);
        format!("{at}:80")
    };
    world.server(&name(1, "loris.example"), |mut stream| async move {
        for byte in answer(200, &[&format!("x: {}", "y".repeat(1000))], b"news") {
            sleep(Duration::from_secs(1)).await;
            let _ = stream.write_all(&[byte]).await;
        }
    });
    world.server(&name(2, "silent.example"), |stream| async move {
        sleep(Duration::from_secs(100_000)).await;
        drop(stream);
    });
    let feeds = |reply: Vec<u8>| {
        move |asked: &str| match asked.starts_with("GET /feed") {
            true => reply.clone(),
            false => answer(404, &[], b""),
        }
    };
    world.answers(&name(3, "endless.example"), feeds(answer(200, &[], &vec![b'x'; (32 << 20) + 1])));
    world.answers(&name(4, "circle.example"), feeds(redirect(302, "/feed")));
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b'x'; 10 << 20]).unwrap();
    world.answers(
        &name(5, "bomb.example"),
        feeds(answer(200, &["content-encoding: gzip"], &bomb.finish().unwrap())),
    );
    world.answers(
        &name(6, "short.example"),
        feeds(b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nnews".to_vec()),
    );
    world.answers(
        &name(7, "heads.example"),
        feeds(format!("HTTP/1.1 200 OK\r\n{}\r\n", "x: y\r\n".repeat(10_000)).into_bytes()),
    );
    world.answers(&name(8, "other.example"), feeds(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()));
    // What stands at port 443 speaks no secure protocol.
    world.name("tls.example", &["93.184.9.1"]);
    world.server("93.184.9.1:443", |mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    });
    let expected = [
        ("http://loris.example/feed", "within 30 seconds"),
        ("http://silent.example/feed", "within 30 seconds"),
        ("http://endless.example/feed", "longer than 32 MiB"),
        ("http://circle.example/feed", "circle"),
        ("http://bomb.example/feed", "more than 100 times"),
        ("http://short.example/feed", "broke off"),
        ("http://heads.example/feed", "too many lines"),
        ("http://other.example/feed", "no answer of a web server"),
        ("https://tls.example/feed", "secure"),
    ];
    let good: Vec<String> = (20..30).map(|number| format!("http://good{number}.example/feed")).collect();
    for number in 20..30 {
        let feed = format!(
            "<rss><channel><item><guid>{number}</guid><title>News</title><description>News.</description></item></channel></rss>"
        );
        world.answers(
            &name(number, &format!("good{number}.example")),
            feeds(answer(200, &[], feed.as_bytes())),
        );
    }
    let addresses = expected.iter().map(|(address, _)| *address).chain(good.iter().map(String::as_str));
    let due =
        addresses.map(|address| Subscription::new(&Target::parse(address).unwrap(), Kind::Feed, 0)).collect();
    let client = world.client(Settings::default());
    let (looks, seconds) = in_its_own_time(async {
        let start = Instant::now();
        let looking = Looking {
            visitor: Arc::new(Visitor::new(client, Manners::default(), Vec::new())),
            pace: Pace::default(),
            clock: Arc::new(|| 0),
            chance: Arc::new(|| 0.0),
        };
        let mut once = Once { due, looks: Vec::new() };
        looking.once(&mut once).await;
        (once.looks, start.elapsed().as_secs())
    });
    assert_eq!(looks.len(), expected.len() + good.len());
    assert!(seconds <= 100, "{seconds} s for three requests a host, beside each other");
    for look in looks {
        let address = look.subscription.address();
        let failure = look.subscription.health.failure.map(|failure| failure.words).unwrap_or_default();
        match expected.iter().find(|(hostile, _)| *hostile == address) {
            Some((_, words)) => {
                assert!(failure.contains(words) && look.found.is_empty(), "{address}: {failure}")
            }
            None => assert!(failure.is_empty() && look.found.len() == 1, "{address}: {failure}"),
        }
        assert!(look.subscription.schedule.next >= 900, "{address} is asked again too soon");
    }
}

struct Once {
    due: Vec<Subscription>,
    looks: Vec<Polled>,
}

impl Follower for Once {
    fn due(&mut self, _: &BTreeSet<String>) -> Option<Vec<Subscription>> {
        Some(std::mem::take(&mut self.due))
    }

    fn done(&mut self, polled: Polled) {
        self.looks.push(polled);
    }
}

/// A real connection that is reset: what is unread when a socket closes makes the kernel reset it.
#[test]
fn a_connection_that_is_reset() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.read_exact(&mut [0; 4]).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nnews").unwrap();
    });
    let client = Client::new(Settings::default());
    let request = Request::private(Target::parse(&format!("http://127.0.0.1:{port}/")).unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(client.fetch(&request)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Answer, "{error}");
    server.join().unwrap();
}
