//! Whether a picture is there to its end: told by the frames of the formats, without decoding.
//!
//! Decoders fill in what is missing with grey, so a picture that was cut off on its way would pass
//! as one that was painted so.

/// Whether a PNG, JPEG, WebP or GIF file is there to its end; `None` if the bytes do not begin as one.
/// What follows the end does not matter: some cameras and services write metadata there.
#[must_use]
pub fn has_end(bytes: &[u8]) -> Option<bool> {
    let rest = Rest(bytes);
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(png(rest).is_some());
    }
    if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
        return Some(jpeg(rest).is_some());
    }
    if bytes.starts_with(b"GIF8") {
        return Some(gif(rest).is_some());
    }
    if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        return Some(webp(rest).is_some());
    }
    None
}

/// What was not read yet. Every reader answers `None` where the bytes end too early.
#[derive(Clone, Copy)]
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|it| it[0])
    }

    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }
}

/// Chunks of length, type, data and checksum, up to `IEND`: <https://www.w3.org/TR/png-3/#5DataRep>.
fn png(mut rest: Rest<'_>) -> Option<()> {
    rest.take(8)?;
    loop {
        let length = u32::from_be_bytes(rest.bytes()?);
        let kind: [u8; 4] = rest.bytes()?;
        rest.take(usize::try_from(length).ok()?.checked_add(4)?)?;
        if kind == *b"IEND" {
            return Some(());
        }
    }
}

/// Segments behind markers, up to the end of the image: ITU T.81, B.1. A preview within a segment
/// has an end of its own, which is why the bytes of an end alone say nothing.
fn jpeg(mut rest: Rest<'_>) -> Option<()> {
    const END: u8 = 0xd9;
    rest.take(2)?;
    loop {
        // Coded data has no 0xff but before a 0, and between its stretches a restart marker.
        while rest.byte()? != 0xff {}
        let mut marker = rest.byte()?;
        while marker == 0xff {
            marker = rest.byte()?;
        }
        match marker {
            END => return Some(()),
            // Stuffed bytes, restarts, and markers without a segment.
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            _ => {
                let length = usize::from(u16::from_be_bytes(rest.bytes()?));
                rest.take(length.checked_sub(2)?)?;
            }
        }
    }
}

/// Blocks up to the trailer: GIF 89a, sections 18 to 27.
fn gif(mut rest: Rest<'_>) -> Option<()> {
    rest.take(10)?;
    let flags = rest.byte()?;
    rest.take(2)?;
    skip_colours(&mut rest, flags)?;
    loop {
        match rest.byte()? {
            0x3b => return Some(()),
            0x21 => {
                rest.byte()?;
            }
            0x2c => {
                rest.take(8)?;
                let flags = rest.byte()?;
                skip_colours(&mut rest, flags)?;
                // The size of the first codes.
                rest.byte()?;
            }
            _ => return None,
        }
        skip_blocks(&mut rest)?;
    }
}

/// Stretches of data, each behind its length, up to an empty one.
fn skip_blocks(rest: &mut Rest<'_>) -> Option<()> {
    loop {
        match rest.byte()? {
            0 => return Some(()),
            length => rest.take(usize::from(length))?,
        };
    }
}

/// A table of colours follows if the highest flag is set; the lowest three say how long it is.
fn skip_colours(rest: &mut Rest<'_>, flags: u8) -> Option<()> {
    if flags & 0x80 != 0 {
        rest.take(3 << ((flags & 7) + 1))?;
    }
    Some(())
}

/// The container says how long it is behind its first eight bytes:
/// <https://developers.google.com/speed/webp/docs/riff_container>.
fn webp(mut rest: Rest<'_>) -> Option<()> {
    rest.take(4)?;
    let length = u32::from_le_bytes(rest.bytes()?);
    rest.take(usize::try_from(length).ok()?).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] =
        b"\x89PNG\r\n\x1a\n\0\0\0\x03tEXta\0b\x01\x02\x03\x04\0\0\0\0IEND\xae\x42\x60\x82";
    /// With a preview that ends in its first segment, a stuffed 0xff, a restart, and two scans.
    const JPEG: &[u8] =
        b"\xff\xd8\xff\xe1\0\x06ab\xff\xd9\xff\xda\0\x04cd\x11\xff\0\x12\xff\xd3\x13\
                          \xff\xff\xc4\0\x03e\xff\xda\0\x02\x14\xff\xd9";
    /// Four colours, a comment that holds a semicolon, and one picture.
    const GIF: &[u8] = b"GIF89a\x01\0\x01\0\x81\0\0abcdefghijkl\x21\xfe\x02;;\0\
                         \x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b";
    const WEBP: &[u8] = b"RIFF\x0e\0\0\0WEBPVP8L\x02\0\0\0ab";

    #[test]
    fn a_picture_without_its_last_byte_is_cut_off_whatever_its_format() {
        for picture in [PNG, JPEG, GIF, WEBP] {
            assert_eq!(has_end(picture), Some(true), "{picture:x?}");
            assert_eq!(has_end(&[picture, b"more"].concat()), Some(true), "{picture:x?}");
            for end in 12..picture.len() {
                assert_eq!(has_end(&picture[..end]), Some(false), "{:x?}", &picture[..end]);
            }
        }
    }

    #[test]
    fn lengths_that_lie_end_nowhere() {
        for bytes in [
            b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT".as_slice(),
            b"\xff\xd8\xff\xe0\0\0\xff\xd9",
            b"RIFF\xff\xff\xff\xffWEBP",
            b"GIF89a\x01\0\x01\0\xff\0\0",
        ] {
            assert_eq!(has_end(bytes), Some(false), "{bytes:x?}");
        }
    }
}
