//! A network of its own, in which this machine is the whole internet: every address leads to the listeners of a test,
//! and names lead where a test says. Programs that run in it reach nothing outside, and are not changed for it.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::project::succeed;

/// Set in the process that runs inside.
const INSIDE: &str = "VARIORUM_XTASK_NAMESPACE";
/// The name server that programs inside ask.
const NAME_SERVER: &str = "9.9.9.9";

/// Runs `work` in a network of its own: this program is started anew inside. Where the system does not allow that, it
/// says so.
pub(crate) fn inside(folder: &Path, work: impl FnOnce(&Names) -> Result<ExitCode>) -> Result<ExitCode> {
    if std::env::var_os(INSIDE).is_some() {
        return work(&set_up(folder)?);
    }
    let allowed = Command::new("unshare")
        .args(["-rnm", "ip", "link", "set", "lo", "up"])
        .stderr(Stdio::null())
        .status();
    if !allowed.is_ok_and(|status| status.success()) {
        println!("NOT RUN: it needs a network of its own: unshare, ip, and leave to make user namespaces");
        return Ok(ExitCode::SUCCESS);
    }
    let mut again = Command::new("unshare");
    again.arg("-rnm").arg(std::env::current_exe()?).args(std::env::args_os().skip(1)).env(INSIDE, "1");
    let code = again.status()?.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Makes every address one of this machine and names a matter of ours.
fn set_up(folder: &Path) -> Result<Names> {
    std::fs::create_dir_all(folder)?;
    for line in ["link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo"] {
        succeed(Command::new("ip").args(line.split(' ')))?;
    }
    let files = [
        ("hosts", "127.0.0.1 localhost\n".to_owned()),
        ("resolv.conf", format!("nameserver {NAME_SERVER}\noptions attempts:1 timeout:2\n")),
        ("nsswitch.conf", "hosts: files dns\n".to_owned()),
    ];
    for (name, content) in files {
        let (ours, theirs) = (folder.join(name), Path::new("/etc").join(name));
        std::fs::write(&ours, content)?;
        if theirs.exists() {
            succeed(Command::new("mount").arg("--bind").arg(ours).arg(theirs))?;
        }
    }
    Names::serve()
}

/// The answers to come, by name and by whether addresses of version 6 are asked for.
type Answers = BTreeMap<(String, bool), VecDeque<Vec<IpAddr>>>;

/// A name server: where each name leads, look after look; the last answer stays. Other names lead nowhere.
#[derive(Clone, Default)]
pub(crate) struct Names {
    answers: Arc<Mutex<Answers>>,
    /// Where the names of outlets lead that nobody set: `n.outlet.example`.
    numbered: bool,
}

impl Names {
    fn serve() -> Result<Self> {
        let socket = UdpSocket::bind((NAME_SERVER, 53)).context("the name server")?;
        let names = Self { numbered: true, ..Self::default() };
        let answering = names.clone();
        std::thread::spawn(move || {
            let mut packet = [0; 512];
            while let Ok((length, from)) = socket.recv_from(&mut packet) {
                let reply = packet.get(..length).and_then(|question| answering.reply(question));
                // Who does not hear an answer asks again.
                let _ = reply.map(|reply| socket.send_to(&reply, from));
            }
        });
        Ok(names)
    }

    /// `name` leads to each of `answers` in turn: addresses with commas between.
    pub(crate) fn set(&self, name: &str, answers: &[&str]) -> Result<()> {
        for six in [false, true] {
            let read = |answer: &&str| -> Result<Vec<IpAddr>> {
                let all = answer.split(',').map(|ip| ip.trim().parse::<IpAddr>().context("an address"));
                Ok(all.collect::<Result<Vec<_>>>()?.into_iter().filter(|ip| ip.is_ipv6() == six).collect())
            };
            let answers = answers.iter().map(read).collect::<Result<_>>()?;
            self.held().insert((name.to_owned(), six), answers);
        }
        Ok(())
    }

    fn held(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a question for an address (RFC 1035, section 4).
    fn reply(&self, question: &[u8]) -> Option<Vec<u8>> {
        let mut labels = Vec::new();
        let mut at = 12;
        loop {
            let length = usize::from(*question.get(at)?);
            at += 1;
            if length == 0 {
                break;
            }
            labels.push(String::from_utf8_lossy(question.get(at..at + length)?).to_ascii_lowercase());
            at += length;
        }
        let kind = question.get(at..at + 2)?;
        let asked = question.get(12..at + 4)?;
        let ips = match kind {
            [0, 1] => self.next(&labels, false),
            [0, 28] => self.next(&labels, true),
            _ => Vec::new(),
        };
        let mut reply = question.get(..2)?.to_vec();
        reply.extend([0x81, 0x80, 0, 1, 0, u8::try_from(ips.len()).ok()?, 0, 0, 0, 0]);
        reply.extend(asked);
        for ip in ips {
            reply.extend([0xc0, 12]);
            reply.extend(kind);
            // Class, and no time to live.
            reply.extend([0, 1, 0, 0, 0, 0]);
            let bytes = match ip {
                IpAddr::V4(ip) => ip.octets().to_vec(),
                IpAddr::V6(ip) => ip.octets().to_vec(),
            };
            reply.extend([0, u8::try_from(bytes.len()).ok()?]);
            reply.extend(bytes);
        }
        Some(reply)
    }

    fn next(&self, labels: &[String], six: bool) -> Vec<IpAddr> {
        let mut held = self.held();
        if let Some(answers) = held.get_mut(&(labels.join("."), six)) {
            return if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() }
                .unwrap_or_default();
        }
        let number = labels.first().and_then(|label| label.parse::<u16>().ok());
        match number.filter(|_| self.numbered && !six && labels.get(1).is_some_and(|l| l == "outlet")) {
            Some(number) => {
                let [high, low] = number.to_be_bytes();
                vec![Ipv4Addr::new(93, 184, high, low).into()]
            }
            None => Vec::new(),
        }
    }
}

/// What a server is asked: by which name, and for which path.
pub(crate) struct Question {
    pub(crate) host: String,
    pub(crate) path: String,
}

/// Serves HTTP at a port of every address, each connection once. Gives the addresses that were connected to.
pub(crate) fn serve(
    port: u16,
    answer: impl Fn(&Question) -> Vec<u8> + Send + Sync + 'static,
) -> Result<Arc<Mutex<Vec<SocketAddr>>>> {
    let listener = TcpListener::bind(("::", port)).with_context(|| format!("port {port}"))?;
    let connected = Arc::<Mutex<Vec<SocketAddr>>>::default();
    let (log, answer) = (Arc::clone(&connected), Arc::new(answer));
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Ok(at) = stream.local_addr() {
                let at = SocketAddr::new(at.ip().to_canonical(), at.port());
                log.lock().unwrap_or_else(PoisonError::into_inner).push(at);
            }
            let answer = Arc::clone(&answer);
            // A client that goes away is its own business.
            std::thread::spawn(move || drop(converse(stream, &*answer)));
        }
    });
    Ok(connected)
}

fn converse(mut stream: TcpStream, answer: &dyn Fn(&Question) -> Vec<u8>) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().context("no question")??;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut host = String::new();
    for line in lines {
        let line = line?;
        if line.is_empty() {
            break;
        }
        if let Some(named) = line.to_ascii_lowercase().strip_prefix("host:") {
            host = named.trim().to_owned();
        }
    }
    stream.write_all(&answer(&Question { host, path }))?;
    Ok(())
}

/// A whole answer.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} X\r\n{headers}content-length: {length}\r\n\r\n{body}").into_bytes()
}

/// What the kernel counted in this network: packets in all, and connections that were begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counters {
    pub(crate) packets: u64,
    pub(crate) begun: u64,
}

impl Counters {
    pub(crate) fn now() -> Result<Self> {
        let devices = std::fs::read_to_string("/proc/net/dev")?;
        let local = devices.lines().find_map(|line| line.trim().strip_prefix("lo:")).context("lo")?;
        let packets = local.split_whitespace().nth(1).and_then(|n| n.parse().ok()).context("packets")?;
        let protocols = std::fs::read_to_string("/proc/net/snmp")?;
        let mut tcp = protocols.lines().filter(|line| line.starts_with("Tcp:"));
        let (Some(names), Some(values)) = (tcp.next(), tcp.next()) else { bail!("no counters of TCP") };
        let mut fields = names.split(' ').zip(values.split(' '));
        let begun = fields.find(|(name, _)| *name == "ActiveOpens").and_then(|(_, n)| n.parse().ok());
        Ok(Self { packets, begun: begun.context("ActiveOpens")? })
    }

    /// What came since `before`.
    pub(crate) fn since(self, before: Self) -> Self {
        Self { packets: self.packets - before.packets, begun: self.begun - before.begun }
    }
}
