//! `NetworkConfig`: a file of weights that cuts backgrounds out. Which file it is, only the user's
//! own configuration says; a project names it.

use std::path::PathBuf;

use toml::Table;
use toml::Value;

use crate::digest::Digest;
use crate::provider::ConfigProblem;
use crate::provider::config::known_keys;
use crate::provider::config::text_at;

/// `[network.NAME]`: a segmentation network of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkConfig {
    /// The ONNX file; an absolute path.
    pub file: PathBuf,
    /// How its pictures go in and out: the name of a known family. The table's own name by default.
    pub preset: String,
    /// The digest that the file must have.
    pub digest: Option<Digest>,
}

/// Reads one table.
pub(crate) fn network_at(
    key: &str,
    name: &str,
    table: &Table,
) -> Result<NetworkConfig, ConfigProblem> {
    known_keys(key, table, &["file", "preset", "blake3"])?;
    let below = |name: &str| format!("{key}.{name}");
    let Some(file) = table.get("file") else {
        return Err(ConfigProblem::Missing { key: below("file") });
    };
    let file = PathBuf::from(text_at(&below("file"), file)?);
    if !file.is_absolute() {
        // A relative one would be whatever a project puts there.
        return Err(ConfigProblem::Value { key: below("file"), expected: "an absolute path" });
    }
    let text = |name: &str| table.get(name).map(|it| text_at(&below(name), it)).transpose();
    let preset = text("preset")?.unwrap_or(name).to_owned();
    let digest = text("blake3")?.map(|it| digest_at(below("blake3"), it)).transpose()?;
    Ok(NetworkConfig { file, preset, digest })
}

fn digest_at(key: String, text: &str) -> Result<Digest, ConfigProblem> {
    let text = text.strip_prefix("b3:").unwrap_or(text);
    let problem = ConfigProblem::Value { key, expected: "a digest of 64 hexadecimal digits" };
    format!("b3:{text}").parse().map_err(|_| problem)
}

/// Whether a name may stand in a configuration and in a manifest.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || "-_.".contains(it))
}

/// All tables of `[network]`.
pub(crate) fn networks_at(
    table: &Table,
) -> Result<std::collections::BTreeMap<String, NetworkConfig>, ConfigProblem> {
    let network = |(name, value): (&String, &Value)| {
        let key = format!("network.{name}");
        if !is_name(name) {
            let expected = "a name of letters, digits, `-`, `_` and `.`";
            return Err(ConfigProblem::Value { key, expected });
        }
        let table = crate::provider::config::table_at(&key, value)?;
        Ok((name.clone(), network_at(&key, name, table)?))
    };
    table.iter().map(network).collect()
}
