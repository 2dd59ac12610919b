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
    Bitmap, SnapOptions, SnapPalette, SnapVerdict, border_colour, sealed_png, snap,
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
    let done = cut::processed(snapped.bitmap, &steps(args, colours), target)?;
    picture::write(whole, &target.to, &sealed_png(&done.bitmap))?;
    let mut notes = vec![snapped.report.sentence()];
    if nothing {
        notes
            .push("so it was reduced to the size asked for, each pixel from what it covers".into());
    }
    notes.extend(done.notes);
    Ok(Made { width: done.bitmap.width(), height: done.bitmap.height(), notes })
}

/// What is done to art pixels.
fn steps(args: &SnapArgs, colours: &[Rgb]) -> Vec<Step> {
    let mut res = Vec::new();
    if args.cut {
        res.push(cut::step(args.key, Edges::Hard));
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

/// The colour that is to be cut out, which must not become one of the palette.
fn background(picture: &Bitmap, args: &SnapArgs) -> Option<Rgb> {
    match args.key {
        _ if !args.cut => None,
        Key::Colour(key) => Some(key),
        Key::Auto => border_colour(picture),
    }
}
