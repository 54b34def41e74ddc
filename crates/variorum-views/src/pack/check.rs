//! Reads a pack and says all that does not hold.

use variorum_core::Text;

use super::page::{DATA, SEAL};
use super::{Article, At, KIND, Record, VERSION, Words};

/// What became of checking a pack.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// What does not hold, in words. A pack with one is not to be trusted.
    pub faults: Vec<String>,
    /// What could not be checked, and why.
    pub open: Vec<String>,
    /// The title of the story.
    pub story: String,
    /// The digest in the last line, which tells this pack from any other.
    pub digest: String,
    /// Passages that stand where they are said to stand in texts that were held against the pack.
    pub passages_held: usize,
    /// Passages of texts that were not there to be held against it.
    pub passages_open: usize,
}

/// Checks a pack: its digest, its record, that its page is the one that the record makes, and each passage in the
/// text that it names, which is one of `texts` or stands in the pack.
pub fn check(pack: &[u8], texts: &[Text]) -> Checked {
    let mut checked = Checked::default();
    let Ok(pack) = str::from_utf8(pack) else {
        checked.faults.push("the file is no UTF-8 text: it is damaged, or no evidence pack".to_owned());
        return checked;
    };
    checked.seal(pack);
    let record = match record_in(pack) {
        Ok(record) => record,
        Err(fault) => {
            checked.faults.push(fault);
            return checked;
        }
    };
    checked.story.clone_from(&record.story);
    checked.form(&record);
    checked.addresses(&record);
    for article in &record.articles {
        checked.article(article, texts);
    }
    checked.page(pack, &record);
    checked
}

/// What the articles of a pack are called in a store, so that their texts can be looked up there. None where the
/// file cannot be read, which [`check`] says.
pub fn keys(pack: &[u8]) -> Vec<String> {
    let record = str::from_utf8(pack).ok().and_then(|pack| record_in(pack).ok());
    record.map(|record| record.articles.into_iter().filter_map(|a| a.key).collect()).unwrap_or_default()
}

impl Checked {
    /// The digest of all before the last line.
    fn seal(&mut self, pack: &str) {
        let Some((before, digest)) =
            pack.rsplit_once(SEAL[0]).and_then(|(before, end)| Some((before, end.strip_suffix(SEAL[1])?)))
        else {
            self.faults
                .push("the last line, which holds the digest of the file, is missing or changed".to_owned());
            return;
        };
        let found = Text::new(before).id().to_string();
        if found == digest {
            self.digest = found;
        } else {
            self.faults.push(format!("the file has the digest {found}, but its last line says {digest}"));
        }
    }

    fn form(&mut self, record: &Record) {
        if record.v != VERSION || record.kind != KIND || record.positions != "utf-8 bytes" {
            self.faults
                .push("the record is of another form or version: a newer program may read it".to_owned());
        }
    }

    /// Each address must lead to a passage of the pack, or be an empty place in its article.
    fn addresses(&mut self, record: &Record) {
        let quotations = record.quotations.iter().flat_map(|quotation| {
            let readings = quotation.readings.iter().flat_map(|r| r.words.iter().chain(&r.source));
            readings.chain(quotation.variants.iter().flat_map(|variant| [&variant.a, &variant.b]))
        });
        let shared = record.shared_wording.iter().flat_map(|s| s.runs.iter().flat_map(|(a, b)| [a, b]));
        let findings = record.findings.iter().flat_map(|finding| &finding.at);
        let lost = quotations.chain(shared).chain(findings).filter(|at| !leads_somewhere(record, at));
        for At { article, start, end } in lost {
            self.faults.push(format!("{article} {start}–{end} is spoken of, but is no passage of the pack"));
        }
        let letters = |letter: &String| record.articles.iter().any(|article| article.letter == *letter);
        let named = record.origins.iter().flat_map(|o| o.members.iter().chain([&o.root]));
        let searched = record.findings.iter().flat_map(|finding| &finding.not_in);
        for letter in named.chain(searched).filter(|letter| !letters(letter)) {
            self.faults.push(format!("{letter} is spoken of, but is no article of the pack"));
        }
    }

    fn article(&mut self, article: &Article, texts: &[Text]) {
        let letter = &article.letter;
        for words in &article.passages {
            let length = words.end.checked_sub(words.start);
            if length != Some(words.exact.len()) || words.end > article.bytes {
                self.faults.push(format!("{} does not have the length of its words", place(letter, words)));
            }
        }
        self.overlaps(article);
        let given = texts.iter().find(|text| text.id().to_string() == article.text_sha256);
        let carried = article.text.as_deref().map(Text::new);
        if let Some(text) = &carried {
            let found = text.id().to_string();
            if found != article.text_sha256 || text.len() != article.bytes {
                self.faults.push(format!(
                    "the text of {letter} has the digest {found}, but the pack says {}",
                    article.text_sha256
                ));
            }
        }
        match given.or(carried.as_ref()) {
            Some(text) => self.passages(article, text),
            None => {
                self.passages_open += article.passages.len();
                self.open.push(format!(
                    "{letter}: its text is neither in the pack nor among what was given (SHA-256 {})",
                    article.text_sha256
                ));
            }
        }
    }

    fn passages(&mut self, article: &Article, text: &Text) {
        for words in &article.passages {
            let stands = text.as_str().get(words.start..words.end) == Some(&words.exact);
            let before =
                text.as_str().get(..words.start).is_some_and(|before| before.ends_with(&words.prefix));
            let after = text.as_str().get(words.end..).is_some_and(|after| after.starts_with(&words.suffix));
            if stands && before && after {
                self.passages_held += 1;
            } else {
                let there = text.as_str().get(words.start..words.end).unwrap_or("(nothing)");
                self.faults.push(format!(
                    "{}: the pack has “{}”, the text “{there}”",
                    place(&article.letter, words),
                    words.exact
                ));
            }
        }
    }

    /// Passages of one article that overlap must have the same words where they do.
    fn overlaps(&mut self, article: &Article) {
        let mut last: Option<&Words> = None;
        for words in &article.passages {
            if let Some(before) = last.filter(|before| words.start < before.end) {
                let end = before.end.min(words.end);
                let in_first = before
                    .exact
                    .get(words.start.saturating_sub(before.start)..end.saturating_sub(before.start));
                let in_second = words.exact.get(..end.saturating_sub(words.start));
                if in_first.is_none() || in_first != in_second {
                    self.faults.push(format!(
                        "{} and {} have different words at the same place",
                        place(&article.letter, before),
                        place(&article.letter, words)
                    ));
                }
            }
            if last.is_none_or(|before| before.end < words.end) {
                last = Some(words);
            }
        }
    }

    /// The page that the record makes must be the page of the file.
    fn page(&mut self, pack: &str, record: &Record) {
        let own = record.program.version == env!("CARGO_PKG_VERSION");
        let made = record.render();
        let Some(at) = first_difference(pack.as_bytes(), made.as_bytes()) else { return };
        if own {
            self.faults
                .push(format!("the page differs from the one that its record makes, first at byte {at}"));
        } else if self.faults.is_empty() {
            self.open.push(format!(
                "the page was made by version {}: whether it shows what its record says can be checked with that version",
                record.program.version
            ));
        }
    }
}

fn record_in(pack: &str) -> Result<Record, String> {
    let start = pack.find(DATA[0]).map(|at| at + DATA[0].len());
    let json = start.and_then(|start| pack.get(start..)?.split_once(DATA[1])).map(|(json, _)| json);
    let json = json.ok_or("the file holds no record: it is damaged, or no evidence pack")?;
    serde_json::from_str(json).map_err(|error| format!("the record cannot be read: {error}"))
}

fn leads_somewhere(record: &Record, at: &At) -> bool {
    let article = || record.articles.iter().find(|article| article.letter == at.article);
    if at.start == at.end {
        return article().is_some_and(|article| at.end <= article.bytes);
    }
    record.words(at).is_some()
}

fn place(letter: &str, words: &Words) -> String {
    format!("{letter} {}–{}", words.start, words.end)
}

/// Where two files begin to differ.
fn first_difference(one: &[u8], other: &[u8]) -> Option<usize> {
    let at = one.iter().zip(other).position(|(a, b)| a != b);
    at.or_else(|| (one.len() != other.len()).then(|| one.len().min(other.len())))
}
