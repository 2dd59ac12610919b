//! `Call`: one request to a model outside.

use std::sync::Arc;

use crate::action::{EditRequest, JudgeRequest, PaintRequest, RefineRequest};
use crate::model::{CallShape, ModelId, Role};

/// One request to a model outside, with the pictures that go with it.
#[derive(Debug, Clone)]
pub struct Call {
    /// The request.
    pub ask: Ask,
    /// PNG files, in the order of the request's references or pictures.
    pub pictures: Vec<Arc<Vec<u8>>>,
    /// Names it, and no other call: it is the same when the call is made once more.
    pub id: String,
    /// Whether it was sent before under this name, and no answer came.
    pub again: bool,
}

impl Call {
    /// A call that was not sent yet, and has no name.
    #[must_use]
    pub fn new(ask: Ask, pictures: Vec<Arc<Vec<u8>>>) -> Call {
        Call { ask, pictures, id: String::new(), again: false }
    }

    /// The same under a name.
    #[must_use]
    pub fn named(&self, id: String, again: bool) -> Call {
        Call { id, again, ..self.clone() }
    }
}

/// The request of a call, by the role in which the model answers it.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// For a picture.
    Paint(Box<PaintRequest>),
    /// For a picture with one thing changed.
    Edit(Box<EditRequest>),
    /// For a verdict on pictures.
    Judge(JudgeRequest),
    /// For a better prompt.
    Refine(RefineRequest),
}

impl Ask {
    /// The model that is called.
    pub fn model(&self) -> &ModelId {
        match self {
            Ask::Paint(it) => &it.model,
            Ask::Edit(it) => &it.model,
            Ask::Judge(it) => &it.model,
            Ask::Refine(it) => &it.model,
        }
    }

    /// What the price of the call depends on.
    pub fn shape(&self) -> CallShape<'_> {
        match self {
            Ask::Paint(it) => it.shape(),
            Ask::Edit(it) => it.shape(),
            Ask::Judge(it) => it.shape(),
            Ask::Refine(it) => it.shape(),
        }
    }

    /// The role in which the model is called.
    pub fn role(&self) -> Role {
        match self {
            Ask::Paint(_) => Role::Paint,
            Ask::Edit(_) => Role::Edit,
            Ask::Judge(_) => Role::Judge,
            Ask::Refine(_) => Role::Refine,
        }
    }
}
