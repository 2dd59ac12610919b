//! `why`: what changed since the lock, where it came from, and what it leads to.

use serde_json::json;

use crate::cli::args::NameArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::diff::word_diff;
use crate::cli::exit_status::ExitStatus;
use crate::cli::layout::{pad, widest};
use crate::cli::paint::Paint;
use crate::cli::reason;
use crate::cli::reason::IN_BATCH;
use crate::cli::render::Source;
use crate::diagnostic::{Anchor, Place};
use crate::manifest::{line_column, span_of};
use crate::name::AssetName;
use crate::plan::{Decision, DirtyReason};
use crate::project::view::{Change, Link, Why};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &NameArgs) -> Answer {
    let mut project = ctx.project_about([&args.name.asset])?;
    let why = project.why(&args.name.asset)?;
    ctx.printer.event(&event(&why, &|file| project.source(file)));
    let paint = ctx.printer.result_paint;
    ctx.printer.report(&text(&why, &|file| project.source(file), paint));
    Ok(ExitStatus::Done)
}

/// The whole text, without an end of line.
pub(crate) fn text(why: &Why, source: Source<'_>, paint: Paint) -> String {
    let mut lines = vec![headline(why)];
    let is_itself = |it: &&Link| matches!(it, Link::Asset(name) if *name == why.name);
    let chain = why.chain.iter().filter(|it| !is_itself(it)).map(|it| link(it, source));
    let links: Vec<String> = std::iter::once(why.name.to_string()).chain(chain).collect();
    if links.len() > 1 {
        lines.push(format!("  {}", links.join("  ←  ")));
    }
    if !why.changes.is_empty() {
        lines.push(String::new());
        lines.extend(changes(&why.changes, paint));
    }
    lines.extend(price(why));
    lines.join("\n")
}

fn headline(why: &Why) -> String {
    let name = &why.name;
    let state = reason::state(&why.decision);
    let because = match &why.decision {
        Decision::Fresh => match why.score {
            Some(score) => format!("nothing changed since it was built; it scores {score}"),
            None => "nothing changed since it was built".to_owned(),
        },
        Decision::Dirty(_) => reason::reasons(&why.reasons),
        Decision::InBatch => IN_BATCH.to_owned(),
        Decision::Waiting { on } => waiting(on, &why.reasons),
        Decision::Held { why } => why.clone(),
        Decision::Edited { files } => {
            let files: Vec<&str> = files.iter().map(|it| it.as_str()).collect();
            format!("{} changed by hand", files.join(", "))
        }
        Decision::Failed(failed) => failed.message.clone(),
        Decision::Blocked { on } => reason::blocked(on),
    };
    format!("{name} is {state}: {because}.")
}

/// What comes first, and reasons that are more than that.
fn waiting(on: &AssetName, reasons: &[DirtyReason]) -> String {
    let is_other = |it: &&DirtyReason| !matches!(it, DirtyReason::Upstream { name } if name == on);
    let others: Vec<DirtyReason> = reasons.iter().filter(is_other).cloned().collect();
    match others.is_empty() {
        true => format!("{on} comes first"),
        false => format!("{on} comes first; {}", reason::reasons(&others)),
    }
}

fn link(link: &Link, source: Source<'_>) -> String {
    match link {
        Link::Asset(name) => name.to_string(),
        Link::Place(anchor) => place(anchor, source),
    }
}

/// `style.dungeon in art/styles.toml:14`.
fn place(anchor: &Anchor, source: Source<'_>) -> String {
    let text = source(&anchor.file);
    let line = text
        .as_deref()
        .and_then(|text| span_of(text, &anchor.place).map(|span| line_column(text, span.start).0));
    let file = match line {
        Some(line) => format!("{}:{line}", anchor.file),
        None => anchor.file.to_string(),
    };
    match &anchor.place {
        Place::Key(path) | Place::Value(path) => format!("{path} in {file}"),
        Place::File | Place::Line(_) | Place::Bytes(..) => file,
    }
}

/// A line for each change; the name of the asset stands on the first of its own.
fn changes(all: &[Change], paint: Paint) -> Vec<String> {
    let names: Vec<String> = all.iter().map(|it| it.asset.with_part(&it.part)).collect();
    let widest_name = widest(names.iter().map(String::as_str), 32);
    let widest_field = widest(all.iter().map(|it| it.field.as_str()), 24);
    let mut last = "";
    let line = |(change, name): (&Change, &'_ String)| {
        let field = pad(&change.field, widest_field);
        format!("  {}   {field}   {}", pad(name, widest_name), old_and_new(change, paint))
    };
    let mut res = Vec::new();
    for (change, name) in all.iter().zip(&names) {
        let shown = if last == name { String::new() } else { name.clone() };
        res.push(line((change, &shown)));
        last = name;
    }
    res
}

fn old_and_new(change: &Change, paint: Paint) -> String {
    match (&change.old, &change.new) {
        (Some(old), Some(new)) if change.is_text => word_diff(old, new, paint),
        (None, Some(new)) if change.field == "processing" => format!("{new} is added"),
        (Some(old), None) if change.field == "processing" => format!("{old} is left out"),
        (Some(old), Some(new)) => format!("{old}  →  {new}"),
        // A table has no words of its own.
        (None, Some(new)) => format!("new: {new}").trim_end_matches(": ").to_owned(),
        (Some(old), None) => format!("gone: {old}").trim_end_matches(": ").to_owned(),
        (None, None) => "changed".to_owned(),
    }
}

fn price(why: &Why) -> Vec<String> {
    let (low, high) = (why.price.low, why.price.high);
    match &why.decision {
        Decision::Fresh
        | Decision::Failed(_)
        | Decision::Blocked { .. }
        | Decision::Edited { .. } => Vec::new(),
        Decision::Held { .. } if why.price.is_free() => Vec::new(),
        Decision::Held { .. } => vec![String::new(), format!("  catching up costs {}.", why.price)],
        _ if why.price.is_free() => vec![String::new(), "  it costs nothing.".to_owned()],
        _ if low == high => vec![String::new(), format!("  it costs {high}.")],
        Decision::Waiting { .. } | Decision::InBatch => {
            vec![String::new(), format!("  it costs {high} at the most.")]
        }
        Decision::Dirty(_) => {
            vec![String::new(), format!("  it costs {low} at the least, {high} at the most.")]
        }
    }
}

fn event(why: &Why, source: Source<'_>) -> serde_json::Value {
    let change = |change: &Change| {
        json!({
            "asset": change.asset.with_part(&change.part),
            "field": change.field,
            "old": change.old,
            "new": change.new,
        })
    };
    json!({
        "event": "why",
        "name": why.name,
        "state": reason::state(&why.decision),
        "reasons": why.reasons.iter().map(reason::reason).collect::<Vec<_>>(),
        "chain": why.chain.iter().map(|it| link(it, source)).collect::<Vec<_>>(),
        "changes": why.changes.iter().map(change).collect::<Vec<_>>(),
        "usd_low": why.price.low,
        "usd_high": why.price.high,
    })
}
