//! `show`: where the pictures of an asset are. Paths go to stdout, one a line, for other programs.

use serde_json::json;

use crate::cli::args::ShowArgs;
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::image_args::Preview;
use crate::project;
use crate::project::Behind;
use crate::project::view::{ShownFile, ShownPicture};

/// Runs it.
pub(crate) fn run(ctx: &Context, ShowArgs { which, tiled, preview }: &ShowArgs) -> Answer {
    let name = &which.name.asset;
    let project = ctx.project_about([name])?;
    let mut shown = project.show(name)?;
    shown.pictures.retain(|it| which.name.covers(&it.part));
    if shown.pictures.is_empty() {
        let message = format!("`{name}` has no such picture");
        return Err(Complaint::new(ExitStatus::Failed, message)
            .help(format!("make it: assetbuild build {name}")));
    }
    if *tiled || preview.is_some() {
        let behind = match preview {
            None => Behind::Nothing,
            Some(Preview::White) => Behind::White,
            Some(Preview::Checker) => Behind::Checker,
        };
        let how = project::Preview { tiled: *tiled, behind };
        for picture in &mut shown.pictures {
            picture.file.path = project.preview(name, &picture.part, how)?;
        }
    }
    for picture in &shown.pictures {
        ctx.printer.event(&event(name.as_str(), picture));
        ctx.printer.say(&fact(picture));
        if !ctx.printer.json {
            ctx.printer.result(&picture.file.path.display().to_string());
        }
    }
    for file in shown.files.iter().filter(|_| which.name.part.is_none() && ctx.is_verbose()) {
        ctx.printer.say(&other(file));
    }
    Ok(ExitStatus::Done)
}

fn fact(picture: &ShownPicture) -> String {
    let [width, height] = picture.size;
    let mut parts = vec![format!("{width}×{height}"), format!("b3:{}", picture.pixels.short())];
    parts.extend(picture.score.map(|it| format!("score {it}")));
    parts.extend(picture.painting.map(|it| format!("painting {}", it.short())));
    if !picture.file.exists {
        parts.push("the file is not there; build again".to_owned());
    }
    parts.join("   ")
}

fn other(file: &ShownFile) -> String {
    format!("{}   b3:{}", file.path.display(), file.digest.short())
}

fn event(name: &str, picture: &ShownPicture) -> serde_json::Value {
    json!({
        "event": "picture",
        "name": name,
        "part": picture.part,
        "path": picture.file.path,
        "exists": picture.file.exists,
        "digest": picture.file.digest,
        "pixels": picture.pixels,
        "width": picture.size[0],
        "height": picture.size[1],
        "score": picture.score,
        "painting": picture.painting,
    })
}
