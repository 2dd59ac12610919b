//! `glance`: which files of a project changed since the last build, by one look at each.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::SystemTime;

use crate::action::Score;
use crate::digest::Digest;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{BuildRequest, Made};
use crate::project::open::STATE;
use crate::project::state::{Below, FileState, FolderState, State, StateFile};
use crate::project::walk::names;
use crate::run::{AssetReport, BuildReport};
use crate::stat::{Folder, read_within};
use crate::whole::WholeFiles;

/// More changes than this are no edit: a branch was switched, and the project is read whole.
const MOST_CHANGES: usize = 1000;

/// What a build found that had nothing to do, while nothing changed since.
pub struct UpToDate {
    /// Where the pictures go, from the project's folder.
    pub out: String,
    /// What such a build reports again.
    pub report: BuildReport,
}

/// What was remembered of a project, and which of its files changed since.
pub(crate) struct Glance<'a> {
    pub(crate) state: State<'a>,
    /// Files that changed or are gone, from the project's folder.
    pub(crate) changed: BTreeSet<String>,
    /// Whether a folder that was looked through for manifests may have other names now.
    pub(crate) renamed: bool,
}

/// What the last build found, if nothing changed since and this request asks for nothing beyond
/// being up to date.
///
/// Looks at every file once. Opens the state file, and files that were written so shortly before it
/// that another write could hide; nothing else.
#[must_use]
pub fn up_to_date(root: &Path, bound: &Digest, request: &BuildRequest) -> Option<UpToDate> {
    let file = StateFile::read(&root.join(STATE)).filter(|_| request.is_plain())?;
    let Glance { state, changed, renamed } = glance(root, &file, bound)?;
    let built = state.built.as_ref().filter(|it| it.pending.is_empty())?;
    (changed.is_empty() && !renamed).then_some(())?;
    let assets = built.below.iter().map(below).collect::<Option<Vec<AssetReport>>>()?;
    let n_fresh = built.count.checked_sub(assets.len())?;
    let report = BuildReport { assets, n_fresh, ..BuildReport::default() };
    Some(UpToDate { out: built.out.to_owned(), report })
}

/// Which files changed since the state was written; `None` if it is of no use.
pub(crate) fn glance<'a>(root: &Path, file: &'a StateFile, bound: &Digest) -> Option<Glance<'a>> {
    let mut state = file.state(bound)?;
    let out = state.built.as_ref().and_then(|it| ProjectPath::parse(it.out).ok())?;
    let (mut changed, mut renamed, mut settles) = (BTreeSet::new(), false, false);
    for folder in &mut state.folders {
        let path = root.join(folder.path);
        let held = Folder::open(&path).ok();
        if let Some(before) = &folder.names {
            let look = held.as_ref().and_then(|it| it.look().ok());
            if !before.settled || look != Some(before.look) {
                let now = names(root, &path, &out).ok();
                renamed |= now.as_ref().map(|it| it.digest) != Some(before.digest);
                settles |= now.as_ref() != Some(before);
                folder.names = now;
            }
        }
        for file in &folder.files {
            let found = held.as_ref().and_then(|it| it.file(file.name));
            let same = found == Some(file.look) && (file.settled || is_same(root, folder, file));
            settles |= !file.settled && same;
            if !same {
                changed.insert(path_of(folder, file.name));
            }
        }
        if changed.len() > MOST_CHANGES {
            return None;
        }
    }
    if settles && changed.is_empty() && !renamed {
        write_settled(root, state.clone());
    }
    Some(Glance { state, changed, renamed })
}

/// Whether a file whose look does not tell has the bytes that it had.
fn is_same(root: &Path, folder: &FolderState<'_>, file: &FileState<'_>) -> bool {
    let path = ProjectPath::parse(&path_of(folder, file.name));
    let bytes = path.ok().and_then(|it| read_within(root, &it).ok());
    bytes.is_some_and(|it| Digest::of(&it) == file.digest)
}

fn path_of(folder: &FolderState<'_>, name: &str) -> String {
    if folder.path.is_empty() { name.to_owned() } else { format!("{}/{name}", folder.path) }
}

/// The report of an asset that is fresh and scores below its target.
fn below(it: &Below<'_>) -> Option<AssetReport> {
    let (name, folder) = (AssetName::parse(it.name).ok()?, ProjectPath::parse(it.folder).ok()?);
    let (score, target) = (Some(Score(it.score)), it.target);
    Some(AssetReport { score, target, ..AssetReport::fresh(name, folder, Made::Drawn) })
}

/// Notes that files which were read again are what they were, so that the next look at them is
/// enough.
#[expect(clippy::disallowed_methods, reason = "what was just written may still change unseen")]
fn write_settled(root: &Path, mut state: State<'_>) {
    let now = SystemTime::now();
    for file in state.folders.iter_mut().flat_map(|it| &mut it.files) {
        file.settled |= file.look.is_settled(now);
    }
    // Losing it costs time and nothing else.
    let whole = WholeFiles::new(root.join(STATE).join("tmp"), None);
    drop(state.write(&root.join(STATE), &whole));
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
