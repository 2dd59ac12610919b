//! What a plan says, in words: states, and why an asset is not fresh.

use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Decision, DirtyReason, Effort, PlanItem};

/// Why an asset whose next pictures lie in a batch is not built.
pub(crate) const IN_BATCH: &str = "its batch is not done; a build collects it when it is";

/// What a build would do, in a word.
pub(crate) fn deed(decision: &Decision) -> &'static str {
    match decision {
        Decision::Fresh => "fresh",
        Decision::Dirty(Effort::Paint) => "paint",
        Decision::Dirty(Effort::Plate) => "plate",
        Decision::Dirty(Effort::Judge) => "judge",
        Decision::Dirty(Effort::Draw) => "draw",
        Decision::Dirty(Effort::Free) => "free",
        Decision::Waiting { .. } | Decision::InBatch => "waits",
        Decision::Held { .. } => "held",
        Decision::Edited { .. } => "edited",
        Decision::Blocked { .. } => "blocked",
        Decision::Failed(_) => "failed",
    }
}

/// The state of an asset, in the word that `status` and `--json` use.
pub(crate) fn state(decision: &Decision) -> &'static str {
    match decision {
        Decision::Fresh => "fresh",
        Decision::Dirty(_) => "dirty",
        Decision::Waiting { .. } | Decision::InBatch => "waiting",
        Decision::Held { .. } => "held",
        Decision::Edited { .. } => "edited",
        Decision::Blocked { .. } => "blocked",
        Decision::Failed(_) => "failed",
    }
}

/// Why an asset cannot be made that needs another one.
pub(crate) fn blocked(on: &AssetName) -> String {
    format!("`{on}`, which it needs, cannot be made")
}

/// Why an asset is not fresh, as the second half of a sentence.
pub(crate) fn reason(reason: &DirtyReason) -> String {
    match reason {
        DirtyReason::New => "new".to_owned(),
        DirtyReason::Renamed { from } => format!("renamed from {from}"),
        DirtyReason::Words => "what is asked of the model changed".to_owned(),
        DirtyReason::Model { was, now } => format!("painted by {now} instead of {was}"),
        DirtyReason::References => "a picture that it refers to was repainted".to_owned(),
        DirtyReason::Plate => "a second plate is wanted, and there is none".to_owned(),
        DirtyReason::Judge => "the judge, or what it is told, changed".to_owned(),
        DirtyReason::Finish => "what is done to the picture changed".to_owned(),
        DirtyReason::Target { was, now } => format!("target raised from {was} to {now}"),
        DirtyReason::MaxAttempts { was, now } => {
            format!("max-attempts raised from {was} to {now}")
        }
        DirtyReason::Open => "an earlier build stopped before it was done".to_owned(),
        DirtyReason::Missing { files } => about(files, "is missing", "are missing"),
        DirtyReason::Outdated { files } => {
            about(files, "is another than the lock says", "are others than the lock says")
        }
        DirtyReason::Unwanted { files } => {
            about(files, "is not wanted any more", "are not wanted any more")
        }
        DirtyReason::Asked { flag } => (*flag).to_owned(),
        DirtyReason::Shared { with } => format!("shares the pictures of {with}"),
        DirtyReason::AssetBudget { left, call } => {
            format!("a call can cost {call}, and `per-asset` leaves {left}")
        }
        DirtyReason::Upstream { name } => format!("{name} has to be made first"),
    }
}

/// What is so of one file or of several.
fn about(files: &[ProjectPath], one: &str, several: &str) -> String {
    match files {
        [] => format!("files {several}"),
        [file] => format!("{file} {one}"),
        [file, rest @ ..] => format!("{file} and {} more {several}", rest.len()),
    }
}

/// All reasons in one line.
pub(crate) fn reasons(all: &[DirtyReason]) -> String {
    all.iter().map(reason).collect::<Vec<_>>().join("; ")
}

/// Why a build would do what it would do for an asset.
pub(crate) fn because(item: &PlanItem) -> String {
    match &item.decision {
        Decision::Fresh => String::new(),
        Decision::Dirty(_) => reasons(&item.reasons),
        Decision::Waiting { on } => {
            let own = item.reasons.iter().filter(|it| !matches!(it, DirtyReason::Upstream { .. }));
            let own: String = own.map(|it| format!("; {}", reason(it))).collect();
            format!("for {on}{own}")
        }
        Decision::InBatch => IN_BATCH.to_owned(),
        Decision::Held { why } if item.price.is_free() => why.clone(),
        Decision::Held { why } => format!("{why}. Catching up: {}", item.price),
        Decision::Edited { files } => {
            let files: Vec<&str> = files.iter().map(|it| it.file_name()).collect();
            format!("changed by hand: {}", crate::cli::layout::first_names(&files, 2))
        }
        Decision::Failed(failed) => failed.message.clone(),
        Decision::Blocked { on } => blocked(on),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Usd;
    use crate::name::AssetName;
    use crate::path::ProjectPath;

    #[test]
    fn every_reason_reads_as_the_second_half_of_a_sentence() {
        let name = |text: &str| AssetName::parse(text).unwrap();
        let file = |text: &str| ProjectPath::parse(text).unwrap();
        let all = [
            DirtyReason::New,
            DirtyReason::Renamed { from: name("ogre") },
            DirtyReason::Words,
            DirtyReason::References,
            DirtyReason::Plate,
            DirtyReason::Judge,
            DirtyReason::Finish,
            DirtyReason::Target { was: 80, now: 90 },
            DirtyReason::MaxAttempts { was: 3, now: 5 },
            DirtyReason::Open,
            DirtyReason::Missing { files: vec![file("ui/a.png"), file("ui/a.json")] },
            DirtyReason::Outdated { files: vec![file("ui/a.png")] },
            DirtyReason::Unwanted { files: vec![file("ui/a.png"), file("ui/a.json")] },
            DirtyReason::Asked { flag: "--improve" },
            DirtyReason::Shared { with: name("hero") },
            DirtyReason::AssetBudget {
                left: Usd::from_nanos(10_000_000),
                call: Usd::from_nanos(40_000_000),
            },
            DirtyReason::Upstream { name: name("hero") },
        ];
        let text: Vec<String> =
            all.iter().map(|it| format!("troll is dirty: {}", reason(it))).collect();
        insta::assert_snapshot!(text.join("\n"), @r"
        troll is dirty: new
        troll is dirty: renamed from ogre
        troll is dirty: what is asked of the model changed
        troll is dirty: a picture that it refers to was repainted
        troll is dirty: a second plate is wanted, and there is none
        troll is dirty: the judge, or what it is told, changed
        troll is dirty: what is done to the picture changed
        troll is dirty: target raised from 80 to 90
        troll is dirty: max-attempts raised from 3 to 5
        troll is dirty: an earlier build stopped before it was done
        troll is dirty: ui/a.png and 1 more are missing
        troll is dirty: ui/a.png is another than the lock says
        troll is dirty: ui/a.png and 1 more are not wanted any more
        troll is dirty: --improve
        troll is dirty: shares the pictures of hero
        troll is dirty: a call can cost $0.04, and `per-asset` leaves $0.01
        troll is dirty: hero has to be made first
        ");
    }
}
