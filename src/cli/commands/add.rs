//! `add`: an asset appended to a manifest.

use crate::care::{NewAsset, add};
use crate::cli::args::AddArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &AddArgs) -> Answer {
    let project = ctx.project()?;
    let asset = NewAsset {
        name: &args.name,
        subject: &args.subject,
        style: args.style.as_deref(),
        file: &args.to,
    };
    let file = add(&project, &asset)?;
    let (name, path) = (&args.name, file.as_str());
    ctx.printer.event(&serde_json::json!({ "event": "added", "name": name, "file": path }));
    ctx.printer.say(&format!("{name} is in {path}      next: assetbuild plan {name}"));
    Ok(ExitStatus::Done)
}
