//! Bytes to articles: plain text, records, HTML. Opens no file and no socket.

mod boilerplate;
mod charset;
mod dates;
mod docx;
mod error;
mod feed;
mod html;
mod mhtml;
mod packing;
mod plain;
mod record;
mod table;
mod warc;
mod writer;

pub use error::{Error, ErrorKind};
pub use feed::{Feed, FeedArticle, read_feed};
pub use html::{BLOCKS, Forest, described_blocks, read_fetched_page, read_html, read_page};
pub use packing::{Unpacked, name_unpacked, unpack, unpack_named};
pub use plain::read_plain;
pub use record::read_record;
pub use table::{Cells, Table};
pub use warc::{HttpPage, Warc, WarcCounts, WarcRecord};
