//! The text of a lock: one table per record, sorted by name, one painting a line.
//!
//! Every record carries a check of its own text. A flipped digit is noticed, and when two branches
//! change the same record, git cannot mix halves of both unseen: the checks conflict.

use std::fmt::{Display, Write};

use crate::digest::Digest;
use crate::lock::{BriefRecord, Lock, Pick, Record, Taken};
use crate::name::AssetName;

/// The version of the format.
pub(crate) const VERSION: &str = "1";
/// The last line: a lock without it was cut off.
pub(crate) const END: &str = "# End of the lock.";

/// How many digits of its digest are the check of a record.
pub(crate) const CHECK_DIGITS: usize = 16;

/// The first lines, up to the version.
pub(crate) const HEADER: &str = "\
# What each asset is pinned to. Written by assetbuild: commit it, and do not edit it.
# After a merge that left marks in it: assetbuild lock merge, or just build.
version = ";

/// The text of a lock; equal locks have equal texts.
#[must_use]
pub fn write(lock: &Lock) -> String {
    let mut res = format!("{HEADER}{VERSION}\n\n");
    res.extend(lock.records.iter().map(|(name, record)| block(name, record)));
    res.push_str(END);
    res.push('\n');
    res
}

/// A record as it stands in the text of a lock, with the empty line after it.
pub(crate) fn block(name: &AssetName, record: &Record) -> String {
    let body = body(name, record);
    let check = check(&body);
    // The check comes first, so that it is in sight when git shows a conflict.
    let (header, rest) = body.split_once('\n').expect("a record has a header");
    [header, "\ncheck = \"", &check, "\"\n", rest, "\n"].concat()
}

/// The check of a record.
pub(crate) fn check_of(name: &AssetName, record: &Record) -> String {
    check(&body(name, record))
}

/// The check of a record that is written like this, without its check.
pub(crate) fn check(body: &str) -> String {
    Digest::of(body.as_bytes()).hex()[..CHECK_DIGITS].to_owned()
}

/// The table of a record without its check.
fn body(name: &AssetName, record: &Record) -> String {
    let mut table = Table::of(name);
    table.flag("accepted", record.accepted);
    table.text("quality", record.quality.as_ref());
    table.text("finish", record.finish.as_ref());
    let steps = record.steps.iter();
    table.section("steps", steps.map(|(it, version)| (it, version.to_string())));
    let pictures = record.pictures.iter().map(|(part, picture)| {
        let mut line = Line::default();
        line.text("pixels", Some(&picture.pixels));
        line.text("blob", Some(&picture.blob));
        line.value("size", format_args!("[{}, {}]", picture.width, picture.height));
        (part, line.finish())
    });
    table.section("pictures", pictures);
    let outputs = record.outputs.iter();
    table.section("outputs", outputs.map(|(path, it)| (path, format!("\"{it}\""))));
    let cells = record.cells.iter();
    table.section("cells", cells.map(|(it, cell)| (it, cell.to_string())));
    for brief in &record.briefs {
        write_brief(&mut table, brief);
    }
    table.text
}

fn write_brief(table: &mut Table, brief: &BriefRecord) {
    table.header_of_brief();
    table.text("key", Some(&brief.key.0));
    table.text("words", Some(&brief.words));
    table.text("model", Some(&brief.model));
    table.value("target", brief.target);
    table.value("max-attempts", brief.max_attempts);
    let ended: Vec<_> = brief.ended.iter().map(|it| quoted(it.as_str())).collect();
    table.value("ended", format_args!("[{}]", ended.join(", ")));
    table.list("taken", brief.taken.iter().map(|it| taken_line(brief, it)));
    table.list("picks", brief.picks.iter().map(pick_line));
}

fn taken_line(brief: &BriefRecord, taken: &Taken) -> String {
    let mut line = Line::default();
    line.text("part", Some(&taken.part).filter(|it| !it.is_whole()));
    line.value("attempt", taken.attempt);
    line.text("answer", Some(&taken.answer));
    let own_brief = Some(taken.brief).filter(|it| *it != brief.key);
    line.text("brief", own_brief.map(|it| it.0).as_ref());
    line.text("origin", Some(&taken.origin.0));
    line.text("verdict", taken.verdict.as_ref());
    line.maybe("score", taken.score);
    line.maybe("passed", taken.passed);
    line.text("plate", taken.plate.as_ref());
    line.text("mask", taken.mask.as_ref());
    line.finish()
}

fn pick_line(pick: &Pick) -> String {
    let mut line = Line::default();
    line.text("part", Some(&pick.part).filter(|it| !it.is_whole()));
    line.value("attempt", pick.attempt);
    line.text("answer", pick.answer.as_ref());
    line.text("origin", Some(&pick.origin.0));
    line.maybe("score", pick.score);
    line.maybe("by-person", Some(true).filter(|_| pick.by_person));
    line.finish()
}

/// The table of a record, as far as it is written.
struct Table {
    /// As it stands in headers: `asset.hero`.
    path: String,
    text: String,
}

impl Table {
    fn of(name: &AssetName) -> Table {
        let path = format!("asset.{}", key(name.as_str()));
        let text = format!("[{path}]\n");
        Table { path, text }
    }

    fn value(&mut self, name: &str, value: impl Display) {
        writeln!(self.text, "{name} = {value}").expect("texts grow");
    }

    /// Digests and names: nothing in them needs an escape.
    fn text(&mut self, name: &str, value: Option<&impl Display>) {
        if let Some(it) = value {
            self.value(name, format_args!("\"{it}\""));
        }
    }

    fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.value(name, true);
        }
    }

    fn list(&mut self, name: &str, lines: impl Iterator<Item = String>) {
        let mut lines = lines.peekable();
        if lines.peek().is_none() {
            return;
        }
        self.value(name, "[");
        for line in lines {
            writeln!(self.text, "  {line},").expect("texts grow");
        }
        self.text.push_str("]\n");
    }

    /// A table below this one, unless it is empty. No key of this table can follow it.
    fn section<K: Display>(&mut self, name: &str, entries: impl Iterator<Item = (K, String)>) {
        let mut entries = entries.peekable();
        if entries.peek().is_none() {
            return;
        }
        writeln!(self.text, "[{}.{name}]", self.path).expect("texts grow");
        for (name, value) in entries {
            self.value(&key(&name.to_string()), value);
        }
    }

    fn header_of_brief(&mut self) {
        writeln!(self.text, "[[{}.brief]]", self.path).expect("texts grow");
    }
}

/// An inline table, as far as it is written.
#[derive(Default)]
struct Line {
    entries: String,
}

impl Line {
    fn value(&mut self, name: &str, value: impl Display) {
        let comma = if self.entries.is_empty() { "" } else { ", " };
        write!(self.entries, "{comma}{name} = {value}").expect("texts grow");
    }

    fn maybe(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(it) = value {
            self.value(name, it);
        }
    }

    /// Digests and names: nothing in them needs an escape.
    fn text(&mut self, name: &str, value: Option<&impl Display>) {
        if let Some(it) = value {
            self.value(name, format_args!("\"{it}\""));
        }
    }

    fn finish(self) -> String {
        format!("{{ {} }}", self.entries)
    }
}

/// A key of TOML: bare where it can be.
fn key(text: &str) -> String {
    let bare = |it: u8| it.is_ascii_alphanumeric() || it == b'-' || it == b'_';
    if !text.is_empty() && text.bytes().all(bare) { text.to_owned() } else { quoted(text) }
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut res = String::with_capacity(text.len() + 2);
    res.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => res.extend(['\\', letter]),
            it if it.is_control() => {
                write!(res, "\\u{:04X}", u32::from(it)).expect("texts grow");
            }
            it => res.push(it),
        }
    }
    res.push('"');
    res
}
