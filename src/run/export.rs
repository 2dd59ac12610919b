//! Writes the files of an asset, and removes those that are no longer its own.

use std::collections::BTreeMap;
use std::io;

use crate::digest::Digest;
use crate::lock::Record;
use crate::path::ProjectPath;
use crate::plan::{Failed, FailedKind, FileState};
use crate::run::OutFolder;
use crate::run::caller::Halt;
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
            FileState::Missing | FileState::AsLocked | FileState::Ours => true,
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

/// Removes files that a record names and `kept` does not, if they are ours as they stand.
pub fn sweep(
    out: &OutFolder,
    record: &Record,
    kept: &dyn Fn(&ProjectPath) -> bool,
) -> Result<Vec<ProjectPath>, String> {
    let said =
        |deed: &str, path: &ProjectPath, it: &io::Error| format!("cannot {deed} `{path}`: {it}");
    let mut removed = Vec::new();
    for (path, digest) in record.outputs.iter().filter(|(path, _)| !kept(path)) {
        let state = out.state(path, Some(digest)).map_err(|it| said("read", path, &it))?;
        if matches!(state, FileState::AsLocked | FileState::Ours) {
            out.remove(path).map_err(|it| said("remove", path, &it))?;
            removed.push(path.clone());
        }
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
