//! A PNG that says of itself that it came from here, and whether it is still as it was written.
//!
//! The text chunk `assetbuild` holds a digest of the pixels and of all other texts. What is only
//! packed anew by another program keeps its seal; what was painted over does not.

use std::io::Cursor;

use png::Decoder;

use crate::digest::Digest;
use crate::image::{Bitmap, decode, encode_png};

/// The key of the text chunk.
const KEY: &str = "assetbuild";

/// What a file says of its own origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// This program wrote it, and nobody changed it since.
    Ours {
        /// Of the picture in it, see [`Bitmap::digest`].
        pixels: Digest,
    },
    /// This program wrote it, and somebody changed it.
    Edited,
    /// It is somebody else's, or no PNG.
    Foreign,
}

/// A PNG of the picture that carries its seal.
#[must_use]
pub fn sealed_png(bitmap: &Bitmap) -> Vec<u8> {
    certify_png(bitmap, &[])
}

/// As [`sealed_png`], with the digest of the picture's pixels, which the seal takes anyway.
#[must_use]
pub fn sealed_with_digest(bitmap: &Bitmap) -> (Vec<u8>, Digest) {
    let pixels = bitmap.digest();
    if bitmap.pixels().is_empty() {
        return (sealed_png(bitmap), pixels);
    }
    (certified(bitmap, pixels, &[]), pixels)
}

/// As [`sealed_png`], with further texts; the seal covers them.
///
/// # Panics
///
/// As [`encode_png`].
#[must_use]
pub fn certify_png(bitmap: &Bitmap, texts: &[(&str, &str)]) -> Vec<u8> {
    if bitmap.pixels().is_empty() {
        return certify_png(&Bitmap::new(1, 1), texts);
    }
    certified(bitmap, bitmap.digest(), texts)
}

fn certified(bitmap: &Bitmap, pixels: Digest, texts: &[(&str, &str)]) -> Vec<u8> {
    let seal = digest_of(pixels, texts.to_vec()).to_string();
    let mut texts = texts.to_vec();
    texts.push((KEY, &seal));
    encode_png(bitmap, &texts)
}

/// What the bytes of a file say of their origin.
#[must_use]
pub fn seal_of(bytes: &[u8]) -> Seal {
    let texts = texts_of(bytes).unwrap_or_default();
    let Some((_, seal)) = texts.iter().find(|(key, _)| key == KEY) else {
        return Seal::Foreign;
    };
    let Ok(bitmap) = decode(bytes) else {
        return Seal::Edited;
    };
    let others = texts.iter().filter(|(key, _)| key != KEY);
    let others = others.map(|(key, text)| (key.as_str(), text.as_str()));
    let pixels = bitmap.digest();
    if digest_of(pixels, others.collect()).to_string() != *seal {
        return Seal::Edited;
    }
    Seal::Ours { pixels }
}

/// Whether this program wrote the file, and nobody changed it since.
#[must_use]
pub fn is_certified(bytes: &[u8]) -> bool {
    matches!(seal_of(bytes), Seal::Ours { .. })
}

/// The order of the texts does not count: programs that pack a PNG anew move them.
fn digest_of(pixels: Digest, mut texts: Vec<(&str, &str)>) -> Digest {
    texts.sort_unstable();
    Digest::key("assetbuild 2026-11 seal of a PNG", &(pixels, texts))
}

/// All texts of a PNG that stand before its pixels, where this program writes them.
fn texts_of(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let reader = Decoder::new(Cursor::new(bytes)).read_info().ok()?;
    let info = reader.info();
    let latin = info.uncompressed_latin1_text.iter();
    let latin = latin.map(|it| (it.keyword.clone(), it.text.clone()));
    let packed = info.compressed_latin1_text.iter();
    let packed = packed.filter_map(|it| Some((it.keyword.clone(), it.get_text().ok()?)));
    let unicode = info.utf8_text.iter();
    let unicode = unicode.filter_map(|it| Some((it.keyword.clone(), it.get_text().ok()?)));
    Some(latin.chain(packed).chain(unicode).collect())
}
