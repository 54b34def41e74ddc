//! OPML 2.0: lists of subscriptions, as readers of feeds exchange them.

use serde_json::Value;
use variorum_ingest::read_feed;

use crate::{Subscription, Target};

/// One subscription of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Its address, as it is written.
    pub address: String,
    /// Its name.
    pub title: Option<String>,
}

/// The subscriptions of a list; folders are passed through. Empty for anything else.
pub fn read_opml(bytes: &[u8]) -> Vec<Outline> {
    let list = read_feed(bytes).ok().filter(|list| list.version == "opml");
    let entries = list.map(|list| list.entries).unwrap_or_default();
    let text = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let outline =
        |entry: &Value| Some(Outline { address: text(entry, "link")?, title: text(entry, "title") });
    entries.iter().filter_map(outline).collect()
}

/// A list of subscriptions, as OPML. User names and passwords are left out.
pub fn write_opml(subscriptions: &[Subscription]) -> String {
    let mut list = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>Subscriptions</title></head>\n<body>\n",
    );
    for subscription in subscriptions {
        let address = subscription.address();
        let title = subscription.title.as_deref().map(str::trim).filter(|title| !title.is_empty());
        let title = title.unwrap_or(&address);
        // Readers know no other type; what is no feed is told by what it holds when it is read again.
        list.push_str(&format!(
            "<outline type=\"rss\" text=\"{0}\" title=\"{0}\" xmlUrl=\"{1}\"/>\n",
            escaped(title),
            escaped(&address)
        ));
    }
    list.push_str("</body>\n</opml>\n");
    list
}

/// Text for the value of an attribute; what no XML document may hold is left out.
fn escaped(text: &str) -> String {
    let mut output = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => output.push_str("&amp;"),
            '<' => output.push_str("&lt;"),
            '>' => output.push_str("&gt;"),
            '"' => output.push_str("&quot;"),
            '\n' | '\t' => output.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => (),
            c => output.push(c),
        }
    }
    output
}

impl Outline {
    /// The address that it stands for.
    ///
    /// # Errors
    /// As [`Target::parse`]. Feed readers write `feed:` in front of addresses; it is left out.
    pub fn target(&self) -> Result<Target, crate::Error> {
        let bare = self.address.strip_prefix("feed://").unwrap_or(&self.address);
        Target::parse(bare.strip_prefix("feed:").unwrap_or(bare))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Kind;

    #[test]
    fn lists_are_read_through_their_folders() {
        let list = "<opml><body><outline text='News'><outline text='Coast' xmlUrl='https://a.example/f?a=1&amp;b' />\
            <outline title='Bay' text='x' XMLURL='feed://b.example/f'></outline></outline><outline xmlUrl=''/></body>";
        let found = read_opml(list.as_bytes());
        let rows: Vec<_> =
            found.iter().map(|o| (o.target().unwrap().to_string(), o.title.clone().unwrap())).collect();
        assert_eq!(
            rows,
            [
                ("https://a.example/f?a=1&b".to_owned(), "Coast".to_owned()),
                ("https://b.example/f".to_owned(), "Bay".to_owned())
            ]
        );
        assert_eq!(read_opml(b"<html>"), []);
    }

    #[test]
    fn passwords_are_not_exported() {
        let target = Target::parse("https://ann:secret@a.example/f").unwrap();
        let list = write_opml(&[Subscription::new(&target, Kind::Feed, 0)]);
        assert!(list.contains("https://a.example/f") && !list.contains("secret"), "{list}");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(title in "\\PC{1,40}", path in "[a-z&<>\"'?=]{0,20}") {
            let target = Target::parse(&format!("https://a.example/{path}")).unwrap();
            let mut subscription = Subscription::new(&target, Kind::Feed, 0);
            subscription.title = Some(title.clone());
            let read = read_opml(write_opml(&[subscription]).as_bytes());
            prop_assert_eq!(read.len(), 1);
            prop_assert_eq!(read[0].target().unwrap(), target.clone());
            prop_assert_eq!(read[0].title.as_deref().unwrap_or_default().trim(), if title.trim().is_empty() { target.as_str() } else { title.trim() });
        }
    }
}
