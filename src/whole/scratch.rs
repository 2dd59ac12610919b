//! `Scratch`: one process's own folder for unfinished files, from which they are moved to their
//! places.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{fs, io};

use tempfile::TempDir;

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

/// One process's own folder for unfinished files; deleted when it is dropped.
///
/// It is locked as long as its owner lives, so that others know what they may sweep.
#[derive(Debug)]
pub struct Scratch {
    next: AtomicU64,
    // Before the folder: Windows deletes no open file.
    _lock: File,
    folder: TempDir,
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
    pub fn open(tmp: &Path) -> io::Result<Scratch> {
        sweep(tmp);
        let prefix = format!("{}-", std::process::id());
        let folder = tempfile::Builder::new().prefix(&prefix).tempdir_in(tmp)?;
        let lock = open_lock(&folder.path().join(LOCK))?;
        // Where the system has no locks, nothing is swept either.
        drop(lock.lock());
        Ok(Scratch { next: AtomicU64::new(0), _lock: lock, folder })
    }

    /// Puts `bytes` at `target`: all of them or none, whatever happens, over what was there.
    /// `written` is called when they lie in the unfinished file.
    ///
    /// # Errors
    ///
    /// If the file cannot be written or moved; [`ErrorKind::CrossesDevices`] if the target is on
    /// another file system. Nothing is left of it then.
    pub fn write(
        &self,
        target: &Path,
        bytes: &[u8],
        finish: Finish,
        written: &dyn Fn(),
    ) -> io::Result<()> {
        let unfinished = self.folder.path().join(self.unique().to_string());
        let move_there = || {
            let file = File::create_new(&unfinished)?;
            fill(&file, bytes, finish)?;
            // Windows moves no open file.
            drop(file);
            written();
            fs::rename(&unfinished, target)
        };
        if let Err(cause) = move_there() {
            drop(fs::remove_file(&unfinished));
            return Err(cause);
        }
        named(target, finish)
    }

    /// A text that no other call in any process below the same folder ever gets.
    pub fn nonce(&self) -> String {
        format!("{}/{}", self.folder.path().display(), self.unique())
    }

    /// Whether the folder is still there: its user may delete it at any time.
    pub(crate) fn is_there(&self) -> bool {
        self.folder.path().is_dir()
    }

    fn unique(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

const LOCK: &str = "lock";

/// Deletes what killed processes left behind in `tmp`. What cannot be deleted now is tried again
/// by the next one. The caller holds the lock that [`Scratch::open`] asks for.
pub(crate) fn sweep(tmp: &Path) {
    for name in names(tmp).iter().filter(|it| is_of_a_process(it)) {
        let folder = tmp.join(name);
        // Nobody's link leads the sweep elsewhere.
        if !folder.symlink_metadata().is_ok_and(|it| it.is_dir()) {
            continue;
        }
        let lock = File::open(folder.join(LOCK));
        let free = match &lock {
            Ok(lock) => lock.try_lock().is_ok(),
            // Killed before it had a lock.
            Err(cause) => cause.kind() == ErrorKind::NotFound,
        };
        drop(lock);
        if free {
            delete(&folder);
        }
    }
}

/// Deletes the files that a scratch folder has, and then the folder; whatever else somebody put
/// there stays, and the folder with it.
fn delete(folder: &Path) {
    for name in names(folder) {
        if name == LOCK || name.bytes().all(|it| it.is_ascii_digit()) {
            drop(fs::remove_file(folder.join(name)));
        }
    }
    drop(fs::remove_dir(folder));
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
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|it| it.file_name().into_string().ok()).collect()
}

/// A file whose only use is to be locked.
pub(crate) fn open_lock(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)
}

/// Writes the bytes of a new file, as they are to be left.
pub(crate) fn fill(mut file: &File, bytes: &[u8], finish: Finish) -> io::Result<()> {
    file.write_all(bytes)?;
    #[cfg(unix)]
    if let Some(mode) = finish.mode {
        use std::os::unix::fs::PermissionsExt;
        file.set_permissions(fs::Permissions::from_mode(mode))?;
    }
    if finish.durable == Durable::Later { Ok(()) } else { file.sync_data() }
}

/// Makes the name of a file durable, if that is wanted. Windows cannot, and does not need it.
pub(crate) fn named(target: &Path, finish: Finish) -> io::Result<()> {
    if cfg!(windows) || finish.durable != Durable::Now {
        return Ok(());
    }
    File::open(folder_of(target))?.sync_all()
}

/// The folder that a file lies in.
pub(crate) fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
