//! Comma-separated values in which no cell is taken for a formula.

use serde_json::Value;

/// A value as a cell (RFC 4180). Words that a spreadsheet would take for a formula get an apostrophe in front
/// (OWASP, "CSV Injection"); numbers of ours do not.
pub(super) fn cell(value: &Value) -> String {
    let words = match value {
        Value::Null => return String::new(),
        Value::String(words) => words.clone(),
        Value::Array(items) => {
            items.iter().map(|item| item.as_str().unwrap_or_default()).collect::<Vec<_>>().join("; ")
        }
        other => return other.to_string(),
    };
    let formula = words.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '|', '＝', '＋', '－', '＠']);
    let words = if formula { format!("'{words}") } else { words };
    if words.contains(['"', ',', '\n', '\r', ';', '\'']) || words.starts_with(' ') || words.ends_with(' ') {
        return format!("\"{}\"", words.replace('"', "\"\""));
    }
    words
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(words: &str, expect: &str) {
        assert_eq!(cell(&words.into()), expect);
    }

    #[test]
    fn no_cell_is_a_formula() {
        check("Rain fell", "Rain fell");
        check("Rain, \"heavy\"", "\"Rain, \"\"heavy\"\"\"");
        check("=HYPERLINK(1)", "\"'=HYPERLINK(1)\"");
        check("-2+3", "\"'-2+3\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("\tcmd", "\"'\tcmd\"");
        check("two\nlines", "\"two\nlines\"");
        assert_eq!(cell(&json!(-2.5)), "-2.5");
        assert_eq!(cell(&json!(["a", "b"])), "\"a; b\"");
        assert_eq!(cell(&Value::Null), "");
    }
}
