//! Analysis of many articles on all cores, in their order; one bad article never stops a batch.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use variorum_core::{Annotated, Article, Layers, Problem, ProblemKind};
use variorum_language::annotate;

/// Annotates `articles` on `threads` threads. The order is kept.
pub(crate) fn annotate_all(articles: Vec<Article>, threads: usize) -> Vec<Annotated> {
    in_parallel(articles, threads, annotate_one)
}

/// Applies `work` to each of `items` on `threads` threads. The order is kept.
pub(super) fn in_parallel<T: Send, R: Send>(
    items: Vec<T>,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
) -> Vec<R> {
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
        // `work` catches what it can; a panic beyond it is a failure of ours and ends the command.
        let join = |thread: thread::ScopedJoinHandle<'_, Vec<R>>| {
            thread.join().unwrap_or_else(|p| std::panic::resume_unwind(p))
        };
        running.into_iter().flat_map(join).collect()
    })
}

/// The layers of `article`; none and a problem when the analysis panics.
pub(super) fn annotate_one(article: Article) -> Annotated {
    let kept = article.clone();
    catch_unwind(AssertUnwindSafe(|| annotate(article))).unwrap_or_else(|_| {
        let message = "the analysis failed on this article: its layers are empty".to_owned();
        let problem = Problem { kind: ProblemKind::Internal, message, span: None };
        Annotated::new(kept, Layers { problems: vec![problem], ..Layers::default() })
    })
}
