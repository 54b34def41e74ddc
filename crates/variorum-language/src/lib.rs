//! Article to annotated article: tokens, sentences, entities, attributions, times, figures, statements.
//!
//! Pure: no file, clock, environment or random order. Analysis cannot fail; flaws in the material are
//! problems in the layers.

pub mod attributions;
mod entities;
mod figures;
mod languages;
#[cfg(test)]
mod naming_tests;
mod numerals;
pub mod parts;
pub mod recognizer;
mod sentences;
mod speakers;
mod statements;
mod timexes;

use variorum_core::{Annotated, Article, Layers, Level, tokens};

/// Reads the layers off an article. Each annotator sees the layers above it.
pub fn annotate(article: Article) -> Annotated {
    let mut layers = Layers { tokens: tokens(&article.text, article.text.whole()), ..Layers::default() };
    layers.language = languages::identify(&article, &layers.tokens);
    layers.sentences = sentences::find(&article, &layers);
    layers.entities = entities::find(&article, &layers);
    let (attributions, problems) = attributions::find(&article, &layers);
    layers.attributions = attributions;
    layers.problems.extend(problems);
    speakers::resolve(&article, &mut layers);
    if layers.language.level() == Level::Full {
        layers.timexes = timexes::find(&article, &layers);
        layers.figures = figures::find(&article, &layers);
        layers.statements = statements::find(&article, &layers);
    }
    Annotated::new(article, layers)
}

/// The words of `tokens` as the recognizer reads them: possessive endings stand apart.
pub fn words_of<'a>(
    text: &'a variorum_core::Text,
    tokens: &[variorum_core::Token],
) -> Vec<recognizer::Word<'a>> {
    let mut words = Vec::with_capacity(tokens.len() + tokens.len() / 16);
    for token in tokens {
        let (whole, start) = (text.slice(token.span), token.span.start());
        let ending = ["'s", "’s", "'S", "’S"].iter().find_map(|ending| whole.strip_suffix(ending));
        let cut = ending.filter(|stem| !stem.is_empty()).map_or(whole.len(), str::len);
        let (stem, ending) = whole.split_at(cut);
        words.push(recognizer::Word { text: stem, start });
        if !ending.is_empty() {
            words.push(recognizer::Word { text: ending, start: start + cut });
        }
    }
    words
}
