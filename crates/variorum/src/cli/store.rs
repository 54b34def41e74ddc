//! The commands over a store.

pub(crate) mod asking;
pub(crate) mod checking;
mod csv;
pub(crate) mod editing;
pub(crate) mod export;
pub(crate) mod import;
mod material;
pub(crate) mod rows;
pub(crate) mod sample;
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
use crate::following::{PATIENCE, Shared};

/// Which store.
#[derive(Args, Debug)]
pub(crate) struct At {
    /// The file of the store; without it, the one in your data folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) store: Option<PathBuf>,
}

impl At {
    /// The file of the store.
    pub(crate) fn path(&self, config: &Config) -> Result<PathBuf> {
        let path = self.store.clone().or_else(|| config.store.clone());
        path.context("no data folder is known (HOME is not set): name the file of the store with --store")
    }

    /// The store in its file; for writing, once it is our turn.
    pub(super) fn open(&self, mode: Mode, config: &Config) -> Result<Engine> {
        let path = self.path(config)?;
        Ok(match mode {
            Mode::Read => Engine::open(&path, mode, config.threads)?,
            Mode::Write => Shared::new(&path, config.threads).turn(PATIENCE)?,
        })
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
/// Text files (.txt, .docx), pages (.html, .htm, .mhtml), web archives (.warc), articles as one JSON object a line
/// (.ndjson, .jsonl), tables with a head (.csv, .tsv) and feeds (.xml, .rss, .atom), each packed with gzip (.gz)
/// or not; folders with all that is in them. What is in the store already is skipped, so that an import that was cut short is
/// taken up by running it again. A record that cannot be read is reported and skipped.
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
  variorum import saved-pages/ archive.jsonl.gz crawl.warc.gz
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

/// Say who prints a quotation, and in which words.
///
/// Every printing of it in the store, the wording of the most independent originals first, each difference
/// from the words in hand named. Where none is held, that is said, with the nearest quotations.
#[derive(Args, Debug)]
#[command(after_help = ASK_EXAMPLES)]
pub(crate) struct AskQuote {
    /// The words, whole or in part.
    #[arg(value_name = "TEXT")]
    pub(crate) words: String,
    /// Only as said by this speaker; a part of the name is enough.
    #[arg(long, value_name = "NAME")]
    pub(crate) speaker: Option<String>,
    #[command(flatten)]
    pub(crate) at: At,
    /// Unit of the positions in JSON.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: crate::cli::Unit,
    /// How to print them.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

const ASK_EXAMPLES: &str = "\
Examples:
  variorum ask-quote 'We lost the north shed within twenty minutes'
  variorum ask-quote 'the wind turned' --speaker Okoro";

/// Hold a draft against the articles of others.
///
/// Its quotations and its figures and dates, one by one: where others print other words or state another
/// number, what they have alike, and what only the draft has. Unmarked cuts, changed numbers and conflicts
/// come first.
#[derive(Args, Debug)]
#[command(after_help = CHECK_EXAMPLES)]
pub(crate) struct Check {
    /// The draft: a text file, a page, one article as a JSON line, or an address of the web.
    #[arg(value_name = "DRAFT")]
    pub(crate) draft: PathBuf,
    /// A story of the store, or files, folders and addresses; without it, the nearest story of the store.
    #[arg(long, value_name = "STORY|FILE|URL", num_args = 1..)]
    pub(crate) against: Vec<String>,
    #[command(flatten)]
    pub(crate) reach: crate::cli::links::Reach,
    #[command(flatten)]
    pub(crate) at: At,
    /// Unit of the positions in JSON.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: crate::cli::Unit,
    /// How to print it; JSON is that of `compare`, with the draft as its first article.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
}

const CHECK_EXAMPLES: &str = "\
Examples:
  variorum check draft.txt
  variorum check draft.txt --against 4f1c2a9b
  variorum check draft.txt --against theirs.html transcript.txt";

/// Write what the store holds as a table.
#[derive(Args, Debug)]
#[command(after_help = EXPORT_EXAMPLES)]
pub(crate) struct Export {
    /// Which table.
    #[arg(value_enum, value_name = "KIND")]
    pub(crate) kind: Kind,
    #[command(flatten)]
    pub(crate) at: At,
    /// Add the texts to the articles.
    #[arg(long)]
    pub(crate) texts: bool,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Unit of the positions.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: crate::cli::Unit,
    /// The form of the table.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Table,
}

const EXPORT_EXAMPLES: &str = "\
Examples:
  variorum export articles --format csv -o articles.csv
  variorum export figures --format parquet -o figures.parquet
  variorum export quotations | jq -r 'select(.speaker == \"Dana Okoro\") | .words'";

/// What is exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// One row an article.
    Articles,
    /// One row for each time somebody is credited with words.
    Quotations,
    /// One row for each number with its unit.
    Figures,
    /// One row a story.
    Stories,
    /// One row for each article that is a copy.
    Lineages,
    /// One row for each place that a decision by hand was made on, and for each decision about stories.
    Judgements,
}

/// The form of a table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Table {
    /// One JSON object a line.
    #[default]
    Ndjson,
    /// Comma-separated values; what a spreadsheet would take for a formula is made harmless.
    Csv,
    /// Apache Parquet.
    Parquet,
}

/// Draw findings by lot to judge them by hand, and score the sheet.
///
/// Writes a sheet (CSV): each row one finding with its exact words and what stands around them in each article,
/// and an empty column for your judgement. Every finding of the store has the same chance; the same seed draws
/// the same. With --score it reads the sheet that you filled in and gives the precision with its 95 % interval.
#[derive(Args, Debug)]
#[command(after_help = SAMPLE_EXAMPLES)]
pub(crate) struct Sample {
    /// What to draw.
    #[arg(long, value_enum, value_name = "KIND", required_unless_present = "score")]
    pub(crate) kind: Option<Sampled>,
    /// How many.
    #[arg(short, long, value_name = "N", default_value_t = 100)]
    pub(crate) number: usize,
    /// Another number draws another sample.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Score this sheet instead.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kind", "output"])]
    pub(crate) score: Option<PathBuf>,
    /// How to print the score.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: List,
    #[command(flatten)]
    pub(crate) at: At,
}

const SAMPLE_EXAMPLES: &str = "\
Examples:
  variorum sample --kind conflicts -n 50 -o conflicts.csv
  variorum sample --score conflicts.csv";

/// Findings that are drawn by lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sampled {
    /// What somebody is credited with, with all its printings.
    Quotations,
    /// What cannot all be true.
    Conflicts,
    /// What one article carries and another, searched, does not.
    Omissions,
}

/// Take articles out of the store for good.
///
/// Text, original, index and everything derived from them go; the key, the date and the reason stay, and the
/// article is not taken again. Without --yes it says what would go and changes nothing.
#[derive(Args, Debug)]
pub(crate) struct Forget {
    /// The article, with all its versions: the beginning of its key, its address, or its id.
    #[arg(value_name = "ARTICLE", required_unless_present = "outlet")]
    pub(crate) name: Option<String>,
    /// All articles of this outlet instead.
    #[arg(long, value_name = "NAME", conflicts_with = "name")]
    pub(crate) outlet: Option<String>,
    /// Why; whoever asks for the article later is told.
    #[arg(long, value_name = "WORDS")]
    pub(crate) reason: Option<String>,
    /// Do it.
    #[arg(long)]
    pub(crate) yes: bool,
    #[command(flatten)]
    pub(crate) at: At,
}

/// Analyse stored articles again, after an update of variorum.
///
/// Pages whose bytes are kept are read again first; another text becomes a later version of its article, and the
/// earlier one stays.
#[derive(Args, Debug)]
pub(crate) struct Rescan {
    /// All of them, not only those that an earlier version read or analysed.
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) at: At,
}

/// Make several stories one, by hand.
#[derive(Args, Debug)]
pub(crate) struct Merge {
    /// The stories, or any of their articles.
    #[arg(value_name = "STORY", required = true, num_args = 2..)]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) at: At,
}

/// Make articles a story of their own, by hand.
#[derive(Args, Debug)]
pub(crate) struct Split {
    /// The articles.
    #[arg(value_name = "ARTICLE", required = true)]
    pub(crate) names: Vec<String>,
    #[command(flatten)]
    pub(crate) at: At,
}

/// Move articles to another story, by hand.
#[derive(Args, Debug)]
pub(crate) struct Move {
    /// The articles.
    #[arg(value_name = "ARTICLE", required = true)]
    pub(crate) names: Vec<String>,
    /// The story, or any of its articles.
    #[arg(long, value_name = "STORY")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) at: At,
}
