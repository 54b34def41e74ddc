//! `variorum group`: which articles tell one story, and which are copies, one record a line.

use std::io::{self, BufRead, BufReader, BufWriter, Write, stdout};

use anyhow::{Result, bail};
use variorum_core::Article;
use variorum_core::story::{Grouper, Profile};
use variorum_ingest::read_record;
use variorum_views::{Offsets, json};

use crate::cli::annotate::{error_line, next_batch};
use crate::cli::inputs::{Form, form_of, is_stdin, open};
use crate::cli::progress::Progress;
use crate::cli::{Group, Outcome};
use crate::config::Config;
use variorum_engine::{annotate_one, in_parallel};

/// Reads the articles in their order, groups them, and prints where each stands.
pub(crate) fn run(arguments: &Group, config: &Config) -> Result<Outcome> {
    let path = &arguments.input;
    let mut output = BufWriter::new(stdout().lock());
    let mut stream = Stream::new(arguments);
    if is_stdin(path) {
        stream.read(&mut io::stdin().lock(), &mut output, config)?;
    } else if form_of(path) == Form::Records {
        stream.read(&mut BufReader::new(open(path)?), &mut output, config)?;
    } else {
        bail!(
            "{} is no stream of articles: it needs one JSON object a line (.ndjson, .jsonl)",
            path.display()
        );
    }
    let outcome = stream.finish(&mut output)?;
    output.flush()?;
    Ok(outcome)
}

/// The articles so far, with what is to be printed for each record.
struct Stream {
    grouper: Grouper,
    articles: Vec<Article>,
    /// In input order: an article by its number, or the line that stands for a bad record.
    records: Vec<Result<usize, String>>,
    bad: bool,
    as_decided: bool,
    offsets: Offsets,
}

impl Stream {
    fn new(arguments: &Group) -> Self {
        Self {
            grouper: Grouper::default(),
            articles: Vec::new(),
            records: Vec::new(),
            bad: false,
            as_decided: arguments.as_decided,
            offsets: arguments.offsets.into(),
        }
    }

    fn read(&mut self, input: &mut impl BufRead, output: &mut impl Write, config: &Config) -> Result<()> {
        let mut progress = Progress::new("grouped", config.progress);
        loop {
            let batch = next_batch(input)?;
            if batch.is_empty() {
                return Ok(());
            }
            for profiled in in_parallel(batch, config.threads, |line| profile(&line)) {
                match profiled {
                    Ok((article, profile)) => self.add(article, profile, output)?,
                    Err(line) => self.bad_record(line, output)?,
                }
            }
            progress.at(self.articles.len(), None);
        }
    }

    fn add(&mut self, article: Article, profile: Profile, output: &mut impl Write) -> Result<()> {
        self.records.push(Ok(self.articles.len()));
        self.articles.push(article);
        let changed = self.grouper.add(profile);
        if self.as_decided { self.print(&changed, output) } else { Ok(()) }
    }

    fn bad_record(&mut self, line: String, output: &mut impl Write) -> Result<()> {
        self.bad = true;
        if self.as_decided {
            writeln!(output, "{line}")?;
        } else {
            self.records.push(Err(line));
        }
        Ok(())
    }

    /// Settles what is open and prints what is left to print.
    fn finish(mut self, output: &mut impl Write) -> Result<Outcome> {
        let changed = self.grouper.settle();
        if self.as_decided {
            self.print(&changed, output)?;
        } else {
            for record in &self.records {
                match record {
                    Ok(article) => self.print(&[*article], output)?,
                    Err(line) => writeln!(output, "{line}")?,
                }
            }
        }
        Ok(if self.bad { Outcome::SomeBad } else { Outcome::Good })
    }

    fn print(&self, articles: &[usize], output: &mut impl Write) -> Result<()> {
        for article in articles {
            let place = self.grouper.place(*article);
            writeln!(output, "{}", json::placement(&self.articles, *article, &place, self.offsets))?;
        }
        Ok(())
    }
}

/// The article of one record with what grouping needs of it, or the line that stands for it.
fn profile(line: &[u8]) -> Result<(Article, Profile), String> {
    let article = read_record(line).map_err(|error| error_line(error.id(), &error))?;
    let annotated = annotate_one(article);
    let profile = Profile::of(&annotated);
    Ok((annotated.article().clone(), profile))
}
