//! From finished pictures to the files of an asset: copies, sheets, atlases, and their data.

use std::collections::BTreeMap;

use crate::action::Frame;
use crate::action::Picture;
use crate::action::SheetOptions;
use crate::build::View;
use crate::build::cut::Cut;
use crate::build::free;
use crate::build::free::FreeError;
use crate::build::metadata;
use crate::build::seal::sealed_json;
use crate::builtin::measure;
use crate::builtin::rules;
use crate::builtin::sketch;
use crate::digest::Digest;
use crate::image;
use crate::image::Bitmap;
use crate::name::PartName;
use crate::path::ProjectPath;
use crate::recipe::Look;
use crate::recipe::Looked;
use crate::recipe::Outcome;
use crate::recipe::Task;
use crate::recipe::steps;
use crate::resolve::Atlas;
use crate::resolve::Derived;
use crate::resolve::Motion;
use crate::resolve::Outputs;
use crate::resolve::Painted;
use crate::resolve::Source;
use crate::resolve::file_stem;
use crate::resolve::output_paths;
use crate::resolve::page_path;
use crate::store::Store;

/// The versions of what lays out sheets and atlases; counted up when their bytes change.
const SHEET_VERSION: u32 = 1;
const PACK_VERSION: u32 = 1;
const CHECK_VERSION: u32 = 1;
/// The version of the metadata's format.
const METADATA_VERSION: u32 = 1;

/// Everything that an asset is, as blobs; nothing is written yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assembled {
    /// The finished pictures by part; of an atlas, its pages.
    pub(crate) pictures: BTreeMap<PartName, Picture>,
    /// The files below `out`, as blobs.
    pub(crate) files: BTreeMap<ProjectPath, Digest>,
    /// The versions of everything that made them.
    pub(crate) steps: BTreeMap<String, u32>,
    /// Cells of a grid atlas.
    pub(crate) cells: BTreeMap<String, u32>,
    /// Checks that do not hold, in words.
    pub(crate) warnings: Vec<String>,
}

/// The files of what a model painted.
pub(crate) fn painted(
    store: &Store,
    known: &View,
    task: &Task,
    painted: &Painted,
    outcome: &Outcome,
) -> Result<Assembled, FreeError> {
    let outputs = output_paths(&task.asset);
    let versions = steps::of_painting(painted, None, None).versions();
    let mut res = Assembled { steps: versions, ..Assembled::default() };
    res.steps.insert("check".to_owned(), CHECK_VERSION);
    if painted.is_built_in() {
        res.steps.insert("sketch".to_owned(), sketch::VERSION);
        res.steps.insert("measure".to_owned(), measure::VERSION);
        res.steps.insert("rules".to_owned(), rules::VERSION);
    }
    for (part, looked) in &outcome.pictures {
        res.pictures.insert(part.clone(), looked.picture.clone());
        res.warn(part, looked);
    }
    for pick in &outcome.picks {
        let objection = Cut::of(known, painted, outcome, pick).and_then(|it| it.objection);
        res.warnings.extend(objection.map(|why| said_of(&pick.part, &why)));
    }
    match &painted.motion {
        None => res.copy_pictures(&outputs),
        Some(motion) => res.lay_out(store, task, painted, motion, &outputs)?,
    }
    let content = metadata::painted(known, task, painted, outcome, &res);
    res.describe(store, &outputs, content)?;
    Ok(res)
}

/// The files of what is made from the user's file, or from another asset's picture.
pub(crate) fn looked(
    store: &Store,
    task: &Task,
    look: &Look,
    looked: &Looked,
) -> Result<Assembled, FreeError> {
    let outputs = output_paths(&task.asset);
    let mut res = Assembled { steps: look.steps.versions(), ..Assembled::default() };
    res.pictures.insert(PartName::default(), looked.picture.clone());
    res.warn(&PartName::default(), looked);
    res.copy_pictures(&outputs);
    let content = metadata::free(task, &res, &looked.notes);
    res.describe(store, &outputs, content)?;
    Ok(res)
}

/// What is done to a file of the user's.
pub(crate) fn look_of_source(task: &Task, source: &Source) -> Look {
    let file = task.files.get(&source.pixels).expect("a task knows its files");
    let steps = steps::of_source(&source.finishing);
    Look { blob: file.blob, steps, check: Some(source.check.clone()) }
}

/// What is done to another asset's picture.
pub(crate) fn look_of_derived(task: &Task, derived: &Derived) -> Look {
    let seen = task.seen.get(&(derived.from.clone(), derived.part.clone()));
    let from = &seen.expect("a task knows what it is made from").picture;
    let steps = steps::of_derived(derived, from.width, from.height);
    Look { blob: from.blob, steps, check: None }
}

/// The files of an atlas. `cells` are those that the lock gave out before.
pub(crate) fn atlas(
    store: &Store,
    task: &Task,
    atlas: &Atlas,
    cells: &BTreeMap<String, u32>,
) -> Result<Assembled, FreeError> {
    let mut entries = Vec::new();
    for it in &atlas.entries {
        let seen = task.seen.get(&(it.asset.clone(), it.part.clone()));
        let picture = &seen.expect("a task knows what it packs").picture;
        entries.push((it.name.clone(), free::bitmap(store, picture.blob)?));
    }
    let mut options = atlas.options.clone();
    options.cells.clone_from(cells);
    let packed = image::pack(&entries, &options).map_err(|it| FreeError::Step(it.to_string()))?;
    let outputs = output_paths(&task.asset);
    let mut res = Assembled { cells: packed.cells.clone(), ..Assembled::default() };
    res.steps.insert("pack".to_owned(), PACK_VERSION);
    for (number, page) in (1..).zip(&packed.pages) {
        let picture = free::keep(store, page)?;
        let part = if number == 1 { String::new() } else { number.to_string() };
        let part = PartName::parse(&part).expect("a number is a name");
        res.files.insert(page_path(&task.asset, number), picture.blob);
        res.pictures.insert(part, picture);
    }
    res.data(store, &outputs, image::atlas_json(&packed, &options))?;
    let content = metadata::free(task, &res, &[]);
    res.describe(store, &outputs, content)?;
    Ok(res)
}

impl Assembled {
    fn warn(&mut self, part: &PartName, looked: &Looked) {
        for it in looked.findings.failed().filter(|it| it.hard) {
            let (measured, required) = (&it.measured, &it.required);
            let why = format!("{}: {measured}, required {required}", it.check);
            self.warnings.push(said_of(part, &why));
        }
    }

    fn copy_pictures(&mut self, outputs: &Outputs) {
        for (part, path) in &outputs.pictures {
            let picture = self.pictures.get(part).expect("every part has a picture");
            self.files.insert(path.clone(), picture.blob);
        }
    }

    /// All frames in one picture, facing by facing, and what engines read beside it.
    fn lay_out(
        &mut self,
        store: &Store,
        task: &Task,
        painted: &Painted,
        motion: &Motion,
        outputs: &Outputs,
    ) -> Result<(), FreeError> {
        let frames = self.frames(store, task, motion)?;
        let bitmaps = frames.iter().map(|it| free::bitmap(store, it.picture.blob));
        let bitmaps: Vec<Bitmap> = bitmaps.collect::<Result<_, _>>()?;
        let too_large = |it: image::TooLarge| FreeError::Step(it.to_string());
        let sheet = image::sheet(&bitmaps, motion.frames).map_err(too_large)?;
        let picture = free::keep(store, &sheet.bitmap)?;
        let (_, path) = outputs.pictures.first().expect("an animation has a sheet");
        self.files.insert(path.clone(), picture.blob);
        let options = SheetOptions {
            image: path.file_name().to_owned(),
            durations: motion.durations.clone(),
            looped: motion.looped,
            play: motion.play,
            facings: motion.facings.clone(),
            pivot: motion.pivot,
            scale: painted.finishing.scale,
        };
        let names: Vec<String> = frames.into_iter().map(|it| it.name).collect();
        let size = [picture.width, picture.height];
        self.steps.insert("sheet".to_owned(), SHEET_VERSION);
        self.data(store, outputs, image::sheet_json(&options, &names, &sheet.rects, size))
    }

    /// The frames in the order of the sheet; mirrored facings are made here.
    fn frames(
        &mut self,
        store: &Store,
        task: &Task,
        motion: &Motion,
    ) -> Result<Vec<Frame>, FreeError> {
        let mut frames = Vec::new();
        for facing in &motion.facings {
            for idx in 0..motion.frames {
                let part = motion.part(facing, idx);
                if let Some(other) = motion.mirror.get(facing) {
                    let from = &self.pictures[&motion.part(other, idx)];
                    let turned = mirrored(&free::bitmap(store, from.blob)?)?;
                    self.pictures.insert(part.clone(), free::keep(store, &turned)?);
                }
                let picture = self.pictures.get(&part).expect("every frame has a picture").clone();
                let name = file_stem(&task.asset.name, &part);
                frames.push(Frame { name, picture, mirrored: motion.mirror.contains_key(facing) });
            }
        }
        Ok(frames)
    }

    /// Engines' data, sealed as ours.
    fn data(
        &mut self,
        store: &Store,
        outputs: &Outputs,
        content: serde_json::Value,
    ) -> Result<(), FreeError> {
        let serde_json::Value::Object(content) = content else {
            unreachable!("engines' data is an object")
        };
        let path = outputs.data.clone().expect("it has data");
        self.files.insert(path, store.put_derived(&sealed_json(&content))?);
        Ok(())
    }

    fn describe(
        &mut self,
        store: &Store,
        outputs: &Outputs,
        mut content: serde_json::Map<String, serde_json::Value>,
    ) -> Result<(), FreeError> {
        let pictures = self.files.iter().filter(|(path, _)| path.as_str().ends_with(".png"));
        // Not by name: a renamed asset has the same metadata.
        let mut sizes = Vec::new();
        for (_, blob) in pictures {
            let bytes = store.blob(blob)?.ok_or(FreeError::Missing(*blob))?;
            sizes.push(bytes.len());
        }
        let size = match sizes.as_slice() {
            [only] => (*only).into(),
            all => all.into(),
        };
        content.insert("file-size".to_owned(), size);
        self.steps.insert("metadata".to_owned(), METADATA_VERSION);
        if let Some(path) = &outputs.metadata {
            self.files.insert(path.clone(), store.put_derived(&sealed_json(&content))?);
        }
        Ok(())
    }
}

/// A sentence about one part of an asset.
fn said_of(part: &PartName, why: &str) -> String {
    if part.is_whole() { why.to_owned() } else { format!("{part}: {why}") }
}

fn mirrored(bitmap: &Bitmap) -> Result<Bitmap, FreeError> {
    let edit = crate::action::Edit::Mirror(crate::action::Axis::Horizontal);
    let step = crate::action::Step::Edit { edit };
    image::apply(bitmap.clone(), &step).map_err(|it| FreeError::Step(it.to_string()))
}
