//! `pick`, `accept`, `unaccept`, `adopt`, `undo`: choices that are free. Each says what follows from it
//! before it is made.

use crate::choose;
use crate::choose::{Adoption, Choice};
use crate::cli::args::{AdoptArgs, KeepArgs, PickArgs};
use crate::cli::build_flags::BuildFlags;
use crate::cli::commands::build;
use crate::cli::commands::build::Said;
use crate::cli::complaint::Complaint;
use crate::cli::consequences_text;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::name::AssetName;
use crate::plan::BuildRequest;
use crate::project::{About, Project};

/// Has one painting shown.
pub(crate) fn pick(ctx: &Context, args: &PickArgs) -> Answer {
    let mut project = ctx.project_about([&args.name.asset])?;
    let (name, part) = (&args.name.asset, args.name.part.as_ref());
    let choice = choose::pick(&mut project, name, part, &args.painting)?;
    carry_out(
        ctx,
        &mut project,
        ("pick", "is picked by you; it stays so until you decide otherwise"),
        &choice,
        args.dry_run,
    )
}

/// Keeps the paintings of assets.
pub(crate) fn accept(ctx: &Context, args: &KeepArgs) -> Answer {
    let mut project = ctx.project_of(&args.targets, About::Assets)?;
    let choice = choose::accept_all(&mut project, &args.targets)?;
    keep(ctx, &mut project, ("accept", "accepted"), &choice, args.dry_run)
}

/// Lets accepted assets follow their manifest again.
pub(crate) fn unaccept(ctx: &Context, args: &KeepArgs) -> Answer {
    let mut project = ctx.project_of(&args.targets, About::Records)?;
    let choice = choose::unaccept_all(&mut project, &args.targets)?;
    keep(ctx, &mut project, ("unaccept", "released"), &choice, args.dry_run)
}

/// Takes the last choice about assets back.
pub(crate) fn undo(ctx: &Context, args: &KeepArgs) -> Answer {
    let mut project = ctx.project_of(&args.targets, About::Assets)?;
    let choice = choose::undo(&mut project, &args.targets)?;
    if choice.names().next().is_none() {
        tell(ctx, "undo", &choice, args.dry_run);
        return Ok(ExitStatus::Done);
    }
    let done = "is what it was before your last choice about it; `undo` brings that back";
    carry_out(ctx, &mut project, ("undo", done), &choice, args.dry_run)
}

/// Makes a hand-made picture the chosen and accepted one.
pub(crate) fn adopt(ctx: &Context, args: &AdoptArgs) -> Answer {
    let file = args.file.as_ref().map(|it| read(ctx, it)).transpose()?;
    let mut project = ctx.project_about([&args.name.asset])?;
    let (name, part) = (&args.name.asset, args.name.part.as_ref());
    let choice = choose::adopt(&mut project, name, part, file)?;
    carry_out(
        ctx,
        &mut project,
        ("adopt", "is adopted; it stays so until you decide otherwise"),
        &choice,
        args.dry_run,
    )
}

#[expect(clippy::disallowed_methods, reason = "the user names the picture to adopt")]
fn read(ctx: &Context, file: &std::path::Path) -> Result<Adoption, Complaint> {
    let path = ctx.settings.folder.join(file);
    let what = file.display().to_string();
    match std::fs::read(&path) {
        Ok(bytes) => Ok(Adoption { what, bytes }),
        Err(cause) => Err(Complaint::usage(format!("cannot read `{what}`: {cause}"))),
    }
}

/// Says what follows, writes the choice into the lock, and the files of what was chosen.
fn carry_out(
    ctx: &Context,
    project: &mut Project,
    (deed, done): (&str, &str),
    choice: &Choice,
    dry_run: bool,
) -> Answer {
    if !written(ctx, project, deed, choice, dry_run)? {
        return Ok(ExitStatus::Done);
    }
    for name in choice.names() {
        ctx.printer.say(&format!("{name} {done}"));
    }
    let base = BuildFlags::default().request(Vec::new(), ctx.settings.environment.cores);
    let request: BuildRequest = choice.build(base);
    build::make(ctx, project, &request, Said::Yes, false)
}

/// Says what follows, and writes the choice into the lock. No file changes.
fn keep(
    ctx: &Context,
    project: &mut Project,
    (deed, done): (&str, &str),
    choice: &Choice,
    dry_run: bool,
) -> Answer {
    if !written(ctx, project, deed, choice, dry_run)? {
        return Ok(ExitStatus::Done);
    }
    let names: Vec<&str> = choice.names().map(AssetName::as_str).collect();
    if !names.is_empty() {
        let shown = if ctx.is_verbose() { names.len() } else { 6 };
        let names = crate::cli::layout::first_names(&names, shown);
        ctx.printer.say(&format!("{done}: {names}"));
    }
    Ok(ExitStatus::Done)
}

/// Says what follows, and writes the choice into the lock. Whether it did: not in a dry run.
fn written(
    ctx: &Context,
    project: &mut Project,
    deed: &str,
    choice: &Choice,
    dry_run: bool,
) -> Result<bool, Complaint> {
    tell(ctx, deed, choice, dry_run);
    if !dry_run {
        choice.write(project)?;
    }
    Ok(!dry_run)
}

fn tell(ctx: &Context, deed: &str, choice: &Choice, dry_run: bool) {
    let names: Vec<&str> = choice.names().map(AssetName::as_str).collect();
    ctx.printer.event(&serde_json::json!({
        "event": "choice", "deed": deed, "names": names, "dry_run": dry_run,
    }));
    skipped(ctx, &choice.skipped);
    ctx.printer.event(&consequences_text::event(&choice.follows));
    for line in consequences_text::lines(&choice.follows) {
        ctx.printer.say(&line);
    }
    if dry_run {
        ctx.printer.say("nothing was changed");
    }
}

/// Assets that were named, and about which there is nothing to decide.
pub(crate) fn skipped(ctx: &Context, skipped: &[(AssetName, String)]) {
    for (name, why) in skipped {
        ctx.printer.event(&serde_json::json!({ "event": "skipped", "name": name, "why": why }));
        ctx.printer.say(&format!("{name} is left alone: {why}"));
    }
}
