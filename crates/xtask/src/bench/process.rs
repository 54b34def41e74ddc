//! A process with what it costs: processor time and memory, as Linux counts them.

use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// What a process cost.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cost {
    /// Seconds of processor time of all its threads; zero where the system does not tell.
    pub(crate) seconds: f64,
    /// The high-water mark of resident memory in kB; zero where the system does not tell.
    pub(crate) peak: u64,
    /// Seconds on the clock.
    pub(crate) clock: f64,
}

/// How often a process is looked at.
const PACE: Duration = Duration::from_millis(10);
/// Ticks of the times in `/proc` in a second.
const TICKS: f64 = 100.0;

/// Waits for `child`; `look` is called now and then with the processor seconds so far.
///
/// # Errors
/// It failed.
pub(crate) fn wait(mut child: Child, mut look: impl FnMut(f64)) -> Result<Cost> {
    let begun = Instant::now();
    let folder = format!("/proc/{}", child.id());
    let mut cost = Cost::default();
    // An ended process keeps its times until it is waited for, its memory it does not.
    while let Some((state, seconds)) = times(Path::new(&folder)) {
        cost.seconds = seconds;
        cost.peak = cost.peak.max(peak(Path::new(&folder)));
        look(seconds);
        if state == 'Z' {
            break;
        }
        sleep(PACE);
    }
    let status = child.wait()?;
    cost.clock = begun.elapsed().as_secs_f64();
    if !status.success() {
        bail!("the measured command failed: {status}");
    }
    Ok(cost)
}

/// Runs `command` to its end.
pub(crate) fn run(command: &mut Command) -> Result<Cost> {
    wait(command.spawn()?, |_| {})
}

fn times(folder: &Path) -> Option<(char, f64)> {
    let stat = std::fs::read_to_string(folder.join("stat")).ok()?;
    // The name of the command may hold anything; what follows its last bracket does not.
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let ticks: f64 = fields.skip(10).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    Some((state, ticks / TICKS))
}

fn peak(folder: &Path) -> u64 {
    let status = std::fs::read_to_string(folder.join("status")).unwrap_or_default();
    let mark = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    mark.and_then(|rest| rest.split_whitespace().next()).and_then(|kb| kb.parse().ok()).unwrap_or_default()
}
