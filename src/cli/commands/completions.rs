//! `completions`: for a shell.

use crate::cli::args::CompletionsArgs;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::help;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &CompletionsArgs) -> Answer {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::parser(), "assetbuild", &mut script);
    ctx.printer.result(&String::from_utf8_lossy(&script));
    Ok(ExitStatus::Done)
}
