//! `Part`: as much of a project as the changes since the last build can reach. The rest is as that
//! build left it, so its manifests and records are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::digest::Digest;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::project::glance::{Glance, glance};
use crate::project::open::STATE;
use crate::project::sources::Sources;
use crate::project::state::{FolderState, Graph, Node, StateFile};
use crate::resolve::output_paths;
use crate::stat::{Entries, Names};

/// As much of a project as changes can reach.
pub(crate) struct Part {
    /// The manifests to read: those that changed, those with styles, and those that declare an
    /// asset that is reached.
    pub(crate) manifests: BTreeSet<ProjectPath>,
    /// Those of them that changed.
    changed: BTreeSet<ProjectPath>,
    /// The assets that are reached, and all that they need; with their outputs, from the project's
    /// folder, as they were.
    outputs: BTreeMap<AssetName, BTreeSet<String>>,
    /// How many other assets there are, all of them fresh.
    pub(crate) n_fresh: usize,
    /// What files of this part looked like, by absolute path.
    pub(crate) entries: Entries,
    /// The names in all folders that were looked through, by absolute path.
    pub(crate) walked: BTreeMap<PathBuf, Names>,
    /// What was remembered of the whole.
    pub(crate) file: StateFile,
}

impl Part {
    /// What changes since the last build can reach, what that one did not finish, and what a
    /// change of `names` could reach; `None` if that may be anything.
    pub(crate) fn of(root: &Path, bound: &Digest, names: &BTreeSet<AssetName>) -> Option<Part> {
        let file = StateFile::read(&root.join(STATE))?;
        let Glance { state, changed, renamed } = glance(root, &file, bound)?;
        let built = state.built.as_ref().filter(|_| !renamed)?;
        let graph = Graph::parse(built.graph)?;
        let mut seeds: BTreeSet<&str> = names.iter().map(AssetName::as_str).collect();
        seeds.extend(&built.pending);
        let reached = reached(&graph, &changed, &seeds)?;
        let nodes: Vec<&Node<'_>> = reached.iter().map(|it| &graph.assets[*it]).collect();
        let path = |it: &str| ProjectPath::parse(it).ok();
        let manifests = nodes.iter().map(|it| it.manifest).chain(graph.shared.iter().copied());
        let manifests: Option<BTreeSet<ProjectPath>> = manifests.map(path).collect();
        let manifests = manifests?;
        let is_changed = |it: &&ProjectPath| changed.contains(it.as_str());
        let outputs = nodes.iter().map(|it| {
            let outputs = it.outputs.iter().map(|it| (*it).to_owned()).collect();
            Some((AssetName::parse(it.name).ok()?, outputs))
        });
        let outputs: BTreeMap<AssetName, BTreeSet<String>> = outputs.collect::<Option<_>>()?;
        let n_fresh = built.count.checked_sub(outputs.len())?;
        let mut files: BTreeSet<&str> = graph.shared.iter().copied().collect();
        files.extend(nodes.iter().flat_map(|it| it.sources.iter().chain(&it.outputs)).copied());
        let entries = entries(root, &state.folders, &files);
        let changed = manifests.iter().filter(is_changed).cloned().collect();
        let walked = state.walked(root);
        Some(Part { changed, manifests, outputs, n_fresh, entries, walked, file })
    }

    /// The outputs of its assets as they were, from the project's folder.
    pub(crate) fn old_outputs(&self) -> impl Iterator<Item = &str> {
        self.outputs.values().flatten().map(String::as_str)
    }

    /// The assets that are reached, and all that they need.
    pub(crate) fn names(&self) -> BTreeSet<AssetName> {
        self.outputs.keys().cloned().collect()
    }

    /// Whether nothing that was read reaches beyond it: the names that are declared are those that
    /// were, no output is new, no other file declares styles, and there are no mistakes.
    pub(crate) fn holds(&self, sources: &Sources) -> bool {
        let out = &sources.settings.out;
        let same = |(name, outputs): (&AssetName, &BTreeSet<String>)| {
            let asset = sources.assets.get(name)?;
            let expected = output_paths(asset);
            let mut files = expected.files();
            files.all(|it| outputs.contains(&format!("{out}/{it}"))).then_some(())
        };
        let new = |(name, file): &(AssetName, ProjectPath)| {
            self.changed.contains(file) && !self.outputs.contains_key(name)
        };
        self.outputs.iter().all(|it| same(it).is_some())
            && !sources.declared().iter().any(new)
            && sources.style_files().is_subset(&self.manifests)
            && !sources.style_files().iter().any(|it| self.changed.contains(it))
            && sources.diagnostics.is_empty()
    }
}

/// The places of the assets that changes of these files and of these assets reach, and of all that
/// those need; `None` if a file changed that may reach all, or an asset is not known.
fn reached(
    graph: &Graph<'_>,
    changed: &BTreeSet<String>,
    seeds: &BTreeSet<&str>,
) -> Option<BTreeSet<usize>> {
    let mut left: BTreeSet<&str> = changed.iter().map(String::as_str).collect();
    if graph.shared.iter().any(|it| left.contains(it)) {
        return None;
    }
    let (mut reached, mut n_seeds) = (BTreeSet::new(), 0);
    for (idx, node) in graph.assets.iter().enumerate() {
        if seeds.contains(node.name) {
            n_seeds += 1;
            reached.insert(idx);
        }
        let files = [node.manifest].into_iter().chain(node.sources.iter().copied());
        for file in files.chain(node.outputs.iter().copied()) {
            if changed.contains(file) {
                left.remove(file);
                reached.insert(idx);
            }
        }
    }
    // The lock, or a file of nobody's.
    (left.is_empty() && n_seeds == seeds.len()).then_some(())?;
    let mut dependents: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (idx, node) in graph.assets.iter().enumerate() {
        for need in &node.needs {
            dependents.entry(*need).or_default().push(idx);
        }
    }
    let mut rest: Vec<usize> = reached.iter().copied().collect();
    while let Some(idx) = rest.pop() {
        let idx = u32::try_from(idx).expect("places are numbers of the graph");
        let others = dependents.get(&idx).into_iter().flatten();
        rest.extend(others.filter(|it| reached.insert(**it)));
    }
    let mut rest: Vec<usize> = reached.iter().copied().collect();
    while let Some(idx) = rest.pop() {
        let needs = graph.assets[idx].needs.iter().map(|it| *it as usize);
        rest.extend(needs.filter(|it| reached.insert(*it)));
    }
    Some(reached)
}

/// What these files looked like, by absolute path.
fn entries(root: &Path, folders: &[FolderState<'_>], files: &BTreeSet<&str>) -> Entries {
    let folders: BTreeMap<&str, &FolderState<'_>> =
        folders.iter().map(|it| (it.path, it)).collect();
    let entry = |path: &&str| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let files = &folders.get(folder)?.files;
        let it = &files[files.binary_search_by(|it| it.name.cmp(name)).ok()?];
        Some((root.join(path).into_os_string(), it.entry()))
    };
    files.iter().filter_map(entry).collect()
}
