//! `Resolving`: one asset while it is resolved, and what all kinds of assets need for that.

use std::sync::Arc;

use crate::diagnostic::{Anchor, Code, KeyPath};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::resolve::mistakes::Mistakes;
use crate::resolve::{Kind, PictureFile, Places, ProjectSettings, Style, World};

/// One asset while it is resolved.
pub(crate) struct Resolving<'a> {
    pub(crate) name: &'a AssetName,
    pub(crate) project: &'a ProjectSettings,
    pub(crate) world: &'a dyn World,
    /// Where its keys were written; grows when it takes keys from its style.
    pub(crate) places: Places,
    pub(crate) mistakes: Mistakes,
}

/// What all kinds of assets have, once their table is read.
pub(crate) struct Outline {
    pub(crate) kind: Option<Kind>,
    pub(crate) category: Option<String>,
    pub(crate) default_folder: &'static str,
    pub(crate) style: Option<String>,
    pub(crate) nine_slice: Option<[u32; 4]>,
    pub(crate) pivot: Option<[f64; 2]>,
}

impl Resolving<'_> {
    /// Notes an error at one of the asset's keys.
    pub(crate) fn wrong(&mut self, code: Code, key: &str, message: impl Into<String>) {
        let at = self.places.key(key);
        self.mistakes.error(code, at, message);
    }

    /// The style of this name; its mistakes become those of the asset.
    pub(crate) fn style(&mut self, name: &str, at: Anchor) -> Option<Arc<Style>> {
        let Some(res) = self.world.style(name) else {
            let names = self.world.style_names();
            let names = names.iter().map(String::as_str);
            let message = format!("unknown style `{name}`");
            self.mistakes.unknown(Code::UnknownStyle, at, message, name, names);
            return None;
        };
        self.mistakes.0.extend(res.mistakes.iter().cloned());
        Some(res)
    }

    /// Notes keys of the asset's own table that do nothing for what it is.
    pub(crate) fn idle(&mut self, keys: &[(&str, bool)], why: &str) {
        for (key, given) in keys {
            if *given && self.places.is_own(&KeyPath::of(&[key])) {
                self.wrong(Code::Conflict, key, format!("`{key}` does nothing here, since {why}"));
            }
        }
    }

    /// The decoded pixels and the size of a picture file.
    pub(crate) fn picture(&mut self, path: &ProjectPath, at: Anchor) -> Option<PictureFile> {
        match self.world.picture(path) {
            Some(Ok(it)) => return Some(it),
            Some(Err(why)) => self.mistakes.broken_file(at, why),
            None => self.mistakes.missing_file(at, path),
        }
        None
    }
}
