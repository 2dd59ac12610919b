//! `Halt`: why an asset stops where it is.

use crate::money::Usd;
use crate::name::AssetName;
use crate::plan::{Failed, FailedKind};
use crate::run::{AssetState, Left};
use crate::store::{IntentId, StoreError};

/// Why an asset stops where it is.
#[derive(Debug, Clone)]
pub(crate) enum Halt {
    /// It failed; what to do stands in it.
    Failed(Failed),
    /// It is left for the next build.
    Left(Left),
}

impl Halt {
    /// The store cannot be read or written.
    pub(crate) fn unreadable(message: String) -> Halt {
        let help = vec!["what was answered so far is kept; build again when it is mended".into()];
        Halt::Failed(Failed { kind: FailedKind::Io, message, help })
    }

    /// Whether what was paid for so far is shown meanwhile: it may be long before more is had.
    pub(crate) fn shows_so_far(&self) -> bool {
        match self {
            Halt::Left(why) => matches!(why, Left::MaxCost | Left::PerBuild | Left::AssetBudget),
            Halt::Failed(failed) => {
                matches!(failed.kind, FailedKind::Unavailable | FailedKind::OpenIntent)
            }
        }
    }
}

impl From<Halt> for AssetState {
    fn from(halt: Halt) -> AssetState {
        match halt {
            Halt::Failed(failed) => AssetState::Failed(failed),
            Halt::Left(why) => AssetState::Left { why },
        }
    }
}

impl From<StoreError> for Halt {
    fn from(error: StoreError) -> Halt {
        Halt::unreadable(error.to_string())
    }
}

/// Sent, and no answer: the advice is the same now and in every later build.
pub(crate) fn no_answer(name: &AssetName, id: &IntentId, price: Usd, reason: &str) -> Failed {
    Failed {
        kind: FailedKind::OpenIntent,
        message: format!("sent, no answer: {reason} ({price} may have been billed)"),
        help: vec![
            format!("send it again: assetbuild build {name} --resend {name}"),
            format!("forget it: assetbuild cost settle {id}"),
        ],
    }
}

/// The same where it may be made once more and costs nothing more.
pub(crate) fn no_answer_yet(name: &AssetName, reason: &str) -> Failed {
    Failed {
        kind: FailedKind::OpenIntent,
        message: format!("sent, no answer: {reason}"),
        help: vec![format!(
            "build again: it is asked for once more, at no further price: assetbuild build {name}"
        )],
    }
}
