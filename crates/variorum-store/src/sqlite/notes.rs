//! Notes: small texts by kind and name, for what is neither an article nor derived from one.

use rusqlite::params;

use super::Sqlite;
use crate::Error;

pub(super) fn notes(store: &Sqlite, kind: &str) -> Result<Vec<(String, String)>, Error> {
    store.database(|connection| {
        let mut rows =
            connection.prepare_cached("SELECT name, body FROM note WHERE kind = ? ORDER BY name")?;
        let rows = rows.query_map(params![kind], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect()
    })
}

pub(super) fn note(store: &mut Sqlite, kind: &str, notes: &[(String, Option<String>)]) -> Result<(), Error> {
    let written = (|| {
        let transaction = store.connection.transaction()?;
        for (name, body) in notes {
            match body {
                Some(body) => transaction.execute(
                    "INSERT INTO note(kind, name, body) VALUES (?1, ?2, ?3)
                     ON CONFLICT(kind, name) DO UPDATE SET body = ?3",
                    params![kind, name, body],
                )?,
                None => transaction
                    .execute("DELETE FROM note WHERE kind = ?1 AND name = ?2", params![kind, name])?,
            };
        }
        transaction.commit()
    })();
    written.map_err(|error| Error::of_database(error, &store.path))
}
