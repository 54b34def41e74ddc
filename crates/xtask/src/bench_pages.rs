//! How fast pages become articles on one core, and how right, beside trafilatura and dom_smoothie on the
//! same pages in one run; how fast an archive is read. In CPU time, so that other work counts less.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, Result};

use crate::project::{Profile, Project, output, succeed};

/// The labelled pages, below the folder of the sets.
const SETS: [&str; 2] = ["wcxb-articles-dev", "trafilatura"];
/// Records of the archive that is made.
const RECORDS: usize = 4000;
/// Paragraphs of a page in it: about 30 kB.
const PARAGRAPHS: usize = 150;

pub(crate) fn run(project: &Project, shared: &Path) -> Result<ExitCode> {
    let binary = project.binary(Profile::Release)?;
    let folder = project.target().join("bench");
    std::fs::create_dir_all(&folder)?;
    archive(&binary, &folder)?;
    let scorer = shared.join("eval/extraction.py");
    if !scorer.is_file() {
        println!("pages: skipped, no labelled sets in {}", shared.display());
        return Ok(ExitCode::SUCCESS);
    }
    let peers = [
        Peer { name: "variorum", command: vec![binary.display().to_string()] },
        Peer { name: "trafilatura", command: trafilatura(project, &folder)? },
        Peer { name: "dom_smoothie", command: dom_smoothie(project, &folder)? },
    ];
    for set in SETS {
        let pages = unpacked(&shared.join("data/extraction").join(set), &folder.join("pages").join(set))?;
        for peer in &peers {
            let found = folder.join(format!("{set}.{}.jsonl", peer.name));
            let seconds = peer.read(&pages, &found)?;
            let count = std::fs::read_dir(&pages)?.count();
            let gold = shared.join("data/extraction").join(set);
            let f1 = f1(project, &scorer, &gold, &found)?;
            println!(
                "{set}: {:12} {:7.1} pages/s on one core ({seconds:.1} s of CPU for {count}), f1 {f1}",
                peer.name,
                count as f64 / seconds
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A program that reads pages.
struct Peer {
    name: &'static str,
    command: Vec<String>,
}

impl Peer {
    /// Reads a folder of pages into records `{"id", "text"}`; the CPU seconds of it.
    fn read(&self, pages: &Path, found: &Path) -> Result<f64> {
        let (program, args) = self.command.split_first().context("a program")?;
        let mut command = Command::new(program);
        command.args(args);
        if self.name == "variorum" {
            command.args(["extract", "--threads", "1"]);
        }
        command.arg(pages).stdout(std::fs::File::create(found)?).stderr(Stdio::null());
        let before = children_seconds()?;
        // A page that cannot be read is a line of the output, and of no harm here.
        command.status().with_context(|| self.name)?;
        Ok(children_seconds()? - before)
    }
}

/// CPU seconds of the processes that ended, by Linux.
fn children_seconds() -> Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("this bench needs Linux")?;
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap_or_default().split(' ').collect();
    // After the name: fields 16 and 17 of proc(5) are the 14th and 15th, in hundredths.
    let ticks = |at: usize| fields.get(at).and_then(|field| field.parse::<f64>().ok()).unwrap_or_default();
    Ok((ticks(13) + ticks(14)) / 100.0)
}

/// The pages without their packing, as files.
fn unpacked(set: &Path, folder: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    for entry in std::fs::read_dir(set.join("html"))? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default();
        let page = std::fs::File::create(folder.join(name))?;
        succeed(Command::new("gzip").arg("-dc").arg(&path).stdout(page))?;
    }
    Ok(folder.to_owned())
}

fn f1(project: &Project, scorer: &Path, gold: &Path, found: &Path) -> Result<String> {
    let mut python = project.command("python3");
    let printed = output(python.arg(scorer).arg("--json").arg("--gold").arg(gold).arg("--sys").arg(found))?;
    let scores: serde_json::Value = serde_json::from_str(printed.trim()).context("scores")?;
    Ok(format!("{:.4}", scores.get("f1").and_then(serde_json::Value::as_f64).unwrap_or_default()))
}

const TRAFILATURA: &str = "\
import json, os, sys, trafilatura
for name in sorted(os.listdir(sys.argv[1])):
    with open(os.path.join(sys.argv[1], name), 'rb') as page:
        text = trafilatura.extract(page.read(), include_comments=False) or ''
    print(json.dumps({'id': name, 'text': text}))
";

/// trafilatura in a Python environment of its own.
fn trafilatura(project: &Project, folder: &Path) -> Result<Vec<String>> {
    let (home, script) = (folder.join("venv"), folder.join("trafilatura.run.py"));
    let python = home.join("bin/python");
    if !python.is_file() {
        succeed(project.command("python3").args(["-m", "venv"]).arg(&home))?;
        succeed(project.command(&python).args([
            "-m",
            "pip",
            "install",
            "-q",
            "trafilatura",
            "lxml_html_clean",
        ]))?;
    }
    std::fs::write(&script, TRAFILATURA)?;
    Ok(vec![python.display().to_string(), script.display().to_string()])
}

const SMOOTHIE_MANIFEST: &str = "\
[package]
name = \"smoothie\"
version = \"0.0.0\"
edition = \"2024\"
[dependencies]
dom_smoothie = \"0.19\"
serde_json = \"1\"
[workspace]
";

const SMOOTHIE: &str = "\
fn main() {
    let folder = std::env::args().nth(1).expect(\"a folder\");
    let files = std::fs::read_dir(folder).expect(\"files\");
    let mut files: Vec<_> = files.filter_map(|file| file.ok().map(|f| f.path())).collect();
    files.sort();
    for file in files {
        let bytes = std::fs::read(&file).expect(\"a page\");
        let page = String::from_utf8_lossy(&bytes);
        let config = dom_smoothie::Config { text_mode: dom_smoothie::TextMode::Formatted, ..Default::default() };
        let read = dom_smoothie::Readability::new(page.as_ref(), None, Some(config)).and_then(|mut r| r.parse());
        let text = read.map(|article| article.text_content.to_string()).unwrap_or_default();
        let id = file.file_name().unwrap_or_default().to_string_lossy();
        println!(\"{}\", serde_json::json!({\"id\": id, \"text\": text}));
    }
}
";

/// dom_smoothie in a package of its own: the workspace does not lock what only this row needs.
fn dom_smoothie(project: &Project, folder: &Path) -> Result<Vec<String>> {
    let home = folder.join("smoothie");
    std::fs::create_dir_all(home.join("src"))?;
    std::fs::write(home.join("Cargo.toml"), SMOOTHIE_MANIFEST)?;
    std::fs::write(home.join("src/main.rs"), SMOOTHIE)?;
    let mut cargo = project.cargo(&["build", "--quiet", "--release", "--manifest-path"]);
    succeed(cargo.arg(home.join("Cargo.toml")).arg("--target-dir").arg(home.join("target")))?;
    Ok(vec![home.join("target/release/smoothie").display().to_string()])
}

/// How fast an archive of invented pages is read.
fn archive(binary: &Path, folder: &Path) -> Result<()> {
    let path = folder.join("pages.warc");
    let mut archive = String::new();
    for number in 0..RECORDS {
        let block = page(number);
        write!(
            archive,
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://ellery.example/{number}\r\n\
             Content-Type: application/http\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )?;
    }
    std::fs::write(&path, archive)?;
    let reader = Peer { name: "variorum", command: vec![binary.display().to_string()] };
    let seconds = reader.read(&path, &folder.join("pages.jsonl"))?;
    let lines = std::fs::read_to_string(folder.join("pages.jsonl"))?.lines().count();
    println!(
        "archive: {:.0} records/s on one core ({seconds:.1} s of CPU for {lines} records)",
        lines as f64 / seconds
    );
    Ok(())
}

/// A response with a page between menus.
fn page(number: usize) -> String {
    let menu = "<li><a href=\"/section\">A section of the paper</a></li>".repeat(40);
    let text: String = (0..PARAGRAPHS)
        .map(|line| {
            format!("<p class=\"text\">On day {line} the river at Ellery stood at {number} millimetres, said the harbour master, and it rained &amp; rained.</p>\n")
        })
        .collect();
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html lang=en><title>Storm {number}</title>\
         <nav><ul>{menu}</ul></nav><article><h1>Storm {number} hits Ellery</h1>{text}</article><footer><ul>{menu}</ul></footer>"
    )
}
