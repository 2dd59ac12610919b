//! `Cutout`: how the background of paintings goes, as the manifest says and the model can.

use crate::action::Background;
use crate::diagnostic::{Code, Diagnostic};
use crate::manifest::{CommonKeys, NamedCutout};
use crate::model::{Abilities, Alpha, ModelId, Role};
use crate::resolve::resolving::Resolving;

/// How the background of paintings goes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cutout {
    /// Whatever suits what was asked for.
    #[default]
    Auto,
    /// The model's own alpha.
    Native,
    /// A key colour.
    Key,
    /// A second painting of the same, on another colour; it is bought.
    TwoPlate,
    /// A network of the user's, by the name that their configuration has for it.
    Network(String),
}

impl Cutout {
    /// As manifests write it.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        let named = match self {
            Cutout::Auto => NamedCutout::Auto,
            Cutout::Native => NamedCutout::Native,
            Cutout::Key => NamedCutout::Key,
            Cutout::TwoPlate => NamedCutout::TwoPlate,
            Cutout::Network(_) => NamedCutout::Network,
        };
        named.as_str()
    }

    /// The network that it needs, if any.
    #[must_use]
    pub fn network(&self) -> Option<&str> {
        match self {
            Cutout::Network(name) => Some(name),
            Cutout::Auto | Cutout::Native | Cutout::Key | Cutout::TwoPlate => None,
        }
    }

    /// Whether a model that could leave the background out is asked for a key colour all the
    /// same. What it paints then is what this way starts from.
    #[must_use]
    pub fn wants_key(&self) -> bool {
        matches!(self, Cutout::Key | Cutout::TwoPlate)
    }
}

/// What the manifest says.
pub(crate) fn named(common: &CommonKeys) -> Cutout {
    match common.cutout {
        None | Some(NamedCutout::Auto) => Cutout::Auto,
        Some(NamedCutout::Native) => Cutout::Native,
        Some(NamedCutout::Key) => Cutout::Key,
        Some(NamedCutout::TwoPlate) => Cutout::TwoPlate,
        Some(NamedCutout::Network) => Cutout::Network(common.network.clone().unwrap_or_default()),
    }
}

/// What the manifest says, as far as the model can. What it cannot is told, and left to the step.
pub(crate) fn of_painting(
    cx: &mut Resolving<'_>,
    common: &CommonKeys,
    background: Background,
    model: &ModelId,
    abilities: &Abilities,
) -> Cutout {
    let named = named(common);
    let nothing_to_cut = background != Background::Transparent;
    // What this program draws has exact alpha, whichever way is named for other models.
    if nothing_to_cut || model.is_builtin() {
        return Cutout::Auto;
    }
    let (message, help) = match &named {
        Cutout::Native if abilities.alpha == Alpha::None => (
            format!("`{model}` cannot leave the background out by itself"),
            "a key colour is asked for instead; write `cutout = \"auto\"`, or choose a model that can",
        ),
        Cutout::TwoPlate if !abilities.roles.contains(&Role::Edit) => (
            format!(
                "`{model}` cannot put another background behind a picture, so there is no second plate"
            ),
            "the key colour alone is cut out; choose a model that can, or say of a program `edits = true`",
        ),
        Cutout::Network(name) if name.is_empty() => {
            let at = cx.places.key("cutout");
            let message = "it is not said which network cuts the background out";
            let help = "add `network = \"NAME\"`; your own configuration says which file that is";
            cx.mistakes.error_help(Code::MissingKey, at, message, help);
            return Cutout::Auto;
        }
        Cutout::Auto | Cutout::Native | Cutout::Key | Cutout::TwoPlate | Cutout::Network(_) => {
            return named;
        }
    };
    let at = cx.places.key("cutout");
    cx.mistakes.0.push(Diagnostic::warning(Code::Unable, at, message).help(help));
    Cutout::Auto
}
