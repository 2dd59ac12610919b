//! Requests, as far as their price depends on them.

use crate::action::{EditRequest, JudgeRequest, PaintRequest, RefineRequest};
use crate::model::{CallShape, Role};

impl PaintRequest {
    /// The call, as far as its price depends on it.
    #[must_use]
    pub fn shape(&self) -> CallShape<'_> {
        let avoid: usize = self.avoid.iter().flatten().map(String::len).sum();
        let words = self.prompt.len() + avoid;
        CallShape::of_picture(self.size, self.references.len(), words, &self.params)
    }
}

impl EditRequest {
    /// The call, as far as its price depends on it.
    #[must_use]
    pub fn shape(&self) -> CallShape<'_> {
        CallShape::of_edit(self.size, self.prompt.len(), &self.params)
    }
}

impl JudgeRequest {
    /// The call, as far as its price depends on it.
    #[must_use]
    pub fn shape(&self) -> CallShape<'static> {
        CallShape::of_words(Role::Judge, self.pictures.len(), self.prompt.len())
    }
}

impl RefineRequest {
    /// The call, as far as its price depends on it.
    #[must_use]
    pub fn shape(&self) -> CallShape<'static> {
        CallShape::of_words(Role::Refine, 0, self.instruction.len())
    }
}
