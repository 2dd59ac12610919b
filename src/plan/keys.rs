//! The three keys of an asset: what costs pictures, what costs a verdict, what costs nothing.
//!
//! | key       | holds                                                        | if it differs   |
//! |-----------|--------------------------------------------------------------|-----------------|
//! | `brief`   | words and references of every painting                       | costs pictures  |
//! | `quality` | judge and rendered judge prompt; no palette, no weights      | costs a verdict |
//! | `finish`  | picked origins, steps, checks, weights, edits, pixels of the pictures it is made from; of a wholly built-in loop, all that the loop reads | costs nothing |
//!
//! In none of them: names, paths, categories, comments, budgets, `target` and `max-attempts`
//! (compared with the record, not hashed; a built-in loop apart), versions of free steps.
//!
//! Each key is the digest of a text with named fields. The text is kept beside what it led to, so
//! that `why` can say which field changed, from what to what.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::action::{
    ActionKey, CheckSpec, DataFormat, Edges, Edit, Origin, PackOptions, Picture, Play, Rubric,
    Shadow, Words,
};
use crate::colour::Rgb;
use crate::digest::{Digest, canonical_text};
use crate::lock::{Pick, Taken};
use crate::model::ModelId;
use crate::name::{AssetName, PartName};
use crate::plan::{Steps, steps};
use crate::resolve::{
    Asset, Atlas, Derived, Kind, Motion, Painted, Previews, Quality, Reference, Source,
};

/// Looks up what another asset's picture counts as.
pub type OriginOf<'a> = dyn Fn(&AssetName, &PartName) -> Option<Origin> + 'a;

/// A key, and the text that it is the digest of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Keyed {
    /// The key.
    pub key: Digest,
    /// Canonical JSON.
    pub text: String,
}

impl Keyed {
    fn of(domain: &str, value: &impl Serialize) -> Keyed {
        let text = canonical_text(value);
        Keyed { key: Digest::of_text(domain, &text), text }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
enum Shown {
    Origin(Origin),
    First,
}

#[derive(Serialize)]
struct Entry<'a> {
    part: &'a PartName,
    words: &'a Words,
    references: Vec<Shown>,
}

/// The key of an asset's brief: the words and references of all its paintings.
///
/// References to the asset's own first picture are in it as such, not by their origin: the key
/// is known before anything is painted, and another pick among its own paintings does not change
/// it. `Err` names the first asset whose origin is not known yet.
pub fn asset_brief(painted: &Painted, origin: &OriginOf<'_>) -> Result<ActionKey, AssetName> {
    brief(painted, origin).map(|it| ActionKey(it.key))
}

/// The same with its text.
pub fn brief(painted: &Painted, origin: &OriginOf<'_>) -> Result<Keyed, AssetName> {
    let mut stages = Vec::new();
    for stage in &painted.stages {
        let mut entries = Vec::new();
        for it in &stage.paintings {
            let shown = |reference: &Reference| match reference {
                Reference::Asset { name, part } => {
                    origin(name, part).map(Shown::Origin).ok_or_else(|| name.clone())
                }
                Reference::File { pixels, .. } | Reference::Guide { pixels, .. } => {
                    Ok(Shown::Origin(Origin::of_file(*pixels)))
                }
                Reference::First => Ok(Shown::First),
            };
            let references = it.references.iter().map(shown).collect::<Result<_, _>>()?;
            entries.push(Entry { part: &it.part, words: &it.words, references });
        }
        stages.push(entries);
    }
    Ok(Keyed::of("assetbuild asset brief v1", &stages))
}

/// The words of an asset's brief alone, to tell changed words from a changed reference.
#[must_use]
pub fn words(painted: &Painted) -> Digest {
    let paintings = painted.stages.iter().flat_map(|it| &it.paintings);
    let words: Vec<&Words> = paintings.map(|it| &it.words).collect();
    Digest::key("assetbuild asset words v1", &words)
}

/// The key of verdicts: who judges, and what is said to the judge.
#[must_use]
pub fn quality(painted: &Painted) -> Digest {
    judging(painted).key
}

/// The same with its text.
#[must_use]
pub fn judging(painted: &Painted) -> Keyed {
    #[derive(Serialize)]
    struct Judging<'a> {
        judge: String,
        prompts: Vec<&'a str>,
    }
    let prompts = painted.stages.iter().map(|it| it.judge_prompt.as_str()).collect();
    let judging = Judging { judge: painted.quality.judge.to_string(), prompts };
    Keyed::of("assetbuild quality v1", &judging)
}

/// What of other assets and of the pick goes into a finish key.
#[derive(Debug, Clone, Default)]
pub struct FinishInputs {
    /// The picked origins, with plate and mask, in the order of the paintings. Of a built-in
    /// loop, those that a person picked. Empty where nothing is picked.
    pub picked: Vec<PickedOrigin>,
    /// The pixels of the pictures that it is made from, in order. Of a built-in loop, those of
    /// the pictures that it refers to.
    pub pixels: Vec<Digest>,
    /// The brief: only of a built-in loop.
    pub brief: Option<ActionKey>,
}

/// An origin that is picked, with its plate and its mask.
pub type PickedOrigin = (Origin, Option<Digest>, Option<Digest>);

/// The origin of a pick, with what its painting has beside it in the record.
#[must_use]
pub fn picked_origin(pick: &Pick, taken: &[Taken]) -> PickedOrigin {
    let it = taken.iter().find(|it| Some(it.answer) == pick.answer);
    (pick.origin, it.and_then(|it| it.plate), it.and_then(|it| it.mask))
}

impl FinishInputs {
    /// What goes into the finish key of this asset: of a built-in loop all that it reads, of any
    /// other one the picks, and of what no model paints the pixels.
    ///
    /// `brief` and `edges`, the pixels of what it needs in the order of its edges, are asked for
    /// only where they count.
    pub fn of(
        asset: &Asset,
        brief: impl FnOnce() -> Option<ActionKey>,
        edges: impl FnOnce() -> Vec<Digest>,
        picked: Vec<PickedOrigin>,
    ) -> FinishInputs {
        let read = || edges().into_iter().chain(files(asset)).collect();
        match &asset.kind {
            Kind::Painted(it) if it.is_built_in() => {
                FinishInputs { brief: brief(), pixels: read(), picked }
            }
            Kind::Painted(_) => FinishInputs { picked, ..FinishInputs::default() },
            Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => {
                FinishInputs { pixels: read(), ..FinishInputs::default() }
            }
        }
    }
}

/// The pixels of the user's files that an asset reads itself.
#[must_use]
pub fn files(asset: &Asset) -> BTreeSet<Digest> {
    let painted = match &asset.kind {
        Kind::Painted(it) => it,
        Kind::Source(it) => return BTreeSet::from([it.pixels]),
        Kind::Derived(_) | Kind::Atlas(_) => return BTreeSet::new(),
    };
    let paintings = painted.stages.iter().flat_map(|it| &it.paintings);
    let file = |reference: &Reference| match reference {
        Reference::File { pixels, .. } => Some(*pixels),
        Reference::Asset { .. } | Reference::First | Reference::Guide { .. } => None,
    };
    paintings.flat_map(|it| &it.references).filter_map(file).collect()
}

/// The key of everything that is free.
#[must_use]
pub fn finish(asset: &Asset, inputs: &FinishInputs) -> Digest {
    finishing(asset, inputs).key
}

/// The same with its text.
#[must_use]
pub fn finishing(asset: &Asset, inputs: &FinishInputs) -> Keyed {
    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    struct Finish<'a> {
        made: Own<'a>,
        metadata: String,
        nine_slice: Option<[u32; 4]>,
        pivot: Option<[f64; 2]>,
        picked: &'a [(Origin, Option<Digest>, Option<Digest>)],
        pixels: &'a [Digest],
        brief: Option<ActionKey>,
    }
    let FinishInputs { picked, pixels, brief } = inputs;
    let made = match &asset.kind {
        Kind::Painted(it) => painted(&asset.name, it),
        Kind::Source(it) => source(it),
        Kind::Derived(it) => derived(it),
        Kind::Atlas(it) => atlas(it),
    };
    let metadata = format!("{:?}", asset.metadata).to_lowercase();
    let (nine_slice, pivot, brief) = (asset.nine_slice, asset.pivot, *brief);
    let finish = Finish { made, metadata, nine_slice, pivot, picked, pixels, brief };
    Keyed::of("assetbuild finish v1", &finish)
}

/// What an asset itself says of its finish, by kind.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "kebab-case")]
enum Own<'a> {
    Painted {
        cutout: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        network: Option<&'a str>,
        edges: Edges,
        #[serde(skip_serializing_if = "Option::is_none")]
        shadow: Option<Shadow>,
        size: [u32; 2],
        scale: u32,
        steps: Steps,
        check: &'a CheckSpec,
        rubric: &'a Rubric,
        measured: Option<&'a [Rgb]>,
        motion: Option<Played<'a>>,
        built_in: Option<Reads<'a>>,
    },
    Source {
        file: Digest,
        steps: Steps,
        check: &'a CheckSpec,
    },
    Derived {
        edits: &'a [Edit],
        scale: u32,
        from_scale: u32,
        pixel_art: bool,
    },
    Atlas {
        names: Vec<&'a str>,
        options: PackOptions,
    },
}

/// What the sheet's data says. It names the sheet's file.
#[derive(Serialize)]
struct Played<'a> {
    name: &'a AssetName,
    frames: u32,
    durations: &'a [u32],
    looped: bool,
    play: Play,
    facings: &'a [String],
    mirror: &'a std::collections::BTreeMap<String, String>,
    pivot: [f64; 2],
    sheet: bool,
    consistent: bool,
    format: DataFormat,
    previews: Previews,
}

/// What a wholly built-in loop reads beyond what every loop does.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Reads<'a> {
    target: u8,
    max_attempts: u32,
    candidates: u32,
    judge_prompts: Vec<&'a str>,
    judge: &'a ModelId,
    refiner: &'a ModelId,
    edition: &'a str,
}

fn painted<'a>(name: &'a AssetName, it: &'a Painted) -> Own<'a> {
    let Quality { target, max_attempts, candidates, .. } = it.quality;
    let Quality { judge, refiner, .. } = &it.quality;
    let prompts = it.stages.iter().map(|it| it.judge_prompt.as_str());
    let (judge_prompts, edition) = (prompts.collect(), it.edition.as_str());
    let reads = Reads { target, max_attempts, candidates, judge_prompts, judge, refiner, edition };
    // The judge in this program measures how well the style's colours are kept.
    let measured = judge.is_builtin().then_some(it.finishing.palette.as_slice());
    Own::Painted {
        // How a painting is cut out stands in its own request, but for how alpha ends.
        cutout: it.finishing.cutout.as_str(),
        network: it.finishing.cutout.network(),
        edges: it.finishing.edges,
        shadow: it.finishing.shadow,
        size: it.finishing.size,
        scale: it.finishing.scale,
        steps: steps::of_painting(it, None, None),
        check: &it.check,
        rubric: &it.quality.rubric,
        measured,
        motion: it.motion.as_ref().map(|it| played(name, it)),
        built_in: it.is_built_in().then_some(reads),
    }
}

fn played<'a>(name: &'a AssetName, it: &'a Motion) -> Played<'a> {
    // Without `..`, so that a new field cannot be left out by accident. The action is in the
    // words.
    let Motion {
        action: _,
        frames,
        durations,
        looped,
        play,
        facings,
        mirror,
        pivot,
        sheet,
        consistent,
        format,
        previews,
    } = it;
    Played {
        name,
        frames: *frames,
        durations,
        looped: *looped,
        play: *play,
        facings,
        mirror,
        pivot: *pivot,
        sheet: *sheet,
        consistent: *consistent,
        format: *format,
        previews: *previews,
    }
}

fn source(it: &Source) -> Own<'_> {
    let Source { path: _, pixels, file_size: _, finishing, check } = it;
    Own::Source { file: *pixels, steps: steps::of_source(finishing), check }
}

fn derived(it: &Derived) -> Own<'_> {
    let Derived { from: _, part: _, edits, scale, from_scale, pixel_art } = it;
    let (scale, from_scale, pixel_art) = (*scale, *from_scale, *pixel_art);
    Own::Derived { edits, scale, from_scale, pixel_art }
}

fn atlas(it: &Atlas) -> Own<'_> {
    let names = it.entries.iter().map(|it| it.name.as_str()).collect();
    let mut options = it.options.clone();
    // Cells are an outcome: giving one out must not make the atlas dirty again.
    options.cells.clear();
    Own::Atlas { names, options }
}

/// One digest for the pictures of an asset, to hand on as "its pixels".
#[must_use]
pub fn pixels<'a>(pictures: impl IntoIterator<Item = (&'a PartName, &'a Picture)>) -> Digest {
    let all: Vec<_> = pictures.into_iter().map(|(part, it)| (part, it.pixels)).collect();
    Digest::key("assetbuild pixels v1", &all)
}
