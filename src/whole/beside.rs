//! Unfinished files beside their targets: where no folder of the process's own can be used.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::Path;
use std::{fs, io};

use tempfile::NamedTempFile;

use crate::whole::Finish;
use crate::whole::scratch::{fill, folder_of, is_of_a_process, named, names};

/// What unfinished files begin with; then come the number of their process and six letters.
const PREFIX: &str = ".assetbuild-";

/// How often a file is begun that others take for one that was left behind.
const MOST_TRIES: usize = 16;

/// Whether what stands at a target is replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// It is.
    Anything,
    /// Nothing may stand there, even if it appeared a moment ago.
    Nothing,
}

/// Puts `bytes` at `target` by way of a file beside it, which is locked as long as its writer
/// lives. `written` is called when they lie in the unfinished file.
pub(crate) fn write(
    target: &Path,
    bytes: &[u8],
    (finish, over): (Finish, Over),
    written: &dyn Fn(),
) -> io::Result<()> {
    // Between its making and its lock a file looks like one that was left behind, to each of those
    // who sweep at that moment.
    for _ in 1..MOST_TRIES {
        match write_once(target, bytes, (finish, over), written) {
            Err(cause) if is_swept(&cause) => {}
            other => return other.and_then(|()| named(target, finish)),
        }
    }
    write_once(target, bytes, (finish, over), written)?;
    named(target, finish)
}

fn write_once(
    target: &Path,
    bytes: &[u8],
    (finish, over): (Finish, Over),
    written: &dyn Fn(),
) -> io::Result<()> {
    let file = unfinished(folder_of(target), finish)?;
    if let Err(TryLockError::WouldBlock) = file.as_file().try_lock() {
        return Err(ErrorKind::NotFound.into());
    }
    fill(file.as_file(), bytes, finish)?;
    written();
    match over {
        Over::Anything => file.persist(target)?,
        Over::Nothing => file.persist_noclobber(target)?,
    };
    Ok(())
}

fn is_swept(cause: &io::Error) -> bool {
    cause.kind() == ErrorKind::NotFound
}

fn unfinished(folder: &Path, finish: Finish) -> io::Result<NamedTempFile> {
    let prefix = format!("{PREFIX}{}-", std::process::id());
    let mut builder = tempfile::Builder::new();
    builder.prefix(&prefix);
    // Temporary files are their owner's alone; these are to be like any other new file, unless
    // they hold what nobody else may read: then from their first byte on.
    #[cfg(unix)]
    {
        let mode = finish.mode.unwrap_or(0o666);
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _: Finish = finish;
    builder.tempfile_in(folder)
}

/// Deletes the unfinished files in a folder whose writers are gone.
pub(crate) fn sweep(folder: &Path) {
    let ours = |it: &String| it.strip_prefix(PREFIX).is_some_and(is_of_a_process);
    for name in names(folder).iter().filter(|it| ours(it)) {
        let path = folder.join(name);
        if !path.symlink_metadata().is_ok_and(|it| it.is_file()) {
            continue;
        }
        // Held until it is deleted, so that nobody takes it for his own meanwhile.
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            drop(fs::remove_file(&path));
        }
    }
}
