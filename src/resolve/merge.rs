//! Tables that take from others what they do not say themselves: sets, styles and their parents.
//!
//! What was taken is noted, so that a mistake in it is shown where it was written.

use crate::manifest::{Key, Trail};
use crate::resolve::Places;

/// Fills a table: tables within it merge by key, lists replace, and `avoid` adds.
pub(crate) fn table<T: Key>(to: &mut T, own: &mut Places, from: &T, theirs: &Places) {
    to.fill(from, &Trail::TOP, &mut |path| own.take(path, theirs));
}
