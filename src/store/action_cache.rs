//! The action cache: what is known for a key.

use std::path::Path;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::store::seal::{seal, unseal};
use crate::store::{Store, StoreError, disk};
use crate::whole::Durable;

impl Store {
    /// Adds what a model outside answered; durable when it returns, and never taken back.
    ///
    /// Returns the digest of the text, by which alone [`Store::blob`] finds it too.
    pub fn add_answer(&self, key: &ActionKey, text: &str) -> Result<Digest, StoreError> {
        let id = self.put_original(text.as_bytes())?;
        let path = self.sharded(ANSWERS, &key.0).join(id.hex());
        self.scratch.place(&path, text.as_bytes(), Durable::Now)?;
        self.reached("answer");
        Ok(id)
    }

    /// All answers known for a key, with their digests, sorted by them.
    pub fn answers(&self, key: &ActionKey) -> Result<Vec<(Digest, String)>, StoreError> {
        let mut res = Vec::new();
        for id in ids(&self.sharded(ANSWERS, &key.0))? {
            let text = self.answer(key, &id)?;
            res.extend(text.map(|text| (id, text)));
        }
        if let Some(folder) = self.sharded_below(ANSWERS, &key.0) {
            for id in ids(&folder)? {
                let text = self.blob(&id)?.and_then(|it| text_of(it, &id));
                res.extend(text.map(|text| (id, text)));
            }
        }
        Ok(res)
    }

    /// One answer of a key. A damaged one is replaced by its copy among the blobs.
    pub fn answer(&self, key: &ActionKey, id: &Digest) -> Result<Option<String>, StoreError> {
        let path = self.sharded(ANSWERS, &key.0).join(id.hex());
        if !path.is_file() {
            return Ok(None);
        }
        if let Some(text) = self.sound(&path, |it| text_of(it, id))? {
            return Ok(Some(text));
        }
        let copy = self.blob(id)?.and_then(|it| text_of(it, id));
        if let Some(text) = copy.as_ref().filter(|_| !self.is_read_only()) {
            self.scratch.place(&path, text.as_bytes(), Durable::Now)?;
        }
        Ok(copy)
    }

    /// What this program computed for a key, if it is still there.
    pub fn derived(&self, key: &ActionKey) -> Result<Option<String>, StoreError> {
        let path = self.sharded(RESULTS, &key.0);
        self.sound(&path, |bytes| {
            let text = unseal("result", &bytes)?;
            String::from_utf8(text.to_vec()).ok()
        })
    }

    /// Keeps what this program computed for a key, in place of what was there.
    pub fn put_derived_result(&self, key: &ActionKey, text: &str) -> Result<(), StoreError> {
        if self.is_read_only() {
            return Ok(());
        }
        let path = self.sharded(RESULTS, &key.0);
        let sealed = seal("result", text.as_bytes());
        // The texts of keys are the same for many assets.
        if disk::read(&path)?.as_ref() == Some(&sealed) {
            return Ok(());
        }
        self.scratch.place(&path, &sealed, Durable::Later)
    }
}

pub(crate) const ANSWERS: &str = "originals/ac";
pub(crate) const RESULTS: &str = "derived/ac";

/// The digests that the files of a folder are named by, sorted.
pub(crate) fn ids(folder: &Path) -> Result<Vec<Digest>, StoreError> {
    let names = disk::names(folder)?.into_iter();
    Ok(names.filter_map(|it| format!("b3:{it}").parse().ok()).collect())
}

/// The text, if it has this digest.
pub(crate) fn text_of(bytes: Vec<u8>, id: &Digest) -> Option<String> {
    let right = Digest::of(&bytes) == *id;
    right.then(|| String::from_utf8(bytes).ok()).flatten()
}
