//! No packet to a host that may not be asked, seen from the other side: the real command is given every forbidden
//! address, redirect and changing name in a network in which each of them would be answered, and the kernel counts.

use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::namespace::{Counters, Names, Question, answer, inside, serve};
use crate::project::{Profile, Project};

/// The table that the tests of the crate read too.
const TABLE: &str = "crates/variorum-fetch/tests/fetch/forbidden.txt";
/// Addresses of public hosts: the first of the hosts that scripts begin at, the second of another.
const PUBLIC: [&str; 2] = ["93.184.216.34", "151.101.1.67"];
/// Ports at which every address answers.
const PORTS: [u16; 4] = [80, 443, 8080, 8443];

type Log = Arc<Mutex<Vec<SocketAddr>>>;

pub(crate) fn run(project: &Project) -> Result<ExitCode> {
    let binary = project.binary(Profile::Debug)?;
    let table = std::fs::read_to_string(project.root.join(TABLE)).context(TABLE)?;
    inside(&project.target().join("fetch-world"), |names| prove(&binary, &table, names))
}

/// One way to a forbidden host, by the address that the command is given.
struct Script {
    address: String,
    private: bool,
}

fn prove(binary: &Path, table: &str, names: &Names) -> Result<ExitCode> {
    let redirects = Arc::new(Mutex::new(Vec::<(String, u16, String)>::new()));
    let known = Arc::clone(&redirects);
    let mut logs = Vec::new();
    for port in PORTS {
        let known = Arc::clone(&known);
        logs.push(serve(port, move |question| reply(question, &known))?);
    }
    control(&logs)?;
    let lines =
        |kind: &'static str| table.lines().filter_map(move |line| line.strip_prefix(kind)?.strip_prefix(' '));
    let hosts: Vec<&str> = lines("spelling").chain(lines("localhost")).collect();
    let named: Vec<(&str, &str)> = lines("name").filter_map(|line| line.split_once(' ')).collect();
    let mut faults = Vec::new();

    // Without a name server in between there is nothing to be sent at all.
    let before = Counters::now()?;
    let addresses: Vec<String> = hosts
        .iter()
        .flat_map(|host| [format!("http://{host}/"), format!("https://u:p@{host}:8443/feed")])
        .collect();
    faults.extend(refused(binary, &addresses, false)?);
    let sent = Counters::now()?.since(before);
    println!(
        "{} addresses of {} hosts: {} packets, {} connections begun",
        addresses.len(),
        hosts.len(),
        sent.packets,
        sent.begun
    );
    if sent != (Counters { packets: 0, begun: 0 }) || !connected(&logs).is_empty() {
        faults.push(format!("{} packets were sent to forbidden addresses", sent.packets));
    }

    // Names need a name server; no connection may follow.
    named.iter().try_for_each(|(name, ips)| names.set(name, &[ips]))?;
    let before = Counters::now()?;
    let addresses: Vec<String> = named.iter().map(|(name, _)| format!("http://{name}/")).collect();
    faults.extend(refused(binary, &addresses, false)?);
    let sent = Counters::now()?.since(before);
    println!("{} names of forbidden addresses: {} connections begun", named.len(), sent.begun);
    if sent.begun > 0 || !connected(&logs).is_empty() {
        faults.push(format!("{} connections were begun to forbidden addresses", sent.begun));
    }

    // Redirects and names that change: the public hosts may be connected to, and no other.
    let scripts = scripts(lines("redirect"), names, &redirects)?;
    let before = Counters::now()?;
    faults.extend(run_all(binary, &scripts)?);
    let sent = Counters::now()?.since(before);
    let met = connected(&logs);
    let public: BTreeSet<IpAddr> = PUBLIC.iter().filter_map(|ip| ip.parse().ok()).collect();
    let elsewhere: Vec<&SocketAddr> = met.iter().filter(|at| !public.contains(&at.ip())).collect();
    println!(
        "{} redirects and changing names: {} connections begun, {} met at the public hosts, {} elsewhere",
        scripts.len(),
        sent.begun,
        met.len() - elsewhere.len(),
        elsewhere.len()
    );
    if !elsewhere.is_empty() || sent.begun != met.len() as u64 {
        faults.push(format!("connections to forbidden hosts: {elsewhere:?}"));
    }
    faults.iter().for_each(|fault| println!("fetch-world: {fault}"));
    println!("fetch-world: {}", if faults.is_empty() { "passed" } else { "FAILED" });
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn reply(question: &Question, redirects: &Mutex<Vec<(String, u16, String)>>) -> Vec<u8> {
    if question.path.starts_with("/robots.txt") || question.path.starts_with("/.well-known") {
        return answer(404, "", "");
    }
    let known = redirects.lock().unwrap_or_else(PoisonError::into_inner);
    let host = question.host.split(':').next().unwrap_or_default();
    match known.iter().find(|(name, ..)| name == host) {
        Some((_, status, to)) if question.path == "/" => answer(*status, &format!("location: {to}\r\n"), ""),
        _ => answer(200, "content-type: text/html\r\n", "<p>Words that nobody should get from inside."),
    }
}

/// That the counters and the listeners see what goes to such hosts.
fn control(logs: &[Log]) -> Result<()> {
    let before = Counters::now()?;
    for at in
        ["127.0.0.1:80", "10.0.0.1:8080", "169.254.169.254:80", "[::1]:80", "[fd00::1]:443", "192.168.1.1:22"]
    {
        let met = TcpStream::connect_timeout(&at.parse()?, Duration::from_secs(5)).is_ok();
        if met == at.ends_with(":22") {
            bail!("{at} does not behave as the others do: this network proves nothing");
        }
    }
    let sent = Counters::now()?.since(before);
    std::thread::sleep(Duration::from_millis(200));
    if sent.begun != 6 || sent.packets < 12 || connected(logs).len() != 5 {
        bail!("the counters saw {sent:?} of six connections: this network proves nothing");
    }
    println!(
        "control: six connections to forbidden addresses are seen by the counters, five of them by the listeners"
    );
    Ok(())
}

/// The addresses that were connected to since the last call.
fn connected(logs: &[Log]) -> Vec<SocketAddr> {
    logs.iter()
        .flat_map(|log| std::mem::take(&mut *log.lock().unwrap_or_else(PoisonError::into_inner)))
        .collect()
}

/// Gives all addresses to one command, and tells which of them were not refused.
fn refused(binary: &Path, addresses: &[String], private: bool) -> Result<Vec<String>> {
    let mut extract = Command::new(binary);
    extract.arg("extract").args(private.then_some("--private")).args(addresses);
    let done = extract.stderr(Stdio::inherit()).output()?;
    let lines: Vec<&str> = std::str::from_utf8(&done.stdout)?.lines().collect();
    if lines.len() != addresses.len() {
        bail!("{} answers to {} addresses", lines.len(), addresses.len());
    }
    let wrong = addresses.iter().zip(lines).filter(|(_, line)| !is_refused(line));
    Ok(wrong.map(|(address, line)| format!("{address}: {line}")).collect())
}

/// Whether an answer says that the host or the address is not asked.
fn is_refused(line: &str) -> bool {
    line.contains("\"error\"")
        && (line.contains("which is not asked") || line.contains("only http and https"))
}

/// The scripts, each at a public host of its own so that none waits for another.
fn scripts<'t>(
    table: impl Iterator<Item = &'t str>,
    names: &Names,
    redirects: &Mutex<Vec<(String, u16, String)>>,
) -> Result<Vec<Script>> {
    let mut scripts = Vec::new();
    let mut held = redirects.lock().unwrap_or_else(PoisonError::into_inner);
    let mut script = |answers: &[&str], redirect: Option<(u16, String)>, private: bool| -> Result<()> {
        let host = format!("script{}.example", scripts.len());
        names.set(&host, answers)?;
        held.extend(redirect.map(|(status, to)| (host.clone(), status, to)));
        scripts.push(Script { address: format!("http://{host}/"), private });
        Ok(())
    };
    names.set("inside.example", &["10.0.0.5"])?;
    names.set("hop.example", &[PUBLIC[1]])?;
    for line in table {
        let (status, to) = line.split_once(' ').context("a redirect")?;
        for private in [false, true] {
            script(&PUBLIC[..1], Some((status.parse()?, to.to_owned())), private)?;
        }
    }
    for to in ["gopher://127.0.0.1:70/", "file:///etc/passwd", "ftp://10.0.0.1/"] {
        script(&PUBLIC[..1], Some((302, to.to_owned())), true)?;
    }
    // The second hop is a public host that sends inside.
    script(&PUBLIC[..1], Some((301, "http://hop.example/".to_owned())), false)?;
    // The name is asked for before robots.txt, before the declaration on mining, and before the page: it changes
    // before each of them in turn, and while it is redirected to itself.
    for inside in ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "100.100.100.200"] {
        for place in 1..4 {
            let mut answers = vec![PUBLIC[0]; place];
            answers.push(inside);
            script(&answers, (place == 3).then(|| (302, "/second".to_owned())), false)?;
        }
    }
    drop(held);
    let mut held = redirects.lock().unwrap_or_else(PoisonError::into_inner);
    held.push(("hop.example".to_owned(), 302, "http://192.168.0.1/admin".to_owned()));
    Ok(scripts)
}

/// Runs all scripts beside each other, and tells which of them were not refused.
fn run_all(binary: &Path, scripts: &[Script]) -> Result<Vec<String>> {
    let start = |script: &Script| {
        let mut extract = Command::new(binary);
        extract.arg("extract").args(script.private.then_some("--private")).arg(&script.address);
        extract.stdout(Stdio::piped()).stderr(Stdio::null()).spawn()
    };
    let running = scripts.iter().map(start).collect::<Result<Vec<_>, _>>()?;
    let mut faults = Vec::new();
    for (process, script) in running.into_iter().zip(scripts) {
        let done = process.wait_with_output()?;
        let line = String::from_utf8(done.stdout)?;
        if !is_refused(&line) {
            faults.push(format!("{}: {line}", script.address));
        }
    }
    Ok(faults)
}
