//! The comparison in the terminal.

mod canvas;
mod findings;
mod quotations;

use variorum_core::{Apparatus, Problem, ProblemKind, WitnessId};

pub use crate::text::canvas::printable;
use crate::text::canvas::{Canvas, Paint};
use crate::words::count;

/// How the terminal wants it.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the terminal; below 40 it is treated as 40.
    pub width: usize,
    /// Whether to use ANSI colours.
    pub color: bool,
    /// Whether to show every finding instead of the first of each kind.
    pub all: bool,
}

/// The comparison as lines of text. Control characters of the material are not passed on.
pub fn render(apparatus: &Apparatus, style: Style) -> String {
    let mut canvas = Canvas::new(style);
    header(apparatus, &mut canvas);
    problems(apparatus, &mut canvas);
    if apparatus.witnesses.iter().filter(|w| w.compared).count() > 1 {
        quotations::render(apparatus, &mut canvas);
        findings::claims(apparatus, &mut canvas);
        findings::omissions(apparatus, &mut canvas);
        findings::copies(apparatus, &mut canvas);
        findings::timeline(apparatus, &mut canvas);
    }
    canvas.finish()
}

fn header(apparatus: &Apparatus, canvas: &mut Canvas) {
    let articles = apparatus.witnesses.iter().filter(|w| w.compared).count();
    let origins = apparatus.story.lineages.len();
    let counts = format!(
        "{} · {}",
        count(articles, "article", "articles"),
        count(origins, "independent original", "independent originals")
    );
    canvas.heading(apparatus.title().unwrap_or("(no headline)"), &counts);
    for (at, witness) in apparatus.witnesses.iter().enumerate() {
        let article = witness.annotated.article();
        let name = article.outlet.as_deref().unwrap_or(&article.id);
        let published = article.published.map(|p| format!(", {}", p.date())).unwrap_or_default();
        let copy = original_of(apparatus, at).map(|root| format!(" = {root}")).unwrap_or_default();
        let apart = if witness.compared { "" } else { " (another story)" };
        canvas.paragraph(
            2,
            &[(&witness.siglum, Paint::Siglum), (&format!(" {name}{published}{copy}{apart}"), Paint::Plain)],
        );
    }
}

/// The siglum of the original that witness `at` is a copy of.
fn original_of(apparatus: &Apparatus, at: usize) -> Option<&str> {
    let lineage = apparatus.story.lineages.iter().find(|lineage| lineage.members.contains(&at))?;
    (lineage.root != at).then(|| siglum(apparatus, WitnessId(lineage.root)))
}

fn problems(apparatus: &Apparatus, canvas: &mut Canvas) {
    let of_articles = apparatus.witnesses.iter().flat_map(|w| {
        let named = |p: &Problem| format!("{}: {}", w.siglum, p.message);
        let problems = w.annotated.article().problems.iter().chain(&w.annotated.layers().problems);
        problems.filter(|p| p.kind != ProblemKind::UnclosedQuotation).map(named).collect::<Vec<String>>()
    });
    let all: Vec<String> = apparatus.problems.iter().map(|p| p.message.clone()).chain(of_articles).collect();
    if !all.is_empty() {
        canvas.blank();
    }
    for message in all {
        canvas.paragraph(2, &[("! ", Paint::Warning), (&message, Paint::Plain)]);
    }
}

fn siglum(apparatus: &Apparatus, witness: WitnessId) -> &str {
    apparatus.witnesses.get(witness.0).map_or("", |w| &w.siglum)
}

fn sigla(apparatus: &Apparatus, witnesses: &[WitnessId]) -> String {
    let sigla: Vec<&str> = witnesses.iter().map(|w| siglum(apparatus, *w)).collect();
    sigla.join(" ")
}
