//! `HttpAnswer`: the answer to a request, and its form on disk: a line of JSON, then the body.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::model::Day;
use crate::provider::RawAnswer;
use crate::provider::http::values::object;

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HttpAnswer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The day by whose prices it is billed.
    pub(crate) day: Day,
    /// The headers that mean something to us, by their lower-case names.
    pub(crate) headers: BTreeMap<String, String>,
    /// The body, the key redacted if it repeats it.
    pub(crate) body: Vec<u8>,
    /// Milliseconds from sending to the last byte.
    pub(crate) ms: u64,
    /// Whether it came in a batch, which is billed by half.
    pub(crate) batch: bool,
}

/// The line before the body.
#[derive(Serialize, Deserialize)]
struct Head {
    /// Counts up when the form changes.
    http_answer: u32,
    status: u16,
    day: Day,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    batch: bool,
}

const FORMAT: u32 = 1;

impl HttpAnswer {
    /// Headers that are kept; whatever else comes may hold anything.
    pub(crate) const KEPT: [&str; 8] = [
        "content-type",
        "retry-after",
        "retry-after-ms",
        "x-should-retry",
        "x-gemini-service-tier",
        "x-request-id",
        "x-comfy-error-type",
        "x-comfy-credits-used",
    ];

    /// An answer that says nothing, where what was kept cannot be read.
    pub(crate) fn nothing(day: Day) -> HttpAnswer {
        let (headers, body) = (BTreeMap::new(), Vec::new());
        HttpAnswer { status: 0, day, headers, body, ms: 0, batch: false }
    }

    /// What is kept on disk before anything looks at it.
    pub(crate) fn to_raw(&self) -> RawAnswer {
        let HttpAnswer { status, day, headers, body, ms, batch } = self;
        let headers = headers.clone();
        let (status, day, batch) = (*status, *day, *batch);
        let head = Head { http_answer: FORMAT, status, day, headers, batch };
        let mut bytes = serde_json::to_vec(&head).expect("a head is plain data");
        bytes.push(b'\n');
        bytes.extend_from_slice(body);
        RawAnswer { bytes, ms: *ms }
    }

    /// What was kept; `None` if it is nothing that this release wrote.
    pub(crate) fn of_raw(raw: &RawAnswer) -> Option<HttpAnswer> {
        let end = raw.bytes.iter().position(|it| *it == b'\n')?;
        let head: Head = serde_json::from_slice(&raw.bytes[..end]).ok()?;
        let Head { http_answer, status, day, headers, batch } = head;
        let body = raw.bytes[end + 1..].to_vec();
        let ms = raw.ms;
        (http_answer == FORMAT).then_some(HttpAnswer { status, day, headers, body, ms, batch })
    }

    /// The JSON object in the body; `None` if there is none that is whole.
    pub(crate) fn object(&self) -> Option<Value> {
        object(&self.body)
    }

    /// Whether the service says that all went well.
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Whether it is a page for people, from whatever stands before the service.
    pub(crate) fn is_page(&self) -> bool {
        let kind = self.headers.get("content-type").map(|it| it.to_ascii_lowercase());
        let begins = self.body.iter().find(|it| !it.is_ascii_whitespace());
        kind.is_some_and(|it| it.starts_with("text/html")) || begins == Some(&b'<')
    }

    /// The beginning of a body that is no JSON, for a person: without tags, on one line.
    pub(crate) fn words(&self) -> String {
        let text = String::from_utf8_lossy(&self.body[..self.body.len().min(4096)]);
        let mut res = String::new();
        let mut in_tag = false;
        for it in text.chars() {
            match it {
                '<' => in_tag = true,
                '>' => {
                    in_tag = false;
                    res.push(' ');
                }
                _ if in_tag => {}
                _ if it.is_control() => res.push(' '),
                _ => res.push(it),
            }
        }
        let words: Vec<&str> = res.split_whitespace().collect();
        words.join(" ").chars().take(160).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_was_kept() {
        let answer = HttpAnswer {
            status: 429,
            day: Day::LOOKED_UP,
            headers: [("retry-after".to_owned(), "7".to_owned())].into(),
            body: b"{}\n\xff\x00".to_vec(),
            ms: 1234,
            batch: true,
        };
        assert_eq!(HttpAnswer::of_raw(&answer.to_raw()), Some(answer));
        for bytes in
            ["", "{}", "{}\n", "{\"http_answer\":2,\"status\":200,\"day\":\"2026-11-22\"}\n"]
        {
            let raw = RawAnswer { bytes: bytes.into(), ms: 0 };
            assert_eq!(HttpAnswer::of_raw(&raw), None, "{bytes}");
        }
    }

    #[test]
    fn a_page_is_told_in_words() {
        let body =
            b"<html><head><title>502</title></head>\n<body>Bad <b>Gateway</b></body>".to_vec();
        let (day, headers) = (Day::LOOKED_UP, BTreeMap::new());
        let answer = HttpAnswer { status: 502, day, headers, body, ms: 0, batch: false };
        assert_eq!(answer.words(), "502 Bad Gateway");
    }
}
