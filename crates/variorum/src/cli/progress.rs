//! A line on standard error for work that takes more than two seconds.

use std::io::{Write, stderr};
use std::time::{Duration, Instant};

/// Says how far the work is, at most twice a second, once it has taken two seconds.
pub(super) struct Progress {
    shown: bool,
    next: Option<Instant>,
    what: &'static str,
}

const PATIENCE: Duration = Duration::from_secs(2);
const PACE: Duration = Duration::from_millis(500);

impl Progress {
    /// `what` is said in front of the count; nothing is ever said unless `wanted`.
    pub(super) fn new(what: &'static str, wanted: bool) -> Self {
        Self { shown: false, next: wanted.then(|| Instant::now() + PATIENCE), what }
    }

    /// Notes that `done` of `total` (where known) are through.
    pub(super) fn at(&mut self, done: usize, total: Option<usize>) {
        let now = Instant::now();
        if self.next.is_none_or(|next| now < next) {
            return;
        }
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        // Progress that cannot be written is no reason to stop the work.
        let _ = write!(stderr(), "\rvariorum: {} {done}{of}", self.what);
        (self.shown, self.next) = (true, Some(now + PACE));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.shown {
            let _ = writeln!(stderr());
        }
    }
}
