//! Quotations in other languages, on the invented cases of `eval/languages`: one case a line, quoted words
//! between ⟦ and ⟧, who is credited between { and }, crediting words between < and >, ¶ for a new line, ² after
//! what belongs to a second speaker. The second half of each file was written to be held back: it is not to be
//! looked at to mend the program.

use std::collections::BTreeMap;
use std::ops::Range;
use std::process::{ExitCode, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::project::{Profile, Project};

/// Least score of quotations, and least share of the sources shown that are right, in the half held back.
const QUOTATIONS: f64 = 80.0;
const SOURCES: f64 = 90.0;

/// A case without its markup.
#[derive(Debug, Default, PartialEq)]
struct Case {
    text: String,
    /// Quoted words and who said them, in characters; 0 for the first speaker.
    quoted: Vec<(Range<u64>, u8)>,
    sources: Vec<(Range<u64>, u8)>,
}

#[derive(Debug, Default)]
struct Scores {
    marked: usize,
    found: usize,
    both: usize,
    /// Of quotations found that somebody is credited with: all, shown with a source, with the right one.
    credited: usize,
    shown: usize,
    right: usize,
}

/// Scores each language and half; fails where the half held back is below the bounds.
pub(crate) fn run(project: &Project) -> Result<ExitCode> {
    let binary = project.binary(Profile::Release)?;
    let folder = project.root.join("eval/languages");
    let mut good = true;
    for code in ["fr", "de", "es", "it", "pt", "nl"] {
        let lines = std::fs::read_to_string(folder.join(format!("{code}.txt")))?;
        let (open, held) = lines.split_once("# held back").context("no part held back")?;
        let all: Vec<Case> = cases(open).chain(cases(held)).collect();
        let whole = all.iter().map(|case| case.text.as_str()).collect::<Vec<_>>().join("\n");
        let read = annotate(project, &binary, &[json!({"id": code, "text": whole})])?;
        let known = read.first().is_some_and(|r| r.get("language").and_then(Value::as_str) == Some(code));
        good &= known;
        for (part, lines) in [("open", open), ("held back", held)] {
            let cases: Vec<Case> = cases(lines).collect();
            let records: Vec<Value> = cases
                .iter()
                .zip(1..)
                .map(|(case, at)| json!({"id": format!("{code}-{at}"), "text": case.text, "lang": code}))
                .collect();
            let mut scores = Scores::default();
            for (case, found) in cases.iter().zip(annotate(project, &binary, &records)?) {
                let fault = scores.count(case, &found);
                if fault && part == "open" {
                    println!("{code} has faults: {}", case.text);
                }
            }
            println!("{code} {part}: {} cases, {}", cases.len(), scores.line());
            good &= part == "open" || scores.quotations() >= QUOTATIONS && scores.sources() >= SOURCES;
        }
        println!("{code} is {} by its words", if known { "known" } else { "NOT known" });
    }
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn cases(lines: &str) -> impl Iterator<Item = Case> {
    lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(Case::read)
}

fn annotate(project: &Project, binary: &std::path::Path, records: &[Value]) -> Result<Vec<Value>> {
    use std::io::Write as _;
    let mut command = project.command(binary);
    let mut child = command.args(["annotate", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let lines: String = records.iter().map(|record| format!("{record}\n")).collect();
    child.stdin.take().context("no input")?.write_all(lines.as_bytes())?;
    let printed = child.wait_with_output()?;
    ensure!(printed.status.success(), "annotate failed");
    String::from_utf8(printed.stdout)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

impl Case {
    fn read(line: &str) -> Self {
        let mut case = Self::default();
        let mut open: Vec<(char, u64)> = Vec::new();
        let (mut at, mut last) = (0, ' ');
        for c in line.chars() {
            match c {
                '⟦' | '{' | '<' => open.push((c, at)),
                '⟧' | '}' | '>' => {
                    let start = open.pop().map_or(at, |(_, start)| start);
                    match c {
                        '⟧' => case.quoted.push((start..at, 0)),
                        '}' => case.sources.push((start..at, 0)),
                        _ => {}
                    }
                }
                '²' => {
                    let list = if last == '⟧' { &mut case.quoted } else { &mut case.sources };
                    if let (Some(entry), '⟧' | '}') = (list.last_mut(), last) {
                        entry.1 = 1;
                    }
                }
                '¹' => {}
                c => {
                    case.text.push(if c == '¶' { '\n' } else { c });
                    at += 1;
                }
            }
            last = c;
        }
        case
    }
}

impl Scores {
    /// Counts a case; whether anything is wrong in it.
    fn count(&mut self, case: &Case, found: &Value) -> bool {
        let mut held: BTreeMap<(u64, u64), Option<(u64, u64)>> = BTreeMap::new();
        for attribution in found.get("attributions").and_then(Value::as_array).into_iter().flatten() {
            for quoted in attribution.get("quoted").and_then(Value::as_array).into_iter().flatten() {
                held.extend(pair(quoted).map(|span| (span, attribution.get("source").and_then(pair))));
            }
        }
        let before = (self.marked + self.found - 2 * self.both, self.shown - self.right);
        self.marked += case.quoted.len();
        self.found += held.len();
        for (quoted, speaker) in &case.quoted {
            let Some(source) = held.get(&(quoted.start, quoted.end)) else { continue };
            self.both += 1;
            let gold: Vec<_> = case.sources.iter().filter(|(_, of)| of == speaker).collect();
            self.credited += usize::from(!gold.is_empty());
            if let Some((start, end)) = source {
                self.shown += 1;
                self.right += usize::from(gold.iter().any(|(s, _)| *start < s.end && s.start < *end));
            }
        }
        before != (self.marked + self.found - 2 * self.both, self.shown - self.right)
    }

    /// F1 of quotations with their exact ends.
    fn quotations(&self) -> f64 {
        200.0 * self.both as f64 / (self.marked + self.found).max(1) as f64
    }

    /// Share of the sources shown that are right.
    fn sources(&self) -> f64 {
        100.0 * self.right as f64 / self.shown.max(1) as f64
    }

    fn line(&self) -> String {
        format!(
            "quotations {:.1} ({} marked, {} found, {} right); sources {:.1} % of {} shown right, {} credited",
            self.quotations(),
            self.marked,
            self.found,
            self.both,
            self.sources(),
            self.shown,
            self.credited
        )
    }
}

fn pair(value: &Value) -> Option<(u64, u64)> {
    Some((value.get(0)?.as_u64()?, value.get(1)?.as_u64()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_taken_off_and_places_are_counted_in_characters() {
        let case = Case::read("« ⟦Né⟧ », <dit> {Ana}. « ⟦Non⟧² », <dit>² {Bo}².");
        assert_eq!(case.text, "« Né », dit Ana. « Non », dit Bo.");
        assert_eq!(case.quoted, [(2..4, 0), (19..22, 1)]);
        assert_eq!(case.sources, [(12..15, 0), (30..32, 1)]);
        let found = json!({"attributions": [{"quoted": [[2, 4]], "source": [12, 15]}, {"quoted": [[19, 21]], "source": null}]});
        let mut scores = Scores::default();
        assert!(scores.count(&case, &found));
        assert_eq!((scores.both, scores.found, scores.shown, scores.right), (1, 2, 1, 1));
    }
}
