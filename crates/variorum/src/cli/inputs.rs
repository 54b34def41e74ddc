//! Files, folders and standard input, read as articles.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use variorum_core::{Article, Problem, ProblemKind};
use variorum_ingest::{Error, read_html, read_plain, read_record};

use crate::cli::links::{Links, is_link};

/// What was read from the inputs.
#[derive(Default)]
pub(super) struct Inputs {
    /// The articles, in the order of the inputs, with distinct ids.
    pub(super) articles: Vec<Article>,
    /// What could not be read, each with its place.
    pub(super) unreadable: Vec<Problem>,
}

/// The forms that an input can have.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Plain,
    Html,
    Records,
}

/// Longest file or line that is read, in bytes.
pub(super) const LONGEST: u64 = 64 << 20;

/// Reads everything that `paths` name.
///
/// # Errors
/// A path that does not exist or cannot be read, and a folder without articles. An address that cannot be
/// fetched is unreadable, and the others are read.
pub(super) fn read_all(paths: &[PathBuf], links: &Links) -> Result<Inputs> {
    let mut inputs = Inputs::default();
    for path in paths {
        if is_stdin(path) {
            inputs.records("-", &mut io::stdin().lock())?;
        } else if is_link(path) {
            inputs.link(path, links);
        } else if path.is_dir() {
            for file in articles_in(path)? {
                inputs.file(&file)?;
            }
        } else {
            inputs.file(path)?;
        }
    }
    inputs.name_apart();
    Ok(inputs)
}

/// Whether `path` stands for standard input.
pub(super) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// The form that the name of a file tells; a name that tells none is plain text.
pub(super) fn form_of(path: &Path) -> Form {
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or_default().to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" | "xhtml" | "mhtml" | "mht" => Form::Html,
        "ndjson" | "jsonl" => Form::Records,
        _ => Form::Plain,
    }
}

/// Opens a file; the error names it.
pub(super) fn open(path: &Path) -> Result<File> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    if file.metadata().is_ok_and(|meta| meta.is_dir()) {
        bail!("{} is a folder: give it to `variorum compare`, or name a file in it", path.display());
    }
    Ok(file)
}

/// The whole of a file, if it is not too long.
pub(super) fn bytes_of(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = open(path)?.take(LONGEST + 1).read_to_end(&mut bytes);
    read.with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() as u64 > LONGEST {
        bail!("{} is longer than {} MiB: no article is", path.display(), LONGEST >> 20);
    }
    Ok(bytes)
}

/// One line without its line break, or `None` at the end. A line beyond the limit is read past and
/// comes back cut, so that the stream goes on.
pub(super) fn next_line(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    input.by_ref().take(LONGEST).read_until(b'\n', &mut line)?;
    if line.is_empty() {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() as u64 == LONGEST {
        skip_line(input)?;
    }
    let end = line.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
    line.truncate(end);
    Ok(Some(line))
}

/// Reads one article file.
pub(super) fn read_file(path: &Path, form: Form) -> Result<Result<Article, Error>> {
    let bytes = bytes_of(path)?;
    let id = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let file = path.to_string_lossy();
    Ok(match form {
        Form::Html => read_html(&id, Some(&file), &bytes),
        _ => read_plain(&id, Some(&file), &bytes),
    })
}

/// The article of a page that was fetched: its address is its name.
pub(crate) fn read_fetched(response: &variorum_fetch::Response) -> Result<Article, Error> {
    let address = response.target.as_str();
    let kind = response.header("content-type").unwrap_or_default().trim_start().to_ascii_lowercase();
    let read = if kind.starts_with("text/plain") { read_plain } else { read_html };
    let mut article = read(address, None, &response.body)?;
    article.url.get_or_insert_with(|| address.to_owned());
    Ok(article)
}

impl Inputs {
    fn link(&mut self, path: &Path, links: &Links) {
        let name = path.to_string_lossy();
        match links.fetch(path) {
            Ok(response) => match read_fetched(&response) {
                Ok(article) => self.articles.push(article),
                Err(error) => self.unreadable(&name, None, &error.to_string()),
            },
            // The error names the address that was asked last.
            Err(error) => {
                let message = format!("{error:#}");
                self.unreadable.push(Problem { kind: ProblemKind::Unreadable, message, span: None });
            }
        }
    }

    fn file(&mut self, path: &Path) -> Result<()> {
        let name = path.display().to_string();
        match form_of(path) {
            Form::Records => self.records(&name, &mut BufReader::new(open(path)?)),
            form => {
                match read_file(path, form)? {
                    Ok(article) => self.articles.push(article),
                    Err(error) => self.unreadable(&name, None, &error.to_string()),
                }
                Ok(())
            }
        }
    }

    fn records(&mut self, name: &str, input: &mut impl BufRead) -> Result<()> {
        let mut number = 0;
        while let Some(line) = next_line(input).with_context(|| format!("cannot read {name}"))? {
            number += 1;
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            match read_record(&line) {
                Ok(article) => self.record(article, name, number),
                Err(error) => self.unreadable(name, Some(number), &error.to_string()),
            }
        }
        Ok(())
    }

    fn record(&mut self, mut article: Article, name: &str, number: usize) {
        article.file = Some(name.to_owned());
        if article.id.is_empty() {
            article.id = format!("{name}:{number}");
        }
        self.articles.push(article);
    }

    fn unreadable(&mut self, name: &str, line: Option<usize>, message: &str) {
        let line = line.map(|line| format!(" line {line}")).unwrap_or_default();
        let message = format!("{name}{line}: {message}");
        self.unreadable.push(Problem { kind: ProblemKind::Unreadable, message, span: None });
    }

    /// Gives articles that share an id names of their own, and says so.
    fn name_apart(&mut self) {
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for article in &mut self.articles {
            let times = seen.entry(article.id.clone()).or_default();
            *times += 1;
            if *times > 1 {
                let name = format!("{}~{times}", article.id);
                let message =
                    format!("another article has the id {} too: this one is called {name}", article.id);
                article.id = name;
                article.problems.push(Problem { kind: ProblemKind::DuplicateId, message, span: None });
            }
        }
    }
}

/// The files of a folder that hold articles, in name order.
fn articles_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read the folder {}", folder.display()))?;
    let mut files: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| holds_articles(path)).collect();
    if files.is_empty() {
        bail!(
            "no articles in {}: it needs .txt, .docx, .html, .mhtml, .ndjson or .jsonl files",
            folder.display()
        );
    }
    files.sort();
    Ok(files)
}

fn holds_articles(path: &Path) -> bool {
    let hidden = path.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    let text = path.extension().is_some_and(|e| ["txt", "docx"].iter().any(|t| e.eq_ignore_ascii_case(t)));
    path.is_file() && !hidden && (text || form_of(path) != Form::Plain)
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let used = end.map_or(buffer.len(), |at| at + 1);
        input.consume(used);
        if end.is_some() || used == 0 {
            return Ok(());
        }
    }
}
