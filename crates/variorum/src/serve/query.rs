//! How a search is written: words, phrases, and what narrows them.

use jiff::civil::Date;

/// A search as it was read. All that is given must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Query {
    /// Words and phrases.
    pub(crate) words: Vec<String>,
    /// Part of a speaker's name.
    pub(crate) speaker: Option<String>,
    /// The value of a figure.
    pub(crate) figure: Option<f64>,
    /// The name of an outlet.
    pub(crate) outlet: Option<String>,
    /// The first day.
    pub(crate) after: Option<Date>,
    /// The day after the last.
    pub(crate) before: Option<Date>,
}

impl Query {
    /// Reads what was typed. A part that is not understood is searched for as it stands.
    pub(crate) fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        for part in parts(typed) {
            let (name, value) = part.split_once(':').unwrap_or(("", ""));
            let plain = value.trim_matches('"').trim();
            match name {
                _ if plain.is_empty() => query.word(&part),
                "speaker" => query.speaker = Some(plain.to_owned()),
                "outlet" => query.outlet = Some(plain.to_owned()),
                "figure" => match plain.replace(',', "").parse() {
                    Ok(figure) => query.figure = Some(figure),
                    Err(_) => query.word(&part),
                },
                "after" => match plain.parse() {
                    Ok(day) => query.after = Some(day),
                    Err(_) => query.word(&part),
                },
                "before" => match plain.parse() {
                    Ok(day) => query.before = Some(day),
                    Err(_) => query.word(&part),
                },
                _ => query.word(&part),
            }
        }
        query
    }

    fn word(&mut self, part: &str) {
        let word = part.trim_matches('"').trim();
        if !word.is_empty() {
            self.words.push(word.to_owned());
        }
    }

    /// Whether it asks for anything.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Parts between white space; quotation marks hold together what stands between them.
fn parts(typed: &str) -> Vec<String> {
    const MOST: usize = 24;
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    for c in typed.chars().take(1_000) {
        let c = if matches!(c, '“' | '”' | '„') { '"' } else { c };
        quoted ^= c == '"';
        if c.is_whitespace() && !quoted {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts.truncate(MOST);
    parts
}

/// `part` as it stands in a query: in quotation marks where it needs them.
pub(crate) fn quoted(part: &str) -> String {
    let plain: String = part.chars().filter(|c| *c != '"').collect();
    if plain.contains(char::is_whitespace) { format!("\"{plain}\"") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(typed: &str, expect: Query) {
        assert_eq!(Query::parse(typed), expect, "{typed}");
    }

    fn words(words: &[&str]) -> Query {
        Query { words: words.iter().map(|word| (*word).to_owned()).collect(), ..Query::default() }
    }

    #[test]
    fn words_phrases_and_what_narrows_them() {
        check("", Query::default());
        check("shed  harbour", words(&["shed", "harbour"]));
        check("\"north shed\" fire", words(&["north shed", "fire"]));
        check("“north shed", words(&["north shed"]));
        check(
            "speaker:\"Dana Okoro\" shed",
            Query { speaker: Some("Dana Okoro".into()), ..words(&["shed"]) },
        );
        check("figure:11,000", Query { figure: Some(11_000.0), ..words(&[]) });
        check("figure:many time:9", words(&["figure:many", "time:9"]));
        check(
            "outlet:Nine after:2024-05-01",
            Query { outlet: Some("Nine".into()), after: Some(jiff::civil::date(2024, 5, 1)), ..words(&[]) },
        );
        check("before:soon speaker:", words(&["before:soon", "speaker:"]));
    }

    #[test]
    fn a_name_written_back_is_read_again() {
        for name in ["Radio Nine", "Nine", "a \"b\" c"] {
            let outlet = Query::parse(&format!("outlet:{}", quoted(name))).outlet;
            assert_eq!(outlet, Some(name.replace('"', "")));
        }
    }
}
