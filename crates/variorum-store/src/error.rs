//! Why the store could not do what it was asked.

use std::fmt;
use std::path::Path;

/// Why the store could not do what it was asked. The message says what to do next.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// Kinds of failure of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is no such file.
    Missing,
    /// The file is no store.
    NoStore,
    /// The file was written by a newer version.
    Newer,
    /// Another process is writing.
    Busy,
    /// The file or its folder may not be written.
    ReadOnly,
    /// The disk is full.
    Full,
    /// The file is damaged.
    Corrupt,
    /// The disk failed.
    Disk,
    /// What was named is not there.
    NotFound,
    /// What was named is several things.
    Ambiguous,
    /// A query that cannot be read.
    Query,
    /// A failure of ours.
    Internal,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into() }
    }

    /// That `file` was opened for reading alone.
    pub fn only_for_reading(file: &Path) -> Self {
        Self::new(ErrorKind::ReadOnly, format!("{} was opened for reading alone", file.display()))
    }

    /// Which failure.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The failure of the database, in words that name `file` and say what to do.
    pub(crate) fn of_database(error: rusqlite::Error, file: &Path) -> Self {
        let kind = kind_of(&error);
        let file = file.display();
        let message = match kind {
            ErrorKind::Missing => format!("cannot open {file}: name another file with --store"),
            ErrorKind::NoStore => format!("{file} is no store of variorum: name another file with --store"),
            ErrorKind::Busy => format!("another process is writing to {file}: try again when it is done"),
            ErrorKind::ReadOnly => {
                format!("{file} may not be written: give yourself the right to write to it and to its folder")
            }
            ErrorKind::Full => format!(
                "the disk that holds {file} is full: free some space and run the same command again; what \
                 was stored before is safe"
            ),
            ErrorKind::Corrupt => format!(
                "{file} is damaged: run `variorum doctor` to see how far, and `variorum restore` to take up \
                 the last backup"
            ),
            ErrorKind::Disk => {
                format!("the disk that holds {file} cannot be read or written: check the disk")
            }
            _ => format!("the database of {file} failed: please report it ({error})"),
        };
        Self { kind, message }
    }

    /// A row that does not say what it should.
    pub(crate) fn corrupt(file: &Path, what: &str) -> Self {
        let message = format!(
            "{} is damaged ({what}): run `variorum doctor` to see how far, and `variorum restore` to take up \
             the last backup",
            file.display()
        );
        Self::new(ErrorKind::Corrupt, message)
    }

    pub(crate) fn of_file(error: std::io::Error, file: &Path, doing: &str) -> Self {
        let (kind, advice) = match error.kind() {
            std::io::ErrorKind::NotFound => (ErrorKind::Missing, "check the name"),
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
                (ErrorKind::ReadOnly, "give yourself the right to it, or name another file with --store")
            }
            std::io::ErrorKind::StorageFull => (ErrorKind::Full, "free some space"),
            _ => (ErrorKind::Disk, "check the disk"),
        };
        let message = format!("cannot {doing} {}: {error}: {advice}", file.display());
        Self { kind, message }
    }
}

fn kind_of(error: &rusqlite::Error) -> ErrorKind {
    use rusqlite::ErrorCode;
    let rusqlite::Error::SqliteFailure(failure, _) = error else {
        return match error {
            // A column of another type than the schema gives it.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => ErrorKind::Corrupt,
            _ => ErrorKind::Internal,
        };
    };
    match failure.code {
        ErrorCode::CannotOpen => ErrorKind::Missing,
        ErrorCode::NotADatabase => ErrorKind::NoStore,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked | ErrorCode::FileLockingProtocolFailed => {
            ErrorKind::Busy
        }
        ErrorCode::ReadOnly | ErrorCode::PermissionDenied => ErrorKind::ReadOnly,
        ErrorCode::DiskFull => ErrorKind::Full,
        ErrorCode::DatabaseCorrupt => ErrorKind::Corrupt,
        ErrorCode::SystemIoFailure => ErrorKind::Disk,
        _ => ErrorKind::Internal,
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}
