//! HTML pages.

use variorum_core::Article;

use crate::{Error, plain};

/// Reads a page. `id` and `file` are taken over as they are.
pub fn read_html(id: &str, file: Option<&str>, bytes: &[u8]) -> Result<Article, Error> {
    plain::read_plain(id, file, bytes)
}
