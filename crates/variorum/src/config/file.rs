//! The configuration file: one setting a line, in the plain part of TOML 1.0 (strings and whole numbers).

use anyhow::{Context, Result, bail};

/// A setting that the file gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Written {
    /// One of the names that are known.
    pub(super) name: &'static str,
    pub(super) value: String,
    /// Counted from 1.
    pub(super) line: usize,
}

/// Reads the file; `names` are the settings that there are.
pub(super) fn read(file: &str, names: &[&'static str]) -> Result<Vec<Written>> {
    let mut settings: Vec<Written> = Vec::new();
    for (line, words) in (1..).zip(file.trim_start_matches('\u{feff}').lines()) {
        let words = words.trim();
        if words.is_empty() || words.starts_with('#') {
            continue;
        }
        let setting = setting(words, names).with_context(|| format!("line {line}"))?;
        if let Some(before) = settings.iter().find(|before| before.name == setting.0) {
            bail!("line {line}: {} stands in line {} already", setting.0, before.line);
        }
        settings.push(Written { name: setting.0, value: setting.1, line });
    }
    Ok(settings)
}

fn setting(words: &str, names: &[&'static str]) -> Result<(&'static str, String)> {
    let Some((name, value)) = words.split_once('=') else {
        bail!("“{words}” is no setting: write `name = \"value\"`");
    };
    let name = name.trim();
    let Some(known) = names.iter().find(|known| **known == name) else {
        let nearest =
            nearest(name, names).map(|near| format!("; did you mean “{near}”?")).unwrap_or_default();
        bail!("there is no setting “{name}”{nearest} (there are {})", names.join(", "));
    };
    let (value, rest) = value_of(value.trim())?;
    if !rest.trim().is_empty() && !rest.trim_start().starts_with('#') {
        bail!("“{}” stands after the value of {name}", rest.trim());
    }
    Ok((known, value))
}

/// A value and what stands after it.
fn value_of(words: &str) -> Result<(String, &str)> {
    if let Some(literal) = words.strip_prefix('\'') {
        let (value, rest) = literal.split_once('\'').context("the quotation mark is not closed")?;
        return Ok((value.to_owned(), rest));
    }
    if let Some(inside) = words.strip_prefix('"') {
        return string(inside);
    }
    let end = words.find(|c: char| !c.is_ascii_digit()).unwrap_or(words.len());
    let (number, rest) = words.split_at_checked(end).unwrap_or((words, ""));
    if number.is_empty() {
        bail!("“{words}” is no value: write a number, or words between quotation marks");
    }
    Ok((number.to_owned(), rest))
}

/// A string up to its closing mark; the opening one is read already.
fn string(inside: &str) -> Result<(String, &str)> {
    let mut value = String::new();
    let mut characters = inside.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Ok((value, inside.get(at + 1..).unwrap_or_default())),
            '\\' => match characters.next().map(|(_, escaped)| escaped) {
                Some(escaped @ ('"' | '\\')) => value.push(escaped),
                _ => bail!("write a backslash as \\\\, or the words between single quotation marks"),
            },
            _ => value.push(character),
        }
    }
    bail!("the quotation mark is not closed")
}

/// The known name that `name` was meant to be, if one is near.
fn nearest(name: &str, names: &[&'static str]) -> Option<&'static str> {
    let near = names.iter().map(|known| (distance(name, known), *known)).min()?;
    (near.0 <= 1 + near.1.len() / 3).then_some(near.1)
}

/// How many characters must be put in, taken out or changed (Levenshtein, 1966).
fn distance(one: &str, two: &str) -> usize {
    let two: Vec<char> = two.chars().collect();
    let mut row: Vec<usize> = (0..=two.len()).collect();
    for (at, a) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for ((b, diagonal), above) in two.iter().zip(&row).zip(row.iter().skip(1)) {
            let left = next.last().copied().unwrap_or_default();
            next.push((diagonal + usize::from(a != *b)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["store", "threads", "contact"];

    #[track_caller]
    fn check(file: &str, expect: &str) {
        let found = match read(file, &NAMES) {
            Ok(settings) => {
                let told = |s: &Written| format!("{}:{}={}", s.line, s.name, s.value);
                settings.iter().map(told).collect::<Vec<_>>().join(" ")
            }
            Err(error) => format!("{error:#}"),
        };
        assert!(found.starts_with(expect), "{found}");
    }

    #[test]
    fn one_setting_a_line() {
        check(
            "# ours\n\nstore = \"a b.db\" # here\nthreads=4\ncontact = 'C:\\desk'",
            "3:store=a b.db 4:threads=4 5:contact=C:\\desk",
        );
        check("store = \"a\\\"b\\\\c\"", "1:store=a\"b\\c");
    }

    #[test]
    fn what_is_no_setting_is_told_with_its_line() {
        check(
            "\nstroe = \"a\"",
            "line 2: there is no setting “stroe”; did you mean “store”? (there are store, threads, contact)",
        );
        check("weather = 1", "line 1: there is no setting “weather” (there are");
        check("store = \"a\"\nstore = \"b\"", "line 2: store stands in line 1 already");
        check("store = \"a", "line 1: the quotation mark is not closed");
        check("store = a.db", "line 1: “a.db” is no value");
        check("threads = 4 5", "line 1: “5” stands after the value of threads");
        check("store", "line 1: “store” is no setting");
        check("store = \"C:\\x\"", "line 1: write a backslash as");
    }
}
