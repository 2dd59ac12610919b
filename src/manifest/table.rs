//! `table!`: declares a table of a manifest, and each of its keys once: documentation, type, name
//! in TOML, and reader. Reading, merging and the JSON Schema follow from it.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::diagnostic::KeyPath;
use crate::manifest::trail::Trail;

/// What a key of a table holds.
pub(crate) trait Key: Sized {
    /// What its reader makes of a value.
    type Read;

    /// What the key holds, where the value was written and understood, or was not.
    fn of(read: Option<Self::Read>) -> Self;

    /// Takes from `other` what it does not say itself: tables merge by key, lists replace. `took`
    /// is told the path of everything that was taken; `at` is the path of the key.
    fn fill(&mut self, other: &Self, at: &Trail<'_>, took: &mut dyn FnMut(KeyPath));
}

impl<T: Clone> Key for Option<T> {
    type Read = T;

    fn of(read: Option<T>) -> Option<T> {
        read
    }

    fn fill(&mut self, other: &Option<T>, at: &Trail<'_>, took: &mut dyn FnMut(KeyPath)) {
        if self.is_none() && other.is_some() {
            self.clone_from(other);
            took(at.path());
        }
    }
}

impl<K: AsRef<str> + Clone + Ord, V: Clone> Key for BTreeMap<K, V> {
    type Read = BTreeMap<K, V>;

    fn of(read: Option<BTreeMap<K, V>>) -> BTreeMap<K, V> {
        read.unwrap_or_default()
    }

    fn fill(&mut self, other: &Self, at: &Trail<'_>, took: &mut dyn FnMut(KeyPath)) {
        for (name, value) in other {
            if !self.contains_key(name) {
                self.insert(name.clone(), value.clone());
                took(at.key(name.as_ref()).path());
            }
        }
    }
}

/// Texts that are added to those of whatever it takes from, where other lists replace.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(transparent)]
pub struct AddedTexts(pub Vec<String>);

impl Key for AddedTexts {
    type Read = Vec<String>;

    fn of(read: Option<Vec<String>>) -> AddedTexts {
        AddedTexts(read.unwrap_or_default())
    }

    fn fill(&mut self, other: &AddedTexts, _: &Trail<'_>, _: &mut dyn FnMut(KeyPath)) {
        let own = std::mem::replace(&mut self.0, other.0.clone());
        let new = own.into_iter().filter(|it| !other.0.contains(it));
        self.0.extend(new);
    }
}

/// Declares a table: its keys, then the groups of keys that it shares with other tables.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$doc:meta])* $field:ident: $type:ty = $key:literal => $read:expr;)*
            $(.. $group:ident: $keys:ty;)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Default, schemars::JsonSchema)]
        #[schemars(deny_unknown_fields)]
        pub struct $name {
            $($(#[$doc])* #[schemars(rename = $key, default)] pub $field: $type,)*
            $(
                /// Keys that other tables have, too.
                #[schemars(flatten)]
                pub $group: $keys,
            )*
        }

        impl $name {
            /// Reads its keys.
            pub(super) fn read(t: &mut $crate::manifest::reader::Table<'_, '_, '_>) -> $name {
                use $crate::manifest::table::Key;

                $name {
                    $($field: <$type as Key>::of(t.get($key, $read)),)*
                    $($group: <$keys>::read(t),)*
                }
            }
        }

        impl $crate::manifest::table::Key for $name {
            type Read = $name;

            fn of(read: Option<$name>) -> $name {
                read.unwrap_or_default()
            }

            fn fill(
                &mut self,
                other: &$name,
                at: &$crate::manifest::trail::Trail<'_>,
                took: &mut dyn FnMut($crate::diagnostic::KeyPath),
            ) {
                $(self.$field.fill(&other.$field, &at.key($key), took);)*
                $(self.$group.fill(&other.$group, at, took);)*
            }
        }
    };
}

pub(super) use table;
