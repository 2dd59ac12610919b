//! `verify`: whether store and outputs are what they were, and come out the same again.

use crate::care::{Different, Verified, VerifyWish, verify};
use crate::cli::care_args::VerifyArgs;
use crate::cli::care_events::{VerifiedEvent, VerifySummaryEvent};
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::fold::fold;
use crate::cli::layout::{count, first_names};
use crate::plan::FileState;
use crate::project::{ChangedOutput, LostOriginal};
use crate::run::unix_ms;
use crate::store::{Unsound, UnsoundKind};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &VerifyArgs) -> Answer {
    let folder = tempfile::tempdir().map_err(|cause| {
        Complaint::new(ExitStatus::Failed, format!("cannot make a temporary folder: {cause}"))
    })?;
    let mut project = ctx.project()?;
    let mut apart = ctx.project_apart(folder.path())?;
    let wish = VerifyWish {
        sample: args.sample,
        seed: unix_ms() / 86_400_000,
        repair: args.repair,
        threads: ctx.settings.environment.cores,
    };
    let found = verify(&mut project, &mut apart, wish)?;
    events(ctx, &found);
    if !ctx.printer.json {
        ctx.printer.warn(&fold(findings(&found), ctx.is_verbose()).join("\n"));
    }
    ctx.printer.say(&summary(&found, args.repair));
    Ok(status(&found))
}

fn status(found: &Verified) -> ExitStatus {
    if found.is_damaged() {
        return ExitStatus::Damaged;
    }
    match (found.lacks_originals(), found.changed.is_empty()) {
        (true, _) => ExitStatus::Unavailable,
        (false, false) => ExitStatus::Pending,
        (false, true) => ExitStatus::Done,
    }
}

/// A line for everything that is not as it was.
fn findings(found: &Verified) -> Vec<String> {
    let different = found.different.iter().map(|it| {
        let deed = if it.other_bytes { "other bytes" } else { "not compared" };
        format!("  {deed}: {}: {}", it.name, it.why)
    });
    let unsound = found.unsound.iter().map(unsound_line);
    let lost = found.lost.iter().map(lost_line);
    unsound.chain(lost).chain(found.changed.iter().map(changed_line)).chain(different).collect()
}

fn unsound_line(it: &Unsound) -> String {
    let path = it.path.display();
    let (what, advice) = match (it.kind, it.repaired) {
        (UnsoundKind::Derived, true) => ("set aside", "it is computed again when it is needed"),
        (UnsoundKind::Derived, false) => ("damaged", "it can be computed again: --repair"),
        (UnsoundKind::Copied, true) => ("restored", "from its copy"),
        (UnsoundKind::Copied, false) => ("damaged", "there is a copy: --repair"),
        (UnsoundKind::Original(_), _) => {
            ("damaged", "look for the store in a backup, or on another machine")
        }
        (UnsoundKind::Journal, _) => ("damaged", "see what is open: assetbuild cost"),
    };
    format!("  {what}: {path}; {advice}")
}

fn lost_line(it: &LostOriginal) -> String {
    let LostOriginal { name, part, what, digest, picked, output } = it;
    let shown = if *picked { ", which is shown" } else { "" };
    let place = match output {
        Some(path) if *picked => format!("; finished, it is in `{path}`"),
        _ => String::new(),
    };
    let (name, digest) = (name.with_part(part), digest.short());
    format!("  not in the store: the {what} {digest} of {name}{shown}{place}")
}

fn changed_line(it: &ChangedOutput) -> String {
    let (what, advice) = match it.state {
        Some(FileState::Missing) => ("missing", "build writes it again, for nothing"),
        Some(FileState::Ours) => ("other than the lock says", "build writes it again, for nothing"),
        Some(FileState::Edited) => {
            ("changed by hand", "keep it: assetbuild adopt NAME; else: build --discard-edits NAME")
        }
        Some(FileState::Foreign) => ("somebody else's", "move it away, and build"),
        Some(FileState::AsLocked) | None => ("not to be read", "look at its permissions"),
    };
    format!("  {what}: {}; {}", it.path, advice.replace("NAME", it.name.as_str()))
}

fn summary(found: &Verified, repair: bool) -> String {
    let assets = count(found.same as u64, "asset comes", "assets come");
    let mut lines = vec![format!("{assets} out as the lock says")];
    if !found.pending.is_empty() {
        let names: Vec<&str> = found.pending.iter().map(|it| it.as_str()).collect();
        let names = first_names(&names, 10);
        lines.push(format!(
            "not compared, since their manifests are not those of the lock: {names}"
        ));
    }
    if found.wrong_results > 0 {
        let results = count(found.wrong_results as u64, "result", "results");
        let deed = if repair { "were set aside" } else { "are set aside with --repair" };
        lines.push(format!("{results} in the store came out otherwise; they {deed}"));
    }
    if !found.restored.is_empty() {
        let files = count(found.restored.len() as u64, "output was", "outputs were");
        lines.push(format!("{files} written again"));
    }
    if !found.lost.is_empty() {
        lines.push(
            "what is not in the store may be in that of whoever bought it, or in a backup".into(),
        );
    }
    lines.join("\n")
}

fn events(ctx: &Context, found: &Verified) {
    let tell = |what, (name, path): (Option<&str>, Option<String>), repaired, detail: &str| {
        let event = "verified";
        ctx.printer.event(&VerifiedEvent { event, what, name, path, repaired, detail });
    };
    for it in &found.unsound {
        let path = Some(it.path.display().to_string());
        tell("unsound", (None, path), it.repaired, unsound_line(it).trim());
    }
    for it in &found.lost {
        tell("lost", (Some(it.name.as_str()), None), false, lost_line(it).trim());
    }
    for it in &found.changed {
        let path = Some(it.path.to_string());
        tell("output", (Some(it.name.as_str()), path), false, changed_line(it).trim());
    }
    for Different { name, other_bytes, why } in &found.different {
        let what = if *other_bytes { "other-bytes" } else { "not-compared" };
        tell(what, (Some(name.as_str()), None), false, why);
    }
    ctx.printer.event(&VerifySummaryEvent {
        event: "summary",
        same: found.same,
        pending: found.pending.len(),
        wrong_results: found.wrong_results,
        restored: found.restored.len(),
        exit_code: status(found).code(),
    });
}
