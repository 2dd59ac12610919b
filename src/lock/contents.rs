//! `Lock`: all records.

use std::collections::BTreeMap;

use crate::lock::Record;
use crate::name::AssetName;

/// What all assets are pinned to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Lock {
    /// By the name of the asset.
    pub records: BTreeMap<AssetName, Record>,
}
