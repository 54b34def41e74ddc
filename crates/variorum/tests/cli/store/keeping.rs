//! Samples, archives and their originals, settings, publishers.

use serde_json::Value;

use super::examples;
use crate::{Folder, variorum};

/// The cells of a sheet by line, quotation marks undone.
fn sheet(csv: &str) -> Vec<Vec<String>> {
    let mut cells = variorum_ingest::Cells::new(csv.as_bytes()).unwrap();
    std::iter::from_fn(|| cells.row().unwrap().map(|(_, row)| row)).collect()
}

#[test]
fn findings_are_drawn_by_lot_and_the_sheet_is_scored() {
    let (folder, store) = examples("sampled");
    let draw = |kind: &str, more: &[&str]| {
        let drawn = variorum(&[&["sample", "--store", &store, "--kind", kind], more].concat());
        assert_eq!(drawn.code, 0, "{}", drawn.err);
        sheet(&drawn.out)
    };
    for kind in ["quotations", "conflicts", "omissions"] {
        let rows = draw(kind, &["-n", "12"]);
        assert!(rows.len() > 1 && rows.len() <= 13, "{kind}: {}", rows.len());
        let column = |name: &str| rows[0].iter().position(|cell| cell == name).unwrap();
        for row in &rows[1..] {
            assert_eq!((row.len(), row[column("right")].as_str()), (rows[0].len(), ""));
            assert!(row[column("passages")].contains('⟦'), "{row:?}");
            // An omission names the text that was searched, which does not hold its words.
            assert_eq!(row[column("searched")].is_empty(), kind != "omissions");
            let marked = row[column("passages")].split(['⟦', '⟧']).nth(1).unwrap();
            assert!(kind != "omissions" || !row[column("searched_text")].contains(marked), "{row:?}");
        }
    }
    assert_eq!(draw("omissions", &["-n", "5"]), draw("omissions", &["-n", "5"]));
    assert_ne!(draw("omissions", &["-n", "5"]), draw("omissions", &["-n", "5", "--seed", "2"]));
    let drawn = variorum(&["sample", "--store", &store, "--kind", "omissions", "-n", "4"]).out;
    let half = folder.file("half.csv", &drawn);
    let refused = variorum(&["sample", "--score", &half]);
    assert!(
        refused.code == 2 && refused.err.contains("4 of 4 findings are not judged yet"),
        "{}",
        refused.err
    );
    let judged: Vec<String> = drawn.lines().filter(|line| line.ends_with(",,")).map(str::to_owned).collect();
    assert_eq!(judged.len(), 4);
    let mut judgements = ["1", "1", "0", "?"].into_iter();
    let filled: Vec<String> = drawn
        .lines()
        .map(|line| match line.strip_suffix(",,") {
            Some(row) => format!("{row},{},", judgements.next().unwrap()),
            None => line.to_owned(),
        })
        .collect();
    let whole = folder.file("whole.csv", filled.join("\n"));
    let score = variorum(&["sample", "--score", &whole, "--format", "json"]).json();
    assert_eq!(
        (score["right"].as_u64(), score["wrong"].as_u64(), score["open"].as_u64()),
        (Some(2), Some(1), Some(1))
    );
    let told = variorum(&["sample", "--score", &whole]).out;
    assert!(told.starts_with("omissions: precision 66.7 % (95 % interval 20.8 to 93.9)"), "{told}");
}

/// A record of a web archive.
fn record(kind: &str, url: &str, day: u32, block: &str) -> String {
    let (http, length) = ("application/http;msgtype=response", block.len());
    format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-02-{day:02}T08:00:00Z\r\n\
         Content-Type: {http}\r\nContent-Length: {length}\r\n\r\n{block}\r\n\r\n"
    )
}

fn answer(status: &str, kind: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
}

fn page_of(title: &str, words: &str) -> String {
    let words = format!(
        "{words} Flames took the north shed of the harbour in Ellery, and crews were called from Tarrow. "
    );
    let html = format!(
        "<html lang=en><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{words}</p><p>{words}</p></article></body></html>"
    );
    answer("200 OK", "text/html; charset=utf-8", &html)
}

#[test]
fn an_archive_is_imported_with_its_broken_records_told() {
    use std::io::Write as _;
    let folder = Folder::new("archive");
    let store = folder.0.join("store.db").to_str().unwrap().to_owned();
    let a = "https://coast.example/a";
    let records = [
        record("response", a, 12, &page_of("Shed burns", "Nobody was hurt.")),
        record("response", "https://coast.example/logo.png", 12, &answer("200 OK", "image/png", "no page")),
        "WARC/1.1\r\nWARC-Type: response\r\nno length\r\n\r\n".to_owned(),
        record(
            "response",
            "https://coast.example/gone",
            12,
            &answer("404 Not Found", "text/html", "<p>gone</p>"),
        ),
        record("response", a, 13, &page_of("Shed burns", "Two people were hurt.")),
        record(
            "response",
            "https://coast.example/b",
            13,
            &page_of("Crews praised", "The mayor praised the crews."),
        ),
    ];
    let mut packed = Vec::new();
    for record in &records {
        let mut member = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::fast());
        member.write_all(record.as_bytes()).unwrap();
        member.finish().unwrap();
    }
    let archive = folder.file("crawl.warc.gz", &packed);
    let imported = variorum(&["import", &archive, "--store", &store]);
    assert_eq!(imported.code, 1, "{}{}", imported.out, imported.err);
    assert!(imported.out.starts_with("2 articles imported"), "{}", imported.out);
    for line in [
        "1 with a changed text: kept as later versions",
        "1 could not be read: skipped",
        "2 records of archives are no pages: passed over",
    ] {
        assert!(imported.out.contains(line), "{}", imported.out);
    }
    assert!(imported.err.contains("crawl.warc.gz: the record at byte"), "{}", imported.err);
    let again = variorum(&["import", &archive, "--store", &store, "--format", "json"]).json();
    assert_eq!((again["added"].as_u64(), again["held"].as_u64()), (Some(0), Some(3)), "{again}");
    let articles = variorum(&["export", "articles", "--texts", "--store", &store]).lines();
    let shed = articles.iter().find(|article| article["url"] == a).unwrap();
    assert!(
        shed["text"].as_str().unwrap().contains("Two people were hurt"),
        "the later capture counts: {shed}"
    );
    assert_eq!(shed["seen"], "2026-02-13T08:00:00Z");
    let told = variorum(&["doctor", "--store", &store, "--format", "json"]).json();
    assert_eq!((told["originals"].as_u64(), told["versions"].as_u64()), (Some(3), Some(1)), "{told}");
    assert!(
        variorum(&["rescan", "--all", "--store", &store])
            .out
            .starts_with("3 pages read again from the kept bytes; 0 gave")
    );
    // What is older than a week is let go of, and the texts stay.
    let config = folder.file("config.toml", "originals = \"7 days\"\n");
    let kept = std::process::Command::new(env!("CARGO_BIN_EXE_variorum"))
        .args(["rescan", "--store", &store])
        .env("VARIORUM_CONFIG", &config)
        .output()
        .unwrap();
    assert!(kept.status.success());
    let told = variorum(&["doctor", "--store", &store, "--format", "json"]).json();
    assert_eq!(
        (told["originals"].as_u64(), told["articles"].as_u64(), told["faults"].to_string()),
        (Some(0), Some(2), "[]".to_owned())
    );
}

#[test]
fn settings_are_shown_with_where_they_come_from() {
    let folder = Folder::new("settings");
    let config = folder.file("config.toml", "# ours\nstore = \"cases.db\"\nport = 8000\n");
    let shown = |file: &str, more: &[(&str, &str)]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_variorum"));
        command.args(["config"]).env("VARIORUM_CONFIG", file).envs(more.iter().copied());
        let output = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    };
    let (code, out, err) = shown(&config, &[("VARIORUM_PORT", "8001")]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("store      line 2      cases.db\n") && out.contains("port       environment 8001\n"),
        "{out}"
    );
    assert!(out.contains("originals  default     for ever\n"), "{out}");
    let wrong = folder.file("wrong.toml", "\noriginal = \"none\"\n");
    let (code, _, err) = shown(&wrong, &[]);
    assert_eq!(code, 2);
    assert!(
        err.contains("wrong.toml: line 2: there is no setting “original”; did you mean “originals”?"),
        "{err}"
    );
    let (code, _, err) = shown(&folder.0.join("none.toml").display().to_string(), &[]);
    assert!(code == 2 && err.contains("cannot read"), "{err}");
}

#[test]
fn publishers_are_counted_by_the_users_families() {
    let folder = Folder::new("families");
    let store = folder.0.join("store.db").to_str().unwrap().to_owned();
    let record = |id: &str, outlet: &str, text: &str| {
        let (title, body) = text.split_once('\n').unwrap();
        serde_json::json!({"id": id, "outlet": outlet, "title": title, "text": body, "published": "2026-02-10"}).to_string()
    };
    let records = [
        record("a", "Coast Daily", crate::HARBOUR),
        record("b", "Morning Gull", crate::HARBOUR_TOO),
        record("c", "Radio Nine", &format!("{}Radio Nine was on the quay.", crate::HARBOUR_TOO)),
    ];
    let file = folder.file("records.ndjson", records.join("\n"));
    assert_eq!(variorum(&["import", &file, "--store", &store]).code, 0);
    let families = folder.file("families.txt", "Coast Media = coast daily; Morning Gull\n");
    let asked = |format: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_variorum"))
            .args(["stories", "--store", &store, "--format", format])
            .env("VARIORUM_FAMILIES", &families)
            .output()
            .unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let story: Value = serde_json::from_str(&asked("json")).unwrap();
    assert_eq!((story["articles"].as_u64(), story["publishers"].as_u64()), (Some(3), Some(2)), "{story}");
    assert!(asked("text").contains("2 publishers"), "{}", asked("text"));
    let alone = variorum(&["export", "stories", "--store", &store]).lines();
    assert_eq!(alone[0]["publishers"], 3, "without the file each outlet is its own publisher");
}
