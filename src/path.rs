//! `ProjectPath`: a place in the project, which no manifest can use to leave it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_normalization::UnicodeNormalization;

/// A path relative to the project's root: UTF-8, `/` between parts, none of them `..`.
///
/// It names the same file on every platform: what Windows reserves or would cut off is refused
/// everywhere, so that a project made on one machine can be checked out on another.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProjectPath(Arc<str>);

/// Why a text is no path within a project. The text is a full reason that follows "because".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PathProblem {
    /// Nothing was written.
    #[error("it is empty")]
    Empty,
    /// `/etc/passwd`, `C:/x`.
    #[error("it is absolute; paths start at the project's folder")]
    Absolute,
    /// `../x`.
    #[error("it leaves the project's folder")]
    Leaves,
    /// `a\b`.
    #[error("it has a backslash; write `/` between folders")]
    Backslash,
    /// A control character, or one of `<>:"|?*`.
    #[error("it has a character that is not allowed in file names on every system")]
    Character,
    /// `CON`, `nul.png`, a trailing dot or blank.
    #[error("a part of it is reserved or would be changed on Windows")]
    Reserved,
    /// A part of over 200 bytes, or over 900 in all.
    #[error("it is too long")]
    TooLong,
}

impl ProjectPath {
    /// Reads what a person wrote; `./` and doubled slashes are forgiven.
    pub fn parse(text: &str) -> Result<ProjectPath, PathProblem> {
        if text.is_empty() {
            return Err(PathProblem::Empty);
        }
        if text.contains('\\') {
            return Err(PathProblem::Backslash);
        }
        let drive = text.as_bytes().get(1) == Some(&b':');
        if text.starts_with('/') || drive {
            return Err(PathProblem::Absolute);
        }
        let mut parts = Vec::new();
        for part in text.split('/').filter(|it| !it.is_empty() && *it != ".") {
            check_part(part)?;
            parts.push(part);
        }
        let joined = parts.join("/");
        match joined.len() {
            0 => Err(PathProblem::Empty),
            1..=900 => Ok(ProjectPath(joined.into())),
            _ => Err(PathProblem::TooLong),
        }
    }

    /// The path of a file below `root`, if it lies there and its name is UTF-8.
    #[must_use]
    pub fn within(root: &Path, file: &Path) -> Option<ProjectPath> {
        let relative = file.strip_prefix(root).ok()?;
        let parts: Option<Vec<&str>> = relative.iter().map(|it| it.to_str()).collect();
        ProjectPath::parse(&parts?.join("/")).ok()
    }

    /// This path with `name` below it.
    pub fn join(&self, name: &str) -> Result<ProjectPath, PathProblem> {
        ProjectPath::parse(&format!("{}/{name}", self.0))
    }

    /// The text, `/` between parts.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// Whether it, or a folder that it lies in, has a name with a dot at the beginning.
    #[must_use]
    pub fn is_hidden(&self) -> bool {
        self.0.split('/').any(|it| it.starts_with('.'))
    }

    /// Where the file lies on this machine.
    #[must_use]
    pub fn on_disk(&self, root: &Path) -> PathBuf {
        root.join(&*self.0)
    }

    /// The form in which two paths are one file on some disks: composed accents, lower case.
    #[must_use]
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// Composed accents, lower case: names equal in this form are one file on some disks.
#[must_use]
pub fn fold(name: &str) -> String {
    name.nfc().collect::<String>().to_lowercase()
}

/// What no file name may be on one of the systems that games are made on.
pub(crate) fn check_part(part: &str) -> Result<(), PathProblem> {
    if part == ".." {
        return Err(PathProblem::Leaves);
    }
    let odd = |it: char| it.is_control() || "<>:\"|?*".contains(it) || is_direction_mark(it);
    if part.contains(odd) {
        return Err(PathProblem::Character);
    }
    if part.ends_with(['.', ' ']) || is_device(part) {
        return Err(PathProblem::Reserved);
    }
    if part.len() > 200 { Err(PathProblem::TooLong) } else { Ok(()) }
}

/// Marks that make a name read differently from what it is.
fn is_direction_mark(it: char) -> bool {
    matches!(it, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// `CON`, `NUL.txt`, `com1`: devices on Windows, whatever follows the dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    let numbered = stem.len() == 4
        && (stem.starts_with("com") || stem.starts_with("lpt"))
        && stem.ends_with(|it: char| it.is_ascii_digit());
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered
}

impl AsRef<Path> for ProjectPath {
    fn as_ref(&self) -> &Path {
        Path::new(&*self.0)
    }
}

impl fmt::Display for ProjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProjectPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for ProjectPath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ProjectPath {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ProjectPath, D::Error> {
        let text = String::deserialize(deserializer)?;
        ProjectPath::parse(&text).map_err(|why| {
            serde::de::Error::custom(format!("`{text}` is not a path in the project: {why}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leaves_the_project() {
        for text in [
            "",
            "/",
            "/etc/passwd",
            "..",
            "a/../../b",
            "a/..",
            "C:/x",
            "c:x",
            "a\\b",
            "nul",
            "a/CON.png",
            "com1",
            "a.",
            "b ",
            "a\0b",
            "a\nb",
            "a:b",
            "\u{202e}gnp.exe",
            "./",
            ".",
        ] {
            assert!(ProjectPath::parse(text).is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn ordinary_paths_are_kept() {
        assert_eq!(ProjectPath::parse("./art//x.toml").unwrap().as_str(), "art/x.toml");
        assert_eq!(ProjectPath::parse("conan/..hidden").unwrap().as_str(), "conan/..hidden");
    }

    #[test]
    fn names_that_some_disks_hold_for_one_fold_to_one() {
        let composed = ProjectPath::parse("\u{e9}.png").unwrap();
        let combined = ProjectPath::parse("E\u{301}.PNG").unwrap();
        assert_eq!(composed.folded(), combined.folded());
    }
}
