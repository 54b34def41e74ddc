//! The plain words and glyphs that stand for verdicts and kinds of difference, on pages and in the
//! terminal alike.

use variorum_core::{VariantClass, Verdict};

/// One character that stands for a verdict, never by its colour alone.
pub fn glyph(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "✓",
        Verdict::Compatible | Verdict::MorePrecise => "≈",
        Verdict::Updated => "↗",
        Verdict::Differs | Verdict::Wording => "≠",
        Verdict::Conflict => "✗",
        Verdict::NotComparable => "?",
    }
}

/// The verdict in plain words.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Same => "same",
        Verdict::Compatible => "compatible",
        Verdict::MorePrecise => "more precise",
        Verdict::Updated => "updated",
        Verdict::Differs => "differs",
        Verdict::Conflict => "conflict",
        Verdict::Wording => "other wording",
        Verdict::NotComparable => "not comparable",
    }
}

/// The kind of difference in plain words.
pub fn class(class: VariantClass) -> &'static str {
    match class {
        VariantClass::Word => "word",
        VariantClass::Inflection => "word form",
        VariantClass::Contraction => "contraction",
        VariantClass::Number => "number",
        VariantClass::Negation => "negation",
        VariantClass::Name => "name",
        VariantClass::Punctuation => "punctuation",
        VariantClass::SentenceBreak => "sentence break",
        VariantClass::Insertion => "insertion",
        VariantClass::Omission => "marked cut",
        VariantClass::SilentCut => "cut, unmarked",
        VariantClass::Extent => "prints more or less",
    }
}

/// "1 article", "3 articles".
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
