//! `Part`: as much of a project as the changes since it was last remembered can reach. The rest is
//! as it was then, so its manifests and records are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::lock::{LockFile, Outline};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::Unread;
use crate::project::glance::Glance;
use crate::project::graph::{Graph, Node};
use crate::project::lock_state::LOCK;
use crate::project::sources::Sources;
use crate::project::state::{State, StateFile};
use crate::resolve::{Kind, output_paths};
use crate::stat::{Entries, Names};

/// What a project is opened for, beside what changed since it was last remembered.
#[derive(Debug, Clone)]
pub enum About {
    /// These assets, and all that a change of them could reach.
    Assets(BTreeSet<AssetName>),
    /// What the lock says of these assets: of those that no change reaches, nothing else is read.
    Records(BTreeSet<AssetName>),
}

/// As much of a project as changes can reach.
pub(crate) struct Part {
    /// The manifests to read: those that changed, those with styles, and those that declare an
    /// asset that is reached.
    pub(crate) manifests: BTreeSet<ProjectPath>,
    /// Those of them that changed.
    changed: BTreeSet<ProjectPath>,
    /// Whether every file is as it was remembered.
    is_as_remembered: bool,
    /// The assets that are reached, and all that they need; with their outputs, from the project's
    /// folder, as they were.
    outputs: BTreeMap<AssetName, BTreeSet<String>>,
    /// Those of the others whose records alone are read.
    pub(crate) records: BTreeSet<AssetName>,
    /// The other assets, all of them fresh.
    pub(crate) unread: Unread,
    /// What files of this part looked like, by absolute path.
    pub(crate) entries: Entries,
    /// The names in folders that had to be listed again, from the project's folder.
    pub(crate) names: BTreeMap<String, Names>,
    /// What was remembered of the whole.
    pub(crate) file: StateFile,
}

impl Part {
    /// What changes since the project was last remembered can reach, what was not done then, and
    /// what the project is opened for; `None` if that may be anything.
    pub(crate) fn of(root: &Path, glance: Glance, lock: &LockFile, about: &About) -> Option<Part> {
        let Glance { file, changed, renamed, names: listed } = glance;
        let state = file.state();
        let built = state.built.as_ref().filter(|_| !renamed)?;
        let graph = Graph::parse(&built.graph)?;
        let is_as_remembered = changed.is_empty() && listed.is_empty();
        let mut changed: BTreeSet<&str> = changed.iter().map(String::as_str).collect();
        let mut seeds: BTreeSet<&str> = built.pending.iter().copied().collect();
        let mut records = BTreeSet::new();
        match about {
            About::Assets(names) => seeds.extend(names.iter().map(AssetName::as_str)),
            About::Records(names) => records.clone_from(names),
        }
        if changed.remove(LOCK) {
            seeds.extend(amended(&graph, lock)?);
        }
        let reached = graph.reached(&changed, &seeds)?;
        let nodes: Vec<&Node<'_>> = reached.iter().map(|it| &graph.assets[*it]).collect();
        let path = |it: &str| ProjectPath::parse(it).ok();
        let manifests = nodes.iter().map(|it| it.manifest).chain(graph.shared.iter().copied());
        let manifests: BTreeSet<ProjectPath> = manifests.map(path).collect::<Option<_>>()?;
        let outputs = nodes.iter().map(|node| {
            let outputs = node.outputs.iter().map(|it| (*it).to_owned()).collect();
            Some((AssetName::parse(node.name).ok()?, outputs))
        });
        let outputs: BTreeMap<AssetName, BTreeSet<String>> = outputs.collect::<Option<_>>()?;
        records.retain(|it| !outputs.contains_key(it));
        let known: BTreeSet<&str> = graph.assets.iter().map(|it| it.name).collect();
        records.iter().all(|it| known.contains(it.as_str())).then_some(())?;
        let unread = built.unread(&|it| outputs.contains_key(it))?;
        let n_unread = built.count.checked_sub(outputs.len())?.max(unread.below.len());
        let mut files: BTreeSet<&str> = graph.shared.iter().copied().collect();
        files.extend(nodes.iter().flat_map(|it| it.sources.iter().chain(&it.outputs)).copied());
        Some(Part {
            changed: manifests.iter().filter(|it| changed.contains(it.as_str())).cloned().collect(),
            is_as_remembered,
            manifests,
            outputs,
            records,
            unread: Unread { n: n_unread, ..unread },
            entries: entries(root, &state, &files),
            names: listed,
            file,
        })
    }

    /// Whether nothing changed, and nothing is to be looked at.
    pub(crate) fn is_empty(&self) -> bool {
        self.outputs.is_empty() && self.is_as_remembered
    }

    /// The outputs of its assets as they were, from the project's folder.
    pub(crate) fn old_outputs(&self) -> impl Iterator<Item = &str> {
        self.outputs.values().flatten().map(String::as_str)
    }

    /// The assets that are reached, and all that they need.
    pub(crate) fn assets(&self) -> BTreeSet<AssetName> {
        self.outputs.keys().cloned().collect()
    }

    /// Whether nothing that was read reaches beyond it: the names that are declared are those that
    /// were, nothing else is needed, no output is new, no other file declares styles, and there are
    /// no mistakes.
    pub(crate) fn holds(&self, sources: &Sources) -> bool {
        let out = &sources.settings.out;
        let within = |(name, outputs): (&AssetName, &BTreeSet<String>)| {
            let Some(asset) = sources.assets.get(name) else { return false };
            let expected = output_paths(asset);
            let mut files = expected.files();
            asset.edges().iter().all(|edge| self.outputs.contains_key(&edge.to))
                && files.all(|file| outputs.contains(&format!("{out}/{file}")))
        };
        let beyond = |(name, file): &(AssetName, ProjectPath)| {
            // The globs of an atlas may mean assets that were not read.
            let asset = sources.assets.get(name).filter(|_| self.outputs.contains_key(name));
            let may_reach = asset.is_none_or(|it| matches!(it.kind, Kind::Atlas(_)));
            self.changed.contains(file) && may_reach
        };
        self.outputs.iter().all(within)
            && !sources.declared().iter().any(beyond)
            && sources.style_files().is_subset(&self.manifests)
            && !sources.style_files().iter().any(|it| self.changed.contains(it))
            && sources.diagnostics.is_empty()
    }
}

/// The assets whose records in the lock are others than they were; `None` if that is not certain.
fn amended<'a>(graph: &Graph<'a>, lock: &LockFile) -> Option<BTreeSet<&'a str>> {
    // It is read once: whoever asks for its records next finds it read.
    lock.read_some(&BTreeSet::new()).ok()?;
    let seen = lock.seen()?;
    graph.amended(&Outline::of(&seen.text)?.digests())
}

/// What these files looked like, by absolute path.
fn entries(root: &Path, state: &State<'_>, files: &BTreeSet<&str>) -> Entries {
    let mut by_folder: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for path in files {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        by_folder.entry(folder).or_default().insert(name);
    }
    let mut res = Entries::new();
    for folder in &state.folders {
        let Some(names) = by_folder.get(folder.path) else { continue };
        let path = root.join(folder.path);
        let wanted = folder.files().flatten().filter(|it| names.contains(it.name));
        res.extend(wanted.map(|it| (path.join(it.name).into_os_string(), it.entry())));
    }
    res
}
