//! The tables of providers, as a user writes them.

use std::collections::BTreeMap;

use schemars::JsonSchema;

use crate::manifest::choices;
use crate::manifest::loopback::LocalUrl;
use crate::manifest::tables::Size;

/// Providers that are servers on the user's own machine, without a key.
pub(crate) const LOCAL: [&str; 2] = ["a1111", "comfyui"];

/// `[provider.NAME]`: limits and request options. Keys, programs, prices and addresses of other
/// machines are not here: they are the user's own configuration.
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
    /// Of `a1111` and `comfyui`: where the server is on this machine.
    #[schemars(skip)]
    pub url: Option<LocalUrl>,
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

/// Providers by name; `exec` has programs beside its limits, `comfyui` graphs, and servers on this
/// machine have an address.
pub(crate) fn providers(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let limits = generator.subschema_for::<ProviderTable>();
    let program = generator.subschema_for::<ProgramTable>();
    let mut exec = ProviderTable::json_schema(generator);
    exec.insert("additionalProperties".to_owned(), program.into());
    let (mut comfyui, mut a1111) = (exec.clone(), ProviderTable::json_schema(generator));
    for table in [&mut comfyui, &mut a1111] {
        let keys = table.get_mut("properties").and_then(|it| it.as_object_mut());
        keys.expect("a table has keys").insert("url".to_owned(), address());
    }
    schemars::json_schema!({
        "type": "object",
        "properties": { "exec": exec, "comfyui": comfyui, "a1111": a1111 },
        "additionalProperties": limits
    })
}

fn address() -> serde_json::Value {
    serde_json::json!({
        "type": "string",
        "pattern": r"^http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/[A-Za-z0-9/._~-]*)?$",
        "description": "Where the server is on this machine: `\"http://127.0.0.1:7860\"`. Your own \
                        environment and configuration come before it."
    })
}
