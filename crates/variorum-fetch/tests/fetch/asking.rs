//! What a question says, and what comes of an answer.

use std::io::Write;
use std::sync::{Arc, Mutex};

use tokio::io::AsyncWriteExt;
use variorum_fetch::{ErrorKind, Request, Settings, Target, Validators};

use crate::world::{OTHER, PUBLIC, World, answer, question, redirect, secure_server};

/// A world with one outlet that notes what it is asked.
fn noting(reply: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> (World, Arc<Mutex<Vec<String>>>) {
    let (world, asked) = (World::new(), Arc::new(Mutex::new(Vec::new())));
    world.name("outlet.example", &[PUBLIC]).name("other.example", &[OTHER]);
    let (notes, reply) = (Arc::clone(&asked), Arc::new(reply));
    for host in ["93.184.216.34:80", "151.101.1.67:80"] {
        let (notes, reply) = (Arc::clone(&notes), Arc::clone(&reply));
        world.answers(host, move |question| {
            notes.lock().unwrap().push(question.to_owned());
            reply(question)
        });
    }
    (world, asked)
}

#[test]
fn a_question_says_who_asks_and_what_is_known() {
    let (world, asked) = noting(|_| answer(304, &[], b""));
    let settings =
        Settings { contact: Some("desk@variorum.example\r\nx: y".to_owned()), ..Settings::default() };
    let validators = Validators {
        etag: Some("\"v1\"".to_owned()),
        last_modified: Some("Mon, 06 Jan 2031 08:00:00 GMT".to_owned()),
    };
    let target = Target::parse("http://outlet.example/feed?full=1#top").unwrap();
    let response = world.fetch_with(settings, Request { validators, ..Request::new(target) }).unwrap();
    assert_eq!((response.status, response.body.len()), (304, 0));
    let version = env!("CARGO_PKG_VERSION");
    let lines = asked.lock().unwrap().join("");
    for line in [
        "GET /feed?full=1 HTTP/1.1\r\n",
        "host: outlet.example\r\n",
        &format!(
            "user-agent: Variorum/{version} (compares news articles; contact: desk@variorum.examplex: y)\r\n"
        ),
        "accept-encoding: gzip\r\n",
        "if-none-match: \"v1\"\r\n",
        "if-modified-since: Mon, 06 Jan 2031 08:00:00 GMT\r\n",
    ] {
        assert!(lines.contains(line), "{line:?} in {lines}");
    }
    assert!(!lines.contains("authorization") && !lines.contains("cookie"), "{lines}");
}

#[test]
fn cookies_are_not_kept_and_passwords_stay_with_their_origin() {
    let (world, asked) = noting(|question| match question {
        first if first.starts_with("GET /first ") => {
            answer(302, &["location: /second", "set-cookie: id=1"], b"")
        }
        second if second.starts_with("GET /second ") => redirect(302, "http://other.example/third"),
        _ => answer(200, &[], b"news"),
    });
    let response = world.fetch("http://ann:secret@outlet.example/first").unwrap();
    assert_eq!(response.target.as_str(), "http://other.example/third");
    let asked = asked.lock().unwrap();
    let has_password: Vec<bool> =
        asked.iter().map(|question| question.contains("authorization: Basic")).collect();
    assert_eq!(has_password, [true, true, false]);
    assert!(!asked.iter().any(|question| question.contains("cookie")));
    assert!(!asked[2].contains("referer"));
}

#[test]
fn only_a_chain_of_permanent_redirects_moves_the_address() {
    for (first, second, moved) in [
        (301, 308, Some("http://outlet.example/c")),
        (301, 302, Some("http://outlet.example/b")),
        (302, 301, None),
        (307, 303, None),
    ] {
        let (world, _) = noting(move |question| match question {
            a if a.starts_with("GET /a ") => redirect(first, "b"),
            b if b.starts_with("GET /b ") => redirect(second, "c"),
            _ => answer(200, &[], b"news"),
        });
        let response = world.fetch("http://outlet.example/a").unwrap();
        assert_eq!(response.moved.as_ref().map(Target::as_str), moved, "{first} {second}");
    }
}

#[test]
fn a_status_is_told_in_words() {
    for (status, words) in [(404, "no page"), (410, "gone"), (429, "fewer"), (503, "fault"), (206, "no page")]
    {
        let (world, _) = noting(move |_| answer(status, &[], b"page"));
        let error = world.fetch("http://outlet.example/").unwrap().success().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Status(status));
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn packed_and_chunked_answers_are_unpacked() {
    let (world, _) = noting(|_| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all("news ".repeat(1000).as_bytes()).unwrap();
        answer(200, &["content-encoding: gzip"], &encoder.finish().unwrap())
    });
    let response = world.fetch("http://outlet.example/").unwrap();
    assert_eq!(response.body, "news ".repeat(1000).as_bytes());
    assert!(response.received < 200, "{}", response.received);
    let (world, _) = noting(|_| {
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nne\r\n2\r\nws\r\n0\r\n\r\n".to_vec()
    });
    assert_eq!(world.fetch("http://outlet.example/").unwrap().body, b"news");
    // Without a length the body ends with the connection.
    let (world, _) = noting(|_| b"HTTP/1.0 200 OK\r\n\r\nnews".to_vec());
    assert_eq!(world.fetch("http://outlet.example/").unwrap().body, b"news");
}

#[test]
fn secure_connections_are_checked() {
    for (certificate, words) in [
        (include_bytes!("tls/good.pem").as_slice(), None),
        (include_bytes!("tls/expired.pem"), Some("expired")),
        (include_bytes!("tls/elsewhere.pem"), Some("another host")),
        (include_bytes!("tls/itself.pem"), Some("nobody that this machine trusts")),
    ] {
        let world = World::new();
        let acceptor = secure_server(certificate);
        world.name("outlet.example", &[PUBLIC]).server("93.184.216.34:443", move |stream| {
            let acceptor = acceptor.clone();
            async move {
                // A client that does not trust the host breaks off.
                let Ok(mut stream) = acceptor.accept(stream).await else { return };
                let mut buffer = [0; 1024];
                let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut buffer).await;
                let _ = stream.write_all(&answer(200, &[], b"news")).await;
                let _ = stream.shutdown().await;
            }
        });
        let result = world.fetch("https://outlet.example/");
        match words {
            None => assert_eq!(result.unwrap().body, b"news"),
            Some(words) => {
                let error = result.unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Security, "{error}");
                assert!(error.to_string().contains(words), "{error}");
            }
        }
    }
}

#[test]
fn a_secure_answer_that_is_cut_is_no_answer() {
    let world = World::new();
    let acceptor = secure_server(include_bytes!("tls/good.pem"));
    world.name("outlet.example", &[PUBLIC]).server("93.184.216.34:443", move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let mut stream = acceptor.accept(stream).await.unwrap();
            let mut buffer = [0; 1024];
            let _ = tokio::io::AsyncReadExt::read(&mut stream, &mut buffer).await;
            // No length and no farewell: whoever sits between could have cut it.
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nnew").await;
            let _ = stream.flush().await;
        }
    });
    assert_eq!(world.fetch("https://outlet.example/").unwrap_err().kind(), ErrorKind::Answer);
}

#[test]
fn two_questions_can_be_open_at_once() {
    let world = World::new();
    world.name("slow.example", &[PUBLIC]).name("quick.example", &[OTHER]);
    world.server("93.184.216.34:80", |mut stream| async move {
        question(&mut stream).await;
        tokio::time::sleep(std::time::Duration::from_secs(20)).await;
        let _ = stream.write_all(&answer(200, &[], b"slow")).await;
    });
    world.answers("151.101.1.67:80", |_| answer(200, &[], b"quick"));
    let client = world.client(Settings::default());
    let order = crate::world::in_its_own_time(async move {
        let order = Arc::new(Mutex::new(Vec::new()));
        let fetch = |address: &str| {
            let (client, order) = (client.clone(), Arc::clone(&order));
            let request = Request::new(Target::parse(address).unwrap());
            tokio::spawn(async move {
                let body = client.fetch(&request).await.unwrap().body;
                order.lock().unwrap().push(String::from_utf8(body).unwrap());
            })
        };
        for open in [fetch("http://slow.example/"), fetch("http://quick.example/")] {
            open.await.unwrap();
        }
        Arc::try_unwrap(order).unwrap().into_inner().unwrap()
    });
    assert_eq!(order, ["quick", "slow"]);
}
