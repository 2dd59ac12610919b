//! `Diagnostic`: one thing that is wrong with what the user wrote, and where.
//!
//! A diagnostic is a plain value that holds no text of a file and no byte offset (a syntax error
//! apart): it names a **key path**, which stays true when a comment is typed above it. The span is
//! looked up when the message is printed.

use crate::legible::{cleaned, shortened, steers};
use crate::name::AssetName;
use crate::path::ProjectPath;

/// One step of a key path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeySegment {
    /// A key of a table.
    Key(String),
    /// A place in an array, counted from 0.
    Index(usize),
}

/// The way from the top of a TOML file to a value: `asset.hero.references[0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct KeyPath(pub Vec<KeySegment>);

impl KeyPath {
    /// The path of nested keys.
    #[must_use]
    pub fn of(keys: &[&str]) -> KeyPath {
        KeyPath(keys.iter().map(|it| KeySegment::Key((*it).to_owned())).collect())
    }

    /// This path, one key further.
    #[must_use]
    pub fn key(&self, key: &str) -> KeyPath {
        let mut res = self.clone();
        res.0.push(KeySegment::Key(key.to_owned()));
        res
    }

    /// This path, one place of an array further.
    #[must_use]
    pub fn index(&self, idx: usize) -> KeyPath {
        let mut res = self.clone();
        res.0.push(KeySegment::Index(idx));
        res
    }
}

impl std::fmt::Display for KeyPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (idx, segment) in self.0.iter().enumerate() {
            match segment {
                KeySegment::Key(key) if idx == 0 => write!(f, "{key}")?,
                KeySegment::Key(key) => write!(f, ".{key}")?,
                KeySegment::Index(at) => write!(f, "[{at}]")?,
            }
        }
        Ok(())
    }
}

/// What is underlined.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The whole file; no words are underlined.
    File,
    /// The last key of the path, or the header of a table.
    Key(KeyPath),
    /// The value at the path. If it is not there, its nearest parent.
    Value(KeyPath),
    /// A line, counted from 1: tables of CSV, palettes.
    Line(usize),
    /// Bytes from, to: only where there is no key path, since the text is not TOML.
    Bytes(usize, usize),
}

/// A place in a file of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The file.
    pub file: ProjectPath,
    /// Where in it.
    pub place: Place,
}

/// A place, and a fact about it that the message does not already say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// Where.
    pub at: Anchor,
    /// A few words, lower case, no full stop.
    pub text: String,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// What it is about is not built.
    Error,
    /// It is built, and the user can do better.
    Warning,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $variant:ident = $text:literal,)+) => {
        /// Which kind of mistake it is; explained in `docs/diagnostics.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Code {
            /// Every code there is.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            /// The stable name, in small letters.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Code::$variant => $text,)+
                }
            }
        }
    };
}

codes! {
    /// The text is not TOML.
    Syntax = "syntax",
    /// The file is not UTF-8, or cannot be read.
    Unreadable = "unreadable",
    /// No table has this key.
    UnknownKey = "unknown-key",
    /// There is no such table.
    UnknownTable = "unknown-table",
    /// A text where a number must stand, …
    WrongType = "wrong-type",
    /// The right type, but not one of the values that are allowed.
    WrongValue = "wrong-value",
    /// A key that must be there is not.
    MissingKey = "missing-key",
    /// Two keys that exclude each other, or one that does nothing here.
    Conflict = "conflict",
    /// No style has this name.
    UnknownStyle = "unknown-style",
    /// No asset has this name.
    UnknownAsset = "unknown-asset",
    /// The asset has no such part.
    UnknownPart = "unknown-part",
    /// The template has no variable of this name, or the template uses one that nobody fills.
    UnknownVariable = "unknown-variable",
    /// There is no such model.
    UnknownModel = "unknown-model",
    /// The model was shut down, or will be.
    RetiredModel = "retired-model",
    /// The model cannot do what it is asked for.
    Unable = "unable",
    /// Things that need each other in a ring.
    Cycle = "cycle",
    /// Two things of one name.
    DuplicateName = "duplicate-name",
    /// Two assets would write one file.
    Collision = "collision",
    /// A text that no asset or part may be called.
    BadName = "bad-name",
    /// A path that leaves the project, or is no file name on every system.
    BadPath = "bad-path",
    /// A size that is nothing, or too large.
    BadSize = "bad-size",
    /// Something that is no colour.
    BadColour = "bad-colour",
    /// A palette file that cannot be read as one.
    BadPalette = "bad-palette",
    /// A row of a CSV file that cannot be read.
    BadRow = "bad-row",
    /// A template that cannot be rendered.
    BadTemplate = "bad-template",
    /// A picture that cannot be read.
    BadPicture = "bad-picture",
    /// A file that is not there.
    MissingFile = "missing-file",
    /// A glob that matches no asset.
    NoMatch = "no-match",
    /// The lock has marks of an unfinished merge.
    LockConflict = "lock-conflict",
    /// The lock cannot be read.
    BadLock = "bad-lock",
}

/// One thing that is wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Diagnostic {
    /// How bad it is.
    pub severity: Severity,
    /// The first place.
    pub primary: Label,
    /// Which kind of mistake.
    pub code: Code,
    /// One sentence: what is wrong, then why. Lower case, no full stop, names in backticks.
    pub message: String,
    /// Further places, for instance the other one of two assets of one name.
    pub secondary: Vec<Label>,
    /// What to do; only where we are fairly sure.
    pub help: Option<String>,
    /// The asset that cannot be built because of it; `None` if it is not about one asset.
    pub asset: Option<AssetName>,
    /// How many assets cannot be built because of it, if it is about several; else 0.
    pub n_assets: usize,
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: Code, at: Anchor, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            severity: Severity::Error,
            code,
            message: fit(message.into()),
            primary: Label { at, text: String::new() },
            secondary: Vec::new(),
            help: None,
            asset: None,
            n_assets: 0,
        }
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: Code, at: Anchor, message: impl Into<String>) -> Diagnostic {
        Diagnostic { severity: Severity::Warning, ..Diagnostic::error(code, at, message) }
    }

    /// The same with words under the caret.
    #[must_use]
    pub fn label(mut self, text: impl Into<String>) -> Diagnostic {
        self.primary.text = fit(text.into());
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Diagnostic {
        self.help = Some(fit(text.into()));
        self
    }

    /// The same with a further place.
    #[must_use]
    pub fn also(mut self, at: Anchor, text: impl Into<String>) -> Diagnostic {
        self.secondary.push(Label { at, text: fit(text.into()) });
        self
    }

    /// The same, said to keep `asset` from being built.
    #[must_use]
    pub fn of_asset(mut self, asset: &AssetName) -> Diagnostic {
        self.asset = Some(asset.clone());
        self
    }

    /// Whether it keeps something from being built.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// No message is longer, in characters.
const LONGEST: usize = 1000;

/// A message with words of the user's in it, fit to be shown, on one line.
fn fit(message: String) -> String {
    if message.len() <= LONGEST && !message.contains(|it| it == '\n' || steers(it)) {
        return message;
    }
    shortened(&cleaned(&message).replace('\n', "\\n"), LONGEST).into_owned()
}

/// The one of `known` that a person who wrote `word` most likely meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST_WORD {
        return None;
    }
    let lower = word.to_lowercase();
    let letters = letters_of(&lower);
    // How far words may be apart depends on the longer one. A letter that only one of them has is
    // one step at least.
    let most = |it: &str| (it.len().max(word.len()) / 3).max(1);
    let may_be = |it: &&str| {
        let of_it = letters_of(it);
        let apart = (letters & !of_it).count_ones().max((of_it & !letters).count_ones());
        it.len() <= LONGEST_WORD
            && apart as usize <= most(it)
            && it.len().abs_diff(word.len()) <= 4 * most(it)
    };
    known
        .into_iter()
        .filter(may_be)
        .map(|it| (strsim::osa_distance(&lower, &it.to_lowercase()), it))
        .filter(|(distance, it)| *distance <= most(it))
        .min()
        .map(|(_, it)| it)
}

/// Nobody meant a longer word than this, in bytes.
const LONGEST_WORD: usize = 100;

/// Which letters a text has, whatever their case; letters may share a bit.
fn letters_of(text: &str) -> u64 {
    text.chars().flat_map(char::to_lowercase).fold(0, |all, it| all | 1 << (u32::from(it) % 64))
}

/// As [`nearest`], among names that are sorted: if they are many, among those that begin alike.
#[must_use]
pub fn nearest_sorted<'a, T: AsRef<str>>(word: &str, known: &'a [T]) -> Option<&'a str> {
    let at = known.partition_point(|it| it.as_ref() < word);
    let around = match known.len() > MANY_NAMES {
        true => at.saturating_sub(BESIDE)..(at + BESIDE).min(known.len()),
        false => 0..known.len(),
    };
    nearest(word, known[around].iter().map(AsRef::as_ref))
}

/// From here on names are not compared with every other one.
const MANY_NAMES: usize = 1000;

/// How many names before and behind a word are.
const BESIDE: usize = 32;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_far_one_is_not() {
        assert_eq!(nearest("overwold", ["overworld", "dungeon"]), Some("overworld"));
        assert_eq!(nearest("zzz", ["overworld", "dungeon"]), None);
        assert_eq!(nearest("Subject", ["subject", "style"]), Some("subject"));
    }

    #[test]
    fn among_many_names_those_that_begin_alike_are_looked_at() {
        let names: Vec<String> = (0..20_000).map(|it| format!("enemy_{it:05}")).collect();
        assert_eq!(nearest_sorted("enemy_012345", &names), Some("enemy_01234"));
        assert_eq!(nearest_sorted("enemy_99999x", &names), Some("enemy_19999"));
        assert_eq!(nearest_sorted("tree", &names), None);
        assert_eq!(nearest_sorted("nemy_00003", &names[..100]), Some("enemy_00003"));
        assert_eq!(nearest_sorted::<String>("x", &[]), None);
    }

    #[test]
    fn a_message_cannot_steer_the_terminal_nor_fill_it() {
        let file = ProjectPath::parse("a.toml").unwrap();
        let at = Anchor { file, place: Place::File };
        let error = |text: &str| Diagnostic::error(Code::BadName, at.clone(), text).message;
        assert_eq!(error("`a\u{1b}[31m`"), "`a\\u{1b}[31m`");
        assert_eq!(error(&"é".repeat(5000)).chars().count(), LONGEST + 1);
    }

    #[test]
    fn a_key_path_reads_as_people_write_it() {
        let path = KeyPath::of(&["asset", "hero", "references"]).index(2);
        assert_eq!(path.to_string(), "asset.hero.references[2]");
    }
}
