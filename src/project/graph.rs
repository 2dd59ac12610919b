//! `Graph`: who needs what, as it was when a project was last remembered, and what a change reaches.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::lock::RecordDigest;
use crate::name::AssetName;
use crate::path::ProjectPath;

/// Who needs what.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Graph<'a> {
    /// Files whose change may reach every asset: the workspace file, manifests with styles,
    /// templates, palettes, tables.
    #[serde(borrow)]
    pub(crate) shared: Vec<&'a str>,
    /// Every asset, sorted by name.
    #[serde(borrow)]
    pub(crate) assets: Vec<Node<'a>>,
}

/// An asset.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Node<'a> {
    pub(crate) name: &'a str,
    /// The file that declares it.
    pub(crate) manifest: &'a str,
    /// Those that it needs, by their places in the list.
    pub(crate) needs: Vec<u32>,
    /// The pictures of the user's that it is made from.
    #[serde(borrow)]
    pub(crate) sources: Vec<&'a str>,
    /// Its outputs, from the project's folder.
    #[serde(borrow)]
    pub(crate) outputs: Vec<&'a str>,
    /// Of its record, if it has one.
    pub(crate) record: Option<RecordDigest>,
}

/// An asset that was read.
pub(crate) struct ReadNode {
    pub(crate) name: AssetName,
    pub(crate) manifest: ProjectPath,
    pub(crate) needs: BTreeSet<AssetName>,
    pub(crate) sources: BTreeSet<ProjectPath>,
    /// From the project's folder.
    pub(crate) outputs: Vec<String>,
    pub(crate) record: Option<RecordDigest>,
}

impl ReadNode {
    fn without_needs(&self) -> Node<'_> {
        Node {
            name: self.name.as_str(),
            manifest: self.manifest.as_str(),
            needs: Vec::new(),
            sources: self.sources.iter().map(ProjectPath::as_str).collect(),
            outputs: self.outputs.iter().map(String::as_str).collect(),
            record: self.record,
        }
    }
}

impl<'a> Graph<'a> {
    /// Reads one.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Graph<'a>> {
        let graph: Graph<'a> = postcard::from_bytes(bytes).ok()?;
        let n = graph.assets.len();
        let sound = graph.assets.iter().flat_map(|it| &it.needs).all(|it| (*it as usize) < n);
        sound.then_some(graph)
    }

    /// The same with `read` in the place of the assets of these names; of a graph without assets,
    /// with `read` as its assets. `None` if one of them is not in it, or needs what is not.
    pub(crate) fn with(mut self, read: &'a [ReadNode]) -> Option<Graph<'a>> {
        if self.assets.is_empty() {
            self.assets = read.iter().map(ReadNode::without_needs).collect();
            self.assets.sort_unstable_by_key(|it| it.name);
        }
        for node in read {
            let needs = node.needs.iter().map(|it| self.place(it.as_str()));
            let needs = needs.map(|it| u32::try_from(it?).ok()).collect::<Option<_>>()?;
            let place = self.place(node.name.as_str())?;
            self.assets[place] = Node { needs, ..node.without_needs() };
        }
        Some(self)
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.assets.binary_search_by(|it| it.name.cmp(name)).ok()
    }

    /// One without assets.
    pub(crate) fn of(shared: Vec<&'a str>) -> Graph<'a> {
        Graph { shared, assets: Vec::new() }
    }

    /// The bytes of one.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("plain values can be written")
    }

    /// The assets whose records are others than they were; `None` if one came whose asset is not
    /// known.
    pub(crate) fn amended(&self, now: &BTreeMap<&str, RecordDigest>) -> Option<BTreeSet<&'a str>> {
        let differs = |it: &&Node<'a>| it.record != now.get(it.name).copied();
        let n_known = self.assets.iter().filter(|it| now.contains_key(it.name)).count();
        let amended = self.assets.iter().filter(differs).map(|it| it.name);
        (n_known == now.len()).then(|| amended.collect())
    }

    /// The places of the assets that changes of these files and of these assets reach, and of all
    /// that those need; `None` if a file changed that may reach all, or an asset is not known.
    pub(crate) fn reached(
        &self,
        changed: &BTreeSet<&str>,
        seeds: &BTreeSet<&str>,
    ) -> Option<BTreeSet<usize>> {
        let mut left = changed.clone();
        if self.shared.iter().any(|it| left.contains(it)) {
            return None;
        }
        let (mut reached, mut n_seeds) = (BTreeSet::new(), 0);
        for (idx, node) in self.assets.iter().enumerate() {
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
        // A file of nobody's.
        (left.is_empty() && n_seeds == seeds.len()).then_some(())?;
        self.add_dependents(&mut reached);
        self.add_needs(&mut reached);
        Some(reached)
    }

    fn add_dependents(&self, reached: &mut BTreeSet<usize>) {
        let mut dependents: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (idx, node) in self.assets.iter().enumerate() {
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
    }

    fn add_needs(&self, reached: &mut BTreeSet<usize>) {
        let mut rest: Vec<usize> = reached.iter().copied().collect();
        while let Some(idx) = rest.pop() {
            let needs = self.assets[idx].needs.iter().map(|it| *it as usize);
            rest.extend(needs.filter(|it| reached.insert(*it)));
        }
    }
}
