//! What the environment says, read once.

use std::env;
use std::io::{IsTerminal, stderr, stdout};
use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

/// What the environment says. Read once in `run()` and passed.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// Whether colours may be used on standard output.
    pub(crate) color: bool,
    /// Columns of the terminal.
    pub(crate) width: usize,
    /// Whether to say on standard error how long work goes.
    pub(crate) progress: bool,
    /// Threads for analysis.
    pub(crate) threads: usize,
    /// Where publishers can reach whoever runs this: it stands in each request.
    pub(crate) contact: Option<String>,
    /// The argon2id hash of the password of the reading room, where no file is named.
    pub(crate) password_hash: Option<String>,
    /// The store that is used where none is named: in the user's data folder (XDG Base Directory
    /// Specification), if there is one.
    pub(crate) store: Option<PathBuf>,
}

/// Columns where neither `COLUMNS` nor a terminal tells.
const WIDTH: usize = 80;

impl Config {
    /// Colour only on a terminal that can, and not against `NO_COLOR` (no-color.org).
    pub(crate) fn from_environment(verbose: bool) -> Self {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Self {
            color: stdout().is_terminal() && !set("NO_COLOR") && !dumb,
            width: columns.or_else(terminal).unwrap_or(WIDTH),
            progress: verbose || stderr().is_terminal(),
            threads: thread::available_parallelism().map_or(1, NonZero::get),
            contact: env::var("VARIORUM_CONTACT").ok().filter(|contact| !contact.trim().is_empty()),
            password_hash: env::var("VARIORUM_PASSWORD_HASH").ok().filter(|hash| !hash.trim().is_empty()),
            store: data_folder().map(|folder| folder.join("variorum").join("store.db")),
        }
    }
}

/// The folder for the user's data. A relative `XDG_DATA_HOME` does not count, as the specification says.
fn data_folder() -> Option<PathBuf> {
    let named = env::var_os("XDG_DATA_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
    named.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(".local").join("share")))
}
