//! Evidence packs of stories, to be saved.

use anyhow::Result;
use variorum_core::Apparatus;
use variorum_views::pack::{Capture, Record};

use crate::serve::Site;
use crate::serve::http::{HTML, Reply};
use crate::serve::routes::Asked;

/// The pack of a story of the library.
pub(crate) fn story(site: &Site, asked: &Asked<'_>, id: &str) -> Result<Option<Reply>> {
    let Some(view) = site.library.story(id)? else { return Ok(None) };
    let captures = site.library.captures(&view)?;
    Ok(Some(saved(site, asked, &view.apparatus, &captures, &view.id)))
}

/// The pack of a comparison that was made on the page.
pub(crate) fn comparison(site: &Site, asked: &Asked<'_>, id: &str) -> Option<Reply> {
    let apparatus = site.desk.get(id)?;
    Some(saved(site, asked, &apparatus, &[], id))
}

/// `texts=whole` puts the texts in. The name of the file is made of what cannot be anything else in a header.
fn saved(site: &Site, asked: &Asked<'_>, apparatus: &Apparatus, captures: &[Capture], id: &str) -> Reply {
    let whole = asked.request.param("texts").as_deref() == Some("whole");
    let record = Record::new(apparatus, site.program().clone(), captures, whole);
    let name: String = id.chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    let disposition = format!("attachment; filename=\"evidence-{name}.html\"");
    Reply::new(200, HTML, record.render()).with("content-disposition", &disposition)
}
