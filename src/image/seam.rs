//! Seams of pictures that are laid side by side: how strong they are, and a cut that takes them away.

use crate::image::Bitmap;

/// How strong a seam is, in hundredths: what changes across it, for each pixel, in parts of what
/// changes where most does inside. 100 is no seam at all; nothing there to compare with counts as 100.
///
/// `upright` is the seam between the right side and the left one, else that between below and above.
pub(crate) fn seam(picture: &Bitmap, upright: bool) -> u32 {
    let lines = if upright { picture.width() } else { picture.height() };
    if lines < 3 {
        return 100;
    }
    let change = |from: u32, to: u32| change(picture, upright, from, to);
    let mut inside: Vec<u64> = (1..lines).map(|it| change(it - 1, it)).collect();
    inside.sort_unstable_by(|a, b| b.cmp(a));
    // A wall of bricks changes in a few of its rows alone, and one of them may lie at the edge.
    inside.truncate(inside.len().div_ceil(8));
    let usual = inside.iter().sum::<u64>() / inside.len() as u64;
    let across = change(lines - 1, 0);
    // Less than a step of one channel in each pixel is no seam that anybody sees.
    let length = u64::from(if upright { picture.height() } else { picture.width() });
    if across <= length {
        return 100;
    }
    u32::try_from((100 * across).div_ceil(usual.max(length))).unwrap_or(u32::MAX).max(100)
}

/// The sum of what changes between two lines of pixels, alpha taken into account.
fn change(picture: &Bitmap, upright: bool, from: u32, to: u32) -> u64 {
    let length = if upright { picture.height() } else { picture.width() };
    let get = |line, at| if upright { picture.get(line, at) } else { picture.get(at, line) };
    (0..length).map(|at| difference(get(from, at), get(to, at))).sum()
}

/// The sum over the channels, colours weighed by alpha.
fn difference(a: [u8; 4], b: [u8; 4]) -> u64 {
    let weighed = |it: [u8; 4], idx: usize| match idx {
        3 => i32::from(it[3]),
        _ => i32::from(it[idx]) * i32::from(it[3]) / 255,
    };
    (0..4).map(|idx| u64::from(weighed(a, idx).abs_diff(weighed(b, idx)))).sum()
}

/// The picture with its seams taken away along these axes: it is moved by one half, so that its old
/// inside comes to lie at its edges, and the old edges, now in the middle, are covered by its old middle,
/// along the two lines where both differ least. No colour is mixed. `None` if that makes it no better.
pub(crate) fn without_seams(picture: &Bitmap, across: [bool; 2]) -> Option<Bitmap> {
    let mut res: Option<Bitmap> = None;
    for (idx, wanted) in across.into_iter().enumerate() {
        let upright = idx == 0;
        let before = res.as_ref().unwrap_or(picture);
        let strength = seam(before, upright);
        if !wanted || strength <= SEEN {
            continue;
        }
        // Where the other axis repeats as well, the cut has to meet itself at its ends.
        let closed = across[1 - idx];
        if let Some(cut) = cut(before, upright, closed).filter(|it| seam(it, upright) < strength) {
            res = Some(cut);
        }
    }
    res
}

/// A seam above this is seen.
pub(crate) const SEEN: u32 = 150;

fn cut(picture: &Bitmap, upright: bool, closed: bool) -> Option<Bitmap> {
    let view = View { picture, upright };
    let [lines, length] = view.size();
    let (half, band) = (lines / 2, lines / 4);
    if band < 1 || length < 2 {
        return None;
    }
    let moved = |line: u32, at: u32| view.get((line + lines - half) % lines, at);
    let gap = |line: u32, at: u32| difference(moved(line, at), view.get(line, at));
    let first = path(length, closed, half - band..half, &gap);
    let second = path(length, closed, half..half + band, &gap);
    let mut res = Bitmap::new(picture.width(), picture.height());
    for at in 0..length {
        let (from, to) = (first[at as usize], second[at as usize]);
        for line in 0..lines {
            let pixel =
                if (from..to).contains(&line) { view.get(line, at) } else { moved(line, at) };
            if upright { res.set(line, at, pixel) } else { res.set(at, line, pixel) }
        }
    }
    Some(res)
}

/// A picture seen so that the lines beside its seam are its first and its last ones.
struct View<'a> {
    picture: &'a Bitmap,
    upright: bool,
}

impl View<'_> {
    /// How many lines there are, and how long they are.
    fn size(&self) -> [u32; 2] {
        let [width, height] = [self.picture.width(), self.picture.height()];
        if self.upright { [width, height] } else { [height, width] }
    }

    fn get(&self, line: u32, at: u32) -> [u8; 4] {
        if self.upright { self.picture.get(line, at) } else { self.picture.get(at, line) }
    }
}

/// For each place along the lines, the line at which a cut through a band goes: the sum of the gaps is
/// the least. A closed one ends beside where it began.
fn path(
    length: u32,
    closed: bool,
    band: std::ops::Range<u32>,
    gap: &impl Fn(u32, u32) -> u64,
) -> Vec<u32> {
    let open = cheapest(length, None, &band, gap);
    if closed { cheapest(length, Some(open[0]), &band, gap) } else { open }
}

fn cheapest(
    length: u32,
    ends: Option<u32>,
    band: &std::ops::Range<u32>,
    gap: &impl Fn(u32, u32) -> u64,
) -> Vec<u32> {
    const FAR: u64 = u64::MAX / 4;
    let n = (band.end - band.start) as usize;
    let line = |idx: usize| band.start + u32::try_from(idx).expect("a band is a part of a picture");
    let allowed = |idx: usize| ends.is_none_or(|it| it.abs_diff(line(idx)) <= 1);
    let start = |idx: usize| if ends.is_none_or(|it| it == line(idx)) { 0 } else { FAR };
    let mut sums: Vec<u64> = (0..n).map(|idx| start(idx) + gap(line(idx), 0)).collect();
    let mut steps: Vec<Vec<i8>> = Vec::with_capacity(length as usize);
    for at in 1..length {
        let from = |idx: usize| {
            // Straight on, where nothing is gained by a turn.
            let near = [0_i8, -1, 1].into_iter().filter_map(|step| {
                let before = idx.checked_add_signed(step.into()).filter(|it| *it < n)?;
                Some((sums[before], step))
            });
            near.min_by_key(|it| it.0).expect("straight on is always there")
        };
        let found: Vec<(u64, i8)> = (0..n).map(from).collect();
        sums = found.iter().enumerate().map(|(idx, it)| it.0 + gap(line(idx), at)).collect();
        steps.push(found.into_iter().map(|it| it.1).collect());
    }
    let end = (0..n).filter(|it| allowed(*it)).min_by_key(|it| sums[*it]).unwrap_or(0);
    let mut res = vec![end];
    for step in steps.iter().rev() {
        let at = *res.last().expect("it begins with the end");
        res.push(at.saturating_add_signed(step[at].into()));
    }
    res.reverse();
    res.into_iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A picture of one value for each pixel.
    fn grey(width: u32, height: u32, value: impl Fn(u32, u32) -> u8) -> Bitmap {
        let mut res = Bitmap::new(width, height);
        for y in 0..height {
            for x in 0..width {
                let it = value(x, y);
                res.set(x, y, [it, it, it, 255]);
            }
        }
        res
    }

    /// A surface without order, its neighbours alike.
    fn rough(x: u32, y: u32) -> u32 {
        let at = |x: u32, y: u32| {
            x.wrapping_mul(0x9e37_79b9)
                .wrapping_add(y.wrapping_mul(0x85eb_ca6b))
                .rotate_left(13)
                .wrapping_mul(0xc2b2_ae35)
                >> 25
        };
        (at(x / 2, y / 2) + at(x, y) / 4) / 2
    }

    #[test]
    fn a_slope_has_a_seam_and_what_comes_round_has_none() {
        let slope = grey(32, 32, |x, y| (x * 7 + rough(x, y) / 16) as u8);
        assert!(seam(&slope, true) > 250, "{}", seam(&slope, true));
        assert!(seam(&slope, false) <= SEEN, "{}", seam(&slope, false));
        let round = grey(32, 32, |x, _| (x.abs_diff(16) * 12) as u8);
        assert_eq!([seam(&round, true), seam(&round, false)], [100, 100]);
        assert_eq!(seam(&Bitmap::new(1, 1), true), 100);
    }

    #[test]
    fn a_wall_of_bricks_may_have_its_mortar_at_the_edge() {
        let bricks = grey(32, 32, |x, y| {
            let mortar = y % 8 == 7 || (x + y / 8 % 2 * 8) % 16 == 15;
            if mortar { 40 } else { 180 }
        });
        assert!(seam(&bricks, true) <= SEEN && seam(&bricks, false) <= SEEN);
    }

    #[test]
    fn the_cut_takes_seams_away_along_the_axes_that_are_asked_for_and_mixes_no_colours() {
        let skewed = |x: u32, y: u32| (60 + rough(x, y) / 2 + x * 2 + y * 2) as u8;
        let picture = grey(48, 48, skewed);
        let before = [seam(&picture, true), seam(&picture, false)];
        assert!(before.iter().all(|it| *it > SEEN), "{before:?}");
        let both = without_seams(&picture, [true, true]).unwrap();
        let after = [seam(&both, true), seam(&both, false)];
        assert!(after[0] <= SEEN && after[1] <= SEEN, "{before:?} {after:?}");
        let known: std::collections::BTreeSet<_> = picture.pixels().iter().collect();
        assert!(both.pixels().iter().all(|it| known.contains(it)));
        let sideways = without_seams(&picture, [true, false]).unwrap();
        assert!(seam(&sideways, true) <= SEEN && seam(&sideways, false) > SEEN);
        assert_eq!(without_seams(&picture, [false, false]), None);
        assert_eq!(without_seams(&both, [true, true]), None);
    }
}
