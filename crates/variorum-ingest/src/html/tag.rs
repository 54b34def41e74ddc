//! The elements that matter to reading an article, after the HTML standard.

/// What an element is. Elements that change nothing for a reader are [`Tag::Inline`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// Not an element: characters.
    Text,
    Anchor,
    Article,
    Body,
    Break,
    Cell,
    Definition,
    Division,
    /// Menus, asides, media, footers: never part of the text.
    Dropped,
    /// A form: dropped unless a whole page stands in it.
    Form,
    Head,
    /// `h1`.
    Title,
    /// `h2` to `h6`.
    Heading,
    Header,
    Html,
    Inline,
    Item,
    Link,
    List,
    Main,
    Meta,
    /// A paragraph.
    Paragraph,
    Preformatted,
    Quotation,
    Row,
    /// `script`: data for the reader of metadata, dropped from the text.
    Script,
    Table,
    Time,
    /// `title` in the head.
    PageTitle,
    /// A vector graphic; its `title` is none of the page.
    Graphic,
    /// An element without content.
    Void,
}

impl Tag {
    /// The tag of a lower-case name.
    pub(super) fn of(name: &[u8]) -> Self {
        match name {
            b"a" => Self::Anchor,
            b"article" => Self::Article,
            b"body" => Self::Body,
            b"br" => Self::Break,
            b"td" | b"th" | b"caption" => Self::Cell,
            b"dt" | b"dd" => Self::Definition,
            b"div" | b"section" | b"center" | b"details" | b"summary" | b"figure" | b"hgroup"
            | b"fieldset" | b"address" => Self::Division,
            b"form" => Self::Form,
            b"head" => Self::Head,
            b"h1" => Self::Title,
            b"h2" | b"h3" | b"h4" | b"h5" | b"h6" => Self::Heading,
            b"header" => Self::Header,
            b"html" => Self::Html,
            b"li" => Self::Item,
            b"link" => Self::Link,
            b"ul" | b"ol" | b"dl" => Self::List,
            b"main" => Self::Main,
            b"meta" => Self::Meta,
            b"p" => Self::Paragraph,
            b"pre" | b"xmp" | b"plaintext" | b"listing" => Self::Preformatted,
            b"blockquote" => Self::Quotation,
            b"tr" => Self::Row,
            b"script" => Self::Script,
            b"table" | b"tbody" | b"thead" | b"tfoot" => Self::Table,
            b"time" => Self::Time,
            b"title" => Self::PageTitle,
            b"svg" | b"math" => Self::Graphic,
            _ => Self::rest(name),
        }
    }

    fn rest(name: &[u8]) -> Self {
        match name {
            b"aside" | b"audio" | b"button" | b"canvas" | b"datalist" | b"dialog" | b"figcaption"
            | b"footer" | b"frameset" | b"iframe" | b"map" | b"menu" | b"nav" | b"noembed" | b"noframes"
            | b"noscript" | b"object" | b"optgroup" | b"option" | b"search" | b"select" | b"style"
            | b"template" | b"textarea" | b"video" => Self::Dropped,
            b"area" | b"base" | b"col" | b"embed" | b"hr" | b"img" | b"input" | b"param" | b"source"
            | b"track" | b"wbr" => Self::Void,
            // Custom elements are laid out as blocks more often than not.
            _ if name.contains(&b'-') => Self::Division,
            _ => Self::Inline,
        }
    }

    /// Whether the element has no content, and so no end.
    pub(super) fn is_void(self) -> bool {
        matches!(self, Self::Break | Self::Link | Self::Meta | Self::Void | Self::Text)
    }

    /// Whether the element stands in a line of text.
    pub(super) fn is_inline(self) -> bool {
        matches!(
            self,
            Self::Anchor
                | Self::Break
                | Self::Inline
                | Self::Link
                | Self::Meta
                | Self::Time
                | Self::Void
                | Self::Text
                | Self::PageTitle
                | Self::Script
                | Self::Graphic
        )
    }

    /// Whether an end tag further out does not reach through the element.
    pub(super) fn is_wall(self) -> bool {
        matches!(self, Self::Cell | Self::Graphic)
    }

    /// Whether nothing in the element is text of the page.
    pub(super) fn is_dropped(self) -> bool {
        matches!(self, Self::Dropped | Self::Script | Self::PageTitle | Self::Graphic | Self::Head)
    }
}
