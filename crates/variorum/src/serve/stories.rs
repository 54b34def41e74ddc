//! The front page, and the page of a story.

use anyhow::Result;
use variorum_core::{Annotated, Apparatus, WitnessId, collate};
use variorum_views::html::site::state::State;
use variorum_views::html::site::{self, Front, Home, Order, Story, urls};
use variorum_views::{Offsets, json};

use crate::serve::Site;
use crate::serve::http::{HTML, Reply};
use crate::serve::library::StoryView;
use crate::serve::routes::{Asked, frame};

/// Stories on one part of the list.
pub(crate) const LISTED: usize = 30;

/// The list of stories.
pub(crate) fn front(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let order = order(asked);
    let skip = asked.request.param("skip").and_then(|skip| skip.parse().ok()).unwrap_or(0);
    let mut rows = site.library.stories(order, skip, LISTED + 1)?;
    let next = (rows.len() > LISTED).then(|| format!("?order={}&skip={}", order.name(), skip + LISTED));
    rows.truncate(LISTED);
    let front =
        Front { rows, totals: site.library.totals()?, order, next, examples: site.library.has_examples()? };
    let frame = site::Frame { twin: Some("/index.json".into()), ..frame(site, asked) };
    Ok(Reply::page(200, site::front(&frame, &front)))
}

/// The order that the address asks for.
pub(crate) fn order(asked: &Asked<'_>) -> Order {
    let wanted = asked.request.param("order").unwrap_or_default();
    Order::ALL.into_iter().find(|order| order.name() == wanted).unwrap_or_default()
}

/// The page of a story of the library, or its JSON twin.
pub(crate) fn story(site: &Site, asked: &Asked<'_>, id: &str) -> Result<Option<Reply>> {
    if let Some(view) = site.library.story(id)? {
        let home = Home::Library(view.id.clone(), view.names());
        let feeds = ["atom", "json"].map(|form| format!("{}/feed.{form}", home.address()));
        return Ok(Some(page(site, asked, &view.apparatus, &home, view.example, Some(feeds))));
    }
    let Some(name) = id.strip_suffix(".json") else { return Ok(None) };
    Ok(site.library.story(name)?.map(|view| twin(&view)))
}

/// The JSON of a story.
pub(crate) fn twin(view: &StoryView) -> Reply {
    Reply::json(json::comparison(&view.apparatus, Offsets::Codepoints))
}

/// The page of a comparison that was made on the page, or its JSON twin.
pub(crate) fn comparison(site: &Site, asked: &Asked<'_>, id: &str) -> Option<Reply> {
    if let Some(apparatus) = site.desk.get(id) {
        return Some(page(site, asked, &apparatus, &Home::Desk(id.to_owned()), false, None));
    }
    let apparatus = site.desk.get(id.strip_suffix(".json")?)?;
    Some(Reply::json(json::comparison(&apparatus, Offsets::Codepoints)))
}

fn page(
    site: &Site,
    asked: &Asked<'_>,
    whole: &Apparatus,
    home: &Home,
    example: bool,
    feeds: Option<[String; 2]>,
) -> Reply {
    let pairs = asked.request.pairs();
    let mut state = State::parse(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    state.only.retain(|letter| whole.witnesses.iter().any(|w| w.siglum == *letter));
    let all = whole.witnesses.iter().filter(|w| w.compared).count();
    if state.only.len() >= all {
        state.only.clear();
    }
    let some = (!state.only.is_empty()).then(|| only(whole, &state.only));
    let shown = some.as_ref().unwrap_or(whole);
    let story = Story { whole, shown, state: &state, home, example, groups: &site.groups };
    if asked.request.header("variorum-part") == Some("drawer") {
        return Reply::new(200, HTML, site::drawer_part(&story)).with("vary", "variorum-part");
    }
    let frame = site::Frame { twin: Some(format!("{}.json", home.address())), feeds, ..frame(site, asked) };
    Reply::page(200, site::story(&frame, &story)).with("vary", "variorum-part")
}

/// The comparison of some articles alone, with the letters that they have among all.
fn only(whole: &Apparatus, letters: &[String]) -> Apparatus {
    let ticked = whole.witnesses.iter().filter(|witness| letters.contains(&witness.siglum));
    let (letters, articles): (Vec<String>, Vec<Annotated>) =
        ticked.map(|witness| (witness.siglum.clone(), witness.annotated.clone())).unzip();
    let mut apparatus = collate(articles);
    for (witness, letter) in apparatus.witnesses.iter_mut().zip(letters) {
        witness.siglum = letter;
    }
    apparatus
}

/// The address of words in a story, in the drawer of its page.
pub(crate) fn words_in_story(id: &str, siglum: &str, start: usize, end: usize) -> String {
    format!("/story/{}?at={siglum}-{start}-{end}#at", urls::escape(id))
}

/// The original of which the article `at` is a copy.
pub(crate) fn original_of(apparatus: &Apparatus, at: usize) -> Option<WitnessId> {
    let lineage = apparatus.story.lineages.iter().find(|lineage| lineage.members.contains(&at))?;
    (lineage.root != at).then_some(WitnessId(lineage.root))
}
