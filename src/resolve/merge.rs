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
    let words = to.avoid.get_or_insert_default();
    let new = added.into_iter().flatten().filter(|it| !words.contains(it));
    words.extend(new.collect::<Vec<String>>());
}
