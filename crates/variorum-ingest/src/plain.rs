//! Plain text files.

use std::collections::BTreeMap;

use variorum_core::{Article, Problem, ProblemKind, SourceMap, Span, Text};

use crate::{Error, boilerplate, charset, docx, writer};

/// Longest headline in words: a longer first line is a paragraph.
const HEADLINE_WORDS: usize = 40;

/// Reads a plain text file as it is: positions in the article are positions in the file, a byte
/// order mark and carriage returns included. The first line is the headline unless it ends like a
/// sentence. Other charsets than UTF-8 are decoded. A draft in Word's format is read as its paragraphs.
pub fn read_plain(id: &str, file: Option<&str>, bytes: &[u8]) -> Result<Article, Error> {
    if docx::is_archive(bytes) {
        return docx::read(id, file, bytes);
    }
    let decoded = charset::decode(bytes)?;
    let mut article = article(id, file, None, &decoded.text);
    (_, article.source) = writer::source_of(&decoded, bytes);
    if let Some(broken) = &decoded.broken {
        let span = article.text.span(broken.first.clone());
        article.problems.push(broken_encoding(broken.charset, broken.count, span));
    }
    Ok(article)
}

/// Says that bytes were replaced; `span` is the first replacement.
pub(crate) fn broken_encoding(charset: &str, count: usize, span: Option<Span>) -> Problem {
    let places = if count == 1 { "one place".to_owned() } else { format!("{count} places") };
    let message = format!("bytes that are not {charset} were replaced by U+FFFD in {places}");
    Problem { kind: ProblemKind::BrokenEncoding, message, span }
}

/// The article of these characters; a title stands apart from the body.
pub(crate) fn article(id: &str, file: Option<&str>, title: Option<&str>, body: &str) -> Article {
    let text = Text::new(match title {
        Some(title) => format!("{title}\n{body}"),
        None => body.to_owned(),
    });
    let headline = match title {
        Some(title) => text.span(0..title.len()),
        None => first_line(&text),
    };
    let start = match title {
        Some(title) => title.len() + 1,
        None => headline.map_or(0, |h| line_end(text.as_str(), h.end())),
    };
    let body = text.span(start..text.len()).unwrap_or(text.whole());
    let mut article = Article {
        id: id.to_owned(),
        file: file.map(str::to_owned),
        outlet: None,
        url: None,
        language: None,
        published: None,
        headline,
        body,
        headline_apart: title.is_some(),
        source: SourceMap::identity(&text),
        text,
        block_quotations: Vec::new(),
        boilerplate: Vec::new(),
        evidence: BTreeMap::new(),
        problems: Vec::new(),
    };
    article.boilerplate = boilerplate::label(&article);
    article
}

/// The first line with words, when it is a headline and something follows.
fn first_line(text: &Text) -> Option<Span> {
    let all = text.as_str();
    let start = all.len() - all.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}').len();
    let end = start + all.get(start..)?.find('\n')?;
    let line = text.trim(text.span(start..end)?);
    let words = text.slice(line);
    let short = words.split_whitespace().nth(HEADLINE_WORDS).is_none();
    let follows = !all.get(end..)?.trim().is_empty();
    (short && follows && !ends_like_a_sentence(words)).then_some(line)
}

/// A stop at the end, closing quotation marks and brackets aside. Question marks stand in headlines.
fn ends_like_a_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['"', '”', '’', '\'', '»', ')', ']']);
    bare.ends_with(['.', '…']) || (bare.len() < line.len() && bare.ends_with(['!', '?', ',']))
}

/// The byte after the line break that follows `at`.
fn line_end(all: &str, at: usize) -> usize {
    all.get(at..).and_then(|rest| rest.find('\n')).map_or(all.len(), |gap| at + gap + 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(file: &str, expect: (&str, &str)) {
        let article = read_plain("a", None, file.as_bytes()).unwrap();
        assert_eq!(article.text.as_str(), file);
        let headline = article.headline.map_or("", |h| article.text.slice(h));
        assert_eq!((headline, article.text.slice(article.body)), expect, "{file}");
    }

    #[test]
    fn the_first_line_is_the_headline_unless_it_ends_like_a_sentence() {
        check("Storm hits Ellery\nRain fell.", ("Storm hits Ellery", "Rain fell."));
        check("Storm hits Ellery\r\n\r\nRain fell.", ("Storm hits Ellery", "\r\nRain fell."));
        check("\u{feff}Storm\nRain fell.", ("Storm", "Rain fell."));
        check("Will it rain?\nRain fell.", ("Will it rain?", "Rain fell."));
        check("Rain fell.\nWind blew.", ("", "Rain fell.\nWind blew."));
        check("“Rain fell.”\nWind blew.", ("", "“Rain fell.”\nWind blew."));
        check("Rain fell", ("", "Rain fell"));
        let long = format!("{}\nRain fell.", "word ".repeat(41));
        check(&long, ("", &long));
    }

    #[test]
    fn another_charset_leads_back_to_its_bytes() {
        let bytes = b"\xff\xfeR\0a\0i\0n\0.\0";
        let article = read_plain("a", None, bytes).unwrap();
        assert_eq!(article.text.as_str(), "Rain.");
        assert_eq!(article.source.raw(article.body).unwrap().range(), 2..bytes.len());
        let a = article.text.span(1..2).unwrap();
        assert_eq!(article.source.raw(a).unwrap().range(), 4..6);
    }

    #[test]
    fn a_broken_byte_has_a_place() {
        let article =
            read_plain("a", None, b"\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 \xe9\xa0 was full.").unwrap();
        let problem = &article.problems[0];
        assert_eq!(problem.kind, ProblemKind::BrokenEncoding);
        let span = problem.span.unwrap();
        assert_eq!(article.text.slice(span), "\u{fffd}");
        assert_eq!(article.source.raw(span).unwrap().range(), 11..13);
    }

    proptest! {
        #[test]
        fn positions_in_a_plain_file_are_positions_in_the_file(words in "[a-zé“ \r\n]{1,60}", at in 0usize..60) {
            prop_assume!(!words.trim().is_empty());
            let article = read_plain("a", None, words.as_bytes()).unwrap();
            prop_assert_eq!(article.text.as_str(), &words);
            if let Some(span) = article.text.span(at..words.len()) {
                prop_assert_eq!(article.source.raw(span).unwrap().range(), span.range());
            }
        }

        #[test]
        fn every_charset_gives_the_same_text(words in "[a-zéàüß“”’ ]{12,60}[.]") {
            let marked: Vec<u8> =
                [0xff, 0xfe].into_iter().chain(words.encode_utf16().flat_map(u16::to_le_bytes)).collect();
            let article = read_plain("a", None, &marked).unwrap();
            prop_assert_eq!(article.text.as_str(), &words);
        }
    }
}
