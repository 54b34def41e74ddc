//! Kills imports at random moments, fills a disk, and holds what is left against an undisturbed import.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};

use crate::project::{Profile, Project, output, succeed};

/// Kills when no number is given.
const KILLS: usize = 200;
/// Articles of an import; some are later versions, some copies.
const ARTICLES: usize = 500;
/// Kills of one store at most before its import is let through.
const ON_ONE: u64 = 6;
const TABLES: [&str; 5] = ["articles", "quotations", "figures", "stories", "lineages"];

/// Runs `kills` kills, then the full disk.
pub(crate) fn run(project: &Project, kills: Option<&str>) -> Result<ExitCode> {
    let kills = kills.map_or(Ok(KILLS), str::parse).context("the number of kills")?;
    let folder = project.target().join("crash");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    let records = folder.join("records.ndjson");
    std::fs::write(&records, self::records())?;
    // A copy, which no build beside this run changes.
    let binary = folder.join("variorum");
    std::fs::copy(project.binary(Profile::Release)?, &binary)?;
    let ground = Ground { binary, folder, records };
    let whole = ground.folder.join("whole.db");
    let begun = Instant::now();
    succeed(ground.import(&whole).stdout(Stdio::null()))?;
    let took = begun.elapsed();
    let expect = ground.tables(&whole)?;
    let mut chance = Chance(0x5eed);
    let (mut killed, mut stores, mut early) = (0, 0, 0);
    while killed < kills {
        let store = ground.folder.join("killed.db");
        let mut held = 0;
        for _ in 0..=chance.below(ON_ONE) {
            let Some(found) = ground.kill(&store, took, held, &mut chance)? else {
                early += 1;
                continue;
            };
            (held, killed) = (found, killed + 1);
        }
        succeed(ground.import(&store).stdout(Stdio::null()))?;
        let found = ground.tables(&store)?;
        for ((name, expect), found) in TABLES.iter().zip(&expect).zip(&found) {
            ensure!(
                expect == found,
                "after a kill the table of {name} differs from that of an undisturbed import"
            );
        }
        ground.healthy(&store)?;
        remove(&store)?;
        stores += 1;
        eprint!("\rxtask: {killed} of {kills} kills");
    }
    eprintln!();
    println!(
        "{killed} kills at random moments of the import of {ARTICLES} articles ({took:.1?} undisturbed) into {stores} stores: \
         each opened, passed doctor, had lost nothing that was read before and held nothing twice; each table ended byte for \
         byte as undisturbed ({early} imports were through before their kill)"
    );
    println!("{}", ground.full_disk(&expect)?);
    std::fs::remove_dir_all(&ground.folder)?;
    Ok(ExitCode::SUCCESS)
}

/// Where imports are killed.
struct Ground {
    binary: PathBuf,
    folder: PathBuf,
    records: PathBuf,
}

impl Ground {
    fn variorum(&self, command: &str, store: &Path) -> Command {
        let mut variorum = Command::new(&self.binary);
        variorum.arg(command).arg("--store").arg(store);
        variorum
    }

    fn import(&self, store: &Path) -> Command {
        let mut import = self.variorum("import", store);
        import.arg(&self.records);
        import
    }

    /// Kills an import at a random moment and says how many articles are held then; `None` where it was through
    /// before. `held` were held before, and what a reader saw on the way must be there, too.
    fn kill(&self, store: &Path, took: Duration, held: u64, chance: &mut Chance) -> Result<Option<u64>> {
        let mut import = self.import(store).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let share = |chance: &mut Chance| took.mul_f64(chance.below(1_000) as f64 / 1_500.0);
        sleep(share(chance));
        let seen = if store.exists() { self.articles(store).unwrap_or_default() } else { 0 };
        if chance.below(2) == 0 {
            sleep(share(chance));
        }
        let through = import.try_wait()?.is_some();
        if !through {
            import.kill()?;
        }
        import.wait()?;
        if !store.exists() {
            ensure!(held.max(seen) == 0, "the store is gone");
            return Ok((!through).then_some(0));
        }
        // A store whose tables were not made yet holds nothing, and a reader has nothing to open.
        let now =
            if held.max(seen) == 0 { self.healthy(store).unwrap_or_default() } else { self.healthy(store)? };
        ensure!(now >= held.max(seen), "{} articles were held, {now} are", held.max(seen));
        Ok((!through).then_some(now))
    }

    /// How many articles, versions and all, a reader finds.
    fn articles(&self, store: &Path) -> Result<u64> {
        let told: Value = serde_json::from_str(&self.doctor(store)?)?;
        let count = |name: &str| told.get(name).and_then(Value::as_u64).unwrap_or_default();
        Ok(count("articles") + count("versions"))
    }

    fn doctor(&self, store: &Path) -> Result<String> {
        let done = self.variorum("doctor", store).args(["--format", "json"]).output()?;
        ensure!(done.status.code() != Some(2), "{}", String::from_utf8_lossy(&done.stderr));
        Ok(String::from_utf8(done.stdout)?)
    }

    /// Passes `doctor`, and says how many articles it holds.
    fn healthy(&self, store: &Path) -> Result<u64> {
        let told: Value = serde_json::from_str(&self.doctor(store)?)?;
        ensure!(told.get("faults") == Some(&json!([])), "doctor finds faults: {told}");
        self.articles(store)
    }

    /// All tables of the store. When an article was first seen is that of the import and left out.
    fn tables(&self, store: &Path) -> Result<Vec<String>> {
        let table = |name: &&str| {
            let rows = output(self.variorum("export", store).arg(name))?;
            ensure!(*name != "articles" || !rows.is_empty(), "there are no articles");
            Ok(rows.lines().map(without_seen).collect::<Vec<String>>().join("\n"))
        };
        TABLES.iter().map(table).collect()
    }

    /// Imports onto a disk that is too small, then makes it larger.
    fn full_disk(&self, expect: &[String]) -> Result<String> {
        let disk = self.folder.join("disk");
        std::fs::create_dir_all(&disk)?;
        let mount = |options: &str| {
            let mut mount = Command::new("mount");
            mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&disk).stderr(Stdio::null());
            mount.status().is_ok_and(|status| status.success())
        };
        if !mount("size=1m") {
            return Ok("NOT RUN: a full disk (it takes the right to mount one)".to_owned());
        }
        let tried = self.fill(&disk.join("store.db"), || mount("remount,size=400m"), expect);
        succeed(Command::new("umount").arg(&disk))?;
        tried
    }

    fn fill(&self, store: &Path, enlarge: impl Fn() -> bool, expect: &[String]) -> Result<String> {
        let import = self.import(store).output()?;
        let told = String::from_utf8_lossy(&import.stderr).into_owned();
        ensure!(import.status.code() == Some(2) && told.contains("is full"), "{}: {told}", import.status);
        let held = self.healthy(store)?;
        succeed(self.variorum("stories", store).stdout(Stdio::null()))?;
        ensure!(enlarge(), "the disk cannot be made larger");
        succeed(self.import(store).stdout(Stdio::null()))?;
        ensure!(
            self.tables(store)? == expect,
            "after a full disk a table differs from that of an undisturbed import"
        );
        Ok(format!(
            "a full disk: told as such, {held} articles readable on it, and ended as undisturbed once there was room"
        ))
    }
}

fn without_seen(row: &str) -> String {
    match row.split_once("\"seen\":\"") {
        Some((before, after)) => format!("{before}{}", after.split_once('"').map_or("", |(_, rest)| rest)),
        None => row.to_owned(),
    }
}

fn remove(store: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm", ".lock"] {
        let mut name = store.as_os_str().to_owned();
        name.push(end);
        match std::fs::remove_file(PathBuf::from(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => bail!(error),
            _ => {}
        }
    }
    Ok(())
}

/// Invented articles: two reports of each meeting, every tenth with a changed text later, every seventh a copy.
fn records() -> String {
    let mut records = String::new();
    for number in 0..ARTICLES {
        let meeting = number / 2;
        let (town, day) = (
            match meeting % 3 {
                0 => "Ellery",
                1 => "Tarrow",
                _ => "Hask",
            },
            1 + number / 60,
        );
        let lead = match (number % 7, number % 2) {
            (1, _) => "",
            (_, 0) => "The council sat late. ",
            _ => "Few had come to listen. ",
        };
        let text = format!(
            "{lead}The council of {town} met for session {meeting} about bridge {meeting}. “We will mend bridge {meeting},” said \
             Mayor Ines Marlow of {town}. The repair costs {} euros and takes {} weeks, and the ferry runs until then.",
            meeting * 1000,
            2 + meeting % 9
        );
        let mut record = json!({
            "id": format!("n{number}"), "title": format!("Bridge {meeting} in {town}"), "text": text,
            "published": format!("2026-{:02}-{:02}", 1 + day / 28, 1 + day % 28), "outlet": format!("{town} Post"),
            "url": format!("https://post.example/{number}"),
        });
        records.push_str(&format!("{record}\n"));
        if number % 10 == 0
            && let Some(fields) = record.as_object_mut()
        {
            fields.insert("text".to_owned(), format!("{text} A second vote is on Monday.").into());
            records.push_str(&format!("{record}\n"));
        }
    }
    records
}

/// Numbers that look random and are the same in each run (xorshift; Marsaglia, 2003).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
