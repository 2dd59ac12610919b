//! `Networks`: the user's segmentation networks, each read when it is first wanted.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;

use crate::action::{MaskRequest, Masked, UsedNetwork};
use crate::digest::{Digest, canonical_text};
use crate::image;
use crate::image::network::{Network, NetworkForm};
use crate::name::AssetName;
use crate::plan::{Failed, FailedKind, MaskWish};
use crate::provider::{FormConfig, NetworkConfig};
use crate::run::free;
use crate::run::free::FreeError;
use crate::run::known::answer_text;
use crate::store::Store;

/// The user's networks, by the names that projects know them by.
#[derive(Default)]
pub struct Networks {
    configs: BTreeMap<String, NetworkConfig>,
    /// Digests of files that were read.
    files: Mutex<BTreeMap<PathBuf, Digest>>,
}

/// Why there is no mask.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoNetwork {
    /// The user's configuration does not name it.
    #[error("the network `{0}` is not set up here, and there is no mask by it yet")]
    NotSetUp(String),
    /// Its file cannot be read.
    #[error("the file of the network `{name}` cannot be read: {reason}")]
    Unreadable {
        /// What the project calls it.
        name: String,
        /// Why.
        reason: String,
    },
    /// It is not known how it wants to be asked.
    #[error("the network `{name}` cannot be asked: {reason}")]
    NoForm {
        /// What the project calls it.
        name: String,
        /// Why.
        reason: String,
    },
    /// Its file is another one than the configuration says.
    #[error("the file of the network `{0}` is not the one that your configuration describes")]
    OtherFile(String),
}

impl NoNetwork {
    /// The failure of an asset that needs it.
    pub(crate) fn failure(&self, asset: &AssetName) -> Failed {
        let help = match self {
            NoNetwork::NotSetUp(name) => vec![
                format!(
                    "name its file in your own configuration: `[network.{name}]` with `file = \"…\"`"
                ),
                format!("or take the originals of whoever built `{asset}`: its mask is among them"),
            ],
            NoNetwork::Unreadable { name, .. }
            | NoNetwork::NoForm { name, .. }
            | NoNetwork::OtherFile(name) => {
                vec![format!("see `[network.{name}]` in your own configuration")]
            }
        };
        Failed { kind: FailedKind::Unavailable, message: self.to_string(), help }
    }
}

impl Networks {
    /// The networks of a configuration. None is read yet.
    #[must_use]
    pub fn new(configs: BTreeMap<String, NetworkConfig>) -> Networks {
        Networks { configs, files: Mutex::default() }
    }

    /// The name of the only one.
    pub(crate) fn only(&self) -> Option<&str> {
        let mut names = self.configs.keys();
        let name = names.next()?;
        names.next().is_none().then_some(name)
    }

    /// Why a network makes no masks, as the failure of the asset that needs it; `None` if it does.
    #[must_use]
    pub fn failure(&self, network: &str, asset: &AssetName) -> Option<Failed> {
        self.used(network).err().map(|it| it.failure(asset))
    }

    /// What a mask is found by: the digest of the network's file is part of it.
    pub(crate) fn request(&self, wish: &MaskWish) -> Result<MaskRequest, NoNetwork> {
        let network = self.used(&wish.network)?;
        Ok(MaskRequest { painting: wish.painting, network })
    }

    fn used(&self, name: &str) -> Result<UsedNetwork, NoNetwork> {
        let name = name.to_owned();
        let config = self.configs.get(&name).ok_or_else(|| NoNetwork::NotSetUp(name.clone()))?;
        let file = self.digest(&name, config)?;
        let form = canonical_text(&form(&name, config)?);
        Ok(UsedNetwork { name, file, form })
    }

    /// The digest of a network's file, which is read once.
    fn digest(&self, name: &str, config: &NetworkConfig) -> Result<Digest, NoNetwork> {
        let mut files = self.files.lock().expect("nobody panics with it");
        let found = match files.get(&config.file) {
            Some(found) => *found,
            None => {
                let found = Digest::of(&read(name, config)?);
                files.insert(config.file.clone(), found);
                found
            }
        };
        let expected = config.digest.is_none_or(|it| it == found);
        if expected { Ok(found) } else { Err(NoNetwork::OtherFile(name.to_owned())) }
    }

    /// A network with its weights, which nothing else keeps in memory.
    fn network(&self, name: &str) -> Result<Network, NoNetwork> {
        let missing = || NoNetwork::NotSetUp(name.to_owned());
        let config = self.configs.get(name).ok_or_else(missing)?;
        Ok(Network { onnx: read(name, config)?, form: form(name, config)? })
    }

    /// Makes a mask and keeps it like an original.
    pub(crate) fn mask(&self, store: &Store, request: MaskRequest) -> Result<(), FreeError> {
        let painting = free::bitmap(store, request.painting)?;
        let no_mask = |why: &dyn std::fmt::Display| {
            FreeError::Step(format!("no mask by the network `{}`: {why}", request.network.name))
        };
        let network = self.network(&request.network.name).map_err(|it| no_mask(&it))?;
        let mask = image::network::mask(&painting, &network).map_err(|it| no_mask(&it))?;
        let key = request.key();
        let mask = store.put_original(&image::encode_png(&mask, &[]))?;
        store.add_answer(&key, &answer_text(&Masked { request, mask }))?;
        Ok(())
    }
}

fn form(name: &str, config: &NetworkConfig) -> Result<NetworkForm, NoNetwork> {
    let form = match &config.form {
        FormConfig::Preset(preset) => NetworkForm::preset(preset).map_err(|it| it.to_string()),
        FormConfig::Spelt(json) => serde_json::from_str(json).map_err(|it| it.to_string()),
    };
    form.map_err(|reason| NoNetwork::NoForm { name: name.to_owned(), reason })
}

#[expect(clippy::disallowed_methods, reason = "the user's own configuration names the file")]
fn read(name: &str, config: &NetworkConfig) -> Result<Vec<u8>, NoNetwork> {
    std::fs::read(&config.file)
        .map_err(|error| NoNetwork::Unreadable { name: name.to_owned(), reason: error.to_string() })
}
