//! What was found, as material for the store.

use std::sync::Arc;

use variorum_core::Article;
use variorum_engine::{Incoming, Matter};
use variorum_fetch::{Found, Subscription, Target};
use variorum_ingest::{FeedArticle, read_page, read_plain};

/// One article for the store, and whether it was read without a flag or a problem; `None` where there
/// are no words. The bytes of pages are kept where `keep` says so.
pub(super) fn incoming(found: Found, subscription: &Subscription, keep: bool) -> Option<(Incoming, bool)> {
    let printed = found.item.article();
    let Some(page) = found.page.map(Arc::unwrap_or_clone) else {
        let FeedArticle { mut article, entry } = printed?;
        complete(&mut article, None, subscription);
        let clean = article.problems.is_empty();
        let entry = entry.map(|entry| own_id(entry, subscription));
        let place = found.item.address.unwrap_or(found.item.id);
        return Some((Incoming { place, matter: Matter::Article(Box::new(article), entry) }, clean));
    };
    let address = page.target.to_string();
    let kind = page.header("content-type").unwrap_or_default().trim_start().to_ascii_lowercase();
    let plain = kind.starts_with("text/plain");
    let read = if plain {
        read_plain(&address, None, &page.body).map(|article| (article, true))
    } else {
        read_page(&address, None, &page.body).map(|page| (page.article, page.flags.is_empty()))
    };
    let matter = match read {
        Ok((mut article, unflagged)) => {
            // What a page says of its own address holds for its own host: nobody replaces another's article.
            let said = article.url.take().filter(|said| is_of_host(said, &page.target));
            article.url = Some(said.unwrap_or_else(|| address.clone()));
            complete(&mut article, printed.as_ref().map(|printed| &printed.article), subscription);
            let clean = unflagged && article.problems.is_empty();
            let article = Box::new(article);
            // A plain text is its own original.
            let matter = if keep && !plain {
                Matter::Fetched(article, None, page.body)
            } else {
                Matter::Article(article, None)
            };
            return Some((Incoming { place: address, matter }, clean));
        }
        Err(error) => Matter::Broken(error.to_string()),
    };
    Some((Incoming { place: address, matter }, false))
}

/// The id of an entry that has no address. One that is no name for all the world is one within its subscription.
fn own_id(entry: String, subscription: &Subscription) -> String {
    if entry.contains(':') { entry } else { format!("{}:{entry}", subscription.id) }
}

fn is_of_host(address: &str, page: &Target) -> bool {
    let bare = |host: &str| host.trim_start_matches("www.").to_owned();
    address.contains("://") && Target::parse(address).is_ok_and(|said| bare(said.host()) == bare(page.host()))
}

/// Fills in what the page does not say and the feed does.
fn complete(article: &mut Article, printed: Option<&Article>, subscription: &Subscription) {
    if article.outlet.is_none() {
        article.outlet = printed.and_then(|p| p.outlet.clone()).or_else(|| subscription.title.clone());
    }
    if article.published.is_none() {
        article.published = printed.and_then(|printed| printed.published);
    }
    if article.language.is_none() {
        article.language = printed.and_then(|printed| printed.language.clone());
    }
}
