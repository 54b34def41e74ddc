//! What is found on a stream of articles: they are grouped, each story of two or more is compared, and
//! the findings are counted by kind and verdict. It holds no label: it shows what a rule changes in the
//! wild, and that nothing fails.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::project::{Profile, Project};

/// Groups and compares the records of `file`, one a line, `.gz` or plain, and prints the table; fails where
/// a comparison failed.
pub(crate) fn run(project: &Project, file: &Path) -> Result<ExitCode> {
    if !file.is_file() {
        println!("eval stream: skipped, no {}", file.display());
        return Ok(ExitCode::SUCCESS);
    }
    let binary = project.binary(Profile::Release)?;
    let folder = std::env::temp_dir().join(format!("variorum-stream-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let records = read(file)?;
    let mut tally = Tally::default();
    let input = folder.join("all.ndjson");
    File::create(&input)?.write_all(records.as_bytes())?;
    let grouped = printed(project.command(&binary).arg("group").arg(&input))?;
    for story in stories(&records, &grouped)? {
        let input = folder.join("story.ndjson");
        std::fs::write(&input, story.join("\n"))?;
        match printed(project.command(&binary).arg("compare").arg(&input).args(["--format", "json"])) {
            Ok(found) => tally.count(story.len(), &serde_json::from_str(&found)?),
            Err(error) => {
                println!("{error:#}");
                tally.failed += 1;
            }
        }
    }
    std::fs::remove_dir_all(&folder)?;
    print!("{}", tally.table());
    Ok(if tally.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The lines of a file, unpacked where its name ends in "gz".
fn read(file: &Path) -> Result<String> {
    if file.extension().is_some_and(|ending| ending == "gz") {
        return printed(Command::new("gzip").arg("-dc").arg(file));
    }
    std::fs::read_to_string(file).with_context(|| file.display().to_string())
}

/// What a command prints; it may end with 1, which says that some record was bad.
fn printed(command: &mut Command) -> Result<String> {
    let done = command.stderr(Stdio::inherit()).output().with_context(|| format!("{command:?}"))?;
    ensure!(matches!(done.status.code(), Some(0 | 1)), "{command:?}: {}", done.status);
    Ok(String::from_utf8(done.stdout)?)
}

/// The records of each story of two articles or more.
fn stories(records: &str, grouped: &str) -> Result<Vec<Vec<String>>> {
    let mut stories: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
    for (record, decision) in records.lines().filter(|line| !line.trim().is_empty()).zip(grouped.lines()) {
        let decision: Value = serde_json::from_str(decision)?;
        if let (Some(id), Some(story)) = (text(&decision, "id"), text(&decision, "story")) {
            stories.entry(story).or_default().insert(id, record.to_owned());
        }
    }
    Ok(stories
        .into_values()
        .filter(|story| story.len() > 1)
        .map(|story| story.into_values().collect())
        .collect())
}

fn text(value: &Value, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}

/// What was found.
#[derive(Debug, Default, PartialEq)]
struct Tally {
    stories: usize,
    articles: usize,
    failed: usize,
    findings: BTreeMap<(String, String), usize>,
}

impl Tally {
    fn count(&mut self, articles: usize, found: &Value) {
        self.stories += 1;
        self.articles += articles;
        for finding in found.get("findings").and_then(Value::as_array).into_iter().flatten() {
            let name = |field| text(finding, field).unwrap_or_default();
            *self.findings.entry((name("kind"), name("verdict"))).or_default() += 1;
        }
    }

    fn table(&self) -> String {
        let head = format!(
            "{} stories of {} articles compared, {} failed\n{:<10} {:<15} {:>8} {:>16}\n",
            self.stories, self.articles, self.failed, "kind", "verdict", "found", "per 1,000"
        );
        let row = |((kind, verdict), found): (&(String, String), &usize)| {
            let share = *found as f64 * 1000.0 / (self.articles.max(1)) as f64;
            format!("{kind:<10} {verdict:<15} {found:>8} {share:>16.1}\n")
        };
        head + &self.findings.iter().map(row).collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn stories_of_one_article_are_left_out() {
        let records = "{\"id\":\"a\"}\n{\"id\":\"b\"}\n\n{\"id\":\"c\"}\n";
        let grouped = "{\"id\":\"a\",\"story\":\"s1\"}\n{\"id\":\"b\",\"story\":\"s2\"}\n{\"id\":\"c\",\"story\":\"s1\"}\n";
        let found = stories(records, grouped).unwrap();
        assert_eq!(found, [["{\"id\":\"a\"}", "{\"id\":\"c\"}"]]);
    }

    #[test]
    fn findings_are_counted_per_thousand_articles() {
        let mut tally = Tally::default();
        let finding = |verdict: &str| json!({"kind": "tension", "verdict": verdict});
        tally.count(4, &json!({"findings": [finding("differs"), finding("differs"), finding("updated")]}));
        let table = tally.table();
        assert!(table.contains("1 stories of 4 articles compared, 0 failed"), "{table}");
        assert!(
            table.lines().any(|line| line.split_whitespace().eq(["tension", "differs", "2", "500.0"])),
            "{table}"
        );
    }
}
