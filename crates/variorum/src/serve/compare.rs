//! Articles that are dropped or pasted on the page, read and compared.

use anyhow::Result;
use variorum_core::{Article, DocumentDate, Problem, ProblemKind, collate};
use variorum_ingest::{Error, read_html, read_plain, read_record, unpack};
use variorum_views::html::site::{self, Frame};

use crate::serve::Site;
use crate::serve::guard::Guard;
use crate::serve::http::Reply;
use crate::serve::links::Links;
use crate::serve::routes::{Asked, frame, refuse_form};
use variorum_engine::annotate_all;

mod multipart;

pub(crate) use multipart::{Part, parts};

/// Most addresses that are fetched for a comparison.
const FETCHED: usize = 10;
/// Most articles that are compared at once on a page.
const MOST: usize = 200;

/// The form, with what was wrong with the last try.
pub(crate) fn page(site: &Site, asked: &Asked<'_>, problems: &[String]) -> Reply {
    let status = if problems.is_empty() { 200 } else { 422 };
    let frame = Frame { path: "/compare".into(), ..frame(site, asked) };
    Reply::page(status, site::compare::compare(&frame, problems, site.links.is_some()))
}

/// Compares what was sent and leads to the comparison.
pub(crate) fn post(site: &Site, asked: &Asked<'_>) -> Reply {
    let kind = asked.request.header("content-type").unwrap_or_default();
    let Some(parts) = parts(kind, &asked.request.body) else {
        return page(site, asked, &["The form did not arrive whole. Send it again.".to_owned()]);
    };
    let token = parts.iter().find(|part| part.name == "token").map_or(String::new(), Part::text);
    if !Guard::is_own_form(asked.visitor, &token) {
        return refuse_form(site, asked);
    }
    let mut read = Read::default();
    read.parts(&parts);
    if let Some(links) = &site.links {
        let typed: String = parts.iter().filter(|part| part.name == "addresses").map(Part::text).collect();
        read.addresses(&typed, links);
    }
    let Read { articles, problems } = read;
    if articles.is_empty() {
        let nothing = "Nothing was sent: choose files, or paste a text.".to_owned();
        return page(site, asked, &if problems.is_empty() { vec![nothing] } else { problems });
    }
    let unreadable =
        problems.into_iter().map(|message| Problem { kind: ProblemKind::Unreadable, message, span: None });
    let mut apparatus = collate(annotate_all(articles, site.threads));
    apparatus.problems.extend(unreadable);
    Reply::see_other(&format!("/comparison/{}", site.desk.keep(apparatus)))
}

/// Takes the articles of a comparison into the library, and leads to their story.
pub(crate) fn keep(site: &Site, id: &str) -> Result<Option<Reply>> {
    let Some(apparatus) = site.desk.get(id) else { return Ok(None) };
    let articles: Vec<Article> = apparatus.witnesses.iter().map(|w| w.annotated.article().clone()).collect();
    site.library.import(articles)?;
    Ok(Some(Reply::see_other("/")))
}

/// The articles that were sent, and what could not be read.
#[derive(Default)]
struct Read {
    articles: Vec<Article>,
    problems: Vec<String>,
}

impl Read {
    /// Files as they come; each pasted text with the outlet and the day beside it.
    fn parts(&mut self, parts: &[Part]) {
        let mut pasted = 0;
        for (at, part) in parts.iter().enumerate() {
            match part.name.as_str() {
                "file" if !part.bytes.is_empty() => {
                    self.file(part.file.as_deref().unwrap_or("file"), &part.bytes)
                }
                "text" => {
                    pasted += 1;
                    let after = parts.iter().skip(at + 1).take_while(|part| part.name != "text");
                    let field = |name: &str| {
                        let value = after.clone().find(|part| part.name == name).map(Part::text);
                        value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
                    };
                    self.text(pasted, &part.text(), field("outlet"), field("published"));
                }
                _ => {}
            }
        }
        self.name_apart();
    }

    /// What stands at addresses, one a line.
    fn addresses(&mut self, typed: &str, links: &Links) {
        let mut lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
        for address in lines.by_ref().take(FETCHED) {
            match links.article(address) {
                Ok(article) => self.articles.push(article),
                Err(problem) => self.problems.push(problem),
            }
        }
        self.problems
            .extend(lines.map(|address| format!("{address}: more than {FETCHED} addresses: left out")));
        self.name_apart();
    }

    fn file(&mut self, name: &str, bytes: &[u8]) {
        // A browser may send a path; only its last part is a name.
        let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let unpacked = unpack(bytes);
        let bytes = &unpacked.bytes;
        let lower = name.to_ascii_lowercase();
        let plain = lower.strip_suffix(".gz").unwrap_or(&lower);
        if plain.ends_with(".ndjson") || plain.ends_with(".jsonl") {
            return self.records(name, bytes);
        }
        let start = bytes.get(..bytes.len().min(512)).unwrap_or_default().to_ascii_lowercase();
        let tag = |tag: &[u8]| start.windows(tag.len()).any(|window| window == tag);
        let page =
            plain.ends_with(".html") || plain.ends_with(".htm") || tag(b"<!doctype html") || tag(b"<html");
        let read =
            if page { read_html(name, Some(name), bytes) } else { read_plain(name, Some(name), bytes) };
        self.add(name, read);
    }

    fn records(&mut self, name: &str, bytes: &[u8]) {
        for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.add(&format!("{name} line {}", at + 1), read_record(line));
        }
    }

    fn text(&mut self, number: usize, text: &str, outlet: Option<String>, published: Option<String>) {
        if text.trim().is_empty() {
            return;
        }
        let name = format!("text {number}");
        match read_plain(&name, None, text.replace("\r\n", "\n").as_bytes()) {
            Ok(mut article) => {
                article.outlet = outlet.or(article.outlet);
                let day = published.and_then(|day| day.parse().ok()).map(DocumentDate::Day);
                article.published = day.or(article.published);
                self.add(&name, Ok(article));
            }
            Err(error) => self.add(&name, Err(error)),
        }
    }

    fn add(&mut self, name: &str, read: Result<Article, Error>) {
        match read {
            Ok(article) if self.articles.len() < MOST => self.articles.push(article),
            Ok(_) => self.problems.push(format!("{name}: more than {MOST} articles at once: left out")),
            Err(error) => self.problems.push(format!("{name}: {error}")),
        }
    }

    fn name_apart(&mut self) {
        let mut seen = std::collections::BTreeSet::new();
        for (at, article) in self.articles.iter_mut().enumerate() {
            if article.id.is_empty() || !seen.insert(article.id.clone()) {
                article.id = format!("{}~{}", article.id, at + 1);
                seen.insert(article.id.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(name: &str, file: Option<&str>, bytes: &str) -> Part {
        Part { name: name.into(), file: file.map(str::to_owned), bytes: bytes.as_bytes().to_vec() }
    }

    #[track_caller]
    fn check(parts: &[Part], expect: &[&str], problems: usize) {
        let mut read = Read::default();
        read.parts(parts);
        let shown = |a: &Article| {
            let outlet = a.outlet.as_deref().unwrap_or("-");
            let day = a.published.map_or("-".to_owned(), |p| p.date().to_string());
            format!("{} {outlet} {day} {}", a.id, a.text.slice(a.body).trim())
        };
        let found: Vec<String> = read.articles.iter().map(shown).collect();
        assert_eq!(
            (found.as_slice(), read.problems.len()),
            (expect.iter().map(|e| (*e).to_owned()).collect::<Vec<_>>().as_slice(), problems)
        );
    }

    #[test]
    fn files_and_texts_become_articles() {
        check(&[part("file", Some("C:\\x\\a.txt"), "Storm\nRain fell.")], &["a.txt - - Rain fell."], 0);
        check(&[part("file", Some("a.txt"), "")], &[], 0);
        check(
            &[part("file", Some("a.ndjson"), "{\"id\":\"1\",\"text\":\"Rain fell.\"}\n\nnone\n")],
            &["1 - - Rain fell."],
            1,
        );
        check(
            &[
                part("text", None, "Storm\r\nRain fell."),
                part("outlet", None, "Gazette"),
                part("published", None, "2024-05-07"),
                part("text", None, " "),
                part("outlet", None, ""),
                part("published", None, ""),
            ],
            &["text 1 Gazette 2024-05-07 Rain fell."],
            0,
        );
        check(
            &[
                part("file", Some("a.txt"), "Storm\nRain fell."),
                part("file", Some("a.txt"), "Storm\nSnow fell."),
            ],
            &["a.txt - - Rain fell.", "a.txt~2 - - Snow fell."],
            0,
        );
    }
}
