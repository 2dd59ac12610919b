//! `CallShape`: what the price of a call depends on.

use std::collections::BTreeMap;

use crate::model::Role;

/// What the price of a call depends on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CallShape<'a> {
    /// The role in which the model is called.
    pub role: Role,
    /// Width × height of the picture asked for, in pixels; zeros where none is.
    pub size: [u32; 2],
    /// How many pictures are shown to the model.
    pub pictures: u32,
    /// How many bytes of words it reads. Where they are not written yet, the most that they can be.
    pub words: usize,
    /// Parameters of the model, from the manifest.
    pub params: &'a BTreeMap<String, serde_json::Value>,
}

static NO_PARAMS: BTreeMap<String, serde_json::Value> = BTreeMap::new();

impl CallShape<'static> {
    /// A call that asks for words about pictures.
    pub fn of_words(role: Role, pictures: usize, words: usize) -> CallShape<'static> {
        let pictures = u32::try_from(pictures).unwrap_or(u32::MAX);
        CallShape { role, size: [0; 2], pictures, words, params: &NO_PARAMS }
    }
}

impl<'a> CallShape<'a> {
    /// A call that asks for a picture.
    pub fn of_picture(
        size: [u32; 2],
        pictures: usize,
        words: usize,
        params: &'a BTreeMap<String, serde_json::Value>,
    ) -> CallShape<'a> {
        let pictures = u32::try_from(pictures).unwrap_or(u32::MAX);
        CallShape { role: Role::Paint, size, pictures, words, params }
    }

    /// A call that asks for a picture to be changed: it is shown, and comes back once more.
    pub fn of_edit(
        size: [u32; 2],
        words: usize,
        params: &'a BTreeMap<String, serde_json::Value>,
    ) -> CallShape<'a> {
        CallShape { role: Role::Edit, size, pictures: 1, words, params }
    }
}
