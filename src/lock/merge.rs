//! Two branches, one lock.
//!
//! Whatever one side left as it was in the base, the other side decides. Where both changed the
//! same record, nothing that was bought and nothing that a person chose is lost; what then fits
//! together no longer is made again for nothing by the next build.

use std::collections::BTreeSet;

use crate::lock::merge_record::merge_record;
use crate::lock::{Lock, Record};
use crate::name::AssetName;

/// Joins the locks of two branches; `base` is what they came from, if that is known.
///
/// It does not matter which side is which.
#[must_use]
pub fn merge(base: Option<&Lock>, ours: &Lock, theirs: &Lock) -> Lock {
    let names: BTreeSet<&AssetName> = ours.records.keys().chain(theirs.records.keys()).collect();
    let mut res = Lock::default();
    for name in names {
        let base = base.and_then(|it| it.records.get(name));
        let record = match (ours.records.get(name), theirs.records.get(name)) {
            (Some(ours), Some(theirs)) => Some(merge_record(base, ours, theirs)),
            (ours, theirs) => left_alone(base, ours.or(theirs)),
        };
        res.records.extend(record.map(|it| (name.clone(), it)));
    }
    res
}

/// A record that only one side has: the other one deleted it, or never had it.
fn left_alone(base: Option<&Record>, left: Option<&Record>) -> Option<Record> {
    left.filter(|it| base != Some(*it)).cloned()
}
