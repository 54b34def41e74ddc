//! What a reader keeps beside the articles: watches, and what lets others in.

use jiff::Timestamp;

use crate::ArticleKey;

/// What a reader keeps an eye on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Its number. Zero until it is kept.
    pub number: u64,
    /// When it was made.
    pub made: Timestamp,
    /// What is watched.
    pub of: Watched,
}

/// What can be watched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watched {
    /// Articles with these words and phrases.
    Words(String),
    /// Passages that name somebody or something.
    Name(String),
    /// Paragraphs that name both.
    Pair(String, String),
    /// What somebody of this name says.
    Speaker(String),
    /// Figures with these words: what is counted, or a unit.
    Figure(String),
}

impl Watched {
    /// The name of its kind in addresses, JSON and commands.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Words(_) => "words",
            Self::Name(_) => "name",
            Self::Pair(..) => "pair",
            Self::Speaker(_) => "speaker",
            Self::Figure(_) => "figure",
        }
    }

    /// What is looked for; a pair has two.
    pub fn terms(&self) -> (&str, &str) {
        match self {
            Self::Pair(first, second) => (first, second),
            Self::Words(one) | Self::Name(one) | Self::Speaker(one) | Self::Figure(one) => (one, ""),
        }
    }

    /// Reads what [`Watched::kind`] and [`Watched::terms`] give; `None` for what cannot be looked for: an unknown
    /// kind, or a term without a letter or digit.
    pub fn read(kind: &str, first: &str, second: &str) -> Option<Self> {
        const LONGEST: usize = 200;
        let term = |typed: &str| {
            let plain: String = typed.split_whitespace().collect::<Vec<_>>().join(" ");
            let told = plain.chars().any(char::is_alphanumeric) && plain.chars().count() <= LONGEST;
            told.then_some(plain)
        };
        Some(match kind {
            "words" => Self::Words(term(first)?),
            "name" => Self::Name(term(first)?),
            "pair" => Self::Pair(term(first)?, term(second)?),
            "speaker" => Self::Speaker(term(first)?),
            "figure" => Self::Figure(term(first)?),
            _ => return None,
        })
    }
}

/// What lets somebody in who does not have the password: a token for programs, or a link to one story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pass {
    /// Its number. Zero until it is kept.
    pub number: u64,
    /// When it was made.
    pub made: Timestamp,
    /// What its owner called it.
    pub name: String,
    /// SHA-256 of the secret, which is kept nowhere.
    pub digest: [u8; 32],
    /// What it allows.
    pub scope: Scope,
    /// From when on it lets nobody in.
    pub until: Option<Timestamp>,
    /// When it was taken back.
    pub revoked: Option<Timestamp>,
}

/// What a pass allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// To read everything.
    Read,
    /// To read, add articles, judge and watch.
    Write,
    /// To do everything, passes included.
    Admin,
    /// To read the findings of the story of this article, with the words that they quote and no more.
    Story(ArticleKey),
}

impl Scope {
    /// The name in JSON and on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Admin => "admin",
            Self::Story(_) => "story",
        }
    }

    /// The scope of a token of this name.
    pub fn of_token(name: &str) -> Option<Self> {
        [Self::Read, Self::Write, Self::Admin].into_iter().find(|scope| scope.name() == name)
    }
}

impl Pass {
    /// Whether it lets anybody in at the time `now`.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.revoked.is_none() && self.until.is_none_or(|until| now < until)
    }
}

/// When an article of a story was first seen, in this text and in its first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The current version.
    pub key: ArticleKey,
    /// When this text was first seen.
    pub seen: Timestamp,
    /// When the article was first seen, in whatever text.
    pub first: Timestamp,
}
