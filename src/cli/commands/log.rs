//! `log`: every attempt, its score and its price; with `--save`, every stage as files.

use crate::cli::args::LogArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::diff::{new_words, word_diff};
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

/// All entries, a line each; with `all`, everything about each of them.
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
        lines.push(line(entry, before, paint));
        if all {
            lines.extend(details(entry, before, paint));
        }
        last = Some(entry);
    }
    lines.join("\n")
}

/// `  2   attempt 2   score 93   missed: style 80   asked for: sharp edges …   $0.04   21 s   picked`.
fn line(entry: &LogEntry, before: Option<&LogEntry>, paint: Paint) -> String {
    let number = entry.number.map(|it| it.to_string()).unwrap_or_default();
    let mut parts = vec![pad(&number, 2)];
    parts.push(match entry.attempt {
        _ if entry.is_adopted => "adopted".to_owned(),
        0 => "reroll".to_owned(),
        attempt => format!("attempt {attempt}"),
    });
    parts.push(pad(&score(entry), 11));
    parts.extend(missed(entry).map(|it| format!("missed: {it}")));
    let changed = before.filter(|it| it.prompt != entry.prompt);
    let changed = changed.and_then(|it| new_words(&it.prompt, &entry.prompt));
    parts.extend(changed.map(|it| format!("asked for: {it}")));
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

/// What this program draws stands for a picture to come: its score says nothing about that.
fn score(entry: &LogEntry) -> String {
    if entry.model.is_builtin() && !entry.is_adopted {
        return "placeholder".to_owned();
    }
    entry.score.map(|it| format!("score {it}")).unwrap_or_default()
}

/// Below this, a criterion is told of.
const GOOD: u8 = 90;

/// The checks that it failed, then the criteria that it fell short of, the worst first; three at most.
fn missed(entry: &LogEntry) -> Option<String> {
    let hard = entry.findings.0.iter().filter(|it| !it.passed && it.hard);
    let mut res: Vec<String> = hard.map(|it| it.check.clone()).collect();
    let mut short: Vec<_> = entry.criteria.iter().filter(|it| it.1.0 < GOOD).collect();
    short.sort_by_key(|it| it.1);
    res.extend(short.iter().map(|(it, score, _)| format!("{} {score}", it.as_str())));
    res.truncate(3);
    match res.is_empty() {
        true if entry.passed == Some(false) && entry.score.is_none() => {
            Some("its checks".to_owned())
        }
        true => None,
        false => Some(res.join(", ")),
    }
}

fn details(entry: &LogEntry, before: Option<&LogEntry>, paint: Paint) -> Vec<String> {
    let mut res = Vec::new();
    if !entry.is_adopted {
        let painting = entry.painting.map(|it| format!("   painting {}", it.short()));
        res.push(format!("by {}{}", entry.model, painting.unwrap_or_default()));
    }
    if let Some(before) = before.filter(|it| it.prompt != entry.prompt) {
        res.push(format!("prompt: {}", word_diff(&before.prompt, &entry.prompt, paint)));
    }
    let failed = entry.findings.failed();
    res.extend(failed.map(|it| format!("{}: {}, {} required", it.check, it.measured, it.required)));
    let criterion = |(criterion, score, feedback): &(crate::action::Criterion, _, String)| {
        format!("{} {score}: {feedback}", criterion.as_str())
    };
    res.extend(entry.criteria.iter().map(criterion));
    res.extend(entry.suggestions.iter().map(|it| format!("advice: {it}")));
    res.into_iter().map(|it| format!("      {it}")).collect()
}
