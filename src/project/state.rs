//! The state file: what every file of a project looked like, and what came of it, so that a
//! process opens no file but those that changed.
//!
//! It is small, bound to the program, the user's settings and the day, and thrown away without a
//! word where it is of another kind, torn, or from elsewhere. It may come with a clone: whatever it
//! says, nothing is bought, written or read on its word that the manifests and the lock do not say,
//! and the most that a wrong one does is that a build finds nothing to do. `--frozen` does not look
//! at it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::stat::{Entries, Entry, Look, Names};
use crate::whole::{Durable, Finish, WholeFiles};

/// The format; another one is not read.
const FORMAT: u32 = 1;

/// The most bytes that are read: a project of a million assets has less.
const MOST_BYTES: u64 = 1 << 30;

/// Its name, in the project's folder for state.
const NAME: &str = "state";

/// What a project looked like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct State<'a> {
    format: u32,
    /// Of the program, the user's settings and the day.
    bound: Digest,
    /// Every folder that was looked through, or that has a file that counts.
    #[serde(borrow)]
    pub(crate) folders: Vec<FolderState<'a>>,
    /// What a build of the whole project left behind, if there were no mistakes.
    #[serde(borrow)]
    pub(crate) built: Option<BuiltState<'a>>,
}

/// A folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FolderState<'a> {
    /// From the project's folder; empty for itself.
    pub(crate) path: &'a str,
    /// Its names, if it was looked through for manifests.
    pub(crate) names: Option<Names>,
    /// The files in it that count, sorted by name.
    #[serde(borrow)]
    pub(crate) files: Vec<FileState<'a>>,
}

/// A file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct FileState<'a> {
    /// In its folder.
    pub(crate) name: &'a str,
    /// What it looked like.
    pub(crate) look: Look,
    /// Whether a write since would certainly look otherwise.
    pub(crate) settled: bool,
    /// Of its bytes.
    pub(crate) digest: Digest,
    /// What was made of its bytes: of a picture, its size and the digest of its pixels.
    pub(crate) value: Option<&'a str>,
}

/// What a build of the whole project left behind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct BuiltState<'a> {
    /// How many assets there are.
    pub(crate) count: usize,
    /// Those that are not fresh: held, failed, left.
    #[serde(borrow)]
    pub(crate) pending: Vec<&'a str>,
    /// Those that score below their target.
    #[serde(borrow)]
    pub(crate) below: Vec<Below<'a>>,
    /// Where the pictures go.
    pub(crate) out: &'a str,
    /// [`Graph`], read only where something changed.
    pub(crate) graph: &'a [u8],
}

/// A fresh asset that scores below its target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct Below<'a> {
    pub(crate) name: &'a str,
    pub(crate) folder: &'a str,
    pub(crate) score: u8,
    pub(crate) target: u8,
}

/// Who needs what.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Graph<'a> {
    /// Files whose change may reach every asset: the workspace file, manifests with styles,
    /// templates, palettes, tables.
    #[serde(borrow)]
    pub(crate) shared: Vec<&'a str>,
    /// Every asset, each after all that it needs.
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
}

/// The bytes of a state file.
pub(crate) struct StateFile(Vec<u8>);

impl StateFile {
    /// Reads the one below `folder`, if there is one.
    #[expect(clippy::disallowed_methods, reason = "this is where the state file is read")]
    pub(crate) fn read(folder: &Path) -> Option<StateFile> {
        let path = folder.join(NAME);
        let small = std::fs::metadata(&path).is_ok_and(|it| it.is_file() && it.len() < MOST_BYTES);
        small.then(|| std::fs::read(path).ok().map(StateFile)).flatten()
    }

    /// What it says, if it is bound to this.
    pub(crate) fn state(&self, bound: &Digest) -> Option<State<'_>> {
        let (bytes, check) = self.0.split_last_chunk()?;
        (crc32fast::hash(bytes).to_le_bytes() == *check).then_some(())?;
        let state: State<'_> = postcard::from_bytes(bytes).ok()?;
        let within = |it: &str| !it.starts_with('/') && !it.split('/').any(|it| it == "..");
        let sound = state.format == FORMAT && state.bound == *bound;
        (sound && state.folders.iter().all(|it| within(it.path))).then_some(state)
    }
}

impl<'a> State<'a> {
    pub(crate) fn new(
        bound: Digest,
        folders: Vec<FolderState<'a>>,
        built: Option<BuiltState<'a>>,
    ) -> State<'a> {
        State { format: FORMAT, bound, folders, built }
    }

    /// Every file, by its absolute path.
    pub(crate) fn entries(&self, root: &Path) -> Entries {
        let mut res = Entries::new();
        for folder in &self.folders {
            let path = root.join(folder.path);
            let path = |it: &FileState<'_>| path.join(it.name).into_os_string();
            res.extend(folder.files.iter().map(|it| (path(it), it.entry())));
        }
        res
    }

    /// The names in the folders that were looked through, by absolute path.
    pub(crate) fn walked(&self, root: &Path) -> BTreeMap<PathBuf, Names> {
        let walked =
            self.folders.iter().filter_map(|it| Some((root.join(it.path), it.names.clone()?)));
        walked.collect()
    }

    /// Writes it below `folder`, whole or not at all; one that says the same is left alone. Losing
    /// it costs time: it is not synced.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn write(&self, folder: &Path, whole: &WholeFiles) -> io::Result<()> {
        let mut bytes = postcard::to_stdvec(self).map_err(io::Error::other)?;
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        if StateFile::read(folder).is_some_and(|it| it.0 == bytes) {
            return Ok(());
        }
        // It names files that may be nobody else's business.
        let finish = Finish { mode: Some(0o600), durable: Durable::Later };
        whole.write(&folder.join(NAME), &bytes, finish)
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

    /// Each asset with the names of what it needs.
    pub(crate) fn by_name(self) -> Vec<(Node<'a>, Vec<&'a str>)> {
        let names: Vec<&str> = self.assets.iter().map(|it| it.name).collect();
        let node = |it: Node<'a>| {
            let needs = it.needs.iter().map(|it| names[*it as usize]).collect();
            (it, needs)
        };
        self.assets.into_iter().map(node).collect()
    }

    /// The bytes of one.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        postcard::to_stdvec(self).expect("plain values can be written")
    }
}

impl FileState<'_> {
    /// The same as it is kept in memory.
    pub(crate) fn entry(&self) -> Entry {
        let value = self.value.map(str::to_owned);
        Entry { look: self.look, settled: self.settled, digest: self.digest, value }
    }
}

/// Groups files by folder. `walked` are folders whose names count. `None` if a name is no text.
pub(crate) fn folders<'a>(
    root: &Path,
    walked: &'a BTreeMap<PathBuf, Names>,
    files: &'a Entries,
) -> Option<Vec<FolderState<'a>>> {
    let mut grouped: BTreeMap<&OsStr, Vec<FileState<'a>>> = BTreeMap::new();
    grouped.extend(walked.keys().map(|it| (it.as_os_str(), Vec::new())));
    for (path, entry) in files {
        let Entry { look, settled, digest, value } = entry;
        let (look, settled, digest) = (*look, *settled, *digest);
        let path = Path::new(path);
        let (name, value) = (path.file_name()?.to_str()?, value.as_deref());
        let file = FileState { name, look, settled, digest, value };
        grouped.entry(path.parent()?.as_os_str()).or_default().push(file);
    }
    let folder = |(path, files): (&'a OsStr, Vec<FileState<'a>>)| {
        let path = Path::new(path);
        let names = walked.get(path).cloned();
        Some(FolderState { path: path.strip_prefix(root).ok()?.to_str()?, names, files })
    };
    grouped.into_iter().map(folder).collect()
}

/// Removes the one below `folder`.
pub(crate) fn remove(folder: &Path) {
    drop(std::fs::remove_file(folder.join(NAME)));
}
