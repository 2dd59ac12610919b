//! `Failed`: why an asset cannot be made, and what to do.

use crate::lock::Ended;
use crate::name::AssetName;
use crate::plan::Failure;
use crate::provider::Advice;

/// Why an asset was not made, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Which kind, for exit codes.
    pub kind: FailedKind,
    /// One sentence: what happened.
    pub message: String,
    /// What to do; one line each.
    pub help: Vec<String>,
}

impl Failed {
    /// A file cannot be read or written.
    pub(crate) fn io(message: String) -> Failed {
        Failed { kind: FailedKind::Io, message, help: Vec::new() }
    }

    /// Nobody knows what a call would cost, so it is not made.
    pub(crate) fn unpriced(advice: Advice) -> Failed {
        let Advice { reason, help } = advice;
        let help = help.into_iter().collect();
        Failed { kind: FailedKind::Unavailable, message: reason, help }
    }
}

/// Which kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailedKind {
    /// No painting passes the checks, no usable verdict, …
    Quality,
    /// The model will not.
    Refused,
    /// Sent, and no answer came.
    OpenIntent,
    /// No key, no program, no network, or the service is down.
    Unavailable,
    /// `--offline` or `--frozen`, and a call would be needed.
    Offline,
    /// An original is not in the store.
    MissingOriginal,
    /// A file that is not ours stands where an output would go.
    Foreign,
    /// The bytes do not come out as the lock says.
    NotReproducible,
    /// A disk is full, a file cannot be read, …
    Io,
}

/// The failure of a loop that ended without a picture.
pub(crate) fn failure(
    name: &AssetName,
    ended: Ended,
    attempts: usize,
    reason: Option<&str>,
) -> Failed {
    let said = reason.map(|it| format!(": {it}")).unwrap_or_default();
    match ended {
        Ended::Refused => Failed {
            kind: FailedKind::Refused,
            message: format!("the model will not paint it{said}"),
            help: vec![
                format!("reword its subject and build again; the words: assetbuild prompt {name}"),
                format!("or ask for the same once more: assetbuild build {name} --resend {name}"),
            ],
        },
        Ended::Target
        | Ended::Attempts
        | Ended::NoGain
        | Ended::Failed
        | Ended::Unjudged
        | Ended::Open => {
            let tries = match attempts {
                0 => String::new(),
                1 => " after 1 attempt".to_owned(),
                n => format!(" after {n} paintings"),
            };
            Failed {
                kind: FailedKind::Quality,
                message: format!("no painting passes the checks{tries}{said}"),
                help: vec![
                    format!("look at every stage: assetbuild log {name} --save DIR"),
                    format!("reword it, relax its checks, or: assetbuild build {name} --improve"),
                ],
            }
        }
    }
}

/// An original that is needed and not there: reported, never bought again by itself.
pub(crate) fn missing_original(name: &AssetName, failure: &Failure) -> Failed {
    let Failure::MissingOriginal { answer, part } = failure;
    Failed {
        kind: FailedKind::MissingOriginal,
        message: format!(
            "the original {} of `{}` is not in the store",
            answer.short(),
            name.with_part(part)
        ),
        help: vec![
            "copy it from the store of whoever bought it: nothing is bought again by itself".into(),
            format!("take another one or buy it again: assetbuild build {name} --replace {name}"),
        ],
    }
}
