//! `image snap`: pixel art that was painted large becomes pixels.

use crate::action::{Edges, PaletteMode, Step};
use crate::cli::commands::image::outcome::Made;
use crate::cli::commands::image::target::Target;
use crate::cli::commands::image::{cut, outcome, palette, picture, target};
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::image_args::{Key, SnapArgs};
use crate::colour::Rgb;
use crate::image::{
    Bitmap, SnapOptions, SnapPalette, SnapVerdict, border_colour, sealed_png, shows_checkerboard,
    snap,
};
use crate::whole::WholeFiles;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &SnapArgs) -> Answer {
    let targets = target::targets(&ctx.settings.folder, &args.files, &args.out)?;
    let colours = palette::read(&ctx.settings.folder, args.palette.as_deref())?;
    let whole = ctx.settings.files();
    Ok(outcome::of_each(ctx, &targets, |it| one(&whole, it, args, &colours)))
}

/// Snaps first and cuts second: on one pixel for each cell, a background is one flat colour.
fn one(
    whole: &WholeFiles,
    target: &Target,
    args: &SnapArgs,
    colours: &[Rgb],
) -> Result<Made, Complaint> {
    let picture = picture::read(&target.from)?;
    // Squares that stand for transparency would pass for art pixels: these are cut out first.
    let board = shows_checkerboard(&picture);
    let (picture, mut notes) = if board && args.cut {
        let cut = cut::processed(picture, &[cut_step(args)], target)?;
        (cut.bitmap, cut.notes)
    } else {
        (picture, Vec::new())
    };
    let options = SnapOptions {
        cells: args.size,
        palette: SnapPalette::of_style(colours, PaletteMode::Lock, args.colors),
        background: background(&picture, args),
    };
    let snapped = snap(&picture, &options);
    let nothing = snapped.report.verdict == SnapVerdict::NotPixelArt;
    if nothing && args.size.is_none() {
        let message = format!("`{}`: {}", target.from.display(), snapped.report.sentence());
        return Err(Complaint::new(ExitStatus::Failed, message)
            .help("say how many art pixels it should have, like --size 32x32"));
    }
    let done = cut::processed(snapped.bitmap, &steps(args, colours, board), target)?;
    picture::write(whole, &target.to, &sealed_png(&done.bitmap))?;
    notes.push(snapped.report.sentence());
    if board && !args.cut {
        notes.push(
            "a painted checkerboard surrounds the subject, and its squares are no art pixels: \
             `--cut` takes it away"
                .into(),
        );
    }
    if nothing {
        notes
            .push("so it was reduced to the size asked for, each pixel from what it covers".into());
    }
    notes.extend(done.notes);
    Ok(Made { width: done.bitmap.width(), height: done.bitmap.height(), notes })
}

/// What is done to art pixels.
fn steps(args: &SnapArgs, colours: &[Rgb], was_cut: bool) -> Vec<Step> {
    let mut res = Vec::new();
    if args.cut && !was_cut {
        res.push(cut_step(args));
    }
    if let Some([width, height]) = args.size {
        res.push(Step::Fit { width, height, pixel_art: true });
    }
    // Snapping gives the background a colour of its own beside the palette; where it was not cut
    // out, the palette has the last word.
    let colors = colours.to_vec();
    res.push(Step::Palette { colors, mode: PaletteMode::Lock, max: args.colors });
    if args.scale > 1 {
        res.push(Step::Scale { by: args.scale });
    }
    res
}

fn cut_step(args: &SnapArgs) -> Step {
    cut::step(args.key, Edges::Hard, None)
}

/// The colour that is to be cut out, which must not become one of the palette.
fn background(picture: &Bitmap, args: &SnapArgs) -> Option<Rgb> {
    match args.key {
        _ if !args.cut => None,
        Key::Colour(key) => Some(key),
        Key::Auto => border_colour(picture),
    }
}
