//! What an evidence pack says of the program and of where its articles were kept.

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use variorum_engine::{ArticleKey, Engine, Error, models};
use variorum_views::pack::{Capture, Program};

/// The running program with the digests of its models.
pub(crate) fn program() -> Program {
    let models = models().into_iter().map(|(name, bytes)| (name.to_owned(), hex(&Sha256::digest(bytes))));
    Program {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        models: models.collect(),
    }
}

/// What the store knows of articles beside their texts, in the order of `keys`.
pub(crate) fn captures(
    engine: &Engine,
    keys: impl Iterator<Item = ArticleKey>,
) -> Result<Vec<Capture>, Error> {
    let capture = |key: ArticleKey| {
        let record = engine.record(key)?;
        Ok(Capture {
            key: Some(key.whole()),
            seen: record.as_ref().map(|record| moment(record.seen)),
            raw_sha256: record.and_then(|record| record.raw).map(|digest| hex(&digest)),
        })
    };
    keys.map(capture).collect()
}

fn moment(seen: Timestamp) -> String {
    seen.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Bytes as lower-case digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
