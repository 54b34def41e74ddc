//! The invented stories that come with the program, in a store of their own that ends with it.

use std::path::{Path, PathBuf};
use std::{env, fs, process};

use anyhow::{Context, Result};
use jiff::Timestamp;
use variorum_core::{Article, DocumentDate};
use variorum_engine::{Engine, Incoming, Matter, Mode};
use variorum_ingest::{read_html, read_plain, read_record};

/// What the folder of an example store is called, and the store in it.
const PREFIX: &str = "variorum-examples-";
const STORE: &str = "examples.sqlite";

/// Removes the example stores of programs that were killed. One that is in use has its writer's lock, and what is
/// not ours cannot be removed.
fn clear_left_behind(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten().filter(|e| e.file_name().to_string_lossy().starts_with(PREFIX)) {
        // A link is not followed: it may lead anywhere.
        let ours = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let lock = entry.path().join(format!("{STORE}.lock"));
        let Some(lock) = fs::File::options().write(true).open(&lock).ok().filter(|_| ours) else { continue };
        if lock.try_lock().is_ok() {
            // Another program may be clearing up too; what is left then goes with the next.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A store with the invented stories. Its files go when it is dropped.
pub(crate) struct Examples {
    pub(crate) engine: Engine,
    folder: PathBuf,
}

impl Examples {
    /// Makes the store in the folder for temporary files.
    pub(crate) fn new(threads: usize) -> Result<Self> {
        clear_left_behind(&env::temp_dir());
        let mut mark = [0; 8];
        getrandom::fill(&mut mark).map_err(|error| anyhow::anyhow!("no random numbers: {error}"))?;
        let mark: String = mark.iter().map(|byte| format!("{byte:02x}")).collect();
        let folder = env::temp_dir().join(format!("{PREFIX}{}-{mark}", process::id()));
        // It must not be there yet: nobody else can have put anything in it.
        fs::create_dir(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let engine = Engine::open(&folder.join(STORE), Mode::Write, threads)?;
        let examples = Self { engine, folder };
        let incoming = articles().into_iter().map(|article| Incoming {
            place: article.id.clone(),
            matter: Matter::Article(Box::new(article), None),
        });
        examples.engine.import(incoming, Timestamp::now(), &mut |_| {})?;
        Ok(examples)
    }
}

impl Drop for Examples {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("variorum: {} is left behind: {error}", self.folder.display());
        }
    }
}

/// A file of `stories/` with its outlet and day, which a text file does not say.
struct Example {
    name: &'static str,
    outlet: &'static str,
    day: &'static str,
    bytes: &'static [u8],
}

macro_rules! example {
    ($path:literal, $outlet:literal, $day:literal) => {
        Example {
            name: $path,
            outlet: $outlet,
            day: $day,
            bytes: include_bytes!(concat!("../../../../stories/", $path)),
        }
    };
}

const FILES: &[Example] = &[
    example!("harbour-fire/a-ellery-courier.txt", "Ellery Courier", "2024-11-19"),
    example!("harbour-fire/b-coast-daily.txt", "Coast Daily", "2024-11-19"),
    example!("harbour-fire/c-morning-gull.txt", "Morning Gull", "2024-11-19"),
    example!("harbour-fire/d-radio-nine.txt", "Radio Nine", "2024-11-19"),
    example!("harbour-fire/e-harbour-review.txt", "Harbour Review", "2024-11-19"),
    example!("lantern-square/a-herald.html", "", ""),
    example!("lantern-square/b-evening-lamp.txt", "Evening Lamp", "2024-06-16"),
    example!("lantern-square/c-county-voice.txt", "County Voice", "2024-06-16"),
    example!("lantern-square/d-free-ferry.txt", "Free Ferry", "2024-06-16"),
    example!("marsh-vote/a-reed-gazette.txt", "Reed Gazette", "2024-09-12"),
    example!("marsh-vote/b-causeway-mail.txt", "Causeway Mail", "2024-09-12"),
    example!("marsh-vote/c-south-coast-report.txt", "South Coast Report", "2024-09-13"),
    example!("marsh-vote/d-tideway-news.txt", "Tideway News Agency", "2024-09-12"),
];

/// The invented stories of `stories/`, outlets and all.
fn articles() -> Vec<Article> {
    const RECORDS: &str = include_str!("../../../../stories/sorrel-dam/articles.ndjson");
    FILES
        .iter()
        .filter_map(example)
        .chain(RECORDS.lines().filter_map(|line| read_record(line).ok()))
        .collect()
}

fn example(file: &Example) -> Option<Article> {
    let name = file.name.rsplit('/').next().unwrap_or(file.name);
    if name.ends_with(".html") {
        return read_html(name, Some(name), file.bytes).ok();
    }
    let mut article = read_plain(name, Some(name), file.bytes).ok()?;
    article.outlet = Some(file.outlet.to_owned());
    article.published = file.day.parse().ok().map(DocumentDate::Day);
    Some(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_program_left_is_cleared_and_what_is_used_stays() {
        let folder = env::temp_dir().join(format!("variorum-test-left-behind-{}", process::id()));
        let (left, used) = (folder.join(format!("{PREFIX}1-a")), folder.join(format!("{PREFIX}2-b")));
        let other = folder.join("else");
        for place in [&left, &used, &other] {
            fs::create_dir_all(place).unwrap();
            fs::write(place.join(format!("{STORE}.lock")), "1").unwrap();
        }
        let engine = Engine::open(&used.join(STORE), Mode::Write, 1).unwrap();
        clear_left_behind(&folder);
        assert_eq!((left.exists(), used.exists(), other.exists()), (false, true, true));
        drop(engine);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn every_file_is_read_with_its_outlet_and_day() {
        let all = articles();
        assert_eq!(all.len(), FILES.len() + 4);
        assert!(all.iter().all(|article| article.outlet.is_some() && article.published.is_some()));
    }
}
