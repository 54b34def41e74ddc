//! `Page`: an article with what its page says beside the text.

use crate::article::{Article, DocumentDate};
use crate::text::Span;

/// One page as it was read.
#[derive(Clone, Debug)]
pub struct Page {
    /// The article.
    pub article: Article,
    /// Who wrote it: one person each, without "By", degrees and roles.
    pub authors: Vec<String>,
    /// When it was last changed, where the page says so.
    pub modified: Option<DocumentDate>,
    /// The agency that it came from.
    pub credit: Option<Credit>,
    /// What makes the page less than a whole article, in the order of [`PageFlag`].
    pub flags: Vec<PageFlag>,
}

/// The agency that a text names as its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    /// Its name as it is written.
    pub agency: String,
    /// Where the text says so.
    pub span: Span,
}

/// What a reader should know before trusting that a page holds a whole article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PageFlag {
    /// The page says that it is not free, and shows little.
    Paywall,
    /// The page asks for consent, or for proof of being human, and shows little else.
    Consent,
    /// The page is a stream of updates.
    LiveBlog,
    /// The page lists other pages.
    IndexPage,
    /// Fewer words than an article has.
    TooShort,
    /// Bytes were no characters and were replaced.
    BrokenEncoding,
    /// The input was longer than what is read, and was cut.
    Cut,
}

impl PageFlag {
    /// The name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paywall => "paywall",
            Self::Consent => "consent",
            Self::LiveBlog => "live-blog",
            Self::IndexPage => "index-page",
            Self::TooShort => "too-short",
            Self::BrokenEncoding => "broken-encoding",
            Self::Cut => "cut",
        }
    }
}
