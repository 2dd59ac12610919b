//! `MaxRects`: rectangles put into a page, each where it leaves the shortest side over.
//!
//! After J. Jylänki, *A Thousand Ways to Pack the Bin* (2010), section 2.2, with the rule "best
//! short side fit", without turning.

use crate::image::Rect;

/// A page that is being filled.
pub(crate) struct MaxRects {
    /// The largest rectangles that are still free; they overlap, none contains another.
    free: Vec<Rect>,
}

impl MaxRects {
    /// An empty page.
    pub(crate) fn new([width, height]: [u32; 2]) -> MaxRects {
        MaxRects { free: vec![Rect::of_size(width, height)] }
    }

    /// Finds a place and takes it; none if there is no room.
    pub(crate) fn place(&mut self, [width, height]: [u32; 2]) -> Option<Rect> {
        let fitting = self.free.iter().filter(|it| width <= it.width && height <= it.height);
        let best = fitting.min_by_key(|it| {
            let (x, y) = (it.width - width, it.height - height);
            (x.min(y), x.max(y), it.y, it.x)
        });
        let &Rect { x, y, .. } = best?;
        let res = Rect { x, y, width, height };
        self.take(res);
        Some(res)
    }

    fn take(&mut self, taken: Rect) {
        let (cut, mut free): (Vec<Rect>, Vec<Rect>) =
            self.free.iter().partition(|it| it.overlaps(&taken));
        let mut parts: Vec<Rect> = cut.iter().flat_map(|it| around(*it, taken)).collect();
        parts.sort_unstable();
        parts.dedup();
        // An old one cannot lie in a part, since it did not lie in what the part was cut from.
        let largest = parts.iter().enumerate().filter(|(idx, part)| {
            let mut others = parts.iter().enumerate().filter(|(other, _)| other != idx);
            !free.iter().any(|it| it.contains(part)) && !others.any(|(_, it)| it.contains(part))
        });
        let largest: Vec<Rect> = largest.map(|(_, it)| *it).collect();
        free.extend(largest);
        self.free = free;
    }
}

/// The largest parts of a free rectangle beside a taken one that overlaps it.
fn around(free: Rect, taken: Rect) -> impl Iterator<Item = Rect> {
    let (right, bottom) = (free.x + free.width, free.y + free.height);
    let (after, below) = (taken.x + taken.width, taken.y + taken.height);
    let columns = |from: u32, to: u32| Rect { x: from, width: to.saturating_sub(from), ..free };
    let rows = |from: u32, to: u32| Rect { y: from, height: to.saturating_sub(from), ..free };
    let parts = [
        columns(free.x, taken.x),
        columns(after, right),
        rows(free.y, taken.y),
        rows(below, bottom),
    ];
    parts.into_iter().filter(|it| it.width > 0 && it.height > 0)
}
