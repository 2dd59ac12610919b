//! `Asset`: what a user declared, with every default filled in and every prompt rendered.
//!
//! A plain value without positions: equal declarations are equal, wherever they stand. What it
//! does not hold are values that come out of a build: origins and pixels of other assets.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::action::{
    CheckSpec, DataFormat, Edges, Edit, PackOptions, PaletteMode, Play, Rubric, Shadow, Tileable,
    Words,
};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::manifest::Metadata;
use crate::model::ModelId;
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::resolve::Cutout;
use crate::resolve::stems::frame_name;

/// One thing that a user declared, fully spelled out.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// Its name.
    pub name: AssetName,
    /// The folder under `out`: its category.
    pub folder: ProjectPath,
    /// The style it names, for targets like `style:overworld`.
    pub style: Option<String>,
    /// The set it is a row of, for targets like `set:potions`.
    pub set: Option<String>,
    /// Where its metadata goes.
    pub metadata: Metadata,
    /// Left, top, right, bottom, in art pixels; written into the metadata.
    pub nine_slice: Option<[u32; 4]>,
    /// Share of width and height from the top left; written into the metadata.
    pub pivot: Option<[f64; 2]>,
    /// How it comes to be.
    pub kind: Kind,
}

/// How an asset comes to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// A model paints it.
    Painted(Box<Painted>),
    /// A file of the user's.
    Source(Source),
    /// Made from another asset's picture.
    Derived(Derived),
    /// Many pictures in one.
    Atlas(Atlas),
}

/// Something that a model paints: an image, its states, or an animation.
#[derive(Debug, Clone, PartialEq)]
pub struct Painted {
    /// What is painted together, in order. The first of states is a stage of its own, since its
    /// pick is a reference of the others.
    pub stages: Vec<Stage>,
    /// The loop's settings.
    pub quality: Quality,
    /// Which edition's words go to judge and refiner.
    pub edition: String,
    /// What happens to every painting.
    pub finishing: Finishing,
    /// What every picture must be.
    pub check: CheckSpec,
    /// How frames are played, if it is an animation.
    pub motion: Option<Motion>,
}

/// Parts that are painted side by side and judged as a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Stage {
    /// What is painted: one picture each.
    pub paintings: Vec<StagePainting>,
    /// What the judge of the group is asked, rendered.
    pub judge_prompt: String,
}

/// One picture that a model paints, and the parts that are cut out of it.
#[derive(Debug, Clone, PartialEq)]
pub struct StagePainting {
    /// What this painting is called in records: a part, or the facing that a sheet shows. Empty
    /// where there is but one.
    pub part: PartName,
    /// What is shown, in the user's words: a refined prompt still has to speak of it.
    pub subject: String,
    /// The words of its brief.
    pub words: Words,
    /// What is shown to the model, in order.
    pub references: Vec<Reference>,
    /// Columns and rows, if it is a sheet of frames; its cells are the parts of [`Motion`].
    pub cells: Option<[u32; 2]>,
}

/// What a painting refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// Another asset's picture: an edge of the graph.
    Asset {
        /// Which.
        name: AssetName,
        /// Which part of it.
        part: PartName,
    },
    /// A file of the user's, by its decoded pixels.
    File {
        /// Where it lies.
        path: ProjectPath,
        /// See [`crate::action::Picture::pixels`].
        pixels: Digest,
    },
    /// The pick of the first painting of the asset's own first stage.
    First,
    /// A drawn picture of empty cells, see [`crate::image::guide`].
    Guide {
        /// The proportions of a cell.
        frame: [u32; 2],
        /// Columns × rows.
        cells: [u32; 2],
        /// Its pixels.
        pixels: Digest,
    },
}

/// The loop's settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// Stop as soon as an attempt scores this.
    pub target: u8,
    /// Stop after so many attempts, in each stage.
    pub max_attempts: u32,
    /// Pictures asked for side by side, where a stage has one painting.
    pub candidates: u32,
    /// Who judges.
    pub judge: ModelId,
    /// The criteria's weights.
    pub rubric: Rubric,
    /// Who rewrites prompts.
    pub refiner: ModelId,
}

/// What happens to every painting, for free.
#[derive(Debug, Clone, PartialEq)]
pub struct Finishing {
    /// How the background goes, as the manifest says and the model can.
    pub cutout: Cutout,
    /// How alpha ends.
    pub edges: Edges,
    /// What becomes of a shadow; unless said, what suits the edges.
    pub shadow: Option<Shadow>,
    /// In art pixels.
    pub size: [u32; 2],
    /// Pixels of the file for each art pixel.
    pub scale: u32,
    /// Whether it is pixel art: snapped, nearest neighbour, few colours.
    pub pixel_art: bool,
    /// The style's colours; may be empty.
    pub palette: Vec<Rgb>,
    /// How they bind.
    pub palette_mode: PaletteMode,
    /// The most unique colours.
    pub max_colors: Option<u32>,
    /// Along which axes its copies meet without a seam.
    pub tileable: Option<Tileable>,
    /// What the user wants done to it.
    pub edits: Vec<Edit>,
}

/// How the frames of an animation are laid out and played.
#[derive(Debug, Clone, PartialEq)]
pub struct Motion {
    /// What is shown, in the user's words.
    pub action: String,
    /// How many frames each facing has.
    pub frames: u32,
    /// Per frame, in milliseconds.
    pub durations: Vec<u32>,
    /// Whether it starts again.
    pub looped: bool,
    /// In which order.
    pub play: Play,
    /// Facings in the user's order; one empty name if none are named.
    pub facings: Vec<String>,
    /// Which facing is another one mirrored.
    pub mirror: BTreeMap<String, String>,
    /// Share of width and height from the top left.
    pub pivot: [f64; 2],
    /// Whether one painting shows all frames of a facing.
    pub sheet: bool,
    /// Whether a frame that does not belong to the others is painted again, or only told of.
    pub consistent: bool,
    /// In which form the sheet's data is written.
    pub format: DataFormat,
    /// What is made to look at.
    pub previews: Previews,
}

/// Moving pictures to look at, one for each facing. Not for engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Previews {
    /// Plays everywhere; 255 colours, and alpha is all or nothing.
    pub gif: bool,
    /// The very pixels; plays in browsers.
    pub apng: bool,
}

impl Motion {
    /// The part that shows frame `idx` (counted from 0) of a facing: `3`, or `left_3`.
    #[must_use]
    pub fn part(&self, facing: &str, idx: u32) -> PartName {
        PartName::parse(&frame_name(self.facings.len(), facing, idx as usize))
            .expect("facings were checked to be names")
    }
}

/// A file of the user's that becomes an asset.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// Where it lies.
    pub path: ProjectPath,
    /// Its decoded pixels.
    pub pixels: Digest,
    /// Its size, width × height, in pixels.
    pub file_size: [u32; 2],
    /// Only the steps that its table names.
    pub finishing: SourceFinishing,
    /// What it must be.
    pub check: CheckSpec,
}

/// The steps that a source's table names.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SourceFinishing {
    /// The background, if `cutout` or `background` is named.
    pub cut_out: Option<(crate::action::AskedBackground, Edges)>,
    /// What becomes of a shadow; unless said, what suits the edges.
    pub shadow: Option<Shadow>,
    /// The size in art pixels, if `size` is named.
    pub fit: Option<[u32; 2]>,
    /// Whether the size is reached without mixing colours.
    pub pixel_art: bool,
    /// The palette, if the table itself names one.
    pub palette: Option<(Vec<Rgb>, PaletteMode, Option<u32>)>,
    /// Along which axes its copies meet without a seam.
    pub tileable: Option<Tileable>,
    /// What the user wants done to it.
    pub edits: Vec<Edit>,
    /// Pixels of the file for each art pixel.
    pub scale: u32,
}

/// A picture made from another asset's.
#[derive(Debug, Clone, PartialEq)]
pub struct Derived {
    /// Which asset.
    pub from: AssetName,
    /// Which part of it.
    pub part: PartName,
    /// What is done to it, on art pixels.
    pub edits: Vec<Edit>,
    /// Pixels of the file for each art pixel; the same as of the asset that it is made from,
    /// unless the table says so.
    pub scale: u32,
    /// Pixels for each art pixel of the picture that it is made from.
    pub from_scale: u32,
    /// Whether it is pixel art.
    pub pixel_art: bool,
}

/// Many pictures in one.
#[derive(Debug, Clone, PartialEq)]
pub struct Atlas {
    /// What goes in, by name; globs are already followed.
    pub entries: Vec<AtlasEntry>,
    /// How it is packed; cells come from the lock, when it runs.
    pub options: PackOptions,
}

/// One picture of an atlas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct AtlasEntry {
    /// What engines call it: the name of its file without ending.
    pub name: String,
    /// Whose picture.
    pub asset: AssetName,
    /// Which part.
    pub part: PartName,
}

/// Why one asset needs another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// `references`, or an animation's `from`: it counts by its origin.
    Reference,
    /// `from` of a derived picture: it counts by its pixels.
    From,
    /// An atlas packs it: it counts by its pixels.
    Pack,
}

/// One asset that another needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// Which.
    pub to: AssetName,
    /// Which part of it.
    pub part: PartName,
    /// Why.
    pub kind: EdgeKind,
}

impl Asset {
    /// All that it needs, each once, sorted.
    #[must_use]
    pub fn edges(&self) -> Vec<Edge> {
        let mut res = match &self.kind {
            Kind::Painted(it) => it.edges(),
            Kind::Source(_) => Vec::new(),
            Kind::Derived(it) => {
                vec![Edge { to: it.from.clone(), part: it.part.clone(), kind: EdgeKind::From }]
            }
            Kind::Atlas(it) => it.edges(),
        };
        res.sort();
        res.dedup();
        res
    }

    /// The score to reach; 0 of what nobody judges.
    #[must_use]
    pub fn target(&self) -> u8 {
        match &self.kind {
            Kind::Painted(it) => it.quality.target,
            Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => 0,
        }
    }

    /// The names of its pictures: states, frames, or the one empty name. An atlas has none.
    #[must_use]
    pub fn parts(&self) -> Vec<PartName> {
        match &self.kind {
            Kind::Painted(it) => it.parts(),
            Kind::Source(_) | Kind::Derived(_) => vec![PartName::default()],
            Kind::Atlas(_) => Vec::new(),
        }
    }
}

impl Painted {
    /// Whether painter, judge and refiner are all part of this program: then the whole loop is a
    /// pure function of what it reads, and runs again for nothing.
    #[must_use]
    pub fn is_built_in(&self) -> bool {
        let painters = self.stages.iter().flat_map(|it| &it.paintings);
        self.quality.judge.is_builtin()
            && self.quality.refiner.is_builtin()
            && painters.into_iter().all(|it| it.words.model.is_builtin())
    }

    /// All parts, frames that are free mirrors included.
    #[must_use]
    pub fn parts(&self) -> Vec<PartName> {
        let Some(motion) = &self.motion else {
            let paintings = self.stages.iter().flat_map(|it| &it.paintings);
            return paintings.map(|it| it.part.clone()).collect();
        };
        let frames = |facing: &String| -> Vec<PartName> {
            (0..motion.frames).map(|idx| motion.part(facing, idx)).collect()
        };
        motion.facings.iter().flat_map(frames).collect()
    }

    fn edges(&self) -> Vec<Edge> {
        let references = self.stages.iter().flat_map(|it| &it.paintings);
        let references = references.flat_map(|it| &it.references);
        let edge = |reference: &Reference| match reference {
            Reference::Asset { name, part } => {
                Some(Edge { to: name.clone(), part: part.clone(), kind: EdgeKind::Reference })
            }
            Reference::File { .. } | Reference::First | Reference::Guide { .. } => None,
        };
        references.filter_map(edge).collect()
    }
}

impl Atlas {
    fn edges(&self) -> Vec<Edge> {
        let edge = |entry: &AtlasEntry| Edge {
            to: entry.asset.clone(),
            part: entry.part.clone(),
            kind: EdgeKind::Pack,
        };
        self.entries.iter().map(edge).collect()
    }
}
