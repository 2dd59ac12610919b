//! `Mistakes`: everything that is wrong, collected; and the checks that all tables share.

use crate::diagnostic::{Anchor, Code, Diagnostic, Place, nearest};
use crate::path::ProjectPath;

/// Up to so many names are listed where none is near.
const MOST_LISTED: usize = 20;

/// What was wrong so far.
#[derive(Debug, Default)]
pub(crate) struct Mistakes(pub(crate) Vec<Diagnostic>);

impl Mistakes {
    /// Notes an error.
    pub(crate) fn error(&mut self, code: Code, at: Anchor, message: impl Into<String>) {
        self.0.push(Diagnostic::error(code, at, message));
    }

    /// Notes an error with advice.
    pub(crate) fn error_help(
        &mut self,
        code: Code,
        at: Anchor,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.0.push(Diagnostic::error(code, at, message).help(help));
    }

    /// Notes that a name is not known, with the nearest one that is, or all if they are few. Assets
    /// are never listed: whatever is not near is none of them.
    pub(crate) fn unknown<'a>(
        &mut self,
        code: Code,
        at: Anchor,
        message: impl Into<String>,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        let known: Vec<&str> = known.into_iter().collect();
        let of_assets = matches!(code, Code::UnknownAsset | Code::NoMatch);
        let mut res = Diagnostic::error(code, at, message);
        if let Some(it) = nearest(word, known.iter().copied()) {
            res = res.help(format!("did you mean `{it}`?"));
        } else if !of_assets && (1..=MOST_LISTED).contains(&known.len()) {
            res = res.help(format!("it can be {}", alternatives(known)));
        }
        self.0.push(res);
    }

    /// Notes that there is no such file.
    pub(crate) fn missing_file(&mut self, at: Anchor, path: &ProjectPath) {
        let message = format!("there is no file `{path}`");
        let help = "paths start at the folder of `assetbuild.toml`";
        self.error_help(Code::MissingFile, at, message, help);
    }

    /// Notes what is wrong with a file that is named at a place. What is no text cannot be
    /// shown: its name is, then.
    pub(crate) fn broken_file(&mut self, at: Anchor, mut why: Diagnostic) {
        if why.primary.at.place == Place::File {
            why.primary.at = at;
        }
        self.0.push(why);
    }

    /// Whether nothing so far keeps what it is about from being built.
    pub(crate) fn none(&self) -> bool {
        !self.0.iter().any(Diagnostic::is_error)
    }

    /// The value that a word stands for; `None` after noting that it stands for none.
    pub(crate) fn word<T: Copy>(
        &mut self,
        at: Anchor,
        key: &str,
        text: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        if let Some((_, value)) = words.iter().find(|(it, _)| *it == text) {
            return Some(*value);
        }
        let known = || words.iter().map(|(it, _)| *it);
        let help = match nearest(text, known()) {
            Some(it) => format!("did you mean `{it}`?"),
            None => format!("it can be {}", alternatives(known())),
        };
        let message = format!("`{key}` cannot be `{text}`");
        self.error_help(Code::WrongValue, at, message, help);
        None
    }

    /// A number within bounds; `None` after noting that it lies outside.
    pub(crate) fn within(
        &mut self,
        at: Anchor,
        key: &str,
        value: u32,
        bounds: std::ops::RangeInclusive<u32>,
    ) -> Option<u32> {
        if bounds.contains(&value) {
            return Some(value);
        }
        let (low, high) = (bounds.start(), bounds.end());
        let message = format!("`{key}` cannot be {value}, since it goes from {low} to {high}");
        self.error(Code::WrongValue, at, message);
        None
    }

    /// The path that a text is; `None` after noting that it is none.
    pub(crate) fn path(&mut self, at: Anchor, text: &str) -> Option<ProjectPath> {
        match ProjectPath::parse(text) {
            Ok(it) => Some(it),
            Err(why) => {
                let message = format!("`{text}` is no path in the project, because {why}");
                self.error(Code::BadPath, at, message);
                None
            }
        }
    }

    /// The path of a file that is read: of none that is hidden, like `.env` and `.git/config`, which
    /// nobody means to have shown in messages or sent in prompts.
    pub(crate) fn input(&mut self, at: Anchor, text: &str) -> Option<ProjectPath> {
        let path = self.path(at.clone(), text)?;
        if !path.is_hidden() {
            return Some(path);
        }
        let message = format!("`{path}` is hidden, and hidden files are not read");
        let help = "give it a name without a dot at the beginning, in a folder without one";
        self.error_help(Code::BadPath, at, message, help);
        None
    }
}

/// `a, b or c`, in backticks.
pub(crate) fn alternatives<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|it| format!("`{it}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
