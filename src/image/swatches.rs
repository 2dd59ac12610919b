//! The colours of a file that is a palette: of a picture its pixels, of an Aseprite file its swatches.

use crate::image::{Bitmap, DecodeError, decode};

/// The colours as a picture: that of a PNG, JPEG, WebP or GIF file itself; of an Aseprite file one
/// row of its palette, what is not opaque in it included.
///
/// # Errors
///
/// As [`decode`]; of an Aseprite file, if it is cut off or has no palette.
pub fn decode_palette(bytes: &[u8]) -> Result<Bitmap, DecodeError> {
    if !is_aseprite(bytes) {
        return decode(bytes);
    }
    let swatches = aseprite(bytes).filter(|it| !it.is_empty());
    let swatches = swatches.ok_or_else(|| DecodeError::Damaged {
        format: "Aseprite file",
        cause: "it is cut off, or has no palette".to_owned(),
    })?;
    Ok(Bitmap::from_pixels(swatches.len() as u32, 1, swatches))
}

/// Of a file, and of every frame in it.
const MAGIC: [u16; 2] = [0xa5e0, 0xf1fa];
const HEADER: usize = 128;
const FRAME_HEADER: usize = 16;
const CHUNK_HEADER: usize = 6;
/// The chunk with colours of 8 bits, and the one of programs from before 2014.
const PALETTE: [u16; 2] = [0x2019, 0x0004];
/// No palette of Aseprite has more.
const MOST: usize = 256;

fn is_aseprite(bytes: &[u8]) -> bool {
    bytes.get(4..6) == Some(&MAGIC[0].to_le_bytes())
}

/// The palette of the first frame; the newer chunk counts where there are both. The format:
/// <https://github.com/aseprite/aseprite/blob/main/docs/ase-file-specs.md>.
fn aseprite(bytes: &[u8]) -> Option<Vec<[u8; 4]>> {
    let frame = bytes.get(HEADER..)?;
    let length = u32_at(frame, 0)? as usize;
    if u16_at(frame, 4)? != MAGIC[1] {
        return None;
    }
    let mut rest = frame.get(FRAME_HEADER..length.min(frame.len()))?;
    let mut res = None;
    while let (Some(length), Some(kind)) = (u32_at(rest, 0), u16_at(rest, 4)) {
        let chunk = rest.get(CHUNK_HEADER..length as usize)?;
        if kind == PALETTE[0] {
            return swatches(chunk);
        }
        if kind == PALETTE[1] {
            res = old_swatches(chunk);
        }
        rest = &rest[length as usize..];
    }
    res
}

/// Size, first and last index, eight bytes of nothing; then flags, colour, and where the lowest flag
/// is set a name.
fn swatches(chunk: &[u8]) -> Option<Vec<[u8; 4]>> {
    let [first, last] = [u32_at(chunk, 4)? as usize, u32_at(chunk, 8)? as usize];
    let mut at = 20;
    let mut res = Vec::new();
    for _ in first..=last {
        if res.len() == MOST {
            break;
        }
        let named = u16_at(chunk, at)? & 1 == 1;
        res.push(chunk.get(at + 2..at + 6)?.try_into().ok()?);
        at += 6;
        if named {
            at += 2 + usize::from(u16_at(chunk, at)?);
        }
    }
    Some(res)
}

/// Packets, each of how many entries are skipped, how many follow (0 for 256), and their colours.
fn old_swatches(chunk: &[u8]) -> Option<Vec<[u8; 4]>> {
    let mut at = 2;
    let mut res = Vec::new();
    for _ in 0..u16_at(chunk, 0)? {
        let n = match *chunk.get(at + 1)? {
            0 => MOST,
            n => usize::from(n),
        };
        let colours = chunk.get(at + 2..at + 2 + 3 * n)?;
        res.extend(colours.chunks_exact(3).map(|it| [it[0], it[1], it[2], 255]));
        at += 2 + 3 * n;
    }
    res.truncate(MOST);
    Some(res)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..)?.get(..2)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..)?.get(..4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of one frame with these chunks.
    fn file(chunks: &[(u16, Vec<u8>)]) -> Vec<u8> {
        let mut frame = Vec::new();
        for (kind, data) in chunks {
            frame.extend((data.len() as u32 + 6).to_le_bytes());
            frame.extend(kind.to_le_bytes());
            frame.extend(data);
        }
        let mut res = vec![0; HEADER];
        res[4..6].copy_from_slice(&MAGIC[0].to_le_bytes());
        res.extend((frame.len() as u32 + 16).to_le_bytes());
        res.extend(MAGIC[1].to_le_bytes());
        res.extend([0; 10]);
        res.extend(frame);
        res
    }

    fn new_chunk() -> Vec<u8> {
        let mut res = [3_u32, 0, 2, 0, 0].map(u32::to_le_bytes).as_flattened().to_vec();
        res.extend([0, 0, 45, 45, 45, 255]);
        res.extend([1, 0, 244, 164, 96, 255, 4, 0]);
        res.extend(b"sand");
        res.extend([0, 0, 1, 2, 3, 0]);
        res
    }

    #[test]
    fn the_swatches_of_an_aseprite_file_are_its_palette_whatever_else_is_in_it() {
        let old = vec![1, 0, 0, 2, 9, 9, 9, 8, 8, 8];
        let all = [[45, 45, 45, 255], [244, 164, 96, 255], [1, 2, 3, 0]];
        let layer = (0x2004, vec![0; 30]);
        let both = file(&[layer.clone(), (0x0004, old.clone()), (0x2019, new_chunk())]);
        assert_eq!(decode_palette(&both).unwrap().pixels(), all);
        let only_old = file(&[(0x0004, old), layer]);
        assert_eq!(decode_palette(&only_old).unwrap().pixels(), [[9, 9, 9, 255], [8, 8, 8, 255]]);
    }

    #[test]
    fn a_file_that_is_cut_off_anywhere_is_an_error() {
        let whole = file(&[(0x2019, new_chunk())]);
        for end in 6..whole.len() {
            assert!(decode_palette(&whole[..end]).is_err(), "cut at {end}");
        }
        assert!(decode_palette(&file(&[])).is_err());
    }
}
