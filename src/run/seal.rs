//! How a JSON file certifies itself as ours: a field with the digest of everything else in it.

use serde_json::{Map, Value};

use crate::digest::Digest;
use crate::image;

/// The field. It stands first in the file.
pub(crate) const FIELD: &str = "assetbuild";

/// What a file at an output path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seal {
    /// Written by this program, and as it wrote it.
    Ours,
    /// Written by this program, and changed since.
    Edited,
    /// Someone else's.
    Foreign,
}

/// The text of a JSON file with its seal: indented, a newline at the end.
pub(crate) fn sealed_json(content: &Map<String, Value>) -> Vec<u8> {
    let digest = Digest::key("assetbuild json seal v1", content);
    let mut sealed = Map::new();
    sealed.insert(FIELD.to_owned(), Value::String(digest.to_string()));
    sealed.extend(content.iter().map(|(key, value)| (key.clone(), value.clone())));
    let mut text = serde_json::to_vec_pretty(&sealed).expect("plain JSON can be written");
    text.push(b'\n');
    text
}

/// What a JSON file is.
pub(crate) fn of_json(bytes: &[u8]) -> Seal {
    let Ok(Value::Object(mut content)) = serde_json::from_slice::<Value>(bytes) else {
        return Seal::Foreign;
    };
    let Some(Value::String(claimed)) = content.shift_remove(FIELD) else { return Seal::Foreign };
    let Ok(claimed) = claimed.parse::<Digest>() else { return Seal::Foreign };
    if Digest::key("assetbuild json seal v1", &content) == claimed {
        Seal::Ours
    } else {
        Seal::Edited
    }
}

/// What a file is, by its ending.
pub(crate) fn of(name: &str, bytes: &[u8]) -> Seal {
    if name.ends_with(".json") {
        return of_json(bytes);
    }
    let moving = name.ends_with(".gif") || name.ends_with(".apng");
    let seal = if moving { image::moving_seal_of(bytes) } else { image::seal_of(bytes) };
    match seal {
        image::Seal::Ours { .. } => Seal::Ours,
        image::Seal::Edited => Seal::Edited,
        image::Seal::Foreign => Seal::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_json_file_certifies_itself_until_it_is_changed() {
        let mut content = Map::new();
        content.insert("score".to_owned(), Value::from(94));
        let text = String::from_utf8(sealed_json(&content)).unwrap();
        assert_eq!(of_json(text.as_bytes()), Seal::Ours);
        assert_eq!(of_json(text.replace("94", "95").as_bytes()), Seal::Edited);
        assert_eq!(of_json(b"{\"score\": 94}"), Seal::Foreign);
        assert_eq!(of_json(b"not json"), Seal::Foreign);
    }
}
