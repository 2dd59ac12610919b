//! The seal: a first line with the digest of what follows, for files that are not named by it.

use crate::digest::Digest;

/// `payload` with a first line that says what it is and what its digest is.
pub(crate) fn seal(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut res = format!("assetbuild {kind} {}\n", Digest::of(payload)).into_bytes();
    res.extend_from_slice(payload);
    res
}

/// What was sealed as `kind`; `None` if a single bit of it is not as it was.
pub(crate) fn unseal<'a>(kind: &str, bytes: &'a [u8]) -> Option<&'a [u8]> {
    let end = bytes.iter().position(|it| *it == b'\n')?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let payload = &bytes[end + 1..];
    let digest = line.strip_prefix("assetbuild ")?.strip_prefix(kind)?.strip_prefix(' ')?;
    (digest.parse() == Ok(Digest::of(payload))).then_some(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_notices_every_flipped_bit_and_every_cut() {
        let sealed = seal("raw", b"a picture");
        assert_eq!(unseal("raw", &sealed), Some(b"a picture".as_slice()));
        assert_eq!(unseal("intent", &sealed), None);
        for idx in 0..sealed.len() {
            assert_eq!(unseal("raw", &sealed[..idx]), None, "cut at {idx}");
            for bit in 0..8 {
                let mut flipped = sealed.clone();
                flipped[idx] ^= 1 << bit;
                assert_eq!(unseal("raw", &flipped), None, "bit {bit} of byte {idx}");
            }
        }
    }
}
