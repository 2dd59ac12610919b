//! Tables that take from others what they do not say themselves: sets, styles and their parents.
//!
//! What was taken is noted, so that a mistake in it is shown where it was written.

use crate::manifest::{CheckTable, Key, StyleTable, Trail};
use crate::resolve::Places;

/// Fills a table.
pub(crate) fn table<T: Key>(to: &mut T, own: &mut Places, from: &T, theirs: &Places) {
    to.fill(from, &Trail::TOP, &mut |path| own.take(path, theirs));
}

/// Fills the limits of the checks.
pub(crate) fn check(to: &mut CheckTable, own: &mut Places, from: &CheckTable, theirs: &Places) {
    to.fill(from, &Trail::TOP.key("check"), &mut |path| own.take(path, theirs));
}

/// Fills a style from its parent. `avoid` adds: the parent's words come first.
pub(crate) fn style(to: &mut StyleTable, own: &mut Places, from: &StyleTable, theirs: &Places) {
    let added = to.avoid.take();
    table(to, own, from, theirs);
    to.avoid = match (to.avoid.take(), added) {
        (Some(words), Some(added)) => {
            let new = added.into_iter().filter(|it| !words.contains(it));
            Some(words.iter().cloned().chain(new).collect())
        }
        (words, added) => words.or(added),
    };
}
