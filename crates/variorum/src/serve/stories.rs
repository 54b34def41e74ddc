//! The front page, and the page of a story.

use anyhow::Result;
use jiff::Timestamp;
use variorum_core::{Annotated, Apparatus, Span, Witness, WitnessId, collate};
use variorum_engine::StoryQuery;
use variorum_views::html::Judged;
use variorum_views::html::site::state::{Named, Opened, State};
use variorum_views::html::site::{self, Front, Home, Narrowed, Order, Since, Story, StoryRow, urls};
use variorum_views::{Offsets, json};

use crate::serve::http::{HTML, Reply};
use crate::serve::library::StoryView;
use crate::serve::looks::{self, Looks};
use crate::serve::routes::{Asked, frame};
use crate::serve::{Site, watches};

/// Stories on one part of the list.
pub(crate) const LISTED: usize = 30;

/// The list of stories.
pub(crate) fn front(site: &Site, asked: &Asked<'_>) -> Result<Reply> {
    let order = order(asked);
    let skip = asked.request.param("skip").and_then(|skip| skip.parse().ok()).unwrap_or(0);
    let (narrowed, looks) = (narrowed(asked), Looks::of(site)?);
    let mut rows = match order {
        Order::Watched => watches::stories(site, skip, LISTED + 1)?,
        _ => site.library.stories(order, &wanted(&narrowed, looks.everything()), skip, LISTED + 1)?,
    };
    let more = format!("?order={}{}&skip={}", order.name(), narrowed.query(), skip + LISTED);
    let next = (rows.len() > LISTED).then_some(more);
    rows.truncate(LISTED);
    for row in &mut rows {
        row.new = came(site, &looks, row)?;
    }
    let front = Front {
        rows,
        totals: site.library.totals()?,
        order,
        next,
        examples: site.library.has_examples()?,
        narrowed,
        seen: looks.everything().map(looks::in_words).unwrap_or_default(),
    };
    let feeds = Some(["atom", "json"].map(|form| format!("/conflicts/feed.{form}")));
    let frame = site::Frame {
        twin: Some("/index.json".into()),
        feeds: feeds.filter(|_| order == Order::Conflicts),
        ..frame(site, asked)
    };
    Ok(Reply::page(200, site::front(&frame, &front)))
}

/// What narrows the list, as it stands in the address.
fn narrowed(asked: &Asked<'_>) -> Narrowed {
    let param = |name: &str| asked.request.param(name).unwrap_or_default().trim().to_owned();
    Narrowed {
        words: param("words"),
        outlet: param("outlet"),
        from: param("from"),
        to: param("to"),
        origins: param("origins"),
        new: param("new") == "1",
    }
}

/// What is asked of the store. A date or a number that cannot be read narrows nothing.
fn wanted(narrowed: &Narrowed, seen: Option<Timestamp>) -> StoryQuery {
    let given = |value: &String| (!value.is_empty()).then(|| value.clone());
    StoryQuery {
        words: given(&narrowed.words),
        outlet: given(&narrowed.outlet),
        since: narrowed.from.parse().ok(),
        until: narrowed.to.parse().ok(),
        origins: narrowed.origins.parse().unwrap_or_default(),
        changed_after: seen.filter(|_| narrowed.new),
        ..StoryQuery::default()
    }
}

/// How many articles came to a story since the reader last looked at it.
fn came(site: &Site, looks: &Looks, row: &StoryRow) -> Result<usize> {
    if looks.is_empty() {
        return Ok(0);
    }
    let Some(key) = site.library.key(&row.id)? else { return Ok(0) };
    let arrivals = site.library.arrivals(key)?;
    let look = looks.story(arrivals.iter().map(|arrival| arrival.key));
    Ok(look.map_or(0, |look| arrivals.iter().filter(|arrival| arrival.first > look).count()))
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
        let state = state(asked, &view.apparatus);
        let judged = site.library.judged(&view, true)?;
        let since = looks::since(site, &view, &state.since)?;
        let kept = Kept { judged: Some(&judged), since: Some(&since), feeds: Some(feeds) };
        return Ok(Some(page(site, asked, &view.apparatus, &home, view.example, kept)));
    }
    let Some(name) = id.strip_suffix(".json") else { return Ok(None) };
    site.library.story(name)?.map(|view| twin(site, &view)).transpose()
}

/// The JSON of a story.
pub(crate) fn twin(site: &Site, view: &StoryView) -> Result<Reply> {
    let judged = site.library.judged(view, true)?;
    Ok(Reply::json(json::judged_comparison(&view.apparatus, Offsets::Codepoints, &judged)))
}

/// The page of a comparison that was made on the page, or its JSON twin.
pub(crate) fn comparison(site: &Site, asked: &Asked<'_>, id: &str) -> Option<Reply> {
    if let Some(apparatus) = site.desk.get(id) {
        return Some(page(site, asked, &apparatus, &Home::Desk(id.to_owned()), false, Kept::default()));
    }
    let apparatus = site.desk.get(id.strip_suffix(".json")?)?;
    Some(Reply::json(json::comparison(&apparatus, Offsets::Codepoints)))
}

/// What is kept beside a story: nothing of a comparison that is forgotten.
#[derive(Default)]
struct Kept<'a> {
    judged: Option<&'a Judged>,
    since: Option<&'a Since>,
    feeds: Option<[String; 2]>,
}

/// What the address says is open.
pub(crate) fn state(asked: &Asked<'_>, whole: &Apparatus) -> State {
    let pairs = asked.request.pairs();
    let state = State::parse(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    state.among(&whole.witnesses)
}

fn page(
    site: &Site,
    asked: &Asked<'_>,
    whole: &Apparatus,
    home: &Home,
    example: bool,
    kept: Kept<'_>,
) -> Reply {
    let state = state(asked, whole);
    let some = (!state.only.is_empty()).then(|| only(whole, &state.only));
    let shown = some.as_ref().unwrap_or(whole);
    let Kept { judged, since, feeds } = kept;
    let story = Story { whole, shown, state: &state, home, example, judged, since, groups: &site.groups };
    if asked.request.header("variorum-part") == Some("drawer") {
        let part = site::drawer_part(&frame(site, asked), &story);
        // A form holds the token of its visitor, which is neither kept nor packed.
        let decides = matches!(state.opened, Some(Opened::Judging(_) | Opened::Placing(_)));
        let reply = if decides { Reply::page(200, part) } else { Reply::new(200, HTML, part) };
        return reply.with("vary", "variorum-part");
    }
    let frame = site::Frame { twin: Some(format!("{}.json", home.address())), feeds, ..frame(site, asked) };
    Reply::page(200, site::story(&frame, &story)).with("vary", "variorum-part")
}

/// The comparison of some articles alone, with the letters that they have among all.
pub(crate) fn only(whole: &Apparatus, named: &[Named]) -> Apparatus {
    let letters: Vec<&str> = named.iter().map(|named| named.letter.as_str()).collect();
    let ticked = whole.witnesses.iter().filter(|witness| letters.contains(&witness.siglum.as_str()));
    let (letters, articles): (Vec<String>, Vec<Annotated>) =
        ticked.map(|witness| (witness.siglum.clone(), witness.annotated.clone())).unzip();
    let mut apparatus = collate(articles);
    for (witness, letter) in apparatus.witnesses.iter_mut().zip(letters) {
        witness.siglum = letter;
    }
    apparatus
}

/// The address of words in a story, in the drawer of its page. It holds when the letters become others.
pub(crate) fn words_in_story(id: &str, witness: &Witness, span: Span) -> String {
    let opened = Some(site::opened(witness, span));
    format!("/story/{}{}", urls::escape(id), State { opened, ..State::default() }.href())
}

/// The original of which the article `at` is a copy.
pub(crate) fn original_of(apparatus: &Apparatus, at: usize) -> Option<WitnessId> {
    let lineage = apparatus.story.lineages.iter().find(|lineage| lineage.members.contains(&at))?;
    (lineage.root != at).then_some(WitnessId(lineage.root))
}
