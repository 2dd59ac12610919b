//! `Failed`: why an asset cannot be made, and what to do.

use crate::lock::Ended;
use crate::model::ModelId;
use crate::name::AssetName;
use crate::plan::{Failure, Instead, Lost};
use crate::provider::Advice;
use crate::word::words;

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

    /// Nothing can be sent to a model.
    pub(crate) fn unavailable(model: &ModelId, advice: Advice) -> Failed {
        let Advice { reason, help } = advice;
        let mut help: Vec<String> = help.into_iter().collect();
        help.push("nothing was billed; build again when it is mended".into());
        let message = format!("{model} cannot be asked: {reason}");
        Failed { kind: FailedKind::Unavailable, message, help }
    }

    /// Nobody knows what a call would cost, so it is not made.
    pub(crate) fn unpriced(advice: Advice) -> Failed {
        let Advice { reason, help } = advice;
        let help = help.into_iter().collect();
        Failed { kind: FailedKind::Unavailable, message: reason, help }
    }
}

words! {
    /// Which kind of failure; the word is what machines are told.
    pub enum FailedKind {
        /// No painting passes the checks, no usable verdict, …
        Quality = "quality",
        /// The model will not.
        Refused = "refused",
        /// What the model answered is no picture.
        BadAnswer = "bad-answer",
        /// Sent, and no answer came.
        OpenIntent = "no-answer",
        /// No key, no program, no network, or the service is down.
        Unavailable = "unavailable",
        /// `--offline` or `--frozen`, and a call would be needed.
        Offline = "offline",
        /// An original is not in the store.
        MissingOriginal = "missing-original",
        /// A file that is not ours stands where an output would go.
        Foreign = "file-in-the-way",
        /// The bytes do not come out as the lock says.
        NotReproducible = "not-reproducible",
        /// A disk is full, a file cannot be read, …
        Io = "io",
    }
}

/// The failure of a loop that ended without a picture.
pub(crate) fn failure(
    name: &AssetName,
    ended: Ended,
    attempts: usize,
    instead: Option<&Instead>,
) -> Failed {
    let said = match instead {
        Some(Instead::Refusal(said) | Instead::Fault(said)) => format!(": {said}"),
        None => String::new(),
    };
    match ended {
        Ended::Refused if matches!(instead, Some(Instead::Fault(_))) => Failed {
            kind: FailedKind::BadAnswer,
            message: format!("what the model answered is no picture{said}"),
            help: vec![
                format!(
                    "its words are not at fault; ask once more: assetbuild build {name} --resend {name}"
                ),
                "the answer is kept as it came, in `journal/settled` of the store".into(),
            ],
        },
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
    let Failure::MissingOriginal(Lost { what, part, number, blob, is_there }) = failure;
    let full = name.with_part(part);
    let painting = match number {
        Some(number) => format!("painting {number} of `{full}`"),
        None => format!("a painting of `{full}`"),
    };
    let what = match *what {
        Lost::PAINTING => painting,
        beside => format!("the {beside} of {painting}"),
    };
    let file = blob.sharded();
    if *is_there {
        return Failed {
            kind: FailedKind::MissingOriginal,
            message: format!("{what} is not found by what was asked: `originals/ac` lacks it"),
            help: vec![
                "it is there all the same; have it put back: assetbuild verify --repair".into(),
            ],
        };
    }
    Failed {
        kind: FailedKind::MissingOriginal,
        message: format!("{what} is lost: `originals/blobs/{file}` is not in the store"),
        help: vec![
            "copy that file from another store, a teammate's or a backup; where yours is: \
             assetbuild doctor"
                .into(),
            format!("take another one or buy it again: assetbuild build {name} --replace {name}"),
        ],
    }
}
