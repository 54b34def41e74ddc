//! A lenient reader of XML: tokens in order, and whether the text is well-formed.
//!
//! Entities that a document declares are never expanded; those of HTML are known.

use crate::html::reference;

/// A piece of a document.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Token {
    Start { name: String, attributes: Vec<(String, String)>, empty: bool },
    End { name: String },
    Text(String),
}

/// Reads tokens until the end.
pub(crate) struct Markup<'t> {
    text: &'t str,
    at: usize,
    /// The first thing that is not well-formed.
    pub(super) fault: Option<&'static str>,
}

impl<'t> Markup<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self { text, at: 0, fault: None }
    }

    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn fault(&mut self, what: &'static str) {
        self.fault.get_or_insert(what);
    }

    /// Skips to after `end`; to the end of the text, which is a fault, where there is none.
    fn past(&mut self, end: &str) -> &'t str {
        let rest = self.rest();
        match rest.split_once(end) {
            Some((inside, _)) => {
                self.at += inside.len() + end.len();
                inside
            }
            None => {
                self.fault("something is not closed");
                self.at = self.text.len();
                rest
            }
        }
    }

    /// A declaration of the document type with what it holds in brackets.
    fn doctype(&mut self) {
        let rest = self.rest();
        let (open, close) = (rest.find('['), rest.find('>'));
        if open.is_some_and(|open| close.is_some_and(|close| open < close)) {
            self.past("]");
        }
        self.past(">");
    }

    fn text(&mut self) -> Token {
        let rest = self.rest();
        let end = rest.find('<').unwrap_or(rest.len());
        self.at += end;
        let text = self.decoded(rest.get(..end).unwrap_or_default());
        Token::Text(text)
    }

    /// Text with its references decoded; a reference that is none stands for itself.
    fn decoded(&mut self, text: &str) -> String {
        let mut decoded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('&') {
            let (before, after) = rest.split_at_checked(at).unwrap_or_default();
            decoded.push_str(before);
            let length = after.bytes().take(40).position(|b| b == b';').map_or(0, |at| at + 1);
            let name = after.get(..length).unwrap_or_default();
            match reference(name) {
                Some(characters) => decoded.push_str(&characters),
                None if length > 0 => decoded.push_str(name),
                None => {
                    self.fault("an ampersand stands alone");
                    decoded.push('&');
                }
            }
            rest = after.get(length.max(1)..).unwrap_or_default();
        }
        decoded.push_str(rest);
        decoded
    }

    fn end_tag(&mut self) -> Token {
        self.at += 2;
        let name = self.past(">").trim().to_owned();
        Token::End { name }
    }

    fn start_tag(&mut self) -> Token {
        self.at += 1;
        let name = self.word();
        let mut attributes = Vec::new();
        loop {
            self.skip_space();
            let rest = self.rest();
            if rest.starts_with("/>") {
                self.at += 2;
                return Token::Start { name, attributes, empty: true };
            }
            if rest.starts_with('>') {
                self.at += 1;
                return Token::Start { name, attributes, empty: false };
            }
            if rest.is_empty() || rest.starts_with('<') {
                self.fault("a tag is not closed");
                return Token::Start { name, attributes, empty: false };
            }
            attributes.extend(self.attribute());
        }
    }

    fn attribute(&mut self) -> Option<(String, String)> {
        let name = self.word();
        if name.is_empty() {
            self.fault("a tag holds what is no attribute");
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
            return None;
        }
        self.skip_space();
        if !self.rest().starts_with('=') {
            self.fault("an attribute has no value");
            return Some((name, String::new()));
        }
        self.at += 1;
        self.skip_space();
        let quote = self.rest().chars().next().filter(|c| matches!(c, '"' | '\''));
        let raw = match quote {
            Some(quote) => {
                self.at += 1;
                self.past(quote.encode_utf8(&mut [0; 4]))
            }
            None => {
                self.fault("a value is not quoted");
                let rest = self.rest();
                let end = rest.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(rest.len());
                self.at += end;
                rest.get(..end).unwrap_or_default()
            }
        };
        let value = self.decoded(raw);
        Some((name, value))
    }

    fn word(&mut self) -> String {
        let rest = self.rest();
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/' | '<' | '"' | '\''))
            .unwrap_or(rest.len());
        self.at += end;
        rest.get(..end).unwrap_or_default().to_owned()
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }
}

impl Iterator for Markup<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let rest = self.rest();
            let second = rest.chars().nth(1);
            if rest.is_empty() {
                return None;
            } else if !rest.starts_with('<') {
                return Some(self.text());
            } else if rest.starts_with("<!--") {
                self.at += 4;
                self.past("-->");
            } else if rest.starts_with("<![CDATA[") {
                self.at += 9;
                return Some(Token::Text(self.past("]]>").to_owned()));
            } else if rest.starts_with("<?") {
                self.past("?>");
            } else if rest.starts_with("<!") {
                self.doctype();
            } else if rest.starts_with("</") {
                return Some(self.end_tag());
            } else if second.is_some_and(|c| c.is_alphabetic() || c == '_' || c == ':') {
                return Some(self.start_tag());
            } else {
                self.fault("a less-than sign stands alone");
                self.at += 1;
                return Some(Token::Text("<".to_owned()));
            }
        }
    }
}
