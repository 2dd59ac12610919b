//! `Word`: values that people write as one word of a closed list.

/// A value that is written as one word of a closed list. [`words!`](crate::word) declares them.
pub trait Word: Copy + AsRef<str> + 'static {
    /// All of them, in the order in which they are shown.
    const ALL: &'static [Self];

    /// The value that a word stands for.
    #[must_use]
    fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_ref() == word)
    }
}

/// Declares an enum, each of its values with its word: for [`Word`], for serde, and for the JSON
/// Schema of manifests.
macro_rules! words {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident { $($(#[$doc:meta])* $value:ident = $word:literal,)+ }
    ) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize,
        )]
        $vis enum $name { $($(#[$doc])* #[serde(rename = $word)] $value,)+ }

        impl $name {
            /// All of them, in the order in which they are shown.
            $vis const ALL: [$name; [$($word,)+].len()] = [$($name::$value,)+];

            /// As written in manifests, locks and metadata.
            #[must_use]
            $vis fn as_str(self) -> &'static str {
                match self { $($name::$value => $word,)+ }
            }
        }

        impl $crate::word::Word for $name {
            const ALL: &'static [$name] = &$name::ALL;
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }

        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "enum": [$($word,)+] })
            }
        }
    };
}

pub(crate) use words;
