//! `LockProblem`: why a text is not a lock.

/// Why a text is not a lock. Lines are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LockProblem {
    /// Git could not merge it.
    #[error("it has conflict markers that a merge left")]
    Conflict {
        /// Of the first marker.
        line: usize,
    },
    /// Written by another release.
    #[error("it has version {found}, and this release knows version {known} only", known = crate::lock::write::VERSION)]
    UnknownVersion {
        /// As it stands there.
        found: String,
        /// Where it stands.
        line: usize,
    },
    /// Its last line is missing, or follows no version.
    #[error("it is not complete: its first or its last line is missing")]
    Cut {
        /// The last one.
        line: usize,
    },
    /// Not TOML.
    #[error("it is not TOML: {reason}")]
    Syntax {
        /// Where it stops being so.
        line: usize,
        /// In the parser's words.
        reason: String,
    },
    /// A record that nobody could have written, or that was changed by hand.
    #[error("the record of `{name}` is damaged: {reason}")]
    BadRecord {
        /// Of the asset, as it stands there.
        name: String,
        /// Where it begins, or what is wrong in it.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

impl LockProblem {
    /// The line to show.
    #[must_use]
    pub fn line(&self) -> usize {
        match self {
            LockProblem::Conflict { line }
            | LockProblem::UnknownVersion { line, .. }
            | LockProblem::Cut { line }
            | LockProblem::Syntax { line, .. }
            | LockProblem::BadRecord { line, .. } => *line,
        }
    }
}
