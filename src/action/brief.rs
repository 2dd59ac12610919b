//! `Brief`: what the first attempt asks for. What costs money hangs on it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::{ActionKey, Background, DrawHints, Edit, Tileable};
use crate::digest::Digest;
use crate::model::ModelId;

/// What a picture was made from, as far as people and models decided it.
///
/// Not the palette, checks, step versions or encoding: a reference counts in a brief by its
/// origin, so processing a picture anew never re-bills those that refer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Origin(pub Digest);

impl Origin {
    /// Of a painting that a model outside answered: the digest of the picture as it came.
    #[must_use]
    pub fn of_painting(picture: Digest) -> Origin {
        Origin(Digest::key("assetbuild origin painting v1", &picture))
    }

    /// Of a built-in painting: what it answers and which one it is, so that a newer artist in
    /// this program re-bills nobody.
    #[must_use]
    pub fn of_built_in(brief: ActionKey, ordinal: u32) -> Origin {
        Origin(Digest::key("assetbuild origin built-in v1", &(brief, ordinal)))
    }

    /// Of a file of the user's: its decoded pixels.
    #[must_use]
    pub fn of_file(pixels: Digest) -> Origin {
        Origin(Digest::key("assetbuild origin file v1", &pixels))
    }

    /// Of a picture made from another one: that one's origin, and the edits that the user wrote.
    #[must_use]
    pub fn of_edited(from: Origin, edits: &[Edit]) -> Origin {
        if edits.is_empty() {
            return from;
        }
        Origin(Digest::key("assetbuild origin edited v1", &(from, edits)))
    }
}

/// Everything of a brief but the references.
///
/// A field that is added later must be left out of the text while it has its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// Who is asked.
    pub model: ModelId,
    /// The rendered prompt. [`Words::BACKGROUND`] stands where the line about the background will.
    pub prompt: String,
    /// What every prompt of the brief ends with, however it is refined: the avoid list in words.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub ending: String,
    /// The rendered avoid list, if the model takes one as a field.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub avoid: Option<Vec<String>>,
    /// What the line about the background will say; it is written for the model when it is sent.
    pub background: Background,
    /// Width and height asked for, in pixels.
    pub size: [u32; 2],
    /// Width to height, in smallest whole numbers, where the manifest says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub aspect: Option<[u32; 2]>,
    /// Parameters of the model, from the manifest, as JSON.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub params: BTreeMap<String, serde_json::Value>,
    /// Tells equal words apart: another picture, please.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub variant: u32,
    /// Along which axes the model is told to repeat; said only where it can be told.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tileable: Option<Tileable>,
    /// What a built-in artist reads instead of the prompt's sentences. None for models outside.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub draw: Option<DrawHints>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(it: &u32) -> bool {
    *it == 0
}

impl Words {
    /// Stands in a prompt where the line about the background will.
    pub const BACKGROUND: &str = "\u{fffc}";

    /// How long the prompt is, before the line about the background stands in it.
    #[must_use]
    pub fn prompt_len(&self) -> usize {
        self.prompt.len() + self.ending.len()
    }
}

/// What the first attempt asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Model, prompt, size and the rest.
    pub words: Words,
    /// What is shown to the model beside the prompt, in this order.
    pub references: Vec<Origin>,
}

impl Brief {
    /// The key under which all paintings for this brief are kept.
    ///
    /// It holds two digests, so that `why` can tell changed words from a changed reference.
    #[must_use]
    pub fn key(&self) -> ActionKey {
        let words = Digest::key("assetbuild words v1", &self.words);
        let references = Digest::key("assetbuild references v1", &self.references);
        ActionKey(Digest::key("assetbuild brief v1", &(words, references)))
    }
}
