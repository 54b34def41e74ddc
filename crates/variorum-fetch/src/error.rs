//! Why something could not be fetched.

use std::fmt;

/// Why something could not be fetched: a kind for programs, a sentence for people, and the address
/// that was asked last (without user name and password).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    address: Option<String>,
}

/// Kinds of failure to fetch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The address is none of http or https, or cannot be read.
    Address,
    /// The address leads to a host that may not be asked.
    Forbidden,
    /// The name of the host leads nowhere.
    Name,
    /// Nobody answers at the host.
    Connection,
    /// The connection is not secure as the address demands.
    Security,
    /// It took too long.
    Time,
    /// Too many redirects, or one that leads nowhere.
    Redirect,
    /// More bytes than are read.
    Size,
    /// What came is no proper answer, or broke off.
    Answer,
    /// The host answered that it does not give this.
    Status(u16),
    /// The host's rules ask programs not to fetch this, or not to mine it.
    Rules,
    /// This machine lacks something.
    Machine,
}

impl ErrorKind {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Forbidden => "forbidden",
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Security => "security",
            Self::Time => "time",
            Self::Redirect => "redirect",
            Self::Size => "size",
            Self::Answer => "answer",
            Self::Status(_) => "status",
            Self::Rules => "rules",
            Self::Machine => "machine",
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), address: None }
    }

    /// The same failure, with the address that was asked; one that is known already stays.
    pub(crate) fn at(self, address: impl fmt::Display) -> Self {
        Self { address: self.address.or_else(|| Some(address.to_string())), ..self }
    }

    /// The same failure as one of asking for another address.
    pub(crate) fn about(self, address: impl fmt::Display) -> Self {
        Self { address: Some(address.to_string()), ..self }
    }

    /// Which failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// What happened, in words, without the address.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The address that was asked last.
    pub fn address(&self) -> Option<&str> {
        self.address.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.address {
            Some(address) => write!(f, "{address}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for Error {}
