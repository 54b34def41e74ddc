//! Bytes to articles: plain text, records, HTML. Opens no file and no socket.

mod boilerplate;
mod charset;
mod dates;
mod error;
mod html;
mod plain;
mod record;
mod writer;

pub use error::{Error, ErrorKind};
pub use html::read_html;
pub use plain::read_plain;
pub use record::read_record;
