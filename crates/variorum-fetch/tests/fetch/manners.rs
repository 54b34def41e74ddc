//! Manners: what a host asks of programs is asked for first, kept, and obeyed on each hop.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::time::Instant;
use variorum_fetch::{Client, Error, ErrorKind, Host, Manners, Request, Settings, Target, Visit, Visitor};

use crate::world::{OTHER, PUBLIC, World, answer, in_its_own_time, redirect};

type Log = Arc<Mutex<Vec<(u64, String)>>>;

/// Two outlets with the same pages; the log has the second and the path of each question.
fn outlets(robots: &'static str) -> (World, Log) {
    let (world, log) = (World::new(), Log::default());
    world.name("outlet.example", &[PUBLIC]).name("other.example", &[OTHER]);
    for host in ["93.184.216.34:80", "151.101.1.67:80"] {
        let log = Arc::clone(&log);
        let start = Mutex::new(None);
        world.answers(host, move |question| {
            let start = *start.lock().unwrap().get_or_insert_with(Instant::now);
            let path = question.split(' ').nth(1).unwrap().to_owned();
            log.lock().unwrap().push((start.elapsed().as_secs(), path.clone()));
            match path.as_str() {
                "/robots.txt" => answer(200, &[], robots.as_bytes()),
                "/to-private" => redirect(302, "/private/page"),
                "/to-other" => redirect(302, "http://other.example/private/page"),
                "/reserved" => {
                    answer(200, &["tdm-reservation: 1", "tdm-policy: http://outlet.example/p"], b"page")
                }
                "/.well-known/tdmrep.json" => answer(404, &[], b""),
                _ => answer(200, &[], b"page"),
            }
        });
    }
    (world, log)
}

fn visitor(client: Client, hosts: Vec<Host>) -> Visitor {
    Visitor::new(client, Manners::default(), hosts)
}

async fn visit(visitor: &Visitor, address: &str, now: i64) -> Result<Visit, Error> {
    visitor.visit(&Request::new(Target::parse(address).unwrap()), now).await
}

fn paths(log: &Log) -> Vec<String> {
    log.lock().unwrap().iter().map(|(_, path)| path.clone()).collect()
}

#[test]
fn the_rules_are_asked_for_once_a_day_and_kept() {
    let (world, log) = outlets("");
    let visitor = visitor(world.client(Settings::default()), Vec::new());
    let kept = in_its_own_time(async {
        for (path, now) in [("a", 0), ("b", 10), ("c", 86_399)] {
            visit(&visitor, &format!("http://outlet.example/{path}"), now).await.unwrap();
        }
        let kept = visitor.news_of_hosts(86_399);
        assert!(visitor.news_of_hosts(86_399).is_empty(), "no news since");
        visit(&visitor, "http://outlet.example/d", 86_400).await.unwrap();
        kept
    });
    let files = ["/robots.txt", "/.well-known/tdmrep.json"];
    assert_eq!(paths(&log), [files[0], files[1], "/a", "/b", "/c", files[0], files[1], "/d"]);
    // Another run that is told what was seen need not ask.
    log.lock().unwrap().clear();
    let visitor = self::visitor(world.client(Settings::default()), kept);
    in_its_own_time(async { visit(&visitor, "http://outlet.example/e", 100).await.unwrap() });
    assert_eq!(paths(&log), ["/e"]);
}

#[test]
fn what_the_rules_forbid_is_not_asked_for_on_any_hop() {
    let (world, log) = outlets("user-agent: *\ndisallow: /private");
    let visitor = visitor(world.client(Settings::default()), Vec::new());
    in_its_own_time(async {
        for path in ["private/page", "to-private", "to-other"] {
            let error = visit(&visitor, &format!("http://outlet.example/{path}"), 0).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Rules, "{error}");
            assert!(error.to_string().contains("line 2: “/private”"), "{error}");
        }
    });
    assert!(!paths(&log).iter().any(|path| path.starts_with("/private")), "{:?}", paths(&log));
}

#[test]
fn a_host_is_asked_by_one_at_a_time_and_with_pauses() {
    for (robots, pause) in [("", 2), ("user-agent: variorum\ncrawl-delay: 10", 10)] {
        let (world, log) = outlets(robots);
        let visitor = Arc::new(visitor(world.client(Settings::default()), Vec::new()));
        in_its_own_time(async {
            let open: Vec<_> = (0..5)
                .map(|n| {
                    let visitor = Arc::clone(&visitor);
                    tokio::spawn(
                        async move { visit(&visitor, &format!("http://outlet.example/{n}"), 0).await },
                    )
                })
                .collect();
            for one in open {
                one.await.unwrap().unwrap();
            }
        });
        let seconds: Vec<u64> = log.lock().unwrap().iter().map(|(second, _)| *second).collect();
        assert_eq!(seconds.len(), 7);
        assert!(seconds.windows(2).skip(1).all(|pair| pair[1] - pair[0] >= pause), "{seconds:?}");
        assert!(seconds[1] - seconds[0] >= 2, "{seconds:?}");
    }
}

#[test]
fn waiting_for_a_turn_takes_nothing_from_the_time_for_an_answer() {
    let (world, _) = outlets("user-agent: variorum\ncrawl-delay: 100");
    let visitor = visitor(world.client(Settings::default()), Vec::new());
    let start = in_its_own_time(async {
        let start = Instant::now();
        for n in 0..3 {
            visit(&visitor, &format!("http://outlet.example/{n}"), 0).await.unwrap();
        }
        start.elapsed()
    });
    assert!(start >= Duration::from_secs(300), "{start:?}");
}

#[test]
fn a_reservation_is_told() {
    let (world, _) = outlets("");
    let visitor = visitor(world.client(Settings::default()), Vec::new());
    in_its_own_time(async {
        let reserved =
            visit(&visitor, "http://outlet.example/reserved", 0).await.unwrap().reservation.unwrap();
        assert_eq!(reserved.policy.as_deref(), Some("http://outlet.example/p"));
        assert_eq!(visit(&visitor, "http://outlet.example/free", 0).await.unwrap().reservation, None);
    });
}

#[test]
fn a_host_that_is_down_or_forbidden_is_asked_for_its_rules_alone() {
    let world = World::new();
    world.name("down.example", &[PUBLIC]).name("inside.example", &["10.0.0.1"]);
    let visitor = visitor(world.client(Settings::default()), Vec::new());
    in_its_own_time(async {
        let error = visit(&visitor, "http://down.example/a", 0).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
        assert!(error.to_string().contains("nobody answers"), "{error}");
        let error = visit(&visitor, "http://inside.example/a", 0).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Forbidden, "{error}");
        assert_eq!(error.address(), Some("http://inside.example/a"));
    });
    assert_eq!(world.connected(), ["93.184.216.34:80"]);
    // Who types the address need not wait until the host is asked again by itself.
    world.answers("93.184.216.34:80", |_| answer(200, &[], b""));
    in_its_own_time(async {
        visit(&visitor, "http://down.example/a", 60).await.unwrap_err();
        visitor.ask_again(&Target::parse("http://down.example/a").unwrap());
        visit(&visitor, "http://down.example/a", 60).await.unwrap();
    });
}
