//! `ExitStatus`: how the program ends, and which of several reasons counts.

use std::process::{ExitCode, Termination};

use crate::plan::{Decision, FailedKind, Plan};
use crate::run::{AssetReport, AssetState, BuildReport, Left};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: done, and nothing is wrong.
    Done,
    /// 1: an asset failed, or something on this machine did.
    Failed,
    /// 2: the command line or a manifest is wrong.
    Usage,
    /// 3: work is pending (`plan --exit-code`, `--locked`).
    Pending,
    /// 4: a budget is reached; what was left is listed.
    Budget,
    /// 5: a network, a key, a program or an original is needed.
    Unavailable,
    /// 6: the store is damaged, or the locked bytes cannot be made again.
    Damaged,
    /// 7: a price or a removal was not confirmed; nothing was done.
    NotConfirmed,
    /// 130: ended by Ctrl-C.
    Interrupted,
}

impl ExitStatus {
    /// The number.
    pub fn code(self) -> u8 {
        match self {
            ExitStatus::Done => 0,
            ExitStatus::Failed => 1,
            ExitStatus::Usage => 2,
            ExitStatus::Pending => 3,
            ExitStatus::Budget => 4,
            ExitStatus::Unavailable => 5,
            ExitStatus::Damaged => 6,
            ExitStatus::NotConfirmed => 7,
            ExitStatus::Interrupted => 130,
        }
    }

    /// How urgent it is. Where several apply, the one counts that must be dealt with first: what
    /// is damaged, then what is written wrong, then what is missing, then what failed, then what
    /// was only left for later.
    fn urgency(self) -> u8 {
        match self {
            ExitStatus::Done => 0,
            ExitStatus::Pending => 1,
            ExitStatus::Budget => 2,
            ExitStatus::Failed => 3,
            ExitStatus::Unavailable => 4,
            ExitStatus::Usage => 5,
            ExitStatus::Damaged => 6,
            ExitStatus::NotConfirmed => 7,
            ExitStatus::Interrupted => 8,
        }
    }

    /// The one of the two that counts.
    pub fn and(self, other: ExitStatus) -> ExitStatus {
        if other.urgency() > self.urgency() { other } else { self }
    }

    /// How a kind of failure ends the program.
    pub fn of_failure(kind: FailedKind) -> ExitStatus {
        match kind {
            FailedKind::Quality
            | FailedKind::Refused
            | FailedKind::BadAnswer
            | FailedKind::OpenIntent
            | FailedKind::Foreign
            | FailedKind::Io => ExitStatus::Failed,
            FailedKind::Unavailable | FailedKind::Offline | FailedKind::MissingOriginal => {
                ExitStatus::Unavailable
            }
            FailedKind::NotReproducible => ExitStatus::Damaged,
        }
    }

    /// How a build ends the program. `strict`: a score below target is a failure. `locked`: an
    /// output that was changed by hand is work that is pending.
    pub fn of_build(report: &BuildReport, strict: bool, locked: bool) -> ExitStatus {
        let whole = [
            (report.interrupted, ExitStatus::Interrupted),
            (report.damaged > 0, ExitStatus::Damaged),
            (!report.broken.is_empty(), ExitStatus::Usage),
            (locked && report.stale > 0, ExitStatus::Pending),
        ];
        let whole = whole.into_iter().filter(|(is_so, _)| *is_so).map(|(_, status)| status);
        let first = whole.fold(ExitStatus::Done, ExitStatus::and);
        let states = report.assets.iter().map(|it| of_asset(it, strict, locked));
        states.fold(first, ExitStatus::and)
    }

    /// How `plan --exit-code` ends the program.
    pub fn of_plan(plan: &Plan) -> ExitStatus {
        let stale = !plan.stale_files.is_empty() || !plan.gone.is_empty();
        let first = if stale { ExitStatus::Pending } else { ExitStatus::Done };
        let states = plan.items().map(|item| match &item.decision {
            Decision::Fresh | Decision::Held { .. } => ExitStatus::Done,
            Decision::Dirty(_)
            | Decision::Waiting { .. }
            | Decision::InBatch
            | Decision::Edited { .. } => ExitStatus::Pending,
            Decision::Failed(failed) => ExitStatus::of_failure(failed.kind),
            // The one that it needs says why.
            Decision::Blocked { .. } => ExitStatus::Done,
        });
        states.fold(first, ExitStatus::and)
    }
}

fn of_asset(asset: &AssetReport, strict: bool, locked: bool) -> ExitStatus {
    match &asset.state {
        AssetState::Fresh | AssetState::Built
            if strict && (asset.unjudged || is_below_target(asset)) =>
        {
            ExitStatus::Failed
        }
        AssetState::Edited { .. } if locked => ExitStatus::Pending,
        AssetState::Fresh
        | AssetState::Built
        | AssetState::Held { .. }
        | AssetState::Edited { .. } => ExitStatus::Done,
        AssetState::Failed(failed) => ExitStatus::of_failure(failed.kind),
        // The asset that it waits for says why.
        AssetState::Blocked { .. } => ExitStatus::Done,
        AssetState::Left { why } => of_left(*why),
    }
}

fn of_left(why: Left) -> ExitStatus {
    match why {
        Left::MaxCost | Left::PerBuild | Left::AssetBudget => ExitStatus::Budget,
        Left::Locked | Left::InBatch => ExitStatus::Pending,
        // The interrupt, or the first failure, says it; and what a batch was asked for, it has.
        Left::Mistaken => ExitStatus::Usage,
        Left::Interrupted | Left::Unpaid | Left::Submitted => ExitStatus::Done,
    }
}

/// Whether what is shown scores less than was asked for.
pub(crate) fn is_below_target(asset: &AssetReport) -> bool {
    asset.score.is_some_and(|it| it.0 < asset.target)
}

impl Termination for ExitStatus {
    fn report(self) -> ExitCode {
        ExitCode::from(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_must_be_dealt_with_first_counts() {
        let worst =
            |all: &[ExitStatus]| all.iter().copied().fold(ExitStatus::Done, ExitStatus::and).code();
        assert_eq!(worst(&[]), 0);
        assert_eq!(worst(&[ExitStatus::Budget, ExitStatus::Failed]), 1);
        assert_eq!(worst(&[ExitStatus::Failed, ExitStatus::Usage]), 2);
        assert_eq!(worst(&[ExitStatus::Usage, ExitStatus::Damaged]), 6);
        assert_eq!(worst(&[ExitStatus::Interrupted, ExitStatus::Damaged]), 130);
    }
}
