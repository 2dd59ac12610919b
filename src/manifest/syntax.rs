//! What is not TOML, and what it breaks.
//!
//! The parser recovers from most mistakes, usually by the end of the line. Where every header of
//! the file is in what it recovered, a mistake is counted against the table it stands in, so that
//! the rest can be built. Where one is missing, a quote or a bracket has swallowed tables, and
//! nothing in the file can be trusted.

use std::collections::BTreeSet;
use std::ops::Range;

use toml::de::{DeTable, DeValue};
use toml_parser::Source;
use toml_parser::lexer::TokenKind;

use crate::diagnostic::{Anchor, Code, Diagnostic, KeyPath, KeySegment, Place};
use crate::limit;
use crate::manifest::headers::{Header, Headers};
use crate::manifest::sink::Scope;
use crate::manifest::trail::shown;
use crate::name::AssetName;
use crate::path::ProjectPath;

/// What is not TOML in a file.
#[derive(Default)]
pub(super) struct Mistakes {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) broken_styles: BTreeSet<String>,
    pub(super) broken_sets: BTreeSet<String>,
    /// Whether tables of the file may be missing in what the parser recovered.
    pub(super) incomplete: bool,
    /// Bytes in which values mean nothing: whole lines, sorted, apart from each other.
    pub(super) torn: Vec<Range<usize>>,
}

/// A mistake if no tree is to be made of the text: it would be too deep to be freed again, or too
/// large.
pub(super) fn too_large(file: &ProjectPath, text: &str) -> Option<Diagnostic> {
    let (at, message) = excess(text)?;
    let at = anchor(file, Place::Bytes(at.start, at.end));
    Some(Diagnostic::error(Code::Syntax, at, message))
}

/// Where a text has more than a tree is made of, and of what.
pub(super) fn excess(text: &str) -> Option<(Range<usize>, String)> {
    let (mut dots, mut values) = (0, 0);
    for token in Source::new(text).lex() {
        let span = || token.span().start()..token.span().end();
        values += match token.kind() {
            TokenKind::Equals | TokenKind::Comma | TokenKind::LeftSquareBracket => 1,
            _ => 0,
        };
        if values > limit::VALUES {
            let message = format!("a manifest has at most {} values and headers", limit::VALUES);
            return Some((span(), message));
        }
        match token.kind() {
            TokenKind::Dot => dots += 1,
            TokenKind::Whitespace
            | TokenKind::Atom
            | TokenKind::BasicString
            | TokenKind::LiteralString
            | TokenKind::MlBasicString
            | TokenKind::MlLiteralString => {}
            _ => dots = 0,
        }
        if dots > limit::DOTS {
            return Some((span(), format!("this key has more than {} dots", limit::DOTS)));
        }
    }
    None
}

/// What the parser complained about.
pub(super) fn mistakes(
    file: &ProjectPath,
    text: &str,
    root: &DeTable<'_>,
    errors: &[toml::de::Error],
) -> Mistakes {
    let mut res = Mistakes::default();
    if errors.is_empty() {
        return res;
    }
    let headers = Headers::of(text);
    let swallowed = !headers.known().all(|path| is_there(root, path));
    res.incomplete = swallowed || headers.has_broken();
    let lines = Lines::of(text);
    let mut spans = in_order(text, errors);
    // Of several complaints about one line, all but the first follow from it.
    spans.dedup_by_key(|(span, _)| lines.around(span.start).start);
    // So do those about every further line of a list that is not closed.
    spans.dedup_by(|next, first| next.1 == NO_COMMA && first.1 == NO_COMMA);
    let mut twice: Option<usize> = None;
    for (span, message) in spans {
        let finding = Finding {
            file,
            text,
            root,
            header: headers.above(span.start),
            headers: &headers,
            span,
        };
        finding.tear(lines.around(finding.span.start), &mut res.torn);
        let header = finding.header.map(|it| it.span.start);
        // In the second table of a name, keys are there twice: that goes without saying.
        if message == "duplicate key" && header.is_some() && header == twice {
            continue;
        }
        let mut diagnostic = finding.diagnostic(message);
        if diagnostic.code == Code::DuplicateName {
            twice = header;
        }
        if !swallowed {
            match finding.owner() {
                Scope::Asset(name) => diagnostic.asset = Some(name),
                Scope::Style(name) => {
                    res.broken_styles.insert(name);
                }
                Scope::Set(name) => {
                    res.broken_sets.insert(name);
                }
                Scope::File => {}
            }
        }
        res.diagnostics.push(diagnostic);
    }
    res
}

/// What the parser says in every line behind a `[` that is not closed.
const NO_COMMA: &str = "missing comma between array elements, expected `,`";

/// The parser's words as people would say them, and advice.
fn plain(message: &str) -> (String, Option<&'static str>) {
    let words = match message {
        NO_COMMA => {
            let help = "separate the items of a list with `,` and end it with `]`";
            return ("a list above this is not closed, or lacks a comma".to_owned(), Some(help));
        }
        "invalid basic string, expected `\"`" => "the text has no closing `\"`",
        "invalid literal string, expected `'`" => "the text has no closing `'`",
        "invalid multi-line basic string, expected `\"`" => "the text has no closing `\"\"\"`",
        "cannot recurse further; max recursion depth met" => "brackets are nested too deep",
        it if it.starts_with("invalid basic string, expected non-double-quote") => {
            let help = "remove it, or write an escape: `\\u0007`";
            return ("this character cannot stand in a text".to_owned(), Some(help));
        }
        it if it.starts_with("invalid unquoted key, expected") => {
            return ("a key is made of letters, digits, `_` and `-`".to_owned(), None);
        }
        other => other,
    };
    let quotes = words.starts_with("string values must be quoted");
    let words = words.trim_end_matches(", expected literal string");
    let words = words.trim_end_matches(", expected nothing").replace('\n', " ");
    (words, quotes.then_some("write texts in quotes: \"…\""))
}

/// Complaints from top to bottom, with where they are.
fn in_order<'e>(text: &str, errors: &'e [toml::de::Error]) -> Vec<(Range<usize>, &'e str)> {
    let end = text.len();
    let span = |it: &toml::de::Error| it.span().unwrap_or(end..end);
    let mut res: Vec<_> = errors.iter().map(|it| (span(it), it.message())).collect();
    res.sort_by_key(|(span, _)| span.start);
    res
}

/// One complaint, and the header above it.
struct Finding<'a> {
    file: &'a ProjectPath,
    text: &'a str,
    root: &'a DeTable<'a>,
    span: Range<usize>,
    header: Option<&'a Header>,
    headers: &'a Headers,
}

impl Finding<'_> {
    /// Marks the line, or all up to the next header if the mistake is in a header.
    fn tear(&self, mut line: Range<usize>, torn: &mut Vec<Range<usize>>) {
        if self.header.is_some_and(|it| it.path.is_none()) {
            let next = self.headers.below(line.end);
            line.end = next.map_or(self.text.len(), |it| it.span.start);
        }
        match torn.last_mut() {
            Some(last) if last.end >= line.start => last.end = last.end.max(line.end),
            _ => torn.push(line),
        }
    }

    fn diagnostic(&self, message: &str) -> Diagnostic {
        if message == "duplicate key" {
            return self.duplicate();
        }
        let (message, help) = plain(message);
        let message = format!("this is not TOML: {message}");
        let res = Diagnostic::error(Code::Syntax, self.here(), message);
        match help {
            Some(it) => res.help(it),
            None => res,
        }
    }

    /// Two tables of one name, or a key that is set twice.
    fn duplicate(&self) -> Diagnostic {
        let keys = self.duplicate_keys();
        let name = shown(self.text.get(self.span.clone()).unwrap_or_default());
        let (code, message) = if is_name(&keys) {
            let message = format!("two things in this file are called `{name}`");
            (Code::DuplicateName, message)
        } else {
            (Code::Syntax, format!("`{name}` is set twice"))
        };
        let mut res = Diagnostic::error(code, self.here(), message).label("the second one");
        res.help = Some(match code {
            Code::DuplicateName => "rename one of them".to_owned(),
            _ => "remove one of them".to_owned(),
        });
        match self.first(&keys) {
            Some(place) => res.also(anchor(self.file, place), "the first one"),
            None => res,
        }
    }

    /// The path of what is there twice; empty if it is not known.
    fn duplicate_keys(&self) -> Vec<String> {
        let Some(Header { path: Some(path), span }) = self.header else {
            return Vec::new();
        };
        let mut keys = path.clone();
        if !span.contains(&self.span.start) {
            let key = self.text.get(self.span.clone()).unwrap_or_default();
            keys.push(key.trim_matches(['"', '\'']).to_owned());
        }
        if is_there(self.root, &keys) { keys } else { Vec::new() }
    }

    /// Where the first one is.
    fn first(&self, keys: &[String]) -> Option<Place> {
        let header = self.header.filter(|it| it.span.contains(&self.span.start));
        if header.is_none() {
            let path = keys.iter().cloned().map(KeySegment::Key).collect();
            return (!keys.is_empty()).then_some(Place::Key(KeyPath(path)));
        }
        let first = self.headers.first(keys)?;
        let is_other = first.span.start < self.span.start && !first.span.contains(&self.span.start);
        is_other.then_some(Place::Bytes(first.span.start, first.span.end))
    }

    /// What cannot be built because of it.
    fn owner(&self) -> Scope {
        let path = self.header.and_then(|it| it.path.as_deref());
        let duplicate = self.duplicate_keys();
        let keys = if is_name(&duplicate) { Some(duplicate.as_slice()) } else { path };
        owner_of(keys.unwrap_or_default())
    }

    fn here(&self) -> Anchor {
        anchor(self.file, Place::Bytes(self.span.start, self.span.end))
    }
}

/// Whether a path is that of something with a name of the user's.
fn is_name(keys: &[String]) -> bool {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    matches!(
        keys.as_slice(),
        ["asset" | "animation" | "atlas" | "style" | "set", _] | ["set", _, "row", _]
    )
}

/// What a mistake in the table at this path breaks.
fn owner_of(keys: &[String]) -> Scope {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    match *keys.as_slice() {
        ["asset" | "animation" | "atlas", name, ..] | ["set", _, "row", name, ..] => {
            AssetName::parse(name).map_or(Scope::File, Scope::Asset)
        }
        ["style", name, ..] => Scope::Style(name.to_owned()),
        ["set", name, ..] => Scope::Set(name.to_owned()),
        _ => Scope::File,
    }
}

/// Whether what the parser recovered has something at this path.
fn is_there(root: &DeTable<'_>, keys: &[String]) -> bool {
    let mut table = Some(root);
    for key in keys {
        let Some(value) = table.and_then(|it| it.get(key.as_str())) else {
            return false;
        };
        table = match value.get_ref() {
            DeValue::Table(it) => Some(it),
            DeValue::Array(it) => it.iter().last().and_then(|it| it.get_ref().as_table()),
            _ => None,
        };
    }
    true
}

fn anchor(file: &ProjectPath, place: Place) -> Anchor {
    Anchor { file: file.clone(), place }
}

/// Where lines begin, so that many complaints about one long line are found quickly.
struct Lines {
    starts: Vec<usize>,
    end: usize,
}

impl Lines {
    fn of(text: &str) -> Lines {
        let ends = text.bytes().enumerate().filter(|(_, it)| *it == b'\n');
        Lines {
            starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect(),
            end: text.len(),
        }
    }

    /// The line in which a byte lies.
    fn around(&self, at: usize) -> Range<usize> {
        let next = self.starts.partition_point(|it| *it <= at);
        let end = self.starts.get(next).map_or(self.end, |it| it - 1);
        self.starts[next - 1]..end
    }
}
