//! `Made`: how an asset comes to be, in a word for showing.

use crate::model::ModelId;
use crate::name::AssetName;
use crate::resolve::{Asset, Kind};

/// How an asset comes to be, in a word for showing.
#[derive(Debug, Clone, PartialEq)]
pub enum Made {
    /// Drawn by this program.
    Drawn,
    /// Painted by a model outside.
    Painted(ModelId),
    /// From a file.
    Copied,
    /// From another asset; what was done to it.
    Derived {
        /// Which asset.
        from: AssetName,
        /// Names of the edits.
        edits: Vec<String>,
    },
    /// Packed.
    Packed {
        /// How many pictures.
        pictures: usize,
    },
}

impl Made {
    /// How an asset comes to be.
    #[must_use]
    pub fn of(asset: &Asset) -> Made {
        match &asset.kind {
            Kind::Painted(it) => {
                let first = it.stages.first().and_then(|it| it.paintings.first());
                match first.map(|it| &it.words.model) {
                    Some(model) if !model.is_builtin() => Made::Painted(model.clone()),
                    _ => Made::Drawn,
                }
            }
            Kind::Source(_) => Made::Copied,
            Kind::Derived(it) => Made::Derived {
                from: it.from.clone(),
                edits: it.edits.iter().map(|it| it.name().to_owned()).collect(),
            },
            Kind::Atlas(it) => Made::Packed { pictures: it.entries.len() },
        }
    }
}
