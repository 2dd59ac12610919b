//! `NetworkConfig`: a file of weights that cuts backgrounds out. Which file it is, only the user's
//! own configuration says; a project names it.

use std::path::PathBuf;

use toml::{Table, Value};

use crate::digest::{Digest, canonical_text};
use crate::provider::ConfigProblem;
use crate::provider::config::{known_keys, text_at};

/// `[network.NAME]`: a segmentation network of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkConfig {
    /// The ONNX file; an absolute path.
    pub file: PathBuf,
    /// How it wants to be asked.
    pub form: FormConfig,
    /// The digest that the file must have.
    pub digest: Option<Digest>,
}

/// How a network wants to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormConfig {
    /// Like a well-known one of this name. The table's own name, if nothing else is said.
    Preset(String),
    /// Spelt out: the keys of [`FORM`], as JSON.
    Spelt(String),
}

/// The keys that spell out a form.
pub(crate) const FORM: &[&str] =
    &["size", "mean", "std", "output", "activation", "normalise", "divide"];

/// Reads one table.
pub(crate) fn network_at(
    key: &str,
    name: &str,
    table: &Table,
) -> Result<NetworkConfig, ConfigProblem> {
    known_keys(key, table, &[&["file", "preset", "blake3"], FORM].concat())?;
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
    let spelt: Table =
        FORM.iter().filter_map(|it| Some(((*it).to_owned(), table.get(*it)?.clone()))).collect();
    let form = match text("preset")? {
        Some(_) if !spelt.is_empty() => {
            let expected = "left out where the form is spelt out";
            return Err(ConfigProblem::Value { key: below("preset"), expected });
        }
        Some(preset) => FormConfig::Preset(preset.to_owned()),
        None if spelt.is_empty() => FormConfig::Preset(name.to_owned()),
        None => FormConfig::Spelt(canonical_text(&spelt)),
    };
    let digest = text("blake3")?.map(|it| digest_at(below("blake3"), it)).transpose()?;
    Ok(NetworkConfig { file, form, digest })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::provider::parse_config;

    fn network(keys: &str) -> Result<NetworkConfig, String> {
        let text = format!("[network.u2net]\n{keys}\n");
        let config = parse_config(&text).map_err(|it| it.to_string())?;
        Ok(config.networks["u2net"].clone())
    }

    #[cfg(unix)]
    #[test]
    fn a_network_is_asked_like_its_name_or_as_it_is_spelt_out() {
        let file = "file = \"/models/a.onnx\"\n";
        let named = network(file).unwrap();
        assert_eq!(named.file, PathBuf::from("/models/a.onnx"));
        assert_eq!((named.form, named.digest), (FormConfig::Preset("u2net".to_owned()), None));
        let preset = network(&format!("{file}preset = \"birefnet\"")).unwrap();
        assert_eq!(preset.form, FormConfig::Preset("birefnet".to_owned()));
        let spelt = network(&format!("{file}size = 8\nmean = [0.5, 0.5, 0.5]")).unwrap();
        let json = "{\"mean\":[0.5,0.5,0.5],\"size\":8}".to_owned();
        assert_eq!(spelt.form, FormConfig::Spelt(json));
    }

    #[test]
    fn a_file_that_a_project_could_put_there_is_refused() {
        assert_eq!(
            network("file = \"a.onnx\""),
            Err("`network.u2net.file` must be an absolute path".to_owned())
        );
        assert_eq!(network(""), Err("`network.u2net.file` is missing".to_owned()));
    }
}
