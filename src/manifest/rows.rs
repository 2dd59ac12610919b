//! Rows of a set as a CSV file: a column `name`, and a column for any key of an asset.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use csv::StringRecord;
use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::diagnostic::{Code, Diagnostic, Label, Place};
use crate::limit;
use crate::manifest::kept::kept;
use crate::manifest::pictures::{AssetTable, RowTable};
use crate::manifest::reader::Table;
use crate::manifest::sink::{Layout, Scope, Sink};
use crate::manifest::syntax;
use crate::manifest::trail::{Trail, shown};
use crate::name::AssetName;
use crate::path::ProjectPath;

/// Reads the rows of a set. Never fails: what cannot be understood is a diagnostic.
///
/// Diagnostics without an asset are about the whole file: rows may be missing from the answer, or
/// lack what a column says.
///
/// Cells are written as in TOML, texts without quotes, lists with `;` between their items. An
/// empty cell says nothing.
#[must_use]
pub fn parse_rows(file: &ProjectPath, text: &str) -> (IndexMap<String, RowTable>, Vec<Diagnostic>) {
    let mut sheet = Sheet {
        sink: Sink::new(file, Layout::Line(1), Vec::new()),
        lines: BTreeMap::new(),
        rows: IndexMap::new(),
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut records = records(text);
    // The header, the rows, the end.
    if records.len() > limit::ROWS + 2 {
        let message = format!("it has more than {} rows, the most that a set takes", limit::ROWS);
        sheet.complain(Code::BadRow, message).help =
            Some("make several sets of it, each with a file of its own".to_owned());
        return (sheet.rows, sheet.sink.take_found());
    }
    if let Some(open) = records.pop().filter(|it| it != [END.trim_start()].as_slice()) {
        sheet.sink.layout = Layout::Line(line_of(&open));
        let message = "a quote is never closed, so rows are missing".to_owned();
        sheet.complain(Code::BadRow, message).help =
            Some("close it, or write `\"\"` for a quote within a cell".to_owned());
        sheet.sink.layout = Layout::Line(1);
    }
    let mut records = records.into_iter();
    let header = records.next().unwrap_or_default();
    if let Some(columns) = sheet.columns(&header) {
        for record in records {
            sheet.row(&columns, &record);
        }
    }
    (sheet.rows, kept(file, sheet.sink.take_found()))
}

/// What some programs separate columns by.
const SEPARATORS: &[(char, &str)] = &[(';', "`;`"), ('\t', "tabs"), ('|', "`|`")];

/// Stands in a line of its own behind the last one: an open quote swallows it.
const END: &str = "\n\u{1}";

/// All lines, split into cells, and at last [`END`]; of more than a set takes, one more.
fn records(text: &str) -> Vec<StringRecord> {
    let text = text.as_bytes().chain(END.as_bytes());
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text);
    reader.records().map_while(Result::ok).take(limit::ROWS + 3).collect()
}

/// The line in which a record begins.
fn line_of(record: &StringRecord) -> usize {
    let line = record.position().map_or(1, csv::Position::line);
    usize::try_from(line).unwrap_or(usize::MAX)
}

/// A CSV file that is being read.
struct Sheet<'f> {
    sink: Sink<'f>,
    /// In which line each row is.
    lines: BTreeMap<String, usize>,
    rows: IndexMap<String, RowTable>,
}

impl Sheet<'_> {
    /// What the columns are called; `None` if the rows have no names.
    fn columns(&mut self, header: &StringRecord) -> Option<Vec<String>> {
        if let [only] = header.iter().collect::<Vec<_>>().as_slice()
            && let Some((separator, shown)) = SEPARATORS.iter().find(|it| only.contains(it.0))
        {
            let n = only.split(*separator).count();
            let message = format!("its {n} columns are separated by {shown}, not by commas");
            self.complain(Code::BadRow, message).help =
                Some("save it as comma-separated values, or set its rows in TOML".to_owned());
            return None;
        }
        if header.len() > limit::COLUMNS {
            let n = header.len();
            self.complain(Code::BadRow, format!("it has {n} columns, and no row has so many keys"));
            return None;
        }
        if !header.iter().any(|it| it == "name") {
            let message = "the first line must name the columns, one of them `name`".to_owned();
            self.complain(Code::BadRow, message);
            return None;
        }
        let mut known = vec!["name"];
        known.extend(keys_of_a_row(&mut self.sink));
        let mut res: Vec<String> = Vec::new();
        for column in header {
            if !known.contains(&column) {
                let message = format!("a row has no key `{}`", shown(column));
                let help = self.sink.did_you_mean(column, &known, "its keys are");
                self.complain(Code::UnknownKey, message).help = Some(help);
            } else if res.iter().any(|it| it == column) {
                self.complain(Code::BadRow, format!("there are two columns `{column}`"));
            }
            res.push(column.to_owned());
        }
        Some(res)
    }

    fn row(&mut self, columns: &[String], record: &StringRecord) {
        // As spreadsheets write rows that were emptied.
        if record.iter().all(str::is_empty) {
            return;
        }
        let line = line_of(record);
        self.sink.layout = Layout::Line(line);
        let at = columns.iter().position(|it| it == "name").unwrap_or(0);
        let Some(name) = self.name(record.get(at).unwrap_or_default(), line) else {
            return;
        };
        let table = self.sink.within(Scope::Asset(name.clone()), |sink| {
            if record.len() > columns.len() {
                let (cells, columns) = (record.len(), columns.len());
                let message = format!("the row has {cells} cells, but there are {columns} columns");
                sink.at_value(Code::BadRow, &Trail::TOP, message).help =
                    Some("put cells with commas in quotes".to_owned());
            }
            table(columns, record, sink)
        });
        self.rows.insert(name.as_str().to_owned(), RowTable(table));
    }

    /// The name of a row, if it is one, and the first of its kind.
    fn name(&mut self, written: &str, line: usize) -> Option<AssetName> {
        let name = match AssetName::parse(written) {
            Ok(name) => name,
            Err(problem) => {
                let message = format!("`{}` cannot be a name: {problem}", shown(written));
                self.complain(Code::BadName, message);
                return None;
            }
        };
        let Some(first) = self.lines.insert(written.to_owned(), line) else {
            return Some(name);
        };
        self.lines.insert(written.to_owned(), first);
        let at = self.sink.anchor(Place::Line(first));
        let message = format!("two things in this file are called `{name}`");
        let diagnostic = self.complain(Code::DuplicateName, message);
        diagnostic.asset = Some(name);
        diagnostic.primary.text = "the second one".to_owned();
        let text = "the first one".to_owned();
        diagnostic.secondary.push(Label { at, text });
        None
    }

    fn complain(&mut self, code: Code, message: String) -> &mut Diagnostic {
        self.sink.at_value(code, &Trail::TOP, message)
    }
}

/// Every key that a row may have.
fn keys_of_a_row(sink: &mut Sink<'_>) -> Vec<&'static str> {
    let nothing = DeTable::new();
    let mut table = Table::new(&nothing, &Trail::TOP, sink);
    AssetTable::read(&mut table);
    table.known().to_vec()
}

/// One row as the table that it stands for.
fn table(columns: &[String], record: &StringRecord, sink: &mut Sink<'_>) -> AssetTable {
    let mut entries = DeTable::new();
    for (column, cell) in columns.iter().zip(record) {
        if column != "name" && !cell.is_empty() {
            let key = Spanned::new(0..0, Cow::Borrowed(column.as_str()));
            entries.insert(key, Spanned::new(0..0, value(cell)));
        }
    }
    // Unknown columns were complained about once, not for every row.
    AssetTable::read(&mut Table::new(&entries, &Trail::TOP, sink))
}

/// A cell: a list or a table if it reads as one, else a text.
fn value(cell: &str) -> DeValue<'_> {
    let may_be_more = cell.starts_with(['[', '{']) && syntax::excess(cell).is_none();
    if may_be_more && let Ok(value) = DeValue::parse(cell) {
        return value.into_inner();
    }
    DeValue::String(Cow::Borrowed(cell))
}
