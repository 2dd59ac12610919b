//! The tables of providers, as a user writes them.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::manifest::choices;
use crate::manifest::tables::Size;

/// `[provider.NAME]`: limits and request options. Keys, URLs, programs and prices are not here:
/// they are the user's own configuration.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProviderTable {
    /// Requests under way at once, for each model. Default: 3.
    pub concurrency: Option<u32>,
    /// Requests sent in a minute, for each model. Default: 60.
    pub requests_per_minute: Option<u32>,
    /// How long an answer may take: `"180s"`, `"3m"`. Default: 180 seconds.
    pub timeout: Option<String>,
    /// A safety setting that the provider knows.
    pub safety: Option<String>,
    /// Of `exec` and `comfyui`: what each program or graph can do, by name.
    #[schemars(skip)]
    pub programs: BTreeMap<String, ProgramTable>,
}

/// `[provider.exec.NAME]`, `[provider.comfyui.NAME]`: what shapes the requests to a program or a
/// graph of the user's.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProgramTable {
    /// `native` if it answers pictures with alpha; `none` otherwise, the default.
    #[schemars(extend("enum" = choices::ALPHA))]
    pub alpha: Option<String>,
    /// `exact`, `best-effort` or `none`, the default.
    #[schemars(extend("enum" = choices::SEED))]
    pub seed: Option<String>,
    /// `field`, `words`, the default, or `none`: how it is told what to leave out.
    #[schemars(extend("enum" = choices::AVOID))]
    pub avoid: Option<String>,
    /// How many reference pictures it takes. Default: 16.
    pub references: Option<u32>,
    /// Whether it can change one thing of a picture: for second plates. Default: false.
    pub edits: Option<bool>,
    /// The sizes it paints, as `"1024x1024"`. Default: any up to 2048.
    pub sizes: Option<Vec<Size>>,
    /// Requests under way at once. Default: 3.
    pub concurrency: Option<u32>,
    /// Requests sent in a minute. Default: 60.
    pub requests_per_minute: Option<u32>,
    /// How long an answer may take. Default: 180 seconds.
    pub timeout: Option<String>,
}

/// Providers by name; `exec` has programs beside its limits, `comfyui` graphs.
pub(crate) fn providers(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let limits = generator.subschema_for::<ProviderTable>();
    let program = generator.subschema_for::<ProgramTable>();
    let mut exec = ProviderTable::json_schema(generator);
    exec.insert("additionalProperties".to_owned(), program.into());
    let comfyui = exec.clone();
    schemars::json_schema!({
        "type": "object",
        "properties": { "exec": exec, "comfyui": comfyui },
        "additionalProperties": limits
    })
}
