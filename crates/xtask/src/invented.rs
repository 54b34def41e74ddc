//! Invented articles, as many as wanted: each event has its place, people, figures and words, and each outlet tells it
//! with sentences of its own choice.

/// An article in plain text without markup.
pub(crate) struct Article {
    pub(crate) headline: String,
    pub(crate) paragraphs: Vec<String>,
}

/// A row of numbers that a seed decides (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % sides.max(1) as u64) as usize
    }

    fn of<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words.get(self.roll(words.len())).copied().unwrap_or_default()
    }

    /// A name that nobody has: two or three syllables.
    fn name(&mut self) -> String {
        let mut name = String::new();
        for _ in 0..2 + self.roll(2) {
            name.push_str(self.of(&SYLLABLES));
        }
        let mut letters = name.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }
}

const SYLLABLES: [&str; 40] = [
    "bar", "bel", "bran", "cor", "dal", "der", "dun", "el", "fen", "gar", "hal", "har", "ing", "kel", "kor",
    "lan", "lor", "mar", "mer", "mor", "nel", "nor", "or", "pel", "quil", "ras", "rin", "ros", "sel", "stan",
    "tam", "tor", "ul", "var", "vel", "wen", "wil", "yar", "zel", "ven",
];
const FIRST: [&str; 16] = [
    "Ada", "Bruno", "Celia", "Dana", "Edgar", "Flora", "Gwen", "Hugo", "Ines", "Jonas", "Kira", "Lars",
    "Mona", "Nils", "Odette", "Petra",
];
const ROLES: [&str; 12] = [
    "fire chief",
    "mayor",
    "harbour master",
    "minister",
    "union leader",
    "spokesman",
    "professor",
    "judge",
    "police chief",
    "engineer",
    "hospital director",
    "governor",
];
const MATTERS: [(&str, &str, &str); 12] = [
    ("fire", "warehouse", "burned down"),
    ("flood", "embankment", "gave way"),
    ("strike", "shipyard", "stood still"),
    ("vote", "library", "is to close"),
    ("collapse", "bridge", "fell into the river"),
    ("trial", "mining company", "was fined"),
    ("outbreak", "dairy", "was shut"),
    ("storm", "power line", "came down"),
    ("collision", "ferry", "ran aground"),
    ("theft", "museum", "lost a collection of coins"),
    ("budget", "school board", "raised fees"),
    ("election", "council", "changed hands"),
];
const SAID: [&str; 10] = [
    "We lost everything within {n} minutes, and nobody could have stopped it",
    "Nobody in {place} will forget this {matter}",
    "We asked for {n} more workers a year ago and were given none",
    "The {thing} had been inspected {n} weeks before, and it passed",
    "There is no reason to leave the city, but people should stay away from the {thing}",
    "I have seen the figures, and they do not add up",
    "It will take at least {n} months until the {thing} can be used again",
    "Those who are responsible will answer for it in court",
    "We are grateful that the wind turned when it did",
    "This should never have happened, and it will not happen again",
];
const FILLERS: [&str; 14] = [
    "Residents of the quarter around {street} Street were woken by the noise shortly before {n} o'clock.",
    "The last {matter} of this size in the region was {n} years ago.",
    "Some {n} people had to spend the night in the gymnasium of the {name} school.",
    "Traffic on the road to {other} was interrupted for {n} hours.",
    "Insurers put the damage at {n} million crowns, a sum that the owners did not want to confirm.",
    "A commission headed by {name} is to report within {n} weeks.",
    "Shops near the {thing} stayed closed, and the market on {street} Square was called off.",
    "The regional government promised {n} million crowns in aid.",
    "Volunteers from {other} brought blankets, soup and {n} pumps.",
    "According to the office for statistics, {n} families live within a mile of the {thing}.",
    "A {name} Institute study had warned of such a {matter} two years ago.",
    "Trains between {place} and {other} are to run again from Thursday.",
    "The opposition demanded that the minutes of the meeting be made public.",
    "Work on a new {thing} had been put off {n} times for want of money.",
];

/// The article number `number` on the event number `event`.
pub(crate) fn article(event: u64, number: u64) -> Article {
    let mut of_event = Dice(event.wrapping_mul(0x1000_0001).wrapping_add(17));
    let (place, other, street) = (of_event.name(), of_event.name(), of_event.name());
    let (matter, thing, happened) = MATTERS.get(of_event.roll(MATTERS.len())).copied().unwrap_or_default();
    let people: Vec<(String, &str)> = (0..3)
        .map(|_| (format!("{} {}", of_event.of(&FIRST), of_event.name()), of_event.of(&ROLES)))
        .collect();
    let figures: Vec<usize> = (0..8).map(|_| 2 + of_event.roll(400)).collect();
    let sayings: Vec<usize> = (0..3).map(|_| of_event.roll(SAID.len())).collect();
    let mut own = Dice(number.wrapping_mul(0x5851_f42d).wrapping_add(event));
    let fill = |text: &str, own: &mut Dice| {
        let figure = figures.get(own.roll(figures.len())).copied().unwrap_or(2);
        let name = people.get(own.roll(people.len())).map_or("", |(name, _)| name.as_str());
        [
            ("{place}", place.as_str()),
            ("{other}", &other),
            ("{street}", &street),
            ("{matter}", matter),
            ("{thing}", thing),
            ("{name}", name),
            ("{n}", &figure.to_string()),
        ]
        .iter()
        .fold(text.to_owned(), |text, (slot, word)| text.replace(slot, word))
    };
    let headline = match own.roll(3) {
        0 => format!("{place} {thing} {happened}"),
        1 => format!("{matter} in {place}: {thing} {happened}"),
        _ => format!("After the {matter}, {place} asks how the {thing} {happened}"),
    };
    let [dead, hurt] = [0, 1].map(|at| figures.get(at).copied().unwrap_or(2) / 8 + 2);
    let mut paragraphs = vec![format!(
        "The {thing} of {place} {happened} on Monday, officials said. {dead} people were killed and {hurt} were hurt in \
         the {matter}, which began near {street} Street."
    )];
    for ((name, role), saying) in people.iter().zip(&sayings) {
        let saying = SAID.get(*saying).copied().unwrap_or_default();
        let words = fill(saying, &mut Dice(event + *role.as_bytes().first().unwrap_or(&0) as u64));
        if own.roll(4) > 0 {
            let verb = own.of(&["said", "told reporters", "said on Tuesday"]);
            paragraphs.push(format!("“{words},” {role} {name} {verb}. {}", fill(own.of(&FILLERS), &mut own)));
        } else {
            paragraphs.push(format!(
                "{name}, {role} of {place}, would not comment. {}",
                fill(own.of(&FILLERS), &mut own)
            ));
        }
    }
    for _ in 0..3 + own.roll(4) {
        let sentences: Vec<String> = (0..2 + own.roll(2)).map(|_| fill(own.of(&FILLERS), &mut own)).collect();
        paragraphs.push(sentences.join(" "));
    }
    Article { headline, paragraphs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn articles_are_told_apart_and_stay_the_same() {
        let (one, same, other) = (article(1, 2), article(1, 2), article(1, 3));
        assert_eq!(one.paragraphs, same.paragraphs);
        assert_ne!(one.paragraphs, other.paragraphs);
        assert!(one.paragraphs.iter().all(|text| !text.contains('{')), "{:?}", one.paragraphs);
        let words: usize = one.paragraphs.iter().map(|text| text.split_whitespace().count()).sum();
        assert!((100..600).contains(&words), "{words}");
    }
}
