//! Assets that are gone from the manifests: their files and records go with the next build.

use std::collections::BTreeSet;

use crate::build::{OutFolder, sweep};
use crate::lock::Record;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::session::Session;

impl Session {
    /// Records whose asset is declared nowhere. None while a manifest cannot be read whole: what
    /// it does not show may still be in it.
    pub(crate) fn gone(&self) -> Vec<(AssetName, Record)> {
        if !self.analysis.incomplete.is_empty() {
            return Vec::new();
        }
        let declared: BTreeSet<AssetName> = self.asset_names().into_iter().collect();
        let records = self.lock.records.iter();
        let gone = records.filter(|(name, _)| !declared.contains(*name));
        gone.map(|(name, record)| (name.clone(), record.clone())).collect()
    }

    /// Removes the files of assets that are gone, if they are ours as they stand; what a person
    /// decided about them stays in the lock. `needed` are records that a renamed asset that is
    /// not built yet still needs. Returns the files, and the records to drop.
    pub(crate) fn retire(
        &self,
        out: &OutFolder,
        needed: &BTreeSet<AssetName>,
    ) -> (Vec<ProjectPath>, Vec<AssetName>, Vec<String>) {
        let records = self.lock.records.iter();
        let mut used: BTreeSet<ProjectPath> = BTreeSet::new();
        let gone = self.gone();
        let is_gone = |name: &AssetName| gone.iter().any(|it| it.0 == *name);
        for (_, record) in records.filter(|it| !is_gone(it.0)) {
            used.extend(record.outputs.keys().cloned());
        }
        let (mut files, mut names, mut warnings) = (Vec::new(), Vec::new(), Vec::new());
        for (name, record) in gone.iter().filter(|it| !needed.contains(&it.0)) {
            match sweep(out, record, &|path| used.contains(path)) {
                Ok(removed) => files.extend(removed),
                Err(why) => {
                    warnings.push(why);
                    continue;
                }
            }
            if !record.has_choice() {
                names.push(name.clone());
            }
        }
        (files, names, warnings)
    }
}
