//! Boilerplate: bylines, bios, copyright and credit lines; labelled, kept, never analysed.
