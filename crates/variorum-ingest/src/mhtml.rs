//! Pages that a browser saved as one file: MHTML (RFC 2557).

use std::borrow::Cow;

/// Bytes at the start in which the head of a saved page is looked for.
const HEAD: usize = 16 << 10;
/// Parts at most that are looked at.
const MOST: usize = 1000;

/// A page that was saved with its pictures and styles.
pub(crate) struct Saved {
    /// The page itself.
    pub(crate) page: Vec<u8>,
    /// The charset that its part names.
    pub(crate) charset: Option<String>,
    /// Where it was saved from.
    pub(crate) url: Option<String>,
}

/// The page in a saved file; `None` for other files, and where no part is a page.
pub(crate) fn saved_page(bytes: &[u8]) -> Option<Saved> {
    let start = bytes.get(..bytes.len().min(HEAD))?;
    let (head, body) = split_head(start)?;
    let head = fields(head);
    let kind = value(&head, "content-type")?;
    if !kind.to_ascii_lowercase().starts_with("multipart/related") {
        return None;
    }
    let boundary = parameter(kind, "boundary")?;
    let mark = format!("--{boundary}").into_bytes();
    let body = bytes.get(body..)?;
    let part = parts(body, &mark).take(MOST).find_map(page_part)?;
    Some(Saved {
        url: part.url.or_else(|| value(&head, "snapshot-content-location").map(str::to_owned)),
        ..part
    })
}

fn page_part(part: &[u8]) -> Option<Saved> {
    let (head, body) = split_head(part)?;
    let head = fields(head);
    let kind = value(&head, "content-type")?.to_owned();
    let media_type = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if !matches!(media_type.as_str(), "text/html" | "application/xhtml+xml") {
        return None;
    }
    let body = part.get(body..)?;
    let page =
        match value(&head, "content-transfer-encoding").unwrap_or_default().to_ascii_lowercase().as_str() {
            "quoted-printable" => unquoted(body),
            "base64" => from_base64(body),
            _ => Cow::Borrowed(body),
        };
    let url = value(&head, "content-location").filter(|url| url.starts_with("http")).map(str::to_owned);
    Some(Saved { page: page.into_owned(), charset: parameter(&kind, "charset").map(str::to_owned), url })
}

/// What stands between the marks.
fn parts<'b>(body: &'b [u8], mark: &'b [u8]) -> impl Iterator<Item = &'b [u8]> {
    let mut rest = find(body, mark).and_then(|at| body.get(at + mark.len()..));
    std::iter::from_fn(move || {
        let here = rest?;
        let end = find(here, mark);
        rest = end.and_then(|end| here.get(end + mark.len()..));
        here.get(..end.unwrap_or(here.len()))
    })
}

fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    let first = *mark.first()?;
    let mut from = 0;
    loop {
        let at = from + bytes.get(from..)?.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(mark) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// The head, and where the body starts: after the first empty line that follows some other.
fn split_head(bytes: &[u8]) -> Option<(&[u8], usize)> {
    let mut at = 0;
    let mut begun = false;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        let empty = line.iter().all(u8::is_ascii_whitespace);
        at += line.len();
        if empty && begun {
            return Some((bytes.get(..at)?, at));
        }
        begun |= !empty;
    }
    None
}

/// The fields of a head, lines that go on joined.
fn fields(head: &[u8]) -> Vec<String> {
    let mut fields: Vec<String> = Vec::new();
    for line in String::from_utf8_lossy(head).lines() {
        match fields.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => last.push_str(line.trim_end()),
            _ => fields.push(line.trim_end().to_owned()),
        }
    }
    fields
}

fn value<'f>(fields: &'f [String], name: &str) -> Option<&'f str> {
    fields.iter().find_map(|field| {
        let (found, value) = field.split_once(':')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
    })
}

fn parameter<'v>(value: &'v str, name: &str) -> Option<&'v str> {
    value.split(';').skip(1).find_map(|part| {
        let (found, value) = part.split_once('=')?;
        found.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

/// Quoted-printable (RFC 2045): `=E9` is a byte, `=` at the end of a line joins it with the next.
fn unquoted(body: &[u8]) -> Cow<'static, [u8]> {
    let mut bytes = Vec::with_capacity(body.len());
    let mut rest = body;
    while let Some((byte, after)) = rest.split_first() {
        let coded = || u8::from_str_radix(std::str::from_utf8(after.get(..2)?).ok()?, 16).ok();
        rest = match byte {
            b'=' if after.starts_with(b"\r\n") => after.get(2..).unwrap_or_default(),
            b'=' if after.starts_with(b"\n") => after.get(1..).unwrap_or_default(),
            b'=' => match coded() {
                Some(byte) => {
                    bytes.push(byte);
                    after.get(2..).unwrap_or_default()
                }
                None => {
                    bytes.push(b'=');
                    after
                }
            },
            byte => {
                bytes.push(*byte);
                after
            }
        };
    }
    Cow::Owned(bytes)
}

/// Base64 (RFC 4648); what is none of its characters is passed over.
fn from_base64(body: &[u8]) -> Cow<'static, [u8]> {
    let mut bytes = Vec::with_capacity(body.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for byte in body.iter().take_while(|byte| **byte != b'=') {
        let six = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        bits = bits << 6 | u32::from(six);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 0xff) as u8);
        }
    }
    Cow::Owned(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(coding: &str, body: &str) -> Vec<u8> {
        format!(
            "From: <Saved by Ellery>\r\nSnapshot-Content-Location: https://ellery.example/storm\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/related;\r\n\ttype=\"text/html\";\r\n\tboundary=\"--x--\"\r\n\r\n\r\n----x--\r\n\
             Content-Type: text/css\r\n\r\np {{}}\r\n----x--\r\nContent-Type: text/html; charset=utf-8\r\n\
             Content-Transfer-Encoding: {coding}\r\n\r\n{body}\r\n----x----\r\n"
        )
        .into_bytes()
    }

    #[test]
    fn the_page_of_a_saved_file_is_found() {
        let page = "<p>Rain = water, é</p>\r\n";
        for (coding, body) in [
            ("quoted-printable", "<p>Rain =3D wat=\r\ner, =C3=A9</p>"),
            ("base64", "PHA+UmFpbiA9IHdh\r\ndGVyLCDDqTwvcD4NCg=="),
            ("8bit", "<p>Rain = water, é</p>"),
        ] {
            let saved = saved_page(&saved(coding, body)).unwrap();
            assert_eq!(String::from_utf8(saved.page).unwrap(), page, "{coding}");
            assert_eq!(saved.charset.as_deref(), Some("utf-8"));
            assert_eq!(saved.url.as_deref(), Some("https://ellery.example/storm"));
        }
    }

    #[test]
    fn other_files_are_no_saved_pages() {
        for file in
            ["", "<p>Rain</p>", "Content-Type: text/html\r\n\r\n<p>", "Content-Type: multipart/related\n\nx"]
        {
            assert!(saved_page(file.as_bytes()).is_none(), "{file}");
        }
        assert!(saved_page(&saved("8bit", "x")[..300]).is_none());
    }
}
