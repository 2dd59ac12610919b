//! `Skyline`: a room that is filled from the top, always at its lowest place.
//!
//! After E. K. Burke, G. Kendall, G. Whitwell, *A New Placement Heuristic for the Orthogonal
//! Stock-Cutting Problem* (2004): not the next picture looks for its best place, but the lowest
//! place for the picture that suits it best; and after S. C. H. Leung, D. Zhang, *A Fast
//! Layer-Based Heuristic for Non-Guillotine Strip Packing* (2011), for what suits: a picture that
//! fills the gap from wall to wall or ends level with a wall. Without turning, since many engines
//! and tools cannot turn back.

use crate::image::Rect;

/// How ties are broken: there is no best one for all sets of pictures, so several are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Manner {
    /// Of those that suit equally, the one with the largest area; else the first in order.
    pub(crate) largest: bool,
    /// Placed at the higher wall; else at the one whose height is nearer to its own.
    pub(crate) high_wall: bool,
}

/// All of them.
pub(crate) const MANNERS: [Manner; 4] = [
    Manner { largest: false, high_wall: false },
    Manner { largest: false, high_wall: true },
    Manner { largest: true, high_wall: false },
    Manner { largest: true, high_wall: true },
];

/// Which of the pictures got which room, and which got none; by their index in `sizes`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filling {
    pub(crate) placed: Vec<(usize, Rect)>,
    pub(crate) over: Vec<usize>,
    /// The lowest row that is taken.
    pub(crate) height: u32,
}

/// Fills a room of a width and at most a height. What does not fit is left over.
pub(crate) fn filled([width, height]: [u32; 2], sizes: &[[u32; 2]], manner: Manner) -> Filling {
    let mut res = Filling { over: (0..sizes.len()).collect(), ..Filling::default() };
    let mut skyline = Skyline { steps: vec![Step { x: 0, y: 0, width }], height };
    while !res.over.is_empty()
        && let Some(gap) = skyline.lowest()
    {
        let Some(at) = gap.best(&res.over, sizes, manner) else {
            skyline.raise(&gap);
            continue;
        };
        let idx = res.over.remove(at);
        let rect = skyline.put(&gap, sizes[idx], manner);
        res.height = res.height.max(rect.y + rect.height);
        res.placed.push((idx, rect));
    }
    res
}

/// A stretch of equal height.
#[derive(Debug, Clone, Copy)]
struct Step {
    x: u32,
    y: u32,
    width: u32,
}

/// From left to right, without holes; neighbours differ in height.
struct Skyline {
    steps: Vec<Step>,
    /// Of the whole room.
    height: u32,
}

/// The lowest place: how wide it is, and how high the walls beside it are above it.
struct Gap {
    idx: usize,
    step: Step,
    left: u32,
    right: u32,
    /// How much room there is below the end of the room.
    depth: u32,
}

impl Gap {
    /// Which of those left suits best, as an index into `over`.
    fn best(&self, over: &[usize], sizes: &[[u32; 2]], manner: Manner) -> Option<usize> {
        let mut best: Option<((u32, u64), usize)> = None;
        for (at, idx) in over.iter().enumerate() {
            let [width, height] = sizes[*idx];
            if width > self.step.width || height > self.depth {
                continue;
            }
            let full = u32::from(width == self.step.width);
            let level = u32::from(height == self.left || height == self.right);
            let area = u64::from(width) * u64::from(height);
            let suits = (2 * full + level, if manner.largest { area } else { 0 });
            if best.is_none_or(|(most, _)| suits > most) {
                best = Some((suits, at));
            }
        }
        best.map(|(_, at)| at)
    }
}

impl Skyline {
    /// The lowest, leftmost step; none if even that has no room below it.
    fn lowest(&self) -> Option<Gap> {
        let steps = self.steps.iter().enumerate();
        let (idx, step) = steps.min_by_key(|(_, it)| (it.y, it.x))?;
        let depth = self.height.checked_sub(step.y).filter(|it| *it > 0)?;
        let wall = |at: Option<usize>| {
            at.and_then(|it| self.steps.get(it)).map_or(depth, |it| it.y - step.y)
        };
        let (left, right) = (wall(idx.checked_sub(1)), wall(Some(idx + 1)));
        Some(Gap { idx, step: *step, left, right, depth })
    }

    /// Gives a gap up: it is filled to its lower wall.
    fn raise(&mut self, gap: &Gap) {
        self.steps[gap.idx].y += gap.left.min(gap.right);
        self.join();
    }

    fn put(&mut self, gap: &Gap, [width, height]: [u32; 2], manner: Manner) -> Rect {
        let Step { x, y, width: room } = gap.step;
        let at_right = match manner.high_wall {
            true => gap.right > gap.left,
            false => gap.right.abs_diff(height) < gap.left.abs_diff(height),
        };
        let taken = Step { x, y: y + height, width };
        let rest = Step { x, y, width: room - width };
        let (taken, both) = if at_right {
            let taken = Step { x: x + rest.width, ..taken };
            (taken, [rest, taken])
        } else {
            (taken, [taken, Step { x: x + width, ..rest }])
        };
        self.steps.splice(gap.idx..=gap.idx, both.into_iter().filter(|it| it.width > 0));
        self.join();
        Rect { x: taken.x, y, width, height }
    }

    fn join(&mut self) {
        self.steps.dedup_by(|next, last| {
            let same = next.y == last.y;
            if same {
                last.width += next.width;
            }
            same
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_place_gets_what_fills_it_from_wall_to_wall() {
        // Between two towers of 4 there is a gap of 2: the last by order is what fills it.
        let sizes = [[3, 4], [3, 4], [1, 1], [2, 2]];
        let filling = filled([8, 100], &sizes, MANNERS[0]);
        let order: Vec<usize> = filling.placed.iter().map(|it| it.0).collect();
        assert_eq!(order, [0, 1, 3, 2]);
        assert_eq!(filling.placed[2].1, Rect { x: 6, y: 0, width: 2, height: 2 });
        assert_eq!((filling.over.len(), filling.height), (0, 4));
    }

    #[test]
    fn what_has_no_room_is_left_over() {
        let filling = filled([4, 4], &[[4, 3], [2, 2], [4, 1]], MANNERS[3]);
        assert_eq!((filling.placed.len(), filling.over), (2, vec![1]));
        assert_eq!(filled([0, 4], &[[1, 1]], MANNERS[0]).over, [0]);
        assert_eq!(filled([4, 0], &[[1, 1]], MANNERS[0]).over, [0]);
    }
}
