//! What a reply says of its tokens, by what they stand for.

use serde_json::Value;

use crate::model::Tokens;

/// The tokens of `usageMetadata`; `None` if the reply has none.
///
/// What the details do not name as a picture is words: thoughts are billed as such.
pub(crate) fn tokens(reply: &Value) -> Option<Tokens> {
    let usage = reply.get("usageMetadata")?;
    let count = |name: &str| usage.get(name).and_then(Value::as_u64).unwrap_or(0);
    let image_in = images(usage, "promptTokensDetails");
    let image_out = images(usage, "candidatesTokensDetails");
    // A sum that was left out is at least that of its pictures.
    let read = count("promptTokenCount").max(image_in);
    let written = count("candidatesTokenCount").max(image_out);
    let res = Tokens {
        text_in: read - image_in,
        image_in,
        text_out: written - image_out + count("thoughtsTokenCount"),
        image_out,
    };
    (res != Tokens::default()).then_some(res)
}

fn images(usage: &Value, details: &str) -> u64 {
    let details = usage.get(details).and_then(Value::as_array).into_iter().flatten();
    let is_image = |entry: &&Value| {
        entry
            .get("modality")
            .and_then(Value::as_str)
            .is_some_and(|it| it.eq_ignore_ascii_case("image"))
    };
    let images = details.filter(is_image);
    images.filter_map(|it| it.get("tokenCount")?.as_u64()).sum()
}
