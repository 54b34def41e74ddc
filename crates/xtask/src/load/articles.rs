//! A stream of invented articles: as many as are asked for, the same each time, in stories of a few to many outlets.

#![expect(clippy::indexing_slicing, reason = "lists of fixed length, asked at a number modulo that length")]

use std::fmt::Write as _;
use std::ops::Range;

use serde_json::json;

/// Articles of the stories that follow one another in the stream; one is as large as stories become.
const SIZES: [usize; 24] = [1, 2, 1, 3, 1, 5, 2, 1, 8, 1, 2, 4, 1, 25, 1, 3, 2, 1, 12, 1, 2, 6, 1, 1];
/// The number of the story with this many articles.
const LARGEST: (usize, usize) = (7, 200);

const STARTS: [&str; 16] = [
    "Vel", "Mor", "Quil", "Tar", "Hal", "Brin", "Os", "Fen", "Kel", "Dra", "Wy", "Lum", "Sor", "Cas", "Ner",
    "Ilv",
];
const MIDDLES: [&str; 16] =
    ["da", "mi", "ro", "ta", "le", "va", "go", "ne", "su", "pa", "lo", "ri", "ba", "du", "ki", "fe"];
const ENDS: [&str; 12] =
    ["moor", "ton", "mere", "wick", "holm", "ford", "den", "stead", "by", "gate", "haven", "field"];
const SURNAMES: [&str; 12] =
    ["gard", "rant", "wen", "lis", "marsh", "tov", "dane", "ric", "sen", "quist", "bell", "zan"];
const FIRST: [&str; 16] = [
    "Odile", "Joss", "Imke", "Pell", "Dana", "Ivo", "Marta", "Cass", "Rurik", "Tilda", "Bram", "Sunniva",
    "Edda", "Kaj", "Lene", "Otto",
];
const ROLES: [&str; 8] = [
    "mayor",
    "fire chief",
    "spokeswoman for the council",
    "harbour master",
    "minister of transport",
    "head of the works",
    "police commissioner",
    "union leader",
];
const EVENTS: [[&str; 5]; 8] = [
    ["bridge", "closed", "cracks in a girder", "lorries", "engineers"],
    ["warehouse", "burned down", "a fire in the loft", "people", "fire crews"],
    ["ferry", "ran aground", "a failed rudder", "passengers", "divers"],
    ["dam", "was emptied", "water under the wall", "households", "surveyors"],
    ["school", "was evacuated", "a smell of gas", "pupils", "inspectors"],
    ["factory", "stopped work", "a strike over pay", "workers", "negotiators"],
    ["museum", "was robbed", "a door left open", "paintings", "detectives"],
    ["railway line", "was blocked", "a fallen embankment", "trains", "track crews"],
];
const SAID: [&str; 8] = [
    "We lost the {thing} within {n} minutes, and we were lucky that nobody stood closer to it",
    "Nobody in {place} should have to wait {n} weeks to learn what we knew on the first evening",
    "The {who} did everything right, and I am not going to pretend that the money was there when they asked for it",
    "There will be a full account of {cause}, and it will name whoever signed the papers",
    "I have been in this office for {n} years and have never seen anything like it",
    "We warned them in the spring, we warned them again in the summer, and then we stopped counting",
    "Every one of the {n} {affected} will be told by tomorrow where to go and whom to call",
    "It is far too early to speak of blame, but it is not too early to speak of {cause}",
];

/// The articles with these numbers as JSON lines.
pub(super) fn stream(numbers: Range<usize>) -> String {
    let mut lines = String::new();
    let (mut story, mut first) = (0, 0);
    while first < numbers.end {
        let size = size_of(story);
        for member in 0..size {
            if numbers.contains(&(first + member)) {
                let _ = writeln!(lines, "{}", article(story, member));
            }
        }
        first += size;
        story += 1;
    }
    lines
}

/// Searches that find something in a stream of `count` articles.
pub(super) fn searches(count: usize, wanted: usize) -> Vec<String> {
    let stories = count * SIZES.len() / SIZES.iter().sum::<usize>();
    let query = |at: usize| {
        let story = at * stories / wanted.max(1);
        match at % 4 {
            0 => format!("/search?q={}", place(story)),
            1 => format!("/search?q=speaker:{}", surname(story, 0)),
            2 => format!("/search?q={}+{}", EVENTS[story % EVENTS.len()][0].replace(' ', "+"), place(story)),
            _ => format!("/search?q=%22never+seen+anything+like+it%22+{}", place(story)),
        }
    };
    (0..wanted).map(query).collect()
}

fn size_of(story: usize) -> usize {
    if story == LARGEST.0 { LARGEST.1 } else { SIZES[story % SIZES.len()] }
}

/// Numbers that look like chance and are the same each time (splitmix64).
fn mixed(seed: usize) -> usize {
    let mut z = (seed as u64).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (z ^ (z >> 31)) as usize >> 1
}

fn place(story: usize) -> String {
    let seed = mixed(story);
    format!("{}{}{}", STARTS[seed % 16], MIDDLES[seed / 16 % 16], ENDS[seed / 256 % 12])
}

fn surname(story: usize, person: usize) -> String {
    let seed = mixed(story * 31 + person * 7 + 5);
    format!("{}{}{}", STARTS[seed % 16], MIDDLES[seed / 16 % 16], SURNAMES[seed / 256 % 12])
}

fn article(story: usize, member: usize) -> serde_json::Value {
    // A third are copies of the first, under a headline of their own.
    let told = if member > 0 && mixed(story * 131 + member).is_multiple_of(3) { 0 } else { member };
    let day = 1 + story / 40 % 28;
    let month = 1 + story / 1_120 % 12;
    let year = 2024 + story / 13_440 % 3;
    json!({
        "id": format!("load-{story}-{member}"),
        "outlet": format!("{} {}", place(mixed(member) % 97), ["Gazette", "Courier", "Post", "Herald"][member % 4]),
        "url": format!("https://outlet{}.example/{story}/{member}", mixed(member) % 97),
        "published": format!("{year}-{month:02}-{day:02}T{:02}:{:02}:00Z", 6 + member % 16, member * 7 % 60),
        "title": headline(story, member),
        "text": text(story, told),
    })
}

fn headline(story: usize, member: usize) -> String {
    let [thing, happened, cause, ..] = EVENTS[mixed(story) / 4_096 % EVENTS.len()];
    let place = place(story);
    match member % 4 {
        0 => format!("{place} {thing} {happened} after {cause}"),
        1 => format!("{cause} to blame as {place} {thing} {happened}"),
        2 => format!("What we know about the {thing} in {place}"),
        _ => format!("{} speaks of “lucky escape” at {place} {thing}", surname(story, 0)),
    }
}

fn text(story: usize, told: usize) -> String {
    let [thing, happened, cause, affected, who] = EVENTS[mixed(story) / 4_096 % EVENTS.len()];
    let place = place(story);
    let seed = mixed(story * 17 + told);
    let count = 11 + mixed(story) % 900 + if seed.is_multiple_of(5) { 3 } else { 0 };
    let day = ["Monday", "Tuesday", "Wednesday", "Thursday"][story % 4];
    let mut text = match seed / 64 % 4 {
        0 => format!(
            "The {thing} of {place} {happened} on {day}, and {count} {affected} were moved to safety, the council said. The reason was {cause}, according to {who} who had been called that evening.\n"
        ),
        1 => format!(
            "{count} {affected} had to be brought away on {day} when the {thing} in {place} {happened}. First reports speak of {cause}.\n"
        ),
        2 => format!(
            "It took {who} most of {day} night to reach the {thing} at {place}, which {happened} shortly after dusk. About {count} {affected} were counted.\n"
        ),
        _ => format!(
            "Questions are being asked in {place} about {cause}, two years after a first warning. On {day} the {thing} {happened}; {count} {affected} were affected.\n"
        ),
    };
    for turn in 0..6 {
        let person = turn % 3;
        let name = format!("{} {}", FIRST[mixed(story * 3 + person) % 16], surname(story, person));
        let role = ROLES[(story + person * 3) % 8];
        let said = said(story, turn, told).replace("{thing}", thing).replace("{place}", &place);
        let said = said.replace("{who}", who).replace("{cause}", cause).replace("{affected}", affected);
        let aside = filler(story, told, turn);
        let _ = match (seed >> turn) % 5 {
            0 => writeln!(text, "“{said},” said {name}, the {role}. {aside}"),
            1 => writeln!(text, "{name}, the {role}, said: “{said}.” {aside}"),
            2 => writeln!(text, "{aside} “{said},” {name} told reporters."),
            3 => writeln!(text, "{aside} {name} added: “{said}.”"),
            _ => writeln!(text, "{aside}"),
        };
    }
    let damage = format!("{}.{} million euros", 1 + mixed(story) % 40, seed % 10);
    let weeks = 2 + story % 9;
    let _ = match seed / 256 % 3 {
        0 => write!(text, "The damage was put at {damage}. Work is to begin again in {weeks} weeks."),
        1 => write!(text, "Insurers speak of {damage}, and nothing will move for {weeks} weeks."),
        _ => write!(
            text,
            "Whoever pays, the bill is close to {damage}; {weeks} weeks may pass before anything reopens."
        ),
    };
    text
}

/// A statement out of those that were made on the event, in the words that an outlet has: now and then one is
/// another. Large stories have more statements.
fn said(story: usize, turn: usize, told: usize) -> String {
    let person = turn % 3;
    let size = size_of(story);
    let pool = 2 + if size > 50 { size * 5 / 2 } else { size };
    let which = mixed(story * 977 + told * 31 + turn) % pool;
    let words = statement(story, person + 3 * which);
    match mixed(story * 7 + turn * 3 + told) % 5 {
        0 => words.replace("nobody", "no one").replace("never", "not once").replace("will", "is going to"),
        1 => words.replacen("and ", "and, frankly, ", 1),
        _ => words,
    }
}

/// The statement of this number on an event.
fn statement(story: usize, number: usize) -> String {
    const WHO: [&str; 10] = [
        "The people of {place}",
        "Our own engineers",
        "The owners",
        "Those who signed",
        "The insurers",
        "The neighbours",
        "The night shift",
        "The council",
        "Two inspectors",
        "The ministry",
    ];
    const DID: [&str; 10] = [
        "knew about {cause}",
        "asked for better locks",
        "were told to wait",
        "had the drawings in a drawer",
        "counted every bolt",
        "paid for a second opinion",
        "wrote to us three times",
        "closed the gate at noon",
        "walked the whole length of the {thing}",
        "kept a list of names",
    ];
    const WHEN: [&str; 10] = [
        "before the first snow",
        "in the second week of March",
        "long after the tender was closed",
        "while the {affected} were still inside",
        "on the day the budget passed",
        "within {n} minutes",
        "for {n} years",
        "after the last audit",
        "when the lamps went out",
        "and never got an answer",
    ];
    let seed = mixed(story * 53 + number);
    let words = match number {
        0..8 => SAID[(mixed(story) + number) % SAID.len()].to_owned(),
        _ => format!(
            "{} {} {}, and that will stand in the report",
            WHO[seed % 10],
            DID[seed / 10 % 10],
            WHEN[seed / 100 % 10]
        ),
    };
    words.replace("{n}", &(2 + seed / 1_000 % 40).to_string())
}

fn filler(story: usize, told: usize, turn: usize) -> String {
    let place = place(story);
    let street = surname(story, turn + 4);
    match mixed(told * 13 + turn + story) % 5 {
        0 => format!(
            "Residents of {street} Street in {place} had complained of noise since {}.",
            ["March", "June", "October"][story % 3]
        ),
        1 => {
            format!("An earlier report, made for {street} & Sons, had asked for new bolts and better lamps.")
        }
        2 => format!(
            "By midnight the road to {street} Hill was open in one direction, and buses ran as far as the market."
        ),
        3 => format!("The {street} Trust, which owns part of the site, did not answer calls."),
        _ => format!(
            "A public meeting will be held in {street} Hall, where plans and letters are to be laid out."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_the_same_wherever_it_is_cut() {
        let whole = stream(0..400);
        let parts = stream(0..123) + &stream(123..400);
        assert!(whole == parts && whole.lines().count() == 400);
        assert!(whole.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()));
    }
}
