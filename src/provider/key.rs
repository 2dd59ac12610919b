//! `Secret` and `Key`: a key of a service, held so that nothing can show it.
//!
//! Neither type can be printed, compared, copied into text or serialized. A key knows the address
//! that it is for, and is given out as a header of a request to that address and as nothing else.

use std::sync::Arc;

use reqwest::header::HeaderValue;

use crate::provider::blot::blotted;
use crate::provider::{BaseUrl, base64};

/// The text of a key, as it was read from the environment or the user's own files.
pub struct Secret(String);

/// Why a text is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a key is one line of printable ASCII without spaces, 8 to 4096 characters long")]
pub struct NotAKey;

impl Secret {
    /// A key, without the blanks and the line break that a file or a terminal leaves around it.
    ///
    /// # Errors
    ///
    /// If it is nothing that a header can hold. The error does not repeat it.
    pub fn new(text: &str) -> Result<Secret, NotAKey> {
        let text = text.trim();
        let fits = (8..=4096).contains(&text.len()) && text.bytes().all(|it| it.is_ascii_graphic());
        if fits { Ok(Secret(text.to_owned())) } else { Err(NotAKey) }
    }

    /// For the user's own file of keys, and for nothing else.
    pub(crate) fn for_file(&self) -> &str {
        &self.0
    }
}

/// A key that is bound to the address of its service.
#[derive(Clone)]
pub struct Key {
    /// As it stands in the header.
    secret: Arc<Secret>,
    /// What it was made of, where that is another text: a login.
    login: Option<Arc<Secret>>,
    origin: String,
}

impl Key {
    /// Binds a key. The address is the service's own or one that the user named, never a project.
    pub fn bound(secret: Arc<Secret>, to: &BaseUrl) -> Key {
        Key { secret, login: None, origin: to.origin() }
    }

    /// Binds `user:password`, which HTTP Basic writes in base64.
    pub fn login(login: &Arc<Secret>, to: &BaseUrl) -> Key {
        let secret = Arc::new(Secret(base64::encode(login.0.as_bytes())));
        Key { secret, login: Some(Arc::clone(login)), origin: to.origin() }
    }

    /// The key as the value of a header of a request to this address, behind a prefix like
    /// `Bearer `; `None` if it is not for this address.
    pub(crate) fn header_for(&self, url: &reqwest::Url, prefix: &str) -> Option<HeaderValue> {
        if url.origin().ascii_serialization() != self.origin {
            return None;
        }
        let mut res = HeaderValue::from_str(&format!("{prefix}{}", self.secret.0)).ok()?;
        // Kept out of everything that the client prints of itself.
        res.set_sensitive(true);
        Some(res)
    }

    /// The bytes with the key redacted wherever they repeat it.
    pub(crate) fn redact(&self, bytes: Vec<u8>) -> Vec<u8> {
        let bytes = match &self.login {
            Some(login) => login.redact(bytes),
            None => bytes,
        };
        self.secret.redact(bytes)
    }
}

impl Secret {
    fn redact(&self, bytes: Vec<u8>) -> Vec<u8> {
        blotted(bytes, &self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(url: &str) -> Key {
        let secret = Secret::new(" hush-hush-0123\n").unwrap();
        Key::bound(Arc::new(secret), &BaseUrl::parse(url).unwrap())
    }

    #[test]
    fn a_key_goes_to_its_own_address_only() {
        let key = key("https://models.example/v1");
        let header = |url: &str| key.header_for(&url.parse().unwrap(), "Bearer ");
        let own = header("https://models.example/v1/paint").unwrap();
        assert_eq!(own.to_str().unwrap(), "Bearer hush-hush-0123");
        assert!(own.is_sensitive());
        for other in [
            "http://models.example/v1",
            "https://models.example:8443/v1",
            "https://models.example.evil/v1",
            "https://evil/?https://models.example/",
        ] {
            assert!(header(other).is_none(), "{other}");
        }
    }

    #[test]
    fn what_repeats_a_key_is_shown_without_it() {
        let key = key("https://models.example");
        let redacted = |text: &str| String::from_utf8(key.redact(text.into())).unwrap();
        assert_eq!(redacted("bad key hush-hush-0123: hush-hush-0123!"), "bad key ***: ***!");
        assert_eq!(redacted("hush-hush-0123"), "***");
        assert_eq!(redacted("hush-hush-012"), "hush-hush-012");
        assert_eq!(redacted(""), "");
    }

    #[test]
    fn what_no_header_can_hold_is_no_key() {
        for text in ["", "short", "two words here", "line\nbreak-in-it", "schlüssel-schlüssel"] {
            assert!(Secret::new(text).is_err(), "{text:?}");
        }
    }
}
