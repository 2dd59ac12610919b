//! Walks over a parsed file: `Table` hands out the values of keys, `Spot` is one of them.
//!
//! A table knows its keys by having been asked for them, so the list of valid keys in a message
//! can never differ from what is read.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::sink::Sink;
use crate::manifest::trail::{Trail, shown};

/// A value and the way to it.
#[derive(Clone, Copy)]
pub(super) struct Spot<'p> {
    pub(super) value: &'p DeValue<'p>,
    pub(super) trail: Trail<'p>,
}

impl Spot<'_> {
    /// Says that the value is of another type than `wanted`.
    pub(super) fn wrong_type<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        wanted: &str,
    ) -> &'s mut Diagnostic {
        let found = match self.value {
            DeValue::String(cell) if sink.has_cells() => format!("`{}`", shown(cell)),
            other => found(other).to_owned(),
        };
        let rest = format!("must be {wanted}, not {found}");
        self.wrong(sink, Code::WrongType, &rest)
    }

    /// Says what is wrong with a value of the right type: "`key` …".
    pub(super) fn wrong<'s>(
        &self,
        sink: &'s mut Sink<'_>,
        code: Code,
        rest: &str,
    ) -> &'s mut Diagnostic {
        let message = format!("`{}` {rest}", self.trail.last());
        sink.at_value(code, &self.trail, message)
    }
}

/// What a value is, in words that follow "not".
fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a number with a point",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// A table that is being read.
pub(super) struct Table<'p, 's, 'f> {
    entries: &'p DeTable<'p>,
    trail: &'p Trail<'p>,
    pub(super) sink: &'s mut Sink<'f>,
    known: Vec<&'static str>,
    taken: BTreeSet<String>,
}

impl<'p, 's, 'f> Table<'p, 's, 'f> {
    pub(super) fn new(
        entries: &'p DeTable<'p>,
        trail: &'p Trail<'p>,
        sink: &'s mut Sink<'f>,
    ) -> Table<'p, 's, 'f> {
        Table { entries, trail, sink, known: Vec::new(), taken: BTreeSet::new() }
    }

    /// What `read` makes of the value of `key`, if there is one and it is right.
    pub(super) fn get<T>(
        &mut self,
        key: &'static str,
        read: impl FnOnce(Spot<'_>, &mut Sink<'f>) -> Option<T>,
    ) -> Option<T> {
        self.known.push(key);
        let (written, value) = self.entries.get_key_value(key)?;
        // The tables below a header are not torn by a mistake in the header's line.
        let is_here = value.span().start >= written.span().end || value.span().is_empty();
        if is_here && self.sink.is_torn(&extent(written.span(), value.span())) {
            return None;
        }
        self.sink.at = written.span().start;
        let trail = self.trail.key(key);
        let value = value.get_ref();
        read(Spot { value, trail }, self.sink)
    }

    /// The keys asked for so far.
    pub(super) fn known(&self) -> &[&'static str] {
        &self.known
    }

    /// What `read` makes of every table whose key was not asked for so far, by key.
    pub(super) fn take_tables<T: Default>(
        &mut self,
        read: impl Fn(Spot<'_>, &mut Sink<'f>) -> Option<T>,
    ) -> BTreeMap<String, T> {
        let mut res = BTreeMap::new();
        for (key, at, value) in self.unknown() {
            if value.is_table() {
                self.sink.at = at;
                let trail = self.trail.key(key);
                let read = read(Spot { value, trail }, self.sink);
                res.insert(key.to_owned(), read.unwrap_or_default());
            }
        }
        self.taken.extend(res.keys().cloned());
        res
    }

    /// The keys that were not asked for, in the order of the file, with their first bytes.
    pub(super) fn unknown(&self) -> Vec<(&'p str, usize, &'p DeValue<'p>)> {
        let mut res = in_order(self.entries);
        res.retain(|(key, extent, _)| {
            let asked = self.known.contains(key) || self.taken.contains(*key);
            !asked && !self.sink.is_torn(extent)
        });
        let entry = |(key, extent, value): (_, Range<usize>, _)| (key, extent.start, value);
        res.into_iter().map(entry).collect()
    }

    /// Complains about keys that nobody asked for. `what` is the table in words: `an asset`.
    pub(super) fn finish(self, what: &str) {
        for (key, at, _) in self.unknown() {
            self.sink.at = at;
            let message = format!("{what} has no key `{}`", shown(key));
            let help = self.sink.did_you_mean(key, &self.known, "its keys are");
            let trail = self.trail.key(key);
            self.sink.at_key(Code::UnknownKey, &trail, message).help = Some(help);
        }
    }
}

/// From a key to the end of its value. Values that the parser made up lie before their keys.
fn extent(key: Range<usize>, value: Range<usize>) -> Range<usize> {
    key.start..value.end.max(key.end)
}

/// The entries of a table in the order of the file, with where they lie.
pub(super) fn in_order<'p>(
    entries: &'p DeTable<'p>,
) -> Vec<(&'p str, Range<usize>, &'p DeValue<'p>)> {
    let entry = |(key, value): (&'p Spanned<_>, &'p Spanned<DeValue<'p>>)| {
        let key: &'p Spanned<Cow<'p, str>> = key;
        let extent = extent(key.span(), value.span());
        (&**key.get_ref(), extent, value.get_ref())
    };
    let mut res: Vec<_> = entries.iter().map(entry).collect();
    res.sort_by_key(|(_, extent, _)| extent.start);
    res
}
