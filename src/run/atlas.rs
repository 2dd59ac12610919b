//! The files of an atlas: its pages in every scale, and their data.

use std::collections::BTreeMap;

use crate::action::{AtlasScale, PackOptions};
use crate::image;
use crate::image::Bitmap;
use crate::plan::Task;
use crate::resolve::{Atlas, data_path, output_paths, page_part, page_path};
use crate::run::assemble::Assembled;
use crate::run::free::FreeError;
use crate::run::{free, metadata};
use crate::store::Store;

/// The version of what packs pictures and describes them; counted up when its bytes change.
const VERSION: u32 = 2;

/// The files of an atlas. `cells` are those that the lock gave out before.
pub(crate) fn atlas(
    store: &Store,
    task: &Task,
    atlas: &Atlas,
    cells: &BTreeMap<String, u32>,
) -> Result<Assembled, FreeError> {
    let mut entries = Vec::new();
    for it in &atlas.entries {
        let input = task.inputs.get(&(it.asset.clone(), it.part.clone()));
        let picture = &input.expect("a task knows what it packs").picture;
        entries.push((it.name.clone(), free::bitmap(store, picture.blob)?));
    }
    let mut options = atlas.options.clone();
    options.cells.clone_from(cells);
    let mut res = Assembled::default();
    res.steps.insert("pack".to_owned(), VERSION);
    for scale in &options.scales {
        res.pack(store, task, &entries, &options, *scale)?;
    }
    let content = metadata::free(task, &res, &[]);
    res.describe(store, &output_paths(&task.asset), content)?;
    Ok(res)
}

impl Assembled {
    /// The pages in one scale.
    fn pack(
        &mut self,
        store: &Store,
        task: &Task,
        entries: &[(String, Bitmap)],
        options: &PackOptions,
        scale: AtlasScale,
    ) -> Result<(), FreeError> {
        let at_scale = |(name, bitmap): &(String, Bitmap)| {
            let scaled = image::at_scale(bitmap, scale);
            scaled.map(|it| (name.clone(), it)).map_err(|it| FreeError::Step(it.to_string()))
        };
        let entries: Vec<(String, Bitmap)> =
            entries.iter().map(at_scale).collect::<Result<_, _>>()?;
        let packed =
            image::pack(&entries, options).map_err(|it| FreeError::Step(it.to_string()))?;
        let data = image::atlas_json(&packed, options, scale);
        for ((number, page), data) in (1..).zip(&packed.pages).zip(data) {
            let picture = free::keep(store, page)?;
            self.files.insert(page_path(&task.asset, number, scale), picture.blob);
            self.pictures.insert(page_part(number, scale), picture);
            self.data(store, data_path(&task.asset, number, scale), data)?;
        }
        for name in image::torn(&packed, options) {
            self.warnings.push(format!(
                "the frames of `{name}` do not fit on one page, so that no page plays it: raise \
                 `max-size`"
            ));
        }
        self.cells.clone_from(&packed.cells);
        Ok(())
    }
}
