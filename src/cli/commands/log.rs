//! `log`: every attempt, its score and its price; with `--save`, every stage as files.

use crate::cli::args::LogArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::diff::word_diff;
use crate::cli::events::PaintingEvent;
use crate::cli::exit_status::ExitStatus;
use crate::cli::layout::{count, duration, pad};
use crate::cli::paint::{Ink, Paint};
use crate::project::view::LogEntry;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &LogArgs) -> Answer {
    let project = match &args.name {
        Some(name) => ctx.project_about([name])?,
        None => ctx.project()?,
    };
    if let Some(folder) = &args.save {
        let folder = ctx.settings.folder.join(folder);
        let files = project.save_log(args.name.as_ref(), &folder)?;
        let n_files = count(files.len() as u64, "file", "files");
        ctx.printer.say(&format!("{n_files} in {}", folder.display()));
    }
    let entries = project.log(args.name.as_ref())?;
    for entry in &entries {
        ctx.printer.event(&PaintingEvent::of(entry));
    }
    ctx.printer.report(&text(&entries, ctx.printer.result_paint, ctx.is_verbose()));
    Ok(ExitStatus::Done)
}

/// All entries; with `all`, every criterion and what changed in the prompt.
pub(crate) fn text(entries: &[LogEntry], paint: Paint, all: bool) -> String {
    if entries.is_empty() {
        return "nothing was painted yet".to_owned();
    }
    let mut lines = Vec::new();
    let mut last: Option<&LogEntry> = None;
    for entry in entries {
        let same = |it: &&LogEntry| it.name == entry.name && it.part == entry.part;
        let before = last.filter(same);
        if before.is_none() {
            lines.push(paint.ink(Ink::Strong, &entry.name.with_part(&entry.part)));
        }
        lines.push(line(entry, paint));
        lines.extend(details(entry, before, paint, all));
        last = Some(entry);
    }
    lines.join("\n")
}

/// `  2   attempt 2   score 93   google/…   $0.04   21 s   picked`.
fn line(entry: &LogEntry, paint: Paint) -> String {
    let number = entry.number.map(|it| it.to_string()).unwrap_or_default();
    let mut parts = vec![pad(&number, 2)];
    parts.push(match entry.attempt {
        _ if entry.is_adopted => "adopted".to_owned(),
        0 => "reroll".to_owned(),
        attempt => format!("attempt {attempt}"),
    });
    parts.push(pad(&entry.score.map(|it| format!("score {it}")).unwrap_or_default(), 9));
    if !entry.is_adopted {
        parts.push(entry.model.to_string());
    }
    parts.extend(entry.painting.map(|it| it.short()));
    if !entry.usd.is_zero() {
        parts.push(entry.usd.to_string());
    }
    if !entry.took.is_zero() {
        parts.push(duration(entry.took));
    }
    if entry.is_picked {
        let picked = if entry.by_person { "picked by hand" } else { "picked" };
        parts.push(paint.ink(Ink::Good, picked));
    }
    parts.extend(entry.ended.map(|it| format!("ended: {}", it.as_str())));
    format!("  {}", parts.join("   "))
}

fn details(entry: &LogEntry, before: Option<&LogEntry>, paint: Paint, all: bool) -> Vec<String> {
    let mut res = Vec::new();
    let failed = entry.findings.failed();
    res.extend(failed.map(|it| format!("{}: {}, {} required", it.check, it.measured, it.required)));
    if all {
        let criterion = |(criterion, score, feedback): &(crate::action::Criterion, _, String)| {
            format!("{} {score}: {feedback}", criterion.as_str())
        };
        res.extend(entry.criteria.iter().map(criterion));
    }
    res.extend(entry.suggestions.iter().map(|it| format!("advice: {it}")));
    if let Some(before) = before.filter(|it| it.prompt != entry.prompt) {
        res.insert(0, format!("prompt: {}", word_diff(&before.prompt, &entry.prompt, paint)));
    }
    res.into_iter().map(|it| format!("      {it}")).collect()
}
