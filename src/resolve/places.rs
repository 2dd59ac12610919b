//! `Places`: where the keys of a table were written, once others have filled it up.

use std::collections::BTreeMap;

use crate::diagnostic::{Anchor, KeyPath, KeySegment, Place};
use crate::path::ProjectPath;

/// Where a table stands, and where those of its keys stand that it took from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    table: Anchor,
    /// By the key's path within the table; every place is a value.
    elsewhere: BTreeMap<KeyPath, Anchor>,
}

impl Places {
    /// Of a table that took nothing from others yet: `["asset", "hero"]`.
    #[must_use]
    pub fn new(file: &ProjectPath, table: &[&str]) -> Places {
        Places {
            table: Anchor { file: file.clone(), place: Place::Key(KeyPath::of(table)) },
            elsewhere: BTreeMap::new(),
        }
    }

    /// Of a table that is not written as one: a row of a CSV file, by the value that names it.
    #[must_use]
    pub fn at_value(file: &ProjectPath, value: &[&str]) -> Places {
        let mut res = Places::new(file, value);
        res.table.place = Place::Value(KeyPath::of(value));
        res
    }

    /// The table's header.
    #[must_use]
    pub fn table(&self) -> &Anchor {
        &self.table
    }

    /// The value of a key.
    #[must_use]
    pub fn key(&self, key: &str) -> Anchor {
        self.of(&KeyPath::of(&[key]))
    }

    /// The value of a key within a key: `quality.target`.
    #[must_use]
    pub fn inner(&self, table: &str, key: &str) -> Anchor {
        self.of(&KeyPath::of(&[table, key]))
    }

    /// One value of a list, counted from 0.
    #[must_use]
    pub fn item(&self, key: &str, idx: usize) -> Anchor {
        self.of(&KeyPath::of(&[key]).index(idx))
    }

    /// The value at a path within the table.
    #[must_use]
    pub fn of(&self, path: &KeyPath) -> Anchor {
        for len in (1..=path.0.len()).rev() {
            let head = KeyPath(path.0[..len].to_vec());
            if let Some(found) = self.elsewhere.get(&head) {
                return below(found, &path.0[len..]);
            }
        }
        below(&self.table, &path.0)
    }

    /// Whether the key would stand in the table itself.
    #[must_use]
    pub fn is_own(&self, path: &KeyPath) -> bool {
        !self.elsewhere.contains_key(path)
    }

    /// Notes that the value at a path was taken from another table.
    pub fn take(&mut self, path: KeyPath, from: &Places) {
        let found = from.of(&path);
        self.elsewhere.insert(path, found);
    }
}

/// The value so many keys below a place.
fn below(anchor: &Anchor, rest: &[KeySegment]) -> Anchor {
    let place = match &anchor.place {
        Place::Key(path) | Place::Value(path) => {
            let mut path = path.clone();
            path.0.extend_from_slice(rest);
            Place::Value(path)
        }
        other @ (Place::File | Place::Line(_) | Place::Bytes(..)) => other.clone(),
    };
    Anchor { file: anchor.file.clone(), place }
}
