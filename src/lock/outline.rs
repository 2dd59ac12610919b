//! `Outline`: where each record stands in the text of a lock, found without reading any of them.
//!
//! It is a short cut that never judges. A text that is not laid out as this program writes it has
//! no outline, and a record whose check is not that of its own text is not read by it; both are
//! left to the reader of whole locks. What is read by it, that one would read alike.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use memchr::memchr_iter;
use serde::Deserialize;

use crate::digest::Digest;
use crate::lock::record_text::RecordText;
use crate::lock::write::{CHECK_DIGITS, END, HEADER, VERSION, block, check};
use crate::lock::{Lock, Record};
use crate::name::AssetName;

/// The beginning of the digest of a record's text: enough to see that it was changed.
pub(crate) type RecordDigest = [u8; 16];

/// The records in a text, as far as their headers tell.
#[derive(Default)]
pub(crate) struct Outline<'a> {
    text: &'a str,
    /// Sorted by name, each name once.
    blocks: Vec<Block<'a>>,
    /// Where the last line begins.
    end: usize,
}

/// Where a record stands.
struct Block<'a> {
    name: &'a str,
    /// The path of its table, as it stands in the header: `asset.hero`.
    path: &'a str,
    /// Where its header begins.
    start: usize,
    /// Where the empty line after it begins.
    end: usize,
}

impl<'a> Outline<'a> {
    /// The outline of a text that is laid out as this program writes it: first lines, records
    /// sorted by name with an empty line after each, last line. No line in a record could begin
    /// another one, or is a conflict marker.
    pub(crate) fn of(text: &'a str) -> Option<Outline<'a>> {
        let body = text.strip_prefix(HEADER)?.strip_prefix(VERSION)?.strip_prefix("\n\n")?;
        let records = body.strip_suffix('\n')?.strip_suffix(END)?;
        let offset = text.len() - body.len();
        let end = offset + records.len();
        let mut blocks: Vec<Block<'a>> = Vec::new();
        let mut open: Option<Block<'a>> = None;
        let mut start = offset;
        for line_end in memchr_iter(b'\n', records.as_bytes()).map(|it| offset + it) {
            let line = &text[start..line_end];
            match open.take() {
                None => open = Some(Block::opened_by(line, start)?),
                Some(block) if line.is_empty() => blocks.push(Block { end: start, ..block }),
                Some(block) if block.may_have(line) => open = Some(block),
                Some(_) => return None,
            }
            start = line_end + 1;
        }
        let whole = open.is_none() && start == end;
        let sorted = blocks.is_sorted_by(|a, b| a.name < b.name);
        (whole && sorted).then_some(Outline { text, blocks, end })
    }

    /// All records; `None` if one of them is not certainly what was written.
    pub(crate) fn all(&self) -> Option<Lock> {
        let records = self.blocks.iter().map(|it| it.record(self.text));
        Some(Lock { records: records.collect::<Option<_>>()? })
    }

    /// The records of `names`, as far as there are any; `None` if one of them is not certainly
    /// what was written.
    pub(crate) fn some(&self, names: &BTreeSet<AssetName>) -> Option<Lock> {
        let found = names.iter().filter_map(|it| self.find(it).ok());
        let records = found.map(|it| self.blocks[it].record(self.text));
        Some(Lock { records: records.collect::<Option<_>>()? })
    }

    /// The digest of each record's text, by name.
    pub(crate) fn digests(&self) -> BTreeMap<&'a str, RecordDigest> {
        self.blocks.iter().map(|it| (it.name, self.digest(it))).collect()
    }

    /// The digest of the text of one record, if there is one.
    pub(crate) fn digest_of(&self, name: &AssetName) -> Option<RecordDigest> {
        Some(self.digest(&self.blocks[self.find(name).ok()?]))
    }

    fn digest(&self, block: &Block<'_>) -> RecordDigest {
        let digest = Digest::of(self.text_of(block).as_bytes());
        *digest.bytes().first_chunk().expect("a digest has 32 bytes")
    }

    /// The names of records that stand only in one of two texts, or differ.
    pub(crate) fn differing<'b>(&'b self, other: &'b Outline<'_>) -> BTreeSet<&'b str> {
        let texts = |it: &'b Outline<'_>| -> BTreeMap<&'b str, &'b str> {
            it.blocks.iter().map(|block| (block.name, it.text_of(block))).collect()
        };
        let (one, two) = (texts(self), texts(other));
        let names = one.keys().chain(two.keys()).copied();
        names.filter(|it| one.get(it) != two.get(it)).collect()
    }

    fn text_of(&self, block: &Block<'_>) -> &'a str {
        &self.text[block.start..block.end]
    }

    /// Whether just this is the record of an asset; `None` stands for none.
    pub(crate) fn says(&self, name: &AssetName, record: Option<&Record>) -> bool {
        let text = self.find(name).ok().map(|it| &self.blocks[it]);
        let text = text.map(|it| &self.text[it.start..=it.end]);
        text == record.map(|it| block(name, it)).as_deref()
    }

    /// The text with these records in place of what stands there; `None` removes one.
    pub(crate) fn splice(
        &self,
        changes: &BTreeMap<AssetName, Option<Record>>,
    ) -> Vec<Cow<'a, str>> {
        let mut pieces = Vec::new();
        let mut done = 0;
        for (name, record) in changes {
            let (start, end) = match self.find(name) {
                Ok(idx) => (self.blocks[idx].start, self.blocks[idx].end + 1),
                Err(idx) => {
                    let start = self.blocks.get(idx).map_or(self.end, |it| it.start);
                    (start, start)
                }
            };
            pieces.push(self.text[done..start].into());
            pieces.extend(record.iter().map(|it| block(name, it).into()));
            done = end;
        }
        pieces.push(self.text[done..].into());
        pieces
    }

    /// The index of a record, or the index that it would have.
    fn find(&self, name: &AssetName) -> Result<usize, usize> {
        self.blocks.binary_search_by(|it| it.name.cmp(name.as_str()))
    }
}

impl<'a> Block<'a> {
    /// The record with this header, which begins at `start`; no other line of it is known yet.
    fn opened_by(header: &'a str, start: usize) -> Option<Block<'a>> {
        let path = header.strip_prefix('[')?.strip_suffix(']')?;
        let key = path.strip_prefix("asset.")?;
        let bare = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
        let name = match key.strip_prefix('"') {
            Some(it) => it.strip_suffix('"').filter(|it| !it.contains(['"', '\\']))?,
            None => Some(key).filter(|it| it.bytes().all(bare))?,
        };
        Some(Block { name, path, start, end: start })
    }

    /// Whether a line can stand in it: a key, a table below this one, an entry of a list, or the
    /// end of a list.
    fn may_have(&self, line: &str) -> bool {
        match line.as_bytes().first() {
            Some(b'[') => {
                let path = line.strip_prefix("[[").or(line.strip_prefix('['));
                let below = path.and_then(|it| it.strip_prefix(self.path));
                below.is_some_and(|it| it.starts_with('.'))
            }
            Some(b' ') => line.starts_with("  {"),
            Some(it) => it.is_ascii_alphanumeric() || matches!(it, b'"' | b'-' | b'_' | b']'),
            None => false,
        }
    }

    /// The record, if its check is that of its text as it stands.
    fn record(&self, text: &str) -> Option<(AssetName, Record)> {
        record_in(&text[self.start..self.end])
    }
}

/// The record that a text by itself is, if its check is that of its text.
pub(crate) fn record_in(text: &str) -> Option<(AssetName, Record)> {
    let (header, rest) = text.split_once('\n')?;
    let (stated, rest) = rest.strip_prefix("check = \"")?.split_at_checked(CHECK_DIGITS)?;
    let rest = rest.strip_prefix("\"\n")?;
    if stated != check(&[header, "\n", rest].concat()) {
        return None;
    }
    let read: BlockText = toml::from_str(text).ok()?;
    let (name, record) = read.asset.into_iter().next()?;
    Some((name, record.into_record()))
}

/// The name in the header of a record; `None` if the line is another.
pub(crate) fn opens_record(line: &str) -> Option<&str> {
    Block::opened_by(line.trim_end_matches('\r'), 0).map(|it| it.name)
}

/// A block by itself: TOML with one record.
#[derive(Deserialize)]
struct BlockText {
    asset: BTreeMap<AssetName, RecordText>,
}
