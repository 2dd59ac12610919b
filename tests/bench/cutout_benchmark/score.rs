//! How near a cut-out is to the truth.

use assetbuild::image::Bitmap;

/// Both are composited on these.
const BEHIND: [[f64; 3]; 4] =
    [[255.0, 255.0, 255.0], [0.0, 0.0, 0.0], [200.0, 40.0, 40.0], [40.0, 160.0, 60.0]];
/// The band of the outline reaches so many pixels to both sides.
const BAND: i64 = 2;
/// Alpha that is further off is wrong.
const WRONG: u8 = 25;

#[derive(Clone, Copy, Default)]
pub(crate) struct Score {
    /// Root mean square of composites in the band of the outline and where light comes through,
    /// in steps of a byte.
    pub(crate) composite: f64,
    /// The same where alpha is wrong as well: what of the inside became translucent, or stayed.
    pub(crate) whole: f64,
    /// Mean error of alpha there, in thousandths.
    pub(crate) alpha: f64,
    /// Of what is opaque in truth, how much lost more than half of its alpha, in percent.
    pub(crate) leak: f64,
}

impl Score {
    pub(crate) fn of(cut: &Bitmap, truth: &Bitmap) -> Score {
        let (mut squares, mut alphas, mut n) = (0.0, 0.0, 0.0);
        let (mut leaked, mut opaque) = (0.0, 0.0_f64);
        let (mut all_squares, mut n_all) = (0.0, 0.0_f64);
        for (idx, (is, should)) in cut.pixels().iter().zip(truth.pixels()).enumerate() {
            if should[3] == 255 {
                opaque += 1.0;
                leaked += f64::from(u8::from(is[3] < 128));
            }
            let in_band = in_band(truth, idx);
            if in_band || is[3].abs_diff(should[3]) > WRONG {
                all_squares += difference(*is, *should);
                n_all += 1.0;
            }
            if in_band {
                squares += difference(*is, *should);
                alphas += (f64::from(is[3]) - f64::from(should[3])).abs() / 255.0;
                n += 1.0;
            }
        }
        Score {
            composite: (squares / n).sqrt(),
            whole: (all_squares / n_all).sqrt(),
            alpha: alphas / n * 1000.0,
            leak: leaked / opaque.max(1.0) * 100.0,
        }
    }

    pub(crate) fn mean(all: &[Score]) -> Score {
        let mean =
            |of: &dyn Fn(&Score) -> f64| all.iter().map(of).sum::<f64>() / all.len().max(1) as f64;
        Score {
            composite: mean(&|it| it.composite),
            whole: mean(&|it| it.whole),
            alpha: mean(&|it| it.alpha),
            leak: mean(&|it| it.leak),
        }
    }
}

/// The mean square of composites, over grounds and channels.
fn difference(is: [u8; 4], should: [u8; 4]) -> f64 {
    let over = |pixel: [u8; 4], behind: f64, at: usize| {
        let alpha = f64::from(pixel[3]) / 255.0;
        f64::from(pixel[at]) * alpha + behind * (1.0 - alpha)
    };
    let mut sum = 0.0;
    for behind in BEHIND {
        for (at, behind) in behind.into_iter().enumerate() {
            sum += (over(is, behind, at) - over(should, behind, at)).powi(2);
        }
    }
    sum / 12.0
}

fn in_band(truth: &Bitmap, idx: usize) -> bool {
    let (x, y) = (idx as i64 % i64::from(truth.width()), idx as i64 / i64::from(truth.width()));
    let own = truth.pixels()[idx][3];
    (-BAND..=BAND).any(|down| {
        (-BAND..=BAND).any(|right| {
            let beside = truth.get_or_clear(x + right, y + down)[3];
            (beside > 0 && beside < 255) || beside.abs_diff(own) > 127
        })
    })
}
