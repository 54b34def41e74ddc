//! The comparison in the terminal.

use variorum_core::Apparatus;

/// How the terminal wants it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the terminal.
    pub width: usize,
    /// Whether to use ANSI colours.
    pub color: bool,
}

/// The comparison as lines of text.
pub fn render(_apparatus: &Apparatus, _style: Style) -> String {
    String::new()
}
