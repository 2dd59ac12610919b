//! `Scratch`: one process's own folder for unfinished files, from which they are moved to their
//! places.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::io::{ErrorKind, Write};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::fence::{OpenFolder, unguessable};

use crate::whole::tolerance::if_it_can;
#[cfg(unix)]
use crate::whole::tolerance::permit;

/// What of a file must survive a power cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durable {
    /// Bytes and name, before the call returns.
    Now,
    /// The bytes, if the name does: never half a file, perhaps the one before.
    Bytes,
    /// Nothing: it can be computed again.
    Later,
}

/// How a file is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Finish {
    /// Its permissions on Unix; `None` for those that the user gives new files.
    pub mode: Option<u32>,
    /// What of it must survive a power cut.
    pub durable: Durable,
}

/// How far the writing of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing was done yet.
    Begun,
    /// The bytes lie in the unfinished file.
    Written,
    /// It has its name, of which a power cut may still leave nothing.
    Named,
}

/// Is told how far the writing of a file is; what it answers is what the system answers there.
pub type Reached<'a> = &'a dyn Fn(Stage) -> io::Result<()>;

/// One process's own folder for unfinished files; deleted when it is dropped.
///
/// It is locked as long as its owner lives, so that others know what they may sweep.
#[derive(Debug)]
pub struct Scratch {
    next: AtomicU64,
    // Dropped before the folder is deleted: Windows deletes no open file.
    lock: Option<File>,
    tmp: OpenFolder,
    folder: OpenFolder,
    name: OsString,
}

impl Scratch {
    /// Makes a folder of our own below `tmp`, and deletes those of processes that are gone.
    ///
    /// The caller holds a lock that keeps others from opening and sweeping: between its making and
    /// its lock a new folder looks like one that was left behind.
    ///
    /// # Errors
    ///
    /// If nothing can be made in `tmp`.
    pub fn open(tmp: OpenFolder) -> io::Result<Scratch> {
        sweep(&tmp);
        let name = OsString::from(format!("{}-{}", std::process::id(), unguessable()));
        tmp.make_new(&name, 0o700)?;
        let folder = tmp.enter(&name)?;
        let lock = folder.open_lock(OsStr::new(LOCK))?;
        // Where the system has no locks, nothing is swept either.
        drop(lock.lock());
        Ok(Scratch { next: AtomicU64::new(0), lock: Some(lock), tmp, folder, name })
    }

    /// Puts `bytes` at a name in a folder: all of them or none, whatever happens, over what was
    /// there. `reached` is told how far it is.
    ///
    /// # Errors
    ///
    /// If the file cannot be written or moved; [`ErrorKind::CrossesDevices`] if the folder is on
    /// another file system. Nothing is left of it then.
    pub fn write(
        &self,
        (folder, name): (&OpenFolder, &OsStr),
        bytes: &[u8],
        finish: Finish,
        reached: Reached<'_>,
    ) -> io::Result<()> {
        reached(Stage::Begun)?;
        let unfinished = OsString::from(self.unique().to_string());
        let file = self.folder.create(&unfinished, mode_of(finish))?;
        let move_there = || {
            fill(&file, bytes, finish)?;
            // Windows moves no open file.
            drop(file);
            reached(Stage::Written)?;
            self.folder.rename(&unfinished, folder, name)
        };
        move_there().inspect_err(|_| drop(self.folder.remove(&unfinished)))?;
        reached(Stage::Named)?;
        named(folder, finish)
    }

    /// A text that no other call in any process below the same folder ever gets.
    pub fn nonce(&self) -> String {
        format!("{}/{}", self.name.display(), self.unique())
    }

    /// Whether the folder is still there: its user may delete it at any time.
    pub(crate) fn is_there(&self) -> bool {
        self.tmp.has_folder(&self.name) && self.folder.has_file(OsStr::new(LOCK))
    }

    fn unique(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.lock = None;
        delete(&self.tmp, &self.name, &self.folder);
    }
}

const LOCK: &str = "lock";

/// Deletes what killed processes left behind in `tmp`. What cannot be deleted now is tried again
/// by the next one. The caller holds the lock that [`Scratch::open`] asks for.
pub(crate) fn sweep(tmp: &OpenFolder) {
    for name in names(tmp).iter().filter(|it| is_of_a_process(it)) {
        // Nobody's link leads the sweep elsewhere.
        let Ok(folder) = tmp.enter(OsStr::new(name)) else { continue };
        let lock = folder.open(OsStr::new(LOCK));
        let free = match &lock {
            Ok(lock) => lock.try_lock().is_ok(),
            // Killed before it had a lock.
            Err(cause) => cause.kind() == ErrorKind::NotFound,
        };
        drop(lock);
        if free {
            delete(tmp, OsStr::new(name), &folder);
        }
    }
}

/// Deletes the files that a scratch folder has, and then the folder; whatever else somebody put
/// there stays, and the folder with it.
fn delete(tmp: &OpenFolder, name: &OsStr, folder: &OpenFolder) {
    for file in names(folder) {
        if file == LOCK || file.bytes().all(|it| it.is_ascii_digit()) {
            drop(folder.remove(OsStr::new(&file)));
        }
    }
    drop(tmp.remove_folder(name));
}

/// Whether a name is made of the number of a process and letters that nobody else has:
/// `1234-aB3dE6`.
pub(crate) fn is_of_a_process(name: &str) -> bool {
    name.split_once('-').is_some_and(|(pid, rest)| {
        let (mut pid, mut rest) = (pid.bytes(), rest.bytes());
        pid.len() > 0
            && pid.all(|it| it.is_ascii_digit())
            && rest.len() > 0
            && rest.all(|it| it.is_ascii_alphanumeric())
    })
}

/// The names in a folder that may be ours; none if it cannot be listed.
pub(crate) fn names(folder: &OpenFolder) -> Vec<String> {
    let names = folder.names().unwrap_or_default();
    names.into_iter().filter_map(|it| it.into_string().ok()).collect()
}

/// The permissions that a file is made with: new ones are like any other of the user's, unless
/// they hold what nobody else may read; then from their first byte on.
pub(crate) fn mode_of(finish: Finish) -> u32 {
    finish.mode.unwrap_or(0o666) | 0o200
}

/// Writes the bytes of a new file, as they are to be left.
pub(crate) fn fill(mut file: &File, bytes: &[u8], finish: Finish) -> io::Result<()> {
    file.write_all(bytes)?;
    #[cfg(unix)]
    if let Some(mode) = finish.mode {
        permit(file, mode)?;
    }
    if finish.durable == Durable::Later { Ok(()) } else { file.sync_data() }
}

/// Makes the names in a folder durable, if that is wanted and the file system can.
pub(crate) fn named(folder: &OpenFolder, finish: Finish) -> io::Result<()> {
    match finish.durable {
        Durable::Now => if_it_can(folder.sync()),
        _ => Ok(()),
    }
}
