//! `Found`: the grid of a picture, and why it was taken.

use crate::image::Bitmap;
use crate::image::snap::crisp::is_crisp;
use crate::image::snap::field::{Along, Field};
use crate::image::snap::profile::Profile;
use crate::image::snap::refine::Lattice;
use crate::image::snap::report::SnapVerdict;
use crate::image::snap::search::{Candidate, Told, asked, search};
use crate::image::snap::straight::straightened;

/// Less sure than this, a picture is no pixel art.
pub(super) const NONE: f32 = 0.07;
/// From here on, it is.
pub(super) const SURE: f32 = 0.5;
/// Less sure than this, a picture of few colours is left alone: sheets of native pixels repeat, too.
const OF_FEW_COLOURS: f32 = 0.2;
/// Cells that leave more unsaid, in bits a sample, are none.
const MOST_BITS: f32 = 0.75;
/// Cells of a picture that was enlarged without a filter leave less unsaid.
const SHARP_BITS: f32 = 0.005;
/// So much of the contrast lies at the cuts of a good grid.
const MOST_CAPTURED: f32 = 0.7;
/// A picture is looked at in full size, and where it is so blurred that nothing is to be seen from
/// near, halved so often.
const HALVED: u32 = 3;
/// No picture is halved that is then narrower than this, in pixels.
const NARROWEST: usize = 64;
/// How wide cells may be for the size asked for to be that of the grid, in the widths asked for:
/// models leave a margin, and some put one more cell into it.
const AS_ASKED: [f32; 2] = [0.85, 1.06];

/// A grid, and why it was taken.
pub(super) struct Found {
    pub(super) lattice: Lattice,
    pub(super) confidence: f32,
    pub(super) verdict: SnapVerdict,
}

/// What is known of a picture's grid after all of it was looked at.
pub(super) enum Look {
    /// A grid.
    Grid(Found),
    /// Every pixel is a cell.
    Native,
    /// There is none; how sure the best was that was not taken.
    Nothing(f32),
}

/// Looks for the grid of a picture, one of about so many cells if a number was asked for.
pub(super) fn look(bitmap: &Bitmap, cells: Option<[u32; 2]>) -> Look {
    let cells = cells.filter(|it| !it.contains(&0));
    let crisp = is_crisp(bitmap);
    let mut field = Field::of(bitmap);
    // Few colours may still have soft edges: an enlargement by a smooth filter has.
    if let Some(sharp) = crisp.then(|| Seen::of(&field, true)).flatten()
        && sharp.found.confidence >= SURE
        && sharp.candidate.bits <= SHARP_BITS
    {
        return Look::Grid(sharp.found);
    }
    let (full, noise) = (Field::of(bitmap), field.noise());
    let mut best: Option<Found> = None;
    let mut unasked = 0.0_f32;
    for halved in 0..=HALVED {
        if halved > 0 {
            // The pixels of a native picture are no blur.
            if crisp || field.width.min(field.height) < 2 * NARROWEST {
                break;
            }
            field = field.halved();
        }
        let Some(seen) = Seen::of(&field, false) else { break };
        unasked = unasked.max(seen.found.confidence);
        let taken = match cells {
            Some(cells) => seen.asked(&field, cells),
            None => Some(seen.found),
        };
        let taken = match taken {
            Some(it) if halved > 0 => Some(it.enlarged(1 << halved, &full, noise)),
            other => other,
        };
        let better = |it: &Found| best.as_ref().is_none_or(|best| it.confidence > best.confidence);
        best = taken.filter(better).or(best);
        if best.as_ref().is_some_and(|it| it.confidence >= SURE) {
            break;
        }
    }
    let least = if crisp { OF_FEW_COLOURS } else { NONE };
    match best.filter(|it| it.confidence >= least) {
        Some(found) => Look::Grid(found),
        None if crisp => Look::Native,
        None => Look::Nothing(unasked),
    }
}

impl Found {
    /// The same in the picture that was halved, which is so many times as large. What is one cell
    /// from afar may be many from near.
    fn enlarged(mut self, by: usize, full: &Field, noise: f32) -> Found {
        for (cuts, side) in self.lattice.cuts.iter_mut().zip([full.width, full.height]) {
            let last = cuts.len() - 1;
            // What halving left out belongs to the cell beside it.
            let at_border = (cuts[last] + 1) * by > side;
            cuts.iter_mut().for_each(|it| *it *= by);
            if at_border {
                cuts[last] = side;
            }
        }
        self.lattice.pitch *= by as f32;
        let cuts = [&self.lattice.cuts[0], &self.lattice.cuts[1]].map(Vec::as_slice);
        let bits = Told::of(full, cuts, noise).bits as f32;
        self.confidence *= (MOST_BITS / bits.max(0.01)).min(1.0);
        self
    }
}

/// The grid that describes a picture best, and what it was found by.
struct Seen {
    profiles: [Profile; 2],
    noise: f32,
    candidate: Candidate,
    found: Found,
}

impl Seen {
    /// In a crisp picture every edge is where it seems to be.
    fn of(field: &Field, crisp: bool) -> Option<Seen> {
        let noise = if crisp { 0.0 } else { field.noise() };
        let profiles = [Along::X, Along::Y].map(|it| Profile::of(field, it, noise, crisp));
        let candidate = search(field, &profiles, noise)?;
        let found = drawn(field, &profiles, noise, &candidate, crisp);
        Some(Seen { profiles, noise, candidate, found })
    }

    /// A grid of about the cells that were asked for, where the picture does not say otherwise;
    /// `None` if it may have one of other cells, and is not sure.
    fn asked(self, field: &Field, cells: [u32; 2]) -> Option<Found> {
        let sides = [field.width as f32 / cells[0] as f32, field.height as f32 / cells[1] as f32];
        let width = self.found.lattice.pitch / sides[0].min(sides[1]);
        if (AS_ASKED[0]..=AS_ASKED[1]).contains(&width) {
            return Some(self.found);
        }
        let asked = asked(field, &self.profiles, self.noise, cells);
        if let Some(asked) = asked {
            let drawn = drawn(field, &self.profiles, self.noise, &asked, false);
            let sure = self.found.confidence;
            if asked.is_as_brief_as(&self.candidate)
                || sure < SURE && drawn.confidence >= sure / 2.0
            {
                return Some(Found { verdict: SnapVerdict::Asked, ..drawn });
            }
        }
        Some(self.found).filter(|it| it.confidence >= SURE)
    }
}

fn drawn(
    field: &Field,
    profiles: &[Profile; 2],
    noise: f32,
    candidate: &Candidate,
    crisp: bool,
) -> Found {
    let mut lattice = Lattice::first(profiles, candidate);
    // A second look takes time, and what is no pixel art at all does not need it.
    if !crisp && likely(candidate, &lattice) >= NONE {
        lattice = lattice.refined(field, candidate);
        if let Some(straight) = straightened(field, profiles, noise, candidate, &lattice) {
            lattice = straight;
        }
    }
    let confidence = confidence(candidate, &lattice);
    Found { lattice, confidence, verdict: SnapVerdict::Grid }
}

fn confidence(found: &Candidate, lattice: &Lattice) -> f32 {
    let [columns, rows] = lattice.size();
    let enough = |supported: usize, n_cuts: usize| {
        (supported as f32 / (n_cuts as f32 * 0.25).max(6.0)).min(1.0)
    };
    let supported = enough(lattice.supported[0], columns).min(enough(lattice.supported[1], rows));
    (likely(found, lattice) * supported).clamp(0.0, 1.0)
}

/// How much speaks for a grid, however many cuts it has.
fn likely(found: &Candidate, lattice: &Lattice) -> f32 {
    let flat = (MOST_BITS / found.bits.max(0.01)).min(1.0);
    let captured = (found.captured / MOST_CAPTURED).min(1.0);
    found.evidence * captured * flat * lattice.regular
}
