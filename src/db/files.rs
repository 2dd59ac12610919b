//! Queries of single files: texts become tables, rows and colours.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::colour::Rgb;
use crate::db::engine::Db;
use crate::db::inputs::{DefFile, Text, TextFile};
use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::manifest;
use crate::manifest::{Parsed, RowTable};
use crate::path::ProjectPath;

/// A manifest that was read.
#[derive(Debug, Default)]
pub(crate) struct ParsedFile(pub(crate) Parsed);

impl PartialEq for ParsedFile {
    /// Maps that keep an order are equal in any order, but of two sets with a row of one name the
    /// first one's stands.
    fn eq(&self, other: &ParsedFile) -> bool {
        let sets = |it: &ParsedFile| it.0.manifest.set.keys().cloned().collect::<Vec<_>>();
        self.0 == other.0 && sets(self) == sets(other)
    }
}

/// What a manifest says.
#[salsa::tracked]
pub(crate) fn parsed(db: &dyn Db, file: DefFile) -> ParsedFile {
    let path = file.path(db);
    db.ran("parsed", path);
    let text = match file.text(db) {
        Text::There(it) => it,
        Text::Broken(why) => {
            let diagnostics = vec![unreadable(path, why)];
            return ParsedFile(Parsed { diagnostics, incomplete: true, ..Parsed::default() });
        }
        Text::Unknown | Text::Missing => return ParsedFile::default(),
    };
    ParsedFile(manifest::parse(path, text))
}

/// The rows of a CSV file.
#[derive(Debug, PartialEq, Default)]
pub(crate) struct FileRows {
    /// By name.
    pub(crate) rows: IndexMap<String, RowTable>,
    /// What is wrong with them.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl FileRows {
    /// Whether rows may be missing, or lack what the file says.
    pub(crate) fn is_incomplete(&self) -> bool {
        self.diagnostics.iter().any(|it| it.is_error() && it.asset.is_none())
    }
}

/// The rows of a CSV file; `None` if it is not there.
#[salsa::tracked]
pub(crate) fn rows(db: &dyn Db, file: TextFile) -> Option<FileRows> {
    let path = file.path(db);
    db.ran("rows", path);
    match file.text(db) {
        Text::There(text) => {
            let (rows, diagnostics) = manifest::parse_rows(path, text);
            Some(FileRows { rows, diagnostics })
        }
        Text::Broken(why) => {
            let diagnostics = vec![unreadable(path, why)];
            Some(FileRows { diagnostics, ..FileRows::default() })
        }
        Text::Unknown | Text::Missing => None,
    }
}

/// The text of a template; `None` if it is not there.
pub(crate) fn template(db: &dyn Db, file: TextFile) -> Option<Result<Arc<str>, Diagnostic>> {
    match file.text(db) {
        Text::There(it) => Some(Ok(it.clone())),
        Text::Broken(why) => Some(Err(unreadable(file.path(db), why))),
        Text::Unknown | Text::Missing => None,
    }
}

/// The colours of a palette, or why it has none.
pub(crate) type Colours = Result<Arc<Vec<Rgb>>, Diagnostic>;

/// The colours of a palette file with text in it; `None` if it is not there.
#[salsa::tracked(returns(clone))]
pub(crate) fn palette(db: &dyn Db, file: TextFile) -> Option<Colours> {
    let path = file.path(db);
    db.ran("palette", path);
    match file.text(db) {
        Text::There(text) => Some(manifest::parse_palette(path, text).map(Arc::new)),
        Text::Broken(why) => Some(Err(unreadable(path, why))),
        Text::Unknown | Text::Missing => None,
    }
}

/// A file that cannot be read as text.
fn unreadable(path: &ProjectPath, why: &str) -> Diagnostic {
    let res = problem(Code::Unreadable, path, format!("`{path}` cannot be read: {why}"));
    match why.ends_with("not UTF-8") {
        true => res.help("save it as UTF-8; most editors can"),
        false => res,
    }
}

/// Something that is wrong with a file as a whole.
pub(crate) fn problem(code: Code, path: &ProjectPath, message: String) -> Diagnostic {
    let at = Anchor { file: path.clone(), place: Place::File };
    Diagnostic::error(code, at, message)
}
