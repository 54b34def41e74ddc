//! The command line from outside: output, exit codes, hostile input.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    reason = "a test fails by panicking"
)]

mod desk;
mod extract;
mod following;
mod golden;
mod hostile;
mod links;
mod output;
mod packs;
mod payloads;
mod serve;
mod store;
mod subscriptions;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

/// A folder of its own for one test, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("variorum-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.0.join(name);
        fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder left behind in the temporary place harms nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// What a run gave.
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}: {}", self.out))
    }

    fn lines(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn variorum(arguments: &[&str]) -> Run {
    run(arguments, b"")
}

fn run(arguments: &[&str], input: &[u8]) -> Run {
    let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(arguments)
        .env("COLUMNS", "80")
        .env("XDG_CONFIG_HOME", "/nowhere")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that needs no input may end before it has taken it.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

/// An invented article, long enough to be compared.
const HARBOUR: &str = "Fire destroys shed in the old harbour
A fire destroyed the north shed of the old harbour in Port Ellery on Monday evening, and 14 people were treated in hospital.
\u{201c}We lost the north shed within twenty minutes, and we were lucky that the wind turned,\u{201d} fire chief Dana Okoro said.
The harbour office said the damage was about 2 million euros.
";

/// Another outlet on the same event.
const HARBOUR_TOO: &str = "Port Ellery harbour shed burns down
Fourteen people were taken to hospital after a fire destroyed the north shed in the harbour of Port Ellery on Monday.
\u{201c}We lost the north shed within thirty minutes, and we were lucky that the wind turned,\u{201d} said Dana Okoro, the fire chief.
The harbour office put the damage at more than 1.5 million euros.
";
