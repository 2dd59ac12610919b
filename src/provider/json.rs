//! JSON of services and programs, read within limits.

use serde::de::DeserializeOwned;

use crate::limit;

/// The value that a text is; `None` if it is none, or one of more parts than any answer has: as a
/// tree it would be many times larger than the text. How deep it may be the parser bounds.
pub(crate) fn parsed<T: DeserializeOwned>(text: &[u8]) -> Option<T> {
    is_small(text).then(|| serde_json::from_slice(text).ok()).flatten()
}

/// Whether a text has few enough parts, those in strings apart.
pub(crate) fn is_small(text: &[u8]) -> bool {
    let (mut n_parts, mut in_string, mut escaped) = (0, false, false);
    for byte in text {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b',' | b'[' | b'{' if !in_string => n_parts += 1,
            _ => {}
        }
    }
    n_parts <= limit::JSON_PARTS
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn a_value_of_too_many_parts_is_none() {
        let list = |n: usize| format!("[{}0]", "0,".repeat(n - 1)).into_bytes();
        assert!(parsed::<Value>(&list(limit::JSON_PARTS)).is_some());
        assert!(parsed::<Value>(&list(limit::JSON_PARTS + 1)).is_none());
        let text = format!("{{\"data\": \"{}\\\"[[\"}}", ",[{\\\\".repeat(limit::JSON_PARTS));
        assert!(parsed::<Value>(text.as_bytes()).is_some());
    }

    #[test]
    fn a_value_that_is_nested_too_deep_is_none() {
        let nested = |n: usize| format!("{}0{}", "[".repeat(n), "]".repeat(n)).into_bytes();
        assert!(parsed::<Value>(&nested(127)).is_some());
        for n in [128, 1000, 500_000] {
            assert!(parsed::<Value>(&nested(n)).is_none());
            let objects = format!("{}0{}", "{\"a\":".repeat(n), "}".repeat(n));
            assert!(parsed::<Value>(objects.as_bytes()).is_none());
        }
    }
}
