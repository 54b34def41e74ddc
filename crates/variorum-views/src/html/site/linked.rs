//! What a story is in the words of schema.org, as data that other programs read off the page.

use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};
use variorum_core::{Apparatus, Lineage, Quotation, WitnessId};

use super::story::Home;
use super::urls;
use crate::html::marks::excerpt;
use crate::html::within_script;

/// Articles and quotations that are named at most, so that the data stays small beside the page.
const ARTICLES: usize = 25;
const QUOTATIONS: usize = 10;

/// The data of a story. A browser runs no script of this type, and its policy has nothing to allow.
pub(super) fn story(apparatus: &Apparatus, home: &Home) -> Markup {
    let articles: Vec<Value> = (0..apparatus.witnesses.len())
        .filter_map(|at| article(apparatus, home, WitnessId(at)))
        .take(ARTICLES)
        .collect();
    let quotations: Vec<Value> = apparatus
        .quotations
        .iter()
        .filter_map(|said| quotation(apparatus, home, said))
        .take(QUOTATIONS)
        .collect();
    block(&json!({
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": home.address(),
        "name": apparatus.title(),
        "hasPart": articles,
        "mentions": quotations,
    }))
}

/// `data` as an element.
fn block(data: &Value) -> Markup {
    html! { script type="application/ld+json" { (PreEscaped(within_script(&data.to_string()))) } }
}

fn article(apparatus: &Apparatus, home: &Home, id: WitnessId) -> Option<Value> {
    let witness = apparatus.witnesses.get(id.0)?;
    let article = witness.annotated.article();
    let mut fields = json!({
        "@type": "NewsArticle",
        "@id": home.article(id, &witness.siglum),
        "headline": article.headline.map(|span| excerpt(article.text.slice(span).trim())),
        "publisher": article.outlet.as_ref().map(|name| json!({"@type": "Organization", "name": name})),
        "datePublished": article.published.map(crate::json::date),
        "inLanguage": article.language,
        "url": article.url.as_deref().and_then(urls::web),
        "identifier": format!("sha256:{}", article.text.id()),
        "isBasedOn": original(apparatus, home, id),
    });
    if let Value::Object(fields) = &mut fields {
        fields.retain(|_, value| !value.is_null());
    }
    Some(fields)
}

/// The page of the original that an article is counted as a copy of.
fn original(apparatus: &Apparatus, home: &Home, id: WitnessId) -> Option<String> {
    let of_it = |lineage: &&Lineage| lineage.members.contains(&id.0) && lineage.root != id.0;
    let root = WitnessId(apparatus.story.lineages.iter().find(of_it)?.root);
    Some(home.article(root, &apparatus.witnesses.get(root.0)?.siglum))
}

/// What was said in words, in its first printing.
fn quotation(apparatus: &Apparatus, home: &Home, said: &Quotation) -> Option<Value> {
    let (id, at) = *said.readings.first()?;
    let witness = apparatus.witnesses.get(id.0)?;
    let attribution = witness.annotated.layers().attributions.get(at)?;
    let words: Vec<&str> = attribution.quoted.iter().map(|span| witness.annotated.slice(*span)).collect();
    let speaker = said.speaker.as_deref()?;
    (!words.is_empty()).then(|| {
        json!({
            "@type": "Quotation",
            "text": excerpt(&words.join(" … ")),
            "spokenByCharacter": {"@type": "Person", "name": speaker, "@id": format!("/speaker/{}", urls::escape(speaker))},
            "isPartOf": {"@id": home.article(id, &witness.siglum)},
        })
    })
}
