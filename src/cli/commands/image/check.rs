//! `image check`: exact figures of pictures, and what is wrong with them.

use std::path::Path;

use serde_json::json;

use crate::action::{CheckLimits, CheckSpec, Edit, Findings, Step};
use crate::cli::commands::image::{palette, picture};
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::image_args::CheckFilesArgs;
use crate::cli::layout::count;
use crate::colour::Rgb;
use crate::image::{Bitmap, Figures, apply, check};

/// The most colours of pixel art, and its least Laplacian variance, as in manifests.
const PIXEL_ART: [u32; 2] = [64, 100];

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &CheckFilesArgs) -> Answer {
    let colours = palette::read(&ctx.settings.folder, args.palette.as_deref())?;
    let mut res = ExitStatus::Done;
    let mut n_good = 0;
    for file in &args.files {
        let path = ctx.settings.folder.join(file);
        match measured(&path, args, &colours) {
            Ok((figures, findings)) => {
                let good = findings.failed().next().is_none();
                n_good += u64::from(good);
                if !findings.passed() || (args.strict && !good) {
                    res = res.and(ExitStatus::Failed);
                }
                show(ctx, file, &figures, &findings);
            }
            Err(complaint) => res = res.and(ctx.complain(&complaint)),
        }
    }
    let n_all = count(args.files.len() as u64, "picture", "pictures");
    ctx.printer.say(&format!("{n_all} checked, {n_good} without a finding"));
    Ok(res)
}

/// The figures of a file, and the findings on its art pixels.
fn measured(
    path: &Path,
    args: &CheckFilesArgs,
    colours: &[Rgb],
) -> Result<(Figures, Findings), Complaint> {
    let picture = picture::read(path)?;
    let art = art_pixels(picture, args.scale).ok_or_else(|| {
        let message =
            format!("`{}` is no whole number of art pixels of {}", path.display(), args.scale);
        Complaint::new(ExitStatus::Failed, message).help("say another --scale")
    })?;
    Ok((Figures::of(&art), check(&art, &spec(&art, args, colours), args.key)))
}

/// One pixel for each square of so many.
fn art_pixels(picture: Bitmap, scale: u32) -> Option<Bitmap> {
    let (width, height) = (picture.width(), picture.height());
    if !width.is_multiple_of(scale) || !height.is_multiple_of(scale) {
        return None;
    }
    let resize = Step::Edit { edit: Edit::Resize([width / scale, height / scale]) };
    if scale == 1 { Some(picture) } else { apply(picture, &resize).ok() }
}

fn spec(picture: &Bitmap, args: &CheckFilesArgs, colours: &[Rgb]) -> CheckSpec {
    let [most_colours, sharpness] = PIXEL_ART;
    CheckSpec {
        size: args.size.unwrap_or([picture.width(), picture.height()]),
        transparent: !args.opaque,
        pixel_art: args.pixel_art,
        max_colors: args.max_colors.or(args.pixel_art.then_some(most_colours)),
        border: args.border * 10,
        sharpness: args.pixel_art.then_some(sharpness),
        tileable: None,
        palette: colours.to_vec(),
        limits: CheckLimits::DEFAULT,
    }
}

fn show(ctx: &Context, path: &Path, figures: &Figures, findings: &Findings) {
    let Figures { width, height, colours, .. } = *figures;
    ctx.printer.event(&json!({
        "event": "checked",
        "path": path,
        "width": width,
        "height": height,
        "figures": {
            "colors": colours,
            "border-transparency": figures.border_transparency,
            "transparency": figures.transparency,
            "laplacian-variance": figures.laplacian_variance,
        },
        "passed": findings.passed(),
        "findings": findings,
    }));
    if ctx.printer.json {
        return;
    }
    let border = figures.border_transparency * 100.0;
    let variance = figures.laplacian_variance;
    ctx.printer.say(&format!(
        "{}   {width}×{height}   {}   border {border:.1} % transparent   Laplacian variance {variance:.1}",
        path.display(),
        count(colours as u64, "color", "colors"),
    ));
    for it in findings.failed() {
        let state = ctx.printer.paint.state(if it.hard { "failed" } else { "warning" }, 8);
        ctx.printer
            .warn(&format!("  {state} {}: {}, {} required", it.check, it.measured, it.required));
        ctx.printer.say(&format!("           {}", it.suggestion));
    }
}
