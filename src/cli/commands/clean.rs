//! `clean`: remove the files that builds wrote.

use crate::cli::args::CleanArgs;
use crate::cli::care_events::CleanedEvent;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::fold::fold;
use crate::cli::layout::{count, first_names};
use crate::project::view::Cleaned;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &CleanArgs) -> Answer {
    let mut project = ctx.project()?;
    let cleaned = match args.dry_run {
        true => project.cleanable(args.lock)?,
        false => project.clean(args.lock)?,
    };
    ctx.printer.event(&CleanedEvent::of(&cleaned, args.dry_run));
    if args.dry_run {
        let files: Vec<String> = cleaned.files.iter().map(|it| format!("  {it}")).collect();
        ctx.printer.say(&fold(files, ctx.is_verbose()).join("\n"));
    }
    ctx.printer.say(&text(&cleaned, args.dry_run));
    Ok(ExitStatus::Done)
}

fn text(cleaned: &Cleaned, dry_run: bool) -> String {
    let n_files = count(cleaned.files.len() as u64, "file", "files");
    let mut lines = match dry_run {
        true => vec![format!("{n_files} would be removed; nothing was")],
        false => vec![format!("{n_files} removed; what was paid for stays in the store")],
    };
    if !cleaned.records.is_empty() {
        let names: Vec<&str> = cleaned.records.iter().map(|it| it.as_str()).collect();
        let deed = if dry_run { "would be dropped" } else { "dropped" };
        lines.push(format!("{deed} from the lock: {}", first_names(&names, 10)));
    }
    if !cleaned.kept.is_empty() {
        let names: Vec<&str> = cleaned.kept.iter().map(|it| it.as_str()).collect();
        lines.push(format!("kept, since they are not ours: {}", first_names(&names, 10)));
    }
    lines.join("\n")
}
