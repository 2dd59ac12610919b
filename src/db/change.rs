//! `Change`: what became of files, and how the inputs follow.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use salsa::{Durability, Setter};

use crate::colour::Rgb;
use crate::db::engine::{Db, Engine};
use crate::db::inputs::{DefFile, Look, Text};
use crate::digest::Digest;
use crate::path::ProjectPath;
use crate::resolve;

/// What became of files. What it does not name is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Change {
    /// Manifests, the workspace file among them; `None` if there is none any more.
    pub manifests: BTreeMap<ProjectPath, Option<Arc<str>>>,
    /// Templates, CSV files, palettes that are text; `None` if there is no such file.
    pub texts: BTreeMap<ProjectPath, Option<Arc<str>>>,
    /// Pictures of the user's.
    pub pictures: BTreeMap<ProjectPath, PictureState>,
    /// Manifests and texts that are there and cannot be read: not UTF-8, too large. With reasons
    /// that follow "cannot be read:".
    pub broken: BTreeMap<ProjectPath, String>,
}

/// What became of a picture of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PictureState {
    /// There is no such file.
    Missing,
    /// It is no picture; the reason.
    Broken(String),
    /// It is there.
    There {
        /// See [`crate::action::Picture::pixels`].
        pixels: Digest,
        /// Width × height, in pixels.
        size: [u32; 2],
        /// Its unique colours in the order in which they first stand in the rows, transparent
        /// pixels left out; at most 257 of them, one more than a palette may have. Needed only
        /// of [`WantedFiles::palettes`].
        colours: Option<Arc<Vec<Rgb>>>,
    },
}

/// Files that queries asked for and nobody supplied.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WantedFiles {
    /// Templates, CSV files, palettes that are text.
    pub texts: BTreeSet<ProjectPath>,
    /// Pictures of the user's.
    pub pictures: BTreeSet<ProjectPath>,
    /// Pictures whose colours are needed, since they are palettes.
    pub palettes: BTreeSet<ProjectPath>,
}

impl WantedFiles {
    /// Whether queries have all that they asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty() && self.pictures.is_empty() && self.palettes.is_empty()
    }
}

/// Sets every input that differs. Answers whether any did: setting what is equal would make
/// queries run for nothing.
pub(crate) fn apply(engine: &mut Engine, change: Change) -> bool {
    let mut changed = false;
    let mut manifests: BTreeMap<ProjectPath, Text> =
        change.manifests.into_iter().map(|(path, it)| (path, text(it))).collect();
    let mut texts: BTreeMap<ProjectPath, Text> =
        change.texts.into_iter().map(|(path, it)| (path, text(it))).collect();
    for (path, why) in change.broken {
        let is_text = engine.tables.texts.borrow().contains_key(&path);
        if !is_text || engine.tables.manifests.contains_key(&path) {
            manifests.insert(path.clone(), Text::Broken(why.clone()));
        }
        if is_text {
            texts.insert(path, Text::Broken(why));
        }
    }
    for (path, text) in manifests {
        changed |= set_manifest(engine, &path, text);
    }
    for (path, text) in texts {
        let file = engine.text_file(&path);
        if *file.text(engine) != text {
            file.set_text(engine).to(text);
            changed = true;
        }
    }
    for (path, state) in change.pictures {
        changed |= set_picture(engine, &path, state);
    }
    list_manifests(engine) || changed
}

fn text(it: Option<Arc<str>>) -> Text {
    it.map_or(Text::Missing, Text::There)
}

fn set_manifest(engine: &mut Engine, path: &ProjectPath, text: Text) -> bool {
    let Some(file) = engine.tables.manifests.get(path).copied() else {
        let file = DefFile::builder(path.clone(), text).durability(Durability::MEDIUM).new(engine);
        engine.tables.manifests.insert(path.clone(), file);
        return true;
    };
    if *file.text(engine) == text {
        return false;
    }
    file.set_text(engine).to(text);
    true
}

fn set_picture(engine: &mut Engine, path: &ProjectPath, state: PictureState) -> bool {
    let (look, colours) = match state {
        PictureState::Missing => (Look::Missing, None),
        PictureState::Broken(why) => (Look::Broken(why), None),
        PictureState::There { pixels, size, colours } => {
            (Look::There(resolve::PictureFile { pixels, size }), colours)
        }
    };
    let file = engine.picture_file(path);
    let (new_look, new_colours) = (*file.look(engine) != look, *file.colours(engine) != colours);
    // Who looks at a picture again need not look at its colours again.
    let known = !new_look && colours.is_none();
    if new_look {
        file.set_look(engine).to(look);
    }
    if new_colours && !known {
        file.set_colours(engine).to(colours);
    }
    new_look || (new_colours && !known)
}

/// Lists the manifests that are there.
fn list_manifests(engine: &mut Engine) -> bool {
    let there = |it: &DefFile| matches!(it.text(engine), Text::There(_) | Text::Broken(_));
    let list: Vec<DefFile> = engine.tables.manifests.values().copied().filter(there).collect();
    let workspace = engine.workspace();
    if *workspace.manifests(engine) == list {
        return false;
    }
    workspace.set_manifests(engine).to(list);
    true
}

/// What queries asked for and nobody supplied.
pub(crate) fn wanted(engine: &Engine) -> WantedFiles {
    let texts = engine.tables.texts.borrow();
    let texts = texts.iter().filter(|(_, it)| *it.text(engine) == Text::Unknown);
    let pictures = engine.tables.pictures.borrow();
    let unknown = pictures.iter().filter(|(_, it)| *it.look(engine) == Look::Unknown);
    let palettes = engine.tables.palettes.borrow();
    let colourless = palettes.iter().filter(|path| {
        let Some(file) = pictures.get(path) else { return false };
        matches!(file.look(engine), Look::There(_)) && file.colours(engine).is_none()
    });
    WantedFiles {
        texts: texts.map(|it| it.0.clone()).collect(),
        pictures: unknown.map(|it| it.0.clone()).collect(),
        palettes: colourless.cloned().collect(),
    }
}
