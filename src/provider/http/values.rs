//! The JSON of an answer, however it is wrapped.

use std::io::Read;

use serde_json::{Map, Value};

use crate::provider::http::LONGEST;
use crate::provider::json;

/// The JSON object in the body of an answer; `None` if there is none that is whole.
///
/// Where gateways put it into an array, or send it in pieces as events
/// (<https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream>), the
/// pieces are one object: lists of one name are one list, of other values the last one counts, and
/// an event that is a picture is an entry of `data`. A mark of byte order before it does
/// not matter.
pub(crate) fn object(body: &[u8]) -> Option<Value> {
    let mut pieces = objects(body);
    if pieces.len() < 2 {
        return pieces.pop();
    }
    let mut res = Map::new();
    for piece in pieces {
        let Value::Object(piece) = piece else { continue };
        if piece.contains_key("b64_json") {
            let data = res.entry("data").or_insert_with(|| Value::Array(Vec::new()));
            data.as_array_mut().into_iter().for_each(|it| it.push(piece.clone().into()));
        }
        for (key, value) in piece {
            match (res.get_mut(&key), value) {
                (Some(Value::Array(all)), Value::Array(more)) => all.extend(more),
                (_, value) => drop(res.insert(key, value)),
            }
        }
    }
    Some(Value::Object(res))
}

fn objects(body: &[u8]) -> Vec<Value> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if !json::is_small(body) {
        return Vec::new();
    }
    match serde_json::from_slice(body) {
        Ok(Value::Array(items)) => items.into_iter().filter(Value::is_object).collect(),
        Ok(object @ Value::Object(_)) => vec![object],
        Ok(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => Vec::new(),
        Err(_) => events(body),
    }
}

/// The data of events, as far as they are objects.
fn events(body: &[u8]) -> Vec<Value> {
    let Ok(text) = std::str::from_utf8(body) else { return Vec::new() };
    let text = text.replace("\r\n", "\n");
    let data = |event: &str| {
        let lines = event.lines().filter_map(|line| line.strip_prefix("data:"));
        let lines: Vec<&str> = lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        serde_json::from_str(&lines.join("\n")).ok().filter(Value::is_object)
    };
    text.split("\n\n").filter_map(data).collect()
}

/// The body as it was before a compression that no header tells of: what it says can be read then, and
/// blotted.
pub(crate) fn unpacked(body: Vec<u8>) -> Vec<u8> {
    let inflated = body.starts_with(&[0x1f, 0x8b]).then(|| inflated(&body)).flatten();
    inflated.unwrap_or(body)
}

/// The bytes of a gzip body; `None` if it is none, or longer than any answer may be.
fn inflated(body: &[u8]) -> Option<Vec<u8>> {
    let mut res = Vec::new();
    let most = u64::try_from(LONGEST).ok()?;
    flate2::read::GzDecoder::new(body).take(most + 1).read_to_end(&mut res).ok()?;
    (res.len() <= LONGEST).then_some(res)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;
    use serde_json::json;

    use super::*;

    #[test]
    fn an_object_is_found_however_it_is_wrapped() {
        let plain = br#"{"a": 1}"#.to_vec();
        let bodies = [
            plain.clone(),
            [b"\xef\xbb\xbf".as_slice(), &plain].concat(),
            b"[{\"a\": 1}]".to_vec(),
            b": hello\n\nevent: done\r\ndata: {\"a\":\r\ndata: 1}\r\n\r\ndata: [DONE]\n\n".to_vec(),
        ];
        for body in bodies {
            let found = object(&body);
            assert_eq!(found, Some(json!({"a": 1})), "{}", String::from_utf8_lossy(&body));
        }
        for body in [b"".as_slice(), b"null", b"<html>", b"{\"a\": ", b"\x1f\x8b\x08", b"\xff"] {
            assert_eq!(object(body), None);
        }
    }

    #[test]
    fn what_is_packed_is_unpacked_if_it_is_whole() {
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(b"{\"a\": 1}").unwrap();
        let packed = packed.finish().unwrap();
        assert_eq!(unpacked(packed.clone()), b"{\"a\": 1}");
        for body in [&packed[..packed.len() / 2], b"\x1f\x8b", b"plain", b""] {
            assert_eq!(unpacked(body.to_vec()), body);
        }
    }

    #[test]
    fn pieces_that_come_one_by_one_are_one_object() {
        let body =
            b"data: {\"candidates\": [1], \"id\": 1}\n\ndata: {\"candidates\": [2], \"id\": 2}\n\n";
        assert_eq!(object(body), Some(json!({"candidates": [1, 2], "id": 2})));
        let body = b"data: {\"b64_json\": \"a\"}\n\ndata: {\"b64_json\": \"b\", \"usage\": {}}\n\n";
        let data = json!([{ "b64_json": "a" }, { "b64_json": "b", "usage": {} }]);
        let found = object(body).unwrap();
        assert_eq!((&found["data"], &found["usage"]), (&data, &json!({})));
    }
}
