//! `Picture`: round subjects of few flat colours on a background.

use serde::{Deserialize, Serialize};

/// Red, green, blue, straight alpha.
pub(crate) type Rgba = [u8; 4];

const OUTLINE: Rgba = [40, 36, 48, 255];
/// Few, flat, and far from the usual key colours.
const SUBJECTS: [Rgba; 6] = [
    [200, 60, 50, 255],
    [60, 120, 200, 255],
    [230, 170, 40, 255],
    [120, 80, 60, 255],
    [70, 160, 150, 255],
    [240, 130, 60, 255],
];

/// How a picture comes out.
#[derive(Deserialize, Serialize, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Look {
    Subject,
    Glass,
    Empty,
    Cropped,
    Checkerboard,
    Scenery,
}

/// The keyword of the chunk that says how a picture was painted.
const PAINTED: &str = "painted";

/// A picture to be painted.
#[derive(Deserialize, Serialize)]
pub(crate) struct Picture {
    /// In pixels.
    pub(crate) width: u32,
    /// In pixels.
    pub(crate) height: u32,
    /// What fills it around the subjects.
    pub(crate) behind: Rgba,
    /// What filled it when it was painted first, from which its colour stands out.
    pub(crate) first: Rgba,
    pub(crate) look: Look,
    /// Columns and rows, a subject in each cell.
    pub(crate) grid: [u32; 2],
    /// Tells pictures apart: decides colour and size of the subjects.
    pub(crate) dice: u64,
    /// Tells moments of a movement apart: how far a lone subject is squashed. In a grid each cell
    /// shows another moment.
    pub(crate) moment: u64,
}

impl Picture {
    /// A PNG file.
    pub(crate) fn paint(&self) -> Result<Vec<u8>, String> {
        let (width, height) = (self.width, self.height);
        if !(1..=4096).contains(&width) || !(1..=4096).contains(&height) {
            return Err(format!("cannot paint {width}x{height}"));
        }
        let cell = [width / self.grid[0].max(1), height / self.grid[1].max(1)];
        let colour = self.colour();
        let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
        for y in 0..height {
            for x in 0..width {
                pixels.extend(match (self.look, at(x, y, cell, self.radii(x, y, cell))) {
                    (Look::Checkerboard, None) if (x / 16 + y / 16) % 2 == 0 => [255; 4],
                    (Look::Checkerboard, None) => [204, 204, 204, 255],
                    (Look::Scenery, None) => scenery(x, y),
                    (Look::Empty, _) | (_, None) => self.behind,
                    (_, Some(Place::Edge)) => OUTLINE,
                    (Look::Glass, Some(_)) => mixed(colour, self.behind),
                    (_, Some(Place::Light)) => colour.map(|it| it / 2 + 128),
                    (_, Some(Place::Body)) => colour,
                });
            }
        }
        let painted = serde_json::to_string(self).map_err(|err| err.to_string())?;
        encode(width, height, &pixels, &painted)
    }

    /// How a picture was painted that this model painted.
    pub(crate) fn read(png: &[u8]) -> Result<Picture, String> {
        let reader = png::Decoder::new(std::io::Cursor::new(png)).read_info();
        let reader = reader.map_err(|err| format!("no picture: {err}"))?;
        let mut chunks = reader.info().uncompressed_latin1_text.iter();
        let painted = chunks.find(|it| it.keyword == PAINTED);
        let painted = painted.ok_or("this is no picture of mine")?;
        serde_json::from_str(&painted.text).map_err(|err| err.to_string())
    }

    /// One that stands out from what is behind it.
    fn colour(&self) -> Rgba {
        let far = |it: &&Rgba| {
            let apart = (0..3).map(|idx| i32::from(it[idx]) - i32::from(self.first[idx]));
            self.first[3] == 0 || apart.map(|it| it * it).sum::<i32>() > 120 * 120
        };
        let colours: Vec<&Rgba> = SUBJECTS.iter().filter(far).collect();
        *colours[usize::try_from(self.dice % colours.len() as u64).unwrap_or(0)]
    }

    /// Half the width and half the height of the subject in the cell around a pixel, in per cent
    /// of the cell.
    fn radii(&self, x: u32, y: u32, cell: [u32; 2]) -> [f64; 2] {
        let idx = x / cell[0].max(1) + y / cell[1].max(1) * self.grid[0];
        let moment = if self.grid == [1, 1] { self.moment } else { idx.into() };
        let squashed = 1.0 - 0.04 * (moment % 4) as f64;
        [self.radius(), self.radius() * squashed]
    }

    /// Half the width of a subject, in per cent of its cell.
    fn radius(&self) -> f64 {
        match self.look {
            Look::Cropped => 80.0,
            // Small enough not to be taken for a ghost of a picture.
            Look::Glass => 25.0,
            Look::Subject | Look::Empty | Look::Checkerboard | Look::Scenery => {
                28.0 + f64::from((self.dice >> 8) as u8 & 15) * 0.6
            }
        }
    }
}

enum Place {
    Edge,
    Light,
    Body,
}

/// Where in the subject of its cell a pixel lies; `None` beside it.
fn at(x: u32, y: u32, cell: [u32; 2], radii: [f64; 2]) -> Option<Place> {
    // In square blocks, as pixel art is painted large.
    let block = (cell[0].min(cell[1]) / 32).max(1);
    let along = |it: u32, len: u32, radius: f64| {
        let middle = f64::from(it % len.max(1) / block * block) + f64::from(block) / 2.0;
        (middle / f64::from(len.max(1)) - 0.5) * 100.0 / radius
    };
    let (x, y) = (along(x, cell[0], radii[0]), along(y, cell[1], radii[1]));
    match x * x + y * y {
        it if it > 1.0 => None,
        it if it > 0.8 => Some(Place::Edge),
        _ if (x + 0.35) * (x + 0.35) + (y + 0.35) * (y + 0.35) < 0.08 => Some(Place::Light),
        _ => Some(Place::Body),
    }
}

/// Patches of a scene: no one colour, and no green, by which a network may tell subjects from it.
fn scenery(x: u32, y: u32) -> Rgba {
    let dice = (x / 48 * 73) ^ (y / 40 * 151);
    let shade = |by: u32, most: u32| u8::try_from(dice * by % most).unwrap_or(0);
    [20 + shade(37, 180), 0, shade(91, 200), 255]
}

/// Half of what is behind shows through; all of it, if that is nothing.
fn mixed(colour: Rgba, behind: Rgba) -> Rgba {
    if behind[3] == 0 {
        return [colour[0], colour[1], colour[2], 128];
    }
    let half = |it: usize| u8::midpoint(colour[it], behind[it]);
    [half(0), half(1), half(2), 255]
}

fn encode(width: u32, height: u32, pixels: &[u8], painted: &str) -> Result<Vec<u8>, String> {
    let mut res = vec![];
    let mut encoder = png::Encoder::new(&mut res, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Fast);
    let chunk = encoder.add_text_chunk(PAINTED.to_owned(), painted.to_owned());
    chunk.map_err(|err| err.to_string())?;
    let mut writer = encoder.write_header().map_err(|err| err.to_string())?;
    writer.write_image_data(pixels).map_err(|err| err.to_string())?;
    writer.finish().map_err(|err| err.to_string())?;
    Ok(res)
}
