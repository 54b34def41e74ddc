//! The real command, serving until it is dropped.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::project::Project;

pub(crate) struct Server {
    process: Child,
    /// "http://127.0.0.1:…"
    pub(crate) address: String,
}

impl Server {
    /// Serves the store `store`, which may be empty, with more `flags`.
    pub(crate) fn start(project: &Project, binary: &Path, store: &Path, flags: &[&str]) -> Result<Self> {
        let mut command: Command = project.command(binary);
        command.args(["serve", "--port", "0", "--store"]).arg(store).args(flags);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut process = command.spawn().context("serve")?;
        let said = process.stderr.take().context("serve says nothing")?;
        let mut lines = BufReader::new(said).lines();
        while let Some(line) = lines.next().transpose()? {
            if let Some((_, rest)) = line.split_once("http://") {
                let host = rest.split('/').next().unwrap_or_default();
                // Reads on, so that the server never waits for a reader of its messages.
                std::thread::spawn(move || lines.map_while(Result::ok).for_each(drop));
                return Ok(Self { process, address: format!("http://{host}") });
            }
        }
        bail!("serve ended without saying its address")
    }

    /// A new store in `folder`, which takes the place of one that was there.
    pub(crate) fn fresh(project: &Project, binary: &Path, folder: &Path, flags: &[&str]) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(folder.join(format!("store.sqlite{end}")));
        }
        Self::start(project, binary, &folder.join("store.sqlite"), flags)
    }

    /// The body of the answer to a GET, whatever its status.
    pub(crate) fn get(&self, path: &str) -> Result<String> {
        let host = self.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host)?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (_, body) = answer.split_once("\r\n\r\n").with_context(|| format!("no answer to {path}"))?;
        Ok(body.to_owned())
    }

    /// Seconds of processor that it has used, where the system tells.
    pub(crate) fn cpu(&self) -> Result<f64> {
        const TICKS: f64 = 100.0;
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id()))?;
        let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
        let ticks = fields.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
        Ok(ticks.sum::<f64>() / TICKS)
    }

    /// Processors that it keeps busy over the next `time`.
    pub(crate) fn busy(&self, time: Duration) -> Result<f64> {
        let before = self.cpu()?;
        std::thread::sleep(time);
        Ok((self.cpu()? - before) / time.as_secs_f64())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Asked first, so that it can clear up what it keeps while it runs.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}
