//! Pictures: what a service paints, and what it makes of pictures that it is sent.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{
    DynamicImage, ExtendedColorType, ImageEncoder, ImageFormat, ImageReader, Rgba, RgbaImage,
};

use crate::service::prompt::Behind;
use crate::service::script::{Fault, Then};

/// How a picture is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Png,
    /// Quality 90, as far as one can tell from the real ones; never with alpha.
    Jpeg,
    Webp,
}

impl Format {
    pub(crate) fn mime(self) -> &'static str {
        match self {
            Format::Png => "image/png",
            Format::Jpeg => "image/jpeg",
            Format::Webp => "image/webp",
        }
    }
}

/// What is to be painted: a figure of square blocks, round and with an outline.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Painting {
    pub(crate) size: [u32; 2],
    pub(crate) behind: Behind,
    /// Whether what is transparent is so, or a painted checkerboard.
    pub(crate) has_alpha: bool,
    /// Columns and rows of figures.
    pub(crate) grid: [u32; 2],
    /// Whether there is a figure at all.
    pub(crate) empty: bool,
    /// What decides how the figure looks.
    pub(crate) dice: u64,
}

/// What figures are painted in.
const COLOURS: [[u8; 3]; 6] =
    [[143, 188, 143], [74, 144, 226], [244, 164, 96], [200, 60, 60], [150, 90, 190], [90, 90, 110]];
const OUTLINE: [u8; 3] = [45, 45, 45];

impl Painting {
    pub(crate) fn bytes(&self, format: Format) -> Vec<u8> {
        encode(&self.pixels(), format)
    }

    fn pixels(&self) -> RgbaImage {
        let [width, height] = self.size.map(|it| it.max(1));
        let cell = [width / self.grid[0].max(1), height / self.grid[1].max(1)].map(|it| it.max(1));
        let colour = self.colour();
        RgbaImage::from_fn(width, height, |x, y| {
            let figure =
                if self.empty { None } else { self.figure(x % cell[0], y % cell[1], cell) };
            Rgba(match (figure, self.behind) {
                (Some(Place::Edge), _) => solid(OUTLINE),
                (Some(Place::Light), _) => solid(colour.map(|it| it / 2 + 127)),
                (Some(Place::Body), _) => solid(colour),
                (None, Behind::Colour(it)) => solid(it),
                (None, Behind::Transparent) if self.has_alpha => [0; 4],
                (None, Behind::Transparent) if (x / 16 + y / 16) % 2 == 0 => [255; 4],
                (None, Behind::Transparent) => [204, 204, 204, 255],
            })
        })
    }

    /// One that is far from what is behind.
    fn colour(&self) -> [u8; 3] {
        let far = |it: &&[u8; 3]| match self.behind {
            Behind::Transparent => true,
            Behind::Colour(behind) => {
                let apart = (0..3).map(|idx| it[idx].abs_diff(behind[idx])).map(u32::from);
                apart.sum::<u32>() > 200
            }
        };
        let all: Vec<&[u8; 3]> = COLOURS.iter().filter(far).collect();
        *all[usize::try_from(self.dice % all.len() as u64).unwrap_or(0)]
    }

    fn figure(&self, x: u32, y: u32, cell: [u32; 2]) -> Option<Place> {
        let block = (cell[0].min(cell[1]) / 32).max(1);
        let radius = 0.25 + (self.dice >> 8 & 7) as f32 * 0.015;
        let along = |it: u32, length: u32| {
            let middle = (it / block * block) as f32 + block as f32 / 2.0;
            (middle - length as f32 / 2.0) / (cell[0].min(cell[1]) as f32 * radius)
        };
        let (x, y) = (along(x, cell[0]), along(y, cell[1]));
        match x * x + y * y {
            it if it > 1.0 => None,
            it if it > 0.75 => Some(Place::Edge),
            _ if x < -0.1 && y < -0.1 && x * y > 0.05 => Some(Place::Light),
            _ => Some(Place::Body),
        }
    }
}

enum Place {
    Edge,
    Light,
    Body,
}

fn solid([red, green, blue]: [u8; 3]) -> [u8; 4] {
    [red, green, blue, 255]
}

fn encode(pixels: &RgbaImage, format: Format) -> Vec<u8> {
    let (width, height) = pixels.dimensions();
    let mut res = vec![];
    match format {
        Format::Png => {
            PngEncoder::new_with_quality(&mut res, CompressionType::Fast, FilterType::NoFilter)
                .write_image(pixels, width, height, ExtendedColorType::Rgba8)
                .expect("a vector takes a picture");
        }
        Format::Jpeg => {
            let rgb = DynamicImage::from(pixels.clone()).into_rgb8();
            JpegEncoder::new_with_quality(&mut res, 90)
                .write_image(&rgb, width, height, ExtendedColorType::Rgb8)
                .expect("a vector takes a picture");
        }
        Format::Webp => {
            let picture = DynamicImage::from(pixels.clone());
            picture
                .write_to(&mut Cursor::new(&mut res), ImageFormat::WebP)
                .expect("a vector takes a picture");
        }
    }
    res
}

/// What is left of a picture of which something goes wrong.
pub(crate) fn damaged(mut bytes: Vec<u8>, then: &Then) -> Vec<u8> {
    match then.fault {
        Some(Fault::CorruptPicture) => bytes.truncate(bytes.len() / 2),
        Some(Fault::NoPictureBytes) => bytes = b"no picture at all".to_vec(),
        _ => {}
    }
    bytes
}

/// The same picture before another flat colour: whatever has the colour of its first corner, as far
/// as an encoder left it so, gets this one. `None` if it cannot be read.
pub(crate) fn on_background(bytes: &[u8], colour: [u8; 3], format: Format) -> Option<Vec<u8>> {
    let mut pixels = image::load_from_memory(bytes).ok()?.into_rgba8();
    let behind = *pixels.get_pixel(0, 0);
    let near = |it: &Rgba<u8>| (0..3).all(|idx| it[idx].abs_diff(behind[idx]) < 60);
    for pixel in pixels.pixels_mut() {
        if near(pixel) {
            *pixel = Rgba(solid(colour));
        }
    }
    Some(encode(&pixels, format))
}

/// What bytes are by their first ones: the mime type, `None` if they are no picture.
pub(crate) fn mime_of(bytes: &[u8]) -> Option<&'static str> {
    match image::guess_format(bytes).ok()? {
        ImageFormat::Png => Some("image/png"),
        ImageFormat::Jpeg => Some("image/jpeg"),
        ImageFormat::WebP => Some("image/webp"),
        ImageFormat::Gif => Some("image/gif"),
        _ => None,
    }
}

/// Width and height; `None` if the bytes are no picture that can be read.
pub(crate) fn size_of(bytes: &[u8]) -> Option<[u32; 2]> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    let (width, height) = reader.into_dimensions().ok()?;
    Some([width, height])
}

/// A number that the same words always give (FNV-1a).
pub(crate) fn dice(words: &[&[u8]]) -> u64 {
    let bytes = words.iter().flat_map(|it| it.iter());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
