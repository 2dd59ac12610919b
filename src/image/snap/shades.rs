//! `Shade`: a colour that cells have in common.

use crate::colour::{Oklab, Rgb};
use crate::image::snap::cell::{Cell, Tone, rgb};
use crate::image::snap::groups::Groups;
use crate::image::snap::options::{SnapOptions, SnapPalette};

/// Alpha from which a cell is there.
const THERE: f32 = 128.0;
/// Between these alphas a cell is translucent, where it has the same as others.
const TRANSLUCENT: [f32; 2] = [24.0, 232.0];
/// Alphas that lie no further apart are of one level.
const NEXT_ALPHA: f32 = 6.0;
/// And a level is no wider than this: what blur leaves at an outline is of any alpha.
const ALPHA_LEVEL: f32 = 24.0;
/// Fewer cells than this have no level of their own.
const FEWEST_TRANSLUCENT: usize = 3;
/// How far apart the means of two groups are seen as two colours, and what noise adds to it.
const APART: f32 = 0.02;
const APART_BY_NOISE: f32 = 4.0 / 255.0;
/// So often the means are taken anew from the cells nearest to them.
const ROUNDS: usize = 8;
/// What counts half in such a mean, in 8-bit steps.
const HALF: f32 = 5.0;
/// A painted colour that is as near as this to one asked for is that one.
const MEANT: f32 = 0.04;
/// A border this near to the background asked for is the background.
const BEHIND: f32 = 0.25;
/// The share of border cells that a background has.
const MOST_OF_BORDER: f32 = 0.5;

/// A colour that cells have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shade {
    /// As it was painted.
    pub(super) seen: Tone,
    /// As it is shown: straight RGBA.
    pub(super) shown: [u8; 4],
}

impl Shade {
    fn of(rgb: Rgb) -> Shade {
        let [r, g, b] = rgb.0;
        Shade { seen: [r, g, b, 255].map(f32::from), shown: [r, g, b, 255] }
    }

    const CLEAR: Shade = Shade { seen: [0.0; 4], shown: [0; 4] };
}

/// The colours that the cells may have; never empty.
pub(super) fn shades(cells: &[Cell], columns: usize, options: &SnapOptions) -> Vec<Shade> {
    let levels = levels(cells);
    let is_translucent = |it: &Cell| levels.iter().any(|level| is_on(*level, it));
    let there: Vec<Cell> =
        cells.iter().filter(|it| it.tone[3] >= THERE && !is_translucent(it)).copied().collect();
    let mut res = match &options.palette {
        SnapPalette::Given(colours) if !colours.is_empty() => {
            colours.iter().map(|it| Shade::of(*it)).collect()
        }
        SnapPalette::Given(_) => found(&there, &[], usize::MAX),
        SnapPalette::Found { near, most } => found(&there, near, (*most).max(1)),
    };
    if let Some(asked) = options.background {
        put_behind(&mut res, cells, columns, asked);
    }
    res.extend(levels.iter().flat_map(|it| translucent(cells, *it, &options.palette)));
    if cells.iter().any(|it| it.tone[3] < THERE) {
        res.push(Shade::CLEAR);
    }
    res
}

/// The alphas, from and to, that many cells have in common and that are neither clear nor opaque.
fn levels(cells: &[Cell]) -> Vec<[f32; 2]> {
    let alphas = cells.iter().map(|it| it.tone[3]);
    let mut alphas: Vec<f32> =
        alphas.filter(|it| (TRANSLUCENT[0]..=TRANSLUCENT[1]).contains(it)).collect();
    alphas.sort_by(f32::total_cmp);
    let levels = alphas.chunk_by(|a, b| b - a <= NEXT_ALPHA);
    let levels = levels.filter(|it| it.len() >= FEWEST_TRANSLUCENT);
    let levels = levels.map(|it| [it[0], it[it.len() - 1]]);
    levels.filter(|[from, to]| to - from <= ALPHA_LEVEL).collect()
}

fn is_on([from, to]: [f32; 2], cell: &Cell) -> bool {
    (from..=to).contains(&cell.tone[3])
}

/// The colours of glass and shadows of one level of alpha.
fn translucent(cells: &[Cell], level: [f32; 2], palette: &SnapPalette) -> Vec<Shade> {
    let cells: Vec<Cell> = cells.iter().filter(|it| is_on(level, it)).copied().collect();
    let tones: Vec<Tone> = cells.iter().map(|it| it.tone).collect();
    let mut groups = Groups::new(&tones);
    groups.join_alike(APART + APART_BY_NOISE * middle_error(&cells));
    let shade = |tone: Tone| {
        let seen = rgb(tone);
        let Rgb([r, g, b]) = match palette {
            SnapPalette::Given(colours) => nearest(colours, seen).unwrap_or(seen),
            SnapPalette::Found { .. } => seen,
        };
        Shade { seen: tone, shown: [r, g, b, (tone[3] + 0.5) as u8] }
    };
    groups.groups.iter().map(|it| shade(it.tone)).collect()
}

fn nearest(colours: &[Rgb], to: Rgb) -> Option<Rgb> {
    let distance = |it: &Rgb| it.oklab().distance(to.oklab());
    colours.iter().copied().min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

/// How far the tone of a typical cell may be off.
fn middle_error(cells: &[Cell]) -> f32 {
    let mut errors: Vec<f32> = cells.iter().map(|it| it.error).collect();
    errors.sort_by(f32::total_cmp);
    errors.get(errors.len() / 2).copied().unwrap_or(0.0)
}

/// The background as it was painted, found at the border, becomes a shade of its own.
fn put_behind(shades: &mut Vec<Shade>, cells: &[Cell], columns: usize, asked: Rgb) {
    let rows = cells.len() / columns;
    let on_border = |idx: &usize| {
        let (x, y) = (idx % columns, idx / columns);
        x == 0 || y == 0 || x + 1 == columns || y + 1 == rows
    };
    let border: Vec<Tone> = (0..cells.len())
        .filter(on_border)
        .map(|it| cells[it].tone)
        .filter(|it| it[3] >= THERE)
        .collect();
    let Some(painted) = most_frequent(&border) else {
        return;
    };
    let colour = rgb(painted);
    if colour.oklab().distance(asked.oklab()) > BEHIND {
        return;
    }
    let behind = Shade { seen: painted, ..Shade::of(asked) };
    // What was found as a shade of the subject is the same colour.
    shades.retain(|it| it.shown[..3] != asked.0 && !is_near(it, colour));
    shades.push(behind);
}

fn is_near(shade: &Shade, colour: Rgb) -> bool {
    let [r, g, b, _] = shade.shown;
    Rgb([r, g, b]).oklab().distance(colour.oklab()) < APART
}

/// The mean of the tones around which at least half of all lie.
fn most_frequent(tones: &[Tone]) -> Option<Tone> {
    let places: Vec<Oklab> = tones.iter().map(|it| rgb(*it).oklab()).collect();
    let near = |place: Oklab| -> Vec<usize> {
        (0..tones.len()).filter(|it| places[*it].distance(place) < 0.06).collect()
    };
    let step = (tones.len() / 64).max(1);
    let around = places.iter().step_by(step).map(|it| near(*it));
    let best = around.reduce(|a, b| if b.len() > a.len() { b } else { a })?;
    if (best.len() as f32) < MOST_OF_BORDER * tones.len() as f32 {
        return None;
    }
    let mut mean = [0.0; 4];
    for idx in &best {
        for (sum, value) in mean.iter_mut().zip(tones[*idx]) {
            *sum += value / best.len() as f32;
        }
    }
    Some(mean)
}

/// As many colours as the cells have, at most so many.
fn found(cells: &[Cell], near: &[Rgb], most: usize) -> Vec<Shade> {
    let tones: Vec<Tone> = cells.iter().map(|it| it.tone).collect();
    let mut groups = Groups::new(&tones);
    groups.join_alike(APART + APART_BY_NOISE * middle_error(cells));
    groups.join_until(most);
    let mut means: Vec<Tone> = groups.groups.iter().map(|it| it.tone).collect();
    settle(&mut means, &tones);
    let mut res: Vec<Shade> =
        means.iter().map(|it| Shade { seen: *it, ..Shade::of(rgb(*it)) }).collect();
    take_asked(&mut res, near);
    if res.is_empty() { vec![Shade::CLEAR] } else { res }
}

/// Of the colours asked for, each one takes the place of the nearest that was found.
fn take_asked(shades: &mut [Shade], near: &[Rgb]) {
    for asked in near {
        let place = asked.oklab();
        let distance = |it: &Shade| rgb(it.seen).oklab().distance(place);
        let nearest = shades.iter_mut().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        if let Some(shade) = nearest.filter(|it| distance(it) <= MEANT) {
            shade.shown = Shade::of(*asked).shown;
        }
    }
}

/// Means move to the cells nearest to them (Lloyd), far ones counting little.
fn settle(means: &mut [Tone], tones: &[Tone]) {
    for _ in 0..ROUNDS {
        let mut sums = vec![[0.0; 5]; means.len()];
        for tone in tones {
            let distances = means.iter().map(|it| squared_distance(*it, *tone)).enumerate();
            let Some((idx, squared)) = distances.min_by(|a, b| a.1.total_cmp(&b.1)) else {
                return;
            };
            let weight = 1.0 / (1.0 + squared / (HALF * HALF));
            for (sum, value) in sums[idx].iter_mut().zip([tone[0], tone[1], tone[2], tone[3], 1.0])
            {
                *sum += value * weight;
            }
        }
        for (mean, [r, g, b, a, weight]) in means.iter_mut().zip(sums) {
            if weight > 0.0 {
                *mean = [r, g, b, a].map(|it| it / weight);
            }
        }
    }
}

fn squared_distance(a: Tone, b: Tone) -> f32 {
    let [p, q, r] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    p * p + q * q + r * r
}
