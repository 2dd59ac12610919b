//! `Digest`: the BLAKE3 hash of bytes, and the one way in which values become keys.
//!
//! Every key of this program is the hash of a **canonical text**: the JSON of a plain value whose
//! fields stand in the order of their declaration and whose maps are sorted. The text is stored
//! beside what it led to, so a person can read what a key was made of, and `why` can compare.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The BLAKE3 hash of some bytes, written `b3:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

/// Why a text is not a digest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a digest: it must be `b3:` and 64 hexadecimal digits")]
pub struct NotADigest(String);

impl Digest {
    /// The digest of `bytes` as they are; the name of a blob.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Digest {
        Digest(*blake3::hash(bytes).as_bytes())
    }

    /// The digest of the bytes of several slices, one after the other.
    pub(crate) fn of_parts(parts: &[&[u8]]) -> Digest {
        let mut state = blake3::Hasher::new();
        for it in parts {
            state.update(it);
        }
        Digest(*state.finalize().as_bytes())
    }

    /// The key of `value` within `domain`.
    ///
    /// The domain keeps equal texts of different kinds apart, and carries the version of the
    /// format: two domains never give the same key.
    #[must_use]
    pub fn key(domain: &str, value: &impl Serialize) -> Digest {
        Digest::of_text(domain, &canonical_text(value))
    }

    /// The key of a canonical text within `domain`.
    #[must_use]
    pub fn of_text(domain: &str, text: &str) -> Digest {
        let mut state = blake3::Hasher::new_derive_key(domain);
        state.update(text.as_bytes());
        Digest(*state.finalize().as_bytes())
    }

    /// `ab/cdef…`: where a file with this digest lies, so that no folder gets too long.
    #[must_use]
    pub fn sharded(&self) -> String {
        let hex = self.hex();
        format!("{}/{}", &hex[..2], &hex[2..])
    }

    /// The 64 hexadecimal digits, without the prefix.
    #[must_use]
    pub fn hex(&self) -> String {
        let mut res = String::with_capacity(64);
        for byte in self.0 {
            res.push(char::from(HEX[usize::from(byte >> 4)]));
            res.push(char::from(HEX[usize::from(byte & 15)]));
        }
        res
    }

    /// The first eight digits: enough for a person to tell pictures apart.
    #[must_use]
    pub fn short(&self) -> String {
        self.hex()[..8].to_owned()
    }

    /// The raw hash.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// The canonical text of a value: compact JSON, fields in the order of their declaration.
///
/// Requests keep their key when a field is added later, as long as the new field is left out
/// while it has its default (`skip_serializing_if`).
///
/// # Panics
///
/// If the value has a map with keys that are not texts; none of ours has.
#[must_use]
pub fn canonical_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("values that become keys are plain data")
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b3:{}", self.hex())
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b3:{}", self.short())
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Digest, NotADigest> {
        let no = || NotADigest(text.to_owned());
        let digits = text.strip_prefix("b3:").ok_or_else(no)?.as_bytes();
        if digits.len() != 64 {
            return Err(no());
        }
        let mut res = [0; 32];
        for (byte, pair) in res.iter_mut().zip(digits.chunks_exact(2)) {
            let (high, low) = digit(pair[0]).zip(digit(pair[1])).ok_or_else(no)?;
            *byte = high << 4 | low;
        }
        Ok(Digest(res))
    }
}

/// What a hexadecimal digit stands for; capital letters are none.
fn digit(letter: u8) -> Option<u8> {
    match letter {
        b'0'..=b'9' => Some(letter - b'0'),
        b'a'..=b'f' => Some(letter - b'a' + 10),
        _ => None,
    }
}

/// Text where people read, 32 bytes elsewhere.
impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => self.0.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Digest, D::Error> {
        if !deserializer.is_human_readable() {
            return <[u8; 32]>::deserialize(deserializer).map(Digest);
        }
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_reads_what_it_writes() {
        let digest = Digest::of(b"a slime");
        assert_eq!(digest.to_string().parse(), Ok(digest));
        assert!("b3:12".parse::<Digest>().is_err());
        assert!(digest.to_string().to_uppercase().parse::<Digest>().is_err());
    }

    #[test]
    fn equal_texts_of_different_kinds_have_different_keys() {
        assert_ne!(Digest::key("one", &"text"), Digest::key("two", &"text"));
        assert_ne!(Digest::key("one", &("a", "bc")), Digest::key("one", &("ab", "c")));
    }
}
