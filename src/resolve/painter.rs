//! `Painter`: the model that paints an asset.

use crate::diagnostic::Code;
use crate::manifest::CommonKeys;
use crate::model::{Abilities, ModelId, Role};
use crate::resolve::models;
use crate::resolve::reference::Shown;
use crate::resolve::resolving::Resolving;

/// Who paints.
pub(crate) struct Painter {
    pub(crate) id: ModelId,
    pub(crate) abilities: Abilities,
}

impl Painter {
    /// The model that the asset or the project names, if it can paint as the asset wants it.
    pub(crate) fn of(cx: &mut Resolving<'_>, common: &CommonKeys) -> Option<Painter> {
        let (id, at) = match &common.model {
            None => {
                let at = cx.project.places("models").key("image");
                (cx.project.models.image.clone(), at)
            }
            Some(text) => {
                let at = cx.places.key("model");
                match text.parse() {
                    Ok(it) => (it, at),
                    Err(why) => {
                        cx.mistakes.error(Code::UnknownModel, at, format!("{why}"));
                        return None;
                    }
                }
            }
        };
        let abilities = cx.model(&id, Role::Paint, at)?;
        models::check_params(cx, &id, &common.params);
        Some(Painter { id, abilities })
    }

    /// Notes it if the model takes fewer pictures than it is shown.
    pub(crate) fn check_references(&self, cx: &mut Resolving<'_>, references: &[Shown]) {
        let (most, shown) = (self.abilities.references as usize, references.len());
        if shown > most {
            let message = format!("`{}` takes {most} references at most, not {shown}", self.id);
            let at = cx.places.key("references");
            let help = "leave some out, or choose a model that takes more";
            cx.mistakes.error_help(Code::Unable, at, message, help);
        }
    }
}
