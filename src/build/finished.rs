//! `Finished`: what one asset's job sends back.

use crate::build::AssetReport;
use crate::lock::Record;
use crate::name::AssetName;

/// What one asset's job sends back.
#[derive(Debug)]
pub struct Finished {
    /// Which asset.
    pub name: AssetName,
    /// What came of it, for whoever shows it.
    pub report: AssetReport,
    /// Its new record; `None` if the old one stands.
    pub record: Option<Record>,
    /// Whether those that need it can go on.
    pub usable: bool,
}
