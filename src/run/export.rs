//! Writes the files of an asset, and removes those that are no longer its own.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::digest::Digest;
use crate::lock::Record;
use crate::path::ProjectPath;
use crate::plan::{Failed, FailedKind, FileState};
use crate::run::OutFolder;
use crate::run::halt::Halt;
use crate::store::Store;

/// Puts the files of an asset in place. Ours are replaced, unchanged ones not touched, edited
/// ones only if `discard` says so, others' never. Returns the bytes in all.
///
/// Each is durable when it has its name. The blobs need not be: they are before the lock is written.
pub(crate) fn export(
    store: &Store,
    out: &OutFolder,
    files: &BTreeMap<ProjectPath, Digest>,
    before: Option<&Record>,
    discard: bool,
) -> Result<u64, Halt> {
    for path in files.keys() {
        let locked = before.and_then(|it| it.outputs.get(path));
        let state = out.state(path, locked).map_err(|it| cannot("read", path, &it))?;
        let ours = match state {
            FileState::Missing | FileState::Ours => true,
            FileState::AsLocked => out.is_sealed(path).map_err(|it| cannot("read", path, &it))?,
            FileState::Edited => discard,
            FileState::Foreign => false,
        };
        if !ours {
            return Err(not_ours(path));
        }
    }
    let mut size = 0;
    for (path, digest) in files {
        let missing = || {
            Halt::Failed(Failed {
                kind: FailedKind::Io,
                message: format!("the blob of `{path}` vanished from the store"),
                help: vec!["build again".into()],
            })
        };
        let bytes = store.blob(digest)?.ok_or_else(missing)?;
        size += bytes.len() as u64;
        out.write(path, &bytes).map_err(|it| cannot("write", path, &it))?;
    }
    Ok(size)
}

/// The files that [`sweep`] removes.
pub fn removable(
    out: &OutFolder,
    record: &Record,
    kept: &BTreeSet<&ProjectPath>,
) -> Result<Vec<ProjectPath>, String> {
    let folded: BTreeMap<String, &ProjectPath> =
        kept.iter().map(|path| (path.folded(), *path)).collect();
    // On a disk that folds case, a path that differs in nothing else is that of a file that stays.
    let is_kept = |path: &ProjectPath| {
        let same = folded.get(&path.folded());
        kept.contains(path) || same.is_some_and(|other| out.is_same_file(path, other))
    };
    let unread = |path: &ProjectPath, it: &io::Error| format!("cannot read `{path}`: {it}");
    let mut res = Vec::new();
    for (path, digest) in record.outputs.iter().filter(|(path, _)| !is_kept(path)) {
        let state = out.state(path, Some(digest)).map_err(|it| unread(path, &it))?;
        let ours = match state {
            FileState::Ours => true,
            FileState::AsLocked => out.is_sealed(path).map_err(|it| unread(path, &it))?,
            FileState::Missing | FileState::Edited | FileState::Foreign => false,
        };
        if ours {
            res.push(path.clone());
        }
    }
    Ok(res)
}

/// Removes the files that a record names, that are not `kept`, and that bear our seal as they stand.
pub fn sweep(
    out: &OutFolder,
    record: &Record,
    kept: &BTreeSet<&ProjectPath>,
) -> Result<Vec<ProjectPath>, String> {
    let removed = removable(out, record, kept)?;
    for path in &removed {
        out.remove(path).map_err(|it| format!("cannot remove `{path}`: {it}"))?;
    }
    Ok(removed)
}

fn not_ours(path: &ProjectPath) -> Halt {
    Halt::Failed(Failed {
        kind: FailedKind::Foreign,
        message: format!("`{path}` was changed or put there by somebody else meanwhile"),
        help: vec!["move it away, and build again".into()],
    })
}

fn cannot(deed: &str, path: &ProjectPath, error: &io::Error) -> Halt {
    Halt::Failed(Failed {
        kind: FailedKind::Io,
        message: format!("cannot {deed} `{path}`: {error}"),
        help: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::fence::Fence;
    use crate::image::{Bitmap, sealed_png};
    use crate::stat::StatCache;
    use crate::whole::WholeFiles;

    fn path(text: &str) -> ProjectPath {
        ProjectPath::parse(text).unwrap()
    }

    /// An output folder with one file of ours at each path, and a record that names them all.
    fn made(folder: &std::path::Path, paths: &[&str]) -> (OutFolder, Record) {
        let fence = Fence::new(folder);
        let whole = Arc::new(WholeFiles::new(fence.clone(), std::path::Path::new("tmp"), None));
        let stat = Arc::new(StatCache::new(Default::default()));
        let out = OutFolder::new(fence, &path("out"), stat, whole);
        let bytes = sealed_png(&Bitmap::new(2, 2));
        let mut record = Record::default();
        for it in paths {
            out.write(&path(it), &bytes).unwrap();
            record.outputs.insert(path(it), Digest::of(&bytes));
        }
        (out, record)
    }

    #[cfg(unix)]
    #[test]
    fn no_path_is_removed_that_leads_to_a_file_that_stays() {
        let folder = tempfile::tempdir().unwrap();
        // A name, a state, a category.
        let renamed = [
            ("sprite/slime.png", "sprite/Slime.png"),
            ("sprite/slime_hover.png", "sprite/slime_Hover.png"),
            ("ui/slime.png", "UI/slime.png"),
        ];
        let old = renamed.map(|it| it.0);
        let (out, record) = made(folder.path(), &[&old[..], &["sprite/old.png"]].concat());
        std::fs::create_dir(out.root().join("UI")).unwrap();
        for (old, new) in renamed {
            // As it is on a disk that folds case.
            std::fs::hard_link(out.root().join(old), out.root().join(new)).unwrap();
        }
        let kept = renamed.map(|it| path(it.1));
        let removed = sweep(&out, &record, &kept.iter().collect()).unwrap();
        assert_eq!(removed, [path("sprite/old.png")]);
        for (old, new) in renamed {
            assert!(out.root().join(old).exists() && out.root().join(new).exists(), "{new}");
        }
    }

    #[test]
    fn where_case_counts_the_old_file_goes() {
        let folder = tempfile::tempdir().unwrap();
        let (out, record) = made(folder.path(), &["sprite/slime.png"]);
        let kept = path("sprite/SLIME.png");
        let removed = sweep(&out, &record, &BTreeSet::from([&kept])).unwrap();
        assert_eq!(removed.is_empty(), out.root().join("sprite/SLIME.png").exists());
    }
}
