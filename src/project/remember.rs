//! Remembering: what a project looked like, written down for the next process.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use crate::action::Score;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Decision, Plan, PlanItem, source_files};
use crate::project::Project;
use crate::project::open::STATE;
use crate::project::state::{Below, BuiltState, Graph, Node, State, folders};
use crate::resolve::Asset;
use crate::run::{AssetState, BuildReport};
use crate::stat::Entries;

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
        all.extend(report.assets.iter().map(|it| {
            let fresh = matches!(it.state, AssetState::Fresh | AssetState::Built);
            let (folder, score, target) = (it.folder.clone(), it.score, it.target);
            (it.name.clone(), Remembered { folder, score, target, fresh })
        }));
        self.remember(Some(&all).filter(|_| idle));
    }

    /// Writes down what every file looks like, and what is `known` of the assets that were read if
    /// nothing else is wrong. Losing it costs time and nothing else.
    fn remember(&self, known: Option<&BTreeMap<AssetName, Remembered>>) {
        let (mut files, mut walked) = (Entries::new(), self.sources.files.folders().clone());
        let (mut complete, mut others) = (true, Vec::new());
        let before = self.part.as_ref().map(|it| &it.file);
        let before = before.and_then(|it| it.state(&self.outside.bound()));
        if let (Some(part), Some(before)) = (&self.part, &before) {
            files = before.entries(&self.root);
            walked.clone_from(&part.walked);
            let names = part.names();
            let graph = before.built.as_ref().and_then(|it| Graph::parse(it.graph));
            others = graph.unwrap_or_default().by_name();
            let names: BTreeSet<&str> = names.iter().map(AssetName::as_str).collect();
            others.retain(|it| !names.contains(it.0.name));
            part.old_outputs().for_each(|it| drop(files.remove(self.root.join(it).as_os_str())));
        }
        for path in self.paths() {
            match self.sources.stat.entry(&path) {
                Some(entry) => drop(files.insert(path.into_os_string(), entry)),
                None => complete = false,
            }
        }
        let shared = self.shared(before.as_ref());
        let own = self.nodes();
        let graph = graph(&shared, &own, &others).map(|it| it.bytes()).unwrap_or_default();
        let complete = complete && !graph.is_empty() && self.diagnostics().is_empty();
        let built = known.filter(|_| complete).map(|known| {
            let old = before.iter().filter_map(|it| it.built.as_ref()).flat_map(|it| &it.below);
            let old = old.filter(|it| !known.keys().any(|name| name.as_str() == it.name)).copied();
            let pending = known.iter().filter(|it| !it.1.fresh).map(|it| it.0.as_str());
            BuiltState {
                count: known.len() + others.len(),
                pending: pending.collect(),
                below: old.chain(known.iter().filter_map(below)).collect(),
                out: self.settings().out.as_str(),
                graph: &graph,
            }
        });
        let Some(folders) = folders(&self.root, &walked, &files) else { return };
        let state = State::new(self.outside.bound(), folders, built);
        drop(state.write(&self.root.join(STATE), &self.whole));
    }

    /// Every file that counts: those of the user's, the lock, the outputs.
    fn paths(&self) -> impl Iterator<Item = PathBuf> {
        let inputs = self.sources.files.inputs().into_iter().map(|it| it.on_disk(&self.root));
        let out = self.settings().out.on_disk(&self.root);
        let outputs = self.lock.records.values().flat_map(|it| it.outputs.keys());
        let outputs: Vec<PathBuf> = outputs.map(|it| it.on_disk(&out)).collect();
        inputs.chain([self.lock.file.path().to_owned()]).chain(outputs)
    }

    /// Files whose change may reach every asset.
    fn shared(&self, before: Option<&State<'_>>) -> BTreeSet<String> {
        if let Some(built) = before.and_then(|it| it.built.as_ref()) {
            let graph = Graph::parse(built.graph).unwrap_or_default();
            return graph.shared.iter().map(|it| (*it).to_owned()).collect();
        }
        let shared = self.sources.files.shared().chain(self.sources.style_files());
        shared.map(|it| it.to_string()).collect()
    }

    /// The assets that were read: name, manifest, needs, sources, outputs.
    fn nodes(&self) -> Vec<OwnNode> {
        let places: BTreeMap<AssetName, ProjectPath> =
            self.sources.declared().into_iter().collect();
        let out = &self.settings().out;
        let node = |(name, asset): (&AssetName, &Arc<Asset>)| {
            let outputs = self.lock.records.get(name).into_iter().flat_map(|it| it.outputs.keys());
            Some(OwnNode {
                name: name.clone(),
                manifest: places.get(name)?.clone(),
                needs: asset.edges().into_iter().map(|it| it.to).collect(),
                sources: source_files(asset).into_iter().map(|it| it.0).collect(),
                outputs: outputs.map(|it| format!("{out}/{it}")).collect(),
            })
        };
        self.sources.assets.iter().filter_map(node).collect()
    }
}

/// An asset that was read.
struct OwnNode {
    name: AssetName,
    manifest: ProjectPath,
    needs: BTreeSet<AssetName>,
    sources: BTreeSet<ProjectPath>,
    outputs: Vec<String>,
}

/// The graph of assets that were read and of others with the names of what they need; `None` if
/// one needs what is not among them.
fn graph<'a>(
    shared: &'a BTreeSet<String>,
    own: &'a [OwnNode],
    others: &'a [(Node<'a>, Vec<&'a str>)],
) -> Option<Graph<'a>> {
    let names = own.iter().map(|it| it.name.as_str()).chain(others.iter().map(|it| it.0.name));
    let places: BTreeMap<&str, u32> = names.zip(0..).collect();
    let place = |it: &str| places.get(it).copied();
    let own = own.iter().map(|it| {
        Some(Node {
            name: it.name.as_str(),
            manifest: it.manifest.as_str(),
            needs: it.needs.iter().map(|it| place(it.as_str())).collect::<Option<_>>()?,
            sources: it.sources.iter().map(ProjectPath::as_str).collect(),
            outputs: it.outputs.iter().map(String::as_str).collect(),
        })
    });
    let others = others.iter().map(|(node, needs)| {
        let needs = needs.iter().map(|it| place(it)).collect::<Option<_>>()?;
        Some(Node { needs, ..node.clone() })
    });
    let assets = own.chain(others).collect::<Option<_>>()?;
    Some(Graph { shared: shared.iter().map(String::as_str).collect(), assets })
}

fn known(it: &PlanItem) -> (AssetName, Remembered) {
    let fresh = matches!(it.decision, Decision::Fresh);
    let (folder, score, target) = (it.folder.clone(), it.score, it.target);
    (it.name.clone(), Remembered { folder, score, target, fresh })
}

fn below<'a>((name, it): (&'a AssetName, &'a Remembered)) -> Option<Below<'a>> {
    let score = it.score.filter(|score| score.0 < it.target)?.0;
    let (name, folder) = (name.as_str(), it.folder.as_str());
    Some(Below { name, folder, score, target: it.target })
}
