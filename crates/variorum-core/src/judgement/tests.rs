use super::*;
use crate::apparatus::{Claim, ClaimSet, Verdict, Witness};
use crate::article::Article;
use crate::source_map::SourceMap;
use crate::story::Story;
use crate::{Attribution, AttributionKind, Layers};

fn article(words: &str) -> Article {
    let text = Text::new(words);
    Article {
        id: words.to_owned(),
        file: None,
        outlet: None,
        url: None,
        language: None,
        published: None,
        headline: None,
        body: text.whole(),
        headline_apart: false,
        source: SourceMap::identity(&text),
        text,
        block_quotations: Vec::new(),
        boilerplate: Vec::new(),
        evidence: Default::default(),
        problems: Vec::new(),
    }
}

/// A conflict over the number that each text ends with.
fn apparatus(texts: &[&str]) -> Apparatus {
    let witness = |(at, words): (usize, &&str)| Witness {
        siglum: char::from(b'A' + at as u8).to_string(),
        annotated: Annotated::new(article(words), Layers::default()),
        compared: true,
    };
    let witnesses: Vec<Witness> = texts.iter().enumerate().map(witness).collect();
    let claim = |(at, witness): (usize, &Witness)| {
        let text = &witness.annotated.article().text;
        let start = text.as_str().rfind(' ').unwrap() + 1;
        let at = Passage { witness: WitnessId(at), span: text.span(start..text.len()).unwrap() };
        Claim { at, value: String::new() }
    };
    let claims = witnesses.iter().enumerate().map(claim).collect();
    let set = ClaimSet::new("hurt".into(), Verdict::Conflict, "rule".into(), 1.0, claims).unwrap();
    Apparatus {
        story: Story { id: "s1".into(), members: Vec::new(), lineages: Vec::new() },
        witnesses,
        quotations: Vec::new(),
        shared_wording: Vec::new(),
        claims: vec![set],
        omissions: Vec::new(),
        timeline: Vec::new(),
        problems: Vec::new(),
    }
}

fn judgement(number: u64, ruling: Ruling, of: &Apparatus) -> Judgement {
    let (at, finding) = (Timestamp::UNIX_EPOCH, Finding::Claim(0));
    let (about, places) = (finding.about(of), finding.places(of));
    Judgement { number, at, kind: FindingKind::Claim, ruling, about, note: String::new(), places }
}

#[track_caller]
fn check(judged: &[&str], now: &[&str], expect: Option<Standing>) {
    let made = [judgement(1, Ruling::Dismissed, &apparatus(judged))];
    let found = Finding::Claim(0).judged(&apparatus(now), &made);
    assert_eq!(found.map(|(_, standing)| standing), expect);
}

#[test]
fn a_judgement_stands_on_words_and_not_on_letters() {
    let (a, b) = ("hurt were 14", "hurt: 23");
    check(&[a, b], &[a, b], Some(Standing::Holds));
    check(&[a, b], &[b, a], Some(Standing::Holds));
    check(&[a, b], &["a copy: 14", b, a], Some(Standing::Holds));
    check(&[a, b], &[a, b, "now 40"], Some(Standing::Grown));
    check(&[a, b], &[a, "hurt: 25"], Some(Standing::Stale));
    check(&[a, b], &["others 14", "others 23"], None);
}

#[test]
fn the_latest_judgement_decides_and_can_be_taken_back() {
    let now = apparatus(&["hurt were 14", "hurt: 23"]);
    let log = [
        judgement(1, Ruling::Dismissed, &now),
        judgement(3, Ruling::Open, &now),
        judgement(2, Ruling::Confirmed, &now),
    ];
    assert_eq!(Finding::Claim(0).judged(&now, &log), None);
    let (latest, _) = Finding::Claim(0).judged(&now, &log[2..]).unwrap();
    assert_eq!(latest.ruling, Ruling::Confirmed);
    assert_eq!(Finding::Claim(7).judged(&now, &log[..1]), None, "there is no such finding");
}

#[test]
fn a_speaker_is_corrected_where_the_words_stand() {
    let article = article("“We lost the shed,” the chief said.");
    let span = article.text.span(0..24).unwrap();
    let attribution = Attribution {
        content: vec![span],
        quoted: vec![span],
        source: None,
        cue: Vec::new(),
        kind: AttributionKind::Direct,
        speech: true,
        speaker: None,
        confidence: 1.0,
    };
    let layers = Layers { attributions: vec![attribution], ..Layers::default() };
    let annotated = Annotated::new(article.clone(), layers);
    let place = Place::of(&article.text, article.text.span(3..24).unwrap());
    let judgement = |number, ruling| Judgement {
        number,
        at: Timestamp::UNIX_EPOCH,
        kind: FindingKind::Speaker,
        ruling,
        about: String::new(),
        note: String::new(),
        places: vec![place.clone()],
    };
    let given = judgement(1, Ruling::SpeakerIs("Dana Okoro".into()));
    let speaker = |judgements: &[Judgement]| {
        let corrected = corrected(annotated.clone(), judgements);
        let id = corrected.layers().attributions[0].speaker?;
        corrected.entity(id).map(|entity| entity.name.clone())
    };
    assert_eq!(speaker(&[]), None);
    assert_eq!(speaker(std::slice::from_ref(&given)).as_deref(), Some("Dana Okoro"));
    assert_eq!(speaker(&[given, judgement(2, Ruling::Open)]), None);
}

#[test]
fn a_copy_of_what_was_there_is_no_news() {
    use crate::news::{Freshness, News};
    use crate::story::Lineage;

    let mut now = apparatus(&["hurt were 14", "a copy: 14", "hurt: 23", "again 23"]);
    let lineage = |root: usize, members: &[usize]| Lineage {
        root,
        members: members.to_vec(),
        reuses: Vec::new(),
        why: String::new(),
    };
    now.story.lineages = vec![lineage(0, &[0, 1]), lineage(2, &[2, 3])];
    let (known, new) = (Freshness::Known, Freshness::New);
    let news = News::of(&now, &[known, new, known, Freshness::Edited]);
    assert_eq!((news.articles.len(), news.copies, news.edited), (0, vec![WitnessId(1)], vec![WitnessId(3)]));
    assert!(news.claims.is_empty(), "14 was said before");
    let news = News::of(&now, &[known, known, new, new]);
    assert_eq!((news.articles, news.copies, news.claims), (vec![WitnessId(2)], vec![WitnessId(3)], vec![0]));
    assert!(News::of(&now, &[known; 4]).is_empty());
}
