//! `Grid`: cuts on one axis, about one pitch apart, drawn where edges lie.

use crate::image::snap::flat::Flat;
use crate::image::snap::profile::Profile;

/// How much wider or narrower than the pitch a cell may be; where nothing is blurred, it is the
/// whole number before or after it.
const ELASTIC: f32 = 0.28;
/// What a cell costs that is not as wide as the pitch, by the squared share that it is off.
const STIFFNESS: f32 = 10.0;
/// What a cut at the border of the picture is worth.
const BORDER: f32 = 0.4;
/// No line counts more than this many typical ones.
const STRONGEST: f32 = 1.6;

/// Where the cells of one axis end, in pixels, ascending; the outermost cuts included.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    pub(super) cuts: Vec<usize>,
    /// The share of all contrast that lies at the cuts.
    pub(super) captured: f32,
}

impl Grid {
    /// The best cuts of all about this far apart: those with the most contrast on them.
    ///
    /// `None` where not even one cell fits.
    pub(super) fn elastic(profile: &Profile, pitch: f32) -> Option<Grid> {
        Grid::of_pull(profile, &Pull::new(profile, pitch))
    }

    /// The same, where between cuts there should be no change of colour.
    pub(super) fn flat(profile: &Profile, flat: &Flat, pitch: f32) -> Option<Grid> {
        let mut pull = Pull::new(profile, pitch);
        let typical = flat.typical(pitch);
        let (narrow, wide) = pull.widths();
        pull.broken = (narrow..=wide).map(|width| flat.broken(width, typical)).collect();
        Grid::of_pull(profile, &pull)
    }

    fn of_pull(profile: &Profile, pull: &Pull) -> Option<Grid> {
        let pitch = pull.pitch;
        let cuts = pull.best_path()?;
        let captured = captured(profile, &cuts, pitch);
        Some(Grid { cuts, captured })
    }

    pub(super) fn n_cells(&self) -> usize {
        self.cuts.len() - 1
    }

    /// From the first cut to the last, in pixels.
    pub(super) fn extent(&self) -> usize {
        self.cuts[self.cuts.len() - 1] - self.cuts[0]
    }
}

/// How far from a cut an edge of its cell may lie, in pixels.
pub(super) fn spread(profile: &Profile, pitch: f32) -> f32 {
    if profile.crisp { 0.0 } else { (0.06 * pitch).max(0.6) }
}

/// How far from a cut edges still count as captured, in pixels.
pub(super) fn reach(profile: &Profile, pitch: f32) -> f32 {
    if profile.crisp { 0.0 } else { (1.5 * spread(profile, pitch)).max(1.0) }
}

fn captured(profile: &Profile, cuts: &[usize], pitch: f32) -> f32 {
    let reach = reach(profile, pitch) as usize;
    let mut from = 0;
    let mut sum = 0.0;
    for cut in cuts {
        let end = (cut + reach).min(profile.length());
        let start = cut.saturating_sub(reach).max(from);
        sum += profile.contrast[start.min(end + 1)..=end].iter().sum::<f32>();
        from = end + 1;
    }
    sum / profile.total.max(1e-9)
}

/// The profile with a Gaussian over it.
pub(super) fn smoothed(contrast: &[f32], sigma: f32) -> Vec<f32> {
    if sigma <= 0.0 {
        return contrast.to_vec();
    }
    let reach = (sigma * 3.0).ceil() as usize;
    let weight = |it: usize| libm::expf(-((it * it) as f32) / (2.0 * sigma * sigma));
    let weights: Vec<f32> = (0..=reach).map(weight).collect();
    let mut res = vec![0.0; contrast.len()];
    for (idx, value) in contrast.iter().enumerate().filter(|it| *it.1 > 0.0) {
        let start = idx.saturating_sub(reach);
        let end = (idx + reach).min(contrast.len() - 1);
        for (at, sum) in (start..).zip(&mut res[start..=end]) {
            *sum += value * weights[at.abs_diff(idx)];
        }
    }
    res
}

/// What draws the cuts of one pitch.
struct Pull {
    pitch: f32,
    elastic: f32,
    /// By border; 1 is what a typical line of cells has.
    force: Vec<f32>,
    /// By width from the narrowest on, and first border: what it costs that a cell is not flat.
    broken: Vec<Vec<f32>>,
}

impl Pull {
    fn new(profile: &Profile, pitch: f32) -> Pull {
        let smooth = smoothed(&profile.contrast, spread(profile, pitch));
        let typical = typical_line(&smooth, pitch);
        let force = smooth.iter().map(|it| (it / typical).min(STRONGEST)).collect();
        Pull {
            pitch,
            elastic: if profile.crisp { 0.0 } else { ELASTIC },
            force,
            broken: Vec::new(),
        }
    }

    /// The path with the greatest score, by dynamic programming over the last cut (Viterbi).
    fn best_path(&self) -> Option<Vec<usize>> {
        let n = self.force.len() - 1;
        let (narrow, wide) = self.widths();
        let costs: Vec<f32> = (narrow..=wide).map(|it| self.cost(it)).collect();
        let mut best = vec![f32::NEG_INFINITY; n + 1];
        let mut before = vec![usize::MAX; n + 1];
        for at in 0..=n {
            if (at as f32) < self.pitch {
                best[at] = self.force[at] + self.start(at);
            }
            let own = self.force[at] + if at == n { BORDER } else { 0.0 };
            for (width, cost) in (narrow..=wide.min(at)).zip(&costs) {
                let broken = self.broken.get(width - narrow).map_or(0.0, |it| it[at - width]);
                let score = best[at - width] + own - cost - broken;
                if score > best[at] {
                    best[at] = score;
                    before[at] = at - width;
                }
            }
        }
        let first = n.saturating_sub(self.pitch as usize);
        let end = (first..=n).reduce(|a, b| if best[b] > best[a] { b } else { a })?;
        let mut cuts = vec![end];
        let mut at = end;
        while before[at] != usize::MAX {
            at = before[at];
            cuts.push(at);
        }
        cuts.reverse();
        (cuts.len() > 1 && best[end] > f32::NEG_INFINITY).then_some(cuts)
    }

    fn widths(&self) -> (usize, usize) {
        let narrow = (self.pitch * (1.0 - self.elastic)) as usize;
        let wide = (self.pitch * (1.0 + self.elastic)).ceil() as usize;
        (narrow.max(1), wide.max(2))
    }

    /// Whole pixels cannot be nearer to the pitch than half of one: that much is free.
    fn cost(&self, width: usize) -> f32 {
        let off = (width as f32 - self.pitch).abs() / self.pitch;
        let off = (off - (0.5 / self.pitch).min(0.5)).max(0.0);
        STIFFNESS * off * off
    }

    /// What it is worth to begin here: best at the border, worst half a cell from it.
    fn start(&self, at: usize) -> f32 {
        let part = at as f32 / self.pitch;
        if at == 0 { BORDER } else { -0.25 * (0.5 - (part - 0.5).abs()) }
    }
}

/// The mean of the strongest border of each cell.
fn typical_line(smooth: &[f32], pitch: f32) -> f32 {
    let n_cells = ((smooth.len() - 1) as f32 / pitch).max(1.0);
    let mut strongest: Vec<f32> = (0..n_cells.ceil() as usize)
        .map(|idx| {
            let start = (idx as f32 * pitch) as usize;
            let end = (((idx + 1) as f32 * pitch) as usize).min(smooth.len() - 1);
            smooth[start.min(end)..=end].iter().copied().fold(0.0, f32::max)
        })
        .collect();
    strongest.sort_by(|a, b| b.total_cmp(a));
    let sum: f32 = strongest.iter().take(n_cells as usize).sum();
    (sum / n_cells).max(1e-6)
}
