//! The columns of each table, in their order. What they hold stands in docs/reference/export.md.

use super::parquet::{Column, Type};
use crate::cli::store::Kind;

use Type::{Number, Whole, Words};

const ARTICLE: [Column; 6] = [
    ("key", Words),
    ("id", Words),
    ("outlet", Words),
    ("published", Words),
    ("story", Words),
    ("origin", Words),
];
const ARTICLES: [Column; 11] = [
    ("title", Words),
    ("url", Words),
    ("language", Words),
    ("words", Whole),
    ("versions", Whole),
    ("copied_from", Words),
    ("copied_share", Number),
    ("agency", Words),
    ("why", Words),
    ("sha256", Words),
    ("seen", Words),
];
const PLACE: [Column; 4] = [("field", Words), ("start", Whole), ("end", Whole), ("words", Words)];
const QUOTATIONS: [Column; 2] = [("kind", Words), ("speaker", Words)];
const FIGURES: [Column; 6] = [
    ("value", Number),
    ("least", Number),
    ("most", Number),
    ("unit", Words),
    ("counted", Words),
    ("speaker", Words),
];
const STORIES: [Column; 9] = [
    ("story", Words),
    ("title", Words),
    ("first", Words),
    ("last", Words),
    ("articles", Whole),
    ("origins", Whole),
    ("outlets", Words),
    ("publishers", Whole),
    ("related", Words),
];
const LINEAGES: [Column; 3] = [("copied_from", Words), ("copied_share", Number), ("why", Words)];
const JUDGEMENTS: [Column; 12] = [
    ("number", Whole),
    ("at", Words),
    ("kind", Words),
    ("ruling", Words),
    ("speaker", Words),
    ("about", Words),
    ("note", Words),
    ("sha256", Words),
    ("start", Whole),
    ("end", Whole),
    ("words", Words),
    ("target", Words),
];

/// The columns of a table, with the texts of articles where they are asked for.
pub(super) fn columns(kind: Kind, texts: bool) -> Vec<Column> {
    match kind {
        Kind::Articles => {
            let text: &[Column] = if texts { &[("text", Words)] } else { &[] };
            [&ARTICLE, &ARTICLES[..], text].concat()
        }
        Kind::Quotations => [&ARTICLE, &PLACE[..], &QUOTATIONS].concat(),
        Kind::Figures => [&ARTICLE, &PLACE[..], &FIGURES].concat(),
        Kind::Stories => STORIES.to_vec(),
        Kind::Lineages => [&ARTICLE, &LINEAGES[..]].concat(),
        Kind::Judgements => JUDGEMENTS.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use clap::ValueEnum;

    use super::*;

    #[test]
    fn every_column_stands_in_the_data_dictionary() {
        let page = include_str!("../../../../../../docs/reference/export.md");
        for kind in Kind::value_variants() {
            for (name, _) in columns(*kind, true) {
                assert!(page.contains(&format!("`{name}`")), "{kind:?}: {name}");
            }
        }
    }
}
