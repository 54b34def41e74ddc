//! One line of `group`: where an article stands.

use serde::Serialize;
use variorum_core::Article;
use variorum_core::story::Place;

use crate::Offsets;
use crate::positions::{Field, Positions};

#[derive(Serialize)]
pub(super) struct Placement<'a> {
    v: u8,
    id: &'a str,
    story: String,
    lineage: String,
    origin: Option<Origin<'a>>,
    reused: Vec<Reused<'a>>,
    why: String,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Origin<'a> {
    Article(&'a str),
    Agency { agency: &'a str },
}

#[derive(Serialize)]
struct Reused<'a> {
    from: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'static str>,
    span: [usize; 2],
    verbatim: bool,
}

impl<'a> Placement<'a> {
    pub(super) fn new(
        articles: &'a [Article],
        at: usize,
        place: &'a Place,
        offsets: Offsets,
    ) -> Option<Self> {
        let article = articles.get(at)?;
        let id = |at: usize| articles.get(at).map_or("", |article| article.id.as_str());
        let copied = (place.root != at).then(|| Origin::Article(id(place.root)));
        let positions = Positions::new(article, offsets);
        let reused = place.taken.iter().map(|(from, passage)| {
            let (field, span) = positions.of(passage.at);
            let field = (field == Field::Title).then_some("title");
            Reused { from: id(*from), field, span, verbatim: passage.verbatim }
        });
        Some(Self {
            v: super::VERSION,
            id: &article.id,
            story: format!("s{}", place.story),
            lineage: format!("L{}", place.root + 1),
            origin: copied.or_else(|| place.agency.map(|agency| Origin::Agency { agency })),
            reused: reused.collect(),
            why: place.why.words(|at| id(at).to_owned()),
        })
    }
}
