//! Analysis of many articles on all cores, in their order; one bad article never stops the others.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use variorum_core::story::Profile;
use variorum_core::{Annotated, Article, Layers, Problem, ProblemKind, SourceMap, Text};
use variorum_language::annotate;

/// Annotates `articles` on `threads` threads. The order is kept.
pub fn annotate_all(articles: Vec<Article>, threads: usize) -> Vec<Annotated> {
    in_parallel(articles, threads, annotate_one)
}

/// Applies `work` to each of `items` on `threads` threads. The order is kept.
pub fn in_parallel<T: Send, R: Send>(items: Vec<T>, threads: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    if threads < 2 || items.len() < 2 {
        return items.into_iter().map(work).collect();
    }
    let size = items.len().div_ceil(threads);
    let mut items = items.into_iter();
    let parts: Vec<Vec<T>> = (0..threads).map(|_| items.by_ref().take(size).collect()).collect();
    let work = &work;
    thread::scope(|scope| {
        let start = |part: Vec<T>| scope.spawn(move || part.into_iter().map(work).collect::<Vec<R>>());
        let running: Vec<_> = parts.into_iter().map(start).collect();
        // `work` catches what it can; a panic beyond it is a failure of ours and ends the call.
        let join = |thread: thread::ScopedJoinHandle<'_, Vec<R>>| {
            thread.join().unwrap_or_else(|p| std::panic::resume_unwind(p))
        };
        running.into_iter().flat_map(join).collect()
    })
}

/// The trained models that this build reads articles with, each with the name of its file.
pub fn models() -> Vec<(&'static str, &'static [u8])> {
    let blocks = ("blocks.trees", variorum_ingest::BLOCKS.as_bytes());
    std::iter::once(blocks).chain(variorum_language::models()).collect()
}

/// The layers of `article`; none and a problem when the analysis panics.
pub fn annotate_one(article: Article) -> Annotated {
    let kept = article.clone();
    catch_unwind(AssertUnwindSafe(|| annotate(article))).unwrap_or_else(|_| {
        let message = "the analysis failed on this article: its layers are empty".to_owned();
        let problem = Problem { kind: ProblemKind::Internal, message, span: None };
        Annotated::new(kept, Layers { problems: vec![problem], ..Layers::default() })
    })
}

/// What grouping needs of `annotated`; that of an article without layers when making it panics.
pub(crate) fn profile_of(annotated: &Annotated) -> Profile {
    catch_unwind(AssertUnwindSafe(|| Profile::of(annotated))).unwrap_or_else(|_| {
        let bare = Annotated::new(annotated.article().clone(), Layers::default());
        Profile::of(&bare)
    })
}

/// An article without a word, in the place of one that cannot be read.
pub(crate) fn blank() -> Article {
    let text = Text::new("");
    Article {
        id: String::new(),
        file: None,
        outlet: None,
        url: None,
        language: None,
        published: None,
        headline: None,
        body: text.whole(),
        headline_apart: false,
        source: SourceMap::identity(&text),
        text,
        block_quotations: Vec::new(),
        boilerplate: Vec::new(),
        evidence: BTreeMap::new(),
        problems: Vec::new(),
    }
}
