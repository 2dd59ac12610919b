//! Files and folders, with errors that say which.

#![expect(clippy::disallowed_methods, reason = "this is where the store reads and writes files")]

use std::collections::BTreeSet;
use std::fs;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::store::StoreError;
use crate::whole;

/// The bytes of a file; `None` if there is none.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
        Err(cause) => Err(StoreError::io("read", path)(cause)),
    }
}

/// Writes a file that must not be there yet. If that fails, nothing is left of it.
pub(crate) fn write_new(path: &Path, bytes: &[u8], sync: bool) -> Result<(), StoreError> {
    let write = || {
        let mut file = read_only().write(true).create_new(true).open(path)?;
        file.write_all(bytes)?;
        if sync { file.sync_data() } else { Ok(()) }
    };
    write().map_err(|cause| {
        drop(fs::remove_file(path));
        StoreError::io("write", path)(cause)
    })
}

/// Nobody should change a stored file by accident. On Windows such a file could not be replaced.
fn read_only() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o444);
    }
    options
}

/// Moves a file; what was at its new place is replaced in one step.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), StoreError> {
    fs::rename(from, to).map_err(StoreError::io("write", to))
}

/// [`rename`], if there is a file: another process may be about the same.
pub(crate) fn rename_if_there(from: &Path, to: &Path) -> Result<(), StoreError> {
    match fs::rename(from, to) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            Err(StoreError::io("write", to)(cause))
        }
        _ => Ok(()),
    }
}

/// Deletes a file, if there is one.
pub(crate) fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != ErrorKind::NotFound => {
            Err(StoreError::io("delete", path)(cause))
        }
        _ => Ok(()),
    }
}

/// The names in a folder, sorted; none if there is no folder. Names of ours are ASCII, so others
/// are left out.
pub(crate) fn names(folder: &Path) -> Result<Vec<String>, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(StoreError::io("list", folder)(cause)),
    };
    let mut res = Vec::new();
    for entry in entries {
        let entry = entry.map_err(StoreError::io("list", folder))?;
        res.extend(entry.file_name().into_string());
    }
    res.sort_unstable();
    Ok(res)
}

/// Makes a folder that only its user may enter, and those above it; durable.
pub(crate) fn make_folder(path: &Path) -> Result<(), StoreError> {
    made_folder(path, true)
}

/// As [`make_folder`], durable only if `sync` says so.
pub(crate) fn made_folder(path: &Path, sync: bool) -> Result<(), StoreError> {
    if path.is_dir() {
        return Ok(());
    }
    let above = path.parent().filter(|it| !it.as_os_str().is_empty());
    if let Some(above) = above {
        made_folder(above, sync)?;
    }
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    match builder.create(path) {
        // Two threads may want the same folder.
        Err(_) if path.is_dir() => {}
        made => made.map_err(StoreError::io("create", path))?,
    }
    above.filter(|_| sync).map_or(Ok(()), sync_folder)
}

/// Makes the names in a folder durable. Windows cannot, and does not need it.
pub(crate) fn sync_folder(path: &Path) -> Result<(), StoreError> {
    if cfg!(windows) {
        return Ok(());
    }
    let sync = || File::open(path)?.sync_all();
    whole::if_it_can(sync()).map_err(StoreError::io("sync", path))
}

/// Makes files durable that lie in `root`, and their names.
pub(crate) fn sync_files(root: &Path, files: &BTreeSet<PathBuf>) -> Result<(), StoreError> {
    if files.len() > FEW_FILES && sync_all_of_system(root)? {
        return Ok(());
    }
    let mut folders = BTreeSet::new();
    for path in files.iter().filter(|it| it.exists()) {
        sync_file(path)?;
        folders.extend(path.ancestors().skip(1).take_while(|it| it.starts_with(root)));
    }
    folders.into_iter().try_for_each(sync_folder)
}

/// Up to so many files are made durable one by one: that does not wait for what others write.
const FEW_FILES: usize = 16;

/// Makes everything in the file system durable that a folder lies in, in one call. Returns
/// whether the system can.
fn sync_all_of_system(folder: &Path) -> Result<bool, StoreError> {
    #[cfg(target_os = "linux")]
    {
        let said = |cause: std::io::Error| StoreError::io("sync", folder)(cause);
        let folder = File::open(folder).map_err(said)?;
        match rustix::fs::syncfs(&folder).map_err(std::io::Error::from) {
            Err(cause) if whole::cannot(&cause) => Ok(false),
            synced => synced.map(|()| true).map_err(said),
        }
    }
    #[cfg(not(target_os = "linux"))]
    {
        let _: &Path = folder;
        Ok(false)
    }
}

/// Makes the bytes of a file durable.
pub(crate) fn sync_file(path: &Path) -> Result<(), StoreError> {
    File::open(path).and_then(|it| it.sync_data()).map_err(StoreError::io("sync", path))
}

/// A file whose only use is to be locked.
pub(crate) fn open_lock(path: &Path) -> Result<File, StoreError> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(path)
        .map_err(StoreError::io("open", path))
}
