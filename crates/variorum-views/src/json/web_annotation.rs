//! Findings as Web Annotations (W3C Recommendation of 23 February 2017): what was found is the body, the words that
//! prove it the target.

use serde_json::{Value, json};
use variorum_core::{Apparatus, Article, Passage, Span, WitnessId};

use crate::html::site::{Home, urls};
use crate::positions::{Offsets, Positions};
use crate::words;

/// Characters before and after quoted words.
const AROUND: usize = 32;

/// All findings of a story as one annotation page, whose address is `page`.
pub(super) fn page(apparatus: &Apparatus, page: &str, home: &Home) -> Value {
    let articles = apparatus.witnesses.iter().map(|witness| witness.annotated.article());
    let positions = articles.map(|article| Positions::new(article, Offsets::Codepoints)).collect();
    let maker = Maker { apparatus, page, home, positions };
    let items: Vec<Value> = maker.quotations().chain(maker.claims()).chain(maker.omissions()).collect();
    json!({"@context": "http://www.w3.org/ns/anno.jsonld", "id": page, "type": "AnnotationPage", "startIndex": 0, "items": items})
}

struct Maker<'a> {
    apparatus: &'a Apparatus,
    page: &'a str,
    home: &'a Home,
    positions: Vec<Positions<'a>>,
}

impl<'a> Maker<'a> {
    fn quotations(&self) -> impl Iterator<Item = Value> + use<'_, 'a> {
        self.apparatus.quotations.iter().enumerate().map(move |(at, quotation)| {
            let speaker = quotation.speaker.as_deref().unwrap_or("speaker not named");
            let spans = quotation.readings.iter().flat_map(|(witness, attribution)| {
                let annotated = self.apparatus.witnesses.get(witness.0).map(|w| &w.annotated);
                let attribution = annotated.and_then(|a| a.layers().attributions.get(*attribution));
                let content = attribution.map_or(&[][..], |a| a.content.as_slice());
                content.iter().map(|span| Passage { witness: *witness, span: *span })
            });
            self.annotation(&format!("u{}", at + 1), "identifying", &format!("quotation: {speaker}"), spans)
        })
    }

    fn claims(&self) -> impl Iterator<Item = Value> + use<'_, 'a> {
        self.apparatus.claims.iter().enumerate().map(move |(at, set)| {
            let says = format!("{}: {}", words::verdict(set.verdict), set.about);
            let passages = set.claims().iter().map(|claim| claim.at);
            self.annotation(&format!("g{}", at + 1), "assessing", &says, passages)
        })
    }

    fn omissions(&self) -> impl Iterator<Item = Value> + use<'_, 'a> {
        let before = self.apparatus.claims.len();
        self.apparatus.omissions.iter().enumerate().map(move |(at, omission)| {
            let letters: Vec<&str> = omission.not_in().iter().filter_map(|id| self.siglum(*id)).collect();
            let says = format!("not found in {}: {}", letters.join(", "), omission.about);
            let passages = omission.carried().iter().copied();
            self.annotation(&format!("g{}", before + at + 1), "assessing", &says, passages)
        })
    }

    fn siglum(&self, id: WitnessId) -> Option<&'a str> {
        self.apparatus.witnesses.get(id.0).map(|witness| witness.siglum.as_str())
    }

    fn annotation(
        &self,
        name: &str,
        motivation: &str,
        says: &str,
        passages: impl Iterator<Item = Passage>,
    ) -> Value {
        let targets: Vec<Value> = passages.filter_map(|passage| self.target(passage)).collect();
        json!({
            "id": format!("{}#{name}", self.page),
            "type": "Annotation",
            "motivation": motivation,
            "body": {"type": "TextualBody", "format": "text/plain", "value": says},
            "target": targets,
        })
    }

    /// The words in the article as it was published, where that has an address, else in ours.
    fn target(&self, passage: Passage) -> Option<Value> {
        let witness = self.apparatus.witnesses.get(passage.witness.0)?;
        let article = witness.annotated.article();
        let own = self.home.article(passage.witness, &witness.siglum);
        let (start, end) = (passage.span.start(), passage.span.end());
        let digest = article.text.id().to_string();
        let lasting = format!("{own}?at={start}-{end}&text={}#at", digest.get(..16).unwrap_or_default());
        let published = article.url.as_deref().and_then(urls::web);
        Some(json!({
            "source": published.unwrap_or(&own),
            "selector": selectors(article, self.positions.get(passage.witness.0)?, passage.span),
            "via": lasting,
        }))
    }
}

/// The words at `span` as a text quote and as a position, which counts the characters of headline, line break and
/// text; and, where the article has an address, as the fragment that leads a browser to them.
pub(super) fn selectors(article: &Article, positions: &Positions<'_>, span: Span) -> Value {
    let text = article.text.as_str();
    let exact = article.text.slice(span);
    let before = text.get(..span.start()).unwrap_or_default();
    let after = text.get(span.end()..).unwrap_or_default();
    let prefix = before
        .char_indices()
        .rev()
        .nth(AROUND - 1)
        .map_or(before, |(at, _)| before.get(at..).unwrap_or_default());
    let suffix =
        after.char_indices().nth(AROUND).map_or(after, |(at, _)| after.get(..at).unwrap_or_default());
    let [start, end] = positions.whole(span);
    let mut selectors = vec![
        json!({"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}),
        json!({"type": "TextPositionSelector", "start": start, "end": end}),
    ];
    let there = article.url.as_deref().and_then(|url| urls::at_words(url, exact));
    if let Some(fragment) =
        there.as_deref().and_then(|there| there.split_once('#')).map(|(_, fragment)| fragment)
    {
        selectors.push(json!({
            "type": "FragmentSelector",
            "conformsTo": "https://wicg.github.io/scroll-to-text-fragment/",
            "value": fragment,
        }));
    }
    Value::Array(selectors)
}
