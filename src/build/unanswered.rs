//! `Unanswered`: a request of an earlier build that has no answer, and what that means for its asset.

use crate::build::Failed;
use crate::build::paid::no_answer;
use crate::name::AssetName;
use crate::store::{CallState, Journal};

/// A request that was sent before, and has no answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Unanswered {
    /// Its asset fails: the answer is lost, or there never will be one.
    Failed(Failed),
    /// It lies in a batch that is not done.
    InBatch,
}

impl Unanswered {
    /// What an entry of the journal is for an asset; `None` if it has an answer.
    ///
    /// Nobody may be waiting for it now: what is under way is neither.
    #[must_use]
    pub fn of(name: &AssetName, call: &Journal) -> Option<Unanswered> {
        match call.state {
            CallState::InBatch => Some(Unanswered::InBatch),
            CallState::Open => {
                let reason = "an earlier build ended before the answer came";
                let mut failed = no_answer(name, &call.id, call.intent.price, reason);
                if call.intent.batch.is_some() {
                    let help = format!("its batch is looked for: assetbuild build {name}");
                    failed.help.insert(0, help);
                }
                Some(Unanswered::Failed(failed))
            }
            CallState::Raw | CallState::Settled(_) | CallState::Cleared => None,
        }
    }
}
