//! [`asset`]: from a declaration to an [`Asset`], or to everything that is wrong with it.

use indexmap::IndexSet;

use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::AssetTable;
use crate::path::ProjectPath;
use crate::resolve::mistakes::Mistakes;
use crate::resolve::outputs::LONGEST_FOLDER;
use crate::resolve::resolving::{Outline, Resolving};
use crate::resolve::stems::file_stem;
use crate::resolve::{
    Asset, Declaration, DeclaredTable, ProjectSettings, World, animation, derived, packing,
    painting, source,
};

/// The asset that a declaration means, and everything that is wrong with it. There is none if
/// anything keeps it from being built; every diagnostic says that it is about this asset.
///
/// What is wrong with its style or the project's models is told of every asset that it concerns:
/// such diagnostics differ in nothing but the asset, and can be printed as one.
#[must_use]
pub fn asset(
    declaration: &Declaration,
    project: &ProjectSettings,
    world: &dyn World,
) -> (Option<Asset>, Vec<Diagnostic>) {
    let mut cx = Resolving {
        name: &declaration.name,
        project,
        world,
        places: declaration.places.clone(),
        mistakes: Mistakes::default(),
    };
    let outline = match &declaration.table {
        DeclaredTable::Asset(table) => of_asset(&mut cx, table),
        DeclaredTable::Animation(table) => animation::outline(&mut cx, table),
        DeclaredTable::Atlas(table) => packing::outline(&mut cx, table),
    };
    let res = finish(&mut cx, outline, declaration);
    let told: IndexSet<Diagnostic> = cx.mistakes.0.into_iter().collect();
    let told = told.into_iter().map(|it| it.of_asset(&declaration.name));
    (res, told.collect())
}

fn of_asset(cx: &mut Resolving<'_>, table: &AssetTable) -> Outline {
    let common = &table.common;
    let given = [
        ("source", table.source.is_some()),
        ("from", table.from.is_some()),
        ("subject", common.subject.is_some()),
    ];
    let given: Vec<&str> = given.iter().filter(|it| it.1).map(|it| it.0).collect();
    if let [first, second, ..] = given.as_slice() {
        let message = format!("`{first}` and `{second}` exclude each other");
        let help =
            "a picture is painted after its `subject`, made `from` another one, or a `source` file";
        let at = cx.places.key(second);
        cx.mistakes.error_help(Code::Conflict, at, message, help);
    }
    if let Some(file) = &table.source {
        return source::outline(cx, table, file);
    }
    match &table.from {
        Some(from) => derived::outline(cx, table, from),
        None => painting::outline(cx, table),
    }
}

fn finish(cx: &mut Resolving<'_>, outline: Outline, declaration: &Declaration) -> Option<Asset> {
    let text = outline.category.as_deref();
    let folder = cx.folder(text.unwrap_or(outline.default_folder));
    let res = Asset {
        name: cx.name.clone(),
        folder: folder?,
        style: outline.style,
        set: declaration.set.clone(),
        metadata: cx.project.metadata,
        nine_slice: outline.nine_slice,
        pivot: outline.pivot,
        kind: outline.kind?,
    };
    cx.check_names(&res);
    cx.mistakes.none().then_some(res)
}

impl Resolving<'_> {
    fn folder(&mut self, text: &str) -> Option<ProjectPath> {
        let at = self.places.key("category");
        let path = self.mistakes.path(at, text)?;
        let hidden = path.as_str().split('/').next() == Some(".assetbuild");
        if hidden || path.as_str().len() > LONGEST_FOLDER {
            let why = if hidden { "it is kept for metadata" } else { "it is too long" };
            let message = format!("`{path}` cannot be a category: {why}");
            self.wrong(Code::BadPath, "category", message);
            return None;
        }
        Some(path)
    }

    /// File names are made of two names, and no disk takes longer ones than 255 bytes.
    fn check_names(&mut self, asset: &Asset) {
        let stems = asset.parts().into_iter().map(|it| file_stem(self.name, &it));
        if let Some(stem) = stems.into_iter().find(|it| it.len() > 180) {
            let at = self.places.table().clone();
            let message = format!("`{stem}` is too long for the name of a file");
            self.mistakes.error(Code::BadName, at, message);
        }
    }
}
