use variorum_core::{Annotated, Article};

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

fn read(body: &str) -> Annotated {
    crate::annotate(article(body))
}

/// Sentences, one per line.
#[track_caller]
fn check_sentences(body: &str, expect: &[&str]) {
    let read = read(body);
    let found: Vec<&str> = read.layers().sentences.iter().map(|s| read.slice(*s)).collect();
    assert_eq!(found, expect, "in {body:?}");
}

/// Entities: "name kind mentions".
#[track_caller]
fn check_entities(body: &str, expect: &[&str]) {
    let read = read(body);
    let named = read.layers().entities.iter();
    let found: Vec<String> = named.map(|e| format!("{} {:?} {}", e.name, e.kind, e.mentions.len())).collect();
    assert_eq!(found, expect, "in {body:?}");
}

/// The name of each attribution's speaker, "-" for none.
#[track_caller]
fn check_speakers(body: &str, expect: &[&str]) {
    let read = read(body);
    let name = |id| read.entity(id).map_or("-", |e| e.name.as_str());
    let found: Vec<&str> = read.layers().attributions.iter().map(|a| a.speaker.map_or("-", name)).collect();
    assert_eq!(found, expect, "in {body:?}");
}

#[test]
fn sentences_end_at_stops_that_end_them() {
    check_sentences("The ferry sank. Nobody was hurt.", &["The ferry sank.", "Nobody was hurt."]);
    check_sentences("Dr. Orla Finch met Gen. T. Brandt.", &["Dr. Orla Finch met Gen. T. Brandt."]);
    check_sentences("It cost 4.5 million. It sank.", &["It cost 4.5 million.", "It sank."]);
    check_sentences("“It sank,” he said.", &["“It sank,” he said."]);
    check_sentences("He said: “It sank.” Then he left.", &["He said: “It sank.”", "Then he left."]);
    check_sentences(
        "The U.S. Navy came. It left the U.S. The ferry sank.",
        &["The U.S. Navy came.", "It left the U.S.", "The ferry sank."],
    );
}

#[test]
fn namings_of_one_thing_are_one_entity() {
    check_entities("Mayor Orla Finch spoke. Later Finch left.", &["Orla Finch Person 2"]);
    check_entities("Troops of North Korea left; the DPRK paid.", &["North Korea Place 2"]);
    check_entities("We met Orla Finch and Peter Finch.", &["Orla Finch Person 1", "Peter Finch Person 1"]);
    check_entities(
        "The Harbour Safety Council (HSC) met. The HSC left.",
        &["Harbour Safety Council Organization 3"],
    );
    check_entities(
        "A treaty bound the Russia-North Korea front.",
        &["Russia Place 1", "North Korea Place 1"],
    );
    check_entities(
        "It pleased France’s Ministry of Fisheries.",
        &["France Place 1", "Ministry of Fisheries Organization 1"],
    );
}

#[test]
fn a_source_resolves_to_the_person_it_names() {
    check_speakers("“It sank,” said Mayor Orla Finch. “We wept,” she said.", &["Orla Finch", "Orla Finch"]);
    check_speakers("Orla Finch came.\n“It sank,” Finch said.", &["Orla Finch"]);
    check_speakers("Orla Finch came.\n“It sank at noon,” a senior official said.", &["-"]);
    check_speakers("“It sank at noon,” said a spokesman for Orla Finch.", &["-"]);
    check_speakers("Orla Finch came.\n“It sank,” the Finch campaign said.", &["Finch campaign"]);
}

#[test]
fn a_pronoun_stands_for_the_subject_before_it() {
    // Not for whoever is named in the quotation, nor for an object.
    check_speakers(
        "Peter Finch met reporters with Robert Lane.\n“I trust Daniel Marsh,” he said.",
        &["Peter Finch"],
    );
    check_speakers("Mary Finch met Peter Lane.\n“It sank,” he said.", &["Peter Lane"]);
}

#[test]
fn a_pronoun_is_not_whom_its_sentence_is_about() {
    check_speakers("Peter Lane spoke.\nOf Robert Marsh, he said, “I wish him well.”", &["Peter Lane"]);
    check_speakers("Peter Lane spoke in Marsh.\n“It sank at noon,” he said.", &["Peter Lane"]);
}

#[test]
fn what_carries_words_stands_for_who_said_them() {
    check_speakers("Peter Lane was asked.\nHis response: “It sank at noon.”", &["Peter Lane"]);
}

#[test]
fn namesakes_are_kept_apart() {
    check_entities(
        "Peter Finch came. Mary Finch left. Mr. Finch spoke.",
        &["Peter Finch Person 2", "Mary Finch Person 1"],
    );
    check_entities("Robert Lane came. Later Bob Lane left.", &["Robert Lane Person 2"]);
    check_entities(
        "Robert Lane came. His son, Robert Lane Jr., left.",
        &["Robert Lane Person 1", "Robert Lane Jr. Person 1"],
    );
}

#[test]
fn hostile_texts_are_survived() {
    for body in ["", "...", "((((", "“““", "A. B. C.", "’s Of the &"] {
        let found = read(body);
        assert!(found.layers().sentences.iter().all(|s| !found.slice(*s).trim().is_empty()), "in {body:?}");
    }
}

#[test]
fn look_up_slices_are_sorted() {
    assert!(crate::sentences::tables_are_sorted());
    assert!(crate::speakers::tables_are_sorted());
}

#[test]
fn in_a_video_of_somebody_mocking_another_the_other_does_not_speak() {
    check_speakers(
        "Edda Winther is under fire after a video surfaced of her calling Clement Rusk a “farmer who never saw a dam”.",
        &["Edda Winther"],
    );
}

#[test]
fn a_statement_without_a_cue_is_of_who_was_named_last() {
    check_speakers(
        "“The plan is dead,” Teodor Vasik said. He added that he would go home.\n\nDeputy mayor Joan Ettrick read a short \
         statement on the steps of the school.\n\n“The people have spoken clearly. I will carry it out.\n\n“I ask both \
         sides to shake hands tonight.”\n\nShe took no questions.",
        &["Teodor Vasik", "Teodor Vasik", "Joan Ettrick", "Joan Ettrick"],
    );
}
