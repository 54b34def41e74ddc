//! Addresses: escaping for paths and queries, and links to words of a page elsewhere.

use std::fmt::Write as _;

/// `part` as one segment of a path or one value of a query: all but letters, digits and `-._~` escaped.
pub fn escape(part: &str) -> String {
    let mut escaped = String::with_capacity(part.len());
    for byte in part.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    // A segment of dots alone would climb the path.
    if escaped == "." || escaped == ".." { escaped.replace('.', "%2E") } else { escaped }
}

/// `url` when it leads to the web; any other scheme is not shown as a link.
pub fn web(url: &str) -> Option<&str> {
    crate::html::articles::web_address(url)
}

/// The address of `words` on the page `url`, as a text fragment: the words themselves, or their first and
/// last few when they are long. `None` when the address leads nowhere.
pub fn at_words(url: &str, words: &str) -> Option<String> {
    const WHOLE: usize = 12;
    const ENDS: usize = 5;
    let url = web(url)?;
    let (page, fragment) = url.split_once('#').unwrap_or((url, ""));
    let all: Vec<&str> = words.split_whitespace().collect();
    // A dash separates the parts of the directive, so it is escaped too.
    let part = |words: &[&str]| escape(&words.join(" ")).replace('-', "%2D");
    let text = match (all.get(..ENDS), all.get(all.len().saturating_sub(ENDS)..)) {
        (Some(first), Some(last)) if all.len() > WHOLE => format!("{},{}", part(first), part(last)),
        _ => part(&all),
    };
    (!text.is_empty()).then(|| format!("{page}#{fragment}:~:text={text}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_hold_whatever_a_name_holds() {
        for (part, expect) in [
            ("a b", "a%20b"),
            ("a/../b", "a%2F..%2Fb"),
            ("..", "%2E%2E"),
            ("é\"<", "%C3%A9%22%3C"),
            ("a-1.txt", "a-1.txt"),
        ] {
            assert_eq!(escape(part), expect);
        }
    }

    #[test]
    fn words_elsewhere_are_named_whole_or_by_their_ends() {
        #[track_caller]
        fn check(url: &str, words: &str, expect: Option<&str>) {
            assert_eq!(at_words(url, words).as_deref(), expect);
        }
        check("https://a.example/x", "two-day trip", Some("https://a.example/x#:~:text=two%2Dday%20trip"));
        check("https://a.example/x#top", "a, b", Some("https://a.example/x#top:~:text=a%2C%20b"));
        let long = "a b c d e f g h i j k l m n";
        check(
            "http://a.example/",
            long,
            Some("http://a.example/#:~:text=a%20b%20c%20d%20e,j%20k%20l%20m%20n"),
        );
        check("javascript:alert(1)", "a", None);
        check("https://a.example/", "  ", None);
    }
}
