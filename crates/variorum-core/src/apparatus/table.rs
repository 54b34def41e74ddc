//! The alignment table of an utterance: the longest printing as base, the others set in its columns.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::apparatus::alignment::align;
use crate::apparatus::printing::{Printing, Word, numeral};
use crate::apparatus::{Collation, Column, Reading, WitnessId};
use crate::text::Span;

/// The words of one witness at one place: as compared, and where they stand.
#[derive(Clone, Debug, Default)]
struct Cell {
    form: String,
    spans: Vec<Span>,
}

/// Cells of a witness by column: even columns lie between the words of the base, odd ones hold them.
type Row = BTreeMap<usize, Cell>;

/// Sets the printings of one utterance in columns. They come in an order that their texts decide;
/// of printings with the same words the first is the base.
/// `None` without a printing.
pub(super) fn table(printings: &[&Printing]) -> Option<Collation> {
    let mut order = printings.to_vec();
    order.sort_by_key(|p| (std::cmp::Reverse(p.units.len()), p.form()));
    let base = *order.first()?;
    let columns = base_columns(base, &order);
    let mut rows: BTreeMap<WitnessId, Row> = BTreeMap::new();
    for printing in order {
        let row = row_of(base, &columns, printing);
        let held = rows.entry(printing.key.0).or_default();
        // A witness that prints the words twice, as in a headline, has its longest printing here.
        if held.is_empty() || is_apart(held, &row) {
            held.extend(row);
        }
    }
    let spans = |row: &Row| row.values().flat_map(|cell| &cell.spans).copied().collect();
    let tokens: Vec<(WitnessId, Vec<Span>)> = rows.iter().map(|(id, row)| (*id, spans(row))).collect();
    let used: BTreeSet<usize> = rows.values().flat_map(|row| row.keys()).copied().collect();
    Collation::new(used.into_iter().map(|at| column(at, &rows)).collect(), &tokens)
}

fn is_apart(held: &Row, row: &Row) -> bool {
    let (Some((first, _)), Some((last, _))) = (row.first_key_value(), row.last_key_value()) else {
        return false;
    };
    held.range(first..=last).next().is_none()
}

/// For each token of the base the column of its word; marks go with a word, and words that another
/// printing has as one contraction share a column.
fn base_columns(base: &Printing, all: &[&Printing]) -> Vec<usize> {
    let groups = word_groups(&base.tokens);
    let mut joined = vec![false; groups.len()];
    let group_of = |token: usize| groups.iter().position(|group| group.contains(&token));
    for other in all.iter().skip(1) {
        for two in align(&base.units, &other.units).windows(2) {
            let [(i, j), (k, l)] = two else { continue };
            let token = |at: &usize| base.units.get(*at).map(|unit| unit.token);
            let theirs = |at: &usize| other.units.get(*at).map(|unit| unit.token);
            if theirs(j) == theirs(l)
                && token(i) != token(k)
                && let Some(slot) = token(k).and_then(group_of).and_then(|group| joined.get_mut(group))
            {
                *slot = true;
            }
        }
    }
    let mut columns = vec![0; base.tokens.len()];
    let mut column = 0;
    for (group, joins) in groups.iter().zip(joined) {
        column += if joins && column > 0 { 0 } else { 2 };
        columns.iter_mut().take(group.end).skip(group.start).for_each(|slot| *slot = column - 1);
    }
    columns
}

/// Each word with the marks that go with it: those that open before it and those that close after.
fn word_groups(tokens: &[Word]) -> Vec<Range<usize>> {
    let mut groups: Vec<Range<usize>> = Vec::new();
    let mut opens = 0;
    for (at, word) in tokens.iter().enumerate() {
        let opening = matches!(word.form.as_str(), "“" | "‘" | "(" | "[" | "«" | "„");
        match groups.last_mut() {
            _ if !word.mark => {
                groups.push(opens..at + 1);
                opens = at + 1;
            }
            Some(last) if !opening && last.end == at => {
                last.end = at + 1;
                opens = at + 1;
            }
            _ => {}
        }
    }
    if let Some(last) = groups.last_mut() {
        last.end = tokens.len();
    }
    groups
}

fn row_of(base: &Printing, columns: &[usize], printing: &Printing) -> Row {
    let own = printing.key == base.key;
    let pairs: Vec<(usize, usize)> = if own {
        (0..base.units.len()).map(|at| (at, at)).collect()
    } else {
        align(&base.units, &printing.units)
    };
    let mut places: BTreeMap<usize, usize> = BTreeMap::new();
    for (i, j) in pairs {
        let (mine, theirs) = (printing.units.get(j).map(|u| u.token), base.units.get(i).map(|u| u.token));
        if let (Some(mine), Some(column)) = (mine, theirs.and_then(|token| columns.get(token))) {
            places.entry(mine).or_insert(*column);
        }
    }
    // A printing that shares no word with the base stands before it, in a place of its own.
    let mut between = places.values().next().map_or(0, |first| first - 1);
    let mut row = Row::new();
    for group in word_groups(&printing.tokens) {
        let placed = group.clone().find_map(|token| places.get(&token));
        between = placed.map_or(between, |column| column + 1);
        let cell = row.entry(placed.copied().unwrap_or(between)).or_default();
        let words = printing.tokens.get(group).unwrap_or_default();
        for word in words {
            cell.spans.push(word.span);
            if !word.mark {
                cell.form = format!("{} {}", cell.form, numeral(&word.form));
            }
        }
    }
    row
}

fn column(at: usize, rows: &BTreeMap<WitnessId, Row>) -> Column {
    let mut readings: BTreeMap<&str, Reading> = BTreeMap::new();
    for (id, row) in rows {
        if let Some(cell) = row.get(&at) {
            let reading = readings.entry(&cell.form).or_insert_with(|| Reading { witnesses: Vec::new() });
            reading.witnesses.push((*id, cell.spans.clone()));
        }
    }
    let mut readings: Vec<Reading> = readings.into_values().collect();
    readings.sort_by_key(|reading| std::cmp::Reverse(reading.witnesses.len()));
    Column { readings }
}
