//! `run`: which of the commands behind `image`.

use crate::cli::commands::image::{check, cut, sheet, snap};
use crate::cli::context::{Answer, Context};
use crate::cli::image_args::{ImageArgs, ImageCommand};

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &ImageArgs) -> Answer {
    match &args.command {
        ImageCommand::Cut(args) => cut::run(ctx, args),
        ImageCommand::Snap(args) => snap::run(ctx, args),
        ImageCommand::Check(args) => check::run(ctx, args),
        ImageCommand::Sheet(args) => sheet::run(ctx, args),
    }
}
