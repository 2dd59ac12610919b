//! Resizing with Lanczos's kernel, as the networks were trained and are commonly asked.

/// The kernel reaches so many pixels of the coarser picture.
const REACH: f64 = 3.0;

/// A plane of `width × height` values at another size; where it shrinks, the kernel widens.
pub(crate) fn resized(plane: &[f32], from: [usize; 2], to: [usize; 2]) -> Vec<f32> {
    let [width, height] = from;
    if plane.is_empty() {
        return vec![0.0; to[0] * to[1]];
    }
    let columns = taps(width, to[0]);
    let mut narrow = Vec::with_capacity(to[0] * height);
    for row in plane.chunks_exact(width) {
        narrow.extend(columns.iter().map(|it| it.of(|at| row[at])));
    }
    let mut res = Vec::with_capacity(to[0] * to[1]);
    for taps in taps(height, to[1]) {
        res.extend((0..to[0]).map(|x| taps.of(|at| narrow[at * to[0] + x])));
    }
    res
}

/// Which values of one axis make up a new one; the weights add up to 1.
struct Taps {
    start: usize,
    weights: Vec<f32>,
}

impl Taps {
    fn of(&self, value: impl Fn(usize) -> f32) -> f32 {
        self.weights.iter().zip(self.start..).map(|(weight, at)| weight * value(at)).sum()
    }
}

fn taps(from: usize, to: usize) -> Vec<Taps> {
    let scale = from as f64 / to as f64;
    let widened = scale.max(1.0);
    let at = |idx: usize| {
        let middle = (idx as f64 + 0.5) * scale;
        let start = (middle - REACH * widened).max(0.0) as usize;
        let end = ((middle + REACH * widened).ceil() as usize).clamp(start + 1, from);
        let weight = |it: usize| kernel((it as f64 + 0.5 - middle) / widened);
        let all: Vec<f64> = (start..end).map(weight).collect();
        let sum: f64 = all.iter().sum();
        Taps { start, weights: all.into_iter().map(|it| (it / sum) as f32).collect() }
    };
    (0..to).map(at).collect()
}

fn kernel(at: f64) -> f64 {
    if at == 0.0 {
        return 1.0;
    }
    if at.abs() >= REACH {
        return 0.0;
    }
    let turn = at * std::f64::consts::PI;
    REACH * libm::sin(turn) * libm::sin(turn / REACH) / (turn * turn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_even_stays_even_and_the_same_size_changes_nothing() {
        assert!(resized(&[0.5; 12], [4, 3], [7, 9]).iter().all(|it| (it - 0.5).abs() < 1e-6));
        let plane = [0.0, 1.0, 0.25, 0.5, 0.75, 0.1];
        let same = resized(&plane, [3, 2], [3, 2]);
        assert!(same.iter().zip(plane).all(|(is, should)| (is - should).abs() < 1e-6));
        assert_eq!(resized(&[], [0, 3], [2, 1]), [0.0; 2]);
    }

    #[test]
    fn a_half_of_four_values_is_what_the_kernel_says() {
        // By hand: taps at -1.5, -0.5, 0.5, 1.5 and 2.5 halves of a pixel around 1 of 4, cut off
        // at the border, so that 0 and 1 weigh alike and 2 and 3 are the tail.
        let half = resized(&[1.0, 1.0, 0.0, 0.0], [4, 1], [2, 1]);
        let near = 2.0 * kernel(0.25);
        let tail = kernel(0.75) + kernel(1.25);
        let expected = (near / (near + tail)) as f32;
        assert!((half[0] - expected).abs() < 1e-6, "{half:?} is not {expected}");
        assert!((half[0] + half[1] - 1.0).abs() < 1e-6);
    }
}
