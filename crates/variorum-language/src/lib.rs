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
    annotate_watched(article, &mut |_| {})
}

/// The same; `done` is called with the name of each annotator when it is through, so that whoever has a
/// clock can tell what each costs.
pub fn annotate_watched(article: Article, done: &mut impl FnMut(&'static str)) -> Annotated {
    let mut layers = Layers { tokens: tokens(&article.text, article.text.whole()), ..Layers::default() };
    done("tokens");
    layers.language = languages::identify(&article, &layers.tokens);
    layers.sentences = sentences::find(&article, &layers);
    done("sentences");
    layers.entities = entities::find(&article, &layers);
    done("names");
    let (attributions, problems) = attributions::find(&article, &layers);
    layers.attributions = attributions;
    layers.problems.extend(problems);
    done("attributions");
    speakers::resolve(&article, &mut layers);
    done("speakers");
    if layers.language.level() == Level::Full {
        layers.timexes = timexes::find(&article, &layers);
        done("times");
        layers.figures = figures::find(&article, &layers);
        done("figures");
        layers.statements = statements::find(&article, &layers);
        done("statements");
    }
    Annotated::new(article, layers)
}

/// The trained models that are built in, each with the name of its file.
pub fn models() -> [(&'static str, &'static [u8]); 2] {
    [("attributions.vam", attributions::BUILT_IN), ("names.vnm", recognizer::BUILT_IN)]
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
