//! Which files the `include` globs mean.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

use crate::fence::Fence;
use crate::limit;
use crate::path::ProjectPath;
use crate::project::ProjectError;
use crate::stat::{Look, Names};

/// What was found below a project's folder.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The files that the globs mean.
    pub(crate) files: BTreeSet<ProjectPath>,
    /// Every folder that was looked through, with its names that count; of one that is not there,
    /// the nearest above it.
    pub(crate) folders: BTreeMap<PathBuf, Names>,
    /// The globs that mean none, counted from 0.
    pub(crate) idle: Vec<usize>,
    /// Folders that cannot be looked through, and why.
    pub(crate) unreadable: BTreeMap<PathBuf, String>,
}

/// A folder that is being looked through.
struct Listing {
    look: Look,
    names: Vec<String>,
    /// Whether no link in it leads nowhere.
    whole: bool,
}

/// The files that the globs mean. `*` stays within a folder, `**` does not. Folders that are
/// hidden, the one for the pictures, and `target` are passed by; so are links that leave the
/// project, and those to a folder that another one led to.
///
/// # Errors
///
/// If there are too many folders.
pub(crate) fn walk(
    root: &Path,
    globs: &[String],
    out: &ProjectPath,
) -> Result<Found, ProjectError> {
    let mut res = Found::default();
    let (set, at) = glob_set(globs);
    let mut idle: BTreeSet<usize> = at.iter().copied().collect();
    // Where links that were followed lead.
    let mut led = BTreeSet::new();
    let mut n_folders = 0;
    let beginnings: BTreeSet<&str> = globs.iter().map(|it| beginning(it)).collect();
    let enters = |it: &DirEntry| is_ours(root, it.path(), it.path_is_symlink(), out);
    for folder in beginnings {
        let start = if folder.is_empty() { root.to_path_buf() } else { root.join(folder) };
        if !start.is_dir() || !Fence::new(root).holds(&start) {
            let above = start.ancestors().skip(1).find(|it| it.is_dir());
            let names = above.and_then(|it| Some((it, names(root, it, out).ok()?)));
            res.folders.extend(names.map(|(it, names)| (it.to_path_buf(), names)));
            continue;
        }
        let walk = WalkDir::new(&start).follow_links(true).sort_by_file_name();
        let mut listed: BTreeMap<PathBuf, Listing> = BTreeMap::new();
        let mut entries = walk.into_iter().filter_entry(enters);
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(it) => it,
                Err(error) if is_harmless(&error) => {
                    let gone = error.path().filter(|_| error.loop_ancestor().is_none());
                    let above = gone.and_then(Path::parent);
                    if let Some(folder) = above.and_then(|it| listed.get_mut(it)) {
                        folder.whole = false;
                    }
                    continue;
                }
                Err(error) => {
                    let path = error.path().unwrap_or(&start).to_path_buf();
                    res.unreadable.insert(path, io::Error::from(error).to_string());
                    continue;
                }
            };
            let is_dir = entry.file_type().is_dir();
            let above = entry.path().parent().filter(|_| entry.depth() > 0);
            if let Some(folder) = above.and_then(|it| listed.get_mut(it)) {
                let end = if is_dir { "/" } else { "" };
                folder.names.push(format!("{}{end}", entry.file_name().to_string_lossy()));
            }
            // Two links in each of thirty folders lead along a billion ways.
            if is_dir && entry.path_is_symlink() && !led.insert(entry.path().canonicalize().ok()) {
                entries.skip_current_dir();
            } else if is_dir {
                n_folders += 1;
                if n_folders > limit::FOLDERS {
                    return Err(ProjectError::TooManyFolders { root: root.to_owned() });
                }
                // What went meanwhile is not there.
                let Ok(found) = entry.metadata() else { continue };
                let folder = Listing { look: Look::of(&found), names: Vec::new(), whole: true };
                listed.insert(entry.into_path(), folder);
            } else if let Some(path) = ProjectPath::within(root, entry.path())
                && let matches = set.matches(path.as_str())
                && !matches.is_empty()
            {
                for it in matches {
                    idle.remove(&at[it]);
                }
                res.files.insert(path);
            }
        }
        let names = |it: Listing| Names::new(it.look, it.names, it.whole);
        res.folders.extend(listed.into_iter().map(|(path, it)| (path, names(it))));
    }
    res.idle = idle.into_iter().collect();
    Ok(res)
}

/// The globs, and the place of each in the list. Those that are none are left out: they are told
/// of where they are written.
fn glob_set(globs: &[String]) -> (GlobSet, Vec<usize>) {
    let (mut set, mut at) = (GlobSetBuilder::new(), Vec::new());
    for (idx, glob) in globs.iter().enumerate() {
        let glob = glob.strip_prefix("./").unwrap_or(glob);
        if let Ok(it) = GlobBuilder::new(glob).literal_separator(true).build() {
            set.add(it);
            at.push(idx);
        }
    }
    (set.build().unwrap_or_default(), at)
}

/// The folders that a glob begins with: there is no need to look elsewhere.
fn beginning(glob: &str) -> &str {
    let plain = glob.find(['*', '?', '[', '{', '\\']).map_or(glob, |at| &glob[..at]);
    let folder = plain.rsplit_once('/').map_or("", |it| it.0);
    let leaves = folder.starts_with('/') || folder.split('/').any(|it| it == "..");
    if leaves { "" } else { folder }
}

/// The names in a folder that count.
pub(crate) fn names(root: &Path, folder: &Path, out: &ProjectPath) -> io::Result<Names> {
    let counts = |name: &str| {
        let path = folder.join(name);
        is_ours(root, &path, path.is_symlink(), out)
    };
    Names::of(folder, &counts)
}

fn is_ours(root: &Path, path: &Path, is_link: bool, out: &ProjectPath) -> bool {
    let Ok(relative) = path.strip_prefix(root) else { return true };
    let hidden = |it: &std::ffi::OsStr| it.to_string_lossy().starts_with('.');
    if relative.file_name().is_some_and(hidden) || relative == Path::new("target") {
        return false;
    }
    path != out.on_disk(root) && (!is_link || Fence::new(root).holds(path))
}

/// A ring of links, or a file that went while it was looked at.
fn is_harmless(error: &walkdir::Error) -> bool {
    let gone = error.io_error().is_some_and(|it| it.kind() == io::ErrorKind::NotFound);
    gone || error.loop_ancestor().is_some()
}
