//! The state file: what every file of a project looked like, and what came of it, so that a
//! process opens no file but those that changed.
//!
//! It is small, bound to the program, the user's settings and the day, and thrown away without a
//! word where it is of another kind, torn, or from elsewhere. It may come with a clone: whatever it
//! says, nothing is bought, written or read on its word that the manifests and the lock do not say,
//! and the most that a wrong one does is that a build finds nothing to do. `--frozen` does not look
//! at it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize, Serializer};

use crate::action::Score;
use crate::digest::Digest;
use crate::fence::Fence;
use crate::limit;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{BelowTarget, Unread};
use crate::stat::{Entries, Entry, Look, Names};
use crate::whole::{Durable, Finish, WholeFiles};

/// The format; another one is not read.
const FORMAT: u32 = 3;

/// Where what is remembered lies, from the project's folder: it may be deleted at any time.
pub(crate) const STATE: &str = ".assetbuild";

/// Where unfinished files of a project lie, from its folder.
pub(crate) const TMP: &str = ".assetbuild/tmp";

/// The state file, from the project's folder.
const FILE: &str = ".assetbuild/state";

/// What a project looked like.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct State<'a> {
    format: u32,
    /// Of the program, the user's settings and the day.
    bound: Digest,
    /// Every folder that was looked through, or that has a file that counts; sorted by path.
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
    /// The files in it that count, sorted by name, one after the other as they are written: those
    /// of a folder in which nothing changed are never taken apart.
    #[serde(borrow, serialize_with = "as_bytes")]
    files: Cow<'a, [u8]>,
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
    pub(crate) below: Vec<BelowState<'a>>,
    /// Where the pictures go.
    pub(crate) out: &'a str,
    /// A `Graph`, read only where something changed.
    #[serde(borrow, serialize_with = "as_bytes")]
    pub(crate) graph: Cow<'a, [u8]>,
}

/// A fresh asset that scores below its target.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) struct BelowState<'a> {
    pub(crate) name: &'a str,
    pub(crate) folder: &'a str,
    pub(crate) score: u8,
    pub(crate) target: u8,
}

/// The bytes of a sound state file.
#[derive(Clone)]
pub(crate) struct StateFile(Vec<u8>);

impl StateFile {
    /// Reads the one of the project in `root`, if there is one that is bound to this.
    pub(crate) fn read(root: &Path, bound: &Digest) -> Option<StateFile> {
        let file = StateFile(Fence::new(root).read(FILE, limit::STATE).ok()?);
        let (bytes, check) = file.0.split_last_chunk()?;
        (crc32fast::hash(bytes).to_le_bytes() == *check).then_some(())?;
        let state = file.parse()?;
        let within = |it: &str| !it.starts_with('/') && !it.split('/').any(|it| it == "..");
        let sound = state.format == FORMAT && state.bound == *bound;
        (sound && state.folders.iter().all(|it| within(it.path))).then_some(file)
    }

    /// What it says.
    pub(crate) fn state(&self) -> State<'_> {
        self.parse().expect("it was parsed when it was read")
    }

    fn parse(&self) -> Option<State<'_>> {
        postcard::from_bytes(&self.0).ok()
    }
}

impl BuiltState<'_> {
    /// The assets but for those that were `read`; `None` if a name is none.
    pub(crate) fn unread(&self, read: &dyn Fn(&AssetName) -> bool) -> Option<Unread> {
        let below = |asset: &BelowState<'_>| {
            let (name, folder) = (AssetName::parse(asset.name), ProjectPath::parse(asset.folder));
            let (score, target) = (Score(asset.score), asset.target);
            Some(BelowTarget { name: name.ok()?, folder: folder.ok()?, score, target })
        };
        let mut below = self.below.iter().map(below).collect::<Option<Vec<BelowTarget>>>()?;
        below.retain(|it| !read(&it.name));
        Some(Unread { n: self.count.max(below.len()), below })
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
            let files = folder.files().flatten();
            res.extend(files.map(|it| (path.join(it.name).into_os_string(), it.entry())));
        }
        res
    }

    /// Writes it for the project in `root`, whole or not at all; what says the same as `before` is not
    /// written.
    /// Losing it costs time: it is not synced.
    ///
    /// # Errors
    ///
    /// If it cannot be written.
    pub(crate) fn write(
        &self,
        root: &Path,
        whole: &WholeFiles,
        before: Option<&StateFile>,
    ) -> io::Result<()> {
        let room = before.map_or(0, |it| it.0.len()) + (1 << 16);
        let bytes = postcard::to_extend(self, Vec::with_capacity(room));
        let mut bytes = bytes.map_err(io::Error::other)?;
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        if before.is_some_and(|it| it.0 == bytes) {
            return Ok(());
        }
        // It names files that may be nobody else's business.
        let finish = Finish { mode: Some(0o600), durable: Durable::Later };
        whole.write(&root.join(FILE), &bytes, finish)
    }
}

impl<'a> FolderState<'a> {
    /// A folder with these files, sorted by name.
    fn new(path: &'a str, names: Option<Names>, files: &[FileState<'_>]) -> FolderState<'a> {
        let write =
            |bytes, it| postcard::to_extend(it, bytes).expect("plain values can be written");
        FolderState { path, names, files: files.iter().fold(Vec::new(), write).into() }
    }

    /// The files in it that count, sorted by name; ends with `None` where they cannot be read.
    pub(crate) fn files(&self) -> impl Iterator<Item = Option<FileState<'_>>> {
        let mut rest = &*self.files;
        let next = move || {
            (!rest.is_empty()).then(|| {
                let (file, after) = postcard::take_from_bytes(rest).ok().unzip();
                rest = after.unwrap_or_default();
                file
            })
        };
        std::iter::from_fn(next)
    }
}

impl FileState<'_> {
    /// The same as it is kept in memory.
    pub(crate) fn entry(&self) -> Entry {
        let value = self.value.map(str::to_owned);
        Entry { look: self.look, settled: self.settled, digest: self.digest, value }
    }
}

/// What is known of files and folders beyond what was remembered, by paths from the project's
/// folder.
#[derive(Default)]
pub(crate) struct Patch {
    /// By folder, by name; `None` of files that do not count any more.
    files: BTreeMap<String, BTreeMap<String, Option<Entry>>>,
    /// The names in folders that were looked through.
    pub(crate) names: BTreeMap<String, Names>,
}

impl Patch {
    /// Notes a file.
    pub(crate) fn put(&mut self, path: &str, entry: Option<Entry>) {
        let (folder, name) = split(path);
        self.files.entry(folder.to_owned()).or_default().insert(name.to_owned(), entry);
    }

    /// Has looks at files be enough from `now` on that are not so young that another write could
    /// hide; forgets the others.
    pub(crate) fn settle(&mut self, now: SystemTime) {
        for files in self.files.values_mut() {
            files.retain(|_, it| it.as_ref().is_some_and(|it| it.look.is_settled(now)));
            files.values_mut().flatten().for_each(|it| it.settled = true);
        }
        self.files.retain(|_, it| !it.is_empty());
    }

    /// Whether nothing is noted.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.names.is_empty()
    }

    /// The folders of a state with this noted.
    pub(crate) fn apply<'a>(&'a self, before: &[FolderState<'a>]) -> Vec<FolderState<'a>> {
        let mut folders: BTreeMap<&str, FolderState<'a>> =
            before.iter().map(|it| (it.path, it.clone())).collect();
        for path in self.names.keys().chain(self.files.keys()) {
            folders.entry(path).or_insert_with(|| FolderState::new(path, None, &[]));
        }
        let patched = |folder: FolderState<'a>| {
            let names = self.names.get(folder.path).or(folder.names.as_ref()).cloned();
            let Some(patch) = self.files.get(folder.path) else {
                return FolderState { names, ..folder };
            };
            let mut files: BTreeMap<&str, FileState<'_>> =
                folder.files().flatten().map(|it| (it.name, it)).collect();
            for (name, entry) in patch {
                match entry {
                    Some(entry) => drop(files.insert(name, file(name, entry))),
                    None => drop(files.remove(name.as_str())),
                }
            }
            let files: Vec<FileState<'_>> = files.into_values().collect();
            FolderState::new(folder.path, names, &files)
        };
        folders.into_values().map(patched).collect()
    }
}

fn file<'a>(name: &'a str, entry: &'a Entry) -> FileState<'a> {
    let Entry { look, settled, digest, value } = entry;
    let (look, settled, digest) = (*look, *settled, *digest);
    FileState { name, look, settled, digest, value: value.as_deref() }
}

/// Folder and name of a path.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

/// Bytes as bytes, not as a list of numbers.
fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// Removes the one of the project in `root`.
pub(crate) fn remove(root: &Path) {
    drop(Fence::new(root).remove(FILE));
}
