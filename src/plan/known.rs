//! `Known`: the answers and results that a loop is asked about.

use crate::action::{
    ActionKey, Answer, EditRequest, Edited, Masked, PaintingAnswer, RefineRequest, Refined, Verdict,
};
use crate::digest::Digest;
use crate::plan::work::{JudgeWish, MaskWish};
use crate::plan::{GroupLook, Look, Looked};

/// What is known so far. Looking is free, and never makes anything.
pub trait Known {
    /// All answers for one brief, in no particular order.
    fn answers(&self, brief: ActionKey) -> Vec<PaintingAnswer>;
    /// The result of a free look.
    fn looked(&self, look: &Look) -> Option<Looked>;
    /// The results of looking at frames together, in their order.
    fn looked_together(&self, look: &GroupLook) -> Option<Vec<Looked>>;
    /// What a judge answered. For a built-in judge the pictures count, for one outside their
    /// origins do.
    fn verdict(&self, wish: &JudgeWish) -> Option<Answer<Verdict>>;
    /// The verdict that a record names.
    fn recorded_verdict(&self, id: Digest) -> Option<Answer<Verdict>>;
    /// What a refiner answered.
    fn refined(&self, request: &RefineRequest) -> Option<Answer<Refined>>;
    /// All answers to one request for a changed picture.
    fn edits(&self, request: &EditRequest) -> Vec<Answer<Edited>>;
    /// What a painter answered who was to change a picture.
    fn edited(&self, request: &EditRequest) -> Option<Answer<Edited>>;
    /// The answer that a record names as a second plate.
    fn recorded_edit(&self, id: Digest) -> Option<Answer<Edited>>;
    /// The mask that the user's network of this name made of a painting.
    fn masked(&self, wish: &MaskWish) -> Option<Masked>;
    /// The user's network that cuts out what shows nothing to go by at its border; `None` if they
    /// have none, or several.
    fn own_network(&self) -> Option<String>;
    /// The mask that a record names.
    fn recorded_mask(&self, id: Digest) -> Option<Masked>;
    /// Whether the store has the picture that an answer names.
    fn has_blob(&self, blob: Digest) -> bool;
    /// The error that a look-up met, once: what cannot be read is not absent. It must be asked for
    /// before anything is done that a look-up suggested.
    fn error(&self) -> Option<String> {
        None
    }
}
