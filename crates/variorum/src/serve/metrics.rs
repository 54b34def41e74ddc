//! What the server counts of itself, in the text format of Prometheus (version 0.0.4).

use std::fmt::Write as _;
use std::fs;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Result;

use crate::serve::Site;
use crate::serve::http::Reply;

/// Upper ends of the times that answers are counted by, in milliseconds.
const STEPS: [u64; 10] = [5, 10, 20, 50, 100, 150, 250, 500, 1_000, 5_000];

/// Counts since the start. Relaxed: each stands for itself.
pub(crate) struct Metrics {
    started: f64,
    /// By the first digit of the status.
    answered: [AtomicU64; 6],
    /// Within each step, and beyond all.
    within: [AtomicU64; STEPS.len() + 1],
    micros: AtomicU64,
    pub(crate) connections: AtomicUsize,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let started = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
        Self {
            started,
            answered: Default::default(),
            within: Default::default(),
            micros: AtomicU64::default(),
            connections: AtomicUsize::default(),
        }
    }

    /// Counts an answer of this status that took so long.
    pub(crate) fn answered(&self, status: u16, took: Duration) {
        let add = |counter: Option<&AtomicU64>, more: u64| {
            if let Some(counter) = counter {
                counter.fetch_add(more, Ordering::Relaxed);
            }
        };
        let millis = took.as_secs_f64() * 1_000.0;
        let step = STEPS.iter().position(|step| millis <= *step as f64).unwrap_or(STEPS.len());
        add(self.answered.get(usize::from(status / 100)), 1);
        add(self.within.get(step), 1);
        add(Some(&self.micros), u64::try_from(took.as_micros()).unwrap_or(u64::MAX));
    }

    /// All counts, with what stands in the store.
    fn written(&self, stories: usize, articles: usize) -> String {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        let mut page = Page::default();
        page.head("variorum_build_info", "gauge", "The version that runs.");
        page.line(&format!("variorum_build_info{{version=\"{}\"}}", env!("CARGO_PKG_VERSION")), 1);
        page.head(
            "variorum_http_requests_total",
            "counter",
            "Requests answered, by the kind of their status.",
        );
        for (digit, counter) in self.answered.iter().enumerate().skip(1) {
            page.line(&format!("variorum_http_requests_total{{status=\"{digit}xx\"}}"), count(counter));
        }
        let name = "variorum_http_request_duration_seconds";
        page.head(
            name,
            "histogram",
            "How long answers took, from the head of the request to the whole answer.",
        );
        let mut within = 0;
        for (step, counter) in STEPS.iter().zip(&self.within) {
            within += count(counter);
            page.line(&format!("{name}_bucket{{le=\"{}\"}}", *step as f64 / 1_000.0), within);
        }
        within += self.within.last().map_or(0, count);
        page.line(&format!("{name}_bucket{{le=\"+Inf\"}}"), within);
        page.line(&format!("{name}_sum"), count(&self.micros) as f64 / 1e6);
        page.line(&format!("{name}_count"), within);
        page.gauge(
            "variorum_http_connections",
            "Connections that are open.",
            self.connections.load(Ordering::Relaxed),
        );
        page.gauge("variorum_articles", "Articles of the store.", articles);
        page.gauge("variorum_stories", "Stories of the store.", stories);
        page.gauge("process_start_time_seconds", "When the program was started, since 1970.", self.started);
        page.process();
        page.0
    }
}

/// The page of all counts.
pub(crate) fn page(site: &Site) -> Result<Reply> {
    let (stories, articles) = site.library.totals()?;
    Ok(Reply::new(200, "text/plain; version=0.0.4; charset=utf-8", site.metrics.written(stories, articles)))
}

#[derive(Default)]
struct Page(String);

impl Page {
    // Writing to a string cannot fail.
    fn head(&mut self, name: &str, kind: &str, says: &str) {
        let _ = writeln!(self.0, "# HELP {name} {says}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name} {value}");
    }

    fn gauge(&mut self, name: &str, says: &str, value: impl std::fmt::Display) {
        self.head(name, "gauge", says);
        self.line(name, value);
    }

    /// Memory and open files, where the system tells.
    fn process(&mut self) {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        if let Some(kib) = resident.and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok()) {
            self.gauge("process_resident_memory_bytes", "Memory in use.", kib * 1_024);
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            self.gauge("process_open_fds", "Open files and sockets.", files.count());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_counted_in_steps_that_add_up() {
        let metrics = Metrics::new();
        for (status, millis) in [(200, 3), (200, 20), (304, 21), (404, 9_000), (503, 1)] {
            metrics.answered(status, Duration::from_millis(millis));
        }
        let page = metrics.written(2, 7);
        let value = |name: &str| {
            let line = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
            line.unwrap_or_else(|| panic!("{name}: {page}")).to_owned()
        };
        let bucket =
            |le: &str| value(&format!("variorum_http_request_duration_seconds_bucket{{le=\"{le}\"}}"));
        assert_eq!(["0.005", "0.02", "0.05", "5", "+Inf"].map(bucket), ["2", "3", "4", "4", "5"]);
        assert_eq!(value("variorum_http_requests_total{status=\"2xx\"}"), "2");
        assert_eq!(value("variorum_http_request_duration_seconds_count"), "5");
        assert_eq!(value("variorum_http_request_duration_seconds_sum"), "9.045");
        assert_eq!(value("variorum_articles"), "7");
        let named = |line: &&str| line.starts_with("# TYPE ");
        let names = page.lines().filter(named).map(|line| line.split(' ').nth(2).unwrap());
        assert!(names.clone().all(|name| page.contains(&format!("# HELP {name} "))), "{page}");
    }
}
