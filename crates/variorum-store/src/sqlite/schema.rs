//! The tables, and how a file of an earlier version is brought up to date.

use rusqlite::Connection;

use super::Sqlite;
use crate::{Error, ErrorKind};

/// Marks the file as ours ("VARI").
pub(super) const APPLICATION: i32 = 0x5641_5249;
/// Version of the tables.
pub(super) const VERSION: i32 = STEPS.len() as i32;

/// What brings a file from each version to the next, the first from an empty file. A step that stands here is
/// never changed: files were made by it.
pub(super) const STEPS: [&str; 6] = [TABLES, DECISIONS, ORIGINALS, DESK, TOPICS, WAITING];

/// Texts are immutable and stored once. `place`, `story`, `quotation`, `figure` and the two indexes are
/// derived and can be made again; `move` only grows.
pub(super) const TABLES: &str = "
CREATE TABLE text(
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,             -- SHA-256 of the characters
  body BLOB NOT NULL                       -- the characters, packed with deflate
) STRICT;
CREATE TABLE raw(
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL UNIQUE,             -- SHA-256 of the bytes
  body BLOB NOT NULL                       -- the bytes, packed with deflate
) STRICT;
CREATE TABLE article(
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,                -- SHA-256 of what makes it the one it is
  name TEXT NOT NULL,                      -- the id that it was given
  file TEXT, outlet TEXT, url TEXT, language TEXT, published TEXT, headline TEXT,
  at INTEGER NOT NULL,                     -- seconds since 1970: published, else first seen
  seen INTEGER NOT NULL,                   -- seconds since 1970: first seen
  source TEXT,                             -- its address or feed entry: what its versions have in common
  current INTEGER NOT NULL,                -- 1 for the latest version
  text INTEGER NOT NULL REFERENCES text(id),
  raw INTEGER REFERENCES raw(id),
  layout BLOB NOT NULL,                    -- headline, body, block quotations, boilerplate, problems, source map
  pipeline INTEGER NOT NULL                -- version of the analysis that made its derived rows
) STRICT;
CREATE INDEX article_at ON article(at, key) WHERE current = 1;
CREATE INDEX article_source ON article(source) WHERE source IS NOT NULL;
CREATE INDEX article_name ON article(name);
CREATE INDEX article_text ON article(text);
CREATE INDEX article_outlet ON article(outlet);
CREATE TABLE quotation(
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  start INTEGER NOT NULL, end INTEGER NOT NULL, -- the credited content, in UTF-8 bytes of the text
  kind INTEGER NOT NULL,                   -- 0 direct, 1 mixed, 2 indirect
  speaker TEXT
) STRICT;
CREATE INDEX quotation_article ON quotation(article);
CREATE TABLE figure(
  id INTEGER PRIMARY KEY,
  article INTEGER NOT NULL REFERENCES article(id) ON DELETE CASCADE,
  start INTEGER NOT NULL, end INTEGER NOT NULL, -- the whole expression, in UTF-8 bytes of the text
  least REAL, most REAL,                   -- the values that the wording allows; NULL is unbounded
  value REAL,                              -- the number as printed
  unit TEXT, counted TEXT, speaker TEXT
) STRICT;
CREATE INDEX figure_article ON figure(article);
CREATE INDEX figure_value ON figure(value);
CREATE TABLE place(
  article INTEGER PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE,
  story BLOB NOT NULL,                     -- key of the earliest article of its story
  root BLOB NOT NULL,                      -- key of the article at the root of its lineage
  copied_from BLOB, share REAL, agency TEXT,
  why TEXT NOT NULL
) STRICT;
CREATE INDEX place_story ON place(story);
CREATE TABLE story(
  key BLOB PRIMARY KEY,
  title TEXT, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  articles INTEGER NOT NULL, origins INTEGER NOT NULL, outlets TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX story_last ON story(last_at);
CREATE TABLE move(
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL, article BLOB NOT NULL, before BLOB, after BLOB, why TEXT NOT NULL
) STRICT;
CREATE INDEX move_article ON move(article);
CREATE TABLE withdrawn(
  key BLOB PRIMARY KEY,
  source BLOB,                             -- SHA-256 of its address or feed entry
  at INTEGER NOT NULL, reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX withdrawn_source ON withdrawn(source) WHERE source IS NOT NULL;
CREATE VIRTUAL TABLE words USING fts5(
  headline, body, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\");
CREATE VIRTUAL TABLE said USING fts5(
  content, speaker, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\");
CREATE VIRTUAL TABLE numbered USING fts5(
  expression, content='', contentless_delete=1, tokenize=\"unicode61 remove_diacritics 2\");
";

/// Decisions by hand, and notes; versions that are not current are grouped too. Files of version 1 were made that
/// have these tables already.
const DECISIONS: &str = "
DROP INDEX article_at;
CREATE INDEX article_at ON article(at, key);
CREATE TABLE IF NOT EXISTS edit(                          -- what users decided by hand, in order
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,                   -- 0 join, 1 apart, 2 move
  articles BLOB NOT NULL, target BLOB
) STRICT;
CREATE TABLE IF NOT EXISTS note(                         -- neither articles nor derived: subscriptions, rules of hosts
  kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY(kind, name)
) STRICT, WITHOUT ROWID;
";

/// What it takes to read an original again: which charset its server named, when it was captured, and which version
/// of the reading made the article. A text that was read anew from the same bytes replaces the one before.
const ORIGINALS: &str = "
ALTER TABLE raw ADD COLUMN captured INTEGER NOT NULL DEFAULT 0; -- seconds since 1970
ALTER TABLE raw ADD COLUMN charset TEXT;
ALTER TABLE article ADD COLUMN extractor INTEGER NOT NULL DEFAULT 0; -- version of the reading; 0: unknown, or no page
ALTER TABLE article ADD COLUMN replaced INTEGER NOT NULL DEFAULT 0;  -- 1: a newer reading of the same bytes is held
UPDATE raw SET captured = coalesce((SELECT min(seen) FROM article WHERE article.raw = raw.id), 0);
CREATE INDEX article_raw ON article(raw) WHERE raw IS NOT NULL;
CREATE INDEX raw_captured ON raw(captured);
";

/// What a reader keeps: `judgement` and `judged` only grow. A story knows when its articles last changed.
const DESK: &str = "
CREATE TABLE judgement(                     -- what readers decided about findings, in order
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind INTEGER NOT NULL,                   -- 0 quotation, 1 claim, 2 omission, 3 copy, 4 speaker
  ruling INTEGER NOT NULL,                 -- 0 confirmed, 1 dismissed, 2 the speaker is another, 3 open again
  speaker TEXT,
  about TEXT NOT NULL, note TEXT NOT NULL
) STRICT;
CREATE TABLE judged(                        -- the places that a judged finding stood on, with their words
  judgement INTEGER NOT NULL REFERENCES judgement(id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  text BLOB NOT NULL,                      -- SHA-256 of the text
  start INTEGER NOT NULL, end INTEGER NOT NULL, -- in UTF-8 bytes; equal for a text that was searched in vain
  words TEXT NOT NULL,                     -- empty once the text is forgotten
  PRIMARY KEY(judgement, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX judged_text ON judged(text);
CREATE TABLE watch(
  id INTEGER PRIMARY KEY AUTOINCREMENT,    -- a number is never given twice: feeds are followed by it
  made INTEGER NOT NULL,
  kind TEXT NOT NULL, first TEXT NOT NULL, second TEXT NOT NULL
) STRICT;
CREATE TABLE pass(                          -- tokens and share links; their secrets are kept nowhere
  id INTEGER PRIMARY KEY,
  made INTEGER NOT NULL,
  name TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE,             -- SHA-256 of the secret
  scope INTEGER NOT NULL,                  -- 0 read, 1 write, 2 admin, 3 one story
  story BLOB, until INTEGER, revoked INTEGER
) STRICT;
ALTER TABLE story ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
UPDATE story SET changed = coalesce(
  (SELECT max(a.seen) FROM place p JOIN article a ON a.id = p.article WHERE p.story = story.key), 0);
CREATE INDEX story_changed ON story(changed, key);
CREATE INDEX article_seen ON article(seen);
";

/// Stories of one running affair. Derived, as places are.
const TOPICS: &str = "
CREATE TABLE topic(
  one BLOB NOT NULL, two BLOB NOT NULL,    -- keys of two stories, the lesser first
  likeness REAL NOT NULL,                  -- of their names, 0 to 1
  PRIMARY KEY(one, two)
) STRICT, WITHOUT ROWID;
CREATE INDEX topic_two ON topic(two);
";

/// What has to be placed is found without looking at what stands.
const WAITING: &str = "
CREATE TABLE waiting(                       -- current articles that stand nowhere yet
  article INTEGER PRIMARY KEY REFERENCES article(id) ON DELETE CASCADE
) STRICT;
INSERT INTO waiting SELECT id FROM article WHERE current = 1 AND id NOT IN (SELECT article FROM place);
";

/// The version of the file's tables, 0 for an empty file; refuses what is no store of ours, and what is newer.
pub(super) fn version(store: &Sqlite) -> Result<i32, Error> {
    let (application, version, tables) = store.database(|connection| {
        let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, i32>(0));
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = connection.query_row(tables, [], |row| row.get(0))?;
        Ok((number("application_id")?, number("user_version")?, tables))
    })?;
    let path = store.path.display();
    if application != APPLICATION && (tables > 0 || version > 0) {
        let message = format!("{path} is a database, but no store of variorum: name another with --store");
        return Err(Error::new(ErrorKind::NoStore, message));
    }
    if version > VERSION {
        let message = format!(
            "{path} was written by a newer version of variorum (its tables are version {version}, this one \
             knows {VERSION}): update variorum"
        );
        return Err(Error::new(ErrorKind::Newer, message));
    }
    Ok(version)
}

/// Brings the file up to date, each step in one transaction: what was cut short goes on from the last whole step.
pub(super) fn migrate(store: &mut Sqlite) -> Result<(), Error> {
    let version = version(store)?;
    for (step, to) in STEPS.iter().zip(1..).skip(usize::try_from(version).unwrap_or_default()) {
        let migrated = run(&mut store.connection, step, to);
        migrated.map_err(|error| Error::of_database(error, &store.path))?;
    }
    Ok(())
}

fn run(connection: &mut Connection, step: &str, to: i32) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    transaction.execute_batch(step)?;
    transaction.pragma_update(None, "application_id", APPLICATION)?;
    transaction.pragma_update(None, "user_version", to)?;
    transaction.commit()
}
