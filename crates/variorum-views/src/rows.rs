//! The rows of a quotation: a base reading and, for each other witness, what it has in each column.

use variorum_core::{Apparatus, Quotation, Span, WitnessId};

/// A quotation set out for reading: the base and the witnesses under it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows<'a> {
    /// The witness whose printing is the base: the longest one.
    pub base: WitnessId,
    /// The words of the base by column; empty where it has none.
    pub words: Vec<Words<'a>>,
    /// The other witnesses, those with equal cells together.
    pub others: Vec<Row<'a>>,
}

/// Words as printed, and whether white space stands before them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words<'a> {
    /// The words as printed.
    pub text: &'a str,
    /// Where they stand, where there are any.
    pub span: Option<Span>,
    /// Whether they are set off from what stands before.
    pub spaced: bool,
    /// Whether words that are not quoted stand between them and what stands before.
    pub broken: bool,
}

/// What one or several witnesses have under the base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The witnesses, in their order.
    pub witnesses: Vec<WitnessId>,
    /// One cell for each column.
    pub cells: Vec<Cell<'a>>,
}

/// What a witness has in one column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell<'a> {
    /// The words of the base.
    Same,
    /// Other words.
    Other(Words<'a>),
    /// Nothing, where the base has words, between words that it prints.
    Cut,
    /// Nothing, before its first or after its last word, or where the base has nothing either.
    Outside,
}

impl Row<'_> {
    /// Whether it has no other words than the base, though perhaps fewer before and after.
    pub fn is_part(&self) -> bool {
        self.cells.iter().all(|cell| matches!(cell, Cell::Same | Cell::Outside))
    }

    /// Whether every column of the base is printed alike.
    pub fn is_same(&self) -> bool {
        self.cells.iter().all(|cell| *cell == Cell::Same)
    }
}

/// Sets out `quotation`; `None` when no witness prints a word of it.
pub fn rows<'a>(apparatus: &'a Apparatus, quotation: &Quotation) -> Option<Rows<'a>> {
    rows_on(apparatus, quotation, None)
}

/// Sets out `quotation` on the printing of `base`, where that witness has one.
pub fn rows_on<'a>(
    apparatus: &'a Apparatus,
    quotation: &Quotation,
    base: Option<WitnessId>,
) -> Option<Rows<'a>> {
    let columns = quotation.collation.columns();
    let mut witnesses: Vec<WitnessId> =
        columns.iter().flat_map(|c| &c.readings).flat_map(|r| &r.witnesses).map(|(w, _)| *w).collect();
    witnesses.sort();
    witnesses.dedup();
    let length = |w: &WitnessId| quotation.collation.tokens(*w).len();
    let longest = *witnesses.iter().max_by_key(|w| (length(w), std::cmp::Reverse(**w)))?;
    let base = base.filter(|base| witnesses.contains(base)).unwrap_or(longest);
    let words = row_words(apparatus, quotation, base);
    let mut others: Vec<Row> = Vec::new();
    for witness in witnesses.into_iter().filter(|w| *w != base) {
        let cells = cells(apparatus, quotation, base, witness);
        match others.iter_mut().find(|row| row.cells.iter().map(shown).eq(cells.iter().map(shown))) {
            Some(row) => row.witnesses.push(witness),
            None => others.push(Row { witnesses: vec![witness], cells }),
        }
    }
    Some(Rows { base, words, others })
}

/// What of a cell is seen, so that two printings of the same words share a row.
fn shown<'a>(cell: &Cell<'a>) -> (u8, &'a str) {
    match cell {
        Cell::Same => (0, ""),
        Cell::Other(words) => (1, words.text),
        Cell::Cut => (2, ""),
        Cell::Outside => (3, ""),
    }
}

fn cells<'a>(
    apparatus: &'a Apparatus,
    quotation: &Quotation,
    base: WitnessId,
    witness: WitnessId,
) -> Vec<Cell<'a>> {
    let mine = row_words(apparatus, quotation, witness);
    let theirs = row_words(apparatus, quotation, base);
    let columns = quotation.collation.columns();
    let printed = |words: &Words| words.span.is_some();
    let (first, last) = (mine.iter().position(printed), mine.iter().rposition(printed));
    let cell = |(at, words): (usize, Words<'a>)| {
        let inside = first.is_some_and(|f| f < at) && last.is_some_and(|l| at < l);
        let based = theirs.get(at).is_some_and(printed);
        let together = columns.get(at).is_some_and(|column| {
            column.readings.iter().any(|r| has(&r.witnesses, base) && has(&r.witnesses, witness))
        });
        match (words.span.is_some(), based) {
            (true, true) if together => Cell::Same,
            (true, _) => Cell::Other(words),
            (false, true) if inside => Cell::Cut,
            (false, false) if inside => Cell::Same,
            (false, _) => Cell::Outside,
        }
    };
    mine.into_iter().enumerate().map(cell).collect()
}

fn has(witnesses: &[(WitnessId, Vec<Span>)], wanted: WitnessId) -> bool {
    witnesses.iter().any(|(witness, _)| *witness == wanted)
}

/// The words of `witness` in each column.
pub fn row_words<'a>(apparatus: &'a Apparatus, quotation: &Quotation, witness: WitnessId) -> Vec<Words<'a>> {
    let Some(text) = apparatus.witnesses.get(witness.0).map(|w| &w.annotated.article().text) else {
        return Vec::new();
    };
    let mut end: Option<usize> = None;
    let mut row = Vec::with_capacity(quotation.collation.columns().len());
    for column in quotation.collation.columns() {
        let mine = column.readings.iter().flat_map(|r| &r.witnesses).filter(|(w, _)| *w == witness);
        let span = mine.flat_map(|(_, spans)| spans).copied().reduce(Span::cover);
        let gap = span.zip(end).map(|(span, end)| text.span(end..span.start()));
        let spaced = gap.is_some_and(|gap| gap.is_none_or(|gap| !gap.is_empty()));
        let broken = gap.is_some_and(|gap| gap.is_none_or(|gap| !text.slice(gap).trim().is_empty()));
        end = span.map(Span::end).or(end);
        row.push(Words { text: span.map_or("", |span| text.slice(span)), span, spaced, broken });
    }
    row
}
