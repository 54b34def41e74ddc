//! `Language`: which language a text is in, and how fully such a text is read.

/// A language that is told from others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Read fully.
    #[default]
    English,
    /// Quotations by its typography and cues.
    French,
    /// The same.
    German,
    /// The same.
    Spanish,
    /// The same.
    Italian,
    /// The same.
    Portuguese,
    /// The same.
    Dutch,
    /// Any other: sentences, and names by their shape.
    Other,
}

/// How much is read of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// All layers.
    Full,
    /// Sentences, names by their shape, quotations by typography and cues; who is credited only where that is
    /// certain; neither figures nor times.
    Quotations,
    /// Sentences, and names by their shape.
    Names,
}

impl Language {
    /// The languages that are named, English first.
    pub const NAMED: [Self; 7] = [
        Self::English,
        Self::French,
        Self::German,
        Self::Spanish,
        Self::Italian,
        Self::Portuguese,
        Self::Dutch,
    ];

    /// The language of a tag as HTML and records give it: "en", "pt-BR".
    pub fn of_tag(tag: &str) -> Self {
        let first = tag.trim().split(['-', '_']).next().unwrap_or_default();
        let named = Self::NAMED.into_iter();
        named
            .clone()
            .find(|l| l.code().is_some_and(|code| code.eq_ignore_ascii_case(first)))
            .unwrap_or(Self::Other)
    }

    /// Its code in ISO 639-1; `None` where it is not told from others.
    pub fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Spanish => "es",
            Self::Italian => "it",
            Self::Portuguese => "pt",
            Self::Dutch => "nl",
            Self::Other => return None,
        })
    }

    /// How much is read of texts in it.
    pub fn level(self) -> Level {
        match self {
            Self::English => Level::Full,
            Self::Other => Level::Names,
            _ => Level::Quotations,
        }
    }
}

impl Level {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Quotations => "quotations",
            Self::Names => "names",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_by_their_first_part() {
        let cases = [("en", Language::English), ("pt-BR", Language::Portuguese), ("DE_at", Language::German)];
        for (tag, language) in cases {
            assert_eq!(Language::of_tag(tag), language);
        }
        assert_eq!(Language::of_tag("ja").level(), Level::Names);
        assert_eq!(Language::of_tag(""), Language::Other);
    }
}
