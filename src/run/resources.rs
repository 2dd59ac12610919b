//! `Resources`: what plans read and builds write: store, services, outputs, the user's files.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use crate::action::ActionKey;
use crate::digest::Digest;
use crate::fence::Fence;
use crate::limit;
use crate::lock::{LockFile, Record};
use crate::model::{Abilities, CallShape, ModelId};
use crate::money::PriceRange;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{
    Failed, FailedKind, FileState, Known, Lookups, Records, Task, Unanswered, guide, source_files,
};
use crate::provider::Advice;
use crate::resolve::{Asset, Kind, Reference};
use crate::run::export::removable;
use crate::run::halt::no_answer;
use crate::run::{Collected, Memory, Networks, OutFolder, Providers, View};
use crate::stat::StatCache;
use crate::store::{CallState, Journal, Store};

/// What plans read and builds write.
pub struct Resources {
    /// The project's folder.
    pub fence: Fence,
    /// What files looked like.
    pub stat: Arc<StatCache>,
    /// Where answers and results are kept.
    pub store: Arc<Store>,
    /// Whoever serves models outside.
    pub providers: Providers,
    /// The user's networks.
    pub networks: Arc<Networks>,
    /// Where files go.
    pub out: OutFolder,
    /// The lock, to see which path it names some bytes for.
    pub lock: LockFile,
    /// What was computed since this was opened.
    pub memory: Arc<Memory>,
    /// What batches brought before this build.
    pub collected: Collected,
}

impl Lookups for Resources {
    fn known(&self, drawn_only: bool, replacing: bool) -> Arc<dyn Known> {
        Arc::new(View::new(Arc::clone(&self.memory), drawn_only).replacing(replacing))
    }

    fn output(&self, path: &ProjectPath, locked: Option<&Digest>) -> io::Result<FileState> {
        self.out.state(path, locked)
    }

    fn removable(
        &self,
        record: &Record,
        kept: &BTreeSet<&ProjectPath>,
    ) -> io::Result<Vec<ProjectPath>> {
        removable(&self.out, record, kept).map_err(io::Error::other)
    }

    fn is_copy(&self, path: &ProjectPath) -> io::Result<bool> {
        let Some(digest) = self.out.digest(path)? else { return Ok(false) };
        for other in self.lock.paths_of(&digest) {
            let stands = other != *path && !self.out.is_same_file(path, &other);
            if stands && self.out.digest(&other)? == Some(digest) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn source(&self, path: &ProjectPath) -> io::Result<Option<Digest>> {
        self.stat.digest(&self.fence, path)
    }

    fn abilities(&self, model: &ModelId) -> Option<Abilities> {
        self.providers.abilities(model)
    }

    fn price(&self, model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
        self.providers.price(model, shape)
    }

    fn unpriced(&self, model: &ModelId) -> Advice {
        self.providers.unpriced(model)
    }

    fn closed(&self, model: &ModelId) -> Option<Advice> {
        self.providers.closed(model)
    }

    fn unanswered(&self, name: &AssetName, key: ActionKey) -> Option<Unanswered> {
        if let Some(failed) = self.collected.failed.get(&key) {
            return Some(Unanswered::Failed(failed.clone()));
        }
        let open = match self.store.open_intents_for(&key) {
            Ok(open) => open,
            Err(error) => return Some(Unanswered::Failed(Failed::io(error.to_string()))),
        };
        let open = open.iter().filter(|it| !self.providers.repeats(&it.intent));
        let open = open.into_iter().find_map(|it| unanswered(name, it))?;
        // While its key is held by a process, its call is under way and not lost.
        let held = matches!(self.store.try_lock_call(&key), Ok(None));
        (!held).then_some(open)
    }

    fn no_network(&self, network: &str, name: &AssetName) -> Option<Failed> {
        self.networks.failure(network, name)
    }
}

impl Resources {
    /// Makes sure that the store has every blob that a job reads. Names the asset that has to be
    /// made again first, if the store lost one of its pictures.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or the store not be written.
    pub(crate) fn supply(
        &self,
        task: &Task,
        records: &Records,
    ) -> Result<Option<AssetName>, Failed> {
        for (path, _) in source_files(&task.asset) {
            let bytes = self.fence.read(&path, limit::PICTURE);
            let bytes = bytes.map_err(|it| Failed::io(format!("cannot read `{path}`: {it}")))?;
            self.put(&bytes)?;
        }
        for (frame, cells) in guides(&task.asset) {
            self.put(&guide(frame, cells))?;
        }
        for ((name, _), input) in &task.inputs {
            let blob = input.picture.blob;
            if !self.store.has_sound_blob(&blob) && !self.taken_from_output(records.get(name), blob)
            {
                return Ok(Some(name.clone()));
            }
        }
        Ok(None)
    }

    fn put(&self, bytes: &[u8]) -> Result<(), Failed> {
        self.store.put_derived(bytes).map(drop).map_err(|it| Failed::io(it.to_string()))
    }

    /// Takes a blob from the output file that it was written to.
    fn taken_from_output(&self, record: Option<&Record>, blob: Digest) -> bool {
        let outputs = record.into_iter().flat_map(|it| &it.outputs);
        let mut paths = outputs.filter(|(_, digest)| **digest == blob).map(|(path, _)| path);
        paths.any(|path| {
            let bytes = self.out.read(path).ok().flatten();
            let bytes = bytes.filter(|it| Digest::of(it) == blob);
            bytes.is_some_and(|it| self.store.put_derived(&it).is_ok())
        })
    }
}

/// The layouts that the models of an asset are shown, each once.
fn guides(asset: &Asset) -> Vec<([u32; 2], [u32; 2])> {
    let Kind::Painted(it) = &asset.kind else { return Vec::new() };
    let references = it.stages.iter().flat_map(|it| &it.paintings).flat_map(|it| &it.references);
    let guide = |reference: &Reference| match reference {
        Reference::Guide { frame, cells, pixels } => Some((*pixels, (*frame, *cells))),
        Reference::Asset { .. } | Reference::File { .. } | Reference::First => None,
    };
    let guides: BTreeMap<_, _> = references.filter_map(guide).collect();
    guides.into_values().collect()
}

/// What an entry of the journal is for an asset; `None` if it has an answer.
///
/// Nobody may be waiting for it now: what is under way is neither.
pub(crate) fn unanswered(name: &AssetName, call: &Journal) -> Option<Unanswered> {
    match call.state {
        CallState::InBatch => Some(Unanswered::InBatch),
        CallState::Open => {
            let reason = "an earlier build ended before the answer came";
            let mut failed = no_answer(name, &call.id, call.intent.price, reason);
            if call.intent.batch.is_some() {
                let help = format!("its batch is looked for: assetbuild build {name}");
                failed.help.insert(0, help);
            }
            debug_assert_eq!(failed.kind, FailedKind::OpenIntent);
            Some(Unanswered::Failed(failed))
        }
        // It is taken in when the store is opened, if there is room.
        CallState::Raw => Some(Unanswered::Failed(Failed {
            kind: FailedKind::Io,
            message: "its answer came and is not taken into the store yet".to_owned(),
            help: vec!["make room on the disk of the store, and build again".to_owned()],
        })),
        CallState::Settled(_) | CallState::Cleared => None,
    }
}
