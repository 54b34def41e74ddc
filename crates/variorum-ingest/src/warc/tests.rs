use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn record(kind: &str, url: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2031-05-06T07:00:00Z\r\n\
         Content-Type: application/http;\r\n msgtype=response\r\ncontent-length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(head: &str, body: &[u8]) -> Vec<u8> {
    [b"HTTP/1.1 200 OK\r\n", head.as_bytes(), b"\r\n", body].concat()
}

/// The archive of these bodies, a record each.
fn records(bodies: &[&str]) -> Vec<Vec<u8>> {
    let of = |(number, body): (usize, &&str)| {
        let url = format!("https://ellery.example/{number}");
        record("response", &url, &response("Content-Type: text/html; charset=utf-8\r\n", body.as_bytes()))
    };
    bodies.iter().enumerate().map(of).collect()
}

/// The bodies, or the word "broken".
fn read(archive: &[u8]) -> Vec<String> {
    let body = |record: Result<WarcRecord, Error>| match record.map(|record| HttpPage::of(&record)) {
        Ok(Some(page)) => String::from_utf8(page.body).unwrap(),
        Ok(None) => "no page".to_owned(),
        Err(_) => "broken".to_owned(),
    };
    Warc::new(archive).map(body).collect()
}

#[test]
fn archives_are_read_however_they_are_packed() {
    let bodies = ["rain", "", "snow\r\n\r\nWARC/1.0 is a format"];
    let records = records(&bodies);
    let each: Vec<u8> = records.iter().flat_map(|record| packed(record)).collect();
    for archive in [records.concat(), each, packed(&records.concat())] {
        assert_eq!(read(&archive), bodies);
    }
}

#[test]
fn each_record_knows_its_bytes() {
    let records = records(&["rain", "snow"]);
    let members: Vec<Vec<u8>> = records.iter().map(|record| packed(record)).collect();
    for (parts, ends) in [(&members, 0), (&records, 4)] {
        let archive = parts.concat();
        for (record, part) in Warc::new(archive.as_slice()).zip(parts) {
            let record = record.unwrap();
            let bytes = record.offset as usize..(record.offset + record.length) as usize;
            // The empty lines after a plain record are none of it.
            assert_eq!(&archive[bytes], &part[..part.len() - ends]);
            assert_eq!(record.date.as_deref(), Some("2031-05-06T07:00:00Z"));
        }
    }
}

#[test]
fn broken_records_are_passed_and_counted() {
    let members: Vec<Vec<u8>> = records(&["rain", "snow", "hail"]).iter().map(|r| packed(r)).collect();
    let mut broken = members.clone();
    for byte in &mut broken[1][12..40] {
        *byte ^= 0x55;
    }
    let archive = broken.concat();
    let mut warc = Warc::new(archive.as_slice());
    let urls: Vec<Option<String>> = warc.by_ref().map(|r| r.ok().and_then(|r| r.url)).collect();
    assert_eq!(urls.first().unwrap().as_deref(), Some("https://ellery.example/0"));
    assert_eq!(urls.last().unwrap().as_deref(), Some("https://ellery.example/2"));
    assert_eq!(warc.counts().records, 2);
    assert!(warc.counts().broken > 0);
    let plain = records(&["rain", "snow"]);
    let between = [plain[0].clone(), b"nothing\r\nWARC-Type: x\r\n".to_vec(), plain[1].clone()].concat();
    assert_eq!(read(&between), ["rain", "broken", "snow"]);
    assert_eq!(read(b""), [""; 0]);
    assert_eq!(read(b"no archive"), ["broken"]);
    assert_eq!(read(&members[0][..members[0].len() - 20]).len(), 1);
}

#[test]
fn an_archive_is_known_by_its_start() {
    let archive = records(&["rain"]).concat();
    for (bytes, expect) in [
        (archive.clone(), true),
        (packed(&archive).split_last_chunk::<8>().unwrap().0.to_vec(), true),
        (b"<p>WARC/".to_vec(), false),
        (packed(b"<p>rain"), false),
        (Vec::new(), false),
    ] {
        assert_eq!(Warc::<&[u8]>::begins(&bytes), expect);
    }
}

#[test]
fn codings_are_undone_within_bounds() {
    #[track_caller]
    fn check(head: &str, body: &[u8], expect: &str, cut: bool) {
        let archive = record("response", "https://ellery.example/", &response(head, body));
        let record = Warc::new(archive.as_slice()).next().unwrap().unwrap();
        let page = HttpPage::of(&record).unwrap();
        assert_eq!((String::from_utf8(page.body).unwrap().as_str(), page.cut), (expect, cut), "{head}");
    }
    check("Transfer-Encoding: chunked\r\n", b"4\r\nrain\r\n4;x=1\r\n and\r\n0\r\n\r\n", "rain and", false);
    check("Transfer-Encoding: chunked\r\n", b"9\r\nrain", "rain", true);
    check("Transfer-Encoding: chunked\r\n", b"<p>rain", "<p>rain", false);
    check("Content-Encoding: gzip\r\n", &packed(b"rain"), "rain", false);
    check("Content-Encoding: gzip\r\n", b"rain", "rain", false);
    let zstd = ruzstd::encoding::compress_to_vec(&b"rain"[..], ruzstd::encoding::CompressionLevel::Fastest);
    check("Content-Encoding: zstd\r\n", &zstd, "rain", false);
    check("Content-Encoding: zstd\r\n", b"rain", "rain", false);
    let brotli = include_bytes!("../packing/rain.br");
    check("Content-Encoding: br\r\n", brotli, "Rain fell on Ellery, rain fell on Ossing.", false);
    check("Content-Encoding: br\r\n", b"<p>rain", "<p>rain", false);
    check("Content-Encoding: zstd, gzip\r\n", &packed(&zstd), "rain", false);
    let long = "x".repeat(3 << 20);
    check("Content-Encoding: gzip\r\n", &packed(long.as_bytes()), long.get(..1 << 20).unwrap(), true);
}

/// A flipped bit, a lost tail: whatever is done to an archive, its reader ends, and finds no more records
/// than its bytes could hold.
#[test]
fn a_thousand_broken_archives_are_read_to_their_end() {
    let whole: Vec<u8> = records(&["rain", "snow", "hail", "fog"]).iter().flat_map(|r| packed(r)).collect();
    let plain = records(&["rain", "snow", "hail", "fog"]).concat();
    let mut seed = 7_u64;
    let mut next = |most: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % most
    };
    let mut lost = 0;
    for round in 0..1000 {
        let mut archive = if round % 2 == 0 { whole.clone() } else { plain.clone() };
        for _ in 0..=next(4) {
            let at = next(archive.len());
            archive[at] ^= 1 << next(8);
        }
        archive.truncate(archive.len() - next(archive.len()) * (round % 3) / 2);
        let mut warc = Warc::new(archive.as_slice());
        let items = warc.by_ref().count();
        assert!(items <= archive.len(), "{items} items");
        lost += 4 - warc.counts().records.min(4);
    }
    assert!(lost > 500, "the archives were broken: {lost} records lost");
}
