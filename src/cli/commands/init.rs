//! `init`: a project that builds.

use crate::care::init;
use crate::cli::args::InitArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::settings::clean;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &InitArgs) -> Answer {
    let folder = clean(&ctx.settings.folder.join(&args.folder));
    let files = init(&folder, args.name.as_deref(), ctx.settings.faults())?;
    ctx.printer.event(&serde_json::json!({ "event": "init", "folder": folder, "files": files }));
    for file in &files {
        ctx.printer.say(&format!("  wrote  {}", clean(&args.folder.join(file)).display()));
    }
    let build = match args.folder.as_os_str() == "." {
        true => "assetbuild build".to_owned(),
        false => format!("assetbuild -C {} build", args.folder.display()),
    };
    ctx.printer.say(&format!("\nnext: {build}"));
    Ok(ExitStatus::Done)
}
