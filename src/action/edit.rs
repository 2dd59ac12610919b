//! `EditRequest` and `Edited`: a painting once more, with one thing changed by its painter. It is
//! how a second plate comes about: the same picture on another background.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::action::{ActionKey, Answered, AskedBackground, Given};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::model::ModelId;
use crate::money::Usd;

/// One change to one painting, asked of one model: everything that is sent, and what it starts
/// from.
///
/// A field that is added later must be left out of the text while it has its default.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EditRequest {
    /// The answer that it starts from.
    pub from: Digest,
    /// The blob of that answer's picture, which is shown to the model as it came.
    pub picture: Digest,
    /// Who is asked.
    pub model: ModelId,
    /// The whole prompt.
    pub prompt: String,
    /// What is to stand behind the subject now.
    pub background: AskedBackground,
    /// Width and height that were asked for, in pixels; the picture itself may have others.
    pub size: [u32; 2],
    /// Width to height, where the painting's request says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub aspect: Option<[u32; 2]>,
    /// Parameters of the model, those of the painting.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub params: BTreeMap<String, serde_json::Value>,
}

impl EditRequest {
    /// The key of the answer: what it starts from, and the request.
    #[must_use]
    pub fn key(&self) -> ActionKey {
        ActionKey(Digest::key("assetbuild edit v1", self))
    }
}

/// What stands behind a second plate: black or white, whichever is farther from what stands
/// behind the first. The error of alpha shrinks with the square of that distance.
#[must_use]
pub fn opposite(first: Rgb) -> Rgb {
    let squared = |of: u8, from: u8| i32::from(of.abs_diff(from)).pow(2);
    let far = |of: u8| first.0.iter().map(|it| squared(of, *it)).sum::<i32>();
    if far(255) > far(0) { Rgb([255; 3]) } else { Rgb([0; 3]) }
}

/// A changed painting that a model outside answered.
pub type Edited = Answered<EditRequest>;

impl Given for Edited {
    const WORD: &'static str = "edited";

    fn usd(&self) -> Usd {
        self.usd
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_plate_stands_as_far_from_the_first_as_can_be() {
        let black = ["#FF00FF", "#00FFFF", "#FFFFFF", "#FF8000", "#8000FF"];
        let white = ["#00FF00", "#0000FF", "#000000"];
        let other = |first: &str| opposite(first.parse().unwrap()).to_string();
        assert_eq!(black.map(other), ["#000000"; 5]);
        assert_eq!(white.map(other), ["#FFFFFF"; 3]);
    }
}
