//! WARC 1.1: answers as they are written to an archive, each record packed with gzip for itself.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::Response;

/// Writes answers to an archive.
pub struct Archive<W: Write> {
    output: W,
}

impl<W: Write> Archive<W> {
    /// Begins an archive, or goes on with one. `agent` is the `User-Agent` that asked.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn new(output: W, agent: &str, now: Timestamp) -> io::Result<Self> {
        let mut archive = Self { output };
        let body = format!("software: {agent}\r\nformat: WARC File Format 1.1\r\n");
        archive.record("warcinfo", None, now, "application/warc-fields", body.as_bytes(), None)?;
        Ok(archive)
    }

    /// Writes an answer. Its body stands unpacked; header lines that say how it was packed for the way
    /// are renamed, so that they do not mislead.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn write(&mut self, response: &Response, now: Timestamp) -> io::Result<()> {
        let mut block = format!("HTTP/1.1 {} \r\n", response.status).into_bytes();
        for (name, value) in &response.headers {
            let on_the_way = ["content-encoding", "transfer-encoding", "content-length"]
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known));
            let mark = if on_the_way { "X-Crawler-" } else { "" };
            block.extend_from_slice(format!("{mark}{name}: {value}\r\n").as_bytes());
        }
        block.extend_from_slice(format!("content-length: {}\r\n\r\n", response.body.len()).as_bytes());
        block.extend_from_slice(&response.body);
        let address = Some(response.target.as_str());
        let kind = "application/http;msgtype=response";
        self.record("response", address, now, kind, &block, Some(&response.body))
    }

    /// Makes what was written durable as far as the output can.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }

    fn record(
        &mut self,
        kind: &str,
        address: Option<&str>,
        now: Timestamp,
        content: &str,
        block: &[u8],
        payload: Option<&[u8]>,
    ) -> io::Result<()> {
        let time = now.strftime("%Y-%m-%dT%H:%M:%SZ");
        let mut head = format!("WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Date: {time}\r\n");
        head.push_str(&format!("WARC-Record-ID: <urn:uuid:{}>\r\n", uuid(kind, address, now, block)));
        if let Some(address) = address {
            head.push_str(&format!("WARC-Target-URI: {address}\r\n"));
        }
        head.push_str(&format!("WARC-Block-Digest: sha256:{}\r\n", hex(&Sha256::digest(block))));
        if let Some(payload) = payload {
            head.push_str(&format!("WARC-Payload-Digest: sha256:{}\r\n", hex(&Sha256::digest(payload))));
        }
        head.push_str(&format!("Content-Type: {content}\r\nContent-Length: {}\r\n\r\n", block.len()));
        let mut packed = GzEncoder::new(Vec::new(), Compression::default());
        packed.write_all(head.as_bytes())?;
        packed.write_all(block)?;
        packed.write_all(b"\r\n\r\n")?;
        self.output.write_all(&packed.finish()?)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A name that differs where anything differs (a UUID of version 8: of our own making).
fn uuid(kind: &str, address: Option<&str>, now: Timestamp, block: &[u8]) -> String {
    let mut digest = Sha256::new();
    for part in [kind, address.unwrap_or_default(), &now.to_string()] {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    digest.update(block);
    let mut bytes: Vec<u8> = digest.finalize().iter().take(16).copied().collect();
    for (at, keep, set) in [(6, 0x0f, 0x80), (8, 0x3f, 0x80)] {
        if let Some(byte) = bytes.get_mut(at) {
            *byte = *byte & keep | set;
        }
    }
    let text = hex(&bytes);
    let part = |range| text.get(range).unwrap_or_default();
    [part(0..8), part(8..12), part(12..16), part(16..20), part(20..32)].join("-")
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;
    use crate::Target;

    #[test]
    fn records_are_packed_one_by_one_and_their_lengths_hold() {
        let response = Response {
            target: Target::parse("https://outlet.example/a").unwrap(),
            moved: None,
            status: 200,
            headers: vec![
                ("content-encoding".to_owned(), "gzip".to_owned()),
                ("etag".to_owned(), "\"é\"".to_owned()),
            ],
            body: "Rain é".as_bytes().to_vec(),
            received: 3,
        };
        let now: Timestamp = "2031-01-06T08:00:00Z".parse().unwrap();
        let mut output = Vec::new();
        let mut archive = Archive::new(&mut output, "Variorum/1", now).unwrap();
        archive.write(&response, now).unwrap();
        archive.flush().unwrap();
        let mut records = Vec::new();
        let mut rest = output.as_slice();
        while !rest.is_empty() {
            let mut decoder = flate2::bufread::GzDecoder::new(rest);
            let mut text = String::new();
            decoder.read_to_string(&mut text).unwrap();
            rest = decoder.into_inner();
            records.push(text);
        }
        assert_eq!(records.len(), 2);
        let (head, block) = records[1].split_once("\r\n\r\n").unwrap();
        let length: usize = head.split("Content-Length: ").nth(1).unwrap().parse().unwrap();
        assert_eq!(block.len(), length + 4);
        assert!(head.contains("WARC-Target-URI: https://outlet.example/a\r\n"), "{head}");
        assert!(head.contains("WARC-Date: 2031-01-06T08:00:00Z\r\n"), "{head}");
        assert!(
            block.starts_with("HTTP/1.1 200 \r\nX-Crawler-content-encoding: gzip\r\netag: \"é\"\r\n"),
            "{block}"
        );
        assert!(block.ends_with("content-length: 7\r\n\r\nRain é\r\n\r\n"), "{block}");
    }
}
