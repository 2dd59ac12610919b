//! `image sheet`: frames side by side, with the data that engines read.

use std::path::{Path, PathBuf};

use crate::action::{AtlasScale, DataFormat, Marks, Sequence};
use crate::cli::commands::image::{outcome, picture, target};
use crate::cli::complaint::Complaint;
use crate::cli::context::{Answer, Context};
use crate::cli::exit_status::ExitStatus;
use crate::cli::image_args::SheetArgs;
use crate::image::{Bitmap, FrameData, PageData, Sheet, gif, sealed_png, sheet};
use crate::name::natural_order;

/// Runs it.
pub(crate) fn run(ctx: &Context, args: &SheetArgs) -> Answer {
    let to = ctx.settings.folder.join(&args.out.out);
    if to.extension().is_none_or(|it| !it.eq_ignore_ascii_case("png")) {
        let message = format!("a sheet is one .png file, not `{}`", args.out.out.display());
        return Err(Complaint::usage(message).help("name it with -o, like walk.png"));
    }
    let files = in_order(ctx, &args.files);
    let files: Vec<_> = files.iter().map(|it| ctx.settings.folder.join(it)).collect();
    let inputs: Vec<&Path> = files.iter().map(AsRef::as_ref).collect();
    target::may_write(&to, &inputs, args.out.force)?;
    // What lies beside a sheet of ours is ours; beside no sheet it is somebody else's.
    for it in ["json", "gif"].map(|it| to.with_extension(it)) {
        if !args.out.force && !to.exists() && it.exists() {
            let message = format!("`{}` is there already", it.display());
            return Err(Complaint::usage(message).help("name another -o, or say --force"));
        }
    }
    let frames = files.iter().map(|it| picture::read(it));
    let frames: Vec<Bitmap> = frames.collect::<Result<_, _>>()?;
    let columns = args.columns.unwrap_or(frames.len() as u32);
    let whole = sheet(&frames, columns);
    let whole =
        whole.map_err(|why| Complaint::new(ExitStatus::Failed, format!("the sheet: {why}")))?;
    let sequence = sequence(args, &files)?;
    let out = ctx.settings.files();
    picture::write(&out, &to, &sealed_png(&whole.bitmap))?;
    picture::write(&out, &to.with_extension("json"), &data(args, &sequence, &whole))?;
    if args.gif {
        let run = sequence.run();
        let frames: Vec<&Bitmap> = run.iter().map(|it| &frames[*it]).collect();
        let durations: Vec<u32> = run.iter().map(|it| sequence.durations[*it]).collect();
        let bytes = gif(&frames, &durations, !args.once);
        picture::write(&out, &to.with_extension("gif"), &bytes)?;
    }
    let (width, height) = (whole.bitmap.width(), whole.bitmap.height());
    let shown = outcome::shown(ctx, &to);
    ctx.printer.event(&serde_json::json!({
        "event": "picture", "path": shown, "width": width, "height": height, "frames": frames.len(),
    }));
    ctx.printer.say(&format!("{shown}   {width}×{height}   {} frames", files.len()));
    Ok(ExitStatus::Done)
}

/// In milliseconds.
fn duration(args: &SheetArgs) -> u32 {
    (1000 + args.fps / 2) / args.fps
}

/// The files as they were typed; where that is the order in which a shell lists them, as a person
/// counts: a second frame before a tenth.
fn in_order(ctx: &Context, typed: &[PathBuf]) -> Vec<PathBuf> {
    let mut res = typed.to_vec();
    if typed.is_sorted() {
        let text = |it: &PathBuf| it.to_string_lossy().into_owned();
        res.sort_by(|a, b| natural_order(&text(a), &text(b)));
    }
    if res != typed {
        ctx.printer.say("frames are taken in the order of the numbers in their names");
    }
    res
}

fn name(file: &Path) -> String {
    file.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// How the frames are played. They are called as their files.
fn sequence(args: &SheetArgs, files: &[PathBuf]) -> Result<Sequence, Complaint> {
    let names: Vec<String> = files.iter().map(|it| name(it)).collect();
    if let Some(twice) = names.iter().enumerate().find(|(idx, it)| names[..*idx].contains(it)) {
        let message = format!("two frames are called `{}`", twice.1);
        return Err(Complaint::usage(message).help("engines find frames by name: rename a file"));
    }
    Ok(Sequence {
        name: name(&args.out.out),
        durations: vec![duration(args); names.len()],
        looped: !args.once,
        play: args.play,
        frames: names,
    })
}

/// The JSON beside the sheet.
fn data(args: &SheetArgs, sequence: &Sequence, whole: &Sheet) -> Vec<u8> {
    let marks = Marks { pivot: Some([0.5, 0.5]), nine_slice: None };
    let frames = sequence.frames.iter().zip(&whole.rects);
    let frames = frames.map(|(it, rect)| FrameData::whole(it.clone(), *rect, marks.clone()));
    let page = PageData {
        image: format!("{}.png", name(&args.out.out)),
        size: [whole.bitmap.width(), whole.bitmap.height()],
        scale: AtlasScale::ONE,
        frames: frames.collect(),
        sequences: vec![sequence.clone()],
    };
    let value = page.json(DataFormat::Hash);
    let text = serde_json::to_string_pretty(&value).expect("sheet data is plain JSON");
    format!("{text}\n").into_bytes()
}
