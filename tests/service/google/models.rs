//! The models, what they can do, and what they cost.

use serde_json::{Value, json};

/// A model that answers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Model {
    pub(crate) name: &'static str,
    /// `None` for models of text.
    pub(crate) paints: Option<Paints>,
    pub(crate) prices: Prices,
    /// Whether thinking may be `MINIMAL`.
    pub(crate) minimal_thinking: bool,
    /// Who answers in its place.
    pub(crate) routed_to: Option<&'static str>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Paints {
    /// Values of `imageSize` with the tokens of such a picture; empty if it is not to be sent.
    pub(crate) sizes: &'static [(&'static str, u64)],
    pub(crate) aspects: &'static [(&'static str, [u32; 2])],
    pub(crate) references: usize,
}

/// Billionths of a dollar for a token: dollars per million, times 1000.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Prices {
    pub(crate) input: u64,
    pub(crate) text: u64,
    pub(crate) picture: u64,
}

/// At 1K: half at 512, twice at 2K, four times at 4K.
const FOURTEEN: &[(&str, [u32; 2])] = &[
    ("1:1", [1024, 1024]),
    ("2:3", [848, 1264]),
    ("3:2", [1264, 848]),
    ("3:4", [896, 1200]),
    ("4:3", [1200, 896]),
    ("4:5", [928, 1152]),
    ("5:4", [1152, 928]),
    ("9:16", [768, 1376]),
    ("16:9", [1376, 768]),
    ("21:9", [1584, 672]),
    ("1:4", [512, 2048]),
    ("4:1", [2048, 512]),
    ("1:8", [384, 3072]),
    ("8:1", [3072, 384]),
];
/// Of the 2.5 model.
const TEN: &[(&str, [u32; 2])] = &[
    ("1:1", [1024, 1024]),
    ("2:3", [832, 1248]),
    ("3:2", [1248, 832]),
    ("3:4", [864, 1184]),
    ("4:3", [1184, 864]),
    ("4:5", [896, 1152]),
    ("5:4", [1152, 896]),
    ("9:16", [768, 1344]),
    ("16:9", [1344, 768]),
    ("21:9", [1536, 672]),
];
const SIZES: &[(&str, u64)] = &[("1K", 1120), ("2K", 1680), ("4K", 2520)];
const SIZES_512: &[(&str, u64)] = &[("512", 747), ("1K", 1120), ("2K", 1680), ("4K", 2520)];
const SIZES_PRO: &[(&str, u64)] = &[("1K", 1120), ("2K", 1120), ("4K", 2000)];

const ALL: &[Model] = &[
    painter("gemini-nano-banana-2.1", SIZES, FOURTEEN, 14, [1500, 7500, 30_000]),
    painter("gemini-3.1-flash-lite-image", &[("1K", 1120)], FOURTEEN, 14, [250, 1500, 30_000]),
    painter("gemini-3.1-flash-image", SIZES_512, FOURTEEN, 14, [500, 3000, 60_000]),
    painter("gemini-3-pro-image", SIZES_PRO, FOURTEEN, 14, [2000, 12_000, 120_000]),
    painter("gemini-2.5-flash-image", &[], TEN, 3, [300, 2500, 30_000]),
    writer("gemini-3.8-flash", [750, 3750], false, None),
    writer("gemini-3.7-flash", [750, 3750], false, Some("gemini-3.8-flash")),
    writer("gemini-3.6-flash", [750, 3750], true, None),
    writer("gemini-3.5-flash", [750, 3750], true, Some("gemini-3.6-flash")),
    writer("gemini-3.5-flash-lite", [300, 2500], true, None),
    writer("gemini-4-argon", [2000, 10_000], false, None),
];

const fn painter(
    name: &'static str,
    sizes: &'static [(&'static str, u64)],
    aspects: &'static [(&'static str, [u32; 2])],
    references: usize,
    [input, text, picture]: [u64; 3],
) -> Model {
    Model {
        name,
        paints: Some(Paints { sizes, aspects, references }),
        prices: Prices { input, text, picture },
        minimal_thinking: true,
        routed_to: None,
    }
}

const fn writer(
    name: &'static str,
    [input, text]: [u64; 2],
    minimal_thinking: bool,
    routed_to: Option<&'static str>,
) -> Model {
    Model {
        name,
        paints: None,
        prices: Prices { input, text, picture: 0 },
        minimal_thinking,
        routed_to,
    }
}

/// A model by its name; else what the 404 says, which is not the same for all that is gone.
pub(crate) fn find(name: &str, version: &str) -> Result<&'static Model, String> {
    let found = ALL.iter().find(|it| it.name == name);
    found.ok_or_else(|| match name {
        "gemini-2.0-flash-exp" | "gemini-2.0-flash" => format!(
            "This model models/{name} is no longer available. Please update your code to use a \
             newer model for the latest features and improvements."
        ),
        _ if name.starts_with("imagen-4.0") => "Requested entity was not found.".to_owned(),
        _ => format!(
            "models/{name} is not found for API version {version}, or is not supported for \
             generateContent. Call ModelService.ListModels to see the list of available models \
             and their supported methods."
        ),
    })
}

/// A page of the list, which shows some that are gone as well.
pub(crate) fn page(size: usize, token: &str) -> Value {
    let gone = ["gemini-2.0-flash", "imagen-4.0-generate-001"];
    let names: Vec<&str> = ALL.iter().map(|it| it.name).chain(gone).collect();
    let start: usize = token.parse().unwrap_or(0);
    let end = (start + size.clamp(1, 1000)).min(names.len());
    let models: Vec<Value> = names[start.min(end)..end].iter().map(|it| entry(it)).collect();
    let mut res = json!({ "models": models });
    if end < names.len() {
        res["nextPageToken"] = json!(end.to_string());
    }
    res
}

/// A model of the list. It says nothing of whether the model answers.
pub(crate) fn entry(name: &str) -> Value {
    json!({
        "name": format!("models/{name}"),
        "version": "001",
        "displayName": name,
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent", "countTokens", "batchGenerateContent"],
    })
}
