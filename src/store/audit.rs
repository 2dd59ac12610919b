//! The audit of a store: whether every file is what its name or its seal says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::action::{ActionKey, Answer, Edited, Masked, PaintingAnswer};
use crate::digest::{Digest, canonical_text};
use crate::store::action_cache::{ANSWERS, RESULTS, text_of};
use crate::store::seal::unseal;
use crate::store::size::files_below;
use crate::store::{CallState, Store, StoreError, disk};
use crate::whole::Durable;

/// A file of a store that is not what it must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsound {
    /// Where it lies, below the store's folder.
    pub path: PathBuf,
    /// What it holds.
    pub kind: UnsoundKind,
    /// Whether it was put right: restored from its copy, or, where it can be computed again, set
    /// aside.
    pub repaired: bool,
}

/// What a file holds that is not what it must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnsoundKind {
    /// Something that can be computed again.
    Derived,
    /// An answer of which the store has a sound copy.
    Copied,
    /// What cannot be made again: the answer or the picture of this digest.
    Original(Digest),
    /// An entry of the journal.
    Journal,
}

impl Store {
    /// Reads every file. What is not as it must be is put right where `repair` says so and that
    /// is possible; what is lost goes to `quarantine` then, entries of the journal apart, and
    /// counts as missing.
    pub fn audit(&self, repair: bool) -> Result<Vec<Unsound>, StoreError> {
        let mut audit = Audit { store: self, repair, found: Vec::new() };
        audit.blobs("derived/blobs")?;
        audit.results()?;
        audit.answers()?;
        audit.unlinked()?;
        audit.blobs(BLOBS)?;
        audit.journal()?;
        Ok(audit.found)
    }

    /// How many results another store has otherwise for the same keys; with `repair` this one
    /// sets its own aside.
    pub fn differing_results(&self, other: &Store, repair: bool) -> Result<usize, StoreError> {
        let (mut differing, theirs) = (0, other.root().join(RESULTS));
        for file in files_below(&theirs)? {
            let Ok(within) = file.path.strip_prefix(&theirs) else { continue };
            let ours = self.root().join(RESULTS).join(within);
            let Some(bytes) = disk::read(&ours)? else { continue };
            if disk::read(&file.path)?.is_some_and(|it| it != bytes) {
                differing += 1;
                if repair {
                    self.set_aside(&ours)?;
                }
            }
        }
        Ok(differing)
    }
}

const BLOBS: &str = "originals/blobs";

struct Audit<'a> {
    store: &'a Store,
    repair: bool,
    found: Vec<Unsound>,
}

impl Audit<'_> {
    fn note(&mut self, path: &Path, kind: UnsoundKind, repaired: bool) {
        let path = path.strip_prefix(self.store.root()).unwrap_or(path).to_owned();
        self.found.push(Unsound { path, kind, repaired });
    }

    /// Notes a file that nothing can be done about but to take it away.
    fn give_up(&mut self, path: &Path, kind: UnsoundKind) -> Result<(), StoreError> {
        if self.repair {
            self.store.set_aside(path)?;
        }
        self.note(path, kind, self.repair && kind == UnsoundKind::Derived);
        Ok(())
    }

    fn blobs(&mut self, area: &str) -> Result<(), StoreError> {
        let root = self.store.root().join(area);
        for file in files_below(&root)? {
            let Some(digest) = digest_of(&root, &file.path) else { continue };
            let sound = disk::read(&file.path)?.is_none_or(|it| Digest::of(&it) == digest);
            let known = self.found.iter().any(|it| it.path.ends_with(path_of(area, &digest)));
            if !sound && !known {
                let original = area == BLOBS;
                let kind = UnsoundKind::Original(digest);
                self.give_up(&file.path, if original { kind } else { UnsoundKind::Derived })?;
            }
        }
        Ok(())
    }

    fn results(&mut self) -> Result<(), StoreError> {
        for file in files_below(&self.store.root().join(RESULTS))? {
            if disk::read(&file.path)?.is_some_and(|it| unseal("result", &it).is_none()) {
                self.give_up(&file.path, UnsoundKind::Derived)?;
            }
        }
        Ok(())
    }

    /// Each answer lies in two places: under its key, and among the blobs.
    fn answers(&mut self) -> Result<(), StoreError> {
        let mut lost = BTreeSet::new();
        for answer in self.store.stored_answers()? {
            let under_key = self.store.sharded(ANSWERS, &answer.key.0).join(answer.id.hex());
            let among_blobs = self.store.sharded(BLOBS, &answer.id);
            let text = |path: &Path| {
                Ok::<_, StoreError>(disk::read(path)?.and_then(|it| text_of(it, &answer.id)))
            };
            let (one, other) = (text(&under_key)?, text(&among_blobs)?);
            let (path, copy) = match (&one, &other) {
                (Some(_), Some(_)) => continue,
                (Some(copy), None) => (&among_blobs, copy),
                (None, Some(copy)) => (&under_key, copy),
                (None, None) => {
                    if lost.insert(answer.id) {
                        self.give_up(&under_key, UnsoundKind::Original(answer.id))?;
                    }
                    continue;
                }
            };
            if self.repair {
                self.store.scratch.place(path, copy.as_bytes(), Durable::Now)?;
            }
            self.note(path, UnsoundKind::Copied, self.repair);
        }
        Ok(())
    }

    /// Answers among the blobs that lie under no key. What they are found by they say themselves, if
    /// they hold their request; else the journal does.
    fn unlinked(&mut self) -> Result<(), StoreError> {
        for call in self.store.intents()? {
            let CallState::Settled(settlement) = call.state else { continue };
            if let Some(id) = settlement.answer {
                self.link(call.intent.key, id)?;
            }
        }
        let root = self.store.root().join(BLOBS);
        for file in files_below(&root)? {
            let Some(id) = digest_of(&root, &file.path) else { continue };
            let text = disk::read(&file.path)?.filter(|it| it.first() == Some(&b'{'));
            if let Some(key) = text.and_then(|it| key_in(&it)) {
                self.link(key, id)?;
            }
        }
        Ok(())
    }

    /// Has an answer lie under its key, if it is whole and does not: with its picture, since without
    /// one it may be what somebody deleted.
    fn link(&mut self, key: ActionKey, id: Digest) -> Result<(), StoreError> {
        let under_key = self.store.sharded(ANSWERS, &key.0).join(id.hex());
        let within = under_key.strip_prefix(self.store.root()).unwrap_or(&under_key);
        if under_key.exists() || self.found.iter().any(|it| it.path == within) {
            return Ok(());
        }
        let copy = disk::read(&self.store.sharded(BLOBS, &id))?.and_then(|it| text_of(it, &id));
        let Some(copy) = copy else { return Ok(()) };
        if !picture_in(copy.as_bytes()).is_none_or(|it| self.store.has_blob(&it)) {
            return Ok(());
        }
        if self.repair {
            self.store.scratch.place(&under_key, copy.as_bytes(), Durable::Now)?;
        }
        self.note(&under_key, UnsoundKind::Copied, self.repair);
        Ok(())
    }

    fn journal(&mut self) -> Result<(), StoreError> {
        for (area, kind) in [("open", "intent"), ("settled", "call")] {
            for path in paths_below(&self.store.root().join("journal").join(area))? {
                let is_raw = path.extension().is_some_and(|it| it == "raw");
                let kind = if is_raw { "raw" } else { kind };
                if disk::read(&path)?.is_some_and(|it| unseal(kind, &it).is_none()) {
                    self.note(&path, UnsoundKind::Journal, false);
                }
            }
        }
        Ok(())
    }
}

/// What an answer is found by that holds its request.
fn key_in(text: &[u8]) -> Option<ActionKey> {
    if let Some(answer) = read::<PaintingAnswer>(text) {
        return Some(answer.request().brief);
    }
    if let Some(Answer::Given(edited)) = read::<Answer<Edited>>(text) {
        return Some(edited.request.key());
    }
    read::<Masked>(text).map(|it| it.request.key())
}

/// The picture that belongs to an answer.
fn picture_in(text: &[u8]) -> Option<Digest> {
    if let Some(answer) = read::<PaintingAnswer>(text) {
        return answer.painted().map(|it| it.picture);
    }
    if let Some(answer) = read::<Answer<Edited>>(text) {
        return answer.given().map(|it| it.picture);
    }
    read::<Masked>(text).map(|it| it.mask)
}

/// The value that a text is the canonical one of.
fn read<T: DeserializeOwned + Serialize>(text: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(text).ok()?;
    (canonical_text(&value).as_bytes() == text).then_some(value)
}

/// The digest that the place of a blob stands for.
fn digest_of(root: &Path, path: &Path) -> Option<Digest> {
    let parts: Vec<_> = path.strip_prefix(root).ok()?.iter().map(|it| it.to_str()).collect();
    let digits: String = parts.into_iter().collect::<Option<Vec<_>>>()?.concat();
    format!("b3:{digits}").parse().ok()
}

fn path_of(area: &str, digest: &Digest) -> PathBuf {
    let hex = digest.hex();
    Path::new(area).join(&hex[..2]).join(&hex[2..])
}

/// The files of a folder and of those in it.
fn paths_below(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let mut res = Vec::new();
    for path in disk::names(folder)?.iter().map(|it| folder.join(it)) {
        if path.is_dir() {
            res.extend(disk::names(&path)?.iter().map(|it| path.join(it)));
        } else {
            res.push(path);
        }
    }
    Ok(res)
}
