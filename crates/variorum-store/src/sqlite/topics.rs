//! Which stories tell of one running affair.

use rusqlite::params;

use super::Sqlite;
use super::reading::key_of;
use crate::{ArticleKey, Error, Topic};

pub(super) fn relate(store: &mut Sqlite, topics: &[Topic]) -> Result<(), Error> {
    let related = (|| {
        let transaction = store.connection.transaction()?;
        transaction.execute("DELETE FROM topic", [])?;
        for Topic { one, two, likeness } in topics {
            let (one, two) = (one.min(two), one.max(two));
            transaction
                .prepare_cached("INSERT OR REPLACE INTO topic(one, two, likeness) VALUES (?,?,?)")?
                .execute(params![one.as_bytes(), two.as_bytes(), likeness])?;
        }
        transaction.commit()
    })();
    related.map_err(|error| Error::of_database(error, &store.path))
}

pub(super) fn related(store: &Sqlite, key: ArticleKey) -> Result<Vec<(ArticleKey, f64)>, Error> {
    let rows = store.database(|connection| {
        // A story that lost its name since is listed no more.
        let sql = "SELECT other, likeness FROM (SELECT two AS other, likeness FROM topic WHERE one = ?1 \
                   UNION ALL SELECT one, likeness FROM topic WHERE two = ?1) JOIN story ON story.key = other \
                   ORDER BY likeness DESC, other";
        let mut rows = connection.prepare_cached(sql)?;
        let rows = rows.query_map([key.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<rusqlite::Result<Vec<(Vec<u8>, f64)>>>()
    })?;
    rows.into_iter().map(|(other, likeness)| Ok((key_of(store, &other)?, likeness))).collect()
}
