//! Days and a month of two hundred subscriptions at forty simulated outlets, in a clock of its own: outlets that
//! publish often and seldom, edit, move, end, fall over, ask to wait, and are slow. The reader is killed
//! in between again and again and starts anew from what it had kept.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, sleep, timeout};
use variorum_fetch::{
    Client, Clock, Follower, Found, Host, Kind, Looking, Manners, Pace, Polled, Schedule, Settings,
    Subscription, Target, Visitor,
};

use crate::world::{World, answer, in_its_own_time, question, redirect};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// A Monday at midnight.
const START: i64 = 1_925_596_800;
const OUTLETS: usize = 40;
const FEEDS: usize = 5;
/// Entries in a feed.
const WINDOW: usize = 30;

/// What is peculiar to an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Plain,
    /// Knows no validators: each answer is whole.
    Forgetful,
    /// Asks for two hours between requests.
    Unhurried,
    /// Is not to be asked from midnight to six.
    Sleeps,
    /// Moves each feed for good on the fifth day.
    Moves,
    /// Ends each feed on the seventh day.
    Ends,
    /// Is down on the third and fourth day.
    Falls,
    /// Asks on the sixth day to wait for six hours.
    Overworked,
    /// Sends a byte a second.
    Drips,
    /// Lists its pages in a news sitemap.
    Maps,
}

const WAYS: [Way; 10] = [
    Way::Plain,
    Way::Forgetful,
    Way::Unhurried,
    Way::Sleeps,
    Way::Moves,
    Way::Ends,
    Way::Falls,
    Way::Overworked,
    Way::Drips,
    Way::Maps,
];

/// Times at which a feed publishes, from a start a little before the month: often, now and then, seldom.
fn times(feed: usize) -> Vec<i64> {
    let gap = [HOUR, 4 * HOUR, 12 * HOUR, 48 * HOUR][feed % 4];
    let (mut state, mut at, mut times) = (feed as u64 + 1, START - 5 * gap, Vec::new());
    while at < START + 31 * DAY {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        at += gap / 2 + (state >> 33) as i64 % gap;
        times.push(at);
    }
    times
}

/// An article is edited an hour after it was published, one in seven.
fn edition(article: usize, published: i64, now: i64) -> usize {
    usize::from(article % 7 == 3 && now >= published + HOUR)
}

/// Time, outlet, path and status of an answer.
type Asked = (i64, usize, String, u16);

#[derive(Clone, Default)]
struct Publishers {
    /// Each answer, in order.
    log: Arc<Mutex<Vec<Asked>>>,
}

impl Publishers {
    fn answer(&self, outlet: usize, asked: &str, now: i64) -> Vec<u8> {
        let path = asked.split(' ').nth(1).unwrap().to_owned();
        let reply = reply(outlet, &path, asked, now);
        let status = std::str::from_utf8(&reply[9..12]).unwrap().parse().unwrap();
        self.log.lock().unwrap().push((now, outlet, path, status));
        reply
    }
}

fn reply(outlet: usize, path: &str, asked: &str, now: i64) -> Vec<u8> {
    let (way, day) = (WAYS[outlet % WAYS.len()], (now - START) / DAY);
    let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    match (way, parts.as_slice()) {
        (_, ["robots.txt"]) => answer(200, &[], b"user-agent: *\ndisallow: /private\n"),
        (Way::Overworked, ["feed", _]) if day == 6 => answer(429, &["retry-after: 21600"], b""),
        (Way::Ends, ["feed", _]) if day >= 7 => answer(410, &[], b""),
        (Way::Moves, ["feed", feed]) if day >= 5 => redirect(301, &format!("/new/{feed}")),
        (_, ["feed" | "new", feed]) => list(outlet, way, feed.parse().unwrap(), asked, now),
        (_, ["page", feed, article, edition]) => {
            let body = format!("<title>{article}</title><p>Page {feed} {article} {edition}</p>");
            answer(200, &["content-type: text/html"], body.as_bytes())
        }
        _ => answer(404, &[], b""),
    }
}

fn list(outlet: usize, way: Way, feed: usize, asked: &str, now: i64) -> Vec<u8> {
    let all = times(outlet * FEEDS + feed);
    let out = all.iter().filter(|at| **at <= now).count();
    let rows: Vec<(usize, usize)> =
        (out.saturating_sub(WINDOW)..out).rev().map(|a| (a, edition(a, all[a], now))).collect();
    let tag = format!("\"{:x}\"", rows.iter().fold(7usize, |tag, (a, e)| tag.wrapping_mul(31) + a * 2 + e));
    if way != Way::Forgetful && asked.contains(&format!("if-none-match: {tag}")) {
        return answer(304, &[&format!("etag: {tag}")], b"");
    }
    let body = if way == Way::Maps {
        let row = |(a, e): &(usize, usize)| {
            format!("<url><loc>/page/{feed}/{a}/{e}</loc><lastmod>{e}</lastmod></url>")
        };
        format!("<urlset>{}</urlset>", rows.iter().map(row).collect::<String>())
    } else {
        let row = |(a, e): &(usize, usize)| {
            let words = format!("Article {outlet} {feed} {a} {e}");
            format!(
                "<item><guid isPermaLink='false'>{outlet}-{feed}-{a}</guid><link>/page/{feed}/{a}/{e}</link>\
                 <title>{words}</title><description>{words}</description></item>"
            )
        };
        let hints = match way {
            Way::Unhurried => "<ttl>120</ttl>".to_owned(),
            Way::Sleeps => {
                let hours: String = (0..6).map(|hour| format!("<hour>{hour}</hour>")).collect();
                format!("<skipHours>{hours}</skipHours>")
            }
            _ => String::new(),
        };
        let rows: String = rows.iter().map(row).collect();
        format!("<rss version='2.0'><channel><title>Outlet {outlet}</title>{hints}{rows}</channel></rss>")
    };
    let lines = if way == Way::Forgetful { Vec::new() } else { vec![format!("etag: {tag}")] };
    answer(200, &lines.iter().map(String::as_str).collect::<Vec<_>>(), body.as_bytes())
}

fn host(outlet: usize) -> String {
    format!("outlet{outlet}.example")
}

fn world(publishers: &Publishers, clock: &Clock) -> World {
    let world = World::new();
    for outlet in 0..OUTLETS {
        let (publishers, clock) = (publishers.clone(), Arc::clone(clock));
        world.name(&host(outlet), &[&format!("93.184.{outlet}.1")]);
        world.server(&format!("93.184.{outlet}.1:80"), move |mut stream| {
            let (publishers, clock) = (publishers.clone(), Arc::clone(&clock));
            async move {
                let (way, day) = (WAYS[outlet % WAYS.len()], (clock() - START) / DAY);
                let asked = question(&mut stream).await;
                if way == Way::Falls && (3..5).contains(&day) {
                    return;
                }
                let reply = publishers.answer(outlet, &asked, clock());
                if way == Way::Drips && asked.starts_with("GET /feed") && outlet >= 20 {
                    for byte in reply {
                        sleep(Duration::from_secs(1)).await;
                        if stream.write_all(&[byte]).await.is_err() {
                            return;
                        }
                    }
                } else {
                    // A client that went away takes nothing.
                    let _ = stream.write_all(&reply).await;
                }
            }
        });
    }
    world
}

/// What the reader has on its disk.
#[derive(Default)]
struct Disk {
    subscriptions: BTreeMap<String, (Schedule, String)>,
    hosts: BTreeMap<String, Host>,
    /// Articles by what they say, with the time at which they were kept first.
    articles: BTreeMap<String, i64>,
}

impl Disk {
    fn keep(&mut self, polled: &Polled, now: i64) {
        for found in &polled.found {
            let words = match &found.page {
                Some(page) => format!("{} {}", page.target.host(), String::from_utf8_lossy(&page.body)),
                None => headline(found),
            };
            self.articles.entry(words).or_insert(now);
        }
        self.keep_subscription(&polled.subscription);
    }

    fn keep_subscription(&mut self, subscription: &Subscription) {
        let row = (subscription.schedule, subscription.to_json());
        self.subscriptions.insert(subscription.id.clone(), row);
    }

    fn due(&self, now: i64) -> Vec<Subscription> {
        let due = self.subscriptions.values().filter(|(schedule, _)| schedule.is_due(now));
        due.map(|(_, text)| Subscription::from_json(text).unwrap()).collect()
    }
}

/// Reads until `end` or until it is killed.
async fn read(client: &Client, disk: &Mutex<Disk>, clock: &Clock, seed: u64) {
    let hosts = disk.lock().unwrap().hosts.values().cloned().collect();
    let visitor = Arc::new(Visitor::new(client.clone(), Manners::default(), hosts));
    let state = AtomicU64::new(seed);
    let chance = move || {
        let next = |state: u64| state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let before = state.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |state| Some(next(state)));
        (next(before.unwrap()) >> 11) as f64 / (1u64 << 53) as f64
    };
    let looking = Looking {
        visitor: Arc::clone(&visitor),
        pace: Pace::default(),
        clock: Arc::clone(clock),
        chance: Arc::new(chance),
    };
    looking.for_ever(&mut Reader { visitor, disk, clock }, Duration::from_secs(60)).await;
}

struct Reader<'r> {
    visitor: Arc<Visitor>,
    disk: &'r Mutex<Disk>,
    clock: &'r Clock,
}

impl Follower for Reader<'_> {
    fn due(&mut self, open: &BTreeSet<String>) -> Option<Vec<Subscription>> {
        let mut disk = self.disk.lock().unwrap();
        for host in self.visitor.news_of_hosts((self.clock)()) {
            disk.hosts.insert(host.origin.clone(), host);
        }
        let mut due = disk.due((self.clock)());
        due.retain(|subscription| !open.contains(&subscription.id));
        Some(due)
    }

    fn done(&mut self, polled: Polled) {
        self.disk.lock().unwrap().keep(&polled, (self.clock)());
    }
}

fn subscriptions() -> Vec<Subscription> {
    let each = (0..OUTLETS).flat_map(|outlet| (0..FEEDS).map(move |feed| (outlet, feed)));
    each.map(|(outlet, feed)| {
        let maps = WAYS[outlet % WAYS.len()] == Way::Maps;
        let target = Target::parse(&format!("http://{}/feed/{feed}", host(outlet))).unwrap();
        let kind = if maps { Kind::Sitemap } else { Kind::Feed };
        let mut subscription = Subscription::new(&target, kind, START);
        subscription.pages = outlet.is_multiple_of(4);
        subscription
    })
    .collect()
}

#[test]
fn eight_days_are_polite_and_complete() {
    simulate(8);
}

#[test]
#[ignore = "takes minutes: cargo test --release -p variorum-fetch --test fetch -- --ignored --nocapture"]
fn a_month_is_polite_and_complete() {
    simulate(30);
}

fn simulate(days: i64) {
    let (publishers, disk) = (Publishers::default(), Mutex::new(Disk::default()));
    for subscription in subscriptions() {
        disk.lock().unwrap().keep_subscription(&subscription);
    }
    let (log, polled) = in_its_own_time(async {
        let begun = Instant::now();
        let clock: Clock = Arc::new(move || START + begun.elapsed().as_secs() as i64);
        let world = world(&publishers, &clock);
        let client = world.client(Settings::default());
        let mut run = 0;
        while clock() < START + days * DAY {
            // Killed at odd moments, in the middle of whatever is going on.
            let until = Duration::from_secs(7_001 + 613 * (run % 13));
            let _ = timeout(until, read(&client, &disk, &clock, run)).await;
            run += 1;
        }
        assert!(run > 5, "{run}");
        let disk = disk.lock().unwrap();
        let all: Vec<Subscription> =
            disk.subscriptions.values().map(|(_, text)| Subscription::from_json(text).unwrap()).collect();
        (publishers.log.lock().unwrap().clone(), all)
    });
    assert_eq!(polled.len(), OUTLETS * FEEDS);
    let end = START + days * DAY;
    assert_polite(&log);
    assert_complete(&log, &disk.lock().unwrap().articles, end);
    assert_once(&log);
    let polls: u64 = polled.iter().map(|s| s.health.polls).sum();
    let unmodified: u64 = polled.iter().map(|s| s.health.unmodified).sum();
    let share = unmodified as f64 / polls as f64;
    println!(
        "{polls} polls, {:.1} % not modified, {} articles",
        100.0 * share,
        disk.lock().unwrap().articles.len()
    );
    let asked = lists(&log).values().map(Vec::len).sum::<usize>() as u64;
    println!("{asked} requests were answered: some looks were killed before they were kept");
    assert!(asked > polls - polls / 10, "{asked} {polls}");
    assert!(share > 0.2, "{unmodified} of {polls}");
    for subscription in &polled {
        let outlet: usize =
            subscription.target().unwrap().host()[6..].split('.').next().unwrap().parse().unwrap();
        let (way, failure) = (WAYS[outlet % WAYS.len()], subscription.health.failure.as_ref());
        assert_eq!(subscription.schedule.gone, way == Way::Ends, "{subscription:?}");
        assert_eq!(subscription.address().contains("/new/"), way == Way::Moves);
        if way == Way::Drips && outlet >= 20 {
            assert!(failure.unwrap().words.contains("within 30 seconds"), "{failure:?}");
        } else if way != Way::Ends {
            assert_eq!(failure, None);
        }
    }
}

/// Requests for each list, in order: time and status.
fn lists(log: &[Asked]) -> BTreeMap<(usize, String), Vec<(i64, u16)>> {
    let mut lists: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (at, outlet, path, status) in log {
        let path = path.replace("/new/", "/feed/");
        // What only sends elsewhere is the first half of one request.
        if path.starts_with("/feed/") && *status != 301 {
            lists.entry((*outlet, path)).or_default().push((*at, *status));
        }
    }
    lists
}

fn assert_polite(log: &[Asked]) {
    for ((outlet, path), requests) in lists(log) {
        let way = WAYS[outlet % WAYS.len()];
        for pair in requests.windows(2) {
            let pause = pair[1].0 - pair[0].0;
            let least = match (way, pair[0].1) {
                (Way::Unhurried, _) => 2 * HOUR,
                (_, 429) => 6 * HOUR,
                _ => 15 * 60,
            };
            // A look that was killed before it was kept is taken again, once.
            let killed = pause < least;
            assert!(!killed || repeats(&requests) <= 2, "{way:?} {path}: {requests:?}");
        }
        if way == Way::Sleeps {
            // The first request cannot know.
            let asleep = requests.iter().skip(1).filter(|(at, _)| (at - START).rem_euclid(DAY) < 6 * HOUR);
            assert!(asleep.count() <= 2, "{path}");
        }
        if way == Way::Ends {
            assert!(requests.iter().filter(|(_, status)| *status == 410).count() <= 2, "{path}");
        }
    }
    // One host, one request at a time, with its pause.
    let mut last: BTreeMap<usize, i64> = BTreeMap::new();
    let mut close = 0;
    for (at, outlet, _, _) in log {
        let before = last.insert(*outlet, *at);
        close += usize::from(before.is_some_and(|before| at - before < 2));
    }
    assert!(close <= 60, "{close} requests came closer than two seconds to another");
}

/// Requests that came sooner after another than anybody may be asked.
fn repeats(requests: &[(i64, u16)]) -> usize {
    requests.windows(2).filter(|pair| pair[1].0 - pair[0].0 < 15 * 60).count()
}

fn assert_complete(log: &[Asked], articles: &BTreeMap<String, i64>, end: i64) {
    let lists = lists(log);
    let (mut delays, mut wanted) = (Vec::new(), 0);
    for outlet in 0..OUTLETS {
        let way = WAYS[outlet % WAYS.len()];
        for feed in 0..FEEDS {
            let requests = &lists[&(outlet, format!("/feed/{feed}"))];
            let good: Vec<i64> =
                requests.iter().filter(|(_, s)| matches!(s, 200 | 304)).map(|(at, _)| *at).collect();
            if way == Way::Drips && outlet >= 20 {
                continue;
            }
            for (article, published) in times(outlet * FEEDS + feed).into_iter().enumerate() {
                // What the first answers after it was published could still list, in whichever edition.
                let Some(seen) = good.iter().copied().find(|at| *at >= published.max(START)) else {
                    continue;
                };
                let listed = times(outlet * FEEDS + feed).iter().filter(|at| **at <= seen).count();
                if published > end - 2 * DAY || listed - article > WINDOW {
                    continue;
                }
                wanted += 1;
                let edition = edition(article, published, seen);
                let words = words(outlet, feed, article, edition, way);
                let kept = articles
                    .get(&words)
                    .unwrap_or_else(|| panic!("{words} of {published}, listed at {seen}, is lost"));
                let after = good.iter().copied().find(|at| *at > seen).unwrap_or(end);
                assert!(
                    *kept <= after + 10 * 60,
                    "{words}: listed at {seen}, kept at {kept}, asked again at {after}"
                );
                if published > START + DAY {
                    delays.push(kept - published);
                }
            }
        }
    }
    delays.sort_unstable();
    println!("{wanted} articles wanted, half kept within {} minutes", delays[delays.len() / 2] / 60);
    assert!(wanted > 1000, "{wanted}");
}

fn words(outlet: usize, feed: usize, article: usize, edition: usize, way: Way) -> String {
    if outlet.is_multiple_of(4) || way == Way::Maps {
        return format!("{} <title>{article}</title><p>Page {feed} {article} {edition}</p>", host(outlet));
    }
    format!("Article {outlet} {feed} {article} {edition}")
}

/// Each page of each edition is asked for once, but for looks that were killed.
fn assert_once(log: &[Asked]) {
    let pages: Vec<_> = log.iter().filter(|(_, _, path, _)| path.starts_with("/page/")).collect();
    let distinct: BTreeSet<_> = pages.iter().map(|(_, outlet, path, _)| (outlet, path)).collect();
    println!("{} pages, {} of them again", pages.len(), pages.len() - distinct.len());
    assert!(pages.len() - distinct.len() <= pages.len() / 100, "{} of {}", distinct.len(), pages.len());
}

fn headline(found: &Found) -> String {
    let article = found.item.article().unwrap().article;
    article.text.slice(article.headline.unwrap()).to_owned()
}
