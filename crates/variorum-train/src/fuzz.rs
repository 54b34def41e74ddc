//! Annotating of broken texts: copies of real-looking ones with pieces cut out, doubled, swapped and strewn with
//! marks. Nothing may panic, and what is found must lie where it says.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use variorum_core::{Annotated, Span};
use variorum_ingest::read_plain;

/// What is strewn in: what decides where sentences, quotations, figures and times begin and end.
const SPICES: &[&str] = &[
    "\"",
    "“",
    "”",
    "‘",
    "’",
    "'",
    "«",
    "»",
    "„",
    "--",
    "—",
    "(",
    ")",
    ":",
    ";",
    ",",
    ".",
    "...",
    "\n",
    "\n\n",
    "¶",
    "\u{feff}",
    "\u{200b}",
    "é",
    "İ",
    "ß",
    "ﬀ",
    "한",
    "👩‍🚒",
    " said ",
    " according to ",
    " $4.5 million ",
    " a-t-il dit ",
    " sagte ",
    "TRUMP: ",
    " on Tuesday ",
    " 1,2,3.4% ",
    " he ",
    "’s",
    " Mr. ",
    "1–2",
    "\t",
    "\r\n",
];

/// Longest text that is made, in bytes.
const LONGEST: usize = 20_000;

/// Annotates texts made from the files of `corpus` until `minutes` are over; a text that fails is kept in
/// `corpus` with its failure as the error.
pub(crate) fn run(corpus: &Path, seeds: &[PathBuf], minutes: u64) -> Result<()> {
    let texts = texts(seeds.iter().map(PathBuf::as_path).chain([corpus]))?;
    ensure!(!texts.is_empty(), "no texts to begin with");
    let until = Instant::now() + Duration::from_secs(60 * minutes);
    let mut chance = Chance(7);
    let (mut made, mut bytes) = (0u64, 0u64);
    while Instant::now() < until {
        let text = chance.broken(&texts);
        bytes += text.len() as u64;
        made += 1;
        if let Err(fault) = try_one(&text) {
            let file = corpus.join(format!("failed-{made}.txt"));
            std::fs::write(&file, &text).with_context(|| format!("cannot write {}", file.display()))?;
            anyhow::bail!("{fault:#}; the text is in {}", file.display());
        }
    }
    println!("{made} texts, {bytes} bytes: no panic, every span in its place");
    Ok(())
}

fn texts<'p>(folders: impl Iterator<Item = &'p Path>) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for folder in folders {
        let entries =
            std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
        for entry in entries {
            files.push(entry?.path());
        }
    }
    files.sort();
    files.retain(|file| file.extension().is_some_and(|end| end == "txt"));
    files.iter().map(|file| Ok(std::fs::read_to_string(file)?)).collect()
}

/// Annotates a text; an error where it panics or a span does not hold.
fn try_one(text: &str) -> Result<()> {
    let Ok(article) = read_plain("fuzz", None, text.as_bytes()) else { return Ok(()) };
    let read = std::panic::catch_unwind(|| variorum_language::annotate(article));
    check(&read.map_err(|_| anyhow::anyhow!("annotating panics"))?)
}

fn check(read: &Annotated) -> Result<()> {
    let (text, layers) = (&read.article().text, read.layers());
    let holds = |span: &Span| text.get(*span).is_some();
    ensure!(layers.tokens.iter().all(|t| holds(&t.span)), "a token beyond the text");
    let in_order = |spans: &[Span]| spans.iter().zip(spans.iter().skip(1)).all(|(a, b)| a.end() <= b.start());
    ensure!(in_order(&layers.sentences), "sentences overlap");
    for attribution in &layers.attributions {
        ensure!(attribution.spans().all(|span| holds(&span)), "a span of an attribution beyond the text");
        let inside = |quoted: &Span| attribution.content.iter().any(|content| content.contains(*quoted));
        ensure!(attribution.quoted.iter().all(inside), "quoted words outside their content");
        ensure!(in_order(&attribution.content), "content overlaps itself");
        ensure!(attribution.speaker.is_none_or(|id| read.entity(id).is_some()), "a speaker that is nobody");
        ensure!((0.0..=1.0).contains(&attribution.confidence), "a confidence beyond one");
    }
    Ok(())
}

/// A multiplicative congruential generator: the same texts on every machine.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }

    /// A place between two characters.
    fn place(&mut self, text: &str) -> usize {
        let mut at = self.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }

    fn broken(&mut self, texts: &[String]) -> String {
        let pick = self.below(texts.len());
        let mut text = texts.get(pick).cloned().unwrap_or_default();
        for _ in 0..=self.below(12) {
            let (a, b) = (self.place(&text), self.place(&text));
            let (start, end) = (a.min(b), a.max(b).min(a.min(b) + 400));
            let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
            let piece = text.get(start..end).unwrap_or_default().to_owned();
            match self.below(5) {
                0 => text.replace_range(start..end, ""),
                1 => text.insert_str(end, &piece),
                2 => text.insert_str(self.place(&text), &piece),
                _ => {
                    let spice = SPICES.get(self.below(SPICES.len())).copied().unwrap_or_default();
                    let times = 1 + self.below(3);
                    text.insert_str(start, &spice.repeat(times));
                }
            }
        }
        let mut longest = text.len().min(LONGEST);
        while !text.is_char_boundary(longest) {
            longest -= 1;
        }
        text.truncate(longest);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_are_kept_and_a_few_that_are_made_can_be_annotated() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let kept = texts([root.join("fuzz/annotate").as_path()].into_iter()).unwrap();
        assert!(!kept.is_empty());
        kept.iter().for_each(|text| try_one(text).unwrap());
        let mut chance = Chance(11);
        for _ in 0..60 {
            try_one(&chance.broken(&kept)).unwrap();
        }
    }
}
