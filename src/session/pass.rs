//! `Pass`: what is to be done for one asset after another. `plan` and `build` share it, so that
//! the one cannot say otherwise than the other does.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::action::{ActionKey, Picture};
use crate::build::{
    BuildRequest, Decided, Facts, Failed, FailedKind, FileState, Memory, OutFolder, Providers,
    RerollRequest, Unanswered, View, Wanted, decide,
};
use crate::digest::Digest;
use crate::image;
use crate::lock::Record;
use crate::manifest::Cascade;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::recipe::{Reroll, Seen, Task};
use crate::resolve::{Asset, Kind, Reference, output_paths};
use crate::session::scope::Scope;
use crate::session::{Session, SessionError};

/// One walk over the assets of a request.
pub(crate) struct Pass<'a> {
    pub(crate) session: &'a mut Session,
    pub(crate) request: &'a BuildRequest,
    pub(crate) scope: Scope,
    pub(crate) providers: Providers,
    pub(crate) out: OutFolder,
    memory: Arc<Memory>,
    /// Records whose asset is gone, by the briefs that they answer.
    donors: BTreeMap<ActionKey, AssetName>,
}

/// One asset whose inputs are known.
pub(crate) struct Considered {
    pub(crate) task: Arc<Task>,
    pub(crate) decided: Decided,
    pub(crate) record: Option<Record>,
    pub(crate) wanted: Wanted,
}

/// What considering an asset led to.
pub(crate) enum Turn {
    /// It is decided.
    Ready(Box<Considered>),
    /// It needs what is not known yet.
    Waits(AssetName),
    /// Its files cannot be read.
    Failed(Failed),
}

impl<'a> Pass<'a> {
    pub(crate) fn new(
        session: &'a mut Session,
        request: &'a BuildRequest,
    ) -> Result<Pass<'a>, SessionError> {
        if let Some(problem) = &session.lock_problem {
            return Err(SessionError::Lock(Box::new(problem.clone())));
        }
        if request.hash_everything {
            session.stat.distrust();
            session.refresh()?;
        }
        session.forget_kept();
        let scope = session.scope(request)?;
        Ok(Pass::over(session, request, scope))
    }

    /// A walk over these assets.
    pub(crate) fn over(
        session: &'a mut Session,
        request: &'a BuildRequest,
        scope: Scope,
    ) -> Pass<'a> {
        session.forget_kept();
        let mut donors = BTreeMap::new();
        for (name, record) in &session.lock.records {
            if session.db.asset(name).is_none() {
                donors.extend(record.briefs.iter().map(|it| (it.key, name.clone())));
            }
        }
        Pass {
            providers: session.providers().batched(request.batch),
            out: session.out(),
            memory: Arc::new(Memory::new(
                Arc::clone(&session.store),
                Arc::clone(&session.networks),
            )),
            session,
            request,
            scope,
            donors,
        }
    }

    /// The wanted assets that can be built, each after all that it needs.
    pub(crate) fn order(&self) -> Vec<(AssetName, Arc<Asset>)> {
        let order = self.session.analysis.order.iter();
        let wanted = order.filter(|it| self.scope.all.contains(*it));
        wanted.filter_map(|it| Some((it.clone(), self.session.db.asset(it)?))).collect()
    }

    /// The wanted assets that cannot be built as their manifests are.
    pub(crate) fn broken(&self) -> Vec<AssetName> {
        let broken = self.session.analysis.broken.keys();
        broken.filter(|it| self.scope.all.contains(*it)).cloned().collect()
    }

    /// What has to be done for one asset. `again` makes it even if it is fresh.
    pub(crate) fn consider(&mut self, asset: &Arc<Asset>, again: bool) -> Turn {
        let name = &asset.name;
        let task = match self.task(asset) {
            Ok(task) => Arc::new(task),
            Err(turn) => return turn,
        };
        let record = self.session.lock.records.get(name).cloned();
        let files = match self.file_states(asset, record.as_ref()) {
            Ok(files) => files,
            Err(failed) => return Turn::Failed(failed),
        };
        let donor = task.brief().and_then(|it| self.donors.get(&it));
        let donor = donor.and_then(|it| Some((it, self.session.lock.records.get(it)?)));
        let built_in = task.painted().is_some_and(crate::resolve::Painted::is_built_in);
        // Beside a picture that a person made, even what this program drew is kept.
        let mut briefs = record.iter().flat_map(|it| &it.briefs);
        let originals = briefs.any(crate::lock::BriefRecord::has_originals);
        let view = View::new(Arc::clone(&self.memory), built_in && !originals);
        let mut wanted = self.scope.wanted(self.request, name);
        wanted.upgrade |= again;
        let decided = decide(&Facts {
            task: &task,
            record: record.as_ref(),
            donor: donor.filter(|_| record.is_none()),
            files: &files,
            wanted,
            reroll: self.reroll(name, &task),
            hold_cascade: self.session.project.budget.cascade == Cascade::Hold,
            known: &view,
            price: &|model, shape| self.providers.price(model, shape),
            unpriced: &|model| self.providers.unpriced(model),
            open: &|key| self.open(name, key),
            no_network: &|network| self.session.networks.failure(network, name),
            per_asset: self.session.project.budget.per_asset,
        });
        if let Some(error) = view.error() {
            let message = error.to_string();
            return Turn::Failed(Failed { kind: FailedKind::Io, message, help: Vec::new() });
        }
        Turn::Ready(Box::new(Considered { task, decided, record, wanted }))
    }

    /// More paintings that a person wants of this asset.
    fn reroll(&self, name: &AssetName, task: &Task) -> Option<Reroll> {
        let RerollRequest { name: _, part, count, note } =
            self.request.reroll.as_ref().filter(|it| it.name == *name)?;
        task.painted()?;
        let others = self.session.lock.records.iter().filter(|it| it.0 != name);
        let briefs = others.flat_map(|it| &it.1.briefs);
        let claimed = briefs.flat_map(|it| &it.taken).map(|it| it.answer).collect();
        let (part, count, note) = (part.clone(), *count, note.clone());
        Some(Reroll { part, count, note, claimed })
    }

    /// The asset with all that it needs from others.
    fn task(&mut self, asset: &Arc<Asset>) -> Result<Task, Turn> {
        let upstream = self.session.db.upstream(&asset.name).map_err(Turn::Waits)?;
        let mut seen = BTreeMap::new();
        for it in upstream {
            let Some(picture) = self.session.pictures.get(&it.pixels).cloned() else {
                return Err(Turn::Waits(it.asset));
            };
            seen.insert((it.asset, it.part), Seen { origin: it.origin, picture });
        }
        let mut files = BTreeMap::new();
        for (path, pixels) in files_of(asset) {
            files.insert(pixels, self.file(&path, pixels).map_err(Turn::Failed)?);
        }
        for (pixels, png) in guides_of(asset) {
            let blob = Digest::of(&png);
            files.insert(pixels, Picture { pixels, blob, width: 0, height: 0 });
        }
        let mut abilities = BTreeMap::new();
        if let Kind::Painted(it) = &asset.kind {
            for painting in it.stages.iter().flat_map(|it| &it.paintings) {
                let model = &painting.words.model;
                let able = self.providers.abilities(model);
                abilities.extend(able.map(|able| (model.to_string(), able)));
            }
        }
        Ok(Task { asset: Arc::clone(asset), abilities, seen, files })
    }

    /// A file of the user's as a picture whose blob is its very bytes. They are put into the
    /// store only when there is work.
    fn file(&self, path: &ProjectPath, pixels: Digest) -> Result<Picture, Failed> {
        let failed = |message: String| Failed { kind: FailedKind::Io, message, help: Vec::new() };
        let digest = self.session.stat.digest(&self.session.root, path);
        let digest = digest.map_err(|it| failed(format!("cannot read `{path}`: {it}")))?;
        let blob = digest.ok_or_else(|| failed(format!("`{path}` vanished meanwhile")))?;
        Ok(Picture { pixels, blob, width: 0, height: 0 })
    }

    /// Makes sure that the store has every blob that a job reads. Names the asset that has to be
    /// made again first, if the store lost one of its pictures.
    pub(crate) fn supply(&self, task: &Task) -> Result<Option<AssetName>, Failed> {
        let failed = |message: String| Failed { kind: FailedKind::Io, message, help: Vec::new() };
        let store = &self.session.store;
        for (path, _) in files_of(&task.asset) {
            let bytes = self.session.files.picture_bytes(&path);
            let bytes = bytes.map_err(|it| failed(format!("cannot read `{path}`: {it}")))?;
            store.put_derived(&bytes).map_err(|it| failed(it.to_string()))?;
        }
        for (_, png) in guides_of(&task.asset) {
            store.put_derived(&png).map_err(|it| failed(it.to_string()))?;
        }
        for ((name, _), seen) in &task.seen {
            if store.has_blob(&seen.picture.blob) || self.taken_from_output(name, seen.picture.blob)
            {
                continue;
            }
            return Ok(Some(name.clone()));
        }
        Ok(None)
    }

    /// Takes a blob from the output file that it was written to.
    fn taken_from_output(&self, name: &AssetName, blob: Digest) -> bool {
        let record = self.session.lock.records.get(name);
        let outputs = record.into_iter().flat_map(|it| &it.outputs);
        let mut paths = outputs.filter(|(_, digest)| **digest == blob).map(|(path, _)| path);
        paths.any(|path| {
            let bytes = self.out.read(path).ok().flatten();
            let bytes = bytes.filter(|it| Digest::of(it) == blob);
            bytes.is_some_and(|it| self.session.store.put_derived(&it).is_ok())
        })
    }

    fn file_states(
        &self,
        asset: &Asset,
        record: Option<&Record>,
    ) -> Result<BTreeMap<ProjectPath, FileState>, Failed> {
        let failed = |path: &ProjectPath, it: &std::io::Error| Failed {
            kind: FailedKind::Io,
            message: format!("cannot read `{path}`: {it}"),
            help: Vec::new(),
        };
        let mut res = BTreeMap::new();
        let locked = |path: &ProjectPath| record.and_then(|it| it.outputs.get(path));
        let own = record.into_iter().flat_map(|it| it.outputs.keys());
        let expected = output_paths(asset);
        for path in own.chain(expected.files()) {
            let state = self.out.state(path, locked(path)).map_err(|it| failed(path, &it))?;
            res.insert(path.clone(), state);
        }
        Ok(res)
    }

    /// The request without an answer for a key.
    fn open(&self, name: &AssetName, key: ActionKey) -> Option<Unanswered> {
        if let Some(failed) = self.session.collected.failed.get(&key) {
            return Some(Unanswered::Failed(failed.clone()));
        }
        let open = match self.session.store.open_intents_for(&key) {
            Ok(open) => open,
            Err(error) => {
                let (kind, message) = (FailedKind::Io, error.to_string());
                return Some(Unanswered::Failed(Failed { kind, message, help: Vec::new() }));
            }
        };
        let open = open.iter().find_map(|it| Unanswered::of(name, it))?;
        // While its key is held by a process, its call is under way and not lost.
        let held = matches!(self.session.store.try_lock_call(&key), Ok(None));
        (!held).then_some(open)
    }
}

/// The files of the user's that an asset needs, with their decoded pixels.
fn files_of(asset: &Asset) -> Vec<(ProjectPath, Digest)> {
    match &asset.kind {
        Kind::Source(it) => vec![(it.path.clone(), it.pixels)],
        Kind::Painted(it) => {
            let references = it.stages.iter().flat_map(|it| &it.paintings);
            let file = |it: &Reference| match it {
                Reference::File { path, pixels } => Some((path.clone(), *pixels)),
                Reference::Asset { .. } | Reference::First | Reference::Guide { .. } => None,
            };
            references.flat_map(|it| &it.references).filter_map(file).collect()
        }
        Kind::Derived(_) | Kind::Atlas(_) => Vec::new(),
    }
}

/// The layouts that its paintings are shown, as pixels and PNG, each once.
fn guides_of(asset: &Asset) -> BTreeMap<Digest, Vec<u8>> {
    let Kind::Painted(it) = &asset.kind else { return BTreeMap::new() };
    let paintings = it.stages.iter().flat_map(|it| &it.paintings);
    let guide = |it: &Reference| match it {
        Reference::Guide { frame, cells, pixels } => {
            Some((*pixels, image::encode_png(&image::guide(*frame, *cells), &[])))
        }
        Reference::Asset { .. } | Reference::File { .. } | Reference::First => None,
    };
    paintings.flat_map(|it| &it.references).filter_map(guide).collect()
}
