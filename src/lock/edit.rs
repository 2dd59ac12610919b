//! `Edit`: the text of a lock with some records changed, all others as they stand.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::lock::outline::Outline;
use crate::lock::{Lock, LockProblem, Record, read, write};
use crate::name::AssetName;

/// A change of some records.
pub(crate) struct Edit<'a> {
    /// What became of the records that changed; `None` where one was removed.
    pub(crate) changes: BTreeMap<AssetName, Option<Record>>,
    /// The new text, piece by piece.
    pub(crate) pieces: Vec<Cow<'a, str>>,
}

impl<'a> Edit<'a> {
    /// Has `change` edit the records of `names`. Other records are not looked at, unless the text
    /// is not as this program writes it: then all of it is read, and written anew.
    ///
    /// # Panics
    ///
    /// If `change` adds a record that is not of `names`.
    pub(crate) fn of(
        text: &'a str,
        names: &BTreeSet<AssetName>,
        change: impl FnOnce(&mut Lock),
    ) -> Result<Edit<'a>, LockProblem> {
        if let Some(outline) = Outline::of(text)
            && let Some(before) = outline.some(names)
        {
            let changes = changes(&before, names, change);
            let pieces = outline.splice(&changes);
            return Ok(Edit { changes, pieces });
        }
        let mut lock = read(text)?;
        let mut before = lock.clone();
        before.records.retain(|it, _| names.contains(it));
        let changes = changes(&before, names, change);
        lock.records.retain(|it, _| !changes.contains_key(it));
        let kept = changes.iter().filter_map(|(name, it)| Some((name.clone(), it.clone()?)));
        lock.records.extend(kept);
        Ok(Edit { changes, pieces: vec![write(&lock).into()] })
    }
}

/// What `change` makes of these records, where it is not what was there before.
fn changes(
    before: &Lock,
    names: &BTreeSet<AssetName>,
    change: impl FnOnce(&mut Lock),
) -> BTreeMap<AssetName, Option<Record>> {
    let mut after = before.clone();
    change(&mut after);
    let other = after.records.keys().find(|it| !names.contains(*it));
    assert!(other.is_none(), "the record of {other:?} is not among those to be changed");
    let now = names.iter().map(|it| (it.clone(), after.records.remove(it)));
    now.filter(|(name, it)| before.records.get(name) != it.as_ref()).collect()
}
