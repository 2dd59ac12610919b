//! The seal of moving pictures: what says that a file came from here, byte for byte.
//!
//! It stands last in the file, where its format has room for a remark, and holds a digest of all
//! that stands before it.

use crate::digest::Digest;
use crate::image::Seal;

/// What a remark begins with.
const MARK: &[u8] = b"assetbuild\0";
/// The last chunk of a PNG.
const IEND: [u8; 12] = [0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xAE, 0x42, 0x60, 0x82];
/// What ends a GIF.
const TRAILER: [u8; 1] = [0x3B];

/// The PNG with its seal as its last text.
pub(crate) fn sealed_apng(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() - IEND.len());
    let end = text_chunk(&remark(&bytes));
    [bytes, end, IEND.to_vec()].concat()
}

/// The GIF with its seal as its last comment.
pub(crate) fn sealed_gif(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.truncate(bytes.len() - TRAILER.len());
    let end = comment(&remark(&bytes));
    [bytes, end, TRAILER.to_vec()].concat()
}

/// What the bytes of a GIF or an animated PNG say of their origin.
#[must_use]
pub fn moving_seal_of(bytes: &[u8]) -> Seal {
    let sealed = |tail: &[u8], end: &[u8], sealed: fn(Vec<u8>) -> Vec<u8>| {
        let body = bytes.len().checked_sub(tail.len() + end.len()).map(|it| &bytes[..it]);
        body.filter(|it| sealed([it, end].concat()) == bytes).map(Digest::of)
    };
    let remark = remark(&[]);
    let apng = || sealed(&text_chunk(&remark), &IEND, sealed_apng);
    let gif = || sealed(&comment(&remark), &TRAILER, sealed_gif);
    match apng().or_else(gif) {
        Some(pixels) => Seal::Ours { pixels },
        None if bytes.windows(MARK.len()).any(|it| it == MARK) => Seal::Edited,
        None => Seal::Foreign,
    }
}

/// As long for all files.
fn remark(body: &[u8]) -> Vec<u8> {
    let digest = Digest::key("assetbuild seal of bytes v1", &Digest::of(body));
    [MARK, digest.to_string().as_bytes()].concat()
}

/// As PNG has it: length, `tEXt`, key, 0, text, checksum.
fn text_chunk(remark: &[u8]) -> Vec<u8> {
    let length = (remark.len() as u32).to_be_bytes();
    let typed = [b"tEXt", remark].concat();
    let sum = crc32(&typed).to_be_bytes();
    [&length[..], &typed, &sum].concat()
}

/// As GIF has it: the sign of a comment, blocks with their lengths, 0.
fn comment(remark: &[u8]) -> Vec<u8> {
    let length = u8::try_from(remark.len()).expect("a digest is short");
    [&[0x21, 0xFE, length], remark, &[0]].concat()
}

/// The checksum of PNG chunks (ISO 3309; PNG specification, annex D).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            if sum & 1 == 1 { (sum >> 1) ^ 0xEDB8_8320 } else { sum >> 1 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;
    use crate::image::{Bitmap, apng, decode, gif};

    #[test]
    fn a_moving_picture_certifies_itself_until_a_byte_is_changed() {
        let frames = [art("r.g .k."), art("b.. ..w")];
        let foreign = crate::image::encode_png(&frames[0], &[]);
        assert_eq!(moving_seal_of(&foreign), Seal::Foreign);
        assert_eq!(moving_seal_of(&[]), Seal::Foreign);
        type Encode = fn(&[&Bitmap], &[u32], bool) -> Vec<u8>;
        for encode in [gif as Encode, apng as Encode] {
            let mut bytes = encode(&frames.each_ref(), &[100, 50], true);
            assert!(matches!(moving_seal_of(&bytes), Seal::Ours { .. }));
            assert_eq!(decode(&bytes).unwrap(), frames[0]);
            bytes[40] ^= 1;
            assert_eq!(moving_seal_of(&bytes), Seal::Edited);
        }
    }

    #[test]
    fn the_checksum_is_that_of_the_standard() {
        assert_eq!(crc32(b"IEND"), u32::from_be_bytes([0xAE, 0x42, 0x60, 0x82]));
    }
}
