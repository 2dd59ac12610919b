//! `Page`: one picture of an atlas, with others on it; `PageRules`: what pages must be.

use crate::action::PackOptions;
use crate::image::Bitmap;
use crate::image::Rect;
use crate::image::geometry::paste;
use crate::image::limit::blank;
use crate::image::pack::PackError;

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

    /// Rooms to try for pictures of such an area, smallest first, the largest possible last.
    pub(crate) fn rooms(&self, area: u64) -> Vec<[u32; 2]> {
        let most = self.longest_side;
        let mut res: Vec<[u32; 2]> = if self.power_of_two {
            let sides = (0..32).map(|it| 1 << it).take_while(|it| *it < most);
            let shapes = sides.flat_map(|it| [[it, it], [it * 2, it], [it, it * 2]]);
            shapes.collect()
        } else {
            let least = area.isqrt().saturating_sub(self.padding.into()).max(1);
            let larger = |it: &u64| Some(it + (it / 32).max(1));
            let sides = std::iter::successors(Some(least), larger);
            let sides = sides.take_while(|it| *it < u64::from(most));
            sides.map(|it| [it as u32, it as u32]).collect()
        };
        res.push([most, most]);
        let room = |side: u32| side + self.padding;
        let mut res: Vec<_> = res.into_iter().map(|it| it.map(room)).collect();
        // What is too small by its area alone need not be tried.
        let small = |it: &[u32; 2]| u64::from(it[0]) * u64::from(it[1]) < area;
        let n_small = res[..res.len() - 1].iter().take_while(|it| small(it)).count();
        res.split_off(n_small)
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
