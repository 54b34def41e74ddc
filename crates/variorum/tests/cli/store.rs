//! The commands over a store.

mod keeping;

use std::fs;

use serde_json::Value;

use crate::{Folder, run, variorum};

const STORIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../stories");

/// A store with the example stories.
fn examples(name: &str) -> (Folder, String) {
    let folder = Folder::new(name);
    let store = folder.0.join("store.db").to_str().unwrap().to_owned();
    let imported = variorum(&["import", STORIES, "--store", &store, "--format", "json"]);
    assert_eq!(imported.code, 0, "{}", imported.err);
    let report = imported.json();
    assert_eq!((report["added"].as_u64(), report["stories"].as_u64()), (Some(17), Some(4)), "{report}");
    (folder, store)
}

#[test]
fn stories_are_listed_shown_and_explained() {
    let (_folder, store) = examples("listed");
    let listed = variorum(&["stories", "--store", &store, "--format", "json"]).lines();
    assert_eq!(listed.len(), 4);
    let fire = listed.iter().find(|story| story["articles"] == 5).unwrap();
    let id = fire["id"].as_str().unwrap();
    let shown = variorum(&["story", &id[..6], "--store", &store]);
    assert!(shown.out.contains("QUOTATIONS") && shown.out.contains("Dana Okoro"), "{}", shown.out);
    let apart = variorum(&["story", "a-ellery-courier.txt", "--store", &store, "--format", "json"]).json();
    assert_eq!(apart["witnesses"].as_array().unwrap().len(), 5);
    let why = variorum(&["story", id, "--why", "--store", &store, "--format", "json"]).lines();
    assert!(why.iter().any(|line| line["why"].as_str().unwrap().starts_with("copy: ")), "{why:?}");
    let named = variorum(&["stories", "Clement Rusk", "--store", &store]);
    assert!(named.out.lines().count() == 2 && named.out.contains("Salterwick"), "{}", named.out);
}

#[test]
fn words_speakers_and_figures_are_found_with_their_places() {
    let (_folder, store) = examples("found");
    let search = |arguments: &[&str]| {
        let asked = [&["search", "--store", &store, "--format", "json"], arguments].concat();
        let found = variorum(&asked);
        assert_eq!(found.code, 0, "{}", found.err);
        found.lines()
    };
    assert_eq!(search(&["harbour", "\"north shed\""]).len(), 4);
    let said = search(&["--speaker", "okoro", "pump"]);
    assert!(!said.is_empty() && said.iter().all(|hit| hit["speaker"] == "Dana Okoro"), "{said:?}");
    let counted = search(&["--figure", "4000", "people"]);
    assert!(counted.iter().any(|hit| hit["words"].as_str().unwrap().contains("4,000")), "{counted:?}");
    for hit in search(&["--limit", "50", "the"]) {
        let (span, words) = (&hit["span"], hit["words"].as_str().unwrap());
        let length = span[1].as_u64().unwrap() - span[0].as_u64().unwrap();
        assert_eq!(length, words.chars().count() as u64, "{hit}");
    }
    let nothing = variorum(&["search", "--store", &store, "quicksand"]);
    assert_eq!((nothing.code, nothing.out.as_str()), (0, "nothing in the store matches\n"));
}

#[test]
fn an_import_skips_what_is_held_and_what_cannot_be_read() {
    let (folder, store) = examples("skips");
    let records = "{\"id\":\"n1\",\"text\":\"Rain fell on Ellery.\"}\n{\n{\"id\":\"n2\",\"title\":\"No words\",\"text\":\" \"}\n";
    let file = folder.file("more.ndjson", records);
    let imported = variorum(&["import", &file, STORIES, "--store", &store]);
    assert_eq!(imported.code, 1);
    assert!(imported.out.starts_with("1 article imported"), "{}", imported.out);
    assert!(
        imported.out.contains("17 held already: skipped\n2 could not be read: skipped"),
        "{}",
        imported.out
    );
    assert!(imported.err.contains("more.ndjson:2: not a JSON record"), "{}", imported.err);
    assert!(imported.err.contains("more.ndjson:3: there are no words in it"), "{}", imported.err);
    let piped = run(&["import", "-", "--store", &store], records.as_bytes());
    assert!(piped.out.contains("1 held already"), "{}", piped.out);
}

#[test]
fn errors_say_what_to_do_next() {
    let folder = Folder::new("errors");
    let at = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let text = folder.file("text.db", "Rain fell on Ellery. ".repeat(400));
    for (arguments, words) in [
        (vec!["stories", "--store", &at("none.db")], "make one with `variorum import`"),
        (vec!["stories", "--store", &text], "is no store of variorum"),
        (vec!["import", &at("none.ndjson"), "--store", &at("new.db")], "cannot open"),
        (vec!["restore", &at("none.db"), "--store", &at("new.db")], "there is no store at"),
    ] {
        let refused = variorum(&arguments);
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.out);
        assert!(refused.err.contains(words), "{arguments:?}: {}", refused.err);
    }
    let (_kept, store) = examples("errors-named");
    let unknown = variorum(&["story", "beef", "--store", &store]);
    assert!(unknown.code == 2 && unknown.err.contains("no article is called “beef”"), "{}", unknown.err);
    let number = variorum(&["search", "--figure", "many", "--store", &store]);
    assert!(number.code == 2 && number.err.contains("is no number"), "{}", number.err);
}

#[test]
fn a_backup_is_restored_and_a_damaged_store_is_told() {
    let (folder, store) = examples("backup");
    let at = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let healthy = variorum(&["doctor", "--store", &store, "--format", "json"]).json();
    assert_eq!((healthy["articles"].as_u64(), &healthy["faults"]), (Some(17), &Value::Array(Vec::new())));
    assert_eq!(variorum(&["backup", &at("backup.db"), "--store", &store]).code, 0);
    let refused = variorum(&["restore", &at("backup.db"), "--store", &store]);
    assert!(refused.code == 2 && refused.err.contains("move it away first"), "{}", refused.err);
    let mut bytes = fs::read(&store).unwrap();
    let pages = bytes.len() / 4096;
    for page in pages / 2..pages {
        bytes[page * 4096..page * 4096 + 100].fill(0xa5);
    }
    fs::write(&store, bytes).unwrap();
    let told = variorum(&["doctor", "--store", &store]);
    assert_eq!(told.code, 1, "{}{}", told.out, told.err);
    assert!(told.out.contains('✗') && told.out.contains("variorum restore"), "{}", told.out);
    fs::remove_file(&store).unwrap();
    assert_eq!(variorum(&["restore", &at("backup.db"), "--store", &store]).code, 0);
    assert_eq!(variorum(&["doctor", "--store", &store]).code, 0);
}

#[test]
fn a_quotation_is_looked_up_with_its_wordings() {
    let (_folder, store) = examples("asked");
    let ask = |arguments: &[&str]| variorum(&[&["ask-quote", "--store", &store], arguments].concat());
    let words = "We lost the north shed within twenty minutes, and we were lucky that the wind turned";
    let found = ask(&[words, "--format", "json"]).lines();
    let okoro = found.iter().find(|utterance| utterance["speaker"] == "Dana Okoro").unwrap();
    let printings = okoro["printings"].as_array().unwrap();
    assert!(printings.len() >= 4, "{okoro}");
    let of = |id: &str| printings.iter().find(|p| p["id"] == id).unwrap();
    assert!(of("c-morning-gull.txt")["differences"].to_string().contains("\"printed\":\"whole\""), "{okoro}");
    let courier = of("a-ellery-courier.txt")["differences"].as_array().unwrap();
    assert!(courier.iter().all(|difference| difference["class"] == "extent"), "{courier:?}");
    let told = ask(&[words, "--speaker", "okoro"]);
    assert!(
        told.out.starts_with("Dana Okoro: ") && told.out.contains("independent original"),
        "{}",
        told.out
    );
    assert!(!told.out.contains("Brandt"), "another speaker is not asked for: {}", told.out);
    let none = ask(&["The council never met the divers of the lower valley"]);
    assert!(none.out.starts_with("not in your articles"), "{}", none.out);
}

#[test]
fn a_draft_is_held_against_the_nearest_story_or_files() {
    let (folder, store) = examples("draft");
    let draft = folder.file(
        "draft.txt",
        "Harbour fire in Port Ellery\nA fire destroyed two sheds in the old harbour of Port Ellery on Monday evening. \
         Nineteen people were treated in hospital. “We lost the south shed within twenty minutes, and we were lucky \
         that the wind turned,” fire chief Dana Okoro said.\n",
    );
    let told = variorum(&["check", &draft, "--store", &store]);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("against 5 articles"), "{}", told.out);
    assert!(told.out.contains("“north” for “south”"), "{}", told.out);
    let file = format!("{STORIES}/harbour-fire/a-ellery-courier.txt");
    let beside = variorum(&["check", &draft, "--against", &file, "--format", "json"]).json();
    assert_eq!(beside["witnesses"].as_array().unwrap().len(), 2);
    let lone = folder.file("lone.txt", "Strike\nWorkers walked out of the foundry.\n");
    let told = variorum(&["check", &lone, "--against", &file]);
    assert!(told.out.contains("no story in common"), "{}", told.out);
}

#[test]
fn tables_and_feeds_are_imported() {
    let folder = Folder::new("tables");
    let store = folder.0.join("store.db").to_str().unwrap().to_owned();
    let csv =
        folder.file("a.csv", "headline,content,date\nStorm,\"Rain fell\non Ellery.\",2026-02-12\nEmpty,,\n");
    let feed = folder.file(
        "b.xml",
        "<rss version=\"2.0\"><channel><title>Coast</title><item><title>Tide</title><link>https://coast.example/t</link>\
         <description>The tide turned at noon in the old harbour.</description></item></channel></rss>",
    );
    let imported = variorum(&["import", &csv, &feed, "--store", &store]);
    assert_eq!(imported.code, 1, "{}", imported.out);
    assert!(imported.out.starts_with("2 articles imported"), "{}{}", imported.out, imported.err);
    assert!(imported.err.contains("a.csv:4: the record has no text"), "{}", imported.err);
    let found = variorum(&["search", "tide", "--store", &store, "--format", "json"]).lines();
    assert_eq!(
        (found[0]["url"].as_str(), found[0]["outlet"].as_str()),
        (Some("https://coast.example/t"), Some("Coast"))
    );
}

#[test]
fn tables_are_exported_with_places_that_hold() {
    let (_folder, store) = examples("export");
    let export = |kind: &str| variorum(&["export", kind, "--store", &store]).lines();
    let texts = variorum(&["export", "articles", "--texts", "--store", &store]).lines();
    assert_eq!(texts.len(), 17);
    for kind in ["quotations", "figures"] {
        let rows = export(kind);
        assert!(rows.len() > 50, "{kind}");
        for row in rows.iter().filter(|row| row["field"] == "text") {
            let article = texts.iter().find(|article| article["key"] == row["key"]).unwrap();
            if article["text"].as_str().unwrap().starts_with(article["title"].as_str().unwrap_or("\0")) {
                continue;
            }
            let [start, end] = ["start", "end"].map(|end| row[end].as_u64().unwrap() as usize);
            let words: String = match article["id"].as_str() {
                // The headline of a text file stands in its text.
                Some(id) if id.ends_with(".txt") => continue,
                _ => article["text"].as_str().unwrap().chars().skip(start).take(end - start).collect(),
            };
            assert_eq!(words, row["words"].as_str().unwrap(), "{row}");
        }
    }
    let csv = variorum(&["export", "stories", "--format", "csv", "--store", &store]).out;
    assert!(
        csv.starts_with("story,title,first,last,articles,origins,outlets,publishers,related\r\n"),
        "{csv}"
    );
    assert!(export("lineages").iter().all(|row| row["copied_share"].as_f64().unwrap() > 0.3));
}

#[test]
fn what_a_user_decides_stays_and_what_is_forgotten_stays_away() {
    let (folder, store) = examples("decided");
    let command = |arguments: &[&str]| {
        let done = variorum(&[arguments, &["--store", &store]].concat());
        assert_eq!(done.code, 0, "{arguments:?}: {}", done.err);
        done.out
    };
    let count = || command(&["stories", "--format", "json"]).lines().count();
    command(&["merge", "a-ellery-courier.txt", "a-reed-gazette.txt"]);
    assert_eq!(count(), 3);
    command(&["split", "d-radio-nine.txt", "c-morning-gull.txt"]);
    assert_eq!(count(), 4);
    command(&["move", "c-morning-gull.txt", "--to", "a-herald.html"]);
    let more = folder.file("more.txt", "Rain\nRain fell on the coast road of Ellery all day.\n");
    command(&["import", &more]);
    assert_eq!(count(), 5, "decisions are kept by a later import");
    let why = command(&["story", "c-morning-gull.txt", "--why"]);
    assert!(why.contains("moved by hand to the story of"), "{why}");
    assert!(command(&["rescan", "--all"]).contains("18 articles analysed again"));
    let asked = command(&["forget", "c-morning-gull.txt", "--reason", "asked by its author"]);
    assert!(asked.contains("nothing was changed"), "{asked}");
    let done = command(&["forget", "c-morning-gull.txt", "--reason", "asked by its author", "--yes"]);
    assert!(done.starts_with("1 article taken out"), "{done}");
    let bytes = fs::read(&store).unwrap();
    let told = b"insurance broker";
    assert!(!bytes.windows(told.len()).any(|window| window == told));
    let again = command(&["import", STORIES]);
    assert!(
        again.contains("17 held already") || again.contains("withdrawn before: not taken again"),
        "{again}"
    );
    assert!(!command(&["search", "insurance broker"]).contains("c-morning-gull"));
    command(&["doctor"]);
}

/// Kills imports at moments that differ, and holds the end against an undisturbed import.
#[test]
fn an_import_that_is_killed_loses_nothing_and_ends_the_same() {
    let folder = Folder::new("killed");
    let at = |name: &str| folder.0.join(name).to_str().unwrap().to_owned();
    let mut records = String::new();
    for number in 0..900 {
        let (town, day) = (["Ellery", "Tarrow", "Hask"][number % 3], 1 + number / 60);
        let title = format!("Meeting {} in {town}", number / 3);
        let text = format!(
            "The council of {town} met for session {number}. “We will mend bridge {number},” said Mayor Ines Marlow. \
             The repair costs {} euros and takes {} weeks.",
            number * 1000,
            2 + number % 9
        );
        let mut record = serde_json::json!({"id": format!("n{number}"), "title": title, "text": text,
            "published": format!("2026-03-{day:02}"), "outlet": format!("{town} Post"), "url": format!("https://post.example/{number}")});
        records.push_str(&format!("{record}\n"));
        if number % 4 == 0 {
            // Another text of the same date: which is the later must not depend on where an import is cut.
            record["text"] = format!("{text} A second vote is on Monday.").into();
            records.push_str(&format!("{record}\n"));
        }
    }
    let file = folder.file("records.ndjson", records);
    let (whole, broken) = (at("whole.db"), at("broken.db"));
    assert_eq!(variorum(&["import", &file, "--store", &whole]).code, 0);
    let mut held = 0;
    for kill in 0..8u64 {
        let mut import = std::process::Command::new(env!("CARGO_BIN_EXE_variorum"))
            .args(["import", &file, "--store", &broken])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + kill * 137 % 600));
        // A child that is done already cannot be killed, which is as good.
        let _ = import.kill();
        import.wait().unwrap();
        if fs::metadata(&broken).is_err() {
            continue;
        }
        let told = variorum(&["doctor", "--store", &broken, "--format", "json"]);
        if told.code == 2 {
            // Killed before the tables were made: there is no store yet, and no article was acknowledged.
            assert!(held == 0, "{}", told.err);
            continue;
        }
        let told = told.json();
        assert_eq!(told["faults"], Value::Array(Vec::new()), "{told}");
        let now = told["articles"].as_u64().unwrap();
        assert!(now >= held, "{held} articles were held, {now} are");
        held = now;
    }
    assert_eq!(variorum(&["import", &file, "--store", &broken]).code, 0);
    let export = |store: &str, kind: &str| {
        let lines = variorum(&["export", kind, "--store", store]).lines();
        let without_time = |mut line: Value| {
            line.as_object_mut().unwrap().remove("seen");
            line.to_string()
        };
        lines.into_iter().map(without_time).collect::<Vec<String>>()
    };
    for kind in ["articles", "quotations", "figures", "stories", "lineages"] {
        let (expect, found) = (export(&whole, kind), export(&broken, kind));
        assert!(!expect.is_empty() || kind == "lineages");
        assert!(expect == found, "{kind}: {} lines against {}", found.len(), expect.len());
    }
}
