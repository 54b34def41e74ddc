//! What a pack holds, and what its check finds.

use variorum_core::{Apparatus, Text, collate};
use variorum_ingest::read_plain;
use variorum_language::annotate;

use super::*;

const ONE: &str = "Fire destroys shed in the old harbour
A fire destroyed the north shed of the old harbour in Port Ellery on Monday evening, and 14 people were treated in hospital.
“We lost the north shed within twenty minutes, and we were lucky that the wind turned,” fire chief Dana Okoro said.
";
const OTHER: &str = "Port Ellery harbour shed burns down
Twenty-three people were taken to hospital after a fire destroyed the north shed in the harbour of Port Ellery on Monday.
“We lost the north shed within thirty minutes, and we were lucky that the wind turned,” said Dana Okoro, the fire chief.
</script><script>alert(1)</script> <!-- & \u{2028}
";

fn story() -> Apparatus {
    let article = |name: &str, text: &str| annotate(read_plain(name, Some(name), text.as_bytes()).unwrap());
    collate(vec![article("one.txt", ONE), article("other.txt", OTHER)])
}

fn program() -> Program {
    let models = [("names".to_owned(), "00".repeat(32))].into();
    Program { name: "variorum".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned(), models }
}

fn record(full_texts: bool) -> Record {
    let capture = Capture { seen: Some("2024-05-07T10:00:00Z".to_owned()), ..Capture::default() };
    Record::new(&story(), program(), &[capture], full_texts)
}

fn texts() -> Vec<Text> {
    story().witnesses.iter().map(|witness| witness.annotated.article().text.clone()).collect()
}

#[track_caller]
fn sound(pack: &str, texts: &[Text]) -> Checked {
    let checked = check(pack.as_bytes(), texts);
    assert_eq!(checked.faults, Vec::<String>::new());
    checked
}

#[test]
fn a_pack_is_sound_alone_and_against_its_articles() {
    let pack = record(false).render();
    let alone = sound(&pack, &[]);
    assert_eq!((alone.passages_held, alone.open.len()), (0, 2));
    let held = sound(&pack, &texts());
    assert_eq!((held.passages_held, held.passages_open), (alone.passages_open, 0));
    assert!(held.passages_held > 8, "{}", held.passages_held);
    let whole = sound(&record(true).render(), &[]);
    assert_eq!((whole.passages_held, whole.open.len()), (held.passages_held, 0));
}

#[test]
fn texts_go_in_whole_only_when_asked_for() {
    let (passages, whole) = (record(false).render(), record(true).render());
    let text = serde_json::to_string(ONE).unwrap();
    assert!(!passages.contains(&text) && whole.contains(&text));
    assert!(record(false).articles.iter().all(|article| article.text.is_none()));
    for words in ["within twenty minutes", "within thirty minutes", "2024-05-07T10:00:00Z", "Dana Okoro"] {
        assert!(passages.contains(words), "{words}");
    }
    assert!(!whole.contains("<script>alert"), "the text of an article is markup");
    assert_eq!(whole.matches("</script>").count(), 1);
}

#[test]
fn the_same_story_gives_the_same_bytes() {
    assert_eq!(record(true).render(), record(true).render());
}

/// One byte after the other is changed, of every part of the file.
#[test]
fn every_changed_byte_is_found() {
    for full_texts in [false, true] {
        let pack = record(full_texts).render().into_bytes();
        let parts = [
            "<!DOCTYPE",
            "<style>",
            "<h1",
            "within thirty",
            "\"exact\":",
            "\"start\":",
            "sha-256",
            "class=\"why",
            "</html>",
        ];
        let find = |part: &str| pack.windows(part.len()).position(|bytes| bytes == part.as_bytes());
        let near = parts.iter().filter_map(|part| find(part)).flat_map(|at| at..at + 12);
        let last = pack.len() - 90..pack.len();
        for at in near.chain(last).chain((0..pack.len()).step_by(211)) {
            let mut changed = pack.clone();
            changed[at] ^= 1;
            let faults = check(&changed, &[]).faults;
            assert!(!faults.is_empty(), "byte {at} of {}", pack.len());
        }
        for cut in [0, 1, pack.len() / 2, pack.len() - 1] {
            assert!(!check(&pack[..cut], &[]).faults.is_empty(), "cut at {cut}");
        }
        let more = [pack.as_slice(), b" "].concat();
        assert!(!check(&more, &[]).faults.is_empty());
    }
}

/// Somebody who makes a whole pack anew, with other words in it, is found out by the articles.
#[test]
fn a_pack_made_of_other_words_does_not_stand_against_the_articles() {
    let forged = |full_texts: bool, from: &str, to: &str| {
        let json = serde_json::to_string(&record(full_texts)).unwrap();
        assert!(json.contains(from), "{from}");
        let record: Record = serde_json::from_str(&json.replace(from, to)).unwrap();
        record.render()
    };
    let pack = forged(false, "thirty", "ninety");
    sound(&pack, &[]);
    let faults = check(pack.as_bytes(), &texts()).faults;
    assert!(faults.iter().any(|fault| fault.contains("ninety")), "{faults:?}");
    // With the text in the pack, its digest is the first to differ.
    let whole = check(forged(true, "thirty", "ninety").as_bytes(), &[]);
    assert!(whole.faults.iter().any(|fault| fault.contains("has the digest")), "{:?}", whole.faults);
    let other = "f".repeat(64);
    let text = texts()[0].id().to_string();
    let lost = sound(&forged(false, &text, &other), &texts());
    assert!(lost.open.iter().any(|open| open.contains(&other)), "{:?}", lost.open);
}

#[test]
fn a_record_that_speaks_of_what_it_has_not_is_at_fault() {
    #[track_caller]
    fn check_forged(change: impl Fn(&mut Record), says: &str) {
        let mut forged = record(false);
        change(&mut forged);
        let faults = check(forged.render().as_bytes(), &[]).faults;
        assert!(faults.iter().any(|fault| fault.contains(says)), "{says}: {faults:?}");
    }
    check_forged(|record| record.articles[0].passages.clear(), "is no passage of the pack");
    check_forged(|record| record.origins[0].root = "Z".to_owned(), "is no article of the pack");
    check_forged(|record| record.articles[0].passages[0].end += 1, "the length of its words");
    check_forged(|record| record.articles[0].bytes = 3, "the length of its words");
    check_forged(|record| record.v = 2, "another form or version");
    let overlapping = |record: &mut Record| {
        let first = record.articles[0].passages[0].clone();
        let exact = "x".repeat(first.exact.len() + 1);
        let longer = Words { end: first.end + 1, exact, ..first };
        record.articles[0].passages.insert(1, longer);
    };
    check_forged(overlapping, "different words at the same place");
}

#[test]
fn what_is_no_pack_is_said_to_be_none() {
    for bytes in [b"".as_slice(), b"<html>", b"\xff\xfe", b"{}", DATA_ALONE.as_bytes()] {
        assert!(!check(bytes, &[]).faults.is_empty());
        assert!(keys(bytes).is_empty());
    }
}

const DATA_ALONE: &str = "<script type=\"application/json\" id=\"record\">{\"v\":1}</script>";
