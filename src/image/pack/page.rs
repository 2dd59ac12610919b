//! `Page`: one picture of an atlas, with others on it; `PageRules`: what pages must be.

use crate::action::PackOptions;
use crate::image::geometry::paste;
use crate::image::limit::blank;
use crate::image::pack::PackError;
use crate::image::{Bitmap, Rect};

/// The most pages.
pub(crate) const MOST_PAGES: usize = 1024;
/// The most pixels of all pages together.
const MOST_PIXELS: u64 = 256 * 1024 * 1024;
/// The longest side of a page whatever the options say: a square of it is 64 Mpx.
const LONGEST_SIDE: u32 = 8192;

/// What pages must be.
pub(crate) struct PageRules {
    /// At most [`LONGEST_SIDE`], and a power of two if pages are.
    longest_side: u32,
    power_of_two: bool,
    extrude: u32,
    padding: u32,
}

impl PageRules {
    /// The rules that options make.
    pub(crate) fn of(options: &PackOptions) -> PageRules {
        let longest_side = options.max_size.min(LONGEST_SIDE);
        let power = longest_side.checked_ilog2().map_or(0, |it| 1 << it);
        PageRules {
            longest_side: if options.power_of_two { power } else { longest_side },
            power_of_two: options.power_of_two,
            // More of them fits on no page, so that sums stay small.
            extrude: options.extrude.min(LONGEST_SIDE),
            padding: options.padding.min(LONGEST_SIDE),
        }
    }

    /// The room that a picture takes: itself, what is extruded, and the padding after it.
    pub(crate) fn with_rim(&self, name: &str, picture: &Bitmap) -> Result<[u32; 2], PackError> {
        let size = [picture.width(), picture.height()];
        let [width, height] = size.map(|it| it.saturating_add(2 * self.extrude));
        if width.max(height) > self.longest_side {
            return Err(PackError::DoesNotFit {
                name: name.to_owned(),
                width,
                height,
                max: self.longest_side,
            });
        }
        Ok([width + self.padding, height + self.padding])
    }

    /// A picture within the room that it takes.
    pub(crate) fn inner(&self, rect: Rect, [width, height]: [u32; 2]) -> Rect {
        Rect { x: rect.x + self.extrude, y: rect.y + self.extrude, width, height }
    }

    /// The longest side, and the last padding, which may lie outside of the page.
    pub(crate) fn room(&self) -> u32 {
        self.longest_side + self.padding
    }

    /// Whether pages may have any sides.
    pub(crate) fn is_free(&self) -> bool {
        !self.power_of_two
    }

    /// The largest room that there can be on a page.
    pub(crate) fn largest_room(&self) -> [u32; 2] {
        [self.room(); 2]
    }

    /// Rooms to try for pictures of such an area, the widest of which is so wide. Where any sides
    /// are allowed, they have the greatest height, and `n_widths` widths from that of a square to
    /// half as much again; else the sides are powers of two, smallest first.
    pub(crate) fn rooms_of(&self, area: u64, widest: u32, n_widths: u64) -> Vec<[u32; 2]> {
        let most = u64::from(self.longest_side);
        let padding = u64::from(self.padding);
        if self.power_of_two {
            let sides = (0..32).map(|it| 1 << it).take_while(|it| *it <= most);
            let shapes = sides.flat_map(|it: u64| [[it, it], [it * 2, it], [it, it * 2]]);
            let rooms = shapes.filter(|it| it.iter().all(|side| *side <= most));
            let rooms = rooms.map(|it| it.map(|side| side + padding));
            // What is too small by its area alone need not be tried.
            let rooms = rooms.filter(|it| it[0] * it[1] >= area);
            return rooms.map(|it| it.map(|side| side as u32)).collect();
        }
        let square = area.isqrt().max(widest.into());
        let widths = (0..n_widths).map(|it| square + square * it / (2 * n_widths));
        let mut widths: Vec<u64> = widths.map(|it| it.min(most + padding)).collect();
        widths.dedup();
        widths.into_iter().map(|it| [it as u32, self.room()]).collect()
    }

    /// The size of a page that holds these and no more.
    fn size_of(&self, page: &Page<'_>) -> [u32; 2] {
        let mut end = [0, 0];
        for (_, rect) in &page.pictures {
            end = [end[0].max(rect.x + rect.width), end[1].max(rect.y + rect.height)];
        }
        // A page on which nothing is, because its cells are no longer used, is still a picture.
        let size = end.map(|it| it.saturating_sub(self.padding).max(1));
        if self.power_of_two { size.map(u32::next_power_of_two) } else { size }
    }
}

/// Pictures, and the room that each takes.
#[derive(Default)]
pub(crate) struct Page<'a> {
    pictures: Vec<(&'a Bitmap, Rect)>,
}

impl<'a> Page<'a> {
    /// Puts a picture into a room that is free and large enough.
    pub(crate) fn put(&mut self, picture: &'a Bitmap, room: Rect) {
        self.pictures.push((picture, room));
    }
}

/// The pages as pictures, if they are not too many or too large.
pub(crate) fn drawn(pages: &[Page<'_>], rules: &PageRules) -> Result<Vec<Bitmap>, PackError> {
    let sizes: Vec<[u64; 2]> = pages.iter().map(|it| rules.size_of(it).map(u64::from)).collect();
    let n_pixels: u64 = sizes.iter().map(|it| it[0] * it[1]).sum();
    if n_pixels > MOST_PIXELS || pages.len() > MOST_PAGES {
        return Err(PackError::TooMuch);
    }
    let drawn = pages.iter().zip(sizes).map(|(page, [width, height])| {
        let mut res = blank(width, height).map_err(|_| PackError::TooMuch)?;
        for (picture, room) in &page.pictures {
            let picture = extruded(picture, rules.extrude);
            paste(&mut res, &picture, room.x.into(), room.y.into());
        }
        Ok(res)
    });
    drawn.collect()
}

/// The picture with its border pixels repeated outwards.
fn extruded(bitmap: &Bitmap, by: u32) -> Bitmap {
    if by == 0 || bitmap.pixels().is_empty() {
        return bitmap.clone();
    }
    let inside = |at: u32, length: u32| at.saturating_sub(by).min(length - 1);
    let mut res = Bitmap::new(bitmap.width() + 2 * by, bitmap.height() + 2 * by);
    for y in 0..res.height() {
        for x in 0..res.width() {
            let pixel = bitmap.get(inside(x, bitmap.width()), inside(y, bitmap.height()));
            res.set(x, y, pixel);
        }
    }
    res
}
