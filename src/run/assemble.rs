//! From finished pictures to the files of an asset: copies, and what is said of them.

use std::collections::BTreeMap;

use crate::action::{Canvas, CheckSpec, Picture};
use crate::builtin::{measure, rules, sketch};
use crate::digest::Digest;
use crate::image;
use crate::name::PartName;
use crate::path::ProjectPath;
use crate::plan::{Look, Looked, Outcome, Task, steps};
use crate::resolve::{Derived, Outputs, Painted, Source, output_paths};
use crate::run::cut::Cut;
use crate::run::free::FreeError;
use crate::run::seal::sealed_json;
use crate::run::{View, animation, metadata};
use crate::store::Store;

/// The version of the metadata's format.
const METADATA_VERSION: u32 = 3;

/// Everything that an asset is, as blobs; nothing is written yet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Assembled {
    /// The finished pictures by part; of an atlas, its pages.
    pub(crate) pictures: BTreeMap<PartName, Picture>,
    /// The frames that trimmed pictures were made in.
    pub(crate) canvases: BTreeMap<PartName, Canvas>,
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
    res.steps.insert("check".to_owned(), CheckSpec::VERSION);
    if painted.is_built_in() {
        res.steps.insert("sketch".to_owned(), sketch::VERSION);
        res.steps.insert("measure".to_owned(), measure::VERSION);
        res.steps.insert("rules".to_owned(), rules::VERSION);
    }
    let outside = painted.stages.iter().flat_map(|it| &it.paintings);
    if painted.motion.is_some() && !outside.into_iter().any(|it| it.words.model.is_builtin()) {
        res.steps.insert("frames".to_owned(), image::frames::VERSION);
    }
    for (part, looked) in &outcome.pictures {
        res.show(part, looked);
        res.warn(part, looked);
    }
    for pick in &outcome.picks {
        let objection = Cut::of(known, painted, outcome, pick).and_then(|it| it.objection);
        res.warnings.extend(objection.map(|why| said_of(&pick.part, &why)));
    }
    match &painted.motion {
        None => res.copy_pictures(&outputs),
        Some(motion) => animation::lay_out(&mut res, store, task, motion)?,
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
    res.show(&PartName::default(), looked);
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
    Look { blob: *file, steps, check: Some(source.check.clone()) }
}

/// What is done to another asset's picture.
pub(crate) fn look_of_derived(task: &Task, derived: &Derived) -> Look {
    let input = task.inputs.get(&(derived.from.clone(), derived.part.clone()));
    let from = &input.expect("a task knows what it is made from").picture;
    let steps = steps::of_derived(derived, from.width, from.height);
    Look { blob: from.blob, steps, check: None }
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

    /// Engines' data, sealed as ours.
    pub(crate) fn data(
        &mut self,
        store: &Store,
        path: ProjectPath,
        content: serde_json::Value,
    ) -> Result<(), FreeError> {
        let serde_json::Value::Object(content) = content else {
            unreachable!("engines' data is an object")
        };
        self.files.insert(path, store.put_derived(&sealed_json(&content))?);
        Ok(())
    }

    fn show(&mut self, part: &PartName, looked: &Looked) {
        self.pictures.insert(part.clone(), looked.picture.clone());
        self.canvases.extend(looked.canvas.map(|it| (part.clone(), it)));
    }

    pub(crate) fn describe(
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
