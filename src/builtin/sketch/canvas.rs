//! `Canvas`: solid parts with light on them become pixels.
//!
//! Parts are drawn back to front in a frame that reaches from -1 to 1 to the right and down,
//! whatever the size of the picture. Each pixel keeps its material, how much light falls on it,
//! and which part it belongs to; only [`Canvas::finish`] turns that into colours, outlines and
//! the dark lines between parts.

use crate::builtin::sketch::motion::Pose;
use crate::builtin::sketch::paintbox::{Material, Paintbox};
use crate::builtin::sketch::tone::Tone;
use crate::image::Bitmap;

/// How much of the picture is drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// The middle: a subject with free space around it, and an outline.
    Subject,
    /// All of it, to the edges.
    Full,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    material: Material,
    shade: f32,
    part: u32,
}

/// How a shape joins what is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Joining {
    /// A part of its own.
    Apart,
    /// One part with the others drawn like this.
    Joined,
    /// A mark on what is there, and only there.
    Marked,
}

/// A picture under way.
pub(crate) struct Canvas {
    size: [u32; 2],
    room: Room,
    /// Left, top, right and bottom of what may be drawn on, in pixels; right and bottom excluded.
    clip: [u32; 4],
    middle: [f32; 2],
    /// Half the frame, in pixels.
    half: [f32; 2],
    cells: Vec<Option<Cell>>,
    paints: Paintbox,
    pose: Pose,
    joining: Joining,
    parts: u32,
    outlined: bool,
}

/// Below this side a picture has no room for an outline.
const LEAST_OUTLINED: u32 = 12;
/// Where the light comes from: left, above, in front.
const LIGHT: [f32; 3] = [-0.48, -0.62, 0.62];

/// How much light falls on a surface that faces this way: about -1 (dark) to 1 (bright).
pub(crate) fn light(x: f32, y: f32, z: f32) -> f32 {
    (x * LIGHT[0] + y * LIGHT[1] + z * LIGHT[2]) * 1.15 - 0.12
}

/// The same light everywhere.
pub(crate) fn even(shade: f32) -> impl Fn(f32, f32) -> f32 {
    move |_, _| shade
}

/// Light that falls off to the right and downwards, by so much for each unit.
pub(crate) fn slope(shade: f32, right: f32, down: f32) -> impl Fn(f32, f32) -> f32 {
    move |u, v| shade - u * right - v * down
}

impl Canvas {
    /// An empty canvas of this width and height.
    pub(crate) fn new(size: [u32; 2], room: Room, paints: Paintbox) -> Canvas {
        let [width, height] = size;
        let outlined = room == Room::Subject && width.min(height) >= LEAST_OUTLINED;
        let margin = |side: u32| match room {
            Room::Full => 0,
            Room::Subject if side < 4 => 0,
            Room::Subject => side / 10 + u32::from(outlined).max(u32::from(side < 10)),
        };
        let (mx, my) = (margin(width), margin(height));
        let (inner_x, inner_y) = ((width - 2 * mx) as f32, (height - 2 * my) as f32);
        // A subject fills a picture that is a little longer than wide; it is not torn apart.
        let half = match room {
            Room::Full => [inner_x / 2.0, inner_y / 2.0],
            Room::Subject => [inner_x.min(inner_y * 1.25) / 2.0, inner_y.min(inner_x * 1.25) / 2.0],
        };
        Canvas {
            size,
            room,
            clip: [mx, my, width - mx, height - my],
            middle: [width as f32 / 2.0, height as f32 / 2.0],
            half,
            cells: vec![None; width as usize * height as usize],
            paints,
            pose: Pose::STRAIGHT,
            joining: Joining::Apart,
            parts: 0,
            outlined,
        }
    }

    /// Everything drawn from now on stands like this.
    pub(crate) fn pose(&mut self, pose: Pose) {
        self.pose = pose;
    }

    /// How large one pixel is in the frame.
    pub(crate) fn pixel(&self) -> f32 {
        1.0 / self.half[0].min(self.half[1]).max(0.5)
    }

    /// Width and height of the picture in pixels.
    pub(crate) fn size(&self) -> [u32; 2] {
        self.size
    }

    /// Width and height of the frame in pixels.
    pub(crate) fn grid(&self) -> [f32; 2] {
        self.half.map(|it| it * 2.0)
    }

    /// Whether the frame is the whole picture.
    pub(crate) fn is_full(&self) -> bool {
        self.room == Room::Full
    }

    /// No dark line around what is drawn: clouds, smoke, light.
    pub(crate) fn without_outline(&mut self) {
        self.outlined = false;
    }

    /// A material for large parts. The first one that is mixed is the most important.
    pub(crate) fn mix(&mut self, tone: Tone) -> Material {
        self.paints.mix(tone)
    }

    /// A material for small parts.
    pub(crate) fn trim(&mut self, tone: Tone) -> Material {
        self.paints.trim(tone)
    }

    /// A material without light and shadow.
    pub(crate) fn flat(&mut self, tone: Tone) -> Material {
        self.paints.flat(tone)
    }

    /// Draws shapes that belong together: no line between them.
    pub(crate) fn joined(&mut self, draw: impl FnOnce(&mut Canvas)) {
        self.parts += 1;
        self.with(Joining::Joined, draw);
    }

    /// Draws marks on what is there already: they change its colour and not its form.
    pub(crate) fn marked(&mut self, draw: impl FnOnce(&mut Canvas)) {
        self.with(Joining::Marked, draw);
    }

    fn with(&mut self, joining: Joining, draw: impl FnOnce(&mut Canvas)) {
        let before = std::mem::replace(&mut self.joining, joining);
        draw(self);
        self.joining = before;
    }

    /// Draws whatever `shape` answers light for, within left, top, right and bottom of the frame.
    pub(crate) fn fill(
        &mut self,
        material: Material,
        [left, top, right, bottom]: [f32; 4],
        shape: impl Fn(f32, f32) -> Option<f32>,
    ) {
        if self.joining == Joining::Apart {
            self.parts += 1;
        }
        let corners = [[left, top], [right, top], [left, bottom], [right, bottom]];
        let corners = corners.map(|it| self.pixel_at(it));
        let columns = self.span(corners.map(|it| it[0]), 0);
        let rows = self.span(corners.map(|it| it[1]), 1);
        for y in rows {
            for x in columns.clone() {
                let [u, v] = self.place_of(x, y);
                if let Some(shade) = shape(u, v) {
                    self.put(x, y, material, shade);
                }
            }
        }
    }

    fn put(&mut self, x: u32, y: u32, material: Material, shade: f32) {
        let parts = self.parts;
        let cell = &mut self.cells[y as usize * self.size[0] as usize + x as usize];
        let part = match (self.joining, &cell) {
            (Joining::Marked, None) => return,
            (Joining::Marked, Some(below)) => below.part,
            _ => parts,
        };
        *cell = Some(Cell { material, shade, part });
    }

    /// Changes the light on all of a material.
    pub(crate) fn relight(&mut self, material: Material, light: impl Fn(f32, f32, f32) -> f32) {
        for y in 0..self.size[1] {
            for x in 0..self.size[0] {
                let [u, v] = self.place_of(x, y);
                let cell = &mut self.cells[y as usize * self.size[0] as usize + x as usize];
                if let Some(it) = cell.as_mut().filter(|it| it.material == material) {
                    it.shade = light(u, v, it.shade);
                }
            }
        }
    }

    /// Pixels between the least and the greatest of some places, one to spare, clipped.
    fn span(&self, places: [f32; 4], axis: usize) -> std::ops::Range<u32> {
        let low = places.into_iter().fold(f32::INFINITY, f32::min) - 1.0;
        let high = places.into_iter().fold(f32::NEG_INFINITY, f32::max) + 2.0;
        // Casts from floats saturate, so places far outside do no harm.
        let low = (low as u32).max(self.clip[axis]);
        low..(high as u32).min(self.clip[axis + 2])
    }

    /// Where a place of the subject lies, in pixels from the top left.
    fn pixel_at(&self, place: [f32; 2]) -> [f32; 2] {
        let [x, y] = self.pose.put(place);
        [self.middle[0] + x * self.half[0], self.middle[1] + y * self.half[1]]
    }

    /// Which place of the subject the middle of a pixel shows.
    fn place_of(&self, x: u32, y: u32) -> [f32; 2] {
        self.pose.find([
            (x as f32 + 0.5 - self.middle[0]) / self.half[0],
            (y as f32 + 0.5 - self.middle[1]) / self.half[1],
        ])
    }

    /// An upright block of whole pixels, at least one, centred as well as can be. `mirrored`
    /// rounds the other way, so that pairs are symmetrical.
    pub(crate) fn dot(
        &mut self,
        material: Material,
        place: [f32; 2],
        size: [f32; 2],
        mirrored: bool,
        shade: f32,
    ) {
        if self.joining == Joining::Apart {
            self.parts += 1;
        }
        let [x, y] = self.pixel_at(place);
        let width = (size[0] * self.half[0]).round().max(1.0);
        let height = (size[1] * self.half[1]).round().max(1.0);
        let left = if mirrored {
            2.0 * self.middle[0] - (2.0 * self.middle[0] - x - width / 2.0).round() - width
        } else {
            (x - width / 2.0).round()
        };
        let top = (y - height / 2.0).round();
        let within = |low: f32, length: f32, axis: usize| {
            let low = (low.max(0.0) as u32, (low + length).max(0.0) as u32);
            low.0.max(self.clip[axis])..low.1.min(self.clip[axis + 2])
        };
        let columns = within(left, width, 0);
        for y in within(top, height, 1) {
            for x in columns.clone() {
                self.put(x, y, material, shade);
            }
        }
    }

    /// The finished picture: straight alpha, 0 or 255.
    pub(crate) fn finish(&self) -> Bitmap {
        let ramps = self.paints.finish();
        let [width, height] = self.size;
        let mut res = Bitmap::new(width, height);
        for y in 0..height {
            for x in 0..width {
                let step = match self.cell(x, y, [0, 0]) {
                    Some(cell) => Some((cell.material, self.step(x, y, cell))),
                    None => self.outline(x, y).map(|material| (material, 0)),
                };
                if let Some((material, step)) = step {
                    let [r, g, b] = Paintbox::ramp(&ramps, material)[step].0;
                    res.set(x, y, [r, g, b, 255]);
                }
            }
        }
        res
    }

    fn cell(&self, x: u32, y: u32, [right, down]: [i32; 2]) -> Option<Cell> {
        let (x, y) = (x.checked_add_signed(right)?, y.checked_add_signed(down)?);
        if x >= self.size[0] || y >= self.size[1] {
            return None;
        }
        self.cells[y as usize * self.size[0] as usize + x as usize]
    }

    /// The material whose outline an empty pixel shows, if it borders on one.
    fn outline(&self, x: u32, y: u32) -> Option<Material> {
        let sides = [[0, -1], [-1, 0], [1, 0], [0, 1]];
        let beside = sides.iter().find_map(|it| self.cell(x, y, *it));
        beside.filter(|_| self.outlined).map(|it| it.material)
    }

    /// Which step of its ramp a pixel shows.
    fn step(&self, x: u32, y: u32, cell: Cell) -> usize {
        /// Bayer's ordered dither, 4 × 4.
        const DITHER: [u8; 16] = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
        // Small pictures have no pixels to waste on patterns.
        let strength = if self.size[0].min(self.size[1]) < 48 { 0.12 } else { 0.4 };
        let dither = f32::from(DITHER[(y as usize & 3) * 4 + (x as usize & 3)]) / 16.0 - 0.47;
        let lit = (cell.shade * 0.5 + 0.5) * 4.6 + 0.9 + dither * strength;
        let mut step = (lit as usize).clamp(1, 5);
        // What lies before it casts a line, deeper to its left and above than below.
        let covered = |by: [i32; 2]| self.cell(x, y, by).is_some_and(|it| it.part > cell.part);
        if covered([1, 0]) || covered([0, 1]) {
            step = step.saturating_sub(2);
        }
        if covered([0, -1]) {
            step = step.saturating_sub(1);
        }
        step
    }
}
