//! What of a story page is open: all of it stands in the address, and nowhere else.

use std::fmt::Write as _;

/// The six tabs of a story page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Who said what, in which words.
    #[default]
    Quotations,
    /// What is counted, measured or dated.
    Figures,
    /// What one carries and another does not.
    LeftOut,
    /// Who copied which passages from whom.
    Copies,
    /// When what happened, as the articles say.
    Timeline,
    /// The articles themselves.
    Articles,
    /// What came since the reader last looked.
    New,
}

impl Tab {
    /// In the order in which they stand on the page; the last only where there is something new.
    pub const ALL: [Self; 7] = [
        Self::Quotations,
        Self::Figures,
        Self::LeftOut,
        Self::Copies,
        Self::Timeline,
        Self::Articles,
        Self::New,
    ];

    /// Its name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Quotations => "quotations",
            Self::Figures => "figures",
            Self::LeftOut => "left-out",
            Self::Copies => "copies",
            Self::Timeline => "timeline",
            Self::Articles => "articles",
            Self::New => "new",
        }
    }

    /// Its name on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Quotations => "Quotations",
            Self::Figures => "Figures & dates",
            Self::LeftOut => "Left out",
            Self::Copies => "Copies",
            Self::Timeline => "Timeline",
            Self::Articles => "Articles",
            Self::New => "New",
        }
    }
}

/// How the readings of a quotation are set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Setting {
    /// The base in full, under it what differs.
    #[default]
    Apparatus,
    /// Each reading in full, beside the others.
    SideBySide,
    /// Each reading in one line with the base, words struck and added.
    Inline,
}

impl Setting {
    /// All of them, in the order in which the page offers them.
    pub const ALL: [Self; 3] = [Self::Apparatus, Self::SideBySide, Self::Inline];

    /// Its name in the address.
    pub fn name(self) -> &'static str {
        match self {
            Self::Apparatus => "apparatus",
            Self::SideBySide => "side-by-side",
            Self::Inline => "inline",
        }
    }

    /// Its name on the page.
    pub fn label(self) -> &'static str {
        match self {
            Self::Apparatus => "Apparatus",
            Self::SideBySide => "Side by side",
            Self::Inline => "Inline",
        }
    }
}

/// What the drawer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// An article from its top, by its letter.
    Article(String),
    /// Words of an article: its letter, their first and last byte, and the first digits of the digest of its text,
    /// by which they are found when its letter has become another. Empty in addresses that do not say.
    Words(String, usize, usize, String),
    /// An article that was searched in vain: the number of the finding, and its letter.
    Searched(usize, String),
    /// The form that decides about a finding, by its mark.
    Judging(String),
    /// The form that says where an article belongs, by its letter.
    Placing(String),
}

impl Opened {
    /// The letter of the article; empty where no article is open.
    pub fn letter(&self) -> &str {
        match self {
            Self::Article(letter) | Self::Words(letter, ..) | Self::Searched(_, letter) => letter,
            Self::Judging(_) | Self::Placing(_) => "",
        }
    }
}

/// What of a story page is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The tab.
    pub tab: Tab,
    /// How quotations are set.
    pub setting: Setting,
    /// The quotation whose base was switched, counted from one, and the letter of the new base.
    pub base: Option<(usize, String)>,
    /// The letters of the only articles to compare; all when empty.
    pub only: Vec<String>,
    /// Whether to list quotations that one article alone prints.
    pub single: bool,
    /// Which part of a long list, counted from one; `0` and `1` are the first.
    pub page: usize,
    /// The time since when something counts as new, as it was written; that of the last look when empty.
    pub since: String,
    /// What the drawer shows.
    pub opened: Option<Opened>,
}

impl State {
    /// Reads the pairs of a query. What it does not know it leaves out: an address never fails.
    pub fn parse<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut state = Self::default();
        for (name, value) in pairs {
            match name {
                "tab" => state.tab = Tab::ALL.into_iter().find(|t| t.name() == value).unwrap_or_default(),
                "set" => {
                    let known = Setting::ALL.into_iter().find(|s| s.name() == value);
                    state.setting = known.unwrap_or_default();
                }
                "base" => state.base = numbered(value, 'u'),
                "only" => state.only.extend(value.split('.').filter(|l| is_letter(l)).map(str::to_owned)),
                "single" => state.single = value == "1",
                "page" => state.page = value.parse().unwrap_or_default(),
                "since" if is_time(value) => state.since = value.to_owned(),
                "judge" if is_mark(value) => state.opened = Some(Opened::Judging(value.to_owned())),
                "place" if is_letter(value) => state.opened = Some(Opened::Placing(value.to_owned())),
                "at" => state.opened = words(value).or(state.opened),
                "near" => {
                    state.opened =
                        numbered(value, 'g').map(|(at, l)| Opened::Searched(at, l)).or(state.opened);
                }
                _ => {}
            }
        }
        state.only.sort();
        state.only.dedup();
        state
    }

    /// The query of this state, `?` included, and the place on the page to go to.
    pub fn href(&self) -> String {
        let mut query = String::from("?");
        let mut add = |name: &str, value: &str| {
            let and = if query.len() > 1 { "&" } else { "" };
            // Writing to a string cannot fail.
            let _ = write!(query, "{and}{name}={value}");
        };
        if self.tab != Tab::default() {
            add("tab", self.tab.name());
        }
        if self.setting != Setting::default() {
            add("set", self.setting.name());
        }
        if let Some((at, letter)) = &self.base {
            add("base", &format!("u{at}-{letter}"));
        }
        if !self.only.is_empty() {
            add("only", &self.only.join("."));
        }
        if self.single {
            add("single", "1");
        }
        if self.page > 1 {
            add("page", &self.page.to_string());
        }
        if !self.since.is_empty() {
            add("since", &self.since);
        }
        match &self.opened {
            None => {}
            Some(Opened::Judging(mark)) => add("judge", mark),
            Some(Opened::Placing(letter)) => add("place", letter),
            Some(Opened::Article(letter)) => add("at", letter),
            Some(Opened::Words(letter, start, end, text)) => {
                let text = if text.is_empty() { String::new() } else { format!("-{text}") };
                add("at", &format!("{letter}-{start}-{end}{text}"));
            }
            Some(Opened::Searched(at, letter)) => add("near", &format!("g{at}-{letter}")),
        }
        if self.opened.is_some() {
            query.push_str("#at");
        }
        query
    }

    /// This state with something else in the drawer.
    pub fn opening(&self, opened: Option<Opened>) -> Self {
        Self { opened, ..self.clone() }
    }

    /// This state on another tab, from its start.
    pub fn on(&self, tab: Tab) -> Self {
        Self { tab, page: 0, single: false, base: None, ..self.clone() }
    }

    /// This state with only one part of a list.
    pub fn paged(&self, page: usize) -> Self {
        Self { page, ..self.clone() }
    }
}

/// "A", "A-120-134" or "A-120-134-1f2e3d".
fn words(value: &str) -> Option<Opened> {
    let mut parts = value.split('-');
    let letter = parts.next().filter(|letter| is_letter(letter))?.to_owned();
    let Some(start) = parts.next() else { return Some(Opened::Article(letter)) };
    let (start, end) = (start.parse().ok()?, parts.next()?.parse().ok()?);
    let text = parts.next().unwrap_or_default();
    let told = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    (told && parts.next().is_none()).then(|| Opened::Words(letter, start, end, text.to_owned()))
}

/// "u3-C": a number after a mark, and a letter.
fn numbered(value: &str, mark: char) -> Option<(usize, String)> {
    let (number, letter) = value.strip_prefix(mark)?.split_once('-')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    is_letter(letter).then(|| (number, letter.to_owned()))
}

/// Whether `value` can be the mark of a finding.
fn is_mark(value: &str) -> bool {
    value.len() == 16 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether `value` can be a day or a time: "2026-02-12", "2026-02-12T06:00", "2026-02-12T06:00:00Z".
fn is_time(value: &str) -> bool {
    let shaped = |byte: u8| byte.is_ascii_digit() || b"TZ:-".contains(&byte);
    (1..=30).contains(&value.len()) && value.bytes().all(shaped)
}

/// Whether `letter` can be the letter of an article: "A" to "Z", then "AA" and on.
fn is_letter(letter: &str) -> bool {
    (1..=4).contains(&letter.len()) && letter.bytes().all(|byte| byte.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(query: &str) -> State {
        let query = query.trim_start_matches('?').split('#').next().unwrap();
        State::parse(query.split('&').filter_map(|pair| pair.split_once('=')))
    }

    #[test]
    fn an_address_with_nonsense_opens_the_first_tab() {
        for query in ["", "tab=none", "at=a-1-2", "at=A-1", "at=A-x-2", "base=u0-A", "near=g-A", "only=.."] {
            assert_eq!(parse(query), State::default(), "{query}");
        }
    }

    fn letter() -> impl Strategy<Value = String> {
        "[A-Z]{1,3}"
    }

    fn opened() -> impl Strategy<Value = Opened> {
        prop_oneof![
            letter().prop_map(Opened::Article),
            (letter(), 0usize..9999, 0usize..9999, "([0-9a-f]{6})?")
                .prop_map(|(l, s, e, t)| Opened::Words(l, s, e, t)),
            (1usize..99, letter()).prop_map(|(at, l)| Opened::Searched(at, l)),
            "[0-9a-f]{16}".prop_map(Opened::Judging),
            letter().prop_map(Opened::Placing),
        ]
    }

    proptest! {
        #[test]
        fn an_address_gives_back_its_state(
            (tab, setting) in (prop::sample::select(&Tab::ALL[..]), prop::sample::select(&Setting::ALL[..])),
            base in prop::option::of((1usize..99, letter())),
            only in prop::collection::btree_set(letter(), 0..4),
            single: bool, page in 2usize..9, since in prop::sample::select(vec!["", "2026-02-12", "2026-02-12T06:00:00Z"]),
            opened in prop::option::of(opened()),
        ) {
            let state = State { tab, setting, base, only: only.into_iter().collect(), single, page, since: since.to_owned(), opened };
            prop_assert_eq!(parse(&state.href()), state);
        }
    }
}
