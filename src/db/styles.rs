//! Queries of styles: which there are, and each with what it takes from its parents.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::db::engine::Db;
use crate::db::files::parsed;
use crate::db::inputs::{DefFile, Workspace};
use crate::diagnostic::{Code, Diagnostic};
use crate::limit;
use crate::manifest::StyleTable;
use crate::resolve;
use crate::resolve::{Places, Style, StyleLayer, duplicate_styles};

/// The name of a style, whether or not there is such a style.
#[salsa::interned]
pub(crate) struct StyleName<'db> {
    pub(crate) text: String,
}

/// Which styles there are.
#[derive(PartialEq)]
pub(crate) struct StyleIndex {
    /// The manifests that declare a style, sorted by path; the first one's stands.
    pub(crate) files: BTreeMap<String, Vec<DefFile>>,
    /// The first one that is none, since there are too many.
    pub(crate) beyond: Option<(String, DefFile)>,
}

/// Which styles there are.
#[salsa::tracked]
pub(crate) fn style_index(db: &dyn Db, workspace: Workspace) -> StyleIndex {
    db.ran("style_index", &"");
    let mut files: BTreeMap<String, Vec<DefFile>> = BTreeMap::new();
    for file in workspace.manifests(db) {
        for name in parsed(db, *file).0.manifest.style.keys() {
            files.entry(name.clone()).or_default().push(*file);
        }
    }
    let last = files.keys().nth(limit::STYLES).cloned();
    let beyond = last.map(|it| files.split_off(&it)).unwrap_or_default();
    let beyond = beyond.into_iter().next().map(|(name, files)| (name, files[0]));
    StyleIndex { files, beyond }
}

/// What a style says itself, and what others may say in its name.
#[derive(Clone, PartialEq)]
pub(crate) struct OwnStyle {
    pub(crate) file: DefFile,
    pub(crate) table: Arc<StyleTable>,
    /// Whether it has mistakes, or there is another one of its name.
    pub(crate) broken: bool,
}

/// What a style says itself; `None` if there is no such style.
#[salsa::tracked]
pub(crate) fn own_style<'db>(db: &'db dyn Db, name: StyleName<'db>) -> Option<OwnStyle> {
    let text = name.text(db);
    let files = style_index(db, db.workspace()).files.get(text)?;
    let file = *files.first()?;
    let parsed = &parsed(db, file).0;
    let table = Arc::new(parsed.manifest.style.get(text)?.clone());
    Some(OwnStyle { file, table, broken: files.len() > 1 || parsed.broken_styles.contains(text) })
}

/// A style with all that it takes from its parents.
#[derive(Debug, PartialEq)]
pub(crate) struct WholeStyle {
    pub(crate) style: Arc<Style>,
    /// Whether it or one of its parents has mistakes that the parser found.
    pub(crate) broken: bool,
}

/// A style with all that it takes from its parents; `None` if there is no such style.
#[salsa::tracked]
pub(crate) fn whole_style<'db>(db: &'db dyn Db, name: StyleName<'db>) -> Option<WholeStyle> {
    db.ran("style", name.text(db));
    let chain = chain(db, name);
    let layers: Vec<StyleLayer<'_>> = chain
        .iter()
        .map(|(name, it)| StyleLayer { name, file: it.file.path(db), table: &it.table })
        .collect();
    let root = layers.first()?;
    // Only a parent that is not there needs the names of all others, for advice.
    let known = root.table.extends.as_ref().map(|_| style_names(db)).unwrap_or_default();
    let (style, _) = resolve::style(&layers, &known);
    let broken = chain.iter().any(|(_, it)| it.broken);
    Some(WholeStyle { style: Arc::new(style), broken })
}

/// A style and its parents, the root first; it ends where a parent comes a second time, and
/// at [`limit::STYLES_IN_A_ROW`].
fn chain<'db>(db: &'db dyn Db, name: StyleName<'db>) -> Vec<(&'db str, &'db OwnStyle)> {
    let mut res: Vec<(&str, &OwnStyle)> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = Some(name);
    while let Some(name) = next.take().filter(|_| res.len() < limit::STYLES_IN_A_ROW) {
        let text = name.text(db).as_str();
        let Some(own) = own_style(db, name).as_ref().filter(|_| seen.insert(text)) else {
            break;
        };
        next = own.table.extends.as_ref().map(|it| StyleName::new(db, it.clone()));
        res.push((text, own));
    }
    res.reverse();
    res
}

/// Those of a style and its parents in which the parser found mistakes.
pub(crate) fn broken_styles(db: &dyn Db, style: &str) -> Vec<String> {
    let chain = chain(db, StyleName::new(db, style.to_owned())).into_iter();
    chain.filter(|(_, it)| it.broken).map(|(name, _)| name.to_owned()).collect()
}

/// The names of all styles, sorted.
pub(crate) fn style_names(db: &dyn Db) -> Vec<String> {
    style_index(db, db.workspace()).files.keys().cloned().collect()
}

/// Everything that is wrong with styles, whether or not an asset uses them.
#[salsa::tracked]
pub(crate) fn style_problems(db: &dyn Db, workspace: Workspace) -> Vec<Diagnostic> {
    let index = style_index(db, workspace);
    let all = index
        .files
        .iter()
        .flat_map(|(name, files)| files.iter().map(|it| (name.as_str(), it.path(db))));
    let mut res = duplicate_styles(all);
    if let Some((name, file)) = &index.beyond {
        let at = Places::new(file.path(db), &["style", name]).table().clone();
        let message = format!("a project has at most {} styles", limit::STYLES);
        res.push(Diagnostic::error(Code::Conflict, at, message).label("this is one more"));
    }
    for name in index.files.keys() {
        if let Some(found) = whole_style(db, StyleName::new(db, name.clone())) {
            res.extend(found.style.mistakes.iter().cloned());
        }
    }
    res
}
