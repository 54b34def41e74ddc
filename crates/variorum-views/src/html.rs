//! The comparison as one self-contained HTML page.

use variorum_core::Apparatus;

/// The whole page, UTF-8.
pub fn page(_apparatus: &Apparatus) -> String {
    String::new()
}
