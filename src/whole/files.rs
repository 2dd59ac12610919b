//! `WholeFiles`: writes files whole or not at all, whatever folders can be used.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::{fmt, fs, io};

use crate::whole::beside::Over;
use crate::whole::scratch::{folder_of, is_of_a_process, names, open_lock, sweep};
use crate::whole::{Finish, Scratch, beside};

/// Called with the name of every step that was just reached, `unfinished` when the bytes of a file
/// lie in its unfinished file; the store has steps of its own. Tests end the process
/// there.
pub type Faults = Arc<dyn Fn(&'static str) + Send + Sync>;

/// Writes files whole or not at all: those of a project by way of a folder of this process's own
/// below its `tmp`, others by way of files beside them.
///
/// That folder is made when the first file is written, so whoever writes nothing leaves no trace.
/// Any number of threads may write at once, and any number of processes with the same `tmp`. What
/// a killed process leaves beside a file is deleted by the next one that writes into that folder.
pub struct WholeFiles {
    tmp: Option<PathBuf>,
    scratch: Mutex<Option<Arc<Scratch>>>,
    /// Folders on other file systems than `tmp`.
    apart: Mutex<BTreeSet<PathBuf>>,
    /// Folders in which no dead process's unfinished files are left.
    swept: Mutex<BTreeSet<PathBuf>>,
    faults: Option<Faults>,
}

impl WholeFiles {
    /// By way of `tmp`, which need not be there, nor be writable.
    pub fn new(tmp: PathBuf, faults: Option<Faults>) -> WholeFiles {
        WholeFiles::by_way_of(Some(tmp), faults)
    }

    /// For files that belong to no project: by way of files beside them.
    pub fn beside(faults: Option<Faults>) -> WholeFiles {
        WholeFiles::by_way_of(None, faults)
    }

    fn by_way_of(tmp: Option<PathBuf>, faults: Option<Faults>) -> WholeFiles {
        WholeFiles {
            tmp,
            scratch: Mutex::default(),
            apart: Mutex::default(),
            swept: Mutex::default(),
            faults,
        }
    }

    /// Puts `bytes` at `target`, over what was there. Its folder is made if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be written. Then what was there is as it was.
    pub fn write(&self, target: &Path, bytes: &[u8], finish: Finish) -> io::Result<()> {
        let folder = folder_of(target);
        fs::create_dir_all(folder)?;
        let written = || self.written();
        let is_apart = locked(&self.apart).contains(folder);
        if !is_apart && let Ok(scratch) = self.scratch() {
            match scratch.write(target, bytes, finish, &written) {
                Ok(()) => return Ok(()),
                Err(cause) if cause.kind() == ErrorKind::CrossesDevices => {
                    locked(&self.apart).insert(folder.to_owned());
                }
                // What keeps files out of `tmp` may not keep them out of here.
                Err(_) => {}
            }
        }
        self.write_beside(target, bytes, (finish, Over::Anything))
    }

    /// Puts `bytes` at `target`, where nothing may be: not even what appeared a moment ago. Its
    /// folder is made if it is missing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::AlreadyExists`] if something is there; or if it cannot be written.
    pub fn write_new(&self, target: &Path, bytes: &[u8], finish: Finish) -> io::Result<()> {
        fs::create_dir_all(folder_of(target))?;
        self.write_beside(target, bytes, (finish, Over::Nothing))
    }

    fn write_beside(&self, target: &Path, bytes: &[u8], how: (Finish, Over)) -> io::Result<()> {
        let folder = folder_of(target);
        if locked(&self.swept).insert(folder.to_owned()) {
            beside::sweep(folder);
        }
        beside::write(target, bytes, how, &|| self.written())
    }

    fn written(&self) {
        self.faults.iter().for_each(|it| it("unfinished"));
    }

    /// Deletes what killed processes left below `tmp`; those that live keep theirs. If there is
    /// nothing, that costs one look into one folder.
    pub fn sweep(&self) {
        let Some(tmp) = &self.tmp else { return };
        let own = usize::from(locked(&self.scratch).is_some());
        let found = names(tmp).iter().filter(|it| is_of_a_process(it)).count();
        if found > own
            && let Ok(_guard) = guard(tmp)
        {
            sweep(tmp);
        }
    }

    /// The folder of this process, made at its first use, and again if its user deleted it.
    fn scratch(&self) -> io::Result<Arc<Scratch>> {
        let mut scratch = locked(&self.scratch);
        if let Some(it) = scratch.as_ref().filter(|it| it.is_there()) {
            return Ok(Arc::clone(it));
        }
        let tmp = self.tmp.as_ref().ok_or(ErrorKind::NotFound)?;
        fs::create_dir_all(tmp)?;
        let _guard = guard(tmp)?;
        let new = Arc::new(Scratch::open(tmp)?);
        *scratch = Some(Arc::clone(&new));
        Ok(new)
    }
}

/// Keeps others from opening and sweeping until it is dropped.
fn guard(tmp: &Path) -> io::Result<File> {
    let file = open_lock(&tmp.join("guard"))?;
    match file.lock() {
        // Then nothing is swept.
        Err(cause) if cause.kind() == ErrorKind::Unsupported => Ok(file),
        held => held.map(|()| file),
    }
}

impl fmt::Debug for WholeFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WholeFiles").field(&self.tmp).finish()
    }
}

/// The value in a mutex, whole even if a writer panicked: nothing is changed by halves.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
