//! Mentions: runs of capitalised words, cut at titles and demonyms and classed by evidence.

use variorum_core::{Article, CountryCode, EntityKind, Gender, Layers, Span, Text, Token, TokenKind};

use super::tables::{Listed, look_up};

/// One naming, before namings of one thing are joined.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mention {
    pub span: Span,
    pub kind: EntityKind,
    pub role: Option<Span>,
    pub gender: Option<Gender>,
    pub country: Option<CountryCode>,
    pub adjectival: bool,
    /// Rests on a table, a title or a head noun rather than on capitals alone.
    pub firm: bool,
}

/// Longest run of capitalised words that is read as a name.
const LONGEST: usize = 8;

pub(super) fn find(article: &Article, layers: &Layers) -> Vec<Mention> {
    let mut found = Vec::new();
    for sentence in &layers.sentences {
        let tokens = layers.tokens_in(*sentence);
        let titled = is_titled(&article.text, tokens);
        let mut reader = Reader { text: &article.text, tokens, titled, found: &mut found };
        reader.read();
    }
    found
}

/// Whether nearly every long word is capitalised and no stop ends it, so that capitals are no evidence.
fn is_titled(text: &Text, tokens: &[Token]) -> bool {
    let long = tokens.iter().filter(|t| t.kind == TokenKind::Word && t.span.len() > 3);
    let (capital, all) =
        long.fold((0, 0), |(c, n), t| (c + usize::from(is_capital(text.slice(t.span))), n + 1));
    let stopped = tokens.last().is_some_and(|t| text.slice(t.span).ends_with('.'));
    all > 3 && !stopped && capital * 5 >= all * 4
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

struct Reader<'a> {
    text: &'a Text,
    tokens: &'a [Token],
    titled: bool,
    found: &'a mut Vec<Mention>,
}

impl Reader<'_> {
    fn read(&mut self) {
        let mut at = 0;
        while at < self.tokens.len() {
            let len = self.run_len(at);
            if len > 0 {
                self.cut(at, at + len);
            }
            at += len.max(1);
        }
    }

    fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    /// The word at `at` without a possessive ending; empty when there is none.
    fn word(&self, at: usize) -> &str {
        let word =
            self.token(at).filter(|t| t.kind == TokenKind::Word).map_or("", |t| self.text.slice(t.span));
        word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
    }

    fn is_possessive(&self, at: usize) -> bool {
        self.token(at).is_some_and(|t| t.span.len() != self.word(at).len())
    }

    fn raw(&self, at: usize) -> &str {
        self.token(at).map_or("", |t| self.text.slice(t.span))
    }

    fn names(&self, at: usize) -> bool {
        let word = self.word(at);
        is_capital(word) && !matches!(look_up(word), Some(Listed::Break | Listed::Function))
    }

    /// How many tokens from `at` make one run of capitalised words.
    fn run_len(&self, at: usize) -> usize {
        if !self.names(at) {
            return 0;
        }
        let mut end = at + 1;
        while end - at < LONGEST && !self.is_possessive(end - 1) {
            let Some(more) = self.continues(at, end) else { break };
            end += more;
        }
        end - at
    }

    /// How many tokens carry the run `from..end` on.
    fn continues(&self, from: usize, end: usize) -> Option<usize> {
        if self.names(end) {
            return Some(1);
        }
        let touches = |i: usize| {
            self.token(i - 1).zip(self.token(i)).is_some_and(|(a, b)| a.span.end() == b.span.start())
        };
        let known = |i: usize| matches!(look_up(self.word(i)), Some(Listed::Country(_)));
        match self.raw(end) {
            "." if touches(end) && self.word(end - 1).len() <= 4 && self.names(end + 1) => Some(2),
            "-" if touches(end)
                && touches(end + 1)
                && self.names(end + 1)
                && !known(end - 1)
                && !known(end + 1) =>
            {
                Some(2)
            }
            "&" if self.names(end + 1) => Some(2),
            "von" | "van" | "de" | "da" | "bin" | "al" | "el" | "der" | "del" | "la" | "dos"
                if self.names(end + 1) =>
            {
                Some(2)
            }
            "of" if self.names(end + 1) && self.takes_of(from, end) => Some(2),
            "of" if self.raw(end + 1) == "the" && self.names(end + 2) && self.takes_of(from, end) => Some(3),
            _ => None,
        }
    }

    fn takes_of(&self, from: usize, end: usize) -> bool {
        (from..end).any(|i| matches!(look_up(self.word(i)), Some(Listed::OrganizationHead)))
            || matches!(self.word(end - 1), "Gulf" | "Republic" | "Bay" | "Strait" | "Isle")
    }

    fn span(&self, from: usize, to: usize) -> Option<Span> {
        let (first, last) = (self.token(from)?, self.token(to.checked_sub(1)?)?);
        let cut = self.is_possessive(to - 1).then(|| last.span.start() + self.word(to - 1).len());
        self.text.span(first.span.start()..cut.unwrap_or(last.span.end()))
    }

    fn listed(&self, from: usize, to: usize) -> Option<Listed> {
        self.span(from, to).and_then(|span| look_up(self.text.slice(span)))
    }

    /// Cuts the run at demonyms, known names and titles, and keeps the pieces.
    fn cut(&mut self, from: usize, to: usize) {
        let mut at = from;
        let mut title: Option<(usize, usize)> = None;
        while at < to {
            if !is_capital(self.word(at)) {
                at += 1;
                continue;
            }
            let is_head = self.listed(to - 1, to) == Some(Listed::OrganizationHead) && to - at > 1;
            let two = if at + 2 <= to { self.listed(at, at + 2) } else { None };
            let demonym = match (two, self.listed(at, at + 1)) {
                (Some(Listed::Demonym(code)), _) => Some((code, 2)),
                (_, Some(Listed::Demonym(code))) => Some((code, 1)),
                _ => None,
            };
            if let Some((code, len)) = demonym.filter(|_| !is_head) {
                self.keep_demonym(at, at + len, code);
                at += len;
                continue;
            }
            if self.listed(at, at + 1) == Some(Listed::Title) && !is_head {
                title = Some((title.map_or(at, |t| t.0), at + 1));
                at += 1;
                continue;
            }
            let end = self.piece_end(at, to);
            self.keep(at, end, title.take());
            at = end;
        }
    }

    /// Where the piece from `at` ends: before a title inside the run, or after a known place or body.
    fn piece_end(&self, at: usize, to: usize) -> usize {
        let title = |i: &usize| self.listed(*i, *i + 1) == Some(Listed::Title);
        let limit = if self.listed(to - 1, to) == Some(Listed::OrganizationHead) {
            to
        } else {
            (at + 1..to).find(title).unwrap_or(to)
        };
        limit.max(at + 1)
    }

    fn keep_demonym(&mut self, from: usize, to: usize, code: CountryCode) {
        if let Some(span) = self.span(from, to) {
            let kind = EntityKind::Place;
            self.found.push(Mention {
                span,
                kind,
                role: None,
                gender: None,
                country: Some(code),
                adjectival: true,
                firm: true,
            });
        }
    }

    fn keep(&mut self, from: usize, to: usize, title: Option<(usize, usize)>) {
        let Some(span) = self.span(from, to) else { return };
        let role = title.and_then(|(a, b)| self.span(a, b));
        let gender = self.gender(from, title);
        let (kind, country, firm) = self.class(from, to, title.is_some());
        let alone = to - from == 1 && from == 0 && self.tokens.len() > 1;
        if !firm && (self.titled || alone && !self.says(to)) {
            return;
        }
        let person = kind == EntityKind::Person;
        self.found.push(Mention {
            span,
            kind,
            role: role.filter(|_| person),
            gender: gender.filter(|_| person),
            country,
            adjectival: false,
            firm,
        });
    }

    fn gender(&self, from: usize, title: Option<(usize, usize)>) -> Option<Gender> {
        let by_title = title.and_then(|(a, _)| match self.word(a) {
            "Mr" | "Sir" | "Lord" | "King" | "Prince" | "Spokesman" => Some(Gender::Male),
            "Mrs" | "Ms" | "Miss" | "Dame" | "Lady" | "Queen" | "Princess" | "Spokeswoman" => {
                Some(Gender::Female)
            }
            _ => None,
        });
        by_title.or_else(|| match self.listed(from, from + 1) {
            Some(Listed::Female) => Some(Gender::Female),
            Some(Listed::Male) => Some(Gender::Male),
            _ => None,
        })
    }

    /// Kind, country and whether more than capitals speak for it.
    fn class(&self, from: usize, to: usize, titled: bool) -> (EntityKind, Option<CountryCode>, bool) {
        use EntityKind::{Organization, Person, Place};
        match self.listed(from, to) {
            Some(Listed::Country(code) | Listed::City(code)) => return (Place, Some(code), true),
            Some(Listed::Place) => return (Place, None, true),
            Some(Listed::Organization) => return (Organization, None, true),
            _ => {}
        }
        if titled {
            return (Person, None, true);
        }
        let head = |i| self.listed(i, i + 1);
        if (from..to).any(|i| head(i) == Some(Listed::OrganizationHead)) {
            return (Organization, None, to - from > 1);
        }
        if to - from > 1 && (head(to - 1) == Some(Listed::PlaceHead) || head(from) == Some(Listed::PlaceHead))
        {
            return (Place, None, true);
        }
        if to - from > 1 && matches!(head(from), Some(Listed::Female | Listed::Male)) {
            return (Person, None, true);
        }
        let word = self.word(from);
        if to - from == 1 && word.len() > 1 && word.chars().all(|c| c.is_uppercase() || c == '.') {
            return (Organization, None, !self.titled);
        }
        (self.class_by_place(from, to), None, false)
    }

    fn class_by_place(&self, from: usize, to: usize) -> EntityKind {
        let before = from.checked_sub(1).map_or("", |i| self.raw(i));
        match before {
            "in" | "near" | "at" | "across" | "throughout" | "outside" => EntityKind::Place,
            "the" | "The" => EntityKind::Organization,
            _ if to - from > 1 || self.says(to) => EntityKind::Person,
            _ if matches!(self.listed(from, to), Some(Listed::Female | Listed::Male)) => EntityKind::Person,
            _ => EntityKind::Other,
        }
    }

    fn says(&self, at: usize) -> bool {
        let after = [at, at + 1].map(|i| self.raw(i));
        let before = at.checked_sub(2).map_or("", |i| self.raw(i));
        after.iter().any(|w| matches!(*w, "said" | "says" | "told" | "added" | "wrote"))
            || matches!(before, "said" | "says" | "added")
    }
}
