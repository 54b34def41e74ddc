//! Why bytes could not be read as an article.

use std::fmt;

/// Why bytes could not be read as an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    id: Option<String>,
}

/// Kinds of failure to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// No JSON, or not an object.
    Json,
    /// A record without a field that it needs.
    MissingField,
    /// Bytes that are no text.
    Binary,
    /// No words.
    Empty,
    /// Longer than what is read.
    TooLong,
    /// A stretch of an archive that is no record.
    BrokenRecord,
}

impl ErrorKind {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::MissingField => "missing-field",
            Self::Binary => "binary",
            Self::Empty => "empty",
            Self::TooLong => "too-long",
            Self::BrokenRecord => "broken-record",
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), id: None }
    }

    pub(crate) fn with_id(self, id: Option<String>) -> Self {
        Self { id, ..self }
    }

    /// The id of the record that could not be read, where it gives one.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Which failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
