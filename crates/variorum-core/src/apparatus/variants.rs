//! Variants: the differences between two printings of one utterance.

use crate::apparatus::alignment::{Likeness, align, likeness};
use crate::apparatus::printing::{Printing, Unit, Word, is_number, numeral};
use crate::apparatus::{Passage, Variant, VariantClass};
use crate::text::Span;

/// The differences from `a` to `b`, in the order of `a`; none where they share no words.
pub(super) fn between(a: &Printing, b: &Printing) -> Vec<Variant> {
    let mut pairs = align(&a.units, &b.units);
    widen(a, b, &mut pairs);
    let (Some(first), Some(last)) = (pairs.first().copied(), pairs.last().copied()) else {
        return Vec::new();
    };
    let both = Both { a, b };
    let mut found = Vec::new();
    found.extend(both.edge(0..first.0, 0..first.1, Edge::Start));
    for step in steps(&pairs, a, b) {
        both.step(step, &mut found);
    }
    for two in pairs.windows(2) {
        if let [before, after] = two {
            found.extend(both.junction(*before, *after));
        }
    }
    found.extend(both.edge(last.0 + 1..a.units.len(), last.1 + 1..b.units.len(), Edge::End));
    found.sort_by_key(|variant| (variant.a, variant.b));
    found.dedup_by_key(|variant| (variant.a, variant.b));
    found
}

/// Local alignment leaves off before a reworded first or after a reworded last word; where as many
/// words, at most two, are left on both sides to the edge of the quotation, they are a rewording.
fn widen(a: &Printing, b: &Printing, pairs: &mut Vec<(usize, usize)>) {
    if let Some((i, j)) = pairs.first().copied()
        && i == j
        && i <= 2
    {
        pairs.splice(0..0, (0..i).map(|at| (at, at)));
    }
    if let Some((i, j)) = pairs.last().copied() {
        let (more_a, more_b) = (a.units.len() - i - 1, b.units.len() - j - 1);
        if more_a == more_b && more_a <= 2 {
            pairs.extend((1..=more_a).map(|more| (i + more, j + more)));
        }
    }
}

/// A stretch between equal words: units of `a`, units of `b`, reworded or on one side alone.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    a: std::ops::Range<usize>,
    b: std::ops::Range<usize>,
    /// The reworded places among them.
    pairs: Vec<(usize, usize)>,
}

/// The stretches between equal words, without the two ends.
fn steps(pairs: &[(usize, usize)], a: &Printing, b: &Printing) -> Vec<Step> {
    let equal = |(i, j): (usize, usize)| matches!((a.units.get(i), b.units.get(j)), (Some(x), Some(y)) if x.form == y.form);
    let Some(start) = pairs.first().copied() else { return Vec::new() };
    let mut steps = Vec::new();
    let mut open = Step { a: start.0..start.0, b: start.1..start.1, pairs: Vec::new() };
    for pair in pairs.iter().copied() {
        if !equal(pair) {
            open.pairs.push(pair);
            continue;
        }
        (open.a.end, open.b.end) = pair;
        steps.push(std::mem::replace(
            &mut open,
            Step { a: pair.0 + 1..pair.0 + 1, b: pair.1 + 1..pair.1 + 1, pairs: Vec::new() },
        ));
    }
    if let Some((i, j)) = pairs.last().copied() {
        (open.a.end, open.b.end) = (i + 1, j + 1);
        steps.push(open);
    }
    steps.retain(|step| !(step.a.is_empty() && step.b.is_empty()));
    steps
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

/// The two printings that are compared.
struct Both<'a> {
    a: &'a Printing,
    b: &'a Printing,
}

impl Both<'_> {
    /// What one prints before or after what both print.
    fn edge(&self, a: std::ops::Range<usize>, b: std::ops::Range<usize>, edge: Edge) -> Option<Variant> {
        if a.is_empty() && b.is_empty() {
            return None;
        }
        let place = |printing: &Printing, units: &std::ops::Range<usize>| match edge {
            _ if !units.is_empty() => span_of(printing, units),
            Edge::Start => printing.tokens.first().map(|word| word.span.at_start()),
            Edge::End => printing.tokens.last().map(|word| word.span.at_end()),
        };
        Some(self.variant(VariantClass::Extent, place(self.a, &a)?, place(self.b, &b)?))
    }

    /// The variants of one stretch.
    fn step(&self, step: Step, found: &mut Vec<Variant>) {
        let reworded = !step.pairs.is_empty();
        if reworded && step.pairs.len() == step.a.len() && step.pairs.len() == step.b.len() {
            found.extend(step.pairs.iter().filter_map(|(i, j)| self.pair(*i, *j)));
            return;
        }
        let (Some(a), Some(b)) = (self.place(self.a, &step.a), self.place(self.b, &step.b)) else { return };
        let class = self.class(&step);
        found.push(self.variant(class, a, b));
    }

    fn class(&self, step: &Step) -> VariantClass {
        let (a, b) = (words(self.a, &step.a), words(self.b, &step.b));
        let negations = |units: &[&Unit]| units.iter().filter(|unit| is_negation(&unit.form)).count();
        let broken = breaks(self.a, &step.a) || breaks(self.b, &step.b);
        // Words gone with a negation among them are a cut; a negation and its auxiliary are one.
        let few = a.len() <= 4 && b.len() <= 4;
        let reworded = few && !a.is_empty() && !b.is_empty();
        let alone = a.iter().chain(&b).all(|unit| is_negation(&unit.form) || is_auxiliary(&unit.form));
        if negations(&a) != negations(&b) && (reworded || alone) {
            return VariantClass::Negation;
        }
        match (a.is_empty(), b.is_empty()) {
            _ if broken => VariantClass::Extent,
            (false, true) => one_sided((self.a, &step.a), (self.b, &step.b), VariantClass::Omission),
            (true, false) => one_sided((self.b, &step.b), (self.a, &step.a), VariantClass::Insertion),
            _ if bracketed(self.a, &step.a) || bracketed(self.b, &step.b) => VariantClass::Insertion,
            _ if glued(&a) == glued(&b) => VariantClass::Punctuation,
            _ if is_naming((self.a, &a), (self.b, &b)) => VariantClass::Name,
            _ => VariantClass::Word,
        }
    }

    /// The variant of two words in one place; none for two spellings of the same.
    fn pair(&self, i: usize, j: usize) -> Option<Variant> {
        let (x, y) = (self.a.units.get(i)?, self.b.units.get(j)?);
        let (left, right) = (self.a.tokens.get(x.token)?, self.b.tokens.get(y.token)?);
        let class = match likeness(&x.form, &y.form) {
            Likeness::Equal => return None,
            Likeness::Contraction => {
                let (a, b) = (self.contracted(self.a, i)?, self.contracted(self.b, j)?);
                return Some(self.variant(VariantClass::Contraction, a, b));
            }
            _ if is_negation(&x.form) != is_negation(&y.form) => VariantClass::Negation,
            _ if is_number(&x.form) && is_number(&y.form) => {
                if numeral(&x.form) == numeral(&y.form) {
                    return None;
                }
                VariantClass::Number
            }
            _ if bracketed(self.a, &(i..i + 1)) || bracketed(self.b, &(j..j + 1)) => VariantClass::Insertion,
            _ if is_naming((self.a, &[x]), (self.b, &[y])) => VariantClass::Name,
            Likeness::Inflection => VariantClass::Inflection,
            Likeness::Other => VariantClass::Word,
        };
        Some(self.variant(class, left.span, right.span))
    }

    /// The whole contraction, or both of its words: unit `at` with the one before it.
    fn contracted(&self, printing: &Printing, at: usize) -> Option<Span> {
        span_of(printing, &(at.saturating_sub(1)..at + 1))
    }

    /// A difference of marks between two places that follow each other on both sides.
    fn junction(&self, before: (usize, usize), after: (usize, usize)) -> Option<Variant> {
        if after.0 != before.0 + 1 || after.1 != before.1 + 1 {
            return None;
        }
        let (a, b) = (Gap::of(self.a, before.0, after.0)?, Gap::of(self.b, before.1, after.1)?);
        // A comma before the attribution that interrupts the quotation is the printer's, not the speaker's.
        let printers =
            |one: &Gap, other: &Gap| one.crosses() && one.marks() == [","] && other.marks().is_empty();
        if a.marks() == b.marks() || printers(&a, &b) || printers(&b, &a) {
            return None;
        }
        if a.ends() != b.ends() && a.after.capital != b.after.capital {
            let whole = |gap: &Gap| gap.place().cover(gap.after.span);
            return Some(self.variant(VariantClass::SentenceBreak, whole(&a), whole(&b)));
        }
        Some(self.variant(VariantClass::Punctuation, a.place(), b.place()))
    }

    /// The words of `units`, or the empty place where they would stand.
    fn place(&self, printing: &Printing, units: &std::ops::Range<usize>) -> Option<Span> {
        if !units.is_empty() {
            return span_of(printing, units);
        }
        let word = |at: usize| printing.units.get(at).and_then(|unit| printing.tokens.get(unit.token));
        match units.start.checked_sub(1).and_then(word) {
            Some(before) => Some(before.span.at_end()),
            None => word(units.start).map(|after| after.span.at_start()),
        }
    }

    fn variant(&self, class: VariantClass, a: Span, b: Span) -> Variant {
        let (a, b) = (Passage { witness: self.a.key.0, span: a }, Passage { witness: self.b.key.0, span: b });
        Variant { class, a, b }
    }
}

/// What stands between two words that follow each other.
struct Gap<'a> {
    before: &'a Word,
    after: &'a Word,
    between: &'a [Word],
}

impl<'a> Gap<'a> {
    fn of(printing: &'a Printing, before: usize, after: usize) -> Option<Self> {
        let (before, after) = (printing.units.get(before)?.token, printing.units.get(after)?.token);
        if before == after {
            return None;
        }
        let between = printing.tokens.get(before + 1..after)?;
        Some(Self { before: printing.tokens.get(before)?, after: printing.tokens.get(after)?, between })
    }

    /// The marks that matter: those of sentence and clause. Quotation marks, brackets, hyphens and
    /// dashes are typography.
    fn marks(&self) -> Vec<&str> {
        let forms = self.between.iter().map(|word| word.form.as_str());
        forms.filter(|form| matches!(*form, "," | "." | ";" | ":" | "?" | "!" | "…")).collect()
    }

    fn ends(&self) -> bool {
        self.marks().iter().any(|mark| matches!(*mark, "." | "?" | "!"))
    }

    /// Whether the attribution stands between the two words.
    fn crosses(&self) -> bool {
        self.before.fragment != self.after.fragment
    }

    /// The marks, or the empty place where they would stand.
    fn place(&self) -> Span {
        let marks =
            self.between.iter().filter(|word| word.fragment == self.before.fragment).map(|word| word.span);
        marks.reduce(Span::cover).unwrap_or(self.before.span.at_end())
    }
}

fn words<'a>(printing: &'a Printing, units: &std::ops::Range<usize>) -> Vec<&'a Unit> {
    printing.units.get(units.clone()).unwrap_or_default().iter().collect()
}

/// Whether both sides name, and one of them surely: the other need only have the capitals of a name,
/// since a misspelt name is not known to be one.
fn is_naming(a: (&Printing, &[&Unit]), b: (&Printing, &[&Unit])) -> bool {
    let all = |(printing, units): (&Printing, &[&Unit]), is: fn(&Word) -> bool| {
        units.iter().all(|unit| printing.tokens.get(unit.token).is_some_and(is))
    };
    let known = |word: &Word| word.name;
    let likely = |word: &Word| word.name || word.capital;
    (all(a, known) && all(b, likely)) || (all(a, likely) && all(b, known))
}

/// "non" and "proliferation" are "nonproliferation".
fn glued(units: &[&Unit]) -> String {
    units.iter().map(|unit| unit.form.as_str()).collect()
}

fn span_of(printing: &Printing, units: &std::ops::Range<usize>) -> Option<Span> {
    let tokens = printing.units.get(units.clone())?.iter().filter_map(|unit| printing.tokens.get(unit.token));
    tokens.map(|word| word.span).reduce(Span::cover)
}

/// Whether the fragment ends inside `units` or beside them.
fn breaks(printing: &Printing, units: &std::ops::Range<usize>) -> bool {
    let fragment = |at: usize| {
        let unit = printing.units.get(at)?;
        Some(printing.tokens.get(unit.token)?.fragment)
    };
    units.start.checked_sub(1).and_then(fragment) != fragment(units.end)
}

/// The tokens from the word before `units` to the word after them, both left out.
fn around<'a>(printing: &'a Printing, units: &std::ops::Range<usize>) -> &'a [Word] {
    let token = |at: usize| printing.units.get(at).map(|unit| unit.token);
    let start = units.start.checked_sub(1).and_then(token).map_or(0, |before| before + 1);
    let end = token(units.end).unwrap_or(printing.tokens.len());
    printing.tokens.get(start..end).unwrap_or_default()
}

fn bracketed(printing: &Printing, units: &std::ops::Range<usize>) -> bool {
    around(printing, units).iter().any(|word| matches!(word.form.as_str(), "[" | "]"))
}

/// The class where `full` has words and `bare` none: `marked` where a mark says so on either side.
fn one_sided(
    full: (&Printing, &std::ops::Range<usize>),
    bare: (&Printing, &std::ops::Range<usize>),
    marked: VariantClass,
) -> VariantClass {
    let has = |(printing, units): (&Printing, &std::ops::Range<usize>), marks: &[&str]| {
        around(printing, units).iter().any(|word| marks.contains(&word.form.as_str()))
    };
    if has(bare, &["…"]) || has(full, &["[", "]", "(", ")"]) { marked } else { VariantClass::SilentCut }
}

/// Closed class of English negations.
fn is_negation(form: &str) -> bool {
    matches!(
        form,
        "not" | "n't" | "no" | "never" | "none" | "nor" | "neither" | "nobody" | "nothing" | "without"
    )
}

/// Closed class of English auxiliaries, those that a negation brings with it.
fn is_auxiliary(form: &str) -> bool {
    matches!(
        form,
        "am" | "are"
            | "be"
            | "been"
            | "can"
            | "could"
            | "did"
            | "do"
            | "does"
            | "had"
            | "has"
            | "have"
            | "is"
            | "may"
            | "might"
            | "must"
            | "should"
            | "was"
            | "were"
            | "will"
            | "would"
            | "'s"
            | "'re"
            | "'ve"
            | "'ll"
            | "'d"
            | "'m"
    )
}
