//! What became of each picture, as people and as programs read it.

use std::path::Path;

use serde_json::json;

use crate::cli::commands::image::target::Target;
use crate::cli::complaint::Complaint;
use crate::cli::context::Context;
use crate::cli::exit_status::ExitStatus;

/// What was made of one picture.
pub(crate) struct Made {
    /// In pixels.
    pub(crate) width: u32,
    /// In pixels.
    pub(crate) height: u32,
    /// In words, a sentence each.
    pub(crate) notes: Vec<String>,
}

/// Makes something of every picture. One that cannot be read or made does not stop the others.
pub(crate) fn of_each(
    ctx: &Context,
    targets: &[Target],
    make: impl Fn(&Target) -> Result<Made, Complaint>,
) -> ExitStatus {
    let mut res = ExitStatus::Done;
    for it in targets {
        match make(it) {
            Ok(made) => show(ctx, it, &made),
            Err(complaint) => res = res.and(ctx.complain(&complaint)),
        }
    }
    res
}

fn show(ctx: &Context, target: &Target, made: &Made) {
    let Made { width, height, notes } = made;
    let to = shown(ctx, &target.to);
    ctx.printer.event(&json!({
        "event": "picture",
        "from": shown(ctx, &target.from),
        "path": to,
        "width": width,
        "height": height,
        "notes": notes,
    }));
    let mut line = format!("{to}   {width}×{height}");
    for note in notes {
        line += &format!("   {note}");
    }
    ctx.printer.say(&line);
}

/// A path as it would be typed.
pub(crate) fn shown(ctx: &Context, path: &Path) -> String {
    path.strip_prefix(&ctx.settings.folder).unwrap_or(path).display().to_string()
}
