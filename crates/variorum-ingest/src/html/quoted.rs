//! Where words that a page tells in an attribute, a title or its data stand in it.

use std::ops::Range;

use super::flow::{decode_reference, is_space, reference_len};

/// Raw bytes at most that stand for one piece of a line.
pub(super) const NEAR: usize = 8;
/// Bytes at most in which a line is looked for.
const LONGEST: usize = 1 << 20;
/// Characters at most that are compared while a line is looked for.
const STEPS: usize = 4 << 20;

/// The pieces of a line in single spaces, each with its place in the page: runs of characters that stand
/// there as they are, and single ones that are written with references or the escapes of JSON. `None`
/// where the line does not stand in `place` in one stretch.
pub(super) fn find(page: &str, place: Range<usize>, line: &str) -> Option<Vec<(String, Range<usize>)>> {
    let end = page.floor_char_boundary(place.end.min(place.start + LONGEST));
    let raw = page.get(place.start..end)?;
    let mut steps = STEPS;
    // A line begins with the place or after the mark that opens it.
    let opened = raw.match_indices(['"', '\'', '=', '>']).map(|(at, mark)| place.start + at + mark.len());
    std::iter::once(place.start).chain(opened).find_map(|start| read(page, start..end, line, &mut steps))
}

/// Reads a line that begins at the start of `place`.
fn read(
    page: &str,
    place: Range<usize>,
    line: &str,
    steps: &mut usize,
) -> Option<Vec<(String, Range<usize>)>> {
    let mut pieces: Vec<(String, Range<usize>)> = Vec::new();
    let mut at = place.start;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        *steps = steps.checked_sub(1)?;
        let unit = unit(page.get(at..place.end)?)?;
        let blank = unit.characters.chars().all(is_space);
        let end = at + unit.length;
        if blank && (rest.len() == line.len() || !rest.starts_with(' ')) {
            // White space before the line, or after a space that stands for it all.
            let Some((_, space)) = pieces.last_mut().filter(|(words, _)| words == " ") else {
                at = end;
                if pieces.is_empty() {
                    continue;
                } else {
                    return None;
                };
            };
            space.end = end.min(space.start + NEAR);
        } else if blank {
            pieces.push((" ".to_owned(), at..end));
            rest = rest.get(1..)?;
        } else {
            rest = rest.strip_prefix(unit.characters.as_str())?;
            match pieces.last_mut().filter(|(words, place)| unit.plain && joins(words, place)) {
                Some((words, place)) => {
                    words.push(c);
                    place.end = end;
                }
                None => pieces.push((unit.characters, at..end)),
            }
        }
        at = end;
    }
    Some(pieces)
}

/// Whether a piece stands in the page as it is, so that what follows it may join it.
fn joins(words: &str, place: &Range<usize>) -> bool {
    words.len() == place.len() && words != " "
}

/// A character of a page, or what stands for some.
struct Unit {
    characters: String,
    length: usize,
    /// Whether it stands for itself.
    plain: bool,
}

fn unit(raw: &str) -> Option<Unit> {
    let first = raw.chars().next()?;
    let written = |characters: String, length| Some(Unit { characters, length, plain: false });
    let reference = raw.get(..reference_len(raw))?;
    if let Some(characters) = decode_reference(reference) {
        return written(characters, reference.len());
    }
    if let Some((c, length)) = raw.strip_prefix('\\').and_then(escape) {
        return written(c.to_string(), length + 1);
    }
    Some(Unit { characters: first.to_string(), length: first.len_utf8(), plain: true })
}

/// What an escape of JSON (RFC 8259) stands for and its length after the stroke.
fn escape(rest: &str) -> Option<(char, usize)> {
    let c = match rest.chars().next()? {
        '"' => '"',
        '\\' => '\\',
        '/' => '/',
        'b' | 'f' | 'n' | 'r' | 't' => ' ',
        'u' => return wide_escape(rest),
        _ => return None,
    };
    Some((c, 1))
}

fn wide_escape(rest: &str) -> Option<(char, usize)> {
    let number = |from: usize| u16::from_str_radix(rest.get(from..from + 4)?, 16).ok();
    let first = number(1)?;
    if let Some(c) = char::from_u32(first.into()) {
        return Some((c, 5));
    }
    let second = (rest.get(5..7)? == "\\u").then(|| number(7)).flatten()?;
    Some((char::decode_utf16([first, second]).next()?.ok()?, 11))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(page: &str, line: &str, expect: &[&str]) {
        let pieces = find(page, 0..page.len(), line);
        let found: Vec<&str> =
            pieces.iter().flatten().map(|(_, place)| page.get(place.clone()).unwrap()).collect();
        assert_eq!(found, expect, "{line} in {page}");
        let joined: String = pieces.iter().flatten().map(|(words, _)| words.as_str()).collect();
        assert!(joined == line || expect.is_empty(), "{joined}");
    }

    #[test]
    fn lines_are_found_where_they_stand() {
        check("<meta content='Rain fell'>", "Rain fell", &["Rain", " ", "fell"]);
        check(
            "{\"headline\":\"It\\u2019s \\\"wet\\\"\"}",
            "It’s \"wet\"",
            &["It", "\\u2019", "s", " ", "\\\"", "wet", "\\\""],
        );
        check("<title> A&amp;B\n\t rain | Post</title>", "A&B rain", &["A", "&amp;", "B", "\n\t ", "rain"]);
        check("\"\\ud83d\\ude00 rain\"", "😀 rain", &["\\ud83d\\ude00", " ", "rain"]);
        check("{\"name\":\"Rain\",\"headline\":\"Rain fell\"}", "Rain fell", &["Rain", " ", "fell"]);
        check("<meta content='Rain fell'>", "Snow", &[]);
        check("<meta content='Rainfell'>", "Rain fell", &[]);
    }
}
