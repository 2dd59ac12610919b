//! `Shade`: a colour that cells have in common.

use crate::colour::{Oklab, Rgb};
use crate::image::snap::cell::{Cell, Tone};
use crate::image::snap::options::{SnapOptions, SnapPalette};

/// Cells of fewer groups than this are compared in pairs.
const MOST_GROUPS: usize = 1_200;
/// Alpha from which a cell is there.
const THERE: f32 = 128.0;
/// How far apart the means of two groups are seen as two colours, and what noise adds to it.
const APART: f32 = 0.03;
const APART_BY_NOISE: f32 = 1.2 / 255.0;
/// A group of so few cells is sooner taken for noise.
const FEW: [(f32, f32); 2] = [(1.0, 1.6), (3.0, 1.25)];
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
    let mut res = match &options.palette {
        SnapPalette::Given(colours) if !colours.is_empty() => {
            colours.iter().map(|it| Shade::of(*it)).collect()
        }
        SnapPalette::Given(_) => found(cells, &[], usize::MAX),
        SnapPalette::Found { near, most } => found(cells, near, (*most).max(1)),
    };
    if let Some(asked) = options.background {
        put_behind(&mut res, cells, columns, asked);
    }
    if cells.iter().any(|it| it.tone[3] < THERE) {
        res.push(Shade::CLEAR);
    }
    res
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
    let there: Vec<Tone> = cells.iter().map(|it| it.tone).filter(|it| it[3] >= THERE).collect();
    let mut residuals: Vec<f32> = cells.iter().map(|it| it.residual).collect();
    residuals.sort_by(f32::total_cmp);
    let noise = residuals.get(residuals.len() / 2).copied().unwrap_or(0.0);
    let mut groups = Groups::new(&there);
    groups.join_alike(APART + APART_BY_NOISE * noise);
    groups.join_until(most);
    let mut means: Vec<Tone> = groups.groups.iter().map(|it| it.tone).collect();
    settle(&mut means, &there);
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

fn rgb([r, g, b, _]: Tone) -> Rgb {
    Rgb([r, g, b].map(|it| (it.clamp(0.0, 255.0) + 0.5) as u8))
}

/// Cells that are taken for one colour.
#[derive(Debug, Clone)]
struct Group {
    tone: Tone,
    place: Oklab,
    weight: f32,
}

impl Group {
    fn distance(&self, other: &Group) -> f32 {
        self.place.distance(other.place)
    }

    /// The squared error that joining two groups adds (Ward 1963).
    fn cost(&self, other: &Group) -> f32 {
        let distance = self.distance(other);
        self.weight * other.weight / (self.weight + other.weight) * distance * distance
    }

    fn join(&mut self, other: &Group) {
        let weight = self.weight + other.weight;
        let mean = |a: f32, b: f32| (a * self.weight + b * other.weight) / weight;
        let mut tone = self.tone;
        for (own, theirs) in tone.iter_mut().zip(other.tone) {
            *own = mean(*own, theirs);
        }
        let (a, b) = (self.place, other.place);
        self.place = Oklab { l: mean(a.l, b.l), a: mean(a.a, b.a), b: mean(a.b, b.b) };
        self.tone = tone;
        self.weight = weight;
    }
}

struct Groups {
    groups: Vec<Group>,
}

impl Groups {
    /// One for every colour, rounded as little as keeps their number down.
    fn new(tones: &[Tone]) -> Groups {
        let mut step = 1.0;
        loop {
            let mut keyed: Vec<([i32; 3], usize)> = tones
                .iter()
                .enumerate()
                .map(|(idx, it)| ([it[0], it[1], it[2]].map(|it| (it / step).round() as i32), idx))
                .collect();
            keyed.sort_unstable();
            let runs = keyed.chunk_by(|a, b| a.0 == b.0);
            let groups: Vec<Group> = runs
                .map(|run| {
                    let mut tone = [0.0; 4];
                    for (_, idx) in run {
                        for (sum, value) in tone.iter_mut().zip(tones[*idx]) {
                            *sum += value / run.len() as f32;
                        }
                    }
                    Group { tone, place: rgb(tone).oklab(), weight: run.len() as f32 }
                })
                .collect();
            if groups.len() <= MOST_GROUPS {
                return Groups { groups };
            }
            step *= 1.3;
        }
    }

    /// Joins the cheapest pair again and again, as long as two groups look alike.
    fn join_alike(&mut self, apart: f32) {
        self.join_while(|a, b| {
            let fewer = a.weight.min(b.weight);
            let factor = FEW.iter().find(|it| fewer <= it.0).map_or(1.0, |it| it.1);
            a.distance(b) <= apart * factor
        });
    }

    fn join_until(&mut self, most: usize) {
        while self.groups.len() > most.max(1) {
            let n = self.groups.len();
            let pairs = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
            let cost = |(a, b): (usize, usize)| self.groups[a].cost(&self.groups[b]);
            let Some((a, b)) = pairs.min_by(|p, q| cost(*p).total_cmp(&cost(*q))) else {
                return;
            };
            let other = self.groups.remove(b);
            self.groups[a].join(&other);
        }
    }

    fn join_while(&mut self, alike: impl Fn(&Group, &Group) -> bool) {
        let mut partners: Vec<Option<(f32, usize)>> = Vec::new();
        let partner = |groups: &[Group], a: usize| {
            let others = (0..groups.len()).filter(|b| *b != a && groups[*b].weight > 0.0);
            let others = others.filter(|b| alike(&groups[a], &groups[*b]));
            let costs = others.map(|b| (groups[a].cost(&groups[b]), b));
            costs.min_by(|p, q| p.0.total_cmp(&q.0))
        };
        partners.extend((0..self.groups.len()).map(|it| partner(&self.groups, it)));
        loop {
            let known = partners.iter().enumerate();
            let known = known.filter_map(|(a, it)| it.map(|(cost, b)| (cost, a, b)));
            let Some((_, a, b)) = known.min_by(|p, q| p.0.total_cmp(&q.0)) else {
                break;
            };
            let other = self.groups[b].clone();
            self.groups[a].join(&other);
            self.groups[b].weight = 0.0;
            partners[b] = None;
            for (idx, known) in partners.iter_mut().enumerate() {
                if self.groups[idx].weight == 0.0 {
                    continue;
                }
                let stale = known.is_some_and(|it| it.1 == a || it.1 == b);
                if idx == a || stale {
                    *known = partner(&self.groups, idx);
                } else if alike(&self.groups[idx], &self.groups[a]) {
                    let cost = self.groups[idx].cost(&self.groups[a]);
                    if known.is_none_or(|it| cost < it.0) {
                        *known = Some((cost, a));
                    }
                }
            }
        }
        self.groups.retain(|it| it.weight > 0.0);
    }
}
