//! Originals that the project paid for and that no record names: they may be deleted by name.

use std::collections::BTreeSet;

use crate::action::{Answer, Edited, PaintingAnswer};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::model::{Day, ModelId};
use crate::money::Usd;
use crate::project::{Project, ProjectError};
use crate::store::{CallOutcome, CallState, Journal, StoreSize, StoredAnswer};

/// A picture that was paid for and that no record of the project's lock names.
#[derive(Debug, Clone, PartialEq)]
pub struct UnnamedOriginal {
    /// The asset that it was bought for.
    pub asset: String,
    /// Who painted it.
    pub model: ModelId,
    /// On which day.
    pub day: Day,
    /// What it cost.
    pub usd: Usd,
    /// Where its answer lies.
    pub answer: StoredAnswer,
    /// The picture.
    pub picture: Digest,
}

impl Project {
    /// Pictures that this project paid for and that no record of its lock names, the dearest
    /// first. Another branch, or another project with the same words, may name them.
    ///
    /// # Errors
    ///
    /// If lock or store cannot be read.
    pub fn unnamed_originals(&self) -> Result<Vec<UnnamedOriginal>, ProjectError> {
        let briefs = self.lock.usable()?.values().flat_map(|it| &it.briefs);
        let named: BTreeSet<Digest> = briefs.flat_map(|it| &it.taken).flat_map(answers).collect();
        let mut res = Vec::new();
        for Journal { intent, state, .. } in self.store()?.intents()? {
            let CallState::Settled(settled) = state else { continue };
            let ours = intent.project == self.settings().name;
            let answered = settled.outcome == CallOutcome::Answered && ours;
            let Some(id) = settled.answer.filter(|it| answered && !named.contains(it)) else {
                continue;
            };
            let Some(picture) = self.picture_of(&id)? else { continue };
            res.push(UnnamedOriginal {
                asset: intent.asset,
                model: intent.model,
                day: Day::of_unix_ms(intent.started),
                usd: settled.usd,
                answer: StoredAnswer { key: intent.key, id },
                picture,
            });
        }
        res.sort_by(|a, b| (b.usd, &a.asset, a.answer).cmp(&(a.usd, &b.asset, b.answer)));
        Ok(res)
    }

    /// Deletes these, with pictures that no other answer names.
    ///
    /// # Errors
    ///
    /// If another process has the store open, or it cannot be read or written.
    pub fn delete_originals(&self, originals: &[UnnamedOriginal]) -> Result<(), ProjectError> {
        let answers: BTreeSet<StoredAnswer> = originals.iter().map(|it| it.answer).collect();
        let mut pictures: BTreeSet<Digest> = originals.iter().map(|it| it.picture).collect();
        for other in self.store()?.stored_answers()? {
            if !answers.contains(&other)
                && let Some(picture) = self.picture_of(&other.id)?
            {
                pictures.remove(&picture);
            }
        }
        let answers: Vec<StoredAnswer> = answers.into_iter().collect();
        Ok(self.store()?.delete_originals(&answers, &pictures)?)
    }

    /// How much lies in the store.
    ///
    /// # Errors
    ///
    /// If it cannot be read.
    pub fn store_size(&self) -> Result<StoreSize, ProjectError> {
        Ok(StoreSize::of(self.store()?.root())?)
    }

    /// The picture of a painting or a second plate; `None` if the answer is another, or gone.
    fn picture_of(&self, id: &Digest) -> Result<Option<Digest>, ProjectError> {
        let Some(text) = self.store()?.blob(id)? else { return Ok(None) };
        if let Ok(answer) = serde_json::from_slice::<PaintingAnswer>(&text) {
            return Ok(answer.painted().map(|it| it.picture));
        }
        let edited = serde_json::from_slice::<Answer<Edited>>(&text).ok();
        Ok(edited.as_ref().and_then(Answer::given).map(|it| it.picture))
    }
}

/// What a record names of one painting.
fn answers(taken: &Taken) -> impl Iterator<Item = Digest> + use<> {
    [Some(taken.answer), taken.plate, taken.verdict, taken.mask].into_iter().flatten()
}
