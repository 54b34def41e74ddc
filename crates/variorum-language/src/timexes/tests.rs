use variorum_ingest::read_record;

use crate::annotate;

/// The expressions of `text` as "words = value", read against Wednesday, 8 May 2024.
#[track_caller]
fn check(text: &str, expect: &[&str]) {
    check_against(Some("2024-05-08"), text, expect);
}

#[track_caller]
fn check_against(published: Option<&str>, text: &str, expect: &[&str]) {
    let escaped = text.replace('"', "\\\"");
    let date = published.map(|p| format!(",\"published\":\"{p}\"")).unwrap_or_default();
    let article = read_record(format!("{{\"id\":\"x\",\"text\":\"{escaped}\"{date}}}").as_bytes()).unwrap();
    let annotated = annotate(article);
    let shown = |t: &variorum_core::Timex| {
        format!("{} = {}", annotated.slice(t.span), t.value.as_deref().unwrap_or("-"))
    };
    let found: Vec<String> = annotated.layers().timexes.iter().map(shown).collect();
    assert_eq!(found, expect, "{text}");
}

#[test]
fn days_are_read_by_tense() {
    check("The dam held on Tuesday.", &["Tuesday = 2024-05-07"]);
    check("The board will meet on Friday.", &["Friday = 2024-05-10"]);
    check("He left early Wednesday.", &["early Wednesday = 2024-05-08"]);
    check("It rained Monday night.", &["Monday night = 2024-05-06TNI"]);
    check("They met last Monday.", &["last Monday = 2024-05-06"]);
    check_against(None, "The dam held on Tuesday.", &["Tuesday = XXXX-WXX-2"]);
}

#[test]
fn dates_months_and_years() {
    check(
        "It opened on March 5, 2003, and closed in June 2010.",
        &["March 5, 2003 = 2003-03-05", "June 2010 = 2010-06"],
    );
    check("The lake froze on 12 January.", &["12 January = 2024-01-12"]);
    check("They met last September.", &["last September = 2023-09"]);
    check("It stands since 2003.", &["2003 = 2003"]);
    check("It was built in the 1990s.", &["the 1990s = 199"]);
    check("They may mend it and march on.", &[]);
    check("The gate closed on 2024-04-30.", &["2024-04-30 = 2024-04-30"]);
}

#[test]
fn what_is_relative_to_the_day() {
    check("She spoke yesterday.", &["yesterday = 2024-05-07"]);
    check(
        "She spoke last week and will speak next month.",
        &["last week = 2024-W18", "next month = 2024-06"],
    );
    check("It closed three days ago.", &["three days ago = 2024-05-05"]);
    check("It closed two years ago.", &["two years ago = 2022"]);
    check("It comes this summer.", &["this summer = 2024-SU"]);
}

#[test]
fn durations_and_sets() {
    check("It took 24 years.", &["24 years = P24Y"]);
    check("A two-day visit.", &["two-day = P2D"]);
    check("It grew over the past few months.", &["the past few months = PXM"]);
    check("It lasted several weeks.", &["several weeks = PXW"]);
    check("Crews come every day.", &["every day = P1D"]);
    check("The talks took two and a half hours.", &["two and a half hours = PT2.5H"]);
}

#[test]
fn times_of_day() {
    check("It began at 3 p.m. on Tuesday.", &["3 p.m. on Tuesday = 2024-05-07T15:00"]);
    check("It began at 6:30 a.m.", &["6:30 a.m. = 2024-05-08T06:30"]);
}
