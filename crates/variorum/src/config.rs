//! What the configuration file, the environment and the terminal say, read once.

mod families;
mod file;
mod settings;

use std::env;
use std::io::{IsTerminal, stderr, stdout};
use std::net::IpAddr;
use std::path::PathBuf;

use anyhow::{Context, Result};

pub(crate) use families::Families;
pub(crate) use settings::{From, NAMES, Originals, Setting};

/// What the configuration file, the environment and the terminal say. Read once in `run()` and passed.
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
    /// How long the bytes of pages are kept.
    pub(crate) originals: Originals,
    /// Where the reading room listens.
    pub(crate) host: IpAddr,
    /// At which port.
    pub(crate) port: u16,
    /// The configuration file, whether it exists or not.
    pub(crate) file: Option<PathBuf>,
    /// The file that says which outlets have one publisher, and whether it was named and must be there.
    families: Option<(PathBuf, bool)>,
    /// Every setting as it stands, and where it comes from.
    pub(crate) settings: Vec<Setting>,
}

/// Columns where neither `COLUMNS` nor a terminal tells.
const WIDTH: usize = 80;
/// The variable that names another configuration file.
pub(crate) const FILE_VARIABLE: &str = "VARIORUM_CONFIG";

impl Config {
    /// Colour only on a terminal that can, and not against `NO_COLOR` (no-color.org).
    ///
    /// # Errors
    /// A configuration file that cannot be read or holds what is no setting; a value that a setting cannot have.
    pub(crate) fn from_environment(verbose: bool) -> Result<Self> {
        let set = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
        let columns = env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        let named = env::var_os(FILE_VARIABLE).map(PathBuf::from);
        let file = named.clone().or_else(|| Some(folder("XDG_CONFIG_HOME", ".config")?.join("config.toml")));
        let written = match &file {
            // A file that was named must be there; the usual one need not.
            Some(path) if named.is_some() || path.exists() => {
                let read = std::fs::read_to_string(path);
                Some(read.with_context(|| format!("cannot read {}", path.display()))?)
            }
            _ => None,
        };
        let place = file.as_ref().map(|path| path.display().to_string()).unwrap_or_default();
        let written = file::read(written.as_deref().unwrap_or_default(), &NAMES).context(place.clone())?;
        let settings = settings::all(&written, |name| env::var(name).ok());
        let values = settings::Values::of(&settings, &place)?;
        let data = || Some(folder("XDG_DATA_HOME", ".local/share")?.join("store.db"));
        let usual = || Some(folder("XDG_CONFIG_HOME", ".config")?.join("families.txt"));
        let named = values.families.map(|path| (settings::at_home(path), true));
        let families = named.or_else(|| Some((usual()?, false)));
        let store = values.store.map(settings::at_home).or_else(data);
        Ok(Self {
            color: stdout().is_terminal() && !set("NO_COLOR") && !dumb,
            width: columns.or_else(terminal).unwrap_or(WIDTH),
            progress: verbose || stderr().is_terminal(),
            threads: values.threads,
            contact: values.contact,
            password_hash: env::var("VARIORUM_PASSWORD_HASH").ok().filter(|hash| !hash.trim().is_empty()),
            settings: settings::shown(
                settings,
                store.as_deref(),
                families.as_ref().map(|(path, _)| path.as_path()),
            ),
            store,
            originals: values.originals,
            families,
            host: values.host,
            port: values.port,
            file,
        })
    }
}

impl Config {
    /// Which outlets have one publisher, as the user's file says.
    pub(crate) fn families(&self) -> Result<Families> {
        let Some((path, named)) = &self.families else { return Ok(Families::default()) };
        if !named && !path.exists() {
            return Ok(Families::default());
        }
        let written =
            std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        Families::read(&written).with_context(|| path.display().to_string())
    }
}

/// Our folder in the user's folder that `variable` names, else in `home`. A relative one does not count, as the XDG
/// Base Directory Specification says.
fn folder(variable: &str, home: &str) -> Option<PathBuf> {
    let named = env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute());
    let folder = named.or_else(|| Some(PathBuf::from(env::var_os("HOME")?).join(home)));
    Some(folder?.join("variorum"))
}
