//! Base64 (RFC 4648, section 4): pictures inside JSON.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The bytes as base64 text, padded with `=`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut res = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |idx: usize| u32::from(chunk.get(idx).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for idx in 0..4 {
            let digit = (bits >> (18 - 6 * idx)) & 63;
            res.push(match idx {
                _ if idx <= chunk.len() => char::from(DIGITS[digit as usize]),
                _ => '=',
            });
        }
    }
    res
}

/// The bytes that a base64 text stands for; `None` if it is none.
///
/// Line breaks and blanks are skipped and padding may be missing, as programs write it; the
/// digits `-` and `_` of the alphabet for addresses count too.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.trim_ascii_end().trim_end_matches('=');
    let mut res = Vec::with_capacity(digits.len() / 4 * 3 + 2);
    let (mut bits, mut n_bits) = (0_u32, 0);
    for letter in digits.bytes().filter(|it| !it.is_ascii_whitespace()) {
        bits = bits << 6 | value_of(letter)?;
        n_bits += 6;
        if n_bits >= 8 {
            n_bits -= 8;
            res.push((bits >> n_bits) as u8);
            bits &= (1 << n_bits) - 1;
        }
    }
    // One digit alone is less than a byte, and left-over bits would be lost.
    (n_bits < 6 && bits == 0).then_some(res)
}

fn value_of(letter: u8) -> Option<u32> {
    let value = match letter {
        b'A'..=b'Z' => letter - b'A',
        b'a'..=b'z' => letter - b'a' + 26,
        b'0'..=b'9' => letter - b'0' + 52,
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_standard_hold() {
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ];
        for (plain, text) in examples {
            assert_eq!(encode(plain.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(plain.as_bytes()));
            let unpadded = text.trim_end_matches('=');
            assert_eq!(decode(unpadded).as_deref(), Some(plain.as_bytes()));
        }
    }

    #[test]
    fn every_byte_survives() {
        let bytes: Vec<u8> = (0..=255).chain([255, 254]).collect();
        assert_eq!(decode(&encode(&bytes)), Some(bytes));
    }

    #[test]
    fn what_is_no_base64_is_refused() {
        for text in ["Z", "Zm9v!", "Zm=9", "Zh==", "Zm9", "é"] {
            assert_eq!(decode(text), None, "{text}");
        }
        assert_eq!(decode("Zm9v\r\n Zm9v\n").as_deref(), Some(&b"foofoo"[..]));
    }
}
