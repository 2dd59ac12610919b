//! Remembering: what a project looked like, written down for the next process.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::action::Score;
use crate::digest::Digest;
use crate::lock::{Outline, Seen};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Decision, Plan, PlanItem, source_files};
use crate::project::Project;
use crate::project::graph::{Graph, ReadNode};
use crate::project::lock_state::LOCK;
use crate::project::part::Part;
use crate::project::state::{BelowState, BuiltState, Patch, State, StateFile};
use crate::resolve::Asset;
use crate::run::{AssetState, BuildReport};
use crate::stat::Entry;

/// What is known of an asset that was planned.
struct Remembered {
    folder: ProjectPath,
    score: Option<Score>,
    target: u8,
    fresh: bool,
}

impl Project {
    /// Remembers what a plan found of every asset that was read.
    pub(crate) fn remember_plan(&self, plan: &Plan) {
        let idle = plan.gone.is_empty() && plan.held.is_zero() && plan.broken.is_empty();
        let all = plan.items().map(known).collect();
        self.remember(Some(&all).filter(|_| idle));
    }

    /// Remembers what a build of every asset that was read left behind that carried a plan out.
    pub(crate) fn remember_build(&self, plan: &Plan, report: &BuildReport) {
        let idle = report.broken.is_empty()
            && report.stale == 0
            && report.usd_held.is_zero()
            && report.warnings.is_empty();
        let mut all: BTreeMap<AssetName, Remembered> = plan.items().map(known).collect();
        all.extend(report.assets.iter().map(|asset| {
            let made = matches!(asset.state, AssetState::Fresh | AssetState::Built);
            let fresh = made && !asset.unjudged;
            let (folder, score, target) = (asset.folder.clone(), asset.score, asset.target);
            (asset.name.clone(), Remembered { folder, score, target, fresh })
        }));
        self.remember(Some(&all).filter(|_| idle));
    }

    /// Writes down what every file looks like, and what is `known` of the assets that were read if
    /// nothing else is wrong. Losing it costs time and nothing else.
    fn remember(&self, known: Option<&BTreeMap<AssetName, Remembered>>) {
        if self.part.as_ref().is_some_and(Part::is_empty) || self.outside.apart().is_some() {
            return;
        }
        let bound = self.outside.bound();
        let part = self.part.as_ref();
        let read = if part.is_none() { StateFile::read(&self.root, &bound) } else { None };
        let before = part.map(|it| it.file.state());
        let names = part.map(Part::assets).unwrap_or_default();
        let is_read = |name: &str| AssetName::parse(name).is_ok_and(|it| names.contains(&it));
        let (patch, mut complete) = self.patch();
        complete &= self.diagnostics().is_empty();
        let seen = self.lock.file.seen();
        let outline =
            seen.as_ref().map_or_else(|| Some(Outline::default()), |it| Outline::of(&it.text));
        let foreign = outline.as_ref().and_then(|it| self.lock.foreign(it));
        let (shared, own) = (self.shared(), self.nodes(outline.as_ref()));
        let old = before.as_ref().and_then(|it| it.built.as_ref());
        let graph = match old {
            Some(old) => Graph::parse(&old.graph),
            None => Some(Graph::of(shared.iter().map(String::as_str).collect())),
        };
        let graph = graph.and_then(|it| it.with(&own)).filter(|_| complete);
        let built = known.zip(foreign.as_ref()).zip(graph).map(|((known, foreign), graph)| {
            let below_others = old.into_iter().flat_map(|it| &it.below);
            let below_others = below_others.filter(|it| !is_read(it.name)).copied();
            let pending = known.iter().filter(|it| !it.1.fresh).map(|it| it.0.as_str());
            let pending: BTreeSet<&str> =
                pending.chain(foreign.iter().map(String::as_str)).collect();
            BuiltState {
                count: graph.assets.len(),
                pending: pending.into_iter().collect(),
                below: below_others.chain(known.iter().filter_map(below)).collect(),
                out: self.settings().out.as_str(),
                graph: graph.bytes().into(),
            }
        });
        let folders = patch.apply(before.as_ref().map_or(&[], |it| &it.folders));
        let file = part.map(|it| &it.file).or(read.as_ref());
        drop(State::new(bound, folders, built).write(&self.root, &self.whole, file));
    }

    /// What this process knows of files and folders beyond what was remembered, and whether that is
    /// all that counts.
    fn patch(&self) -> (Patch, bool) {
        let (mut patch, mut complete) = (Patch::default(), true);
        if let Some(part) = &self.part {
            patch.names.clone_from(&part.names);
            part.old_outputs().for_each(|it| patch.put(it, None));
        }
        for (folder, names) in self.sources.files.folders() {
            match folder.strip_prefix(&self.root).ok().and_then(Path::to_str) {
                Some(folder) => drop(patch.names.insert(folder.to_owned(), names.clone())),
                None => complete = false,
            }
        }
        for path in self.paths() {
            let entry = self.sources.stat.entry(&self.root.join(&path));
            complete &= entry.is_some();
            patch.put(&path, entry);
        }
        match self.lock.file.seen() {
            Some(Seen { look, text, settled, .. }) => {
                let digest = Digest::of(text.as_bytes());
                patch.put(LOCK, Some(Entry { look, settled, digest, value: None }));
            }
            // Nobody would notice that it came.
            None => complete = false,
        }
        (patch, complete)
    }

    /// Every file that counts but the lock, from the project's folder: those of the user's, the
    /// outputs.
    fn paths(&self) -> Vec<String> {
        let inputs = self.sources.files.inputs().into_iter().map(|it| it.to_string());
        let out = &self.settings().out;
        // The files of what is declared no more are gone.
        let declared = self.sources.names();
        let records = self.lock.records.iter().filter(|it| declared.contains(it.0));
        let outputs = records.flat_map(|it| it.1.outputs.keys());
        let outputs = outputs.map(|it| format!("{out}/{it}"));
        inputs.chain(outputs).collect()
    }

    /// Files whose change may reach every asset.
    fn shared(&self) -> BTreeSet<String> {
        let shared = self.sources.files.shared().chain(self.sources.style_files());
        shared.map(|it| it.to_string()).collect()
    }

    /// The assets that were read.
    fn nodes(&self, lock: Option<&Outline<'_>>) -> Vec<ReadNode> {
        let places: BTreeMap<AssetName, ProjectPath> =
            self.sources.declared().into_iter().collect();
        let out = &self.settings().out;
        let node = |(name, asset): (&AssetName, &Arc<Asset>)| {
            let outputs = self.lock.records.get(name).into_iter().flat_map(|it| it.outputs.keys());
            Some(ReadNode {
                name: name.clone(),
                manifest: places.get(name)?.clone(),
                needs: asset.edges().into_iter().map(|it| it.to).collect(),
                sources: source_files(asset).into_iter().map(|it| it.0).collect(),
                outputs: outputs.map(|it| format!("{out}/{it}")).collect(),
                record: lock.and_then(|it| it.digest_of(name)),
            })
        };
        self.sources.assets.iter().filter_map(node).collect()
    }
}

fn known(it: &PlanItem) -> (AssetName, Remembered) {
    let fresh = matches!(it.decision, Decision::Fresh) && !it.unjudged;
    let (folder, score, target) = (it.folder.clone(), it.score, it.target);
    (it.name.clone(), Remembered { folder, score, target, fresh })
}

fn below<'a>((name, it): (&'a AssetName, &'a Remembered)) -> Option<BelowState<'a>> {
    let score = it.score.filter(|score| score.0 < it.target)?.0;
    let (name, folder) = (name.as_str(), it.folder.as_str());
    Some(BelowState { name, folder, score, target: it.target })
}
