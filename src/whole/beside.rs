//! Unfinished files beside their targets: where no folder of the process's own can be used.

use std::ffi::OsStr;
use std::fs::TryLockError;
use std::io;
use std::io::ErrorKind;

use crate::fence::{OpenFolder, unguessable};
use crate::whole::scratch::{fill, is_of_a_process, mode_of, named, names};
use crate::whole::{Finish, Reached, Stage};

/// What unfinished files begin with; then come the number of their process and letters.
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

/// Puts `bytes` at a name in a folder by way of a file beside it, which is locked as long as its
/// writer lives. `reached` is told how far it is.
pub(crate) fn write(
    (folder, name): (&OpenFolder, &OsStr),
    bytes: &[u8],
    (finish, over): (Finish, Over),
    reached: Reached<'_>,
) -> io::Result<()> {
    // Between its making and its lock a file looks like one that was left behind, to each of those
    // who sweep at that moment.
    for _ in 1..MOST_TRIES {
        match write_once((folder, name), bytes, (finish, over), reached) {
            Err(cause) if is_swept(&cause) => {}
            other => return other.and_then(|()| named(folder, finish)),
        }
    }
    write_once((folder, name), bytes, (finish, over), reached)?;
    named(folder, finish)
}

fn write_once(
    (folder, name): (&OpenFolder, &OsStr),
    bytes: &[u8],
    (finish, over): (Finish, Over),
    reached: Reached<'_>,
) -> io::Result<()> {
    reached(Stage::Begun)?;
    let unfinished = format!("{PREFIX}{}-{}", std::process::id(), unguessable());
    let unfinished = OsStr::new(&unfinished);
    let file = folder.create(unfinished, mode_of(finish))?;
    let put_there = || {
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(ErrorKind::NotFound.into());
        }
        fill(&file, bytes, finish)?;
        reached(Stage::Written)?;
        match over {
            Over::Anything => folder.rename(unfinished, folder, name),
            Over::Nothing => folder.rename_new(unfinished, name),
        }
    };
    put_there().inspect_err(|_| drop(folder.remove(unfinished)))?;
    reached(Stage::Named)
}

fn is_swept(cause: &io::Error) -> bool {
    cause.kind() == ErrorKind::NotFound
}

/// Deletes the unfinished files in a folder whose writers are gone.
pub(crate) fn sweep(folder: &OpenFolder) {
    let ours = |it: &String| it.strip_prefix(PREFIX).is_some_and(is_of_a_process);
    for name in names(folder).iter().filter(|it| ours(it)) {
        let name = OsStr::new(name);
        // Held until it is deleted, so that nobody takes it for his own meanwhile.
        if let Ok(file) = folder.open(name)
            && file.try_lock().is_ok()
        {
            drop(folder.remove(name));
        }
    }
}
