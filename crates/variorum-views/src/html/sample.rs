//! A comparison made by hand, with every kind of finding in it: what the tests of this folder show.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use variorum_core::{
    Annotated, Apparatus, Article, Attribution, AttributionKind, Boilerplate, BoilerplateKind, Claim,
    ClaimSet, Collation, Column, DocumentDate, Entity, EntityId, EntityKind, Layers, Lineage, Moment,
    Omission, Passage, Period, Problem, ProblemKind, Quotation, ReadAgainst, Reading, Reuse, SharedRun,
    SharedWording, SourceMap, Span, Story, Text, Variant, VariantClass, Verdict, Witness, WitnessId, tokens,
};

const GAZETTE: &str = "Roof of Veldmoor ice rink falls in under snow
By Imke Tarrant
The roof of the Veldmoor ice rink fell in on Monday evening, minutes after the last skaters had left the hall.
“We had cleared the east stand by nine, and I am not going to pretend that it was anything but luck,” said Commander Odile Marsh. “The beams gave way without a sound.”
Fourteen people were treated for cuts and shock. Damage is put at €2m.
“The council will rebuild this hall, brick by brick, and it will be safer than before,” Mayor Joss Wendel said.
The roof had been inspected in March, and the report asked for new bolts.
Two ferries were held in the harbour until Tuesday morning.
© 2031 Veldmoor Gazette";

const LEDGER: &str = "Twenty-three hurt as rink roof collapses
Twenty-three people were treated in hospital after the roof of the ice rink in Veldmoor collapsed on 3 February.
“We cleared the whole east stand by nine, and it was luck,” fire commander Odile Marsh said on Tuesday. “The beams gave way with no sound.”
The damage is more than €1.5m, the insurer said.
Rink director Pell Aagard promised that the owners “will rebuild this hall, brick by brick, and it will be safer than before”.
The owner was fined in 2029 for a blocked exit.";

const RADIO: &str = "Rink roof: what we know
Odile Marsh, who led the rescue, told us: “We’d cleared the east stand by nine.”
About a dozen people were hurt, and three are still missing.
Nobody was on the ice when the roof came down at 9.20 p.m.";

const OTHER: &str =
    "Halden opens a new library\nThe library in Halden opened its doors with a reading for children.";

/// Five articles: an original, its copy, two more originals, and one that tells something else.
pub(super) fn apparatus() -> Apparatus {
    let copy = GAZETTE.replace("Roof of Veldmoor ice rink falls in under snow", "Ice rink roof falls in");
    let mut sample = Sample { witnesses: Vec::new() };
    sample.add("Veldmoor Gazette", date(2031, 2, 4), GAZETTE, Some("https://gazette.example/rink"));
    sample.add("Coastline Daily", date(2031, 2, 5), &copy, Some("javascript:alert(1)"));
    sample.add("The Morning Ledger", date(2031, 2, 5), LEDGER, None);
    sample.add("Radio Halden", date(2031, 2, 4), RADIO, None);
    sample.add("Halden Courier", date(2031, 2, 4), OTHER, None);
    sample.witnesses[4].compared = false;
    sample.finish()
}

/// No article at all.
pub(super) fn nothing() -> Apparatus {
    Apparatus {
        story: Story { id: "s1".into(), members: vec![], lineages: vec![] },
        witnesses: vec![],
        quotations: vec![],
        shared_wording: vec![],
        claims: vec![],
        omissions: vec![],
        timeline: vec![],
        problems: vec![],
    }
}

/// Two articles with whatever title, outlet and text, and every finding pointing into it.
pub(super) fn hostile(title: &str, outlet: &str, body: &str) -> Apparatus {
    let mut sample = Sample { witnesses: Vec::new() };
    sample.add(outlet, date(2031, 2, 4), &format!("{title}\n{body}"), Some(title));
    sample.add(title, date(2031, 2, 4), &format!("{outlet}\n{body}"), Some(body));
    let whole = |at: usize| Passage { witness: WitnessId(at), span: sample.text(at).whole() };
    let claim = Claim { at: whole(0), value: body.into() };
    let claims = ClaimSet::new(title.into(), Verdict::Conflict, body.into(), 1.0, vec![claim]);
    let omission = Omission::new(title.into(), outlet.into(), 1.0, vec![whole(1)], vec![WitnessId(0)]);
    let timeline = vec![Moment {
        when: Some(body.into()),
        interval: None,
        read_against: Some(ReadAgainst::Timex(whole(0).span)),
        at: vec![whole(0), whole(1)],
    }];
    let lineage = Lineage {
        root: 0,
        members: vec![0, 1],
        reuses: vec![Reuse { by: 1, at: whole(1).span, from: 0, from_at: whole(0).span }],
        why: title.into(),
    };
    let mut speakers = Vec::new();
    for at in 0..2 {
        speakers.push(sample.say(at, title, &[body]));
    }
    let quotation = sample.quotation(title, &speakers, &[&[body], &[body]], &[]);
    let problem = Problem { kind: ProblemKind::Language, message: title.into(), span: None };
    Apparatus {
        story: Story { id: "s1".into(), members: vec![0, 1], lineages: vec![lineage] },
        shared_wording: vec![SharedWording { a: speakers[0], b: speakers[1], words: 1, of: 1, runs: vec![] }],
        witnesses: sample.witnesses,
        quotations: vec![quotation],
        claims: claims.into_iter().collect(),
        omissions: omission.into_iter().collect(),
        timeline,
        problems: vec![problem],
    }
}

struct Sample {
    witnesses: Vec<Witness>,
}

impl Sample {
    fn add(&mut self, outlet: &str, day: Date, words: &str, url: Option<&str>) {
        let text = Text::new(words);
        let lines = text.lines(text.whole());
        let boilerplate = lines.iter().filter_map(|line| {
            let kind = match text.slice(*line) {
                l if l.starts_with("By ") => BoilerplateKind::Byline,
                l if l.starts_with('©') => BoilerplateKind::Copyright,
                _ => return None,
            };
            Some(Boilerplate { span: *line, kind })
        });
        let boilerplate: Vec<Boilerplate> = boilerplate.collect();
        let article = Article {
            id: format!("{}.txt", self.witnesses.len()),
            file: None,
            outlet: Some(outlet.into()),
            url: url.map(Into::into),
            language: None,
            published: Some(DocumentDate::Day(day)),
            headline: lines.first().copied(),
            body: text.whole(),
            headline_apart: false,
            source: SourceMap::identity(&text),
            block_quotations: Vec::new(),
            boilerplate,
            evidence: BTreeMap::new(),
            problems: Vec::new(),
            text,
        };
        let siglum = char::from(b'A' + self.witnesses.len() as u8).to_string();
        let annotated = Annotated::new(article, Layers::default());
        self.witnesses.push(Witness { siglum, annotated, compared: true });
    }

    fn text(&self, at: usize) -> &Text {
        &self.witnesses[at].annotated.article().text
    }

    fn at(&self, at: usize, words: &str) -> Passage {
        let text = self.text(at);
        let start = text.as_str().find(words).unwrap_or_else(|| panic!("{words:?} is not in {at}"));
        Passage { witness: WitnessId(at), span: text.span(start..start + words.len()).unwrap() }
    }

    /// An empty passage right before `words`.
    fn before(&self, at: usize, words: &str) -> Passage {
        let Passage { witness, span } = self.at(at, words);
        Passage { witness, span: self.text(at).span(span.start()..span.start()).unwrap() }
    }

    /// An attribution of `quoted` to `speaker` in one article.
    fn say(&mut self, at: usize, speaker: &str, quoted: &[&str]) -> (WitnessId, usize) {
        let quoted: Vec<Span> = quoted.iter().map(|words| self.at(at, words).span).collect();
        let annotated = &self.witnesses[at].annotated;
        let mut layers = annotated.layers().clone();
        let found = layers.entities.iter().position(|e| e.name == speaker);
        let entity = found.unwrap_or_else(|| {
            let role = annotated.article().text.as_str().find("Commander").map(|start| start..start + 9);
            let roles = role
                .and_then(|role| annotated.article().text.span(role))
                .filter(|_| speaker.contains("Marsh"));
            layers.entities.push(Entity {
                name: speaker.into(),
                kind: EntityKind::Person,
                aliases: Vec::new(),
                roles: roles.into_iter().collect(),
                mentions: Vec::new(),
                adjectival: Vec::new(),
                pronouns: Vec::new(),
                country: None,
                gender: None,
            });
            layers.entities.len() - 1
        });
        let attribution = Attribution {
            content: quoted.clone(),
            quoted,
            source: None,
            cue: Vec::new(),
            kind: AttributionKind::Direct,
            speech: true,
            speaker: Some(EntityId(entity as u32)),
            confidence: 1.0,
        };
        layers.attributions.push(attribution);
        let last = layers.attributions.len() - 1;
        self.witnesses[at].annotated = Annotated::new(annotated.article().clone(), layers);
        (WitnessId(at), last)
    }

    /// Columns from the cells of each printing: cells as they stand in its text, "" where it has none.
    fn quotation(
        &self,
        speaker: &str,
        readings: &[(WitnessId, usize)],
        cells: &[&[&str]],
        variants: &[(VariantClass, Passage, Passage)],
    ) -> Quotation {
        let mut columns = vec![Column { readings: Vec::new() }; cells[0].len()];
        let mut all = Vec::new();
        for ((witness, _), cells) in readings.iter().zip(cells) {
            let text = self.text(witness.0);
            let first = cells.iter().find(|cell| !cell.is_empty()).unwrap();
            let mut from = text.as_str().find(first).unwrap();
            let mut mine = Vec::new();
            for (column, cell) in columns.iter_mut().zip(*cells) {
                let start = from
                    + text.as_str().get(from..).unwrap().find(cell).unwrap_or_else(|| panic!("{cell:?}"));
                let spans: Vec<Span> = tokens(text, text.span(start..start + cell.len()).unwrap())
                    .iter()
                    .map(|t| t.span)
                    .collect();
                if !cell.is_empty() {
                    from = start + cell.len();
                    mine.extend(spans.iter().copied());
                    let same = |r: &&mut Reading| {
                        let (w, s) = &r.witnesses[0];
                        let shown = |w: WitnessId, s: &[Span]| {
                            s.iter().map(|s| self.text(w.0).slice(*s).to_owned()).collect::<Vec<_>>()
                        };
                        shown(*w, s) == shown(*witness, &spans)
                    };
                    match column.readings.iter_mut().find(same) {
                        Some(reading) => reading.witnesses.push((*witness, spans)),
                        None => column.readings.push(Reading { witnesses: vec![(*witness, spans)] }),
                    }
                }
            }
            all.push((*witness, mine));
        }
        Quotation {
            speaker: Some(speaker.into()),
            readings: readings.to_vec(),
            collation: Collation::new(columns, &all).unwrap(),
            variants: variants.iter().map(|(class, a, b)| Variant { class: *class, a: *a, b: *b }).collect(),
        }
    }

    fn claims(&self, about: &str, verdict: Verdict, why: &str, claims: &[(usize, &str)]) -> ClaimSet {
        let claim = |(at, words): &(usize, &str)| Claim { at: self.at(*at, words), value: (*words).into() };
        ClaimSet::new(about.into(), verdict, why.into(), 0.9, claims.iter().map(claim).collect()).unwrap()
    }

    fn omission(&self, about: &str, carried: &[(usize, &str)], not_in: &[usize]) -> Omission {
        let carried = carried.iter().map(|(at, words)| self.at(*at, words)).collect();
        let not_in = not_in.iter().map(|at| WitnessId(*at)).collect();
        Omission::new(
            about.into(),
            "no sentence there shares its names and its verb".into(),
            0.8,
            carried,
            not_in,
        )
        .unwrap()
    }

    fn utterances(&mut self) -> (Vec<Quotation>, Vec<SharedWording>) {
        let long = "We had cleared the east stand by nine, and I am not going to pretend that it was anything but luck,";
        let beams = "The beams gave way without a sound.";
        let marsh = [
            self.say(0, "Odile Marsh", &[long, beams]),
            self.say(1, "Odile Marsh", &[long, beams]),
            self.say(
                2,
                "Odile Marsh",
                &[
                    "We cleared the whole east stand by nine, and it was luck,",
                    "The beams gave way with no sound.",
                ],
            ),
            self.say(3, "Odile Marsh", &["We’d cleared the east stand by nine."]),
        ];
        let full: &[&str] = &[
            "We",
            "had",
            "cleared",
            "the",
            "",
            "east stand by nine",
            ",",
            "and",
            "I am not going to pretend that",
            "it was",
            "anything but",
            "luck",
            ",",
            "The beams gave way",
            "without a",
            "sound",
            ".",
        ];
        let ledger: &[&str] = &[
            "We",
            "",
            "cleared",
            "the",
            "whole",
            "east stand by nine",
            ",",
            "and",
            "",
            "it was",
            "",
            "luck",
            ",",
            "The beams gave way",
            "with no",
            "sound",
            ".",
        ];
        let radio: &[&str] = &[
            "We’d",
            "",
            "cleared",
            "the",
            "",
            "east stand by nine",
            ".",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
            "",
        ];
        let mut variants = Vec::new();
        for at in [0, 1] {
            let pretend = "I am not going to pretend that";
            variants.extend([
                (VariantClass::Inflection, self.at(at, "had cleared"), self.at(2, "cleared")),
                (VariantClass::Insertion, self.before(at, "east stand"), self.at(2, "whole")),
                (VariantClass::SilentCut, self.at(at, pretend), self.before(2, "it was luck")),
                (VariantClass::SilentCut, self.at(at, "anything but"), self.before(2, "luck,”")),
                (VariantClass::Word, self.at(at, "without a"), self.at(2, "with no")),
                (VariantClass::Contraction, self.at(at, "We had"), self.at(3, "We’d")),
                (
                    VariantClass::Extent,
                    self.at(at, ", and I am not going to pretend that it was anything but luck"),
                    self.before(3, ".”"),
                ),
            ]);
        }
        let first = self.quotation("Odile Marsh", &marsh, &[full, full, ledger, radio], &variants);
        let rebuild = "will rebuild this hall, brick by brick, and it will be safer than before";
        let council = "The council will rebuild this hall, brick by brick, and it will be safer than before,";
        let wendel = [self.say(0, "Joss Wendel", &[council]), self.say(1, "Joss Wendel", &[council])];
        let aagard = self.say(2, "Pell Aagard", &[rebuild]);
        let second = self.quotation("Joss Wendel", &wendel, &[&[council], &[council]], &[]);
        let third = self.quotation("Pell Aagard", &[aagard], &[&[rebuild]], &[]);
        let run = SharedRun { a: self.at(0, rebuild).span, b: self.at(2, rebuild).span };
        let shared = SharedWording { a: wendel[0], b: aagard, words: 14, of: 16, runs: vec![run] };
        (vec![first, second, third], vec![shared])
    }

    fn finish(mut self) -> Apparatus {
        let (quotations, shared_wording) = self.utterances();
        let claims = vec![
            self.claims(
                "people treated",
                Verdict::Conflict,
                "two exact counts of the same event differ",
                &[(0, "Fourteen people"), (1, "Fourteen people"), (2, "Twenty-three people")],
            ),
            self.claims(
                "people hurt",
                Verdict::NotComparable,
                "“hurt” and “treated” need not count the same people",
                &[(0, "Fourteen people were treated"), (3, "About a dozen people were hurt")],
            ),
            self.claims(
                "damage",
                Verdict::Compatible,
                "“more than” holds for the exact figure",
                &[(0, "€2m"), (1, "€2m"), (2, "more than €1.5m")],
            ),
            self.claims(
                "missing",
                Verdict::Updated,
                "a later count of the same thing",
                &[(3, "three are still missing")],
            ),
            self.claims(
                "the roof fell",
                Verdict::Same,
                "the same day",
                &[(0, "Monday evening"), (1, "Monday evening"), (2, "3 February")],
            ),
        ];
        let omissions = vec![
            self.omission(
                "the owner was fined in 2029",
                &[(2, "The owner was fined in 2029 for a blocked exit.")],
                &[0, 1],
            ),
            self.omission(
                "the roof had been inspected in March",
                &[
                    (0, "The roof had been inspected in March, and the report asked for new bolts."),
                    (1, "The roof had been inspected in March, and the report asked for new bolts."),
                ],
                &[2, 3],
            ),
        ];
        let day = |d: i8| date(2031, 2, d).at(0, 0, 0, 0);
        let moment = |when: &str, period, against, at: Vec<Passage>| Moment {
            when: Some(when.into()),
            interval: period,
            read_against: against,
            at,
        };
        let timeline = vec![
            moment("2029", None, None, vec![self.at(2, "2029")]),
            moment(
                "2031-02-03",
                Some(Period { start: Some(day(3)), end: Some(day(4)) }),
                Some(ReadAgainst::Published),
                vec![self.at(0, "Monday evening"), self.at(1, "Monday evening"), self.at(2, "3 February")],
            ),
            moment("XXXX-WXX-2", None, None, vec![self.at(2, "Tuesday")]),
        ];
        let mut lineages: Vec<Lineage> = [0, 2, 3]
            .map(|root| Lineage { root, members: vec![root], reuses: vec![], why: String::new() })
            .into();
        let copied = |from: &str, to: &str| {
            let start = |at: usize| self.text(at).as_str().find(from).unwrap();
            let end = |at: usize| self.text(at).as_str().find(to).unwrap() + to.len();
            Reuse {
                by: 1,
                at: self.text(1).span(start(1)..end(1)).unwrap(),
                from: 0,
                from_at: self.text(0).span(start(0)..end(0)).unwrap(),
            }
        };
        lineages[0].members.push(1);
        lineages[0].why = "96 % of its five-word runs stand in A, which was published a day earlier".into();
        lineages[0].reuses =
            vec![copied("The roof of the", "left the hall."), copied("Fourteen", "Tuesday morning.")];
        Apparatus {
            story: Story { id: "s1".into(), members: vec![0, 1, 2, 3], lineages },
            witnesses: self.witnesses,
            quotations,
            shared_wording,
            claims,
            omissions,
            timeline,
            problems: vec![Problem {
                kind: ProblemKind::OtherStory,
                message: "E shares no story with the others; it is compared no further.".into(),
                span: None,
            }],
        }
    }
}
