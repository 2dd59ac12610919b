//! `image cut`: what is behind the subject becomes transparent.

use std::path::PathBuf;

use crate::action::{AskedBackground, Edges, Edit, Shadow, Step, Way};
use crate::cli::commands::image::outcome::Made;
use crate::cli::commands::image::target::Target;
use crate::cli::commands::image::{outcome, picture, target};
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::image_args::{CutArgs, Key, Preview};
use crate::image::{Bitmap, Processed, no_blobs, on_checker, on_white, process, sealed_png};
use crate::whole::WholeFiles;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &CutArgs) -> Answer {
    let targets = target::targets(&ctx.settings.folder, &args.files, &args.out)?;
    let inputs: Vec<_> = targets.iter().map(|it| it.from.as_path()).collect();
    for it in targets.iter().filter(|_| args.preview.is_some()) {
        target::may_write(&preview_path(it), &inputs, args.out.force)?;
    }
    let whole = ctx.settings.files();
    Ok(outcome::of_each(ctx, &targets, |it| one(&whole, it, args)))
}

fn one(whole: &WholeFiles, target: &Target, args: &CutArgs) -> Result<Made, Complaint> {
    let picture = picture::read(&target.from)?;
    let mut steps = vec![step(args.key, args.edges, args.shadow)];
    if args.trim {
        steps.push(Step::Edit { edit: Edit::Trim });
    }
    steps.push(Step::Bleed);
    let Processed { bitmap, notes, .. } = processed(picture, &steps, target)?;
    picture::write(whole, &target.to, &sealed_png(&bitmap))?;
    if let Some(on) = args.preview {
        let preview = match on {
            Preview::White => on_white(&bitmap),
            Preview::Checker => on_checker(&bitmap),
        };
        picture::write(whole, &preview_path(target), &sealed_png(&preview))?;
    }
    Ok(Made { width: bitmap.width(), height: bitmap.height(), notes })
}

/// The step that cuts a picture out; without a key by its alpha, or by what its border shows.
pub(crate) fn step(key: Key, edges: Edges, shadow: Option<Shadow>) -> Step {
    let asked = match key {
        Key::Colour(key) => AskedBackground::Key(key),
        Key::Auto => AskedBackground::Transparent,
    };
    Step::CutOut { asked, edges, shadow, way: Way::Auto }
}

/// What the steps make of a picture. One whose background was to go and did not is none.
pub(crate) fn processed(
    picture: Bitmap,
    steps: &[Step],
    target: &Target,
) -> Result<Processed, Complaint> {
    let failed = |why: &str| {
        let message = format!("`{}`: {why}", target.from.display());
        Complaint::new(ExitStatus::Failed, message)
    };
    let res = process(picture, steps, &no_blobs).map_err(|why| failed(&why.to_string()))?;
    if res.uncut { Err(failed(&res.notes.join("; "))) } else { Ok(res) }
}

fn preview_path(target: &Target) -> PathBuf {
    target.to.with_extension("preview.png")
}
