//! `PictureRequest`: a picture that is asked for, be it new or one that is shown with one thing
//! changed.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::action::{AskedBackground, EditRequest, PaintRequest};

/// A picture that is asked for.
pub(crate) struct PictureRequest<'a> {
    pub(crate) model: &'a str,
    pub(crate) prompt: &'a str,
    pub(crate) size: [u32; 2],
    pub(crate) background: AskedBackground,
    pub(crate) seed: Option<u64>,
    pub(crate) params: &'a BTreeMap<String, Value>,
}

impl<'a> PictureRequest<'a> {
    pub(crate) fn of(it: &'a PaintRequest) -> PictureRequest<'a> {
        PictureRequest {
            model: it.model.name(),
            prompt: &it.prompt,
            size: it.size,
            background: it.background,
            seed: it.seed,
            params: &it.params,
        }
    }

    pub(crate) fn of_edit(it: &'a EditRequest) -> PictureRequest<'a> {
        PictureRequest {
            model: it.model.name(),
            prompt: &it.prompt,
            size: it.size,
            background: it.background,
            seed: None,
            params: &it.params,
        }
    }
}
