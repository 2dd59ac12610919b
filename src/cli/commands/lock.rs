//! `lock merge`: join the locks of two branches, as git's merge driver or after a conflict.

use std::fs;
use std::path::Path;

use crate::care::install_merge_driver;
use crate::cli::care_args::{LockArgs, LockCommand, LockMergeArgs};
use crate::cli::care_events::LockMergedEvent;
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::layout::count;
use crate::lock::{Decided, Joined, Versions, write};
use crate::whole::{Durable, Finish};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &LockArgs) -> Answer {
    let LockCommand::Merge(LockMergeArgs { files, install }) = &args.command;
    if *install {
        return install_driver(ctx);
    }
    match files.as_slice() {
        [] => {
            let mut project = ctx.project()?;
            match project.merge_lock()? {
                Some(joined) => tell(ctx, &joined),
                None => ctx.printer.say("the lock has no marks of a merge"),
            }
            Ok(ExitStatus::Done)
        }
        [base, ours, theirs] => drive(ctx, base, ours, theirs),
        _ => Err(Complaint::usage("name three files: BASE OURS THEIRS; or none, after a conflict")),
    }
}

/// As git's merge driver: the result takes the place of ours.
#[expect(clippy::disallowed_methods, reason = "git names the files, wherever they are")]
fn drive(ctx: &Context, base: &Path, ours: &Path, theirs: &Path) -> Answer {
    let read = |file: &Path| {
        let path = ctx.settings.folder.join(file);
        fs::read_to_string(&path).map_err(|cause| {
            let message = format!("cannot read `{}`: {cause}", path.display());
            Complaint::new(ExitStatus::Failed, message)
        })
    };
    // Of branches that have nothing in common, git names an empty file.
    let base = read(base)?;
    let versions = Versions {
        base: Some(base).filter(|it| !it.trim().is_empty()),
        ours: read(ours)?,
        theirs: read(theirs)?,
    };
    let joined = versions.join().map_err(|why| {
        Complaint::new(ExitStatus::Failed, format!("cannot join the two locks: {why}"))
    })?;
    let path = ctx.settings.folder.join(ours);
    let finish = Finish { mode: None, durable: Durable::Bytes };
    let written = ctx.settings.files().write(&path, write(&joined.lock).as_bytes(), finish);
    written.map_err(|cause| {
        let message = format!("cannot write `{}`: {cause}", path.display());
        Complaint::new(ExitStatus::Failed, message)
    })?;
    tell(ctx, &joined);
    Ok(ExitStatus::Done)
}

fn install_driver(ctx: &Context) -> Answer {
    let folder = ctx.settings.project()?;
    match install_merge_driver(&folder) {
        Ok(true) => {
            ctx.printer.say("git has locks joined by assetbuild from now on, in this clone");
            Ok(ExitStatus::Done)
        }
        Ok(false) => Err(Complaint::usage(format!(
            "`{}` lies in no repository of git, or there is no git",
            folder.display()
        ))),
        Err(cause) => Err(Complaint::new(ExitStatus::Failed, cause.to_string())),
    }
}

/// Says what was done about a lock that a merge left half done.
pub(crate) fn tell(ctx: &Context, joined: &Joined) {
    for (name, decided) in &joined.decided {
        let (event, name) = ("lock-merged", name.as_str());
        ctx.printer.event(&LockMergedEvent { event, name, shown: word(*decided) });
    }
    if !ctx.printer.json {
        ctx.printer.say(&text(joined));
    }
}

fn word(decided: Decided) -> &'static str {
    match decided {
        Decided::Ours | Decided::OnlyOurs => "ours",
        Decided::Theirs | Decided::OnlyTheirs => "theirs",
        Decided::Same => "both",
    }
}

fn text(joined: &Joined) -> String {
    let records = count(joined.undisputed as u64, "record", "records");
    let mut lines =
        vec![format!("joined the lock of both sides: {records} that only one of them changed")];
    lines.extend(joined.decided.iter().map(|(name, decided)| {
        let what = match decided {
            Decided::Ours => "what ours shows is shown; the paintings of both stay",
            Decided::Theirs => "what theirs shows is shown; the paintings of both stay",
            Decided::Same => "both show the same",
            Decided::OnlyOurs => "taken from ours, since theirs is not whole",
            Decided::OnlyTheirs => "taken from theirs, since ours is not whole",
        };
        format!("  {name}, which both changed: {what}")
    }));
    lines.push("then: git add assetbuild.lock".to_owned());
    lines.join("\n")
}
