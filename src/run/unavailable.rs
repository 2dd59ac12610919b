//! `Unavailable`: models that answer nobody any more in this build: a quota for the day is used up, a
//! key is wrong. Assets on other models go on.

use std::collections::BTreeMap;
use std::sync::Mutex;

use crate::model::ModelId;
use crate::provider::Advice;

/// Models that answer nobody any more in this build, and why.
#[derive(Default)]
pub(crate) struct Unavailable(Mutex<BTreeMap<ModelId, Advice>>);

impl Unavailable {
    /// Nothing more is sent to this model.
    pub(crate) fn close(&self, model: &ModelId, advice: &Advice) {
        let mut models = self.0.lock().expect("no holder of the closed models panics");
        models.entry(model.clone()).or_insert_with(|| advice.clone());
    }

    /// Why nothing more is sent to a model; `None` if it may be asked.
    pub(crate) fn advice(&self, model: &ModelId) -> Option<Advice> {
        let models = self.0.lock().expect("no holder of the closed models panics");
        models.get(model).cloned()
    }
}
