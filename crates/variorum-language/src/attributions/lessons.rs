//! Lessons: what the decisions are trained on, read off articles whose attributions people marked.

use std::ops::Range;

use variorum_core::{Article, Layers};

use super::contents::Draft;
use super::looks::{Scene, Sides};
use super::loose::{Fate, Loose};
use super::model::{Model, Question, Rows};
use super::reading::{Reading, Tokens};
use super::spots::Spot;
use super::{Frame, assembly, words};

/// An attribution as people marked it, in bytes of the text.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// The credited words, one range for each stretch.
    pub content: Vec<Range<usize>>,
    /// Who is credited.
    pub source: Vec<Range<usize>>,
    /// The crediting words.
    pub cue: Vec<Range<usize>>,
}

/// One decision with its candidates.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// What is decided.
    pub question: Question,
    /// The rows of each candidate's features; the weights of a candidate without rows are zero.
    pub candidates: Vec<Vec<u32>>,
    /// The right one; `None` where it is not among them.
    pub right: Option<usize>,
}

/// The keys of the words that credit somebody in an article, and of all its words.
pub fn crediting_words(article: &Article, layers: &Layers, marked: &[Marked]) -> (Vec<u64>, Vec<u64>) {
    let read = words::words(&article.text, &layers.tokens, None);
    let keys = read.iter().map(|w| w.key).collect();
    let inside = |range: &Range<usize>| {
        let first = read.partition_point(|w| w.span.start() < range.start);
        let last = read.partition_point(|w| w.span.start() < range.end);
        read.get(first..last).unwrap_or_default()
    };
    let single = marked.iter().flat_map(|m| &m.cue).map(inside).filter(|words| words.len() <= 3);
    (single.flatten().map(|w| w.key).collect(), keys)
}

/// The lessons of an article.
pub fn lessons(article: &Article, layers: &Layers, marked: &[Marked], model: Model<'_>) -> Vec<Lesson> {
    let frame = Frame::new(article, layers, model);
    let reading = &frame.reading;
    let gold: Vec<Gold> = marked.iter().map(|m| Gold::of(reading, m)).collect();
    let mut lessons = Vec::new();
    for paragraph in frame.free_paragraphs() {
        for sentence in words::sentences(&reading.words, &reading.fragments, paragraph.clone()) {
            let ruled = reading.rule_credits(&sentence);
            let spots = reading.spots(&sentence, &ruled);
            let heads = heads(reading, &spots, &gold, &sentence);
            for spot in &spots {
                let scene = Scene::new(reading, &sentence, spot);
                let own = heads.iter().find(|(head, _)| *head == spot.head).map(|(_, gold)| *gold);
                let doubtful = own.is_none() && gold.iter().any(|g| g.cue.contains(&spot.head));
                if !doubtful {
                    let mut look = Rows { question: Question::Cue, rows: Vec::new() };
                    scene.cue(&mut look);
                    let candidates = vec![Vec::new(), look.rows];
                    lessons.push(Lesson {
                        question: Question::Cue,
                        candidates,
                        right: Some(usize::from(own.is_some())),
                    });
                }
                if let Some(gold) = own {
                    credit(&scene, gold, &mut lessons);
                }
            }
            let unseen = heads.iter().filter(|(head, _)| *head == usize::MAX);
            lessons.extend(unseen.map(|_| Lesson {
                question: Question::Cue,
                candidates: Vec::new(),
                right: None,
            }));
        }
    }
    lessons
}

/// The lessons about loose quotations of an article, whose cues `model` decides.
pub fn loose_lessons(article: &Article, layers: &Layers, marked: &[Marked], model: Model<'_>) -> Vec<Lesson> {
    let frame = Frame::new(article, layers, model);
    let gold: Vec<Gold> = marked.iter().map(|m| Gold::of(&frame.reading, m)).collect();
    let sentences = assembly::read(&frame, model);
    let mut lessons = Vec::new();
    let mut decide = |loose: &Loose<'_, '_>| {
        let fates = loose.fates();
        let right = right_fate(loose, &fates, &gold);
        let scene = loose.scene();
        let look = |fate: &Fate| {
            let mut rows = Rows { question: Question::Carry, rows: Vec::new() };
            loose.look(fate, &scene, &mut rows);
            rows.rows
        };
        lessons.push(Lesson {
            question: Question::Carry,
            candidates: fates.iter().map(look).collect(),
            right,
        });
        let fate = right.and_then(|at| fates.into_iter().nth(at));
        (fate.unwrap_or(Fate::Own(None, Vec::new(), 0)), 1.0)
    };
    assembly::walk(&frame, &sentences, &mut decide);
    lessons
}

/// Which fate the people who marked the article gave a loose quotation.
fn right_fate(loose: &Loose<'_, '_>, fates: &[Fate], gold: &[Gold]) -> Option<usize> {
    let both = |a: &Tokens, b: &Tokens| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let shared =
        |g: &&Gold| 2 * g.content.iter().map(|c| both(c, &loose.tokens)).sum::<usize>() >= loose.tokens.len();
    let Some(gold) = gold.iter().find(shared) else {
        return fates.iter().position(|fate| *fate == Fate::Nothing);
    };
    let meets = |content: &[Tokens]| content.iter().any(|c| gold.content.iter().any(|g| both(c, g) > 0));
    let at = |wanted: &dyn Fn(&Fate) -> bool| fates.iter().position(wanted);
    // Of the places where it may begin as more of a credit, the one nearest to where it does.
    let begins =
        gold.content.iter().find(|c| both(c, &loose.tokens) > 0).map_or(loose.tokens.start, |c| c.start);
    let goes = fates
        .iter()
        .enumerate()
        .filter_map(|(at, fate)| match fate {
            Fate::Goes(i, from) if loose.drafts.get(*i).is_some_and(|d| meets(&d.content)) => {
                Some((from.abs_diff(begins), at))
            }
            _ => None,
        })
        .min()
        .map(|(_, at)| at);
    let credits = |draft: &Draft| {
        meets(&draft.content)
            && match (&draft.source, &gold.source) {
                (Some(s), Some(g)) => both(s, g) > 0,
                (None, None) => true,
                _ => false,
            }
    };
    let cued = at(&|fate| matches!(fate, Fate::Cued(i) if loose.doubtful(*i).is_some_and(credits)));
    let opens = at(&|fate| *fate == Fate::Opens && loose.opens_next().is_some_and(|d| meets(&d.content)));
    let own = at(&|fate| match (fate, &gold.source) {
        (Fate::Own(None, _, _), None) => true,
        (Fate::Own(Some(s), _, _), Some(g)) => both(s, g) > 0,
        _ => false,
    });
    goes.or(opens).or(cued).or(own)
}

/// An attribution in tokens.
struct Gold {
    content: Vec<Tokens>,
    source: Option<Tokens>,
    cue: Tokens,
}

impl Gold {
    fn of(reading: &Reading, marked: &Marked) -> Self {
        let tokens = |range: &Range<usize>| {
            let first = reading.words.partition_point(|w| w.span.start() < range.start);
            let last = reading.words.partition_point(|w| w.span.start() < range.end);
            first..last
        };
        Self {
            content: marked.content.iter().map(tokens).collect(),
            source: marked.source.first().map(tokens),
            cue: marked.cue.first().map_or(0..0, tokens),
        }
    }
}

/// The spot that stands for the cue of each attribution of the sentence; `usize::MAX` where none does.
fn heads<'g>(
    reading: &Reading,
    spots: &[Spot],
    gold: &'g [Gold],
    sentence: &Tokens,
) -> Vec<(usize, &'g Gold)> {
    let mut heads = Vec::new();
    for gold in gold.iter().filter(|g| sentence.contains(&g.cue.start)) {
        let inside = spots.iter().filter(|s| gold.cue.contains(&s.head));
        let rank = |s: &&Spot| {
            let word = reading.word(s.head);
            (
                s.ruled.is_some(),
                word.is_some_and(|w| w.verb.is_some()),
                word.is_some_and(|w| w.part.is_verb()),
                std::cmp::Reverse(s.head),
            )
        };
        heads.push((inside.max_by_key(rank).map_or(usize::MAX, |s| s.head), gold));
    }
    heads
}

fn credit(scene: &Scene<'_, '_>, gold: &Gold, lessons: &mut Vec<Lesson>) {
    let (reading, sentence, spot) = (scene.reading, &scene.sentence, scene.spot);
    let clipped = |c: &&Tokens| c.start < sentence.end && c.end > sentence.start;
    let last = reading.trim(sentence.clone()).end;
    let here: Vec<Tokens> = gold
        .content
        .iter()
        .filter(clipped)
        .map(|c| c.start.max(sentence.start)..c.end.min(last.max(c.start + 1)))
        .collect();
    let before = here.iter().rev().find(|c| c.start < spot.head);
    let after = here.iter().find(|c| c.start > spot.head);
    let mut sides = Sides::default();
    let mut ask = |question, right: Option<usize>, candidates: Vec<Vec<u32>>| {
        lessons.push(Lesson { question, candidates, right });
    };
    let look = |question, see: &mut dyn FnMut(&mut Rows)| {
        let mut rows = Rows { question, rows: Vec::new() };
        see(&mut rows);
        rows.rows
    };
    let ends: Vec<Option<usize>> =
        std::iter::once(None).chain(reading.ends_before(spot, sentence).into_iter().map(Some)).collect();
    let right = ends.iter().position(|e| *e == before.map(|b| b.end));
    let rows = ends.iter().map(|e| look(Question::BeforeEnd, &mut |r| scene.before_end(*e, r))).collect();
    ask(Question::BeforeEnd, right, rows);
    if let Some(before) = before {
        let starts = reading.starts_before(spot, before.end, sentence);
        let right = starts.iter().position(|s| *s == before.start);
        let rows = starts
            .iter()
            .map(|s| look(Question::BeforeStart, &mut |r| scene.before_start(*s, before.end, r)));
        ask(Question::BeforeStart, right, rows.collect());
        sides.before = Some((before.start, before.end));
    }
    let starts: Vec<Option<usize>> =
        std::iter::once(None).chain(reading.starts_after(spot, sentence).into_iter().map(Some)).collect();
    let right = starts.iter().position(|s| *s == after.map(|a| a.start));
    let rows =
        starts.iter().map(|s| look(Question::AfterStart, &mut |r| scene.after_start(*s, sides, r))).collect();
    ask(Question::AfterStart, right, rows);
    if let Some(after) = after {
        let ends = reading.ends_after(spot, after.start, sentence);
        let right = ends.iter().position(|e| *e == after.end);
        let rows = ends
            .iter()
            .map(|e| look(Question::AfterEnd, &mut |r| scene.after_end(after.start, *e, sides, r)));
        ask(Question::AfterEnd, right, rows.collect());
        sides.after = Some((after.start, after.end));
    }
    let sources = reading.sources(spot, sentence);
    let overlap = |t: &Tokens| {
        let Some(gold) = &gold.source else { return 0.0 };
        let both = t.end.min(gold.end).saturating_sub(t.start.max(gold.start));
        both as f32 / (t.len() + gold.len() - both).max(1) as f32
    };
    let best = sources.iter().map(|(t, _)| overlap(t)).fold(0.0, f32::max);
    let right = match &gold.source {
        None => Some(0),
        Some(_) if best > 0.0 => sources.iter().position(|(t, _)| overlap(t) == best).map(|i| i + 1),
        Some(_) => None,
    };
    let mut rows = vec![look(Question::Source, &mut |r| scene.source(None, sides, r))];
    rows.extend(
        sources.iter().map(|(t, w)| look(Question::Source, &mut |r| scene.source(Some((t, *w)), sides, r))),
    );
    ask(Question::Source, right, rows);
}
