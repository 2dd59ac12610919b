//! `WholeFiles`: writes files whole or not at all, whatever folders can be used.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use crate::fence::{Fence, OpenFolder};
use crate::whole::beside::Over;
use crate::whole::scratch::{is_of_a_process, names, sweep};
use crate::whole::tolerance::has_no_locks;
use crate::whole::{Finish, Scratch, Stage, beside};

/// Called with the name of every step that was just reached: of a file `begun`, `unfinished` when
/// its bytes lie in its unfinished file, and `named`; the store has steps of its own. Tests end the
/// process there, or have the system refuse it.
pub type Faults = Arc<dyn Fn(&'static str) -> io::Result<()> + Send + Sync>;

/// Writes files whole or not at all: those of a project by way of a folder of this process's own
/// below its `tmp`, others by way of files beside them.
///
/// That folder is made when the first file is written, so whoever writes nothing leaves no trace.
/// Any number of threads may write at once, and any number of processes with the same `tmp`. What
/// a killed process leaves beside a file is deleted by the next one that writes into that folder.
pub struct WholeFiles {
    place: Place,
    scratch: Mutex<Option<Arc<Scratch>>>,
    /// Folders on other file systems than `tmp`.
    apart: Mutex<BTreeSet<PathBuf>>,
    /// Folders in which no dead process's unfinished files are left.
    swept: Mutex<BTreeSet<PathBuf>>,
    faults: Option<Faults>,
}

/// Where files are written.
#[derive(Debug)]
enum Place {
    /// Below a folder, through no link; by way of a folder below it, if there is one.
    Below { fence: Fence, tmp: Option<PathBuf> },
    /// Where their user says.
    Anywhere,
}

impl WholeFiles {
    /// For files below a folder, through no link: by way of `tmp` below it, which need not be
    /// there, nor be writable.
    pub fn new(fence: Fence, tmp: &Path, faults: Option<Faults>) -> WholeFiles {
        WholeFiles::at(Place::Below { fence, tmp: Some(tmp.to_owned()) }, faults)
    }

    /// For files below a folder that is no project yet, through no link: by way of files beside
    /// them.
    pub fn below(fence: Fence, faults: Option<Faults>) -> WholeFiles {
        WholeFiles::at(Place::Below { fence, tmp: None }, faults)
    }

    /// For files that belong to no project, in folders that their user names: by way of files
    /// beside them.
    pub fn beside(faults: Option<Faults>) -> WholeFiles {
        WholeFiles::at(Place::Anywhere, faults)
    }

    fn at(place: Place, faults: Option<Faults>) -> WholeFiles {
        WholeFiles {
            place,
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
    /// If it cannot be written, or would be through a link. Then what was there is as it was.
    pub fn write(&self, target: &Path, bytes: &[u8], finish: Finish) -> io::Result<()> {
        let (above, name) = parts(target)?;
        let folder = self.folder(above)?;
        let reached = |stage: Stage| self.reached(stage);
        let is_apart = locked(&self.apart).contains(above);
        if !is_apart && let Ok(scratch) = self.scratch() {
            match scratch.write((&folder, name), bytes, finish, &reached) {
                Ok(()) => return Ok(()),
                Err(cause) if cause.kind() == ErrorKind::CrossesDevices => {
                    locked(&self.apart).insert(above.to_owned());
                }
                // What keeps files out of `tmp` may not keep them out of here.
                Err(_) => {}
            }
        }
        self.write_beside((above, &folder, name), bytes, (finish, Over::Anything))
    }

    /// Puts `bytes` at `target`, where nothing may be: not even what appeared a moment ago. Its
    /// folder is made if it is missing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::AlreadyExists`] if something is there; or if it cannot be written, or would be
    /// through a link.
    pub fn write_new(&self, target: &Path, bytes: &[u8], finish: Finish) -> io::Result<()> {
        let (above, name) = parts(target)?;
        let folder = self.folder(above)?;
        self.write_beside((above, &folder, name), bytes, (finish, Over::Nothing))
    }

    fn write_beside(
        &self,
        (above, folder, name): (&Path, &OpenFolder, &OsStr),
        bytes: &[u8],
        how: (Finish, Over),
    ) -> io::Result<()> {
        if locked(&self.swept).insert(above.to_owned()) {
            beside::sweep(folder);
        }
        beside::write((folder, name), bytes, how, &|stage| self.reached(stage))
    }

    /// The folder of a file, made if it is missing.
    fn folder(&self, path: &Path) -> io::Result<OpenFolder> {
        match &self.place {
            Place::Below { fence, .. } => fence.made(fence.within(path)?),
            Place::Anywhere => Fence::new(path).made(""),
        }
    }

    fn reached(&self, stage: Stage) -> io::Result<()> {
        self.faults.iter().try_for_each(|it| {
            it(match stage {
                Stage::Begun => "begun",
                Stage::Written => "unfinished",
                Stage::Named => "named",
            })
        })
    }

    /// Deletes what killed processes left below `tmp`; those that live keep theirs. If there is
    /// nothing, that costs one look into one folder.
    pub fn sweep(&self) {
        let Place::Below { fence, tmp: Some(tmp) } = &self.place else { return };
        let Ok(tmp) = fence.folder(tmp) else { return };
        let own = usize::from(locked(&self.scratch).is_some());
        let found = names(&tmp).iter().filter(|it| is_of_a_process(it)).count();
        if found > own
            && let Ok(_guard) = guard(&tmp)
        {
            sweep(&tmp);
        }
    }

    /// The folder of this process, made at its first use, and again if its user deleted it.
    fn scratch(&self) -> io::Result<Arc<Scratch>> {
        let Place::Below { fence, tmp: Some(tmp) } = &self.place else {
            return Err(ErrorKind::NotFound.into());
        };
        let mut scratch = locked(&self.scratch);
        if let Some(it) = scratch.as_ref().filter(|it| it.is_there()) {
            return Ok(Arc::clone(it));
        }
        let tmp = fence.made(tmp)?;
        let _guard = guard(&tmp)?;
        let new = Arc::new(Scratch::open(tmp)?);
        *scratch = Some(Arc::clone(&new));
        Ok(new)
    }
}

/// Keeps others from opening and sweeping until it is dropped.
fn guard(tmp: &OpenFolder) -> io::Result<File> {
    let file = tmp.open_lock(OsStr::new("guard"))?;
    match file.lock() {
        // Then nothing is swept.
        Err(cause) if has_no_locks(&cause) => Ok(file),
        held => held.map(|()| file),
    }
}

/// The folder and the name of a file.
fn parts(file: &Path) -> io::Result<(&Path, &OsStr)> {
    let name = file.file_name().ok_or(ErrorKind::InvalidInput)?;
    let above = file.parent().filter(|it| !it.as_os_str().is_empty());
    Ok((above.unwrap_or(Path::new(".")), name))
}

impl fmt::Debug for WholeFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("WholeFiles").field(&self.place).finish()
    }
}

/// The value in a mutex, whole even if a writer panicked: nothing is changed by halves.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
