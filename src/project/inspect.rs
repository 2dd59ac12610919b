//! What is there: prompts, pictures, the graph, the checks. Calls nothing and writes nothing.

use std::collections::BTreeSet;

use crate::model::{Alpha, ModelId};
use crate::name::{AssetName, PartName};
use crate::plan::{Product, Products};
use crate::project::view::{
    Checked, Graph, GraphEdge, Node, NodeKind, PromptView, ReferenceView, Shown, ShownFile,
    ShownPicture,
};
use crate::project::{Project, ProjectError};
use crate::resolve::{Asset, Kind, Painted, Reference, Stage, StagePainting, output_paths};
use crate::{image, plan, prompt};

impl Project {
    /// The rendered requests of an asset, one for each painting. Empty if no model paints it.
    ///
    /// # Errors
    ///
    /// If there is no such asset.
    pub fn prompts(&self, name: &AssetName) -> Result<Vec<PromptView>, ProjectError> {
        let asset = self.asset(name)?;
        let Kind::Painted(painted) = &asset.kind else { return Ok(Vec::new()) };
        let needs = asset.edges().into_iter().map(|it| it.to).collect();
        let products = self.plan_about(needs)?.products;
        let mut res = Vec::new();
        for stage in &painted.stages {
            let prompt = |it| self.prompt(painted, stage, it, &products);
            res.extend(stage.paintings.iter().map(prompt));
        }
        Ok(res)
    }

    fn prompt(
        &self,
        painted: &Painted,
        stage: &Stage,
        it: &StagePainting,
        products: &Products,
    ) -> PromptView {
        let words = &it.words;
        let able = self.providers().abilities(&words.model);
        let alpha = able.map_or(Alpha::None, |it| it.alpha);
        let asked = plan::asked_background(painted, words, alpha);
        let line = prompt::background_line(&painted.edition, &asked, alpha);
        PromptView {
            part: it.part.clone(),
            model: words.model.clone(),
            prompt: prompt::whole_prompt(&words.prompt, &line, &words.ending),
            avoid: words.avoid.clone().unwrap_or_default(),
            size: words.size,
            params: words.params.iter().map(|(key, it)| (key.clone(), it.clone())).collect(),
            references: it.references.iter().map(|it| reference(it, products)).collect(),
            judge: painted.quality.judge.clone(),
            judge_prompt: stage.judge_prompt.clone(),
        }
    }

    /// Where the pictures of an asset are.
    ///
    /// # Errors
    ///
    /// If there is no such asset.
    pub fn show(&self, name: &AssetName) -> Result<Shown, ProjectError> {
        let asset = self.asset(name)?;
        let out = self.out();
        let record = self.lock.records.get(name).cloned().unwrap_or_default();
        let file = |path: &crate::path::ProjectPath, digest| ShownFile {
            path: path.on_disk(out.root()),
            digest,
            exists: path.on_disk(out.root()).is_file(),
        };
        let files = record.outputs.iter().map(|(path, digest)| file(path, *digest)).collect();
        let mut pictures = Vec::new();
        for (part, path) in output_paths(&asset).pictures {
            let Some(digest) = record.outputs.get(&path) else { continue };
            let picture = record.pictures.get(&part).or_else(|| record.pictures.values().next());
            let Some(picture) = picture else { continue };
            let pick = record.shown().and_then(|it| it.pick(&part).or_else(|| it.picks.first()));
            pictures.push(ShownPicture {
                file: file(&path, *digest),
                pixels: picture.pixels,
                size: [picture.width, picture.height],
                score: pick.and_then(|it| it.score),
                painting: pick.and_then(|it| it.answer),
                part,
            });
        }
        Ok(Shown { name: name.clone(), pictures, files })
    }

    /// Assets and what they need.
    #[must_use]
    pub fn graph(&self) -> Graph {
        let mut graph = Graph::default();
        for (name, asset) in &self.sources.assets {
            graph.nodes.push(Node { name: name.clone(), kind: kind(asset) });
            for it in asset.edges() {
                let (from, to) = (name.clone(), it.to);
                graph.edges.push(GraphEdge { from, to, part: it.part, kind: it.kind });
            }
        }
        graph.nodes.sort();
        graph.edges.sort();
        graph
    }

    /// The models that the project asks, those outside and those of this program: of every role,
    /// whether or not an asset needs it today.
    #[must_use]
    pub fn models(&self) -> BTreeSet<ModelId> {
        let roles = &self.settings().models;
        let mut res = BTreeSet::from([&roles.image, &roles.judge, &roles.refine].map(Clone::clone));
        for asset in self.sources.assets.values() {
            let Kind::Painted(painted) = &asset.kind else { continue };
            let paintings = painted.stages.iter().flat_map(|it| &it.paintings);
            res.extend(paintings.map(|it| it.words.model.clone()));
            res.extend([painted.quality.judge.clone(), painted.quality.refiner.clone()]);
        }
        res
    }

    /// Measures what is there.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read.
    pub fn check(&self) -> Result<Vec<Checked>, ProjectError> {
        let (records, out) = (self.lock.usable()?, self.out());
        let mut res = Vec::new();
        for (name, asset) in &self.sources.assets {
            let spec = match &asset.kind {
                Kind::Painted(it) if it.motion.is_none() => (&it.check, it.finishing.scale),
                Kind::Source(it) => (&it.check, it.finishing.scale),
                Kind::Painted(_) | Kind::Derived(_) | Kind::Atlas(_) => continue,
            };
            let record = records.get(name);
            for (part, path) in output_paths(asset).pictures {
                let Ok(Some(bytes)) = out.read(&path) else { continue };
                let Ok(bitmap) = image::decode(&bytes) else { continue };
                let (check, scale) = spec;
                let findings = image::check(&to_art(&bitmap, scale), check, None);
                let pick = record.and_then(|it| it.shown()).and_then(|it| it.pick(&part));
                let target = asset.target();
                let score = pick.and_then(|it| it.score);
                res.push(Checked { name: name.clone(), part, path, findings, score, target });
            }
        }
        Ok(res)
    }
}

fn reference(it: &Reference, products: &Products) -> ReferenceView {
    match it {
        Reference::Asset { name, part } => ReferenceView {
            what: name.with_part(part),
            is_pending: !matches!(products.get(name), Some(Product::Known(_))),
        },
        Reference::File { path, .. } => ReferenceView { what: path.to_string(), is_pending: false },
        Reference::Guide { cells: [columns, rows], .. } => {
            let what = format!("a layout of {columns}x{rows} empty cells");
            ReferenceView { what, is_pending: false }
        }
        Reference::First => ReferenceView { what: "its first state".into(), is_pending: true },
    }
}

/// Back to art pixels, which the checks are about: the file is an exact enlargement of them, with
/// colours bled out under what is transparent.
fn to_art(bitmap: &image::Bitmap, scale: u32) -> image::Bitmap {
    let scale = scale.max(1);
    let (width, height) = (bitmap.width() / scale, bitmap.height() / scale);
    let mut res = image::Bitmap::new(width, height);
    for y in 0..height {
        for x in 0..width {
            let pixel = bitmap.get(x * scale, y * scale);
            res.set(x, y, if pixel[3] == 0 { [0; 4] } else { pixel });
        }
    }
    res
}

fn kind(asset: &Asset) -> NodeKind {
    match &asset.kind {
        Kind::Painted(it) if it.motion.is_some() => NodeKind::Animation,
        Kind::Painted(_) => NodeKind::Image,
        Kind::Source(_) => NodeKind::Source,
        Kind::Derived(_) => NodeKind::Derived,
        Kind::Atlas(_) => NodeKind::Atlas,
    }
}

/// The part that a painting is recorded under, for showing.
#[must_use]
pub(crate) fn part_name(part: &PartName) -> &str {
    if part.is_whole() { "picture" } else { part.as_str() }
}
