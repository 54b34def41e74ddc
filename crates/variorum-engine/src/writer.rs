//! The right to write: held for as long as the engine lives, or only while something is written.

use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use variorum_store::{Error, ErrorKind, Mode, Sqlite};

use crate::held;

/// The one who writes.
#[derive(Debug)]
pub(crate) struct Writer {
    path: PathBuf,
    /// How long it waits for another who is writing.
    patience: Duration,
    open: Mutex<Open>,
}

#[derive(Debug)]
struct Open {
    store: Option<Sqlite>,
    /// How many are at work that must not be parted. One who keeps the right for good counts as one.
    users: usize,
}

/// While this lives, nobody else is let in between.
#[derive(Debug)]
#[must_use]
pub struct Writing<'w>(&'w Writer);

impl Writer {
    /// Keeps the right to write for good.
    pub(crate) fn keeping(path: &Path, store: Sqlite) -> Self {
        let open = Mutex::new(Open { store: Some(store), users: 1 });
        Self { path: path.to_owned(), patience: Duration::ZERO, open }
    }

    /// Takes the right to write when there is something to write, and gives it back.
    pub(crate) fn asking(path: &Path, patience: Duration) -> Self {
        Self { path: path.to_owned(), patience, open: Mutex::new(Open { store: None, users: 0 }) }
    }

    /// Holds the right to write from the first write on until the end of several.
    pub(crate) fn begin(&self) -> Writing<'_> {
        held(&self.open).users += 1;
        Writing(self)
    }

    /// Runs `work` on the store.
    pub(crate) fn write<T>(&self, work: impl FnOnce(&mut Sqlite) -> Result<T, Error>) -> Result<T, Error> {
        let mut open = held(&self.open);
        let mut store = match open.store.take() {
            Some(store) => store,
            None => patiently(&self.path, self.patience)?,
        };
        let done = work(&mut store);
        open.store = (open.users > 0).then_some(store);
        done
    }
}

impl Drop for Writing<'_> {
    fn drop(&mut self) {
        let mut open = held(&self.0.open);
        open.users = open.users.saturating_sub(1);
        if open.users == 0 {
            open.store = None;
        }
    }
}

/// The store for writing, once no other process writes; after `patience` that is an error.
pub(crate) fn patiently(path: &Path, patience: Duration) -> Result<Sqlite, Error> {
    let start = Instant::now();
    loop {
        match Sqlite::open(path, Mode::Write) {
            Err(error) if error.kind() == ErrorKind::Busy && start.elapsed() < patience => {
                thread::sleep(Duration::from_millis(50));
            }
            opened => return opened,
        }
    }
}
