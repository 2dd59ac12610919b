//! `AssetWorld`: the world as one asset sees it while it is resolved.

use std::cell::Cell;
use std::sync::Arc;

use crate::db::definitions::{declared_of, names};
use crate::db::engine::Db;
use crate::db::files::{Colours, problem};
use crate::db::inputs::Look;
use crate::db::styles::{StyleName, style_names, whole_style};
use crate::db::{files, settings};
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::is_palette_picture;
use crate::model::{Abilities, Catalog, ModelId};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve::{Declared, PictureFile, Style, World};

/// The most colours that a picture may have to be a palette.
pub(crate) const MOST_COLOURS: usize = 256;

/// The world as one asset sees it. Whatever it is asked is a dependency of the asset.
pub(crate) struct AssetWorld<'db> {
    db: &'db dyn Db,
    /// Whether a style was asked for that has mistakes.
    pub(crate) broken_style: Cell<bool>,
}

impl<'db> AssetWorld<'db> {
    pub(crate) fn new(db: &'db dyn Db) -> AssetWorld<'db> {
        AssetWorld { db, broken_style: Cell::new(false) }
    }

    /// The colours of a picture that is a palette.
    fn colours(&self, path: &ProjectPath) -> Option<Colours> {
        self.db.want_colours(path);
        let file = self.db.picture_file(path);
        let wrong = |why: String| Some(Err(problem(Code::BadPalette, path, why)));
        match file.look(self.db) {
            Look::Broken(why) => return wrong(format!("`{path}` cannot be used: {why}")),
            Look::Unknown | Look::Missing => return None,
            Look::There(_) => {}
        }
        let colours = file.colours(self.db).as_ref()?;
        match colours.len() {
            0 => wrong(format!("`{path}` has no colours: all of it is transparent")),
            1..=MOST_COLOURS => Some(Ok(colours.clone())),
            _ => wrong(format!("`{path}` has more than {MOST_COLOURS} colours")),
        }
    }
}

impl World for AssetWorld<'_> {
    fn declared(&self, name: &AssetName) -> Option<Arc<Declared>> {
        declared_of(self.db, self.db.node(name))
    }

    fn names(&self) -> Arc<Vec<AssetName>> {
        names(self.db, self.db.workspace())
    }

    fn style(&self, name: &str) -> Option<Arc<Style>> {
        let found = whole_style(self.db, StyleName::new(self.db, name.to_owned())).as_ref()?;
        self.broken_style.set(self.broken_style.get() || found.broken);
        Some(found.style.clone())
    }

    fn style_names(&self) -> Vec<String> {
        style_names(self.db)
    }

    fn template(&self, path: &ProjectPath) -> Option<Result<Arc<str>, Diagnostic>> {
        files::template(self.db, self.db.text_file(path))
    }

    fn palette(&self, path: &ProjectPath) -> Option<Colours> {
        if is_palette_picture(path.as_str()) {
            return self.colours(path);
        }
        files::palette(self.db, self.db.text_file(path))
    }

    fn picture(&self, path: &ProjectPath) -> Option<Result<PictureFile, Diagnostic>> {
        match self.db.picture_file(path).look(self.db) {
            Look::There(it) => Some(Ok(*it)),
            Look::Broken(why) => {
                let message = format!("`{path}` cannot be used: {why}");
                Some(Err(problem(Code::BadPicture, path, message)))
            }
            Look::Unknown | Look::Missing => None,
        }
    }

    fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        settings::abilities(self.db, model)
    }

    fn providers(&self) -> Vec<String> {
        let here = ["builtin", "exec"].into_iter();
        here.chain(Catalog::providers()).map(str::to_owned).collect()
    }

    fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(self.db.workspace().catalog(self.db))
    }
}
