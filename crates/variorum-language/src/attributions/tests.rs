use proptest::prelude::*;
use variorum_core::{Article, Attribution, Text};

fn article(body: &str) -> Article {
    let record = format!("{{\"id\":\"a\",\"text\":{}}}", quoted_json(body));
    variorum_ingest::read_record(&record).unwrap()
}

fn quoted_json(body: &str) -> String {
    let escaped: String = body
        .chars()
        .map(|c| match c {
            '"' => "\\\"".to_owned(),
            '\\' => "\\\\".to_owned(),
            '\n' => "\\n".to_owned(),
            '\t' => "\\t".to_owned(),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

fn read(body: &str) -> (Text, Vec<Attribution>) {
    let annotated = crate::annotate(article(body));
    (annotated.article().text.clone(), annotated.layers().attributions.clone())
}

/// One line per attribution: source | cue | content / content | the verbatim words / words.
#[track_caller]
fn check(body: &str, expect: &[&str]) {
    let (text, found) = read(body);
    let join =
        |spans: &[variorum_core::Span]| spans.iter().map(|s| text.slice(*s)).collect::<Vec<_>>().join(" / ");
    let lines: Vec<String> = found
        .iter()
        .map(|a| {
            let source = a.source.map_or("-", |s| text.slice(s));
            format!("{source} | {} | {} | {}", join(&a.cue), join(&a.content), join(&a.quoted))
        })
        .collect();
    assert_eq!(lines, expect, "in {body:?}");
}

/// The same, of an article in another language.
#[track_caller]
fn check_abroad(language: &str, body: &str, expect: &[&str]) {
    let mut article = article(body);
    article.language = Some(language.to_owned());
    let read = crate::annotate(article);
    let text = |span: variorum_core::Span| read.slice(span);
    let lines: Vec<String> = (read.layers().attributions.iter())
        .map(|a| {
            let quoted: Vec<&str> = a.quoted.iter().map(|s| text(*s)).collect();
            format!("{} | {}", a.source.map_or("-", text), quoted.join(" / "))
        })
        .collect();
    assert_eq!(lines, expect, "in {body:?}");
}

#[test]
fn other_languages_are_read_by_their_typography() {
    check_abroad("fr", "« Le pont tient », a dit Ada Moss.", &["Ada Moss | Le pont tient"]);
    check_abroad("fr", "« Non, a-t-elle dit, jamais. »", &["elle | Non / jamais."]);
    check_abroad("de", "„Die Brücke hält“, sagte Ada Moss.", &["Ada Moss | Die Brücke hält"]);
    check_abroad("es", "—¿Vieron la ola? —preguntó Ada Moss.", &["Ada Moss | ¿Vieron la ola?"]);
    check_abroad("it", "Il film «Acque morte» esce oggi.", &[]);
    check_abroad("ja", "“The bridge is safe,” Ada Moss said.", &[]);
}

#[test]
fn a_quotation_over_paragraphs_is_one_stretch_of_content() {
    check(
        "Moss said: “It holds.\n“It always did.”",
        &["Moss | said | “It holds.\n“It always did.” | It holds. / It always did."],
    );
}

#[test]
fn a_mark_that_is_printed_twice_opens_one_quotation() {
    check("\"\"It holds,\" Moss said.", &["Moss | said | \"\"It holds,\" | It holds,"]);
}

#[test]
fn a_credit_stands_after_its_quotation() {
    check(
        "“The bridge is safe,” Ada Moss said.",
        &["Ada Moss | said | “The bridge is safe,” | The bridge is safe,"],
    );
    check("\"Is it?\" asked Moss, a baker.", &["Moss, a baker | asked | \"Is it?\" | Is it?"]);
    check(
        "“It holds,” Moss said. “It always did.”",
        &["Moss | said | “It holds,” / “It always did.” | It holds, / It always did."],
    );
    check(
        "“It holds,” she said, “and it will.”",
        &["she | said | “It holds,” / “and it will.” | It holds, / and it will."],
    );
}

#[test]
fn a_credit_stands_before_its_content() {
    check("Moss said that the bridge is safe.", &["Moss | said | that the bridge is safe | "]);
    check("Moss told reporters: “It holds.”", &["Moss | told | “It holds.” | It holds."]);
    check("Moss called the bridge “a joke.”", &["Moss | called | the bridge “a joke.” | a joke."]);
    check("According to Ada Moss, the bridge is safe.", &["Ada Moss | According to | the bridge is safe | "]);
    check("The bridge is safe, officials said.", &["officials | said | The bridge is safe | "]);
}

#[test]
fn a_headline_quotes_what_the_text_does_and_a_term_is_nobodys() {
    let quoted = |body: &str| {
        let (text, found) = read(body);
        found.iter().flat_map(|a| &a.quoted).map(|span| text.slice(*span).to_owned()).collect::<Vec<_>>()
    };
    let body = "“They answered with horses”: dozens held\nThe police closed the square.\n\
        “We came with songs, and they answered with horses,” Ada Moss said.";
    assert!(quoted(body).iter().any(|words| words == "They answered with horses"), "{:?}", quoted(body));
    let term = "The sheds belong to Quayside, which bought them for a “harbour village” of flats.";
    assert_eq!(quoted(term), Vec::<String>::new());
    assert_eq!(quoted(":\n‘Moss‘"), Vec::<String>::new());
}

#[test]
fn a_quotation_runs_over_paragraphs_that_open_it_again() {
    check(
        "“It holds,” Moss said. “It did.\n“It will.”",
        &["Moss | said | “It holds,” / “It did.\n“It will.” | It holds, / It did. / It will."],
    );
}

#[test]
fn a_block_above_a_speaker_line_is_direct() {
    check(
        "Bridge row grows\nThe council met.\nWe’re not worried about the old bridge because it has been checked twice this year\nMayor Ada Moss\nThe row goes on.",
        &[
            "Mayor Ada Moss |  | We’re not worried about the old bridge because it has been checked twice this year | We’re not worried about the old bridge because it has been checked twice this year",
        ],
    );
}

#[test]
fn a_mark_that_nothing_closes_is_a_problem() {
    let annotated = crate::annotate(article("Moss said: “It holds.\nThe council met."));
    let kinds: Vec<_> = annotated.layers().problems.iter().map(|p| p.kind.name()).collect();
    assert_eq!(kinds, ["unclosed-quotation"]);
}

#[test]
fn a_hundred_thousand_nested_marks_are_one_problem() {
    let annotated = crate::annotate(article(&"“".repeat(100_000)));
    assert!(annotated.layers().problems.iter().any(|p| p.kind.name() == "too-deep"));
    assert!(annotated.layers().attributions.len() < 20);
}

proptest! {
    #[test]
    fn every_quoted_span_lies_in_its_content(body in "(Moss|he|said|told us|that|the plan|[“”‘’\"',.:;\n]| |\\.){0,60}") {
        let (text, found) = read(&body);
        for attribution in found {
            prop_assert!(attribution.spans().all(|s| text.get(s).is_some()));
            prop_assert!(attribution.quoted.iter().all(|q| attribution.content.iter().any(|c| c.contains(*q))));
            prop_assert!((0.0..=1.0).contains(&attribution.confidence));
        }
    }
}

#[test]
fn what_is_told_to_listeners_of_several_words_stands_before_the_cue() {
    check(
        "Joan Ettrick is “very close” to a decision, she told city hall reporters on Thursday.",
        &["she | told | Joan Ettrick is “very close” to a decision | very close"],
    );
}
