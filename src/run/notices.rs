//! `Notices`: what services say beside their answers, for the reports of the assets that asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use crate::name::AssetName;

/// Sentences by asset, each of them once however many answers repeat it.
#[derive(Debug, Default)]
pub(crate) struct Notices(Mutex<BTreeMap<AssetName, BTreeSet<String>>>);

impl Notices {
    /// Notes what an answer for this asset said.
    pub(crate) fn add(&self, name: &AssetName, notices: &[String]) {
        if !notices.is_empty() {
            let mut all = self.0.lock().expect("no holder of the notices panics");
            all.entry(name.clone()).or_default().extend(notices.iter().cloned());
        }
    }

    /// All that was said to an asset.
    pub(crate) fn take(&self, name: &AssetName) -> BTreeSet<String> {
        let mut all = self.0.lock().expect("no holder of the notices panics");
        all.remove(name).unwrap_or_default()
    }
}
