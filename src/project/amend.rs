//! What a person decided, written into the lock; and what such a decision has to know.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::action::{ActionKey, Painting, PaintingAnswer};
use crate::digest::{Digest, canonical_text};
use crate::fence::Fence;
use crate::image;
use crate::lock::{LockFile, Pick, Taken};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Records, Task};
use crate::project::state::STATE;
use crate::project::{Project, ProjectError};
use crate::resolve::Painted;
use crate::run::replay;

impl Project {
    /// The key of the brief that an asset has today; `None` while it is not known, or if no model
    /// paints it.
    ///
    /// # Errors
    ///
    /// If the lock or the store cannot be read.
    pub fn brief_of(&self, name: &AssetName) -> Result<Option<ActionKey>, ProjectError> {
        let tasks = self.tasks(BTreeSet::from([name.clone()]))?;
        Ok(tasks.get(name).and_then(|it| it.brief()))
    }

    /// The same of several assets; of those of which it is known.
    ///
    /// # Errors
    ///
    /// If the lock or the store cannot be read.
    pub fn briefs_of(
        &self,
        names: BTreeSet<AssetName>,
    ) -> Result<BTreeMap<AssetName, ActionKey>, ProjectError> {
        let tasks = self.tasks(names)?;
        Ok(tasks.into_iter().filter_map(|(name, it)| Some((name, it.brief()?))).collect())
    }

    /// What these assets were pinned to before a person last chose anything about them on this
    /// machine; of those that there was such a choice about.
    ///
    /// # Errors
    ///
    /// If it is there and cannot be read.
    pub fn before_choices(&self, names: &BTreeSet<AssetName>) -> Result<Records, ProjectError> {
        Ok(self.before_choices_file().read_some(names)?.records)
    }

    /// Holds records as a lock does. Losing it costs the way back from a choice, and nothing else.
    fn before_choices_file(&self) -> LockFile {
        let state = Path::new(STATE);
        let (file, guard) = (state.join("before-choices.lock"), state.join("choices.guard"));
        LockFile::new(Fence::new(&self.root), &file, &guard, Arc::clone(&self.whole))
    }

    /// What a wholly built-in loop comes to today: the paintings that it took and shows, as they
    /// would stand in a record. `None` if the asset is no such loop, or waits for another one.
    ///
    /// # Errors
    ///
    /// If the lock or the store cannot be read.
    pub fn drawn(&self, name: &AssetName) -> Result<Option<Drawn>, ProjectError> {
        let tasks = self.tasks(BTreeSet::from([name.clone()]))?;
        let built_in = |it: &&Arc<Task>| it.painted().is_some_and(Painted::is_built_in);
        let Some(task) = tasks.get(name).filter(built_in) else { return Ok(None) };
        let Ok((outcome, answers)) = replay(self.store()?, task) else { return Ok(None) };
        Ok(Some(Drawn { taken: outcome.taken, picks: outcome.picks, answers }))
    }

    /// Keeps what the artist in this program drew like something that cannot be made again.
    ///
    /// # Errors
    ///
    /// If the store cannot be written.
    pub fn keep_drawn(&self, answer: &PaintingAnswer) -> Result<(), ProjectError> {
        let Some(painting) = answer.painted() else { return Ok(()) };
        let bytes = self.store()?.blob(&painting.picture)?.unwrap_or_default();
        self.store()?.put_original(&bytes)?;
        self.store()?.add_answer(&answer.request().brief, &canonical_text(answer))?;
        Ok(())
    }

    /// Keeps a picture that a person made as an original, durably.
    ///
    /// # Errors
    ///
    /// If it is no picture, or the store cannot be written.
    pub fn keep_adopted(&self, bytes: &[u8]) -> Result<PaintingAnswer, AdoptError> {
        let bitmap = image::decode(bytes).map_err(|it| AdoptError::Picture(it.to_string()))?;
        let picture = self
            .store()
            .map_err(ProjectError::from)?
            .put_original(bytes)
            .map_err(ProjectError::from)?;
        let painting = Painting::adopted(picture, [bitmap.width(), bitmap.height()]);
        let brief = painting.request.brief;
        let answer = PaintingAnswer::Painted(painting);
        let text = canonical_text(&answer);
        self.store()
            .map_err(ProjectError::from)?
            .add_answer(&brief, &text)
            .map_err(ProjectError::from)?;
        Ok(answer)
    }

    /// The bytes that stand at an output path, if they are not those of the lock.
    #[must_use]
    pub fn edited(&self, name: &AssetName, path: &ProjectPath) -> Option<Vec<u8>> {
        let locked = self.record(name)?.outputs.get(path)?;
        let bytes = self.out().read(path).ok().flatten()?;
        (Digest::of(&bytes) != *locked).then_some(bytes)
    }

    /// Writes records into the lock, all at once, unless somebody changed one of them since it was
    /// read: then nothing is written, and that one is named. Whether that changed anything.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read or written.
    pub fn amend(&mut self, records: &Records) -> Result<Amended, ProjectError> {
        let mut overtaken = None;
        let before = &self.lock.records;
        let names: BTreeSet<AssetName> = records.keys().cloned().collect();
        let changed = self.lock.file.update(&names, |lock| {
            overtaken = names.iter().find(|it| lock.records.get(*it) != before.get(*it)).cloned();
            if overtaken.is_some() {
                return;
            }
            if records.iter().any(|(name, it)| before.get(name) != Some(it)) {
                self.note_before(&names);
            }
            lock.records.extend(records.iter().map(|(name, it)| (name.clone(), it.clone())));
        })?;
        if let Some(name) = overtaken {
            return Ok(Amended::Overtaken(name));
        }
        if let Some(last) = &mut self.last {
            last.stale.extend(names);
        }
        self.lock.records.extend(records.iter().map(|(name, it)| (name.clone(), it.clone())));
        Ok(if changed.is_empty() { Amended::Same } else { Amended::Written })
    }

    /// Writes down the way back from a choice before it is made: one that is cut off then leads
    /// nowhere. A choice counts even where that cannot be written.
    fn note_before(&self, names: &BTreeSet<AssetName>) {
        let own =
            |it: &AssetName| (it.clone(), self.lock.records.get(it).cloned().unwrap_or_default());
        let before: Records = names.iter().map(own).collect();
        drop(self.before_choices_file().update(names, |it| it.records.extend(before)));
    }
}

/// What came of writing records into the lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Amended {
    /// They are in it.
    Written,
    /// They were in it already.
    Same,
    /// Somebody changed the record of this asset meanwhile.
    Overtaken(AssetName),
}

/// What a wholly built-in loop comes to.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawn {
    /// The paintings, in the order of the attempts.
    pub taken: Vec<Taken>,
    /// What is shown of them.
    pub picks: Vec<Pick>,
    /// The paintings themselves.
    pub answers: Vec<PaintingAnswer>,
}

/// Why a picture cannot be adopted.
#[derive(Debug, thiserror::Error)]
pub enum AdoptError {
    /// It is no picture.
    #[error("it cannot be read as a picture: {0}")]
    Picture(String),
    /// The store cannot be written.
    #[error(transparent)]
    Project(#[from] ProjectError),
}
