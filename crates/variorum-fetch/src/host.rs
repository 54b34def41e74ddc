//! What a host asks of programs: its robots.txt and its declaration on mining, as they were last seen.

use serde::{Deserialize, Serialize};

use crate::client::status_words;
use crate::reservation;
use crate::robots::{Robots, escaped_path};
use crate::{Error, ErrorKind, Request, Response, Target};

/// What an origin asks of programs, as it was last seen; kept between runs. Times are seconds since 1970.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Host {
    /// Scheme, host and port.
    pub origin: String,
    /// When it was asked.
    pub checked: i64,
    /// Its robots.txt.
    pub rules: Rules,
    /// Its declaration on text and data mining, as it is written.
    pub declaration: Option<String>,
}

/// What became of asking for robots.txt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rules {
    /// The file, as it is written.
    File(String),
    /// There is none: nothing is forbidden (RFC 9309, section 2.3.1.3).
    None,
    /// It could not be had: all is forbidden for now (RFC 9309, section 2.3.1.4). Says why.
    Unknown(String),
}

/// The name that rules are looked for under.
const AGENT: &str = "Variorum";
/// Seconds for which a file holds (RFC 9309, section 2.4).
const HOLDS: i64 = 24 * 3600;
/// Seconds after which one that could not be had is asked for again.
const AGAIN: i64 = 3600;
/// Seconds for which an earlier file stands in for one that cannot be had.
const STANDS_IN: i64 = 30 * 24 * 3600;
/// Bytes that are kept of a file: what is read of it.
const LONGEST: usize = 500 << 10;

impl Host {
    /// Whether it has to be asked again.
    pub(crate) fn is_stale(&self, now: i64) -> bool {
        let holds = if matches!(self.rules, Rules::Unknown(_)) { AGAIN } else { HOLDS };
        // A time to come is of a clock that was set back.
        now >= self.checked + holds || now < self.checked
    }

    /// The host after it was asked for its files. `before` is what was known.
    pub(crate) fn seen(
        origin: String,
        now: i64,
        before: Option<&Self>,
        robots: Result<Response, Error>,
        declaration: Result<Response, Error>,
    ) -> Self {
        let declaration = match declaration.and_then(Response::success) {
            Ok(response) => Some(kept(&response.body)),
            Err(error) if matches!(error.kind(), ErrorKind::Status(400..500)) => None,
            Err(_) => before.and_then(|before| before.declaration.clone()),
        };
        let rules = match robots.and_then(Response::success) {
            Ok(response) => Rules::File(kept(&response.body)),
            Err(error) => match error.kind() {
                // Too many requests is no statement on the file.
                ErrorKind::Status(status @ 400..500) if status != 429 => Rules::None,
                // Neither is a chain of redirects too long to follow (RFC 9309, section 2.3.1.2).
                ErrorKind::Redirect => Rules::None,
                _ => return Self::unknown(origin, now, before, &error, declaration),
            },
        };
        Self { origin, checked: now, rules, declaration }
    }

    fn unknown(
        origin: String,
        now: i64,
        before: Option<&Self>,
        error: &Error,
        declaration: Option<String>,
    ) -> Self {
        let known = before.filter(|before| now < before.checked + STANDS_IN);
        match known.map(|known| &known.rules) {
            Some(rules @ (Rules::File(_) | Rules::None)) => {
                // Its time stays, so that it is asked for again an hour from now, and for a month.
                let checked = now - HOLDS + AGAIN;
                Self { origin, checked, rules: rules.clone(), declaration }
            }
            _ => {
                let why = match error.kind() {
                    ErrorKind::Status(status) => status_words(status),
                    _ => error.message().to_owned(),
                };
                Self { origin, checked: now, rules: Rules::Unknown(why), declaration }
            }
        }
    }

    /// Whether a program may fetch the address.
    ///
    /// # Errors
    /// The rule that forbids it, in words.
    pub fn allows(&self, target: &Target) -> Result<(), Error> {
        let forbidden = |words: String| Err(Error::new(ErrorKind::Rules, words).at(target));
        match &self.rules {
            Rules::None => Ok(()),
            // What is not known is no rule: asking again later may help.
            Rules::Unknown(why) => {
                let origin = &self.origin;
                let message = format!(
                    "{why} (asked for the robots.txt of {origin}: until it can be had, nothing is fetched there)"
                );
                Err(Error::new(ErrorKind::Connection, message).at(target))
            }
            Rules::File(text) => {
                let robots = Robots::parse(text.as_bytes());
                match robots.rule(AGENT, &escaped_path(&target.path_and_query())) {
                    Some(rule) if !rule.allows => forbidden(format!(
                        "the robots.txt of {} asks programs not to fetch this (line {}: “{}”)",
                        self.origin, rule.line, rule.pattern
                    )),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Seconds between requests that the host asks for.
    pub fn pause(&self) -> std::time::Duration {
        let Rules::File(text) = &self.rules else { return std::time::Duration::ZERO };
        Robots::parse(text.as_bytes()).delay(AGENT).unwrap_or_default()
    }
}

fn kept(body: &[u8]) -> String {
    String::from_utf8_lossy(body.get(..LONGEST).unwrap_or(body)).into_owned()
}

/// The questions for the files of the host of `target`.
pub(crate) fn questions(request: &Request, target: &Target) -> Result<[Request; 2], Error> {
    let aside = |path: &str| Ok(request.aside(target.join(path)?));
    Ok([aside("/robots.txt")?, aside(reservation::FILE)?])
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://outlet.example/news";

    fn answer(status: u16, body: &str) -> Result<Response, Error> {
        let target = Target::parse(URL)?;
        let body = body.as_bytes().to_vec();
        Ok(Response { target, moved: None, status, headers: Vec::new(), body, received: 0 })
    }

    fn host(now: i64, before: Option<&Host>, robots: Result<Response, Error>) -> Host {
        Host::seen("https://outlet.example".to_owned(), now, before, robots, answer(404, ""))
    }

    fn may(host: &Host) -> bool {
        host.allows(&Target::parse(URL).unwrap()).is_ok()
    }

    #[test]
    fn what_became_of_asking_decides() {
        let slow = || Err(Error::new(ErrorKind::Time, "slow"));
        let circle = || Err(Error::new(ErrorKind::Redirect, "circle"));
        for (robots, allowed) in [
            (answer(200, "user-agent: *\ndisallow: /news"), false),
            (answer(200, "user-agent: variorum\nallow: /\nuser-agent: *\ndisallow: /"), true),
            (answer(200, ""), true),
            (answer(404, ""), true),
            (answer(401, ""), true),
            (answer(410, ""), true),
            (answer(429, ""), false),
            (answer(503, ""), false),
            (slow(), false),
            (circle(), true),
        ] {
            let found = host(0, None, robots.clone());
            assert_eq!(may(&found), allowed, "{robots:?}");
        }
    }

    #[test]
    fn the_rule_is_named() {
        let found = host(0, None, answer(200, "user-agent: *\ndisallow: /n*s\n"));
        let words = found.allows(&Target::parse(URL).unwrap()).unwrap_err().to_string();
        assert!(words.contains("line 2: “/n*s”"), "{words}");
    }

    #[test]
    fn a_file_holds_for_a_day_and_stands_in_for_a_month() {
        let (hour, day) = (3600, 24 * 3600);
        let file = host(0, None, answer(200, "user-agent: *\ndisallow: /private"));
        assert!(!file.is_stale(day - 1) && file.is_stale(day) && file.is_stale(-1));
        let down = || Err(Error::new(ErrorKind::Connection, "down"));
        let kept = host(day, Some(&file), down());
        assert!(may(&kept) && !kept.is_stale(day + hour - 1) && kept.is_stale(day + hour));
        let unknown = host(40 * day, Some(&file), down());
        assert!(!may(&unknown) && unknown.is_stale(40 * day + hour));
    }
}
