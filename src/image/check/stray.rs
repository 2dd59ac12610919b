//! Parts of a cut-out that are too small to be meant: specks that the cutting left behind.

use crate::action::Finding;
use crate::image::Bitmap;
use crate::image::alpha::NOISE;
use crate::image::check::measured::Measured;

/// A part with at most one of so many visible pixels is stray.
const SPECK: usize = 1000;

/// There are few stray parts.
pub(crate) fn stray(picture: &Bitmap, most: u32) -> Finding {
    let n_stray = strays(picture);
    Measured {
        check: "stray",
        hard: false,
        passed: n_stray <= most as usize,
        measured: format!("{n_stray} stray specks"),
        required: format!("at most {most}"),
    }
    .or_suggest(
        "paint one solid subject on an even background, without stray pixels, dust or sparkles",
    )
}

/// Parts, joined by sides or corners, of one pixel or of a thousandth of all that can be seen.
/// The largest part is none of them.
fn strays(picture: &Bitmap) -> usize {
    let mut sizes = parts(picture);
    let visible: usize = sizes.iter().sum();
    sizes.sort_unstable();
    sizes.pop();
    let largest = (visible / SPECK).max(1);
    sizes.iter().filter(|it| **it <= largest).count()
}

/// A stretch of visible pixels of one row.
#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    part: usize,
}

/// How many pixels each part has.
fn parts(picture: &Bitmap) -> Vec<usize> {
    let mut parts = Parts::default();
    let mut above: Vec<Run> = Vec::new();
    for row in picture.pixels().chunks_exact(picture.width().max(1) as usize) {
        let mut here = Vec::new();
        let (mut at, mut first) = (0, 0);
        while let Some(start) = row[at..].iter().position(|it| it[3] >= NOISE) {
            let start = at + start;
            let length = row[start..].iter().position(|it| it[3] < NOISE);
            let end = length.map_or(row.len(), |it| start + it);
            let part = parts.add(end - start);
            // What ends left of the pixel before this run touches no later run either.
            while above.get(first).is_some_and(|it| it.end < start) {
                first += 1;
            }
            for it in above[first..].iter().take_while(|it| it.start <= end) {
                parts.join(it.part, part);
            }
            here.push(Run { start, end, part });
            at = end;
        }
        above = here;
    }
    parts.sizes()
}

/// Runs that hang together: a forest in which every run points towards its part's first one.
#[derive(Default)]
struct Parts {
    towards: Vec<usize>,
    size: Vec<usize>,
}

impl Parts {
    fn add(&mut self, size: usize) -> usize {
        self.towards.push(self.towards.len());
        self.size.push(size);
        self.size.len() - 1
    }

    fn first(&mut self, mut idx: usize) -> usize {
        while self.towards[idx] != idx {
            self.towards[idx] = self.towards[self.towards[idx]];
            idx = self.towards[idx];
        }
        idx
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.first(a), self.first(b));
        if a != b {
            let (first, other) = (a.min(b), a.max(b));
            self.towards[other] = first;
            self.size[first] += self.size[other];
        }
    }

    fn sizes(&self) -> Vec<usize> {
        let firsts = (0..self.size.len()).filter(|it| self.towards[*it] == *it);
        firsts.map(|it| self.size[it]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    fn sorted(picture: &str) -> Vec<usize> {
        let mut res = parts(&art(picture));
        res.sort_unstable();
        res
    }

    #[test]
    fn what_touches_by_a_corner_is_one_part() {
        assert_eq!(sorted("r.r .r. r.r"), [5]);
        assert_eq!(sorted("rr..r rr... ....r r.r.r"), [1, 1, 1, 2, 4]);
        assert_eq!(sorted("r.r r.r rrr"), [7]);
        assert_eq!(sorted("... ..."), [0; 0]);
        // Four arms that meet only in the last row.
        assert_eq!(sorted("r.r.r.r r.r.r.r rrrrrrr"), [15]);
    }

    #[test]
    fn a_single_pixel_beside_the_subject_is_stray_and_the_subject_is_not() {
        assert_eq!(strays(&art("rr..r rr... ....r r.r.r")), 3);
        assert_eq!(strays(&art("r")), 0);
        assert_eq!(strays(&Bitmap::new(0, 3)), 0);
    }
}
