//! `add`: an asset appended to a manifest.

use crate::action::PictureKind;
use crate::care::{NewAsset, add, guessed_kind};
use crate::cli::add_args::AddArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &AddArgs) -> Answer {
    let project = ctx.project()?;
    let guessed = args.kind.is_none().then(|| guessed_kind(&args.subject)).flatten();
    let kind = args.kind.or(guessed.map(|it| it.0));
    let size = args.size.map(|[width, height]| match width == height {
        true => width.to_string(),
        false => format!("{width}x{height}"),
    });
    let given = [
        ("kind", kind.map(PictureKind::as_str)),
        ("category", args.category.as_deref()),
        ("style", args.style.as_deref()),
        ("size", size.as_deref()),
    ];
    let keys: Vec<(&str, &str)> = given.into_iter().filter_map(|it| Some((it.0, it.1?))).collect();
    let asset = NewAsset { name: &args.name, subject: &args.subject, keys: &keys, file: &args.to };
    let file = add(&project, &asset)?;
    let (name, path) = (&args.name, file.as_str());
    let kind = kind.unwrap_or(PictureKind::Sprite).as_str();
    ctx.printer
        .event(&serde_json::json!({ "event": "added", "name": name, "file": path, "kind": kind }));
    let why = match guessed {
        Some((_, word)) => format!(", since its subject says `{word}`"),
        None if args.kind.is_some() => String::new(),
        None => ", since its subject names no other".to_owned(),
    };
    ctx.printer.say(&format!("{name} is in {path}      next: assetbuild plan {name}"));
    ctx.printer.say(&format!("  kind {kind}{why}"));
    Ok(ExitStatus::Done)
}
