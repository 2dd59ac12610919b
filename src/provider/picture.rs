//! Whether what a service sent as a picture is one, and all of it.

use crate::ending::has_end;
use crate::provider::reply::Unusable;

/// The bytes, if they are a whole PNG, JPEG, WebP or GIF file. What follows its end is kept:
/// some cameras and services write metadata there.
pub(crate) fn whole(bytes: Vec<u8>) -> Result<Vec<u8>, Unusable> {
    let reason = match has_end(&bytes) {
        Some(true) => return Ok(bytes),
        Some(false) => "the picture is cut off: its end is missing",
        None => "what came as a picture is no PNG, JPEG, WebP or GIF",
    };
    Err(Unusable { reason: reason.to_owned(), chance: true })
}

/// Whether the bytes begin as PNG, JPEG, WebP or GIF files do.
pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    has_end(bytes).is_some()
}

/// Whether the bytes are a whole PNG, JPEG, WebP or GIF file.
pub(crate) fn is_whole(bytes: &[u8]) -> bool {
    has_end(bytes) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_off_may_be_asked_for_again_and_says_why() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82";
        let reason = |bytes: &[u8]| whole(bytes.to_vec()).map_err(|it| (it.reason, it.chance));
        assert_eq!(reason(png), Ok(png.to_vec()));
        let cut = ("the picture is cut off: its end is missing".to_owned(), true);
        assert_eq!(reason(&png[..png.len() - 1]), Err(cut));
        let other = ("what came as a picture is no PNG, JPEG, WebP or GIF".to_owned(), true);
        assert_eq!(reason(b"<html>"), Err(other));
    }
}
