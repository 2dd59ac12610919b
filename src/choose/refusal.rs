//! `Refusal`: why a choice cannot be made, and what to do instead.

use crate::name::{AssetName, PartName};
use crate::project::ProjectError;

/// Why a choice cannot be made, and what to do instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// One sentence: what cannot be done, then why.
    pub message: String,
    /// What to do instead.
    pub help: String,
}

/// Why nothing was chosen.
#[derive(Debug, thiserror::Error)]
pub enum ChooseError {
    /// The project cannot be worked on.
    #[error(transparent)]
    Project(#[from] ProjectError),
    /// The choice makes no sense as things are.
    #[error("{}", .0.message)]
    Refused(Refusal),
}

impl From<Refusal> for ChooseError {
    fn from(it: Refusal) -> ChooseError {
        ChooseError::Refused(it)
    }
}

impl Refusal {
    fn new(message: String, help: String) -> Refusal {
        Refusal { message, help }
    }

    pub(crate) fn not_painted(name: &AssetName) -> Refusal {
        Refusal::new(
            format!("no model paints `{name}`: it is made from files or from other pictures"),
            "change what it is made from; the next build makes it again for nothing".into(),
        )
    }

    pub(crate) fn not_built(name: &AssetName) -> Refusal {
        Refusal::new(
            format!("there is no picture of `{name}` yet"),
            format!("make it first: assetbuild build {name}"),
        )
    }

    pub(crate) fn no_part(name: &AssetName, part: &PartName, parts: &[PartName]) -> Refusal {
        Refusal::new(
            format!("`{name}` has no painting called `{part}`"),
            format!("it has {}", list(name, parts)),
        )
    }

    pub(crate) fn which_part(name: &AssetName, parts: &[PartName]) -> Refusal {
        Refusal::new(
            format!("`{name}` has {} paintings, and none of them was named", parts.len()),
            format!("name one of {}", list(name, parts)),
        )
    }

    pub(crate) fn no_painting(name: &str, which: &str, count: usize) -> Refusal {
        let there = match count {
            0 => "it has none".to_owned(),
            1 => "it has one: 1".to_owned(),
            n => format!("it has {n}, from 1 to {n}"),
        };
        Refusal::new(
            format!("`{name}` has no painting `{which}`"),
            format!("{there}; see them: assetbuild log {}", asset_of(name)),
        )
    }

    pub(crate) fn several(name: &str, which: &str) -> Refusal {
        Refusal::new(
            format!("several paintings of `{name}` begin with `{which}`"),
            format!("type more of it; see them: assetbuild log {}", asset_of(name)),
        )
    }

    pub(crate) fn other_brief(name: &AssetName, which: &str) -> Refusal {
        Refusal::new(
            format!("painting `{which}` of `{name}` was made for other words than those of today"),
            format!(
                "take the words back to show it, or adopt its file: assetbuild log {name} --save DIR"
            ),
        )
    }

    pub(crate) fn incomplete(name: &AssetName) -> Refusal {
        Refusal::new(
            format!("`{name}` shows no picture, and one of several is not enough for it"),
            format!("have it painted once more: assetbuild build {name} --improve"),
        )
    }

    pub(crate) fn edited(name: &AssetName) -> Refusal {
        Refusal::new(
            format!("a file of `{name}` was changed by hand, and is kept as it is"),
            format!(
                "keep it for good: assetbuild adopt {name}; or give it up: assetbuild build \
                 --discard-edits {name}"
            ),
        )
    }

    pub(crate) fn held(name: &AssetName) -> Refusal {
        Refusal::new(
            format!("`{name}` is held: what is asked for is no longer what its picture shows"),
            format!(
                "keep it for the words of today: assetbuild accept {name}; or let it catch up: \
                 assetbuild build {name} (after assetbuild unaccept {name}, if it was accepted)"
            ),
        )
    }

    pub(crate) fn unfinished(name: &AssetName, first: &AssetName) -> Refusal {
        let message = match first == name {
            true => format!("`{name}` is not up to date, and catching up may cost money"),
            false => format!("`{first}`, which `{name}` needs, is not up to date"),
        };
        Refusal::new(message, format!("build it first: assetbuild build {name}"))
    }

    pub(crate) fn drawn(name: &AssetName) -> Refusal {
        Refusal::new(
            format!("`{name}` is drawn by this program, which draws the same words alike"),
            "for another picture of the same words give it another `variant`; it costs nothing"
                .into(),
        )
    }

    pub(crate) fn not_edited(name: &AssetName) -> Refusal {
        Refusal::new(
            format!("no picture of `{name}` was changed by hand"),
            format!("name the picture to adopt: assetbuild adopt {name} FILE"),
        )
    }

    pub(crate) fn laid_out(name: &AssetName, parts: &[PartName]) -> Refusal {
        Refusal::new(
            format!("the sheet of `{name}` is laid out from its paintings, so it cannot be one"),
            format!("adopt the painting: assetbuild adopt NAME FILE, for {}", list(name, parts)),
        )
    }

    pub(crate) fn no_picture(what: &str, why: &str) -> Refusal {
        Refusal::new(
            format!("`{what}` cannot be adopted: {why}"),
            "save it as PNG, and adopt that".into(),
        )
    }
}

fn asset_of(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// `ok_button/normal, ok_button/hover`; the first few.
fn list(name: &AssetName, parts: &[PartName]) -> String {
    let mut names: Vec<String> = parts.iter().take(6).map(|it| name.with_part(it)).collect();
    if parts.len() > names.len() {
        names.push("…".to_owned());
    }
    names.join(", ")
}
