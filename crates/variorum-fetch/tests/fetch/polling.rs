//! Single looks at a subscription: what is taken in, what is asked for again, what is noted.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use variorum_fetch::{Client, Kind, Manners, Pace, Polled, Settings, Subscription, Target, Visitor, poll};

use crate::world::{PUBLIC, World, answer, in_its_own_time, redirect};

const HOUR: i64 = 3600;

/// Paths with the answers that are given there; the last of a path holds.
type Pages = Arc<Mutex<Vec<(String, Vec<u8>)>>>;

/// An outlet whose answers a test changes as it goes, and a reader who looks at it.
struct Stage {
    client: Client,
    pages: Pages,
    asked: Arc<Mutex<Vec<String>>>,
    clock: AtomicI64,
}

impl Stage {
    fn new() -> Self {
        let world = World::new();
        let (pages, asked) = (Pages::default(), Arc::<Mutex<Vec<String>>>::default());
        let (there, log) = (Arc::clone(&pages), Arc::clone(&asked));
        world.name("outlet.example", &[PUBLIC]).answers("93.184.216.34:80", move |question| {
            let path = question.split(' ').nth(1).unwrap();
            log.lock().unwrap().push(question.to_owned());
            let pages = there.lock().unwrap();
            let page = pages.iter().rev().find(|(known, _)| known == path);
            page.map_or_else(|| answer(404, &[], b""), |(_, page)| page.clone())
        });
        Self { client: world.client(Settings::default()), pages, asked, clock: AtomicI64::new(HOUR) }
    }

    fn put(&self, path: &str, page: Vec<u8>) {
        self.pages.lock().unwrap().push((path.to_owned(), page));
    }

    fn subscription(&self, path: &str, kind: Kind) -> Subscription {
        Subscription::new(&Target::parse(&format!("http://outlet.example{path}")).unwrap(), kind, 0)
    }

    /// An hour later, another look.
    fn look(&self, subscription: &Subscription) -> Polled {
        let now = self.clock.fetch_add(HOUR, Ordering::Relaxed);
        let visitor = Visitor::new(self.client.clone(), Manners::default(), Vec::new());
        in_its_own_time(poll(&visitor, subscription, &Pace::default(), &move || now, 0.0))
    }

    fn asked_for(&self, path: &str) -> usize {
        let start = format!("GET {path} ");
        self.asked.lock().unwrap().iter().filter(|question| question.starts_with(&start)).count()
    }
}

fn feed(entries: &[(&str, &str)]) -> Vec<u8> {
    let entry = |(id, words): &(&str, &str)| {
        format!(
            "<item><guid isPermaLink='false'>{id}</guid><link>/{id}</link><title>{id}</title><description>{words}</description></item>"
        )
    };
    let entries: String = entries.iter().map(entry).collect();
    format!("<rss version='2.0'><channel><title>Coast</title>{entries}</channel></rss>").into_bytes()
}

fn ids(polled: &Polled) -> Vec<&str> {
    polled.found.iter().map(|found| found.item.id.as_str()).collect()
}

#[test]
fn what_is_new_or_changed_is_found_once_and_the_oldest_first() {
    let stage = Stage::new();
    stage.put("/feed", answer(200, &["etag: \"1\""], &feed(&[("b", "two words"), ("a", "one word")])));
    let first = stage.look(&stage.subscription("/feed", Kind::Feed));
    assert_eq!(ids(&first), ["a", "b"]);
    assert_eq!(first.subscription.title.as_deref(), Some("Coast"));
    let same = stage.look(&first.subscription);
    assert_eq!(ids(&same), [""; 0]);
    assert!(stage.asked.lock().unwrap().iter().any(|question| question.contains("if-none-match: \"1\"")));
    stage.put(
        "/feed",
        answer(200, &[], &feed(&[("c", "three"), ("b", "two other words"), ("a", "one word")])),
    );
    let changed = stage.look(&same.subscription);
    assert_eq!(ids(&changed), ["b", "c"]);
    stage.put("/feed", answer(304, &[], b""));
    let unmodified = stage.look(&changed.subscription);
    assert_eq!((unmodified.found.len(), unmodified.subscription.health.unmodified), (0, 1));
    assert_eq!(unmodified.subscription.health.polls, 4);
}

#[test]
fn what_was_kept_is_read_as_it_was() {
    let stage = Stage::new();
    stage.put("/feed", answer(200, &["etag: \"1\""], &feed(&[("a", "one")])));
    let polled = stage.look(&stage.subscription("/feed", Kind::Feed)).subscription;
    assert_eq!(Subscription::from_json(&polled.to_json()), Some(polled.clone()));
    assert_eq!(Subscription::from_json("{}"), None);
}

#[test]
fn a_page_that_fails_is_tried_three_times_and_then_the_feed_is_believed() {
    let stage = Stage::new();
    stage.put("/feed", answer(200, &["etag: \"1\""], &feed(&[("a", "one"), ("b", "two")])));
    stage.put("/a", answer(503, &[], b""));
    stage.put("/b", answer(200, &[], b"<p>the whole page"));
    let mut subscription = stage.subscription("/feed", Kind::Feed);
    subscription.pages = true;
    let first = stage.look(&subscription);
    assert_eq!((ids(&first), first.found[0].page.is_some()), (vec!["b"], true));
    let failure = first.subscription.health.failure.clone().unwrap();
    assert!(failure.words.contains("http://outlet.example/a: the server has a fault"), "{failure:?}");
    let second = stage.look(&first.subscription);
    assert_eq!(ids(&second), [""; 0]);
    let third = stage.look(&second.subscription);
    assert_eq!((ids(&third), third.found[0].page.is_some()), (vec!["a"], false));
    let fourth = stage.look(&third.subscription);
    assert_eq!((stage.asked_for("/a"), stage.asked_for("/b"), fourth.found.len()), (3, 1, 0));
}

#[test]
fn what_is_reserved_is_not_read_unless_it_may_be() {
    let stage = Stage::new();
    stage.put("/feed", answer(200, &[], &feed(&[("a", "one")])));
    stage.put("/a", answer(200, &["tdm-reservation: 1"], b"<p>page"));
    let mut subscription = stage.subscription("/feed", Kind::Feed);
    subscription.pages = true;
    let left = stage.look(&subscription);
    assert_eq!((left.found.len(), left.subscription.health.reserved), (0, 1));
    subscription.mining = true;
    assert_eq!(stage.look(&subscription).found.len(), 1);
    stage.put("/feed", answer(200, &["tdm-reservation: 1"], &feed(&[("a", "one")])));
    subscription.mining = false;
    let refused = stage.look(&subscription);
    assert!(refused.subscription.health.failure.unwrap().words.contains("reserves"));
}

#[test]
fn publishers_say_when_to_come_again() {
    let stage = Stage::new();
    for (value, wait) in [("7200", 7200), ("Thu, 01 Jan 1970 09:00:00 GMT", -1), ("soon", 900)] {
        stage.put("/feed", answer(429, &[&format!("retry-after: {value}")], b""));
        let now = stage.clock.load(Ordering::Relaxed);
        let polled = stage.look(&stage.subscription("/feed", Kind::Feed));
        let next = if wait < 0 { 9 * HOUR } else { now + wait };
        assert_eq!(polled.subscription.schedule.next, next, "{value}");
    }
    stage.put("/feed", answer(410, &[], b""));
    let gone = stage.look(&stage.subscription("/feed", Kind::Feed)).subscription;
    assert!(gone.schedule.gone && gone.health.failure.unwrap().words.contains("gone for good"));
}

#[test]
fn a_subscription_moves_only_with_what_it_is_for() {
    let stage = Stage::new();
    stage.put("/feed", redirect(301, "/new"));
    stage.put("/new", answer(200, &[], b"<html>Coming soon"));
    let stays = stage.look(&stage.subscription("/feed", Kind::Feed)).subscription;
    assert_eq!(stays.address(), "http://outlet.example/feed");
    assert!(stays.health.failure.unwrap().words.contains("no feed"));
    stage.put("/new", answer(200, &[], &feed(&[("a", "one")])));
    let before = stage.subscription("/feed", Kind::Feed);
    let moved = stage.look(&before).subscription;
    assert_eq!((moved.address().as_str(), &moved.id), ("http://outlet.example/new", &before.id));
    stage.put("/feed", redirect(302, "/new"));
    assert_eq!(stage.look(&before).subscription.address(), "http://outlet.example/feed");
}

#[test]
fn sitemaps_are_followed_through_their_index_and_pages_are_watched() {
    let stage = Stage::new();
    stage.put("/index", answer(200, &[], b"<sitemapindex><sitemap><loc>/map</loc></sitemap></sitemapindex>"));
    stage.put("/map", answer(200, &[], b"<urlset><url><loc>/a</loc><lastmod>1</lastmod></url></urlset>"));
    stage.put("/a", answer(200, &[], b"<p>page"));
    // A list of addresses does not tell sitemaps from feeds.
    let first = stage.look(&stage.subscription("/index", Kind::Feed));
    assert_eq!((first.subscription.kind, ids(&first)), (Kind::Sitemap, vec!["http://outlet.example/a"]));
    assert_eq!(stage.look(&first.subscription).found.len(), 0);
    let page = stage.look(&stage.subscription("/a", Kind::Page));
    assert_eq!(page.found.len(), 1);
    let same = stage.look(&page.subscription);
    assert_eq!(same.found.len(), 0);
    stage.put("/a", answer(200, &[], b"<p>page, corrected"));
    assert_eq!(stage.look(&same.subscription).found.len(), 1);
}
