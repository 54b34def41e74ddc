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
fn what_a_deadline_or_an_obligation_names_is_ahead() {
    check("Water must be back by Friday morning, officials said.", &["Friday morning = 2024-05-10TMO"]);
    check("Water by Friday, officials said.", &["Friday = 2024-05-10"]);
    check("By Friday, four wells had closed.", &["Friday = 2024-05-03"]);
    check("She would fly to the United States Friday.", &["Friday = 2024-05-10"]);
    check("The mayor spoke following Tuesday's vote and will resign.", &["Tuesday = 2024-05-07"]);
}

#[test]
fn names_of_programmes_are_no_times() {
    check("She told Harbour TV's \"Today\" show on Monday.", &["Monday = 2024-05-06"]);
    check("She spoke on \"This Week With Orvik\" and left.", &[]);
    check("\"Today we sail,\" she said.", &["Today = 2024-05-08"]);
    check("HARBOUR Today printed it.", &[]);
    check("He played on Saturday Night Live for years.", &["years = PXY"]);
    check("The first U.S. 2020 presidential debate is over.", &["2020 = 2020"]);
}

#[test]
fn business_periods_are_those_that_have_ended() {
    check("Sales fell in the latest quarter.", &["the latest quarter = 2024-Q1"]);
    check("It opens by year-end.", &["year-end = 2024-12-31"]);
    check("Sales fell since year-end.", &["year-end = 2023-12-31"]);
    check("Gore's 2000 campaign failed.", &["2000 = 2000"]);
    check("He backed his 2008 run.", &["2008 = 2008"]);
    check(
        "The blast came at 10:35 a.m. (0735 GMT) Friday.",
        &["10:35 a.m. (0735 GMT) Friday = 2024-05-03T10:35"],
    );
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

/// The interval of the one expression of `text`, read against 10 a.m. on Wednesday, 8 May 2024.
#[track_caller]
fn check_interval(text: &str, expect: &str) {
    let record = format!("{{\"id\":\"x\",\"text\":\"{text}\",\"published\":\"2024-05-08T10:00:00\"}}");
    let annotated = annotate(read_record(record.as_bytes()).unwrap());
    let timexes = &annotated.layers().timexes;
    assert_eq!(timexes.len(), 1, "{text}: {timexes:?}");
    let end = |end: Option<jiff::civil::DateTime>| {
        end.map_or("-".to_owned(), |end| end.to_string().replace("T00:00:00", ""))
    };
    let period = timexes[0].interval.expect(text);
    assert_eq!(format!("{} {}", end(period.start), end(period.end)), expect, "{text}");
}

#[test]
fn parts_go_together_in_any_order() {
    check("It opens tomorrow at 8:00am.", &["tomorrow at 8:00am = 2024-05-09T08:00"]);
    check("It will open at 2.30pm on Friday.", &["2.30pm on Friday = 2024-05-10T14:30"]);
    check("It began at noon Monday.", &["noon Monday = 2024-05-06T12:00"]);
    check(
        "It began at half past seven in the evening.",
        &["half past seven in the evening = 2024-05-08T19:30"],
    );
    check("It began at 15:00 GMT.", &["15:00 GMT = 2024-05-08T15:00Z"]);
    check("They left at 4 in the morning.", &["4 in the morning = 2024-05-08T04:00"]);
    check("They met on monday the 6th.", &["monday the 6th = 2024-05-06"]);
    check("They meet next week on Tuesday.", &["next week on Tuesday = 2024-05-14"]);
    check("It rained on the night of May 5.", &["the night of May 5 = 2024-05-05TNI"]);
}

#[test]
fn ranges_run_from_start_to_start() {
    check("It ran from Monday to Wednesday.", &["from Monday to Wednesday = -"]);
    check_interval("It ran from 2009 to 2011.", "2009-01-01 2011-01-01");
    check_interval("It ran from November to February 2019.", "2018-11-01 2019-02-01");
    check_interval("It ran June 9-12, 2020.", "2020-06-09 2020-06-12");
    check_interval("They met from 3 to 5pm on Monday.", "2024-05-06T15:00:00 2024-05-06T17:00:00");
    check_interval("It will be shut for the next three days.", "2024-05-09 2024-05-12");
    check_interval("It was shut for the past two weeks.", "2024-04-24 2024-05-08");
    check_interval("They sold it in the last two quarters.", "2023-10-01 2024-04-01");
    check_interval("It will open in two weeks.", "2024-05-22 2024-05-23");
    check_interval("It closed two hours ago.", "2024-05-08T08:00:00 2024-05-08T08:00:01");
}

#[test]
fn a_word_before_a_time_opens_it_to_one_side() {
    check_interval("It has stood since 2003.", "2003-01-01 -");
    check_interval("It was built before 2003.", "- 2003-01-01");
    check_interval("It was built after 2003.", "2004-01-01 -");
    check_interval("It holds for 2016 and later.", "2016-01-01 -");
}

#[test]
fn numeric_dates_and_lists() {
    check("It fell on 11/7/2016 and 7.11.16.", &["11/7/2016 = 2016-11-07", "7.11.16 = 2016-11-07"]);
    check("It fell on 22/Jan/2019.", &["22/Jan/2019 = 2019-01-22"]);
    check("They met on April 24 and 25.", &["April 24 = 2024-04-24", "25 = 2024-04-25"]);
    check("They met on February 30.", &["February 30 = XXXX-02-30"]);
    check("Half of it, 24/7, for 9/11 and 3/4.", &[]);
}

#[test]
fn quarters_weeks_and_festivals() {
    check("It lost money in last year's third quarter.", &["last year's third quarter = 2023-Q3"]);
    check(
        "Sales rose in the first quarter, from a year earlier.",
        &["the first quarter = 2024-Q1", "a year earlier = 2023-Q1"],
    );
    check("It was so in the year-ago quarter.", &["the year-ago quarter = 2023"]);
    check("They come the first Monday of next month.", &["the first Monday of next month = 2024-06-03"]);
    check("They come in the week of May 20.", &["the week of May 20 = 2024-W21"]);
    check("They met on Thanksgiving Day 1999.", &["Thanksgiving Day 1999 = 1999-11-25"]);
    check("It happened over the weekend.", &["the weekend = 2024-W18-WE"]);
    check("It was sold in nineteen ninety-six.", &["nineteen ninety-six = 1996"]);
}

#[test]
fn chains_count_from_the_time_before() {
    check("He won in 2006, and two years later he lost.", &["2006 = 2006", "two years later = 2008"]);
    check(
        "They met on March 5. The next day it rained.",
        &["March 5 = 2024-03-05", "The next day = 2024-03-06"],
    );
    check("They met on the day before yesterday.", &["the day before yesterday = 2024-05-06"]);
}

#[test]
fn the_tense_tells_the_direction() {
    check("The deal is due to expire Friday.", &["Friday = 2024-05-10"]);
    check("They have until Tuesday.", &["Tuesday = 2024-05-14"]);
    check("Tuesday's vote was close.", &["Tuesday = 2024-05-07"]);
    check("He plans to leave on Sunday.", &["Sunday = 2024-05-12"]);
}

#[test]
fn what_recurs_is_a_set() {
    check("It meets on Tuesday nights.", &["Tuesday nights = XXXX-WXX-2TNI"]);
    check("It meets every other Friday.", &["every other Friday = XXXX-WXX-5"]);
    check("It meets each July.", &["each July = XXXX-07"]);
    check("It meets on the 19th of every month.", &["the 19th of every month = XXXX-XX-19"]);
}
