//! The command line: one definition, from which help, completions and the man page are made.

pub(crate) mod annotate;
pub(crate) mod compare;
pub(crate) mod config;
pub(crate) mod extract;
pub(crate) mod feed;
pub(crate) mod generate;
pub(crate) mod group;
pub(crate) mod inputs;
pub(crate) mod links;
pub(crate) mod packs;
mod progress;
pub(crate) mod store;
pub(crate) mod subscriptions;
pub(crate) mod watch;

use std::net::IpAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use variorum_views::Offsets;

/// Reads the news from many outlets and shows, for each story, who said what according to whom, where
/// wordings, figures and dates agree or differ, what each outlet left out, and which articles are
/// copies of one another.
#[derive(Debug, Parser)]
#[command(name = "variorum", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Say on standard error what is being done, even when it is no terminal.
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

const EXAMPLES: &str = "\
Examples:
  variorum compare ours.txt theirs.txt          set two articles side by side
  variorum compare stories/harbour-fire         all articles of a folder
  variorum compare story --format html -o story.html
  variorum annotate articles.ndjson | jq .attributions
  variorum import articles.ndjson && variorum stories

Exit codes: 0 all good, 1 some articles could not be read, 2 the command could not run.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Set the articles of one story side by side.
    Compare(Compare),
    /// Print quotations, speakers, names, figures and dates of each article as JSON.
    Annotate(Annotate),
    /// Tell which articles tell one story, and which are copies, as JSON.
    Group(Group),
    /// Print the article of each HTML page, with what the page says about it, as JSON.
    Extract(Extract),
    /// Print what feeds hold as JSON.
    Feed(Feed),
    /// Take articles into the store and group them into stories.
    Import(store::Import),
    /// List the stories of the store.
    Stories(store::Stories),
    /// Set the articles of one story of the store side by side.
    Story(store::Story),
    /// Find articles, quotations or figures in the store.
    Search(store::Search),
    /// Say who prints a quotation, and in which words.
    AskQuote(store::AskQuote),
    /// Hold a draft against the articles of others.
    Check(store::Check),
    /// Write what the store holds as a table.
    Export(store::Export),
    /// Draw findings by lot to judge them by hand, and score the sheet.
    Sample(store::Sample),
    /// Make several stories one, by hand.
    Merge(store::Merge),
    /// Make articles a story of their own, by hand.
    Split(store::Split),
    /// Move articles to another story, by hand.
    Move(store::Move),
    /// Take articles out of the store for good.
    Forget(store::Forget),
    /// Analyse stored articles again, after an update of variorum.
    Rescan(store::Rescan),
    /// Subscribe to feeds, news sitemaps or pages.
    Subscribe(subscriptions::Subscribe),
    /// List, remove, import, export or check subscriptions.
    Subscriptions(subscriptions::Subscriptions),
    /// Fetch what is new of the subscriptions that are due.
    Fetch(subscriptions::Fetch),
    /// Write a story with its evidence to one file.
    Pack(packs::Pack),
    /// Check an evidence pack.
    Verify(packs::Verify),
    /// Keep an eye on words, names, speakers or figures.
    Watch(watch::Watch),
    /// Look over the store for damage.
    Doctor(store::Doctor),
    /// Copy the store to a file while it is in use.
    Backup(store::Backup),
    /// Put a backup in the place of the store.
    Restore(store::Restore),
    /// Open the reading room: stories, comparisons and articles in the browser.
    Serve(Serve),
    /// Print the settings as they stand, and where each comes from.
    Config {
        /// How to print them.
        #[arg(long, value_enum, default_value_t)]
        format: store::List,
    },
    /// Read a password from standard input and print its hash, for `serve --password-file`.
    HashPassword,
    /// Print the completion script for a shell.
    Completions {
        /// For which shell.
        shell: Shell,
    },
    /// Print the man page.
    Man,
}

/// Set the articles of one story side by side.
///
/// A file is plain text (.txt; its first line is the headline), a Word draft (.docx), a page (.html, .htm,
/// .mhtml), or articles as
/// one JSON object a line (.ndjson, .jsonl). A folder stands for its articles in name order, `-` for
/// articles as JSON lines on standard input, an address of http or https for the page that it leads to.
#[derive(Args, Debug)]
#[command(after_help = COMPARE_EXAMPLES)]
pub(crate) struct Compare {
    /// Files, folders, addresses, or - for standard input.
    #[arg(required = true, value_name = "FILE|DIR|URL|-")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reach: links::Reach,
    #[command(flatten)]
    pub(crate) shown: Shown,
}

/// How a comparison is shown.
#[derive(Args, Debug)]
pub(crate) struct Shown {
    /// How to print the comparison.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    /// Write to this file instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Show every finding in the terminal, not only the first of each kind.
    #[arg(long)]
    pub(crate) all: bool,
    /// Unit of the positions in JSON.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: Unit,
}

const COMPARE_EXAMPLES: &str = "\
Examples:
  variorum compare ours.txt theirs.txt
  variorum compare stories/harbour-fire --format html -o harbour-fire.html
  variorum compare ours.txt https://outlet.example/news/harbour-fire
  variorum compare a.html b.txt c.ndjson --format json | jq '.findings[] | select(.kind == \"conflict\")'";

/// Print quotations, speakers, names, figures and dates of each article as JSON.
///
/// One record a line, in the order of the input. A record that cannot be read becomes a line with an
/// `error`, and the rest goes on.
#[derive(Args, Debug)]
#[command(after_help = ANNOTATE_EXAMPLES)]
pub(crate) struct Annotate {
    /// Articles as one JSON object a line; a text or HTML file; - for standard input.
    #[arg(default_value = "-", value_name = "FILE|-")]
    pub(crate) input: PathBuf,
    /// Unit of the positions.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: Unit,
}

const ANNOTATE_EXAMPLES: &str = "\
Examples:
  variorum annotate articles.ndjson
  echo '{\"id\":\"1\",\"text\":\"“We will rebuild,” the mayor said.\"}' | variorum annotate";

/// Tell which articles tell one story, and which are copies of which, as JSON.
///
/// Articles are read in the order of their arrival. One record a line comes out for each, in the order
/// of the input, as the stories stand after the last one. A record that cannot be read becomes a line
/// with an `error`, and the rest goes on.
#[derive(Args, Debug)]
#[command(after_help = GROUP_EXAMPLES)]
pub(crate) struct Group {
    /// Articles as one JSON object a line; - for standard input.
    #[arg(default_value = "-", value_name = "FILE|-")]
    pub(crate) input: PathBuf,
    /// Print each decision as it falls: one for each arrival, and one for each later move.
    #[arg(long)]
    pub(crate) as_decided: bool,
    /// Unit of the positions.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: Unit,
}

/// Print the article of each HTML page, with what the page says about it, as JSON.
///
/// One record a page, in the order of the input; of a web archive (.warc, .warc.gz) one for each page in
/// it. A page or a record that cannot be read becomes a line with an `error`, and the rest goes on.
#[derive(Args, Debug)]
#[command(after_help = EXTRACT_EXAMPLES)]
pub(crate) struct Extract {
    /// Pages and web archives, packed (.gz, .zst, .br) or not; folders of them; addresses; - for a page or an archive
    /// on standard input.
    #[arg(required = true, value_name = "FILE|DIR|URL|-")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reach: links::Reach,
    /// Add the way from each character of the text to the bytes of the page.
    #[arg(long)]
    pub(crate) map: bool,
    /// Unit of the positions in the text.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) offsets: Unit,
}

const GROUP_EXAMPLES: &str = "\
Examples:
  variorum group articles.ndjson | jq -r '[.story, .lineage, .id] | @tsv' | sort
  variorum group --as-decided articles.ndjson | jq -r .why";

const EXTRACT_EXAMPLES: &str = "\
Examples:
  variorum extract saved/*.html | jq -r .text
  variorum extract page.html.gz --map
  variorum extract crawl.warc.gz | jq -r '[.record.offset, .id, .title] | @tsv'";

/// Print what feeds hold as JSON.
///
/// RSS, RDF, Atom, CDF and JSON Feed, sitemaps and OPML, in the names of feedparser. One record a feed, in the order of the
/// input. A file that is no feed becomes a line with an `error`, and the rest goes on.
#[derive(Args, Debug)]
#[command(after_help = FEED_EXAMPLES)]
pub(crate) struct Feed {
    /// Feeds, packed (.gz, .zst, .br) or not; addresses; - for a feed on standard input.
    #[arg(required = true, value_name = "FILE|URL|-")]
    pub(crate) inputs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) reach: links::Reach,
}

const FEED_EXAMPLES: &str = "\
Examples:
  variorum feed news.xml | jq -r '.entries[] | [.published, .title] | @tsv'";

/// Open the reading room: stories, comparisons and articles in the browser.
///
/// It shows the store; while that is empty, invented stories that come with the program. It answers on this machine alone unless told otherwise, and asks no other host for anything unless --fetch is given. It ends with Ctrl-C
/// or SIGTERM, once running answers are given.
#[derive(Args, Debug)]
#[command(after_help = SERVE_EXAMPLES)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) at: store::At,
    /// Address to listen at [default: 127.0.0.1]. One that other machines can reach needs --password-file or
    /// --no-auth.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) host: Option<IpAddr>,
    /// Port to listen at [default: 7373]; 0 takes a free one.
    #[arg(long)]
    pub(crate) port: Option<u16>,
    /// A file with the hash of a password that everyone has to give (see `hash-password`).
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Let everyone who reaches it read and add articles.
    #[arg(long, conflicts_with = "password_file")]
    pub(crate) no_auth: bool,
    /// A name by which browsers may ask for it, beside numbers and localhost. Can be given again.
    #[arg(long, value_name = "NAME")]
    pub(crate) allow_host: Vec<String>,
    /// Believe a proxy before it, which ends TLS: who asks stands in X-Forwarded-For, and the scheme in
    /// X-Forwarded-Proto. Without such a proxy readers could name any address.
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// A file with the group of each outlet, as `outlet,group` lines; stories then show how each group covers them.
    #[arg(long, value_name = "FILE")]
    pub(crate) outlet_groups: Option<PathBuf>,
    /// Say each answer on standard error: its path, status, size and time.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) log: crate::serve::Log,
    /// Ask other hosts: fetch what is new of the subscriptions that are due, and what stands at addresses that are
    /// typed on its pages. Without it no other host is asked for anything.
    #[arg(long)]
    pub(crate) fetch: bool,
    /// Let addresses that are typed on its pages lead to this machine and the own network.
    #[arg(long, requires = "fetch")]
    pub(crate) private: bool,
}

const SERVE_EXAMPLES: &str = "\
Examples:
  variorum serve                                then open http://127.0.0.1:7373/
  variorum import articles.ndjson && variorum serve
  variorum serve --fetch                        and follow the subscriptions meanwhile
  variorum hash-password > password.txt
  variorum serve --host 0.0.0.0 --password-file password.txt --allow-host news.example.org";

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Format {
    /// For reading in the terminal.
    #[default]
    Text,
    /// For scripts.
    Json,
    /// One page with everything in it.
    Html,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Unit {
    /// Unicode code points.
    #[default]
    Codepoints,
    /// UTF-8 bytes.
    Bytes,
    /// UTF-16 code units, as in JavaScript.
    Utf16,
}

impl From<Unit> for Offsets {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Codepoints => Self::Codepoints,
            Unit::Bytes => Self::Bytes,
            Unit::Utf16 => Self::Utf16,
        }
    }
}

/// How a command that ran came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was read.
    Good,
    /// Some articles could not be read; the others were.
    SomeBad,
}
