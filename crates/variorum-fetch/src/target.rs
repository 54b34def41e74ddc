//! What is asked for: an address of http or https, taken apart after the URL standard.

use std::fmt;

use percent_encoding::percent_decode_str;
use url::{Host, Origin, Url};

use crate::{Error, ErrorKind};

/// An address that can be asked for. User name and password are held apart from it and never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Target {
    url: Url,
    credentials: Option<Credentials>,
}

/// A user name and password, with the one origin that may see them.
#[derive(Clone, PartialEq, Eq)]
struct Credentials {
    origin: Origin,
    header: String,
}

/// Longest address in bytes.
const LONGEST: usize = 8 << 10;

/// Ports of services that mistake a request for one of their own (Fetch standard, "port blocking").
const BAD_PORTS: [u16; 83] = [
    0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103,
    104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514,
    515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

impl Target {
    /// Reads an address. Without a scheme, https is meant.
    ///
    /// # Errors
    /// Anything but http and https, no host, a port of another service, more than 8 KiB.
    pub fn parse(written: &str) -> Result<Self, Error> {
        let written = written.trim();
        let bare = !written.contains("://");
        let url = Url::parse(&if bare { format!("https://{written}") } else { written.to_owned() });
        url.map_err(|error| unreadable(written, &error.to_string())).and_then(Self::of)
    }

    /// The address that `reference` means on the page of this one. Credentials of this one are kept;
    /// those in the reference are not taken, since it was found and not given.
    ///
    /// # Errors
    /// As [`Target::parse`].
    pub fn join(&self, reference: &str) -> Result<Self, Error> {
        let url = self.url.join(reference).map_err(|error| unreadable(reference, &error.to_string()))?;
        let mut target = Self::of(url)?;
        target.credentials.clone_from(&self.credentials);
        Ok(target)
    }

    fn of(mut url: Url) -> Result<Self, Error> {
        if !matches!(url.scheme(), "http" | "https") {
            let message = format!("an address of {}, and only http and https are fetched", url.scheme());
            return Err(Error::new(ErrorKind::Address, message));
        }
        if url.host().is_none() {
            return Err(Error::new(ErrorKind::Address, "an address without a host"));
        }
        if url.as_str().len() > LONGEST {
            return Err(Error::new(ErrorKind::Address, "an address longer than 8 KiB"));
        }
        if url.port().is_some_and(|port| BAD_PORTS.contains(&port)) {
            return Err(Error::new(ErrorKind::Address, "a port that is no port of web pages").at(&url));
        }
        let credentials = Credentials::take(&mut url);
        url.set_fragment(None);
        Ok(Self { url, credentials })
    }

    /// The address, without user name, password and fragment.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// Scheme, host and port: `https://outlet.example:8443`.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// The host as it is written in an address.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port, of the scheme where none is written.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(80)
    }

    /// Path and query as a server sees them.
    pub fn path_and_query(&self) -> String {
        let query = self.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        format!("{}{query}", self.url.path())
    }

    pub(crate) fn is_secure(&self) -> bool {
        self.url.scheme() == "https"
    }

    pub(crate) fn parsed_host(&self) -> Option<Host<&str>> {
        self.url.host()
    }

    /// The value for `Host`: the port only where it is not that of the scheme.
    pub(crate) fn host_header(&self) -> String {
        self.url.port().map_or_else(|| self.host().to_owned(), |port| format!("{}:{port}", self.host()))
    }

    /// The value for `Authorization`, for the origin that it was given for alone.
    pub(crate) fn authorization(&self) -> Option<&str> {
        let given = self.credentials.as_ref()?;
        (given.origin == self.url.origin()).then_some(given.header.as_str())
    }

    /// The address with user name and password, to be kept; never to be shown.
    pub fn with_credentials(&self) -> String {
        let Some(header) = self.authorization() else { return self.as_str().to_owned() };
        let mut url = self.url.clone();
        let pair = header.strip_prefix("Basic ").and_then(basic::decode).unwrap_or_default();
        let (user, password) = pair.split_once(':').unwrap_or((&pair, ""));
        // An address with a host takes both; one without was refused in `of`.
        let _ = url.set_username(user);
        let _ = url.set_password(Some(password));
        url.into()
    }
}

impl Credentials {
    /// Takes user name and password out of an address.
    fn take(url: &mut Url) -> Option<Self> {
        let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
        let (user, password) = (decoded(url.username()), url.password().map(decoded));
        // An address with a host takes both; one without was refused before.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        if user.is_empty() && password.is_none() {
            return None;
        }
        let pair = format!("{user}:{}", password.unwrap_or_default());
        Some(Self { origin: url.origin(), header: format!("Basic {}", basic::encode(pair.as_bytes())) })
    }
}

fn unreadable(written: &str, why: &str) -> Error {
    let shown: String = written.chars().take(80).collect();
    // A password may stand in what could not be read.
    let shown = shown.rsplit_once('@').map_or(shown.as_str(), |(_, after)| after);
    Error::new(ErrorKind::Address, format!("“{shown}” is no address: {why}"))
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({})", self.as_str())
    }
}

/// Base 64 (RFC 4648), as basic authentication needs it.
mod basic {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    pub(super) fn encode(bytes: &[u8]) -> String {
        let mut output = String::new();
        for chunk in bytes.chunks(3) {
            let at = |n: usize| u32::from(chunk.get(n).copied().unwrap_or_default());
            let group = at(0) << 16 | at(1) << 8 | at(2);
            for place in 0..4 {
                let index = (group >> (18 - 6 * place) & 63) as usize;
                let letter = ALPHABET.get(index).filter(|_| place <= chunk.len());
                output.push(letter.map_or('=', |letter| char::from(*letter)));
            }
        }
        output
    }

    pub(super) fn decode(text: &str) -> Option<String> {
        let mut bytes = Vec::new();
        for chunk in text.trim_end_matches('=').as_bytes().chunks(4) {
            let mut group = 0u32;
            for letter in chunk {
                group = group << 6 | u32::try_from(ALPHABET.iter().position(|a| a == letter)?).ok()?;
            }
            let group = (group << (6 * (4 - chunk.len()))).to_be_bytes();
            bytes.extend(group.iter().skip(1).take(chunk.len().saturating_sub(1)));
        }
        String::from_utf8(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, expect: &str) {
        let found = Target::parse(written).map_or_else(|e| e.kind().name().to_owned(), |t| t.to_string());
        assert_eq!(found, expect, "{written}");
    }

    #[test]
    fn addresses_of_the_web_are_read_and_no_others() {
        check("https://outlet.example/a?b#c", "https://outlet.example/a?b");
        check("outlet.example/feed", "https://outlet.example/feed");
        check("HTTP://Outlet.Example:80/", "http://outlet.example/");
        check("https://müller.example/", "https://xn--mller-kva.example/");
        for written in ["ftp://outlet.example/", "file:///etc/passwd", "gopher://outlet.example/", "https://"]
        {
            check(written, "address");
        }
        check("http://outlet.example:25/", "address");
        check(&format!("http://outlet.example/{}", "a".repeat(9000)), "address");
    }

    #[test]
    fn spellings_of_one_ip_address_are_one() {
        for written in ["http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/"] {
            check(written, "http://127.0.0.1/");
        }
        check("http://１２７.0.0.1/", "http://127.0.0.1/");
        check("http://[::FFFF:127.0.0.1]/", "http://[::ffff:7f00:1]/");
    }

    #[test]
    fn a_password_is_kept_for_its_origin_and_never_shown() {
        let target = Target::parse("https://ann:p%20w@outlet.example/feed").unwrap();
        assert_eq!(target.authorization(), Some("Basic YW5uOnAgdw=="));
        assert_eq!(target.with_credentials(), "https://ann:p%20w@outlet.example/feed");
        assert!(!format!("{target} {target:?}").contains("ann"));
        let header = |reference| target.join(reference).unwrap().authorization().is_some();
        assert!(header("/other"));
        assert!(!header("http://outlet.example/"));
        assert!(!header("https://outlet.example:8443/"));
        assert!(!header("https://other.example/"));
        assert!(!header("https://bob:x@other.example/"));
        let unread = Target::parse("https://ann:secret@:x/").unwrap_err().to_string();
        assert!(!unread.contains("secret"), "{unread}");
    }

    #[test]
    fn base_64_goes_there_and_back() {
        for (plain, packed) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("föö!", "ZsO2w7Yh")]
        {
            assert_eq!(basic::encode(plain.as_bytes()), packed);
            assert_eq!(basic::decode(packed).as_deref(), Some(plain));
        }
    }
}
