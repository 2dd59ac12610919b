//! `Impact`: what a mistake in the settings of a project could change. None of that is done before it
//! is mended.

use crate::diagnostic::{KeySegment, Place, nearest};

/// What a mistake in the settings of a project could change; each kind includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Impact {
    /// Nothing but what the mistake itself is about: an asset, a style.
    #[default]
    Own,
    /// What is bought, and for how much.
    Purchases,
    /// What is painted, and when a painting is good enough.
    Paintings,
    /// Everything: which assets there are, where their files go, what is written.
    Everything,
}

/// The tables of the workspace file, and what their keys could change.
const TABLES: &[(&str, Impact)] = &[
    ("project", Impact::Everything),
    ("export", Impact::Everything),
    ("models", Impact::Paintings),
    ("quality", Impact::Paintings),
    ("budget", Impact::Purchases),
    ("provider", Impact::Purchases),
    ("style", Impact::Own),
    ("asset", Impact::Own),
    ("set", Impact::Own),
    ("animation", Impact::Own),
    ("atlas", Impact::Own),
];

impl Impact {
    /// What a mistake at a place of the workspace file could change. A table of an unknown name is
    /// taken for the one that was probably meant, else for one that limits purchases.
    #[must_use]
    pub fn of(place: &Place) -> Impact {
        let (Place::Key(path) | Place::Value(path)) = place else { return Impact::Everything };
        let Some(KeySegment::Key(table)) = path.0.first() else { return Impact::Everything };
        let impact = |name: &str| TABLES.iter().find(|it| it.0 == name).map(|it| it.1);
        let meant = || impact(nearest(table, TABLES.iter().map(|it| it.0))?);
        impact(table).or_else(meant).unwrap_or(Impact::Purchases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::KeyPath;

    #[test]
    fn a_mistake_reaches_what_its_table_could_change() {
        let key = |words: &[&str]| Impact::of(&Place::Key(KeyPath::of(words)));
        assert_eq!(key(&["budget", "per_build"]), Impact::Purchases);
        assert_eq!(key(&["budgets"]), Impact::Purchases);
        assert_eq!(key(&["provider", "google", "safety"]), Impact::Purchases);
        assert_eq!(key(&["modles", "image"]), Impact::Paintings);
        assert_eq!(key(&["quality", "target"]), Impact::Paintings);
        assert_eq!(key(&["project", "out"]), Impact::Everything);
        assert_eq!(key(&["aset", "b"]), Impact::Own);
        assert_eq!(key(&["zzzzzz"]), Impact::Purchases);
        assert_eq!(Impact::of(&Place::Bytes(3, 4)), Impact::Everything);
    }
}
