//! What a reply says of its tokens, by what they stand for.

use serde_json::Value;

use crate::model::Tokens;

/// The tokens of `usageMetadata`; `None` if the reply has none.
///
/// What the details do not name as a picture is words: thoughts are billed as such.
pub(crate) fn tokens(reply: &Value) -> Option<Tokens> {
    let usage = reply.get("usageMetadata")?;
    let count = |name: &str| usage.get(name).and_then(Value::as_u64).unwrap_or(0);
    let (read, written) = (count("promptTokenCount"), count("candidatesTokenCount"));
    let image_in = images(usage, "promptTokensDetails").min(read);
    let image_out = images(usage, "candidatesTokensDetails").min(written);
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
    let images = details.filter(|it| it.get("modality").and_then(Value::as_str) == Some("IMAGE"));
    images.filter_map(|it| it.get("tokenCount")?.as_u64()).sum()
}
