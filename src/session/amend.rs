//! What a person decided, written into the lock; and what such a decision has to know.

use std::sync::Arc;

use crate::action::{ActionKey, Painting, PaintingAnswer};
use crate::build::replay;
use crate::digest::{Digest, canonical_text};
use crate::image;
use crate::lock::{Pick, Record, Taken};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::recipe::keys;
use crate::resolve::{Asset, Kind, Target};
use crate::session::{Session, SessionError};

impl Session {
    /// What an asset is pinned to.
    #[must_use]
    pub fn record(&self, name: &AssetName) -> Option<&Record> {
        self.lock.records.get(name)
    }

    /// An asset that is declared and can be built.
    ///
    /// # Errors
    ///
    /// If there is none of this name.
    pub fn asset(&self, name: &AssetName) -> Result<Arc<Asset>, SessionError> {
        self.existing(name)
    }

    /// The assets that these targets mean, by name.
    ///
    /// # Errors
    ///
    /// If one of them means none.
    pub fn named(&self, targets: &[Target]) -> Result<Vec<AssetName>, SessionError> {
        Ok(self.selected(targets)?.into_iter().collect())
    }

    /// The key of the brief that an asset has today; `None` while it is not known, or if no model
    /// paints it.
    #[must_use]
    pub fn brief_of(&self, name: &AssetName) -> Option<ActionKey> {
        let asset = self.db.asset(name)?;
        let Kind::Painted(painted) = &asset.kind else { return None };
        let origin = |name: &AssetName, part: &PartName| {
            let shown = self.db.shown(name)?;
            shown.origins.iter().find(|it| it.0 == *part).map(|it| it.1)
        };
        keys::asset_brief(painted, &origin).ok()
    }

    /// What a wholly built-in loop comes to today: the paintings that it took and shows, as they
    /// would stand in a record. `None` if the asset is no such loop, or waits for another one.
    ///
    /// # Errors
    ///
    /// If the store cannot be read.
    pub fn drawn(&mut self, name: &AssetName) -> Result<Option<Drawn>, SessionError> {
        let Some(task) = self.task_of(name)? else { return Ok(None) };
        let Ok((outcome, answers)) = replay(&self.store, &task) else { return Ok(None) };
        Ok(Some(Drawn { taken: outcome.taken, picks: outcome.picks, answers }))
    }

    /// Keeps what the artist in this program drew like something that cannot be made again.
    ///
    /// # Errors
    ///
    /// If the store cannot be written.
    pub fn keep_drawn(&self, answer: &PaintingAnswer) -> Result<(), SessionError> {
        let Some(painting) = answer.painted() else { return Ok(()) };
        let bytes = self.store.blob(&painting.picture)?.unwrap_or_default();
        self.store.put_original(&bytes)?;
        self.store.add_answer(&answer.request().brief, &canonical_text(answer))?;
        Ok(())
    }

    /// Keeps a picture that a person made as an original, durably.
    ///
    /// # Errors
    ///
    /// If it is no picture, or the store cannot be written.
    pub fn keep_adopted(&self, bytes: &[u8]) -> Result<PaintingAnswer, AdoptError> {
        let bitmap = image::decode(bytes).map_err(|it| AdoptError::Picture(it.to_string()))?;
        let picture = self.store.put_original(bytes).map_err(SessionError::from)?;
        let painting = Painting::adopted(picture, [bitmap.width(), bitmap.height()]);
        let brief = painting.request.brief;
        let answer = PaintingAnswer::Painted(painting);
        let text = canonical_text(&answer);
        self.store.add_answer(&brief, &text).map_err(SessionError::from)?;
        Ok(answer)
    }

    /// The bytes that stand at an output path, if they are not those of the lock.
    #[must_use]
    pub fn edited(&self, name: &AssetName, path: &ProjectPath) -> Option<Vec<u8>> {
        let locked = self.record(name)?.outputs.get(path)?;
        let bytes = self.out().read(path).ok().flatten()?;
        (Digest::of(&bytes) != *locked).then_some(bytes)
    }

    /// Changes one record of the lock; the database hears of it at once. `change` is given what
    /// stands there now, and says nothing if there is nothing to change.
    ///
    /// # Errors
    ///
    /// If the lock cannot be read or written.
    pub fn amend(
        &mut self,
        name: &AssetName,
        change: impl FnOnce(Option<&Record>) -> Option<Record>,
    ) -> Result<bool, SessionError> {
        let changed = self.lock_file.update(|lock| {
            let record = change(lock.records.get(name));
            lock.records.extend(record.map(|it| (name.clone(), it)));
        })?;
        self.refresh()?;
        Ok(changed)
    }
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
    Session(#[from] SessionError),
}
