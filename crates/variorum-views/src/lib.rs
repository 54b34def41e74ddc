//! What people and scripts read: JSON and terminal text. Pages come from [`html`]. All escaping lives
//! in this crate.

pub mod html;
pub mod json;
pub mod positions;
pub mod text;

pub use positions::Offsets;
