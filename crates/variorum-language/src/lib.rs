//! Article to annotated article: tokens, sentences, entities, attributions, times, figures, statements.
//!
//! Pure: no file, clock, environment or random order. Analysis cannot fail; flaws in the material are
//! problems in the layers.

mod attributions;
mod entities;
mod figures;
#[cfg(test)]
mod naming_tests;
mod sentences;
mod speakers;
mod statements;
mod timexes;

use variorum_core::{Annotated, Article, Layers, tokens};

/// Reads the layers off an article. Each annotator sees the layers above it.
pub fn annotate(article: Article) -> Annotated {
    let mut layers = Layers { tokens: tokens(&article.text, article.text.whole()), ..Layers::default() };
    layers.sentences = sentences::find(&article, &layers);
    layers.entities = entities::find(&article, &layers);
    let (attributions, problems) = attributions::find(&article, &layers);
    layers.attributions = attributions;
    layers.problems.extend(problems);
    speakers::resolve(&article, &mut layers);
    layers.timexes = timexes::find(&article, &layers);
    layers.figures = figures::find(&article, &layers);
    layers.statements = statements::find(&article, &layers);
    Annotated::new(article, layers)
}
