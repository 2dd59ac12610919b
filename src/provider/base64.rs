//! Base64 (RFC 4648, section 4): pictures inside JSON.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

/// The bytes as base64 text, padded with `=`.
pub(crate) fn encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes that a base64 text stands for; `None` if it is none.
///
/// Line breaks and blanks are skipped and padding may be missing, as programs write it; the
/// digits `-` and `_` of the alphabet for addresses count too. It may stand in a `data:` address
/// (RFC 2397).
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let address = text.trim_start().strip_prefix("data:").and_then(|it| it.split_once(','));
    let text = address.map_or(text, |it| it.1);
    let written = text.bytes().filter(|it| !it.is_ascii_whitespace());
    let mut digits: Vec<u8> = written
        .map(|letter| match letter {
            b'-' => b'+',
            b'_' => b'/',
            _ => letter,
        })
        .collect();
    while digits.pop_if(|it| *it == b'=').is_some() {}
    STANDARD_NO_PAD.decode(digits).ok()
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
        assert_eq!(decode("data:image/png;base64,Zm9v").as_deref(), Some(&b"foo"[..]));
        assert_eq!(decode("-_-_").as_deref(), Some(&[0xfb, 0xff, 0xbf][..]));
    }
}
