//! Pixels become a PNG file; its bytes are a function of pixels and texts, and of nothing else.

use std::collections::BTreeSet;

use flate2::{Compress, Compression, FlushCompress, Status};
use png::{BitDepth, ColorType, DeflateCompression, Encoder, Filter, chunk};

use crate::image::Bitmap;

/// A PNG file with these pixels and these texts, key and value, in their order.
///
/// Pictures of at most 256 colours (alpha counts) are written with a palette, sorted by alpha and
/// colour, in as few bits as it takes; others as RGBA. The same input gives the same bytes.
///
/// PNG has no picture without pixels: one with a side of 0 becomes a single transparent pixel.
///
/// # Panics
///
/// If a key is not 1 to 79 characters of Latin-1, which PNG demands.
#[must_use]
pub fn encode_png(bitmap: &Bitmap, texts: &[(&str, &str)]) -> Vec<u8> {
    if bitmap.pixels().is_empty() {
        return encode_png(&Bitmap::new(1, 1), texts);
    }
    match Palette::of(bitmap) {
        Some(palette) => written(bitmap, texts, Some(&palette), &palette.rows(bitmap)),
        None => written(bitmap, texts, None, bitmap.pixels().as_flattened()),
    }
}

/// How hard deflate tries.
const LEVEL: u8 = 6;

fn written(
    bitmap: &Bitmap,
    texts: &[(&str, &str)],
    palette: Option<&Palette>,
    data: &[u8],
) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = Encoder::new(&mut bytes, bitmap.width(), bitmap.height());
    // Not the crate's default, which may change with a release.
    encoder.set_deflate_compression(DeflateCompression::Level(LEVEL));
    encoder.set_depth(palette.map_or(BitDepth::Eight, Palette::depth));
    if let Some(palette) = palette {
        encoder.set_color(ColorType::Indexed);
        encoder.set_palette(palette.rgb());
        if let Some(alpha) = palette.alpha() {
            encoder.set_trns(alpha);
        }
        encoder.set_filter(Filter::NoFilter);
    } else {
        encoder.set_color(ColorType::Rgba);
        encoder.set_filter(Filter::Adaptive);
    }
    for (key, text) in texts {
        let (key, text) = ((*key).to_owned(), (*text).to_owned());
        let added = if text.is_ascii() {
            encoder.add_text_chunk(key, text)
        } else {
            encoder.add_itxt_chunk(key, text)
        };
        added.expect("headers are written later");
    }
    let mut writer =
        encoder.write_header().expect("the key of a text is 1 to 79 characters of Latin-1");
    if palette.is_some() {
        let row_bytes = data.len() / bitmap.height() as usize;
        let packed = zlib(&without_filters(data, row_bytes));
        writer.write_chunk(chunk::IDAT, &packed).expect("memory takes all");
    } else {
        writer.write_image_data(data).expect("memory takes all");
    }
    writer.finish().expect("memory takes all");
    bytes
}

/// Rows as PNG packs them: each after a zero, which says that it is not filtered.
fn without_filters(data: &[u8], row_bytes: usize) -> Vec<u8> {
    let mut res = Vec::with_capacity(data.len() + data.len() / row_bytes);
    for row in data.chunks_exact(row_bytes) {
        res.push(0);
        res.extend_from_slice(row);
    }
    res
}

/// The same bytes as [`Encoder`] packs. It packs row by row, and clears 32 KiB for each.
fn zlib(data: &[u8]) -> Vec<u8> {
    let mut packer = Compress::new(Compression::new(LEVEL.into()), true);
    let mut res = Vec::with_capacity(2048);
    loop {
        let rest = &data[packer.total_in() as usize..];
        let status = packer.compress_vec(rest, &mut res, FlushCompress::Finish);
        if status.expect("bytes can be packed") == Status::StreamEnd {
            return res;
        }
        res.reserve(res.capacity());
    }
}

/// All colours of pictures that have at most 256.
pub(crate) struct Palette {
    /// Sorted by alpha, then colour: PNG lists only the alphas before the first run of 255.
    colours: Vec<[u8; 4]>,
}

impl Palette {
    fn of(bitmap: &Bitmap) -> Option<Palette> {
        Palette::of_all(std::slice::from_ref(bitmap))
    }

    /// Of several pictures together.
    pub(crate) fn of_all(bitmaps: &[Bitmap]) -> Option<Palette> {
        let mut seen = BTreeSet::new();
        for bitmap in bitmaps {
            let (mut above, mut last): (&[[u8; 4]], _) = (&[], None);
            for row in bitmap.pixels().chunks_exact(bitmap.width().max(1) as usize) {
                // Enlarged pixel art has many equal rows, and runs of equal pixels in each.
                if row == above {
                    continue;
                }
                for pixel in row {
                    if last != Some(pixel) && seen.insert(alpha_first(*pixel)) && seen.len() > 256 {
                        return None;
                    }
                    last = Some(pixel);
                }
                above = row;
            }
        }
        let colours = seen.into_iter().map(|[a, r, g, b]| [r, g, b, a]).collect();
        Some(Palette { colours })
    }

    pub(crate) fn depth(&self) -> BitDepth {
        match self.colours.len() {
            0..=2 => BitDepth::One,
            3..=4 => BitDepth::Two,
            5..=16 => BitDepth::Four,
            _ => BitDepth::Eight,
        }
    }

    pub(crate) fn rgb(&self) -> Vec<u8> {
        let colours = self.colours.iter();
        colours.flat_map(|&[r, g, b, _]| [r, g, b]).collect()
    }

    pub(crate) fn alpha(&self) -> Option<Vec<u8>> {
        let n_translucent = self.colours.iter().take_while(|it| it[3] < 255).count();
        let alpha = self.colours[..n_translucent].iter().map(|it| it[3]);
        (n_translucent > 0).then(|| alpha.collect())
    }

    /// Indices of all pixels, the first in the high bits, each row in whole bytes.
    pub(crate) fn rows(&self, bitmap: &Bitmap) -> Vec<u8> {
        let bits = self.depth() as usize;
        let per_byte = 8 / bits;
        let row_bytes = (bitmap.width() as usize).div_ceil(per_byte);
        let mut res = Vec::with_capacity(row_bytes * bitmap.height() as usize);
        let (mut above, mut last): (&[[u8; 4]], _) = (&[], None);
        for row in bitmap.pixels().chunks_exact(bitmap.width() as usize) {
            if row == above {
                res.extend_from_within(res.len() - row_bytes..);
                continue;
            }
            for group in row.chunks(per_byte) {
                let packed = group.iter().enumerate().fold(0, |byte, (idx, pixel)| {
                    let index = match last {
                        Some((known, index)) if known == *pixel => index,
                        _ => self.index(*pixel),
                    };
                    last = Some((*pixel, index));
                    byte | index << (8 - bits * (idx + 1))
                });
                res.push(packed);
            }
            above = row;
        }
        res
    }

    fn index(&self, pixel: [u8; 4]) -> u8 {
        let key = alpha_first(pixel);
        let idx = self.colours.binary_search_by_key(&key, |it| alpha_first(*it));
        idx.expect("the palette has all colours") as u8
    }
}

fn alpha_first([r, g, b, a]: [u8; 4]) -> [u8; 4] {
    [a, r, g, b]
}
