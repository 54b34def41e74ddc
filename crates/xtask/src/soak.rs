//! Hours of following: a simulated world of outlets publishes without pause, the real command fetches, extracts, groups
//! and keeps, and what it holds is measured: memory, open files, the log of the store.

use std::fmt::Write as _;
use std::fs::{File, metadata, read_dir, read_to_string};
use std::io::{BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::invented::{Article, article};
use crate::namespace::{Question, answer, inside, serve};
use crate::project::{Profile, Project, output};

/// Entries of a feed, each a whole article or with its page behind it.
const ENTRIES: usize = 100;
/// Between two samples.
const SAMPLED: Duration = Duration::from_secs(10);
/// Minutes that do not count for the slope, or a third of a shorter run.
const WARM_UP: u64 = 10;

/// How long, and how many articles a second.
#[derive(Clone, Copy)]
struct Plan {
    minutes: u64,
    rate: usize,
}

pub(crate) fn run(project: &Project, arguments: &[&str]) -> Result<ExitCode> {
    let plan = Plan {
        minutes: option(arguments, "--minutes")?.unwrap_or(60),
        rate: option(arguments, "--rate")?.unwrap_or(50) as usize,
    };
    let folder = project.target().join("soak");
    if !project.target().join("release/variorum").exists() {
        project.binary(Profile::Release)?;
    }
    inside(&folder, |_| soak(project, &folder, plan))
}

fn option(arguments: &[&str], name: &str) -> Result<Option<u64>> {
    let Some(at) = arguments.iter().position(|argument| *argument == name) else { return Ok(None) };
    let value = arguments.get(at + 1).and_then(|value| value.parse().ok());
    Ok(Some(value.with_context(|| format!("{name} needs a number"))?))
}

fn soak(project: &Project, folder: &Path, plan: Plan) -> Result<ExitCode> {
    // A copy, so that nothing that is built meanwhile takes its place.
    let binary = folder.join("variorum");
    std::fs::copy(project.target().join("release/variorum"), &binary)?;
    let store = folder.join("store.db");
    for end in ["", "-wal", "-shm", ".lock"] {
        let _ = std::fs::remove_file(folder.join(format!("store.db{end}")));
    }
    let world = World { start: seconds(), outlets: (plan.rate * 60 / ENTRIES).max(2) };
    serve(80, move |question| world.answer(question))?;
    let mut run = Run::start(&binary, &store)?;
    let mut samples = Samples::new(&folder.join("samples.csv"))?;
    let (start, mut subscribed) = (Instant::now(), 0);
    for minute in 0..plan.minutes {
        subscribed += subscribe(&binary, &store, folder, world, minute)?;
        while start.elapsed() < Duration::from_secs(60 * (minute + 1)) {
            std::thread::sleep(SAMPLED);
            samples.take(start.elapsed().as_secs(), &mut run)?;
        }
    }
    let published = subscribed * ENTRIES;
    println!("published {published} articles in {} minutes, by {subscribed} outlets", plan.minutes);
    let kept = run.kept.load(Ordering::Relaxed);
    println!(
        "kept {kept} while it ran: {:.1} a second; {} looks failed",
        kept as f64 / start.elapsed().as_secs_f64(),
        run.failed.load(Ordering::Relaxed)
    );
    drop(run);
    samples.tell(plan);
    let doctor = output(Command::new(&binary).args(["doctor", "--format", "json", "--store"]).arg(&store))?;
    println!("doctor: {}", doctor.trim());
    Ok(ExitCode::SUCCESS)
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

/// All outlets: each has one feed of [`ENTRIES`] articles; half of them print whole articles in it, the others have
/// pages.
#[derive(Clone, Copy)]
struct World {
    start: u64,
    /// New outlets a minute.
    outlets: usize,
}

impl World {
    fn host(number: usize) -> String {
        format!("{number}.outlet.example")
    }

    fn has_pages(number: usize) -> bool {
        number.is_multiple_of(2)
    }

    /// Article `entry` of outlet `number`. The outlets of a minute and of the next tell of the same events.
    fn article(self, number: usize, entry: usize) -> Article {
        let minute = number / self.outlets;
        let events = self.outlets * ENTRIES / 8;
        let event = minute / 2 * events + (entry * 7 + number * 31) % events.max(1);
        article(event as u64, (number * ENTRIES + entry) as u64)
    }

    fn answer(self, question: &Question) -> Vec<u8> {
        let number =
            question.host.split('.').next().and_then(|number| number.parse().ok()).unwrap_or_default();
        let parts: Vec<&str> = question.path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["feed"] => {
                answer(200, "content-type: application/rss+xml\r\netag: \"1\"\r\n", &self.feed(number))
            }
            ["page", entry] => {
                let article = self.article(number, entry.parse().unwrap_or_default());
                answer(200, "content-type: text/html; charset=utf-8\r\n", &self.page(number, &article))
            }
            _ => answer(404, "", ""),
        }
    }

    fn feed(self, number: usize) -> String {
        let mut feed = format!("<rss version='2.0'><channel><title>Outlet {number}</title>");
        for entry in 0..ENTRIES {
            let article = self.article(number, entry);
            let body = if Self::has_pages(number) {
                article.paragraphs.first().cloned().unwrap_or_default()
            } else {
                article.paragraphs.iter().map(|text| format!("&lt;p&gt;{text}&lt;/p&gt;")).collect()
            };
            // Writing to memory cannot fail.
            let _ = write!(
                feed,
                "<item><guid isPermaLink='false'>{number}-{entry}</guid><link>/page/{entry}</link><title>{}</title>\
                 <pubDate>{}</pubDate><description>{body}</description></item>",
                article.headline,
                self.date(number),
            );
        }
        feed + "</channel></rss>"
    }

    /// When the articles of an outlet were published (RFC 822).
    fn date(self, number: usize) -> String {
        let at = self.start + 60 * (number / self.outlets) as u64;
        let (days, rest) = (at / 86_400, at % 86_400);
        let (year, month, day) = civil(days as i64);
        let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = name.get(month as usize - 1).unwrap_or(&"Jan");
        format!("{day:02} {month} {year} {:02}:{:02}:{:02} GMT", rest / 3600, rest / 60 % 60, rest % 60)
    }

    fn page(self, number: usize, article: &Article) -> String {
        let paragraphs: String = article.paragraphs.iter().map(|text| format!("<p>{text}</p>\n")).collect();
        let links: String =
            (0..12).map(|n| format!("<li><a href=/page/{n}>More from us, {n}</a></li>")).collect();
        format!(
            "<!doctype html><html lang=en><head><title>{0} | Outlet {number}</title>\
             <meta property=og:site_name content='Outlet {number}'></head><body><header><nav><ul>{links}</ul></nav></header>\
             <main><article><h1>{0}</h1><p class=byline>By Our Staff</p><time datetime='{1}'>{1}</time>\n{paragraphs}</article>\
             <aside><h2>Most read</h2><ul>{links}</ul></aside></main><footer><p>Copyright Outlet {number}. All rights \
             reserved.</p></footer></body></html>",
            article.headline,
            self.date(number),
        )
    }
}

/// Year, month and day of a day since 1970 (after H. Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Subscribes to the outlets of a minute, as another process beside the one that fetches. Gives how many there are.
fn subscribe(binary: &Path, store: &Path, folder: &Path, world: World, minute: u64) -> Result<usize> {
    let mut subscribed = 0;
    for pages in [false, true] {
        let first = minute as usize * world.outlets;
        let outlets: Vec<usize> =
            (first..first + world.outlets).filter(|number| World::has_pages(*number) == pages).collect();
        let outline = |number: &usize| format!("<outline xmlUrl='http://{}/feed'/>", World::host(*number));
        let list = format!("<opml><body>{}</body></opml>", outlets.iter().map(outline).collect::<String>());
        let file = folder.join("outlets.opml");
        std::fs::write(&file, list)?;
        let mut import = Command::new(binary);
        import.args(["subscriptions", "import"]).arg(file).arg("--store").arg(store);
        if pages {
            import.arg("--pages");
        }
        let done = import.stdout(Stdio::null()).status()?;
        if done.success() {
            subscribed += outlets.len();
        } else {
            println!("minute {minute}: {} outlets could not be subscribed to: {done}", outlets.len());
        }
    }
    Ok(subscribed)
}

/// The command that fetches.
struct Run {
    process: Child,
    store: PathBuf,
    kept: Arc<AtomicU64>,
    failed: Arc<AtomicU64>,
}

impl Run {
    fn start(binary: &Path, store: &Path) -> Result<Self> {
        let mut command = Command::new(binary);
        command.args(["fetch", "--watch", "--format", "json", "--store"]).arg(store);
        let errors = File::create(store.with_extension("log"))?;
        let mut process = command.stdout(Stdio::piped()).stderr(errors).spawn()?;
        let lines = BufReader::new(process.stdout.take().context("output")?).lines();
        let (kept, failed) = (Arc::<AtomicU64>::default(), Arc::<AtomicU64>::default());
        let (keeping, failing) = (Arc::clone(&kept), Arc::clone(&failed));
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let row: Value = serde_json::from_str(&line).unwrap_or_default();
                // Each outlet is asked once in the first hour, so that its articles are those of one look.
                keeping.fetch_add(
                    row.get("articles").and_then(Value::as_u64).unwrap_or_default(),
                    Ordering::Relaxed,
                );
                failing.fetch_add(
                    u64::from(row.get("failure").is_some_and(|failure| !failure.is_null())),
                    Ordering::Relaxed,
                );
            }
        });
        Ok(Self { process, store: store.to_owned(), kept, failed })
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What the command held at a time.
struct Sample {
    seconds: f64,
    resident: f64,
    anonymous: f64,
    handles: f64,
    log: f64,
}

/// Samples over time, also written to a file.
struct Samples {
    file: File,
    rows: Vec<Sample>,
}

impl Samples {
    fn new(path: &Path) -> Result<Self> {
        let mut file = File::create(path)?;
        writeln!(file, "seconds,rss_kb,anonymous_kb,handles,wal_bytes,articles,store_bytes,cpu_seconds")?;
        Ok(Self { file, rows: Vec::new() })
    }

    fn take(&mut self, at: u64, run: &mut Run) -> Result<()> {
        if let Some(status) = run.process.try_wait()? {
            bail!("the command ended: {status}; see {}", run.store.with_extension("log").display());
        }
        let process = format!("/proc/{}", run.process.id());
        let status = read_to_string(format!("{process}/status"))?;
        let field = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()).and_then(|kb| kb.parse().ok()).unwrap_or(0.0)
        };
        let handles = read_dir(format!("{process}/fd"))?.count() as f64;
        let size = |path: &Path| metadata(path).map_or(0, |file| file.len());
        let log = size(&run.store.with_extension("db-wal"));
        let [rss, anonymous] = ["VmRSS:", "RssAnon:"].map(field);
        let (kept, bytes) = (run.kept.load(Ordering::Relaxed), size(&run.store));
        let ticks = read_to_string(format!("{process}/stat"))?;
        let ticks = ticks.rsplit(')').next().unwrap_or_default().split_whitespace();
        let cpu: u64 = ticks.skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum::<u64>() / 100;
        self.rows.push(Sample { seconds: at as f64, resident: rss, anonymous, handles, log: log as f64 });
        writeln!(self.file, "{at},{rss},{anonymous},{handles},{log},{kept},{bytes},{cpu}")?;
        Ok(())
    }

    fn tell(&self, plan: Plan) {
        let warm = (60 * WARM_UP).min(20 * plan.minutes) as f64;
        let rows: Vec<&Sample> = self.rows.iter().filter(|row| row.seconds >= warm).collect();
        let course = |field: fn(&Sample) -> f64| {
            let values = rows.iter().map(|row| field(row));
            let (least, most) =
                values.fold((f64::MAX, 0.0_f64), |(a, b), value| (a.min(value), b.max(value)));
            let points: Vec<(f64, f64)> = rows.iter().map(|row| (row.seconds, field(row))).collect();
            (least, most, slope(&points) * 3600.0)
        };
        println!("{} samples after {warm} s of warm-up:", rows.len());
        for (name, field) in [
            ("resident memory", (|row| row.resident) as fn(&Sample) -> f64),
            ("of it anonymous", |row| row.anonymous),
        ] {
            let (least, most, hourly) = course(field);
            let [least, most, hourly] = [least, most, hourly].map(|kb| kb / 1024.0);
            println!("  {name}: {least:.0} to {most:.0} MB, {hourly:+.1} MB an hour");
        }
        let (least, most, hourly) = course(|row| row.handles);
        println!("  handles: {least} to {most}, {hourly:+.1} an hour");
        println!("  log of the store: at most {:.1} MB", course(|row| row.log).1 / 1_048_576.0);
    }
}

/// The slope of the line of least squares.
fn slope(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let (x, y) = points.iter().fold((0.0, 0.0), |(x, y), point| (x + point.0 / count, y + point.1 / count));
    let (above, below) = points.iter().fold((0.0, 0.0), |(above, below), point| {
        (above + (point.0 - x) * (point.1 - y), below + (point.0 - x) * (point.0 - x))
    });
    if below > 0.0 { above / below } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_have_dates() {
        for (days, date) in
            [(0, (1970, 1, 1)), (59, (1970, 3, 1)), (11_016, (2000, 2, 29)), (20_783, (2026, 11, 26))]
        {
            assert_eq!(civil(days), date);
        }
    }

    #[test]
    fn a_line_has_its_slope() {
        assert_eq!(slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]), 2.0);
        assert_eq!(slope(&[]), 0.0);
    }
}
