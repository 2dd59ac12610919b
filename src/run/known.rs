//! `Memory` and `View`: what is known of answers and results, from this build and the store.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use serde::de::DeserializeOwned;

use crate::action::{
    ActionKey, Answer, EditRequest, Edited, Masked, PaintingAnswer, RefineRequest, Refined, Verdict,
};
use crate::digest::{Digest, canonical_text};
use crate::plan::{GroupLook, JudgeWish, Known, Look, Looked, MaskWish};
use crate::run::pictures::Pictures;
use crate::run::{Networks, free};
use crate::store::{Store, StoreError};

/// What was computed in this build. One for all assets; a second look at the same is free.
pub struct Memory {
    store: Arc<Store>,
    /// The user's networks.
    networks: Arc<Networks>,
    /// Results of free looks, by key.
    looked: Mutex<BTreeMap<ActionKey, Looked>>,
    /// Built-in verdicts and prompts, by key.
    texts: Mutex<BTreeMap<ActionKey, String>>,
    /// What was finished last.
    pub(crate) pictures: Pictures,
}

/// What is known for one asset: what was computed, what the store has, and what the artist in
/// this program drew for it.
pub struct View {
    memory: Arc<Memory>,
    /// Paintings of a wholly built-in loop. For this asset alone: another one of the same brief
    /// may show the artist other pixels.
    drawn: Mutex<Vec<PaintingAnswer>>,
    /// Whether the loop is wholly built in. Then the store's answers are nothing to it.
    built_in: bool,
    /// Answers whose pictures are lost or damaged are taken to have never been there; then these
    /// pictures were read, and are whole.
    replacing: Option<Mutex<BTreeSet<Digest>>>,
    /// A store that cannot be read is not an empty one: nothing may be bought on its word.
    broken: Mutex<Option<StoreError>>,
}

impl Memory {
    /// Nothing computed yet.
    #[must_use]
    pub fn new(store: Arc<Store>, networks: Arc<Networks>) -> Memory {
        Memory {
            store,
            networks,
            looked: Mutex::default(),
            texts: Mutex::default(),
            pictures: Pictures::default(),
        }
    }

    /// Remembers the result of a look.
    pub(crate) fn add_looked(&self, key: ActionKey, looked: Looked) {
        locked(&self.looked).insert(key, looked);
    }

    /// Remembers a built-in verdict or prompt.
    pub(crate) fn add_text(&self, key: ActionKey, text: String) {
        locked(&self.texts).insert(key, text);
    }

    fn text<T: DeserializeOwned>(&self, key: ActionKey) -> Option<T> {
        let text = locked(&self.texts).get(&key).cloned()?;
        serde_json::from_str(&text).ok()
    }
}

impl View {
    /// What is known for an asset whose loop is wholly built in, or is not.
    #[must_use]
    pub fn new(memory: Arc<Memory>, built_in: bool) -> View {
        let (drawn, replacing, broken) = (Mutex::default(), None, Mutex::default());
        View { memory, drawn, built_in, replacing, broken }
    }

    /// The same; whether answers whose pictures are lost are left out.
    #[must_use]
    pub fn replacing(self, replacing: bool) -> View {
        View { replacing: replacing.then(Mutex::default), ..self }
    }

    /// Whether an answer with this picture counts.
    fn counts(&self, picture: Digest) -> bool {
        let Some(whole) = &self.replacing else { return true };
        if !locked(whole).contains(&picture) {
            let is_whole = self.read(|store| Ok(store.blob(&picture)?.is_some()));
            if !is_whole {
                return false;
            }
            locked(whole).insert(picture);
        }
        true
    }

    /// Remembers a painting of a wholly built-in loop.
    pub(crate) fn add_drawn(&self, answer: PaintingAnswer) {
        locked(&self.drawn).push(answer);
    }

    fn read<T: Default>(&self, read: impl FnOnce(&Store) -> Result<T, StoreError>) -> T {
        read(&self.memory.store).unwrap_or_else(|error| {
            *locked(&self.broken) = Some(error);
            T::default()
        })
    }

    /// The answer whose text is this blob.
    fn recorded<T: DeserializeOwned>(&self, id: Digest) -> Option<T> {
        let bytes = self.read(|store| Ok(store.blob(&id)?.unwrap_or_default()));
        serde_json::from_slice(&bytes).ok()
    }

    /// The result of a free look: of this build, or of the store.
    fn result(&self, key: ActionKey) -> Option<Looked> {
        if let Some(looked) = locked(&self.memory.looked).get(&key) {
            return Some(looked.clone());
        }
        let text = self.memory.store.derived(&key).ok().flatten()?;
        let looked: Looked = serde_json::from_str(&text).ok()?;
        // Derived blobs may be trimmed or damaged at any time; then the look is simply done again.
        self.memory.store.has_sound_blob(&looked.picture.blob).then(|| {
            self.memory.add_looked(key, looked.clone());
            looked
        })
    }

    fn outside<T: DeserializeOwned>(&self, key: ActionKey) -> Vec<T> {
        self.read(|store| {
            let answer = |(id, text): (Digest, String)| {
                serde_json::from_str(&text).map_err(|_| StoreError::Unreadable { id })
            };
            store.answers(&key)?.into_iter().map(answer).collect()
        })
    }
}

/// A lock whose holder never panics half way: the maps are whole at any time.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Known for View {
    fn error(&self) -> Option<String> {
        locked(&self.broken).take().map(|it| it.to_string())
    }

    fn edits(&self, request: &EditRequest) -> Vec<Answer<Edited>> {
        let mut all: Vec<Answer<Edited>> = self.outside(request.key());
        all.retain(|it| it.given().is_none_or(|it| self.counts(it.picture)));
        all
    }

    fn answers(&self, brief: ActionKey) -> Vec<PaintingAnswer> {
        if self.built_in {
            let drawn = locked(&self.drawn);
            return drawn.iter().filter(|it| it.request().brief == brief).cloned().collect();
        }
        let mut all: Vec<PaintingAnswer> = self.outside(brief);
        all.retain(|it| it.painted().is_none_or(|it| self.counts(it.picture)));
        all
    }

    fn has_blob(&self, blob: Digest) -> bool {
        // What is drawn here is drawn again.
        self.built_in || self.memory.store.has_blob(&blob)
    }

    fn looked(&self, look: &Look) -> Option<Looked> {
        self.result(look.key())
    }

    fn looked_together(&self, look: &GroupLook) -> Option<Vec<Looked>> {
        (0..look.frames.len()).map(|idx| self.result(look.key(idx))).collect()
    }

    fn verdict(&self, wish: &JudgeWish) -> Option<Answer<Verdict>> {
        if wish.request.model.is_builtin() {
            return self.memory.text(free::verdict_key(wish));
        }
        Answer::that_counts(self.outside(wish.request.key()))
    }

    fn recorded_verdict(&self, id: Digest) -> Option<Answer<Verdict>> {
        self.recorded(id)
    }

    fn refined(&self, request: &RefineRequest) -> Option<Answer<Refined>> {
        if request.model.is_builtin() {
            return self.memory.text(request.key());
        }
        Answer::that_counts(self.outside(request.key()))
    }

    fn edited(&self, request: &EditRequest) -> Option<Answer<Edited>> {
        Answer::that_counts(self.edits(request))
    }

    fn recorded_edit(&self, id: Digest) -> Option<Answer<Edited>> {
        self.recorded(id)
    }

    fn masked(&self, wish: &MaskWish) -> Option<Masked> {
        // Whether a mask is there is asked by its network's file: without one it is not known.
        let request = self.memory.networks.request(wish).ok()?;
        let all: Vec<Masked> = self.outside(request.key());
        let own = |it: &Masked| it.request.network.name == wish.network && self.counts(it.mask);
        all.into_iter().find(own)
    }

    fn own_network(&self) -> Option<String> {
        self.memory.networks.only().map(str::to_owned)
    }

    fn recorded_mask(&self, id: Digest) -> Option<Masked> {
        self.recorded(id)
    }
}

/// The text under which an answer is stored.
pub(crate) fn answer_text(answer: &impl serde::Serialize) -> String {
    canonical_text(answer)
}
