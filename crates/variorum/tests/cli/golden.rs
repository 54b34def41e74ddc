//! The whole apparatus of each example story, as it was read and accepted.
//!
//! `stories/README.md` says what each snapshot must show. A snapshot changes only by review
//! (`INSTA_UPDATE=always cargo test golden`, then read the difference).

use std::path::Path;

use crate::variorum;

#[track_caller]
fn check(story: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stories").join(story);
    let run = variorum(&["compare", "--all", folder.to_str().unwrap()]);
    assert_eq!((run.code, run.err.as_str()), (0, ""));
    insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots", omit_expression => true }, {
        insta::assert_snapshot!(story, run.out);
    });
}

#[test]
fn harbour_fire() {
    check("harbour-fire");
}

#[test]
fn lantern_square() {
    check("lantern-square");
}

#[test]
fn marsh_vote() {
    check("marsh-vote");
}

#[test]
fn sorrel_dam() {
    check("sorrel-dam");
}
