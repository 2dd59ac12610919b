//! Whether what the lock names is there: originals in the store, and outputs.

use serde::de::DeserializeOwned;

use crate::action::{Answer, Edited, Masked, PaintingAnswer};
use crate::digest::Digest;
use crate::lock::{Record, Taken};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::plan::FileState;
use crate::project::{Project, ProjectError};
use crate::store::Unsound;

/// An original that the lock names and the store does not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LostOriginal {
    /// Whose.
    pub name: AssetName,
    /// Of which part.
    pub part: PartName,
    /// What it is, in a word or two.
    pub what: &'static str,
    /// Its digest.
    pub digest: Digest,
    /// Whether the part shows it.
    pub picked: bool,
    /// The output that shows the part as the lock says, finished, if it is there.
    pub output: Option<ProjectPath>,
}

/// An output that is not as the lock says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedOutput {
    /// Whose.
    pub name: AssetName,
    /// Where, below `out`.
    pub path: ProjectPath,
    /// What stands there; `None` if it cannot be read.
    pub state: Option<FileState>,
}

impl Project {
    /// Reads every file of the store: see [`Store::audit`](crate::store::Store::audit).
    ///
    /// # Errors
    ///
    /// If the store cannot be read, or not be put right.
    pub fn audit(&self, repair: bool) -> Result<Vec<Unsound>, ProjectError> {
        Ok(self.store()?.audit(repair)?)
    }

    /// Originals that the lock names and the store does not have.
    ///
    /// # Errors
    ///
    /// If lock or store cannot be read.
    pub fn lost_originals(&self) -> Result<Vec<LostOriginal>, ProjectError> {
        let mut res = Vec::new();
        for (name, record) in self.lock.usable()? {
            for brief in &record.briefs {
                for taken in &brief.taken {
                    let lost = self.lost(taken)?;
                    let picked = brief.picks.iter().any(|it| it.answer == Some(taken.answer));
                    res.extend(lost.into_iter().map(|(what, digest)| LostOriginal {
                        name: name.clone(),
                        part: taken.part.clone(),
                        what,
                        digest,
                        picked,
                        output: self.output_of(record, &taken.part),
                    }));
                }
            }
        }
        Ok(res)
    }

    /// What the store lacks of one painting.
    fn lost(&self, taken: &Taken) -> Result<Vec<(&'static str, Digest)>, ProjectError> {
        let painting: Option<PaintingAnswer> = self.text_of(taken.answer)?;
        let plate: Option<Answer<Edited>> =
            taken.plate.map(|it| self.text_of(it)).transpose()?.flatten();
        let mask: Option<Masked> = taken.mask.map(|it| self.text_of(it)).transpose()?.flatten();
        let painted = painting.as_ref().and_then(PaintingAnswer::painted);
        let named = [
            ("answer", Some(taken.answer)),
            ("painting", painted.map(|it| it.picture)),
            ("verdict", taken.verdict),
            ("second plate", taken.plate),
            ("second plate", plate.as_ref().and_then(Answer::given).map(|it| it.picture)),
            ("mask", taken.mask),
            ("mask", mask.map(|it| it.mask)),
        ];
        let store = self.store()?;
        let named = named.into_iter().filter_map(|(what, it)| Some((what, it?)));
        Ok(named.filter(|(_, it)| !store.has_blob(it)).collect())
    }

    fn text_of<T: DeserializeOwned>(&self, id: Digest) -> Result<Option<T>, ProjectError> {
        let bytes = self.store()?.blob(&id)?;
        Ok(bytes.and_then(|it| serde_json::from_slice(&it).ok()))
    }

    fn output_of(&self, record: &Record, part: &PartName) -> Option<ProjectPath> {
        let (out, blob) = (self.out(), record.pictures.get(part)?.blob);
        let as_locked = |path: &ProjectPath| {
            out.state(path, Some(&blob)).is_ok_and(|it| it == FileState::AsLocked)
        };
        let mut paths = record.outputs.iter().filter(|it| *it.1 == blob).map(|it| it.0);
        paths.find(|it| as_locked(it)).cloned()
    }

    /// Outputs that are not as the lock says. Every one of them is read.
    ///
    /// # Errors
    ///
    /// If the lock cannot be used.
    pub fn changed_outputs(&self) -> Result<Vec<ChangedOutput>, ProjectError> {
        self.sources.stat.distrust();
        let out = self.out();
        let mut res = Vec::new();
        for (name, record) in self.lock.usable()? {
            for (path, digest) in &record.outputs {
                let state = out.state(path, Some(digest)).ok();
                if state != Some(FileState::AsLocked) {
                    res.push(ChangedOutput { name: name.clone(), path: path.clone(), state });
                }
            }
        }
        Ok(res)
    }

    /// Results in the store that came out otherwise when `apart` computed them; with `repair` they
    /// are taken away, so that they are computed when they are needed. How many.
    ///
    /// # Errors
    ///
    /// If a store cannot be read or written.
    pub fn wrong_results(&self, apart: &Project, repair: bool) -> Result<usize, ProjectError> {
        Ok(self.store()?.differing_results(apart.store()?, repair)?)
    }
}
