//! robots.txt: which parts of a host programs are asked to leave alone. After RFC 9309, with the
//! allowances for common slips that Google's published parser makes.

#[cfg(test)]
mod tests;

use std::time::Duration;

/// What a robots.txt says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Robots {
    groups: Vec<Group>,
    sitemaps: Vec<String>,
}

/// Rules and whom they are for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Group {
    /// The names of programs, in lower case; `*` for all that are named nowhere.
    agents: Vec<String>,
    rules: Vec<Rule>,
    /// The pause between requests.
    delay: Option<Duration>,
}

/// One line that allows or forbids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether it allows what it matches.
    pub allows: bool,
    /// The start of the paths that it matches; `*` is anything, a last `$` the end.
    pub pattern: String,
    /// Its line in the file, from 1.
    pub line: usize,
}

/// Bytes that are read of a file; RFC 9309, section 2.5, asks for at least as many.
const LONGEST: usize = 500 << 10;
/// Bytes that are read of a line.
const LONGEST_LINE: usize = 8 * 2083 - 1;
/// Longest pause between requests that a file can ask for: one a day would be a refusal, and has a rule of its own.
const LONGEST_DELAY: Duration = Duration::from_secs(600);

/// Misspellings of the names of lines that are understood.
const AGENT: [&str; 3] = ["user-agent", "useragent", "user agent"];
const DISALLOW: [&str; 6] = ["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"];
const SITEMAP: [&str; 2] = ["sitemap", "site-map"];

impl Robots {
    /// Reads a file. Whatever it holds, it can be read: lines that mean nothing say nothing.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = bytes.get(..LONGEST).unwrap_or(bytes);
        let mut robots = Self::default();
        let mut open = false;
        for (at, line) in lines(without_mark(bytes)).enumerate() {
            let line = line.get(..LONGEST_LINE).unwrap_or(line);
            if let Some((key, value)) = pair(line) {
                robots.line(at + 1, &key, value, &mut open);
            }
        }
        robots
    }

    /// Takes a line in. `open` says whether the last group still waits for its rules.
    fn line(&mut self, number: usize, key: &str, value: &[u8], open: &mut bool) {
        let is = |names: &[&str]| names.iter().any(|name| key.starts_with(name));
        if is(&AGENT) {
            if !*open {
                self.groups.push(Group::default());
            }
            *open = true;
            if let Some(group) = self.groups.last_mut() {
                group.agents.extend(agent(value));
            }
            return;
        }
        if is(&SITEMAP) {
            self.sitemaps.push(String::from_utf8_lossy(value).into_owned());
            return;
        }
        // Lines before the first group are for nobody.
        let Some(group) = self.groups.last_mut() else { return };
        let allows = is(&["allow"]);
        if allows || is(&DISALLOW) {
            group.rules.push(Rule { allows, pattern: escaped(value), line: number });
            *open = false;
        } else if is(&["crawl-delay"]) {
            let seconds = String::from_utf8_lossy(value).parse::<f64>().ok();
            let delay = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            group.delay = delay.map(|delay| delay.min(LONGEST_DELAY));
        }
    }

    /// The groups that are for a program: those that name it, else those for all.
    fn groups(&self, agent: &str) -> impl Iterator<Item = &Group> {
        let agent = agent.to_ascii_lowercase();
        let named = self.groups.iter().any(|group| group.agents.contains(&agent));
        let wanted = if named { agent } else { "*".to_owned() };
        self.groups.iter().filter(move |group| group.agents.contains(&wanted))
    }

    /// The rule that decides whether the program `agent` may fetch a path (with query, escaped as in an
    /// address): the longest that matches, of equally long ones one that allows. `None` allows.
    pub fn rule(&self, agent: &str, path: &str) -> Option<&Rule> {
        let rules = self.groups(agent).flat_map(|group| &group.rules);
        let matching = rules.filter_map(|rule| Some((rule.length(path)?, rule)));
        let best = matching.filter(|(length, _)| *length > 0);
        best.max_by_key(|(length, rule)| (*length, rule.allows)).map(|(_, rule)| rule)
    }

    /// Whether the program `agent` may fetch a path.
    pub fn allows(&self, agent: &str, path: &str) -> bool {
        self.rule(agent, path).is_none_or(|rule| rule.allows)
    }

    /// The pause between requests that the file asks the program for.
    pub fn delay(&self, agent: &str) -> Option<Duration> {
        self.groups(agent).filter_map(|group| group.delay).max()
    }

    /// The sitemaps that the file names.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }
}

impl Rule {
    /// The length of the pattern if it matches the path.
    fn length(&self, path: &str) -> Option<usize> {
        if matches(&self.pattern, path) {
            return Some(self.pattern.len());
        }
        // Who allows the index page of a folder allows the folder.
        let (folder, page) = self.pattern.rsplit_once('/')?;
        let index = self.allows && page.starts_with("index.htm");
        (index && path.strip_prefix(folder) == Some("/")).then_some(folder.len() + 2)
    }
}

/// Whether a path starts as the pattern says. Linear in both: each part between two stars is looked for
/// once, at its first place.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| path.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if to_end && parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    true
}

/// The path of an address as rules are held against it: with `%` only before capitals.
pub(crate) fn escaped_path(path: &str) -> String {
    escaped(path.as_bytes())
}

/// A pattern with its escapes in capitals and all that is not ASCII escaped.
fn escaped(value: &[u8]) -> String {
    let mut output = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'%', [high, low, after @ ..]) if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                output.push('%');
                output.extend([high, low].map(|digit| char::from(digit.to_ascii_uppercase())));
                rest = after;
            }
            (byte, _) if byte.is_ascii() => output.push(char::from(*byte)),
            (byte, _) => output.push_str(&format!("%{byte:02X}")),
        }
    }
    output
}

/// Without a byte order mark, even one that is not complete.
fn without_mark(bytes: &[u8]) -> &[u8] {
    let mark = [0xef, 0xbb, 0xbf];
    let length = bytes.iter().zip(mark).take_while(|(byte, mark)| *byte == mark).count();
    bytes.get(length..).unwrap_or_default()
}

/// Lines that end in any way.
fn lines(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(bytes);
    std::iter::from_fn(move || {
        let bytes = rest.take()?;
        let Some(end) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) else {
            return Some(bytes);
        };
        let (line, after) = bytes.split_at_checked(end)?;
        rest = after.strip_prefix(b"\r\n").or_else(|| after.get(1..));
        Some(line)
    })
}

/// Name, in lower case, and value of a line. A colon that was forgotten is where the only white space is.
fn pair(line: &[u8]) -> Option<(String, &[u8])> {
    let line = line.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
    let at = match line.iter().position(|byte| *byte == b':') {
        Some(at) => at,
        None => {
            let mut words = line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty());
            let (first, _, None) = (words.next()?, words.next()?, words.next()) else { return None };
            first.len()
        }
    };
    let (key, value) = (line.get(..at)?.trim_ascii(), line.get(at + 1..)?.trim_ascii());
    (!key.is_empty()).then(|| (String::from_utf8_lossy(key).to_ascii_lowercase(), value))
}

/// The program that a line names, up to the first character that no name has.
fn agent(value: &[u8]) -> Option<String> {
    if let [b'*', rest @ ..] = value
        && rest.first().is_none_or(u8::is_ascii_whitespace)
    {
        return Some("*".to_owned());
    }
    let name = value.iter().take_while(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'));
    let name: String = name.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    (!name.is_empty()).then_some(name)
}
