//! `Glance`: which files of a project changed since it was last remembered, by one look at each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::SystemTime;

use crate::digest::Digest;
use crate::fence::Fence;
use crate::limit;
use crate::path::ProjectPath;
use crate::plan::{BuildRequest, Unread};
use crate::project::state::{FileState, FolderState, Patch, State, StateFile, TMP};
use crate::project::walk::names;
use crate::stat::{Folder, Names};
use crate::whole::WholeFiles;

/// More changes than this are no edit: a branch was switched, and the project is read whole.
const MOST_CHANGES: usize = 1000;

/// What is remembered of a project, and which of its files changed since.
pub struct Glance {
    pub(crate) file: StateFile,
    /// Files that changed or are gone, from the project's folder.
    pub(crate) changed: BTreeSet<String>,
    /// Whether a folder that was looked through for manifests may have other names now.
    pub(crate) renamed: bool,
    /// The names in folders that had to be listed again, from the project's folder.
    pub(crate) names: BTreeMap<String, Names>,
}

/// What a build found that had nothing to do, while nothing changed since.
pub struct UpToDate {
    /// Where the pictures go, from the project's folder.
    pub out: String,
    /// The assets, all of them fresh.
    pub unread: Unread,
}

impl Glance {
    /// Looks at every file once. Opens the state file, and files that were written so shortly
    /// before it that another write could hide; nothing else. `None` if nothing that holds for
    /// `bound` is remembered, or so much changed that it is of no use.
    #[must_use]
    pub fn at(root: &Path, bound: &Digest) -> Option<Glance> {
        let file = StateFile::read(root, bound)?;
        let state = file.state();
        let out = state.built.as_ref().and_then(|it| ProjectPath::parse(it.out).ok())?;
        let (mut changed, mut renamed) = (BTreeSet::new(), false);
        let (mut settled, mut listed) = (Patch::default(), BTreeMap::new());
        for folder in &state.folders {
            let path = root.join(folder.path);
            let held = Folder::open(&path).ok();
            if let Some(before) = &folder.names {
                let look = held.as_ref().and_then(|it| it.look().ok());
                if !before.settled || look != Some(before.look) {
                    let now = names(root, &path, &out).ok();
                    renamed |= now.as_ref().map(|it| it.digest) != Some(before.digest);
                    let other = now.filter(|it| it != before);
                    listed.extend(other.map(|it| (folder.path.to_owned(), it)));
                }
            }
            for file in folder.files() {
                let file = file?;
                let found = held.as_ref().and_then(|it| it.file(file.name));
                let same = found == Some(file.look);
                if same && file.settled {
                    continue;
                }
                let path = path_of(folder, file.name);
                if same && is_same(root, &path, &file) {
                    settled.put(&path, Some(file.entry()));
                } else {
                    changed.insert(path);
                }
            }
            if changed.len() > MOST_CHANGES {
                return None;
            }
        }
        if changed.is_empty() && !renamed {
            settled.names.clone_from(&listed);
            settle(root, &file, &state, settled);
        }
        Some(Glance { changed, renamed, names: listed, file })
    }

    /// What a build would find again that asks for nothing beyond the whole being up to date;
    /// `None` if it may have something to do.
    #[must_use]
    pub fn up_to_date(&self) -> Option<UpToDate> {
        let state = self.file.state();
        let built = state.built.as_ref().filter(|it| it.pending.is_empty())?;
        (self.changed.is_empty() && !self.renamed).then_some(())?;
        Some(UpToDate { out: built.out.to_owned(), unread: built.unread(&|_| false)? })
    }
}

/// Whether a file whose look does not tell has the bytes that it had.
fn is_same(root: &Path, path: &str, file: &FileState<'_>) -> bool {
    let path = ProjectPath::parse(path);
    let bytes = path.ok().and_then(|it| Fence::new(root).read(&it, limit::PICTURE).ok());
    bytes.is_some_and(|it| Digest::of(&it) == file.digest)
}

fn path_of(folder: &FolderState<'_>, name: &str) -> String {
    if folder.path.is_empty() { name.to_owned() } else { format!("{}/{name}", folder.path) }
}

/// Notes that files which were read again are what they were, so that the next look at them is
/// enough.
#[expect(clippy::disallowed_methods, reason = "what was just written may still change unseen")]
fn settle(root: &Path, file: &StateFile, state: &State<'_>, mut patch: Patch) {
    patch.settle(SystemTime::now());
    if patch.is_empty() {
        return;
    }
    let mut state = state.clone();
    state.folders = patch.apply(&state.folders);
    // Losing it costs time and nothing else.
    let whole = WholeFiles::new(Fence::new(root), Path::new(TMP), None);
    drop(state.write(root, &whole, Some(file)));
}

impl BuildRequest {
    /// Whether it asks for nothing beyond the whole project being up to date.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let named = [&self.resend, &self.replace, &self.discard_edits];
        let again = self.improve || self.upgrade || self.hash_everything || self.reroll.is_some();
        self.targets.is_empty()
            && named.iter().all(|it| it.is_empty())
            && self.judge.is_empty()
            && !again
    }
}
