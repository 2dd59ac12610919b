//! `NetworkConfig`: a file of weights that cuts backgrounds out. Which file it is, only the user's
//! own configuration says; a project names it.

use std::path::PathBuf;

use serde::{Deserialize, Deserializer};
use toml::Value;

use crate::digest::{Digest, canonical_text};
use crate::provider::config_reader::{absolute_path, parsed};

/// `[network.NAME]`: a segmentation network of the user's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NetworkConfig {
    /// The ONNX file; an absolute path.
    pub file: PathBuf,
    /// How a picture becomes its input, and its output a mask.
    pub form: FormConfig,
    /// The digest that the file must have.
    pub digest: Option<Digest>,
}

/// How a picture becomes the input of a network, and its output a mask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormConfig {
    /// Like a well-known one of this name. The table's own name, if nothing else is said.
    Preset(String),
    /// Spelt out, as JSON: the keys of `docs/user-config.md` from `size` to `divide`.
    Spelt(String),
}

/// A table of `[network]`, before its name is known.
#[derive(Deserialize)]
#[serde(try_from = "NetworkTable")]
pub(crate) struct UnnamedNetwork {
    file: PathBuf,
    form: Option<FormConfig>,
    digest: Option<Digest>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NetworkTable {
    #[serde(deserialize_with = "absolute_path")]
    file: PathBuf,
    preset: Option<String>,
    #[serde(default, deserialize_with = "digest")]
    blake3: Option<Digest>,
    size: Option<Value>,
    mean: Option<Value>,
    std: Option<Value>,
    output: Option<Value>,
    activation: Option<Value>,
    normalise: Option<Value>,
    divide: Option<Value>,
}

impl UnnamedNetwork {
    pub(crate) fn named(self, name: String) -> NetworkConfig {
        let form = self.form.unwrap_or(FormConfig::Preset(name));
        NetworkConfig { file: self.file, form, digest: self.digest }
    }
}

impl TryFrom<NetworkTable> for UnnamedNetwork {
    type Error = &'static str;

    fn try_from(it: NetworkTable) -> Result<UnnamedNetwork, &'static str> {
        let keys = [
            ("activation", it.activation),
            ("divide", it.divide),
            ("mean", it.mean),
            ("normalise", it.normalise),
            ("output", it.output),
            ("size", it.size),
            ("std", it.std),
        ];
        let keys = keys.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        let spelt: toml::Table = keys.collect();
        let form = match (it.preset, spelt.is_empty()) {
            (Some(_), false) => {
                return Err("asked like a `preset` or as it is spelt out, not both");
            }
            (Some(preset), true) => Some(FormConfig::Preset(preset)),
            (None, false) => Some(FormConfig::Spelt(canonical_text(&spelt))),
            (None, true) => None,
        };
        Ok(UnnamedNetwork { file: it.file, form, digest: it.blake3 })
    }
}

fn digest<'de, D: Deserializer<'de>>(it: D) -> Result<Option<Digest>, D::Error> {
    let digest = |text: &str| format!("b3:{}", text.strip_prefix("b3:").unwrap_or(text)).parse();
    parsed(it, "a digest of 64 hexadecimal digits", |text| digest(text).ok()).map(Some)
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
            Err("line 2: `network.u2net.file` must be an absolute path".to_owned())
        );
        let both = network("file = \"/a.onnx\"\npreset = \"u2net\"\nsize = 8").unwrap_err();
        assert!(both.contains("not both"), "{both}");
        assert_eq!(network(""), Err("line 1: `network.u2net.file` is missing".to_owned()));
    }
}
