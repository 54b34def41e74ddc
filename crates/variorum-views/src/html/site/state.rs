//! What of a story page is open: all of it stands in the address, and nowhere else.

use std::fmt::{self, Write as _};

use variorum_core::Witness;

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

/// An article of a story as an address names it. Letters change as articles come; the text says which is meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its letter.
    pub letter: String,
    /// The first digits of the digest of its text; empty in addresses that do not say.
    pub text: String,
}

/// Digits that tell the texts of a story apart.
const TOLD: usize = 6;

impl Named {
    /// The name of `witness`.
    pub fn of(witness: &Witness) -> Self {
        let digest = witness.annotated.article().text.id().to_string();
        Self { letter: witness.siglum.clone(), text: digest.chars().take(TOLD).collect() }
    }

    /// Which of `witnesses` is meant: the one of this text, of several the one of this letter too.
    pub fn among(&self, witnesses: &[Witness]) -> Option<usize> {
        let lettered = |w: &Witness| w.siglum == self.letter;
        if self.text.is_empty() {
            return witnesses.iter().position(lettered);
        }
        let is = |w: &Witness| w.annotated.article().text.id().to_string().starts_with(&self.text);
        witnesses.iter().position(|w| lettered(w) && is(w)).or_else(|| witnesses.iter().position(is))
    }

    /// "A" or "A-1f2e3d".
    fn parse(value: &str) -> Option<Self> {
        let (letter, text) = value.split_once('-').unwrap_or((value, ""));
        let told = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        (is_letter(letter) && told).then(|| Self { letter: letter.to_owned(), text: text.to_owned() })
    }
}

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = if self.text.is_empty() { "" } else { "-" };
        write!(f, "{}{mark}{}", self.letter, self.text)
    }
}

impl From<&str> for Named {
    /// By its letter alone.
    fn from(letter: &str) -> Self {
        Self { letter: letter.to_owned(), text: String::new() }
    }
}

/// What the drawer shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// An article from its top.
    Article(Named),
    /// Words of an article: their first and last byte.
    Words(Named, usize, usize),
    /// An article that was searched in vain: the number of the finding, and the article.
    Searched(usize, Named),
    /// The form that decides about a finding, by its mark.
    Judging(String),
    /// The form that says where an article belongs.
    Placing(Named),
}

impl Opened {
    /// The letter of the article; empty where no article is open.
    pub fn letter(&self) -> &str {
        match self {
            Self::Article(named) | Self::Words(named, ..) | Self::Searched(_, named) => &named.letter,
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
    /// The quotation whose base was switched, counted from one, and the new base.
    pub base: Option<(usize, Named)>,
    /// The only articles to compare; all when empty.
    pub only: Vec<Named>,
    /// Whether the address names articles to compare that are no longer there.
    pub stale: bool,
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
                "only" => state.only.extend(value.split('.').filter_map(Named::parse)),
                "single" => state.single = value == "1",
                "page" => state.page = value.parse().unwrap_or_default(),
                "since" if is_time(value) => state.since = value.to_owned(),
                "judge" if is_mark(value) => state.opened = Some(Opened::Judging(value.to_owned())),
                "place" => state.opened = Named::parse(value).map(Opened::Placing).or(state.opened),
                "at" => state.opened = words(value).or(state.opened),
                "near" => {
                    state.opened =
                        numbered(value, 'g').map(|(at, named)| Opened::Searched(at, named)).or(state.opened);
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
        if let Some((at, named)) = &self.base {
            add("base", &format!("u{at}-{named}"));
        }
        if !self.only.is_empty() {
            let only: Vec<String> = self.only.iter().map(Named::to_string).collect();
            add("only", &only.join("."));
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
            Some(Opened::Placing(named)) => add("place", &named.to_string()),
            Some(Opened::Article(named)) => add("at", &named.to_string()),
            Some(Opened::Words(Named { letter, text }, start, end)) => {
                let text = if text.is_empty() { String::new() } else { format!("-{text}") };
                add("at", &format!("{letter}-{start}-{end}{text}"));
            }
            Some(Opened::Searched(at, named)) => add("near", &format!("g{at}-{named}")),
        }
        if self.opened.is_some() {
            query.push_str("#at");
        }
        query
    }

    /// This state among `witnesses`: each article under the letter that it has there. What is no longer there is not
    /// compared, and the state says so; all are compared where the address names all or none.
    pub fn among(mut self, witnesses: &[Witness]) -> Self {
        let now = |named: &Named| named.among(witnesses).and_then(|at| witnesses.get(at)).map(Named::of);
        let named = self.only.len();
        self.only = self.only.iter().filter_map(now).collect();
        self.stale = self.only.len() < named;
        self.only.sort();
        self.only.dedup();
        if self.only.len() >= witnesses.iter().filter(|w| w.compared).count() {
            self.only.clear();
        }
        self.base = self.base.and_then(|(at, named)| Some((at, now(&named)?)));
        self
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

/// "A", "A-1f2e3d", "A-120-134" or "A-120-134-1f2e3d".
fn words(value: &str) -> Option<Opened> {
    let parts: Vec<&str> = value.splitn(4, '-').collect();
    match parts.as_slice() {
        [_] | [_, _] => Named::parse(value).map(Opened::Article),
        [letter, start, end, text @ ..] => {
            let text = text.first().copied().unwrap_or_default();
            let named = Named::parse(&format!("{letter}-{text}"))?;
            Some(Opened::Words(named, start.parse().ok()?, end.parse().ok()?))
        }
        [] => None,
    }
}

/// "u3-C" or "u3-C-1f2e3d": a number after a mark, and an article.
fn numbered(value: &str, mark: char) -> Option<(usize, Named)> {
    let (number, named) = value.strip_prefix(mark)?.split_once('-')?;
    let number = number.parse().ok().filter(|number| *number > 0)?;
    Some((number, Named::parse(named)?))
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
        for query in [
            "",
            "tab=none",
            "at=a-1-2",
            "at=A-x",
            "at=A-x-2",
            "at=A-1-2-3-4",
            "only=a.A-x",
            "base=u0-A",
            "near=g-A",
            "only=..",
        ] {
            assert_eq!(parse(query), State::default(), "{query}");
        }
    }

    fn named() -> impl Strategy<Value = Named> {
        ("[A-Z]{1,3}", "([0-9a-f]{6})?").prop_map(|(letter, text)| Named { letter, text })
    }

    fn opened() -> impl Strategy<Value = Opened> {
        prop_oneof![
            named().prop_map(Opened::Article),
            (named(), 0usize..9999, 0usize..9999).prop_map(|(named, s, e)| Opened::Words(named, s, e)),
            (1usize..99, named()).prop_map(|(at, named)| Opened::Searched(at, named)),
            "[0-9a-f]{16}".prop_map(Opened::Judging),
            named().prop_map(Opened::Placing),
        ]
    }

    proptest! {
        #[test]
        fn an_address_gives_back_its_state(
            (tab, setting) in (prop::sample::select(&Tab::ALL[..]), prop::sample::select(&Setting::ALL[..])),
            base in prop::option::of((1usize..99, named())),
            only in prop::collection::btree_set(named(), 0..4),
            single: bool, page in 2usize..9, since in prop::sample::select(vec!["", "2026-02-12", "2026-02-12T06:00:00Z"]),
            opened in prop::option::of(opened()),
        ) {
            let state = State { tab, setting, base, only: only.into_iter().collect(), stale: false, single, page, since: since.to_owned(), opened };
            prop_assert_eq!(parse(&state.href()), state);
        }
    }
}
