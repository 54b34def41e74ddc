//! Speakers: which entity a source names, pronouns and roles included.

use variorum_core::{Article, Attribution, Entity, EntityId, EntityKind, Gender, Layers, Span, Text};

/// Gives each attribution its speaker, and each entity the pronouns that were resolved to it.
pub(crate) fn resolve(article: &Article, layers: &mut Layers) {
    let mut namings = namings(&layers.entities);
    namings.sort();
    let quoted = quoted(&layers.attributions);
    let mut last = None;
    let mut resolved: Vec<Option<EntityId>> = Vec::with_capacity(layers.attributions.len());
    for (at, attribution) in layers.attributions.iter().enumerate() {
        let Some(source) = attribution.source else {
            resolved.push(None);
            continue;
        };
        let reader = Reader { text: &article.text, layers, namings: &namings, quoted: &quoted, source };
        // The same words of the text stand for the same speaker.
        let before = layers.attributions.get(..at).unwrap_or_default().iter().zip(&resolved).rev().take(8);
        let held = before.filter(|(a, _)| a.source == Some(source)).find_map(|(_, speaker)| *speaker);
        let speaker =
            held.or_else(|| reader.through_medium(attribution, last)).or_else(|| reader.speaker(last));
        if speaker.is_some_and(|id| reader.is(id, EntityKind::Person)) {
            last = speaker.map(|id| (source, id));
        }
        resolved.push(speaker);
    }
    for (attribution, speaker) in layers.attributions.iter_mut().zip(resolved) {
        attribution.speaker = speaker;
        let entity = speaker.and_then(|id| layers.entities.get_mut(id.0 as usize));
        if let (Some(entity), Some(source)) = (entity, attribution.source)
            && pronoun(article.text.slice(source)).is_some()
        {
            entity.pronouns.push(source);
        }
    }
}

fn namings(entities: &[Entity]) -> Vec<(Span, EntityId)> {
    let all = entities.iter().zip(0..);
    all.flat_map(|(e, id)| e.mentions.iter().map(move |m| (*m, EntityId(id)))).collect()
}

/// The verbatim words of all attributions, sorted, overlaps joined.
fn quoted(attributions: &[Attribution]) -> Vec<Span> {
    let mut spans: Vec<Span> = attributions.iter().flat_map(|a| a.quoted.iter().copied()).collect();
    spans.sort();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut().filter(|last| span.start() < last.end()) {
            Some(last) => *last = last.cover(span),
            None => joined.push(span),
        }
    }
    joined
}

/// Whether `word` is a present participle, so far as its form tells.
fn is_participle(word: &str) -> bool {
    word.len() > 5 && word.ends_with("ing") && word.starts_with(|c: char| c.is_ascii_lowercase())
}

/// The gender that a third-person singular pronoun asks for.
fn pronoun(words: &str) -> Option<Gender> {
    match words {
        "he" | "He" | "him" | "himself" | "his" | "His" | "HE" => Some(Gender::Male),
        "she" | "She" | "her" | "herself" | "Her" | "SHE" => Some(Gender::Female),
        _ => None,
    }
}

/// Sentences before a pronoun that its antecedent is looked for in.
const REACH: usize = 6;

/// Things that a person says or writes, so that "Lee's letter" speaks for Lee. Sorted.
const UTTERANCES: &[&str] = &[
    "account",
    "apology",
    "argument",
    "article",
    "book",
    "claim",
    "column",
    "comment",
    "comments",
    "email",
    "essay",
    "letter",
    "memo",
    "message",
    "note",
    "op-ed",
    "post",
    "remark",
    "remarks",
    "reply",
    "response",
    "speech",
    "statement",
    "statements",
    "testimony",
    "tweet",
    "tweets",
    "words",
];

/// Things that only carry what somebody said, so that words "according to a transcript" are those of
/// whom the sentence is about. Sorted.
const MEDIA: &[&str] = &[
    "audio",
    "copy",
    "excerpt",
    "excerpts",
    "footage",
    "recording",
    "recordings",
    "remarks",
    "script",
    "text",
    "transcript",
    "transcripts",
    "video",
];

/// Small words that may follow the name that heads a source. Sorted.
const AFTER_HEAD: &[&str] = &[
    "after",
    "afterward",
    "afterwards",
    "again",
    "also",
    "and",
    "as",
    "at",
    "back",
    "before",
    "both",
    "did",
    "during",
    "earlier",
    "first",
    "had",
    "has",
    "herself",
    "himself",
    "in",
    "is",
    "itself",
    "just",
    "later",
    "never",
    "now",
    "of",
    "on",
    "once",
    "or",
    "soon",
    "still",
    "then",
    "today",
    "tonight",
    "was",
    "when",
    "while",
    "who",
    "whom",
    "whose",
    "will",
    "with",
    "would",
    "yesterday",
];

/// Prepositions after which a name is no subject. Sorted.
const PREPOSITIONS: &[&str] = &[
    "about", "against", "at", "between", "by", "for", "from", "in", "like", "near", "of", "on", "over",
    "than", "to", "toward", "with",
];

/// Nouns for one person that a text uses in place of a name it has given. Sorted.
const DESCRIPTIONS: &[&str] = &[
    "actor",
    "actress",
    "author",
    "billionaire",
    "businessman",
    "businesswoman",
    "candidate",
    "comedian",
    "defendant",
    "democrat",
    "freshman",
    "hopeful",
    "incumbent",
    "lawmaker",
    "millionaire",
    "mogul",
    "newcomer",
    "nominee",
    "politician",
    "republican",
    "singer",
    "suspect",
    "tycoon",
    "veteran",
];

/// Nouns that leave a source without a name. Sorted.
const UNNAMED: &[&str] = &[
    "adviser",
    "advisers",
    "aide",
    "aides",
    "analysts",
    "experts",
    "official",
    "officials",
    "people",
    "person",
    "source",
    "sources",
];

#[derive(Clone, Copy)]
struct Reader<'a> {
    text: &'a Text,
    layers: &'a Layers,
    namings: &'a [(Span, EntityId)],
    quoted: &'a [Span],
    source: Span,
}

impl Reader<'_> {
    /// Whom the source names; `last` is the person who spoke before.
    fn speaker(&self, last: Option<(Span, EntityId)>) -> Option<EntityId> {
        let words = self.text.slice(self.source);
        match words {
            "it" | "It" => self.body_before(),
            _ if pronoun(words).is_some() => self.antecedent(pronoun(words), last),
            _ => self.named().or_else(|| self.described(last)),
        }
    }

    fn entity(&self, id: EntityId) -> Option<&Entity> {
        self.layers.entities.get(id.0 as usize)
    }

    fn is(&self, id: EntityId, kind: EntityKind) -> bool {
        self.entity(id).is_some_and(|entity| entity.kind == kind)
    }

    fn namings_in(&self, span: Span) -> &[(Span, EntityId)] {
        let start = self.namings.partition_point(|(naming, _)| naming.start() < span.start());
        let end = self.namings.partition_point(|(naming, _)| naming.start() < span.end());
        self.namings.get(start..end).unwrap_or_default()
    }

    /// The person that the source names as its head: the last one before the first comma that hangs
    /// on no preposition; without a head, an apposition; without persons, a body or a place.
    fn named(&self) -> Option<EntityId> {
        let words = self.text.slice(self.source);
        let low = words.to_lowercase();
        let comma = words.find(',').map_or(self.source.end(), |at| self.source.start() + at);
        let unnamed = ["a ", "an ", "one ", "some ", "several "].iter().any(|a| low.starts_with(a))
            || low
                .split(',')
                .next()
                .is_some_and(|first| UNNAMED.iter().any(|noun| first.split(' ').next_back() == Some(noun)));
        let (mut head, mut apposed, mut body) = (None, None, None);
        for (span, id) in self.namings_in(self.source) {
            let person = self.is(*id, EntityKind::Person);
            if self.depends(*span) || person && self.modifies(*span) {
                continue;
            }
            match (person, span.end() <= comma) {
                (true, true) => head = Some(*id),
                (true, false) => apposed = apposed.or(Some(*id)),
                (false, true) => body = body.or(Some(*id)),
                _ => {}
            }
        }
        if unnamed { apposed } else { head.or(apposed).or(body).or_else(|| self.owner()) }
    }

    /// Whether a naming hangs on a preposition before it or owns what comes after it.
    fn depends(&self, span: Span) -> bool {
        let before = span.start().checked_sub(self.source.start());
        let before = before.and_then(|len| self.text.slice(self.source).get(..len)).unwrap_or_default();
        let mut words = before.split_whitespace().rev();
        let near = words.next().map(|word| if word == "the" { words.next() } else { Some(word) });
        let hangs = ["for", "of", "to", "from", "in", "by", "with", "about"];
        near.flatten().is_some_and(|word| hangs.contains(&word)) || self.is_possessive(span)
    }

    fn is_possessive(&self, span: Span) -> bool {
        let after = self.text.as_str().get(span.end()..).unwrap_or_default();
        after.starts_with("'s") || after.starts_with("’s")
    }

    /// Whether a common noun follows that the name only describes ("the Lee campaign").
    fn modifies(&self, span: Span) -> bool {
        let rest = self.text.as_str().get(span.end()..self.source.end()).unwrap_or_default();
        let next =
            rest.strip_prefix(' ').and_then(|rest| rest.split([' ', ',', '.']).next()).unwrap_or_default();
        next.starts_with(char::is_lowercase)
            && !next.ends_with("ly")
            && AFTER_HEAD.binary_search(&next).is_err()
    }

    /// Whose words they are, in "Lee's letter".
    fn owner(&self) -> Option<EntityId> {
        let words = self.text.slice(self.source).split(',').next().unwrap_or_default();
        let noun = words.split(' ').next_back().unwrap_or_default();
        UTTERANCES.binary_search(&noun).ok()?;
        let mut owners = self.namings_in(self.source).iter().filter(|(span, _)| self.is_possessive(*span));
        owners.next_back().map(|(_, id)| *id).filter(|id| self.is(*id, EntityKind::Person))
    }

    /// The person that "the senator" or "the 43-year-old" stands for.
    fn described(&self, last: Option<(Span, EntityId)>) -> Option<EntityId> {
        let words = self.text.slice(self.source).to_lowercase();
        if let Some((_, shown)) = words.rsplit_once(" of ") {
            // "a video of him"
            return pronoun(shown).and_then(|wanted| self.antecedent(Some(wanted), last));
        }
        let owned = words.strip_prefix("his ").map(|noun| (noun, Gender::Male));
        if let Some((noun, gender)) = owned.or(words.strip_prefix("her ").map(|noun| (noun, Gender::Female)))
        {
            // "His response"
            let noun = noun.split(',').next().unwrap_or_default().split(' ').next_back().unwrap_or_default();
            UTTERANCES.binary_search(&noun).ok()?;
            return self.antecedent(Some(gender), last);
        }
        let noun = words.strip_prefix("the ")?;
        let noun = noun.split(',').next().unwrap_or_default();
        if noun.ends_with("-year-old") {
            return self.antecedent(None, last);
        }
        let noun = noun.split(' ').next_back().filter(|_| noun.split(' ').count() <= 3)?;
        if DESCRIPTIONS.binary_search(&noun).is_ok() {
            return self.antecedent(None, last);
        }
        let short = |role: &str| role.len() >= 3 && noun.starts_with(role);
        let holds = |entity: &Entity| {
            let mut roles = entity.roles.iter().flat_map(|role| self.text.slice(*role).split([' ', '.']));
            roles.any(|role| short(&role.to_lowercase()))
        };
        let before = self.namings.partition_point(|(span, _)| span.start() < self.source.start());
        let holder = |id: &EntityId| {
            self.entity(*id).is_some_and(|entity| entity.kind == EntityKind::Person && holds(entity))
        };
        let named = self.namings.get(..before).unwrap_or_default().iter().rev().take(64);
        named.map(|(_, id)| *id).find(holder)
    }

    /// The sentences before the source, the nearest first, and the part of its own before it.
    fn sentences_before(&self) -> impl Iterator<Item = Span> {
        let end = self.layers.sentences.partition_point(|s| s.start() < self.source.start());
        let sentences = self.layers.sentences.get(..end).unwrap_or_default().iter().rev().take(REACH);
        sentences.filter_map(|s| self.text.span(s.start()..s.end().min(self.source.start())))
    }

    fn is_quoted(&self, span: Span) -> bool {
        let after = self.quoted.partition_point(|quoted| quoted.start() <= span.start());
        after.checked_sub(1).and_then(|at| self.quoted.get(at)).is_some_and(|q| span.end() <= q.end())
    }

    /// The body that "it" stands for: the nearest one outside quotations.
    fn body_before(&self) -> Option<EntityId> {
        self.sentences_before().take(3).find_map(|sentence| {
            let bodies = self
                .namings_in(sentence)
                .iter()
                .filter(|(span, id)| self.is(*id, EntityKind::Organization) && !self.is_quoted(*span));
            let mut bodies = bodies.filter(|(span, _)| !self.hangs(*span));
            bodies.next().map(|(_, id)| *id)
        })
    }

    /// Whose words a mere carrier brings: who is the subject of what is quoted from it ("he will promise
    /// “peace,” according to a transcript").
    fn through_medium(&self, attribution: &Attribution, last: Option<(Span, EntityId)>) -> Option<EntityId> {
        let words = self.text.slice(self.source).to_lowercase();
        let head = words.split([',', ' ']).find(|word| MEDIA.binary_search(word).is_ok())?;
        let (content, quoted) = (attribution.content.first()?, attribution.quoted.first()?);
        let bare = words
            .split(' ')
            .take_while(|word| *word != head)
            .all(|word| matches!(word, "a" | "an" | "the" | "its" | "prepared" | "advance" | "leaked"));
        let before = self.text.span(content.start()..quoted.start()).filter(|_| bare)?;
        let subject = |(span, id): &&(Span, EntityId)| {
            self.is(*id, EntityKind::Person)
                && !self.hangs(*span)
                && !self.is_acted_on(*span)
                && !self.is_quoted(*span)
        };
        let named = self.namings_in(before).iter().rfind(subject);
        let pronoun = self.layers.tokens_in(before).iter().rev().find_map(|token| {
            let wanted = match self.text.slice(token.span) {
                "he" | "He" => Gender::Male,
                "she" | "She" => Gender::Female,
                // "a video of him mocking"
                "him" if self.is_acting(token.span) => Gender::Male,
                "her" if self.is_acting(token.span) => Gender::Female,
                _ => return None,
            };
            named.is_none_or(|(span, _)| span.start() < token.span.start()).then_some((token.span, wanted))
        });
        match pronoun {
            Some((source, wanted)) => Reader { source, ..*self }.antecedent(Some(wanted), last),
            None => named.map(|(_, id)| *id),
        }
    }

    /// Whether a naming stands after a preposition or owns something, so that it is no subject.
    fn hangs(&self, span: Span) -> bool {
        self.is_possessive(span) || self.follows_preposition(span)
    }

    /// Whether a participle follows: "him mocking".
    fn is_acting(&self, span: Span) -> bool {
        let rest = self.text.as_str().get(span.end()..).unwrap_or_default();
        rest.split_whitespace().next().is_some_and(is_participle)
    }

    /// Whether a naming is whom a participle is about: "mocking Sen. Ada Moss".
    fn is_acted_on(&self, span: Span) -> bool {
        let from = span.start().saturating_sub(40);
        let from = (from..=span.start()).find_map(|at| self.text.as_str().get(at..span.start()));
        let mut words = from.unwrap_or_default().split_whitespace().rev();
        words.find(|word| !word.starts_with(char::is_uppercase)).is_some_and(is_participle)
    }

    fn follows_preposition(&self, span: Span) -> bool {
        let from = span.start().saturating_sub(16);
        let from = (from..=span.start()).find_map(|at| self.text.as_str().get(at..span.start()));
        let mut words = from.unwrap_or_default().split_whitespace().rev();
        let stands = |word: &str| PREPOSITIONS.binary_search(&word.to_lowercase().as_str()).is_ok();
        let titled = |word: &str| word.starts_with(char::is_uppercase) || word == "the" || word == "then";
        words.find(|word| stands(word) || !titled(word)).is_some_and(stands)
    }

    /// The person that a pronoun of this gender stands for: going back sentence by sentence, the
    /// subject of the first that names one who fits; who spoke last where nobody was named since.
    /// Names inside quotations do not count, nor those after a pronoun that continues one before.
    fn antecedent(&self, wanted: Option<Gender>, last: Option<(Span, EntityId)>) -> Option<EntityId> {
        let fits = |id: &EntityId| {
            let agrees = |e: &Entity| e.gender.is_none() || wanted.is_none() || e.gender == wanted;
            self.entity(*id).is_some_and(|e| e.kind == EntityKind::Person && agrees(e))
        };
        for (back, sentence) in self.sentences_before().enumerate() {
            if let Some((_, speaker)) = last.filter(|(said, id)| sentence.contains(*said) && fits(id)) {
                return Some(speaker);
            }
            let named: Vec<_> = (self.namings_in(sentence).iter())
                .filter(|(span, id)| fits(id) && !self.is_quoted(*span))
                .collect();
            let continued = self.pronoun_in(sentence, wanted);
            let subject = named.iter().find(|(span, _)| !self.hangs(*span));
            // "Of Lee, he said" and "In Lee, he added" are about another than him.
            let aside = back == 0 || continued.is_some();
            let other = named.iter().find(|(span, _)| !aside || !self.follows_preposition(*span));
            match (continued, subject.or(other)) {
                (Some(at), Some((span, _))) if at < span.start() => {}
                (_, Some((_, id))) => return Some(*id),
                _ => {}
            }
        }
        last.map(|(_, id)| id).filter(fits)
    }

    /// Where the first pronoun of this gender stands as a subject, outside quotations.
    fn pronoun_in(&self, sentence: Span, wanted: Option<Gender>) -> Option<usize> {
        let subjects = self.layers.tokens_in(sentence).iter().map(|token| token.span);
        let mut subjects = subjects.filter(|span| {
            let word = self.text.slice(*span);
            matches!(word, "he" | "He" | "she" | "She") && (wanted.is_none() || pronoun(word) == wanted)
        });
        subjects.find(|span| !self.is_quoted(*span)).map(|span| span.start())
    }
}

#[cfg(test)]
pub(crate) fn tables_are_sorted() -> bool {
    [UTTERANCES, MEDIA, AFTER_HEAD, PREPOSITIONS, UNNAMED, DESCRIPTIONS].iter().all(|words| words.is_sorted())
}
