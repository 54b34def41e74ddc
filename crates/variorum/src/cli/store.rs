//! The commands over a store.

pub(crate) mod import;
mod material;
mod rows;
pub(crate) mod search;
pub(crate) mod stories;
pub(crate) mod story;
pub(crate) mod upkeep;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use variorum_engine::{Engine, Mode};

use crate::cli::Shown;
use crate::config::Config;

/// Which store.
#[derive(Args, Debug)]
pub(crate) struct At {
    /// The file of the store; without it, the one in your data folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<PathBuf>,
}

impl At {
    /// The file of the store.
    pub(super) fn path(&self, config: &Config) -> Result<PathBuf> {
        let path = self.store.clone().or_else(|| config.store.clone());
        path.context("no data folder is known (HOME is not set): name the file of the store with --store")
    }

    /// The store in its file.
    pub(super) fn open(&self, mode: Mode, config: &Config) -> Result<Engine> {
        Ok(Engine::open(&self.path(config)?, mode, config.threads)?)
    }
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum List {
    /// For reading in the terminal.
    #[default]
    Text,
    /// One JSON object a line, for scripts.
    Json,
}

/// Take articles into the store and group them into stories.
///
/// Text files (.txt), pages (.html, .htm) and articles as one JSON object a line (.ndjson, .jsonl), each
/// packed with gzip (.gz) or not; folders with all that is in them. What is in the store already is
/// skipped, so that an import that was cut short is taken up by running it again. A record that cannot be
/// read is reported and skipped.
#[derive(Args, Debug)]
#[command(after_help = IMPORT_EXAMPLES)]
pub(crate) struct Import {
    /// Files, folders, or - for JSON lines on standard input.
    #[arg(required = true, value_name = "FILE|DIR|-")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) at: At,
    /// Do not keep the bytes of pages beside their text.
    #[arg(long)]
    pub(crate) text_only: bool,
    /// How to print what was done.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

const IMPORT_EXAMPLES: &str = "\
Examples:
  variorum import articles.ndjson
  variorum import saved-pages/ archive.jsonl.gz
  variorum import --store case-7.db interviews/";

/// List the stories of the store.
#[derive(Args, Debug)]
#[command(after_help = STORIES_EXAMPLES)]
pub(crate) struct Stories {
    /// Only stories with an article that holds these words.
    #[arg(value_name = "WORDS")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) at: At,
    #[command(flatten)]
    pub(crate) within: Within,
    /// Only stories of so many independent originals or more.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) origins: usize,
    /// Which come first.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) sort: Sort,
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// How to print them.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

const STORIES_EXAMPLES: &str = "\
Examples:
  variorum stories
  variorum stories harbour fire --since 2026-02-01
  variorum stories --sort origins --format json | jq -r '[.origins, .title] | @tsv'";

/// From where and when.
#[derive(Args, Debug)]
pub(crate) struct Within {
    /// Only of this outlet.
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Only of this day or later.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<Date>,
    /// Only of this day or earlier.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<Date>,
}

/// Which stories come first.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Sort {
    /// Those with the latest article.
    #[default]
    Newest,
    /// Those of the most independent originals.
    Origins,
    /// Those of the most articles.
    Articles,
}

/// Set the articles of one story of the store side by side.
#[derive(Args, Debug)]
#[command(after_help = STORY_EXAMPLES)]
pub(crate) struct Story {
    /// The story, or any of its articles: the beginning of a key, an address, or an id.
    #[arg(value_name = "ID")]
    pub(crate) name: String,
    #[command(flatten)]
    pub(crate) at: At,
    /// Say instead why each article stands in the story.
    #[arg(long)]
    pub(crate) why: bool,
    #[command(flatten)]
    pub(crate) shown: Shown,
}

const STORY_EXAMPLES: &str = "\
Examples:
  variorum story 4f1c2a9b
  variorum story https://coast-daily.example/fire --format html -o fire.html
  variorum story 4f1c2a9b --why";

/// Find articles, quotations or figures in the store.
///
/// All words must stand in what is found, in whatever form; words between quotation marks must stand
/// together.
#[derive(Args, Debug)]
#[command(after_help = SEARCH_EXAMPLES)]
pub(crate) struct Search {
    /// Words, and phrases between quotation marks.
    #[arg(value_name = "QUERY")]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) at: At,
    /// Look in what people are quoted or reported as saying.
    #[arg(long, conflicts_with = "figure")]
    pub(crate) quotations: bool,
    /// Only what this speaker said (implies --quotations).
    #[arg(long, value_name = "NAME", conflicts_with = "figure")]
    pub(crate) speaker: Option<String>,
    /// Look for this number, or for numbers from the first to the second; the words say what is counted.
    #[arg(long, value_name = "N|N..N", allow_hyphen_values = true)]
    pub(crate) figure: Option<String>,
    #[command(flatten)]
    pub(crate) within: Within,
    /// Only in this story.
    #[arg(long, value_name = "ID")]
    pub(crate) story: Option<String>,
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub(crate) limit: usize,
    /// Unit of the positions in JSON.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: crate::cli::Unit,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

const SEARCH_EXAMPLES: &str = "\
Examples:
  variorum search harbour fire
  variorum search '\"north shed\"' --since 2026-02-01
  variorum search --speaker Okoro wind
  variorum search --figure 10..20 people hospital";

/// Look over the store for damage.
///
/// Reads everything: the file, each text against its digest, each position against its text, and the
/// index against the articles.
#[derive(Args, Debug)]
pub(crate) struct Doctor {
    #[command(flatten)]
    pub(crate) at: At,
    /// How to print what is found.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

/// Copy the store to a file while it is in use.
#[derive(Args, Debug)]
pub(crate) struct Backup {
    /// The new file.
    #[arg(value_name = "FILE")]
    pub(crate) to: PathBuf,
    #[command(flatten)]
    pub(crate) at: At,
}

/// Put a backup in the place of the store.
///
/// The backup is looked over for damage first. A store that exists is never written over: move it away
/// first.
#[derive(Args, Debug)]
pub(crate) struct Restore {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub(crate) from: PathBuf,
    #[command(flatten)]
    pub(crate) at: At,
}
