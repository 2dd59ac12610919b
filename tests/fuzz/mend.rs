//! Sums and lengths that stand before what they are of, put right again.

use assetbuild::digest::Digest;

/// The sums of a PNG's chunks, where their lengths lead from one to the next.
pub(crate) fn png(bytes: &mut [u8]) {
    if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return;
    }
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]) as usize;
        let end = at + 8 + length;
        let Some(chunk) = bytes.get(at + 4..end) else { return };
        let sum = crc32fast::hash(chunk).to_be_bytes();
        let Some(place) = bytes.get_mut(end..end + 4) else { return };
        place.copy_from_slice(&sum);
        at = end + 4;
    }
}

/// The checks of a lock's records.
pub(crate) fn lock(bytes: &mut Vec<u8>) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut res = String::new();
    for block in text.split_inclusive("\n\n") {
        let Some((head, rest)) = block.split_once("check = \"") else {
            res += block;
            continue;
        };
        let Some((_, rest)) = rest.split_once('\n') else {
            res += block;
            continue;
        };
        // A comment or the version may stand before the record.
        let (before, head) = head.split_at(head.rfind("[asset.").unwrap_or(0));
        let body = format!("{head}{rest}");
        let body = body.strip_suffix('\n').unwrap_or(&body);
        let digits = &Digest::of(body.as_bytes()).hex()[..16];
        res += &format!("{before}{head}check = \"{digits}\"\n{rest}");
    }
    *bytes = res.into_bytes();
}

/// The sum at the end of a state file.
pub(crate) fn state(bytes: &mut [u8]) {
    if let Some(length) = bytes.len().checked_sub(4) {
        let sum = crc32fast::hash(&bytes[..length]).to_le_bytes();
        bytes[length..].copy_from_slice(&sum);
    }
}
