//! A draft on the page, held against a story of the library or another text.

use anyhow::Result;
use variorum_core::{Apparatus, Article, collate};
use variorum_engine::annotate_all;
use variorum_ingest::read_plain;
use variorum_views::html::site::Frame;
use variorum_views::html::site::check::{self, CheckForm, Checked, CheckedRow};

use crate::cli::store::checking::sections;
use crate::serve::Site;
use crate::serve::http::Reply;
use crate::serve::routes::{Asked, frame};

/// Characters of a line, for the length at which quotations are cut.
const LINE: usize = 160;

/// The form.
pub(crate) fn page(site: &Site, asked: &Asked<'_>) -> Reply {
    let against = asked.request.param("against").unwrap_or_default();
    shown(site, asked, &CheckForm { against, ..CheckForm::default() })
}

/// Checks what was sent.
pub(crate) fn post(site: &Site, asked: &Asked<'_>, field: &dyn Fn(&str) -> String) -> Result<Reply> {
    let (draft, against) = (field("draft"), field("against").trim().to_owned());
    let mut form = CheckForm { draft, against, ..CheckForm::default() };
    match checked(site, &form, &field("other"))? {
        Ok(checked) => form.checked = Some(checked),
        Err(problem) => form.problem = Some(problem),
    }
    Ok(shown(site, asked, &form))
}

fn shown(site: &Site, asked: &Asked<'_>, form: &CheckForm) -> Reply {
    let status = if form.problem.is_some() { 422 } else { 200 };
    let frame = Frame { path: "/check".into(), ..frame(site, asked) };
    Reply::page(status, check::check(&frame, form))
}

fn checked(site: &Site, form: &CheckForm, other: &str) -> Result<Result<Checked, String>> {
    let read = |name: &str, text: &str| {
        let text = text.replace("\r\n", "\n");
        read_plain(name, None, text.as_bytes()).map_err(|error| error.to_string())
    };
    let draft = match read("draft", &form.draft) {
        Ok(draft) => draft,
        Err(problem) => return Ok(Err(problem)),
    };
    let others = if other.trim().is_empty() {
        site.library.beside(&draft, &form.against)?
    } else {
        match read("other text", other) {
            Ok(other) => vec![other],
            Err(problem) => return Ok(Err(problem)),
        }
    };
    if others.is_empty() {
        let why = match form.against.as_str() {
            "" => "no story of the library is like this draft: name one, or paste another text",
            _ => "there is no story or article of this name in the library",
        };
        return Ok(Err(why.to_owned()));
    }
    let articles = std::iter::once(draft).chain(others).collect();
    let apparatus = collate(annotate_all(articles, site.threads));
    let told = told(&apparatus);
    Ok(Ok(Checked { comparison: format!("/comparison/{}", site.desk.keep(apparatus)), ..told }))
}

fn told(apparatus: &Apparatus) -> Checked {
    let title = |article: &Article| article.headline.map(|span| article.text.slice(span).to_owned());
    let others = apparatus.witnesses.iter().skip(1).filter(|witness| witness.compared);
    let name = |article: &Article| article.outlet.clone().unwrap_or_else(|| article.id.clone());
    let others: Vec<(String, String)> =
        others.map(|witness| (witness.siglum.clone(), name(witness.annotated.article()))).collect();
    let draft = apparatus.witnesses.first();
    let compares = draft.is_some_and(|draft| draft.compared) && !others.is_empty();
    let sections = if compares { Vec::from(sections(apparatus, LINE)) } else { Vec::new() };
    let rows = |rows: Vec<(crate::cli::store::checking::Rank, Vec<String>)>| {
        rows.into_iter()
            .map(|(rank, lines)| CheckedRow { sign: rank.sign(), means: rank.means(), lines })
            .collect()
    };
    let heading =
        |heading: &str| if heading == "QUOTATIONS" { "Quotations" } else { "Figures, dates and events" };
    Checked {
        title: draft
            .and_then(|draft| title(draft.annotated.article()))
            .unwrap_or_else(|| "The draft".to_owned()),
        others,
        sections: sections
            .into_iter()
            .map(|section| (heading(section.heading), rows(section.rows)))
            .collect(),
        comparison: String::new(),
    }
}
