//! Places → bytes: asked only when a message is printed, so that no value carries positions.

use std::cell::OnceCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{KeyPath, KeySegment, Place};
use crate::manifest::syntax;

/// The bytes of `text` to underline; `None` if the place is the whole file, or not in it.
///
/// What is not there is shown at its nearest parent.
#[must_use]
pub fn span_of(text: &str, place: &Place) -> Option<Range<usize>> {
    Spans::of(text).get(place)
}

/// [`span_of`] for many places of one text, which is read once.
pub struct Spans<'t> {
    text: &'t str,
    /// Read when the first key path is asked for; `None` if it is nested too deep.
    root: OnceCell<Option<Spanned<DeTable<'t>>>>,
    /// Where lines begin.
    lines: OnceCell<Vec<usize>>,
}

impl<'t> Spans<'t> {
    /// Of this text.
    #[must_use]
    pub fn of(text: &'t str) -> Spans<'t> {
        Spans { text, root: OnceCell::new(), lines: OnceCell::new() }
    }

    /// The bytes to underline; `None` if the place is the whole file, or not in it.
    #[must_use]
    pub fn get(&self, place: &Place) -> Option<Range<usize>> {
        match place {
            Place::File => None,
            Place::Key(path) => in_tree(self.root()?, path, true),
            Place::Value(path) => in_tree(self.root()?, path, false),
            Place::Line(number) => line(self.text, *number),
            Place::Bytes(from, to) => {
                let from = floor(self.text, *from);
                Some(from..floor(self.text, *to).max(from))
            }
        }
    }

    /// Line and column of a byte, both counted from 1; columns in characters.
    #[must_use]
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let lines = self.lines.get_or_init(|| {
            let ends = self.text.bytes().enumerate().filter(|it| it.1 == b'\n');
            std::iter::once(0).chain(ends.map(|it| it.0 + 1)).collect()
        });
        let at = floor(self.text, offset);
        let line = lines.partition_point(|it| *it <= at);
        let before = &self.text[lines[line - 1]..at];
        (line, before.trim_start_matches('\u{feff}').chars().count() + 1)
    }

    fn root(&self) -> Option<&DeTable<'t>> {
        let read = || {
            let is_small = syntax::excess(self.text).is_none();
            is_small.then(|| DeTable::parse_recoverable(self.text).0)
        };
        self.root.get_or_init(read).as_ref().map(Spanned::get_ref)
    }
}

/// Line and column of a byte, both counted from 1; columns in characters.
#[must_use]
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    Spans::of(text).line_column(offset)
}

/// The nearest start of a character at or before a byte.
fn floor(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|it| text.is_char_boundary(*it)).unwrap_or(0)
}

/// A line, counted from 1, without its end.
fn line(text: &str, number: usize) -> Option<Range<usize>> {
    let mut start = 0;
    for (idx, line) in text.split_inclusive('\n').enumerate() {
        if idx + 1 == number {
            return Some(start..start + line.trim_end_matches(['\r', '\n']).len());
        }
        start += line.len();
    }
    None
}

fn in_tree(root: &DeTable<'_>, path: &KeyPath, of_key: bool) -> Option<Range<usize>> {
    let mut table = Some(root);
    let mut array = None;
    let mut res = None;
    for (idx, segment) in path.0.iter().enumerate() {
        let is_last = idx + 1 == path.0.len();
        let value = match segment {
            KeySegment::Key(name) => {
                let Some((key, value)) = table.and_then(|it| it.get_key_value(name.as_str()))
                else {
                    return res;
                };
                res = Some(shown(key.span(), value, of_key || !is_last));
                value
            }
            KeySegment::Index(at) => {
                let Some(value) = array.and_then(|it: &toml::de::DeArray<'_>| it.get(*at)) else {
                    return res;
                };
                res = Some(value.span());
                value
            }
        };
        table = value.get_ref().as_table();
        array = value.get_ref().as_array();
    }
    res
}

/// What is underlined of an entry: the header of a table, else its key or its value.
fn shown(key: Range<usize>, value: &Spanned<DeValue<'_>>, of_key: bool) -> Range<usize> {
    let has_header = value.span().start < key.start && key.end < value.span().end;
    if has_header || (!of_key && value.span().start >= key.end) { value.span() } else { key }
}
