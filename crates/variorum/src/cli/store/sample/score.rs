//! What a sheet that was filled in says: how many findings are right, with the interval of that share.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Write, stdout};
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::json;
use variorum_ingest::Cells;
use variorum_views::text::printable;

use crate::cli::Outcome;
use crate::cli::store::List;

/// Rows without a judgement that are named.
const NAMED: usize = 8;

/// The judgements on the findings of one kind or stratum.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Count {
    right: u32,
    wrong: u32,
    open: u32,
}

/// The judgements on one kind, and by stratum.
#[derive(Debug, Default, PartialEq)]
struct Score {
    whole: Count,
    strata: BTreeMap<String, Count>,
}

/// Reads the sheet in `file` and says what it comes to.
pub(super) fn run(file: &Path, format: List) -> Result<Outcome> {
    let input = File::open(file).with_context(|| format!("cannot open {}", file.display()))?;
    let scores = scores(BufReader::new(input)).with_context(|| format!("cannot score {}", file.display()))?;
    let mut out = stdout().lock();
    for (kind, score) in &scores {
        match format {
            List::Text => write!(out, "{}", told(kind, score))?,
            List::Json => writeln!(out, "{}", as_json(kind, score))?,
        }
    }
    Ok(Outcome::Good)
}

fn scores(input: impl std::io::BufRead) -> Result<BTreeMap<String, Score>> {
    let mut cells = Cells::new(input)?;
    let head = cells.row()?.map(|(_, head)| head).unwrap_or_default();
    let column = |name: &str| {
        let held = head.iter().position(|cell| cell.trim_start_matches('\u{feff}').trim() == name);
        held.with_context(|| {
            format!("it has no column “{name}”: give the sheet that `variorum sample` wrote")
        })
    };
    let (kind, stratum, right) = (column("kind")?, column("stratum")?, column("right")?);
    let number = column("number")?;
    let mut scores: BTreeMap<String, Score> = BTreeMap::new();
    let (mut rows, mut lacking) = (0, Vec::new());
    while let Some((line, row)) = cells.row()? {
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        rows += 1;
        let cell = |at: usize| row.get(at).map_or("", |cell| cell.trim());
        let score = scores.entry(cell(kind).to_owned()).or_default();
        let counts = [&mut score.whole, score.strata.entry(cell(stratum).to_owned()).or_default()];
        match cell(right).to_lowercase().as_str() {
            "1" | "1.0" | "yes" | "y" | "true" | "right" => counts.map(|count| count.right += 1),
            "0" | "0.0" | "no" | "n" | "false" | "wrong" => counts.map(|count| count.wrong += 1),
            "?" => counts.map(|count| count.open += 1),
            "" => {
                lacking.push(cell(number).to_owned());
                continue;
            }
            other => bail!(
                "line {line}: “{}” is no judgement: write 1 (right), 0 (wrong) or ? (cannot tell)",
                printable(other)
            ),
        };
    }
    if rows == 0 {
        bail!("there are no findings in it");
    }
    if !lacking.is_empty() {
        let more = if lacking.len() > NAMED { ", …" } else { "" };
        bail!(
            "{} of {rows} findings are not judged yet (numbers {}{more}): a part that one chose to judge says nothing of \
             the whole; write 1, 0 or ? for each, or delete the rows from a number to the end",
            lacking.len(),
            lacking.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")
        );
    }
    Ok(scores)
}

impl Count {
    fn judged(self) -> u32 {
        self.right + self.wrong
    }

    fn precision(self) -> Option<f64> {
        (self.judged() > 0).then(|| f64::from(self.right) / f64::from(self.judged()))
    }
}

/// The interval in which the true share lies with 95 % confidence, of `right` among `judged` (Wilson, “Probable
/// inference, the law of succession, and statistical inference”, 1927).
fn wilson(right: u32, judged: u32) -> Option<[f64; 2]> {
    /// The normal deviate of 97.5 %.
    const Z: f64 = 1.959_963_984_540_054;
    if judged == 0 {
        return None;
    }
    let (n, p) = (f64::from(judged), f64::from(right) / f64::from(judged));
    let middle = p + Z * Z / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let bound = |value: f64| (value / (1.0 + Z * Z / n)).clamp(0.0, 1.0);
    Some([bound(middle - half), bound(middle + half)])
}

fn told(kind: &str, score: &Score) -> String {
    let count = score.whole;
    let kind = printable(kind);
    let mut told = match (count.precision(), wilson(count.right, count.judged())) {
        (Some(precision), Some([low, high])) => format!(
            "{kind}: precision {:.1} % (95 % interval {:.1} to {:.1}), {} right and {} wrong\n",
            precision * 100.0,
            low * 100.0,
            high * 100.0,
            count.right,
            count.wrong
        ),
        _ => format!("{kind}: no finding could be judged\n"),
    };
    if score.strata.len() > 1 {
        for (stratum, count) in &score.strata {
            told.push_str(&format!(
                "  {} of {} right: {}\n",
                count.right,
                count.judged(),
                printable(stratum)
            ));
        }
    }
    if count.open > 0 {
        told.push_str(&format!("  {} left open with ?, and not counted\n", count.open));
    }
    told
}

fn as_json(kind: &str, score: &Score) -> String {
    let strata: Vec<_> = score
        .strata
        .iter()
        .map(|(stratum, count)| json!({"stratum": stratum, "right": count.right, "wrong": count.wrong, "open": count.open}))
        .collect();
    let count = score.whole;
    json!({
        "v": 1,
        "kind": kind,
        "right": count.right,
        "wrong": count.wrong,
        "open": count.open,
        "precision": count.precision(),
        "interval": wilson(count.right, count.judged()),
        "strata": strata,
    })
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Against the worked values of R's `binom::binom.confint(x, n, methods = "wilson")`.
    #[track_caller]
    fn check(right: u32, judged: u32, low: f64, high: f64) {
        let [a, b] = wilson(right, judged).unwrap();
        assert!((a - low).abs() < 5e-5 && (b - high).abs() < 5e-5, "{a} {b}");
    }

    #[test]
    fn the_interval_is_wilsons() {
        check(81, 263, 0.255_3, 0.366_2);
        check(0, 10, 0.0, 0.277_5);
        check(10, 10, 0.722_5, 1.0);
        assert_eq!(wilson(0, 0), None);
    }

    #[track_caller]
    fn refused(sheet: &str, words: &str) {
        let error = scores(sheet.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn a_sheet_that_is_not_whole_is_refused() {
        refused(
            "number,kind,stratum,right\n1,conflicts,a,1\n2,conflicts,a,\n",
            "1 of 2 findings are not judged yet (numbers 2)",
        );
        refused("number,kind,stratum,right\n1,conflicts,a,maybe\n", "line 2: “maybe” is no judgement");
        refused("number,kind,stratum,right\n", "no findings");
        refused("text\nRain\n", "no column “kind”");
    }

    #[test]
    fn kinds_and_strata_are_counted_apart() {
        let sheet = "number;kind;stratum;right\n1;conflicts;a;1\n2;conflicts;b;no\n3;conflicts;b;?\n4;omissions;a;1\n";
        let scores = scores(sheet.as_bytes()).unwrap();
        assert_eq!(scores["conflicts"].whole, Count { right: 1, wrong: 1, open: 1 });
        assert_eq!(scores["conflicts"].strata["b"], Count { right: 0, wrong: 1, open: 1 });
        assert_eq!(scores["omissions"].whole.precision(), Some(1.0));
    }
}
