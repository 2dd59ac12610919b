//! The files of an animation: its sheet, its data, and moving pictures to look at.

use crate::action::{AtlasScale, Axis, Edit, Marks, Sequence, Step};
use crate::image;
use crate::image::{Bitmap, FrameData, PageData};
use crate::plan::Task;
use crate::resolve::{Motion, Played, output_paths, preview_path};
use crate::run::assemble::Assembled;
use crate::run::free;
use crate::run::free::FreeError;
use crate::store::Store;

/// The version of what lays out and describes sheets; counted up when its bytes change.
const VERSION: u32 = 2;
/// The version of what makes moving pictures.
const PREVIEW_VERSION: u32 = 1;

/// All frames in one picture, facing by facing, and what engines and people look at beside it.
pub(crate) fn lay_out(
    res: &mut Assembled,
    store: &Store,
    task: &Task,
    motion: &Motion,
) -> Result<(), FreeError> {
    let mut frames = Vec::new();
    let mut sequences = Vec::new();
    let played = Played::of_motion(motion);
    for facing in &motion.facings {
        let own = frames_of(res, store, motion, facing)?;
        frames.push(own);
        sequences.push(played.sequence(&task.asset.name, facing));
    }
    let all: Vec<Bitmap> = frames.concat();
    let too_large = |it: image::TooLarge| FreeError::Step(it.to_string());
    let sheet = image::sheet(&all, motion.frames).map_err(too_large)?;
    let picture = free::keep(store, &sheet.bitmap)?;
    for (facing, (sequence, frames)) in motion.facings.iter().zip(sequences.iter().zip(&frames)) {
        res.preview(store, task, motion, facing, sequence, frames)?;
    }
    let outputs = output_paths(&task.asset);
    let (_, path) = outputs.pictures.first().expect("an animation has a sheet");
    res.files.insert(path.clone(), picture.blob);
    let marks = Marks { pivot: Some(motion.pivot), nine_slice: None };
    let names = sequences.iter().flat_map(|it| &it.frames).zip(&sheet.rects);
    let frames = names.map(|(it, rect)| FrameData::whole(it.clone(), *rect, marks.clone()));
    let page = PageData {
        image: path.file_name().to_owned(),
        size: [picture.width, picture.height],
        scale: AtlasScale::ONE,
        frames: frames.collect(),
        sequences,
    };
    res.steps.insert("sheet".to_owned(), VERSION);
    let path = outputs.data.first().expect("an animation has data").clone();
    res.data(store, path, page.json(motion.format))
}

/// The frames of a facing in their order; those of a mirrored one are made here.
fn frames_of(
    res: &mut Assembled,
    store: &Store,
    motion: &Motion,
    facing: &str,
) -> Result<Vec<Bitmap>, FreeError> {
    let mut frames = Vec::new();
    for idx in 0..motion.frames {
        let part = motion.part(facing, idx);
        if let Some(other) = motion.mirror.get(facing) {
            let from = &res.pictures[&motion.part(other, idx)];
            let turned = mirrored(free::bitmap(store, from.blob)?)?;
            res.pictures.insert(part.clone(), free::keep(store, &turned)?);
            frames.push(turned);
        } else {
            let picture = res.pictures.get(&part).expect("every frame has a picture");
            frames.push(free::bitmap(store, picture.blob)?);
        }
    }
    Ok(frames)
}

fn mirrored(bitmap: Bitmap) -> Result<Bitmap, FreeError> {
    let step = Step::Edit { edit: Edit::Mirror(Axis::Horizontal) };
    image::apply(bitmap, &step).map_err(|it| FreeError::Step(it.to_string()))
}

impl Assembled {
    /// Moving pictures of one facing, as it is played.
    fn preview(
        &mut self,
        store: &Store,
        task: &Task,
        motion: &Motion,
        facing: &str,
        sequence: &Sequence,
        frames: &[Bitmap],
    ) -> Result<(), FreeError> {
        let run = sequence.run();
        let blank = Bitmap::new(1, 1);
        let visible = |it: &Bitmap| !it.pixels().is_empty();
        let shown = run.iter().map(|idx| Some(&frames[*idx]).filter(|it| visible(it)));
        let shown = shown.map(|it| it.unwrap_or(&blank));
        let shown: Vec<&Bitmap> = shown.collect();
        let durations: Vec<u32> = run.iter().map(|idx| sequence.durations[*idx]).collect();
        let mut keep = |ending: &str, bytes: Vec<u8>| {
            // All of them fit on a sheet, so they are not too large.
            assert!(!bytes.is_empty(), "frames that fit on a sheet make a moving picture");
            let path = preview_path(&task.asset, motion, facing, ending);
            self.files.insert(path, store.put_derived(&bytes)?);
            self.steps.insert(ending.to_owned(), PREVIEW_VERSION);
            Ok::<(), FreeError>(())
        };
        if motion.previews.gif {
            keep("gif", image::gif(&shown, &durations, sequence.looped))?;
        }
        if motion.previews.apng {
            keep("apng", image::apng(&shown, &durations, sequence.looped))?;
        }
        Ok(())
    }
}
