//! Whether the texts of labelled pages lead back to their bytes, in the charset that they come in and in
//! every other.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use encoding_rs::{
    BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, IBM866, ISO_2022_JP, ISO_8859_2, ISO_8859_3, ISO_8859_4,
    ISO_8859_5, ISO_8859_6, ISO_8859_7, ISO_8859_8, ISO_8859_10, ISO_8859_13, ISO_8859_14, ISO_8859_15,
    ISO_8859_16, KOI8_R, KOI8_U, MACINTOSH, SHIFT_JIS, UTF_8, WINDOWS_874, WINDOWS_1250, WINDOWS_1251,
    WINDOWS_1252, WINDOWS_1253, WINDOWS_1254, WINDOWS_1255, WINDOWS_1256, WINDOWS_1257, WINDOWS_1258,
    X_MAC_CYRILLIC,
};
use variorum_core::{Article, Origin, SourceMap};
use variorum_ingest::{read_fetched_page, unpack};

/// The charsets of the web (WHATWG Encoding Standard) that can be written; UTF-16 is written by hand.
const CHARSETS: [&Encoding; 35] = [
    UTF_8,
    WINDOWS_1252,
    WINDOWS_1250,
    WINDOWS_1251,
    WINDOWS_1253,
    WINDOWS_1254,
    WINDOWS_1255,
    WINDOWS_1256,
    WINDOWS_1257,
    WINDOWS_1258,
    WINDOWS_874,
    ISO_8859_2,
    ISO_8859_3,
    ISO_8859_4,
    ISO_8859_5,
    ISO_8859_6,
    ISO_8859_7,
    ISO_8859_8,
    ISO_8859_10,
    ISO_8859_13,
    ISO_8859_14,
    ISO_8859_15,
    ISO_8859_16,
    IBM866,
    KOI8_R,
    KOI8_U,
    MACINTOSH,
    X_MAC_CYRILLIC,
    GBK,
    GB18030,
    BIG5,
    EUC_JP,
    ISO_2022_JP,
    SHIFT_JIS,
    EUC_KR,
];
/// Raw bytes at most that a decoded segment covers, a character reference aside.
const DECODED: usize = 16;
/// Share of the characters of a page that should be verbatim.
const VERBATIM: f64 = 0.97;
/// Pages at most that are named.
const NAMED: usize = 20;

/// What was counted.
#[derive(Default)]
struct Counts {
    pages: usize,
    refused: usize,
    readings: usize,
    broken: Vec<String>,
    verbatim: usize,
    characters: usize,
    below: Vec<(f64, String)>,
}

/// Checks every page of the sets below `data`; an error when a map is wrong.
pub(crate) fn check(data: &Path) -> Result<()> {
    let mut counts = Counts::default();
    for set in ["wcxb-articles-dev", "trafilatura"] {
        let mut files: Vec<_> = fs::read_dir(data.join(set).join("html"))?
            .map(|entry| entry.map(|e| e.path()))
            .collect::<Result<_, _>>()?;
        files.sort();
        for file in files {
            let bytes = fs::read(&file).with_context(|| file.display().to_string())?;
            let name = format!("{set}/{}", file.file_name().unwrap_or_default().to_string_lossy());
            counts.page(&name, &unpack(&bytes).bytes);
        }
    }
    counts.print();
    if counts.broken.is_empty() { Ok(()) } else { bail!("{} maps are wrong", counts.broken.len()) }
}

impl Counts {
    fn page(&mut self, name: &str, bytes: &[u8]) {
        self.pages += 1;
        let Some(article) = self.reading(name, "as it comes", bytes, None) else {
            self.refused += 1;
            return;
        };
        let (verbatim, all) = verbatim(&article);
        self.verbatim += verbatim;
        self.characters += all;
        let share = verbatim as f64 / all.max(1) as f64;
        if share < VERBATIM {
            self.below.push((share, name.to_owned()));
        }
        // Characters that a charset lacks are written as references, as browsers do in forms.
        let Ok(page) = std::str::from_utf8(bytes) else { return };
        for charset in CHARSETS {
            let (encoded, label, _) = charset.encode(page);
            self.reading(name, label.name(), &encoded, Some(label.name()));
        }
        let little: Vec<u8> = page.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = page.encode_utf16().flat_map(u16::to_be_bytes).collect();
        self.reading(name, "UTF-16LE", &[b"\xff\xfe", little.as_slice()].concat(), None);
        self.reading(name, "UTF-16BE", &[b"\xfe\xff", big.as_slice()].concat(), None);
    }

    /// Reads a page and holds its map against its bytes.
    fn reading(&mut self, name: &str, how: &str, bytes: &[u8], charset: Option<&str>) -> Option<Article> {
        let article = read_fetched_page("page", None, bytes, charset).ok()?.article;
        self.readings += 1;
        if let Some(fault) = fault(&article, bytes) {
            self.broken.push(format!("{name} ({how}): {fault}"));
        }
        Some(article)
    }

    fn print(&self) {
        println!(
            "{} pages ({} without words), {} readings, {} maps wrong",
            self.pages,
            self.refused,
            self.readings,
            self.broken.len()
        );
        self.broken.iter().take(NAMED).for_each(|fault| println!("WRONG {fault}"));
        let share = self.verbatim as f64 / self.characters.max(1) as f64;
        println!("verbatim as they come: {share:.4}; {} pages below {VERBATIM}", self.below.len());
        let mut below = self.below.clone();
        below.sort_by(|one, other| one.0.total_cmp(&other.0));
        below.iter().take(NAMED).for_each(|(share, name)| println!("  {share:.3} {name}"));
    }
}

/// Verbatim characters and all, in bytes of the text.
fn verbatim(article: &Article) -> (usize, usize) {
    let segments = article.source.segments().iter();
    let verbatim =
        segments.filter(|segment| segment.origin == Origin::Verbatim).map(|segment| segment.text.len());
    (verbatim.sum(), article.text.len())
}

/// What is wrong with a map.
fn fault(article: &Article, bytes: &[u8]) -> Option<String> {
    let segments = article.source.segments();
    if SourceMap::new(&article.text, bytes, segments.to_vec()).is_none() {
        return Some("segments do not tile the text or are not their bytes".to_owned());
    }
    segments.iter().find_map(|segment| {
        let words = article.text.slice(segment.text);
        let raw = bytes.get(segment.raw.range()).unwrap_or_default();
        // A reference may have a long name or many zeros; in UTF-16 its mark takes two bytes.
        let reference = raw.starts_with(b"&") || raw.starts_with(b"\0&");
        match segment.origin {
            Origin::Decoded if raw.len() > DECODED && !reference => {
                Some(format!("{words:?} covers {} bytes", raw.len()))
            }
            Origin::Inserted if !words.trim().is_empty() => Some(format!("{words:?} is made up")),
            _ => None,
        }
    })
}
