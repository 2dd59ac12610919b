//! `gc`: delete from the store what can be computed again, and originals that a person names.

use std::time::{Duration, UNIX_EPOCH};

use crate::care::{Garbage, Keep, garbage};
use crate::cli::care_args::GcArgs;
use crate::cli::care_events::{GcEvent, GcOriginalEvent};
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::fold::fold;
use crate::cli::layout::{count, pad, pad_left, widest};
use crate::money::Usd;
use crate::project::UnnamedOriginal;
use crate::run::unix_ms;
use crate::store::Store;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &GcArgs) -> Answer {
    match &args.originals {
        Some(names) => originals(ctx, names, args.apply),
        None => derived(ctx, args),
    }
}

fn derived(ctx: &Context, args: &GcArgs) -> Answer {
    let store = Store::open(&ctx.settings.store(&ctx.settings.user()?)?)?;
    let keep = Keep { younger_than: DAY * args.older_than, most_bytes: args.max_size };
    let now = UNIX_EPOCH + Duration::from_millis(unix_ms());
    let Garbage { files, size, left } = garbage(&store, keep, now)?;
    if args.apply {
        store.delete_derived(&files)?;
    }
    ctx.printer.event(&GcEvent {
        event: "gc",
        files: size.files,
        bytes: size.bytes,
        left_files: left.files,
        left_bytes: left.bytes,
        deleted: args.apply,
    });
    ctx.printer.say(&match (size.files, args.apply) {
        (0, _) => format!("nothing to delete; what can be computed again: {left}"),
        (_, true) => format!("deleted: {size}; left of what can be computed again: {left}"),
        (_, false) => format!(
            "would be deleted: {size}; would be left of what can be computed again: {left}\n\
             nothing was deleted; delete it: assetbuild gc --apply"
        ),
    });
    Ok(ExitStatus::Done)
}

fn originals(ctx: &Context, names: &[String], apply: bool) -> Answer {
    let project = ctx.project()?;
    let all = project.unnamed_originals()?;
    let mut chosen = Vec::new();
    for name in names {
        let found: Vec<_> = all.iter().filter(|it| is_named(it, name)).cloned().collect();
        if found.is_empty() {
            let message = format!("no original that could be deleted is called `{name}`");
            return Err(Complaint::usage(message)
                .help("only those that no record names can be: assetbuild gc --originals"));
        }
        chosen.extend(found);
    }
    if apply && names.is_empty() {
        return Err(Complaint::usage("originals cannot be made again, so each is deleted by name")
            .help(
                "see which there are: assetbuild gc --originals; \
                   then: assetbuild gc --originals NAME --apply",
            ));
    }
    let shown = if names.is_empty() { all } else { chosen };
    if apply {
        project.delete_originals(&shown)?;
    }
    for it in &shown {
        ctx.printer.event(&GcOriginalEvent::of(it, apply));
    }
    if !ctx.printer.json {
        ctx.printer.say(&text(&shown, apply, ctx.is_verbose()));
    }
    Ok(ExitStatus::Done)
}

/// By the asset that it was bought for, or the beginning of the digest of its answer.
fn is_named(original: &UnnamedOriginal, name: &str) -> bool {
    let digits = name.strip_prefix("b3:").unwrap_or(name);
    let is_digest = digits.len() >= 8 && original.answer.id.hex().starts_with(digits);
    original.asset == name || is_digest
}

fn text(shown: &[UnnamedOriginal], deleted: bool, all: bool) -> String {
    let (assets, models): (Vec<&str>, Vec<String>) =
        shown.iter().map(|it| (it.asset.as_str(), it.model.to_string())).unzip();
    let asset = widest(assets, 32);
    let model = widest(models.iter().map(String::as_str), 40);
    let line = |it: &UnnamedOriginal| {
        let (name, painter) = (pad(&it.asset, asset), pad(&it.model.to_string(), model));
        let usd = pad_left(&it.usd.to_string(), 7);
        format!("  {}   {name}   {painter}   {}   {usd}", it.answer.id.short(), it.day)
    };
    let mut lines = fold(shown.iter().map(line).collect(), all);
    let usd: Usd = shown.iter().map(|it| it.usd).sum();
    let pictures = count(shown.len() as u64, "picture", "pictures");
    lines.push(match (shown.len(), deleted) {
        (0, _) => "every picture that was paid for is named in the lock".to_owned(),
        (_, true) => format!("deleted: {pictures} that had cost {usd}"),
        (_, false) => format!(
            "{pictures} that no record of this lock names, for {usd}; another branch, or a project \
             with the same words, may name them\n\
             nothing was deleted; delete one: assetbuild gc --originals {} --apply",
            shown[0].answer.id.short()
        ),
    });
    lines.join("\n")
}
