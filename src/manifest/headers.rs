//! `Headers`: the `[headers]` of a file that the TOML parser complains about, read line by line.
//!
//! Looked at on its own a line that begins with `[` may as well be part of a text or a list. That
//! errs on the safe side: such a file is trusted less.

use std::collections::BTreeMap;
use std::ops::Range;

use toml::de::DeTable;

/// One `[header]` of the file.
pub(super) struct Header {
    /// `None` if it is not a header that TOML knows.
    pub(super) path: Option<Vec<String>>,
    /// From `[` to the end of its line.
    pub(super) span: Range<usize>,
}

/// All of them, in the order of the file.
pub(super) struct Headers {
    list: Vec<Header>,
    first: BTreeMap<Vec<String>, usize>,
}

impl Headers {
    pub(super) fn of(text: &str) -> Headers {
        let mut res = Headers { list: Vec::new(), first: BTreeMap::new() };
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let header = line.trim();
            if header.starts_with('[') {
                let indent = line.len() - line.trim_start().len();
                let path = path_of(header);
                if let Some(path) = &path {
                    res.first.entry(path.clone()).or_insert(res.list.len());
                }
                let span = start + indent..start + indent + header.len();
                res.list.push(Header { path, span });
            }
            start += line.len();
        }
        res
    }

    /// The paths of those that TOML knows.
    pub(super) fn known(&self) -> impl Iterator<Item = &[String]> {
        self.list.iter().filter_map(|it| it.path.as_deref())
    }

    /// Whether one of them is none that TOML knows.
    pub(super) fn has_broken(&self) -> bool {
        self.list.iter().any(|it| it.path.is_none())
    }

    /// The first one of this path.
    pub(super) fn first(&self, path: &[String]) -> Option<&Header> {
        self.first.get(path).map(|it| &self.list[*it])
    }

    /// The one that a byte stands below, or in.
    pub(super) fn above(&self, at: usize) -> Option<&Header> {
        let below = self.list.partition_point(|it| it.span.start <= at);
        below.checked_sub(1).map(|it| &self.list[it])
    }

    /// The next one after a byte.
    pub(super) fn below(&self, at: usize) -> Option<&Header> {
        let below = self.list.partition_point(|it| it.span.start <= at);
        self.list.get(below)
    }
}

/// The keys of a header.
fn path_of(header: &str) -> Option<Vec<String>> {
    let root = DeTable::parse(header).ok()?;
    let mut res = Vec::new();
    let mut table = root.get_ref();
    while let Some((key, value)) = table.iter().next() {
        res.push(key.get_ref().clone().into_owned());
        let last = match value.get_ref() {
            toml::de::DeValue::Array(it) => it.iter().last().map(|it| it.get_ref()),
            it => Some(it),
        };
        table = last?.as_table()?;
    }
    Some(res)
}
