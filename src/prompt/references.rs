//! What is said of the pictures that a model is shown: what each of them is for.

use std::collections::BTreeMap;

use crate::prompt::edition;
use crate::prompt::engine::fill_own;
use crate::word::words;

words! {
    /// What a reference picture is for.
    pub enum ReferenceUse {
        /// It comes with the style: its way of drawing counts, not what it shows.
        Style = "style",
        /// The asset names it: what it shows appears again.
        Subject = "subject",
        /// It is what an animation sets in motion.
        Mover = "mover",
        /// The same thing in its first state.
        State = "state",
        /// The same motion, seen from another side.
        Facing = "facing",
        /// Empty cells of a sheet.
        Layout = "layout",
    }
}

/// What each reference picture is for, in their order; empty if there are none.
#[must_use]
pub fn reference_words(edition: &str, uses: &[ReferenceUse]) -> String {
    if uses.is_empty() {
        return String::new();
    }
    let roles: Vec<&str> = uses.iter().map(|it| it.as_str()).collect();
    let one = if uses.len() == 1 { "yes" } else { "" };
    let vars = BTreeMap::from([("roles", roles.join(",")), ("one", one.to_owned())]);
    fill_own(edition::of(edition).references, &vars)
}
