//! Forms with files, as browsers send them (RFC 7578).

/// One field of a form, or one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) name: String,
    pub(crate) file: Option<String>,
    pub(crate) bytes: Vec<u8>,
}

impl Part {
    /// The bytes as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// The parts of a body whose type is `kind`; `None` when it is no such form or not whole.
pub(crate) fn parts(kind: &str, body: &[u8]) -> Option<Vec<Part>> {
    const MOST: usize = 1_000;
    let parameters = kind.strip_prefix("multipart/form-data")?;
    let boundary = parameters.split(';').find_map(|p| p.trim().strip_prefix("boundary="))?.trim_matches('"');
    if boundary.is_empty() || boundary.len() > 70 {
        return None;
    }
    let mark = format!("--{boundary}");
    let between = format!("\r\n{mark}");
    let mut rest = body.strip_prefix(mark.as_bytes())?;
    let mut parts = Vec::new();
    while parts.len() < MOST {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let (head, after) = split_at(rest, b"\r\n\r\n")?;
        let (bytes, after) = split_at(after, between.as_bytes())?;
        parts.push(part(&String::from_utf8_lossy(head), bytes)?);
        rest = after;
    }
    None
}

fn part(head: &str, bytes: &[u8]) -> Option<Part> {
    let lines = head.split("\r\n").filter_map(|line| line.split_once(':'));
    let disposition = lines
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-disposition"))
        .map(|(_, value)| value)
        .next()?;
    Some(Part {
        name: parameter(disposition, "name")?,
        file: parameter(disposition, "filename"),
        bytes: bytes.to_vec(),
    })
}

/// `name="value"`, with the escapes that browsers use in it.
fn parameter(disposition: &str, name: &str) -> Option<String> {
    let start = format!("; {name}=\"");
    let (_, rest) = disposition.split_once(&start)?;
    let (value, _) = rest.split_once('"')?;
    Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}

/// What stands before and after the first `mark`. Bytes are looked at once, whatever they are.
fn split_at<'b>(bytes: &'b [u8], mark: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let first = *mark.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(mark) {
            return Some((bytes.get(..at)?, bytes.get(at + mark.len()..)?));
        }
        from = at + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "multipart/form-data; boundary=xx";

    #[test]
    fn fields_and_files_are_told_apart() {
        let body = "--xx\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\na\r\n-b\r\n--xx\r\n\
                    content-disposition: form-data; name=\"file\"; filename=\"a %22b.txt\"\r\nContent-Type: text/plain\r\n\r\n\r\n--x\r\n--xx--\r\n";
        let found = parts(KIND, body.as_bytes()).unwrap();
        assert_eq!(found[0], Part { name: "text".into(), file: None, bytes: b"a\r\n-b".to_vec() });
        assert_eq!(
            found[1],
            Part { name: "file".into(), file: Some("a \"b.txt".into()), bytes: b"\r\n--x".to_vec() }
        );
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn what_is_broken_is_no_form() {
        for (kind, body) in [
            ("application/json", "--xx--"),
            ("multipart/form-data", "--xx--"),
            (KIND, "--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb"),
            (KIND, "--xx\r\n\r\n\r\nb\r\n--xx--"),
            (KIND, ""),
        ] {
            assert_eq!(parts(kind, body.as_bytes()), None, "{kind} {body}");
        }
        assert_eq!(parts(KIND, b"--xx--"), Some(vec![]));
    }
}
