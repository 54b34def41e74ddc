//! Tables of articles: comma, semicolon or tab separated values (RFC 4180), one article a row.

use std::io::{self, BufRead};

use serde_json::{Map, Value};

use crate::{Error, ErrorKind};

/// Longest row in bytes.
const LONGEST: usize = 64 << 20;

/// What columns are called in the sets that researchers share, by the field of a record that they hold.
const NAMES: [(&str, &[&str]); 7] = [
    (
        "text",
        &["text", "body", "content", "article", "article_text", "full_text", "fulltext", "maintext", "story"],
    ),
    ("title", &["title", "headline"]),
    (
        "published",
        &[
            "published",
            "date",
            "publish_date",
            "publication_date",
            "date_published",
            "date_publish",
            "pub_date",
            "published_at",
            "published_date",
            "datetime",
            "time",
        ],
    ),
    (
        "outlet",
        &[
            "outlet",
            "publication",
            "publisher",
            "media_name",
            "media",
            "source",
            "source_name",
            "newspaper",
            "domain",
        ],
    ),
    ("url", &["url", "link", "href"]),
    ("lang", &["lang", "language"]),
    ("id", &["id", "article_id", "stories_id"]),
];

/// Reads a table of articles row by row.
pub struct Table<R> {
    cells: Cells<R>,
    /// For each column the field that it holds.
    fields: Vec<Option<&'static str>>,
}

/// Reads any table row by row, as cells.
pub struct Cells<R> {
    input: R,
    separator: u8,
    line: usize,
}

impl<R: BufRead> Table<R> {
    /// Reads the head of the table, which names the columns.
    pub fn new(input: R) -> io::Result<Result<Self, Error>> {
        let mut table = Self { cells: Cells::new(input)?, fields: Vec::new() };
        let head = table.cells.row()?.map(|(_, head)| head).unwrap_or_default();
        let clean = |name: &String| {
            name.trim_start_matches('\u{feff}').trim().to_lowercase().replace([' ', '-'], "_")
        };
        let names: Vec<String> = head.iter().map(clean).collect();
        table.fields = vec![None; names.len()];
        // The earlier of several names for one field counts, wherever its column stands.
        for (field, known) in NAMES {
            let column = known.iter().find_map(|name| names.iter().position(|held| held == name));
            if let Some(slot) = column.and_then(|at| table.fields.get_mut(at)) {
                *slot = Some(field);
            }
        }
        if !table.fields.contains(&Some("text")) {
            let message = format!(
                "the table has no column for the text: it needs one called “text” (columns here: {})",
                head.join(", ").chars().take(200).collect::<String>()
            );
            return Ok(Err(Error::new(ErrorKind::MissingField, message)));
        }
        Ok(Ok(table))
    }

    /// The next row as a record that [`crate::read_record`] reads, with the line of the table where it begins;
    /// `None` at the end.
    pub fn record(&mut self) -> io::Result<Option<(usize, Vec<u8>)>> {
        loop {
            let Some((line, cells)) = self.cells.row()? else { return Ok(None) };
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let named =
                self.fields.iter().zip(cells).filter_map(|(field, cell)| Some(((*field)?.to_owned(), cell)));
            let filled = named.filter(|(_, cell)| !cell.trim().is_empty());
            let record: Map<String, Value> = filled.map(|(field, cell)| (field, Value::from(cell))).collect();
            return Ok(Some((line, Value::Object(record).to_string().into_bytes())));
        }
    }
}

impl<R: BufRead> Cells<R> {
    /// Finds out what separates the cells: comma, semicolon or tab, whichever the first line has most of.
    pub fn new(mut input: R) -> io::Result<Self> {
        let start = input.fill_buf()?;
        let first = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let count = |separator: u8| first.iter().filter(|byte| **byte == separator).count();
        let separator =
            [b',', b';', b'\t'].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',');
        Ok(Self { input, separator, line: 1 })
    }

    /// The cells of the next row with the line where it begins; `None` at the end.
    pub fn row(&mut self) -> io::Result<Option<(usize, Vec<String>)>> {
        let (mut row, first) = (Vec::new(), self.line);
        let mut quotes = 0usize;
        // A row ends at the first line break outside quotation marks.
        loop {
            let before = row.len();
            if self.input.read_until(b'\n', &mut row)? == 0 {
                break;
            }
            self.line += 1;
            quotes += row.get(before..).unwrap_or_default().iter().filter(|byte| **byte == b'"').count();
            if quotes.is_multiple_of(2) {
                break;
            }
            if row.len() > LONGEST {
                return Err(io::Error::new(
                    io::ErrorKind::InvalidData,
                    "a row has no end: a quotation mark is missing",
                ));
            }
        }
        if row.is_empty() {
            return Ok(None);
        }
        let end = row.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r')).map_or(0, |at| at + 1);
        Ok(Some((first, split(row.get(..end).unwrap_or_default(), self.separator))))
    }
}

/// The cells of one row. A quotation mark counts where a cell begins with it; a doubled one inside is one.
fn split(row: &[u8], separator: u8) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell: Vec<u8> = Vec::new();
    let (mut quoted, mut fresh) = (false, true);
    let mut bytes = row.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted => {
                if bytes.next_if_eq(&b'"').is_some() {
                    cell.push(b'"');
                } else {
                    quoted = false;
                }
            }
            b'"' if fresh => quoted = true,
            _ if byte == separator && !quoted => {
                cells.push(String::from_utf8_lossy(&std::mem::take(&mut cell)).into_owned());
                fresh = true;
                continue;
            }
            _ => cell.push(byte),
        }
        fresh = false;
    }
    cells.push(String::from_utf8_lossy(&cell).into_owned());
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(table: &str, expect: &[&str]) {
        let found = match Table::new(table.as_bytes()).unwrap() {
            Err(error) => vec![error.to_string()],
            Ok(mut table) => {
                let mut rows = Vec::new();
                while let Some((line, record)) = table.record().unwrap() {
                    rows.push(format!("{line} {}", String::from_utf8(record).unwrap()));
                }
                rows
            }
        };
        assert_eq!(found, expect, "{table}");
    }

    #[test]
    fn rows_become_records() {
        check("id,text\r\n1,Rain fell.\r\n", &[r#"2 {"id":"1","text":"Rain fell."}"#]);
        check(
            "Headline;Body;Date\nStorm;\"Rain; then \"\"wind\"\".\n\nMore.\";2026-02-12\n\n;Calm.;\n",
            &[
                r#"2 {"title":"Storm","text":"Rain; then \"wind\".\n\nMore.","published":"2026-02-12"}"#,
                r#"6 {"text":"Calm."}"#,
            ],
        );
        check(
            "\u{feff}url\tcontent\nhttps://a.example\tRain",
            &[r#"2 {"url":"https://a.example","text":"Rain"}"#],
        );
        check("text,content\nRain,Wind\n", &[r#"2 {"text":"Rain"}"#]);
        check(
            "a,b\n1,2\n",
            &["the table has no column for the text: it needs one called “text” (columns here: a, b)"],
        );
        check("", &["the table has no column for the text: it needs one called “text” (columns here: )"]);
    }
}
