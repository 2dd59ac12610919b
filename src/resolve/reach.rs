//! `Reach`: what a mistake in the settings of a project could change. None of that is done before it
//! is mended.

use crate::diagnostic::{KeySegment, Place, nearest};

/// What a mistake in the settings of a project could change; each kind includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Reach {
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
const TABLES: &[(&str, Reach)] = &[
    ("project", Reach::Everything),
    ("export", Reach::Everything),
    ("models", Reach::Paintings),
    ("quality", Reach::Paintings),
    ("budget", Reach::Purchases),
    ("provider", Reach::Purchases),
    ("style", Reach::Own),
    ("asset", Reach::Own),
    ("set", Reach::Own),
    ("animation", Reach::Own),
    ("atlas", Reach::Own),
];

impl Reach {
    /// What a mistake at a place of the workspace file could change. A table of an unknown name is
    /// taken for the one that was probably meant, else for one that limits purchases.
    #[must_use]
    pub fn of(place: &Place) -> Reach {
        let (Place::Key(path) | Place::Value(path)) = place else { return Reach::Everything };
        let Some(KeySegment::Key(table)) = path.0.first() else { return Reach::Everything };
        let reach = |name: &str| TABLES.iter().find(|it| it.0 == name).map(|it| it.1);
        let meant = || reach(nearest(table, TABLES.iter().map(|it| it.0))?);
        reach(table).or_else(meant).unwrap_or(Reach::Purchases)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::KeyPath;

    #[test]
    fn a_mistake_reaches_what_its_table_could_change() {
        let key = |words: &[&str]| Reach::of(&Place::Key(KeyPath::of(words)));
        assert_eq!(key(&["budget", "per_build"]), Reach::Purchases);
        assert_eq!(key(&["budgets"]), Reach::Purchases);
        assert_eq!(key(&["provider", "google", "safety"]), Reach::Purchases);
        assert_eq!(key(&["modles", "image"]), Reach::Paintings);
        assert_eq!(key(&["quality", "target"]), Reach::Paintings);
        assert_eq!(key(&["project", "out"]), Reach::Everything);
        assert_eq!(key(&["aset", "b"]), Reach::Own);
        assert_eq!(key(&["zzzzzz"]), Reach::Purchases);
        assert_eq!(Reach::of(&Place::Bytes(3, 4)), Reach::Everything);
    }
}
