//! Conflicts on pairs of invented articles, `eval/claims.jsonl`: one pair a line, each with the one
//! claim that both make, where it stands, and how the two versions stand to one another.
//!
//! A third of the pairs hold a true conflict. The others are traps: the same value in other words, a
//! bound, an update, a plan, another source, another thing counted.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::process::ExitCode;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::project::{Profile, Project, output};

/// Least share of the conflicts shown that are true, and of the true ones that are shown.
const PRECISION: f64 = 0.95;
const RECALL: f64 = 0.70;

/// A pair with its verdict.
struct Pair {
    id: String,
    verdict: String,
    texts: [Version; 2],
}

/// One of the two articles.
struct Version {
    published: String,
    text: String,
    /// Where its version of the claim stands, in characters.
    span: (u64, u64),
}

/// What was found over all pairs.
#[derive(Debug, Default, PartialEq)]
struct Scores {
    pairs: usize,
    conflicts: usize,
    /// Conflicts shown, and those of them that are the pair's own.
    shown: usize,
    right: usize,
    /// Pairs that agree, and those of them shown to.
    agreeing: usize,
    agreed: usize,
}

/// Compares each pair and prints what went wrong, then the scores; fails below the bounds.
pub(crate) fn run(project: &Project) -> Result<ExitCode> {
    let lines = std::fs::read_to_string(project.root.join("eval/claims.jsonl"))?;
    let binary = project.binary(Profile::Release)?;
    let folder = std::env::temp_dir().join(format!("variorum-claims-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let mut scores = Scores::default();
    for line in lines.lines() {
        let pair = Pair::read(line)?;
        let file = folder.join("pair.ndjson");
        std::fs::write(&file, pair.records())?;
        let mut compare = project.command(&binary);
        let printed = output(compare.arg("compare").arg(&file).args(["--format", "json"]))?;
        let found = serde_json::from_str(&printed).with_context(|| pair.id.clone())?;
        for fault in scores.count(&pair, &found) {
            println!("{}: {fault}", pair.id);
        }
    }
    std::fs::remove_dir_all(&folder)?;
    println!("{}", scores.line());
    let good = scores.precision() >= PRECISION && scores.recall() >= RECALL;
    Ok(if good { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Pair {
    fn read(line: &str) -> Result<Self> {
        let record: Value = serde_json::from_str(line)?;
        let id = string(field(&record, "/id"))?;
        let version = |name: &str| -> Result<Version> {
            let version = field(&record, &format!("/{name}"));
            let end = |at: usize| {
                field(version, &format!("/span/{at}"))
                    .as_u64()
                    .with_context(|| format!("{id}: span of {name}"))
            };
            Ok(Version {
                published: string(field(version, "/published"))?,
                text: string(field(version, "/text"))?,
                span: (end(0)?, end(1)?),
            })
        };
        let texts = [version("a")?, version("b")?];
        for version in &texts {
            ensure!(version.span.1 <= version.text.chars().count() as u64, "{id}: a span beyond its text");
        }
        Ok(Self { id, verdict: string(field(&record, "/verdict"))?, texts })
    }

    /// The two articles as records of the command.
    fn records(&self) -> String {
        let mut records = String::new();
        for (id, version) in ["a", "b"].iter().zip(&self.texts) {
            let record =
                json!({"id": id, "outlet": id, "published": version.published, "text": version.text});
            let _ = writeln!(records, "{record}");
        }
        records
    }

    /// Whether a finding stands at the claim in both articles.
    fn is_at_claim(&self, finding: &Value, sigla: &BTreeMap<String, String>) -> bool {
        let at = field(finding, "/at").as_array().map(Vec::as_slice).unwrap_or_default();
        let covers = |id: &str, version: &Version| {
            at.iter().any(|place| {
                let own = field(place, "/witness")
                    .as_str()
                    .and_then(|siglum| sigla.get(siglum))
                    .is_some_and(|it| it == id);
                let end = |at: usize| field(place, &format!("/span/{at}")).as_u64().unwrap_or_default();
                own && end(0) < version.span.1 && version.span.0 < end(1)
            })
        };
        ["a", "b"].iter().zip(&self.texts).all(|(id, version)| covers(id, version))
    }
}

/// What stands at a JSON pointer; null where nothing does.
fn field<'a>(value: &'a Value, at: &str) -> &'a Value {
    value.pointer(at).unwrap_or(&Value::Null)
}

fn string(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).context("a field that should be text")
}

impl Scores {
    /// Counts one pair; tells what was missed or shown wrongly.
    fn count(&mut self, pair: &Pair, found: &Value) -> Vec<String> {
        let sigla: BTreeMap<String, String> = field(found, "/witnesses")
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|w| {
                Some((field(w, "/siglum").as_str()?.to_owned(), field(w, "/id").as_str()?.to_owned()))
            })
            .collect();
        let findings = field(found, "/findings").as_array().map(Vec::as_slice).unwrap_or_default();
        let of =
            |kind: &'static str| findings.iter().filter(move |finding| *field(finding, "/kind") == *kind);
        let is_true = pair.verdict == "conflict";
        let right = of("conflict").filter(|f| is_true && pair.is_at_claim(f, &sigla)).count();
        let shown = of("conflict").count();
        let agrees = matches!(pair.verdict.as_str(), "same" | "compatible");
        self.pairs += 1;
        self.conflicts += usize::from(is_true);
        self.shown += shown;
        self.right += right.min(1);
        self.agreeing += usize::from(agrees);
        self.agreed += usize::from(agrees && of("agree").any(|f| pair.is_at_claim(f, &sigla)));
        let mut faults = Vec::new();
        if is_true && right == 0 {
            faults.push("the conflict is not shown".to_owned());
        }
        if shown > right {
            faults.push(format!("{} false conflict(s); it is \"{}\"", shown - right, pair.verdict));
        }
        faults
    }

    fn precision(&self) -> f64 {
        share(self.right, self.shown)
    }

    fn recall(&self) -> f64 {
        share(self.right, self.conflicts)
    }

    fn line(&self) -> String {
        format!(
            "claims: {} pairs, {} conflicts; precision {:.3} ({} of {}), recall {:.3}; {} of {} agreements shown",
            self.pairs,
            self.conflicts,
            self.precision(),
            self.right,
            self.shown,
            self.recall(),
            self.agreed,
            self.agreeing
        )
    }
}

/// A part of a whole; of nothing, all.
fn share(part: usize, of: usize) -> f64 {
    if of == 0 { 1.0 } else { part as f64 / of as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(verdict: &str) -> Pair {
        let version = |text: &str, span| Version { published: "2024-05-08".into(), text: text.into(), span };
        let texts = [version("It held 14 boats.", (8, 10)), version("It held 31 boats.", (8, 10))];
        Pair { id: "x".into(), verdict: verdict.into(), texts }
    }

    #[track_caller]
    fn check(verdict: &str, kind: &str, spans: [(u64, u64); 2], expect: (usize, usize), faults: usize) {
        let at = |siglum: &str, (start, end): (u64, u64)| json!({"witness": siglum, "span": [start, end]});
        let found = json!({
            "witnesses": [{"siglum": "A", "id": "a"}, {"siglum": "B", "id": "b"}],
            "findings": [{"kind": kind, "at": [at("A", spans[0]), at("B", spans[1])]}],
        });
        let mut scores = Scores::default();
        let said = scores.count(&pair(verdict), &found);
        assert_eq!(((scores.right, scores.shown), said.len()), (expect, faults), "{verdict} {kind}");
    }

    #[test]
    fn a_conflict_counts_where_it_stands_at_the_claim() {
        check("conflict", "conflict", [(8, 16), (8, 16)], (1, 1), 0);
        check("conflict", "conflict", [(0, 2), (8, 16)], (0, 1), 2);
        check("conflict", "tension", [(8, 16), (8, 16)], (0, 0), 1);
        check("updated", "conflict", [(8, 16), (8, 16)], (0, 1), 1);
        check("same", "agree", [(8, 16), (8, 16)], (0, 0), 0);
    }

    #[test]
    fn the_pairs_are_sound() {
        let lines = include_str!("../../../eval/claims.jsonl");
        let pairs: Vec<Pair> = lines.lines().map(|line| Pair::read(line).unwrap()).collect();
        let conflicts = pairs.iter().filter(|pair| pair.verdict == "conflict").count();
        assert!(pairs.len() >= 300 && conflicts * 10 >= pairs.len() * 3, "{} {conflicts}", pairs.len());
    }
}
