//! Which free steps a picture goes through, in order.

use serde::{Deserialize, Serialize};

use crate::action::{
    ActionKey, AskedBackground, Canvas, CheckSpec, Findings, PaletteMode, Picture, Step, Tileable,
    Way,
};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::resolve::{Derived, Finishing, Painted, SourceFinishing};

/// The steps of one picture: what is checked comes in between.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Steps {
    /// Up to art pixels; the checks measure what comes out.
    pub shaping: Vec<Step>,
    /// From art pixels to the file.
    pub last: Vec<Step>,
}

impl Steps {
    /// The version of every step, by name.
    #[must_use]
    pub fn versions(&self) -> std::collections::BTreeMap<String, u32> {
        let all = self.shaping.iter().chain(&self.last);
        all.map(|it| (it.name().to_owned(), it.version())).collect()
    }
}

/// The steps of a painting. What stands behind the subject is read from the painting's own
/// request, and comes with the way in which it goes; without one (for the finish key) that step
/// is left out. `cell` is columns, rows and index in a sheet.
#[must_use]
pub fn of_painting(
    it: &Painted,
    behind: Option<(AskedBackground, Way)>,
    cell: Option<[u32; 3]>,
) -> Steps {
    let finishing = &it.finishing;
    let [width, height] = finishing.size;
    let edges = finishing.edges;
    let [columns, rows, _] = cell.unwrap_or([1, 1, 0]);
    // A plate and a mask show what the whole painting shows, pixel by pixel: then it is cut first.
    let whole = behind.is_some_and(|(_, way)| way.blob().is_some());
    let snap = (finishing.pixel_art && !paints_pixels(it)).then(|| Step::Snap {
        cells: [width * columns, height * rows],
        colors: finishing.palette.clone(),
        mode: finishing.palette_mode,
        max: finishing.max_colors,
        background: behind.filter(|_| !whole).and_then(|(asked, _)| flat_colour(asked)),
    });
    let cell = cell.map(|[columns, rows, index]| Step::Cell { columns, rows, index });
    let shadow = finishing.shadow;
    let cut = behind.map(|(asked, way)| Step::CutOut { asked, edges, shadow, way });
    let first = if whole { [cut, snap, cell] } else { [snap, cell, cut] };
    let mut shaping: Vec<Step> = first.into_iter().flatten().collect();
    shaping.push(Step::Fit { width, height, pixel_art: finishing.pixel_art });
    shaping.extend(seamless(finishing.tileable));
    shaping.extend(palette(finishing));
    shaping.extend(finishing.edits.iter().cloned().map(|edit| Step::Edit { edit }));
    Steps { shaping, last: to_file(finishing.scale) }
}

fn seamless(tileable: Option<Tileable>) -> Option<Step> {
    tileable.map(|it| Step::Seamless { across: it.axes() })
}

/// Whether whoever paints it knows what a pixel is: the models that this program contains.
fn paints_pixels(it: &Painted) -> bool {
    let paintings = it.stages.iter().flat_map(|it| &it.paintings);
    paintings.into_iter().all(|it| it.words.model.is_builtin())
}

/// What stands behind the subject, if it is one colour.
fn flat_colour(asked: AskedBackground) -> Option<Rgb> {
    match asked {
        AskedBackground::Key(it) | AskedBackground::Colour(it) => Some(it),
        AskedBackground::Transparent | AskedBackground::Opaque => None,
    }
}

/// A look at a picture that a person made: it stays as it is, a sheet apart, which is cut into its
/// cells. It is measured at the size of the file, and whatever does not hold only warns.
#[must_use]
pub fn look_of_adopted(it: &Painted, blob: Digest, cell: Option<[u32; 3]>) -> Look {
    let cut = cell.map(|[columns, rows, index]| Step::Cell { columns, rows, index });
    let size = it.check.size.map(|side| side.saturating_mul(it.finishing.scale.max(1)));
    // Sharpness is measured between art pixels, which a file of another scale does not show.
    let check = CheckSpec { size, sharpness: None, ..it.check.clone() };
    let steps = Steps { shaping: cut.into_iter().collect(), last: Vec::new() };
    Look { blob, steps, check: Some(check) }
}

/// The steps of a painting as far as each frame of a movement goes through them alone; the rest
/// is done to all of them together, see [`GroupLook`].
///
/// [`GroupLook`]: crate::plan::GroupLook
pub(crate) fn of_frame(
    it: &Painted,
    behind: (AskedBackground, Way),
    cell: Option<[u32; 3]>,
) -> Steps {
    let mut res = of_painting(it, Some(behind), cell);
    let n_later = palette(&it.finishing).iter().count() + it.finishing.edits.len();
    res.shaping.truncate(res.shaping.len() - n_later);
    res.last.clear();
    res
}

/// What is left to be done to each frame once they share a palette.
pub(crate) fn after_palette(it: &Painted) -> Steps {
    let edits = it.finishing.edits.iter().cloned();
    Steps {
        shaping: edits.map(|edit| Step::Edit { edit }).collect(),
        last: to_file(it.finishing.scale),
    }
}

/// The step that brings the style's colours in, if there is one.
pub(crate) fn palette(finishing: &Finishing) -> Option<Step> {
    let wanted = finishing.pixel_art || finishing.palette_mode == PaletteMode::Lock;
    wanted.then(|| Step::Palette {
        colors: finishing.palette.clone(),
        mode: finishing.palette_mode,
        max: finishing.max_colors,
    })
}

/// The steps of a user's file: only those that its table names.
#[must_use]
pub fn of_source(it: &SourceFinishing) -> Steps {
    let mut shaping = Vec::new();
    if let Some(cells) = it.fit.filter(|_| it.pixel_art) {
        let (colors, mode, max) =
            it.palette.clone().unwrap_or((Vec::new(), PaletteMode::Guide, None));
        let background = it.cut_out.and_then(|(asked, _)| flat_colour(asked));
        shaping.push(Step::Snap { cells, colors, mode, max, background });
    }
    if let Some((asked, edges)) = it.cut_out {
        shaping.push(Step::CutOut { asked, edges, shadow: it.shadow, way: Way::Auto });
    }
    if let Some([width, height]) = it.fit {
        shaping.push(Step::Fit { width, height, pixel_art: it.pixel_art });
    }
    shaping.extend(seamless(it.tileable));
    if let Some((colors, mode, max)) = it.palette.clone() {
        shaping.push(Step::Palette { colors, mode, max });
    }
    shaping.extend(it.edits.iter().cloned().map(|edit| Step::Edit { edit }));
    let last = if it.scale > 1 { vec![Step::Scale { by: it.scale }] } else { Vec::new() };
    Steps { shaping, last }
}

/// The steps of a picture made from another one's file.
#[must_use]
pub fn of_derived(it: &Derived, width: u32, height: u32) -> Steps {
    let mut shaping = Vec::new();
    if it.from_scale > 1 {
        // Back to art pixels: the file is an exact enlargement of them.
        let size = [width / it.from_scale, height / it.from_scale];
        let [width, height] = size.map(|it| it.max(1));
        shaping.push(Step::Fit { width, height, pixel_art: true });
    }
    shaping.extend(it.edits.iter().cloned().map(|edit| Step::Edit { edit }));
    Steps { shaping, last: to_file(it.scale) }
}

fn to_file(scale: u32) -> Vec<Step> {
    let mut last = Vec::new();
    if scale > 1 {
        last.push(Step::Scale { by: scale });
    }
    last.push(Step::Bleed);
    last
}

/// A look at one picture: process it, check it. Free.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Look {
    /// The blob to start from: a painting, a file, another picture.
    pub blob: Digest,
    /// What is done to it.
    pub steps: Steps,
    /// What it must be; nothing is checked without.
    pub check: Option<CheckSpec>,
}

/// What a look led to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Looked {
    /// The frame that the picture was made in, in its pixels, where something was trimmed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canvas: Option<Canvas>,
    /// The finished picture.
    pub picture: Picture,
    /// What was measured on its art pixels.
    pub findings: Findings,
    /// What the steps say of what they did, for the metadata: how it was cut out.
    pub notes: Vec<String>,
    /// Whether a background was to go, and the border showed nothing to go by.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub uncut: bool,
}

impl Look {
    /// The key of the result: bytes, steps and checks with their versions, thresholds.
    #[must_use]
    pub fn key(&self) -> ActionKey {
        let versions = (self.steps.versions(), CheckSpec::VERSION);
        ActionKey(Digest::key("assetbuild look v1", &(versions, self)))
    }

    /// The colour that is keyed out behind the subject, of which nothing may be left.
    #[must_use]
    pub fn behind(&self) -> Option<Rgb> {
        self.steps.shaping.iter().find_map(|step| match step {
            Step::CutOut { asked: AskedBackground::Key(key), .. } => Some(*key),
            _ => None,
        })
    }
}
