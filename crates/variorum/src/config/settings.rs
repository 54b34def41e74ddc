//! The settings: their names, their defaults, where each comes from.

use std::env;
use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::thread;

use anyhow::{Context, Result};

use super::file::Written;

/// The settings, in the order in which they are shown.
pub(crate) const NAMES: [&str; 7] = ["store", "threads", "contact", "originals", "families", "host", "port"];

/// A setting as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// What it is called.
    pub(crate) name: &'static str,
    /// Its value; `None` where there is none.
    pub(crate) value: Option<String>,
    /// Where that comes from.
    pub(crate) from: From,
}

/// Where a value comes from. Variables stand above the file, flags of a command above both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum From {
    /// Nobody set it.
    Default,
    /// This line of the configuration file.
    Line(usize),
    /// The environment.
    Variable,
}

/// How long the bytes of pages are kept beside their texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Originals {
    /// For ever.
    ForEver,
    /// So many days after they were captured.
    Days(u32),
    /// Not at all.
    None,
}

impl FromStr for Originals {
    type Err = anyhow::Error;

    fn from_str(written: &str) -> Result<Self> {
        let days = written.strip_suffix(" days").or_else(|| written.strip_suffix(" day"));
        match (written, days.map(str::parse)) {
            ("for ever", _) => Ok(Self::ForEver),
            ("none", _) => Ok(Self::None),
            (_, Some(Ok(days))) => Ok(Self::Days(days)),
            _ => anyhow::bail!(
                "“{written}” is none of “for ever”, “none” and a number of days as in “90 days”"
            ),
        }
    }
}

/// The environment variable of a setting.
pub(crate) fn variable(name: &str) -> String {
    format!("VARIORUM_{}", name.to_uppercase())
}

/// Every setting: of the environment, else of the file, else none yet. An empty variable does not count.
pub(super) fn all(written: &[Written], variables: impl Fn(&str) -> Option<String>) -> Vec<Setting> {
    let setting = |name: &'static str| {
        let set = variables(&variable(name)).filter(|value| !value.trim().is_empty());
        let line = written.iter().find(|written| written.name == name);
        match (set, line) {
            (Some(value), _) => Setting { name, value: Some(value), from: From::Variable },
            (None, Some(line)) => {
                Setting { name, value: Some(line.value.clone()), from: From::Line(line.line) }
            }
            (None, None) => Setting { name, value: None, from: From::Default },
        }
    };
    NAMES.into_iter().map(setting).collect()
}

/// The values of the settings.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Values {
    pub(super) store: Option<String>,
    pub(super) threads: usize,
    pub(super) contact: Option<String>,
    pub(super) originals: Originals,
    pub(super) families: Option<String>,
    pub(super) host: IpAddr,
    pub(super) port: u16,
}

impl Values {
    /// Reads the values; `file` is how messages call the configuration file.
    pub(super) fn of(settings: &[Setting], file: &str) -> Result<Self> {
        let read = Reading { settings, file };
        let cores = || thread::available_parallelism().map_or(1, NonZero::get);
        Ok(Self {
            store: read.value("store")?,
            threads: read.value::<NonZero<usize>>("threads")?.map_or_else(cores, NonZero::get),
            contact: read.value("contact")?,
            originals: read.value("originals")?.unwrap_or(Originals::ForEver),
            families: read.value("families")?,
            host: read.value("host")?.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)),
            port: read.value("port")?.unwrap_or(7373),
        })
    }
}

struct Reading<'a> {
    settings: &'a [Setting],
    file: &'a str,
}

impl Reading<'_> {
    /// The value of a setting; what it cannot be is an error that says where it stands.
    fn value<T: FromStr>(&self, name: &str) -> Result<Option<T>>
    where
        T::Err: fmt::Display,
    {
        let Some(setting) = self.settings.iter().find(|setting| setting.name == name) else {
            return Ok(None);
        };
        let Some(value) = &setting.value else { return Ok(None) };
        let read = value.parse::<T>().map_err(|error| anyhow::anyhow!("{name} = “{value}”: {error}"));
        let place = match setting.from {
            From::Line(line) => format!("{} line {line}", self.file),
            From::Variable => variable(name),
            From::Default => String::new(),
        };
        read.context(place).map(Some)
    }
}

/// The settings with their defaults filled in, for showing them.
pub(super) fn shown(settings: Vec<Setting>, store: Option<&Path>, families: Option<&Path>) -> Vec<Setting> {
    let filled = |setting: Setting| {
        let default = || match setting.name {
            "store" => store.map(|path| path.display().to_string()),
            "families" => families.map(|path| path.display().to_string()),
            "threads" => Some(thread::available_parallelism().map_or(1, NonZero::get).to_string()),
            "originals" => Some("for ever".to_owned()),
            "host" => Some(Ipv4Addr::LOCALHOST.to_string()),
            "port" => Some("7373".to_owned()),
            _ => None,
        };
        Setting { value: setting.value.clone().or_else(default), ..setting }
    };
    settings.into_iter().map(filled).collect()
}

/// A path in which `~/` stands for the user's folder.
pub(super) fn at_home(path: String) -> PathBuf {
    match (path.strip_prefix("~/"), env::var_os("HOME")) {
        (Some(rest), Some(home)) => PathBuf::from(home).join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::file;

    #[track_caller]
    fn values(written: &str, variables: &[(&str, &str)]) -> Result<Values> {
        let written = file::read(written, &NAMES).unwrap();
        let variable = |name: &str| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned());
        Values::of(&all(&written, variable), "config.toml")
    }

    #[test]
    fn variables_stand_above_the_file() {
        let found =
            values("port = 80\ncontact = \"desk@outlet.example\"\n", &[("VARIORUM_PORT", "81")]).unwrap();
        assert_eq!((found.port, found.contact.as_deref()), (81, Some("desk@outlet.example")));
        assert_eq!(values("port = 80", &[("VARIORUM_PORT", " ")]).unwrap().port, 80);
        assert_eq!(values("originals = \"90 days\"", &[]).unwrap().originals, Originals::Days(90));
        assert_eq!(values("", &[]).unwrap().originals, Originals::ForEver);
    }

    #[test]
    fn a_value_that_cannot_be_says_where_it_stands() {
        let told = |error: anyhow::Error| format!("{error:#}");
        let error = told(values("\nthreads = 0", &[]).unwrap_err());
        assert!(error.starts_with("config.toml line 2: threads = “0”: "), "{error}");
        let error = told(values("", &[("VARIORUM_ORIGINALS", "weekly")]).unwrap_err());
        assert!(
            error.starts_with("VARIORUM_ORIGINALS: originals = “weekly”: “weekly” is none of"),
            "{error}"
        );
    }
}
