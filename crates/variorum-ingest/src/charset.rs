//! Charsets: byte order marks, declared and detected encodings.
