//! Do frames belong together? Each is held against the one that is most like all others, and
//! against its neighbours.

use crate::action::{Finding, FrameRules};
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::alpha::THERE;
use crate::image::frames::difference::{Difference, Measured};
use crate::image::frames::silhouette::Silhouette;

/// From where on a measurement is told of, and from where on the frame does not belong.
struct Threshold {
    warn: f32,
    fail: f32,
}

const MISSING: Threshold = Threshold { warn: 0.05, fail: 0.15 };
const MOVED: Threshold = Threshold { warn: 0.018, fail: 0.03 };
const AREA: Threshold = Threshold { warn: 0.10, fail: 0.20 };
const HEIGHT: Threshold = Threshold { warn: 0.12, fail: 0.20 };
const APART: Threshold = Threshold { warn: 0.25, fail: 0.40 };
const TURNED: Threshold = Threshold { warn: 0.10, fail: 0.10 };
/// Frames that differ by less are the same, see [`step_between`].
const SAME: f32 = 0.005;
/// The last frame is followed by the first: so much larger or smaller than most is that step.
const CLOSURE: [f32; 2] = [0.25, 1.5];

/// What was found on each frame, in their order. `frames` are registered.
pub(crate) fn findings(
    frames: &[Bitmap],
    measured: &[Measured],
    rules: &FrameRules,
) -> Vec<Vec<Finding>> {
    let mut res: Vec<Vec<Finding>> = vec![Vec::new(); frames.len()];
    if frames.len() < 2 {
        return res;
    }
    let model = most_alike(measured);
    for (idx, found) in res.iter_mut().enumerate() {
        let Some(shape) = &measured[idx].shape else {
            found.push(empty(rules));
            continue;
        };
        let difference = Difference::of(&measured[idx], &measured[model]);
        if let Some(difference) = difference.filter(|_| idx != model) {
            found.extend(against(&difference, rules));
        }
        found.push(cut_off(shape));
    }
    neighbours(measured, rules, &mut res);
    let steps: Vec<f32> = frames.windows(2).map(|it| step_between(&it[0], &it[1])).collect();
    still(&steps, rules, &mut res);
    if rules.looped && frames.len() > 2 {
        let last = res.len() - 1;
        let step = step_between(&frames[last], &frames[0]);
        res[last].push(closure(step, &steps));
    }
    res
}

/// The frame whose colours are nearest to those of all others: not the first, which may itself be
/// the one that does not belong.
fn most_alike(measured: &[Measured]) -> usize {
    let off = |frame: &Measured| -> f32 {
        measured.iter().map(|other| frame.colours.moved(&other.colours)).sum()
    };
    let seen = measured.iter().enumerate().filter(|(_, it)| it.shape.is_some());
    let best = seen.min_by(|(_, a), (_, b)| off(a).total_cmp(&off(b)));
    best.map_or(0, |(idx, _)| idx)
}

fn against(it: &Difference, rules: &FrameRules) -> Vec<Finding> {
    let colours = Judged {
        check: "frame-colors",
        value: it.colours,
        threshold: &MISSING,
        measured: format!("{} of its colors are its own", percent(it.colours)),
        suggestion: "give the subject the very colors that it has in the other frames",
    };
    let tones = Judged {
        check: "frame-tones",
        value: it.tones,
        threshold: &MOVED,
        measured: format!("{} of the way from black to white off in tone", percent(it.tones)),
        suggestion: "keep hue, saturation and brightness as they are in the other frames",
    };
    let area = Judged {
        check: "frame-area",
        value: it.area,
        threshold: &AREA,
        measured: format!("{} larger or smaller in area", ratio(it.area)),
        suggestion: "draw the subject as large as in the other frames",
    };
    let height = Judged {
        check: "frame-height",
        value: it.height,
        threshold: &HEIGHT,
        measured: format!("{} taller or shorter", ratio(it.height)),
        suggestion: "keep the subject's height and proportions from frame to frame",
    };
    let facing = Judged {
        check: "frame-facing",
        value: it.facing,
        threshold: &TURNED,
        measured: format!("{} nearer to the others when mirrored", percent(it.facing)),
        suggestion: "keep the subject facing the same way in every frame",
    };
    [colours, tones, area, height, facing].map(|it| it.finding(rules)).to_vec()
}

/// A frame between two others that it resembles less than they resemble each other.
fn neighbours(measured: &[Measured], rules: &FrameRules, res: &mut [Vec<Finding>]) {
    let apart = |a: usize, b: usize| match (&measured[a].shape, &measured[b].shape) {
        (Some(a), Some(b)) => a.apart(b, true),
        _ => 0.0,
    };
    let count = measured.len();
    for (idx, found) in res.iter_mut().enumerate() {
        if measured[idx].shape.is_none() {
            continue;
        }
        let before = idx.checked_sub(1).or(rules.looped.then_some(count - 1));
        let after = Some(idx + 1).filter(|it| *it < count).or(rules.looped.then_some(0));
        let sides = [before, after].into_iter().flatten().filter(|it| *it != idx);
        // Whoever is unlike both sides is the odd one; unlike one side, it may be that side.
        let least = sides.map(|it| apart(idx, it)).min_by(f32::total_cmp);
        let Some(least) = least else { continue };
        let judged = Judged {
            check: "frame-shape",
            value: least,
            threshold: &APART,
            measured: format!("{} of its outline differs from both neighbours", percent(least)),
            suggestion: "change the pose a little from frame to frame, and nothing else",
        };
        found.push(judged.finding(rules));
    }
}

fn cut_off(shape: &Silhouette) -> Finding {
    let sides = shape.touched();
    Finding {
        check: "frame-border".to_owned(),
        passed: sides == 0,
        hard: false,
        measured: format!("touches {sides} sides of its frame"),
        required: "an empty margin".to_owned(),
        suggestion: advice(
            sides == 0,
            "keep the whole subject inside its frame, with a margin on every side",
        ),
    }
}

fn empty(rules: &FrameRules) -> Finding {
    Finding {
        check: "frame-empty".to_owned(),
        passed: false,
        hard: rules.consistent,
        measured: "nothing to be seen".to_owned(),
        required: "the subject in every frame".to_owned(),
        suggestion: "show the subject in every frame".to_owned(),
    }
}

/// In a movement most frames differ from those before them.
fn still(steps: &[f32], rules: &FrameRules, res: &mut [Vec<Finding>]) {
    let same: Vec<bool> = steps.iter().map(|it| *it < SAME).collect();
    let n_same = same.iter().filter(|it| **it).count();
    let passed = 2 * n_same <= same.len();
    let of = same.len();
    for (idx, found) in res.iter_mut().enumerate().skip(1) {
        if same[idx - 1] || idx == 1 {
            found.push(Finding {
                check: "frame-still".to_owned(),
                passed: passed || !same[idx - 1],
                hard: rules.consistent,
                measured: format!("{n_same} of {of} frames are the same as those before them"),
                required: "at most half".to_owned(),
                suggestion: advice(
                    passed || !same[idx - 1],
                    "show another phase of the movement in every frame",
                ),
            });
        }
    }
}

/// Soft: what does not close may still be wanted.
fn closure(step: f32, steps: &[f32]) -> Finding {
    let mut sorted = steps.to_vec();
    sorted.sort_by(f32::total_cmp);
    let median = sorted[sorted.len() / 2];
    let [least, most] = CLOSURE.map(|it| it * median);
    let (small, large) = (step < least, step > most);
    let suggestion = match (small, large) {
        (true, _) => "end just before the first pose: the last frame shows it again",
        (_, true) => "end with a pose that leads back to the first one",
        _ => "",
    };
    Finding {
        check: "frame-loop".to_owned(),
        passed: !(small || large),
        hard: false,
        measured: format!("{step:.3} from the last frame to the first"),
        required: format!("{least:.3} to {most:.3}, as between the others"),
        suggestion: suggestion.to_owned(),
    }
}

/// How much changes from one frame to the next: outline, and colours where both show something.
fn step_between(a: &Bitmap, b: &Bitmap) -> f32 {
    let (Some(one), Some(other)) = (Silhouette::of(a), Silhouette::of(b)) else { return 0.0 };
    let both = a.pixels().iter().zip(b.pixels());
    let both = both.filter(|(a, b)| a[3] >= THERE && b[3] >= THERE);
    let lab = |it: &[u8; 4]| Rgb([it[0], it[1], it[2]]).oklab();
    let (mut n, mut sum) = (0_u32, 0.0);
    for (a, b) in both {
        n += 1;
        sum += if a == b { 0.0 } else { lab(a).distance(lab(b)) };
    }
    one.apart(&other, false) + sum / n.max(1) as f32
}

/// A measurement with thresholds.
struct Judged {
    check: &'static str,
    value: f32,
    threshold: &'static Threshold,
    measured: String,
    suggestion: &'static str,
}

impl Judged {
    fn finding(self, rules: &FrameRules) -> Finding {
        let Threshold { warn, fail } = *self.threshold;
        let passed = self.value <= warn;
        let hard = self.value > fail && rules.consistent;
        let required = if hard { fail } else { warn };
        // Ratios are measured by their logarithm.
        let is_ratio = matches!(self.check, "frame-area" | "frame-height");
        let required = if is_ratio { ratio(required) } else { percent(required) };
        Finding {
            check: self.check.to_owned(),
            passed,
            hard,
            measured: self.measured,
            required: format!("at most {required}"),
            suggestion: advice(passed, self.suggestion),
        }
    }
}

fn advice(passed: bool, suggestion: &str) -> String {
    if passed { String::new() } else { suggestion.to_owned() }
}

fn percent(share: f32) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A ratio from its logarithm, as what it is above one.
fn ratio(logarithm: f32) -> String {
    percent(libm::expf(logarithm) - 1.0)
}
