//! `Profile`: how much contrast lies across every border of two columns, or of two rows.

use crate::image::snap::field::{Along, Field, Place, distance};

/// Less contrast is no edge, however clean the picture is.
const LEAST: f32 = 0.012;
/// The same for the mean of a whole row of cells.
const LEAST_OF_BANDS: f32 = 0.006;
/// More contrast than this does not make an edge more certain.
const MOST: f32 = 0.2;
/// Contrast is measured between places so far on either side of an edge, in pixels.
const REACH: usize = 3;
/// So many columns are read at once, since single ones lie far apart in memory.
const BUNDLE: usize = 16;

/// The contrast of all edges, by border: index `i` lies between pixels `i - 1` and `i`.
pub(super) struct Profile {
    /// One more than there are pixels.
    pub(super) contrast: Vec<f32>,
    /// The sum of all.
    pub(super) total: f32,
    /// The picture has no blur: every edge lies on the very border where it was found.
    pub(super) crisp: bool,
}

impl Profile {
    /// On every line, edges are thinned to the places where the change is steepest, and each
    /// counts by its contrast: so blur does not spread them.
    pub(super) fn of(field: &Field, along: Along, noise: f32, crisp: bool) -> Profile {
        Profile::with(field, along, (3.0 * noise).max(LEAST), crisp)
    }

    /// Of lines that are the means of many: their edges stand out of far less noise.
    pub(super) fn of_bands(bands: &Field) -> Profile {
        Profile::with(bands, Along::X, (3.0 * bands.noise()).max(LEAST_OF_BANDS), false)
    }

    fn with(field: &Field, along: Along, least: f32, crisp: bool) -> Profile {
        let length = field.length(along);
        let mut thinned = Thinned {
            contrast: vec![0.0; length + 1],
            least,
            steps: vec![0.0; length + 1],
            smooth: vec![0.0; length + 1],
        };
        match along {
            _ if length < 2 => {}
            Along::X => field.places.chunks_exact(length).for_each(|line| thinned.add(line, crisp)),
            Along::Y => columns(field, |line| thinned.add(line, crisp)),
        }
        let total = thinned.contrast.iter().sum();
        Profile { contrast: thinned.contrast, total, crisp }
    }

    /// Of how many pixels.
    pub(super) fn length(&self) -> usize {
        self.contrast.len() - 1
    }
}

fn columns(field: &Field, mut each: impl FnMut(&[Place])) {
    let mut bundle = vec![[0.0; 4]; BUNDLE * field.height];
    for left in (0..field.width).step_by(BUNDLE) {
        let wide = BUNDLE.min(field.width - left);
        for (y, row) in field.places.chunks_exact(field.width).enumerate() {
            for (x, place) in row[left..left + wide].iter().enumerate() {
                bundle[x * field.height + y] = *place;
            }
        }
        bundle.chunks_exact(field.height).take(wide).for_each(&mut each);
    }
}

/// Collects the edges of lines.
struct Thinned {
    contrast: Vec<f32>,
    /// The least change that is not noise.
    least: f32,
    steps: Vec<f32>,
    smooth: Vec<f32>,
}

impl Thinned {
    fn add(&mut self, line: &[Place], crisp: bool) {
        let n = line.len();
        for idx in 1..n {
            self.steps[idx] = distance(line[idx - 1], line[idx]);
        }
        if crisp {
            for idx in 1..n {
                self.contrast[idx] += self.steps[idx].min(MOST);
            }
            return;
        }
        self.smooth_steps();
        for idx in 1..n {
            let [before, here, after] = [idx - 1, idx, idx + 1].map(|it| self.smooth[it]);
            if here > before && here >= after && here * 2.5 >= self.least {
                let across =
                    distance(line[idx.saturating_sub(REACH)], line[(idx + REACH - 1).min(n - 1)]);
                if across >= 2.0 * self.least {
                    self.put(idx, [before, here, after], (across - self.least).min(MOST));
                }
            }
        }
    }

    /// The binomial filter 1 4 6 4 1; beyond the ends nothing changes.
    fn smooth_steps(&mut self) {
        let n = self.steps.len() - 1;
        let at = |it: usize| if it < 2 || it > n + 1 { 0.0 } else { self.steps[it - 2] };
        let mut window = [at(1), at(2), at(3), at(4), at(5)];
        for idx in 1..n {
            let [a, b, c, d, e] = window;
            self.smooth[idx] = ((a + e) + 4.0 * (b + d) + 6.0 * c) / 16.0;
            window = [b, c, d, e, at(idx + 5)];
        }
    }

    /// Shares an edge between the two borders that its summit (of a parabola) lies between.
    fn put(&mut self, idx: usize, [before, here, after]: [f32; 3], weight: f32) {
        let bend = before - 2.0 * here + after;
        let off = if bend < -1e-9 { 0.5 * (before - after) / bend } else { 0.0 };
        let at = idx as f32 + off.clamp(-0.5, 0.5);
        let border = at as usize;
        let part = at - border as f32;
        self.contrast[border] += weight * (1.0 - part);
        if let Some(next) = self.contrast.get_mut(border + 1) {
            *next += weight * part;
        }
    }
}
