//! `ArticleKey`: what an article is called in a store.

use std::fmt;

use sha2::{Digest, Sha256};
use variorum_core::Article;

/// The SHA-256 of what makes an article the one it is. It depends on the material alone, so that the
/// same article has the same key in every store.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ArticleKey(pub(crate) [u8; 32]);

/// Characters of a key as it is shown: enough for a million articles.
const SHOWN: usize = 12;

impl ArticleKey {
    /// Of `article`: its `source` and its characters; where it has no source, the id, outlet and date
    /// that it was given and its characters.
    pub fn of(article: &Article, source: Option<&str>) -> Self {
        let mut digest = Sha256::new();
        let mut add = |field: &str| {
            digest.update((field.len() as u64).to_le_bytes());
            digest.update(field.as_bytes());
        };
        match source {
            Some(source) => {
                add("source");
                add(source);
            }
            None => {
                add("given");
                add(&article.id);
                add(article.outlet.as_deref().unwrap_or_default());
                add(&article.published.map(crate::articles::written).unwrap_or_default());
            }
        }
        digest.update(article.text.id().as_bytes());
        Self(digest.finalize().into())
    }

    /// The digest as bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The key that a store wrote.
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// All sixty-four digits.
    pub fn whole(&self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl fmt::Display for ArticleKey {
    /// The first twelve hexadecimal digits: what commands and pages show and take.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().take(SHOWN / 2).try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for ArticleKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ArticleKey({self})")
    }
}

/// What names `article` wherever its text changes: the id of its feed `entry`, else its address
/// without the part after `#`.
pub fn source_of(article: &Article, entry: Option<&str>) -> Option<String> {
    let address = || article.url.as_deref().map(|url| url.split('#').next().unwrap_or(url).trim());
    let named = entry.map(str::trim).or_else(address).filter(|name| !name.is_empty());
    named.map(str::to_owned)
}
