//! What people and scripts read: JSON and terminal text. Pages come from [`html`]. All escaping lives
//! in this crate.

pub mod feed;
pub mod html;
pub mod json;
pub mod pack;
pub mod positions;
pub mod rows;
pub mod text;
pub mod words;

pub use positions::Offsets;
