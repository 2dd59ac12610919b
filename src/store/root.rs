//! `Store`: its folder, its format, and who may be in it at once.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard};

use crate::digest::Digest;
use crate::store::scratch::Scratch;
use crate::store::{StoreError, disk};
use crate::whole::{Durable, Faults, has_no_locks};

/// The place where originals and derived bytes lie; one per user, any number of processes and
/// threads at once.
pub struct Store {
    root: PathBuf,
    /// The store whose originals count as its own, if it lies above one.
    pub(crate) below: Option<PathBuf>,
    faults: Option<Faults>,
    /// Folders for answers that it has no room for.
    pub(crate) overflow: Vec<PathBuf>,
    /// Files that were not what they must be, as found since the store was opened.
    damage: Mutex<Vec<PathBuf>>,
    /// Derived blobs written since the last [`Store::sync_derived`].
    pub(crate) unsynced: Mutex<BTreeSet<PathBuf>>,
    /// Derived blobs that were written, or found to be what they must be, since it was opened.
    pub(crate) known: Mutex<BTreeSet<Digest>>,
    pub(crate) scratch: Scratch,
    /// Of a store that may only be read, what was computed since it was opened.
    pub(crate) computed: Mutex<BTreeMap<Digest, Vec<u8>>>,
    /// Held shared as long as the store is open: whoever deletes from it takes it alone. None in a
    /// store that may only be read and was never locked.
    pub(crate) shared: Option<File>,
    /// Whether the file system has locks.
    pub(crate) locks: bool,
}

/// The whole text of the `format` file.
const FORMAT: &str = "assetbuild store 1\n";
/// Marks a folder that backup programs may leave out.
const CACHEDIR_TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # assetbuild can compute again whatever lies here.\n";

impl Store {
    /// Opens the store at `root`; makes it if there is none.
    ///
    /// Waits while another process deletes from the store. Sweeps what killed processes left
    /// unfinished. Refuses a format that it does not know, and folders that are no store.
    pub fn open(root: &Path) -> Result<Store, StoreError> {
        Store::open_with(root, None)
    }

    /// [`Store::open`], with somebody who is told of every step that has just become durable:
    /// `intent`, `raw`, `blob`, `answer`, `settle`; and of the steps of every file on the way there,
    /// see [`Faults`].
    ///
    /// A store that may only be read is opened all the same: what is computed then is kept in memory
    /// as long as it is open, and whatever would be bought is refused.
    pub fn open_with(root: &Path, faults: Option<Faults>) -> Result<Store, StoreError> {
        match Store::open_to_write(root, faults) {
            Err(StoreError::Io { cause, .. })
                if is_refused(&cause) && root.join("format").is_file() =>
            {
                Store::open_to_read(root)
            }
            other => other,
        }
    }

    fn open_to_read(root: &Path) -> Result<Store, StoreError> {
        check_format(root)?;
        let shared = File::open(root.join("lock")).ok();
        let locks = shared.as_ref().is_some_and(|it| it.lock_shared().is_ok());
        Ok(Store::of(root, Scratch::none(root), shared, locks))
    }

    fn of(root: &Path, scratch: Scratch, shared: Option<File>, locks: bool) -> Store {
        Store {
            root: root.to_owned(),
            below: None,
            faults: None,
            overflow: Vec::new(),
            damage: Mutex::default(),
            unsynced: Mutex::default(),
            known: Mutex::default(),
            computed: Mutex::default(),
            scratch,
            shared,
            locks,
        }
    }

    fn open_to_write(root: &Path, faults: Option<Faults>) -> Result<Store, StoreError> {
        disk::make_folder(root)?;
        refuse_foreign(root)?;
        let path = root.join(OPENING);
        let opening = disk::open_lock(&path)?;
        tolerate_no_locks(opening.lock()).map_err(StoreError::io("lock", &path))?;

        check_format(root)?;
        for folder in ["tmp", "derived"] {
            disk::make_folder(&root.join(folder))?;
        }
        let scratch = Scratch::open(root, faults.clone())?;
        let tag = root.join("derived/CACHEDIR.TAG");
        if !tag.exists() {
            scratch.place(&tag, CACHEDIR_TAG.as_bytes(), Durable::Later)?;
        }
        let path = root.join("lock");
        let shared = disk::open_lock(&path)?;
        drop(opening);
        let locks = tolerate_no_locks(shared.lock_shared());
        let locks = locks.map_err(StoreError::io("lock", &path))?;
        Ok(Store { faults, ..Store::of(root, scratch, Some(shared), locks) })
    }

    /// Opens a store at `root` that finds the originals of the one `below`, and writes nothing
    /// there: whatever can be computed is computed in it anew.
    pub fn open_above(root: &Path, below: &Path) -> Result<Store, StoreError> {
        Ok(Store { below: Some(below.to_owned()), ..Store::open(root)? })
    }

    /// Where it lies.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Files that were not what they must be, as found since the store was opened. They were
    /// moved to `quarantine`, journal entries apart, and count as missing.
    #[must_use]
    pub fn damage(&self) -> Vec<PathBuf> {
        locked(&self.damage).clone()
    }

    /// Whether the file system has locks: without them two builds at once may pay for the same.
    #[must_use]
    pub fn has_locks(&self) -> bool {
        self.locks
    }

    /// Whether it may only be read.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.scratch.is_none()
    }

    /// Whether a file of the store can be computed again.
    #[must_use]
    pub fn is_derived(&self, path: &Path) -> bool {
        path.starts_with(self.root.join("derived"))
    }

    /// What `parse` makes of a file; `None` if there is none, or none that it takes.
    ///
    /// A file that it does not take goes to quarantine.
    pub(crate) fn sound<T>(
        &self,
        path: &Path,
        parse: impl Fn(Vec<u8>) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let Some(bytes) = disk::read(path)? else {
            return Ok(None);
        };
        match parse(bytes) {
            Some(it) => Ok(Some(it)),
            None => self.quarantine(path, parse),
        }
    }

    /// Moves a damaged file away. If meanwhile somebody put a sound one there, that goes back.
    fn quarantine<T>(
        &self,
        path: &Path,
        parse: impl Fn(Vec<u8>) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        if self.is_read_only() {
            self.note_damage(path);
            return Ok(None);
        }
        let aside = self.set_aside(path)?;
        let again = disk::read(&aside)?.and_then(parse);
        if again.is_some() {
            disk::rename(&aside, path)?;
        } else {
            self.note_damage(path);
        }
        Ok(again)
    }

    /// Moves a file to `quarantine`, under a name that tells where it was. Returns its new place.
    pub(crate) fn set_aside(&self, path: &Path) -> Result<PathBuf, StoreError> {
        let folder = self.root.join("quarantine");
        disk::make_folder(&folder)?;
        let within = path.strip_prefix(&self.root).unwrap_or(path);
        let name: Vec<_> = within.iter().map(|it| it.to_string_lossy()).collect();
        let aside = folder.join(name.join("-"));
        match std::fs::rename(path, &aside) {
            // Somebody else was faster.
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(aside),
            moved => moved.map(|()| aside).map_err(StoreError::io("set aside", path)),
        }
    }

    /// Remembers a file that is not what it must be.
    pub(crate) fn note_damage(&self, path: &Path) {
        let mut damage = locked(&self.damage);
        if !damage.iter().any(|it| it == path) {
            damage.push(path.to_owned());
        }
    }

    /// A step has become durable.
    pub(crate) fn reached(&self, step: &'static str) {
        if let Some(faults) = &self.faults {
            // What is durable stays so, whatever the system says of it.
            drop(faults(step));
        }
    }
}

/// The value in a mutex of the store.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().expect("nothing panics while it is held")
}

/// Held while a store is made or entered, never longer.
const OPENING: &str = "opening";
const NEW_FORMAT: &str = "format.new";

/// Nobody wants a store among the files of his home folder.
fn refuse_foreign(root: &Path) -> Result<(), StoreError> {
    let names = disk::names(root)?;
    // Another process may be making a store right now: its first file is `opening`.
    let ours = |it: &String| [OPENING, "format"].contains(&it.as_str());
    if names.is_empty() || names.iter().any(ours) {
        return Ok(());
    }
    Err(StoreError::NotAStore { root: root.to_owned() })
}

fn check_format(root: &Path) -> Result<(), StoreError> {
    let path = root.join("format");
    match disk::read(&path)? {
        Some(text) if text == FORMAT.as_bytes() => Ok(()),
        Some(text) => {
            Err(StoreError::UnknownFormat { root: root.to_owned(), found: first_line(&text) })
        }
        None => {
            let unfinished = root.join(NEW_FORMAT);
            disk::remove(&unfinished)?;
            disk::write_new(&unfinished, FORMAT.as_bytes(), true)?;
            disk::rename(&unfinished, &path)?;
            disk::sync_folder(root)
        }
    }
}

/// The first line of a text that may be anything.
fn first_line(text: &[u8]) -> String {
    let text = String::from_utf8_lossy(text);
    let line = text.lines().next().unwrap_or_default();
    line.chars().filter(|it| !it.is_control()).take(60).collect()
}

/// Whether this says that a file may not be written, whatever is done about it.
fn is_refused(cause: &std::io::Error) -> bool {
    matches!(cause.kind(), ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem)
}

/// Some network file systems have no locks. Everything but paid calls of two processes at once is
/// right without them: files are written once and moved into place. Whether it has them.
fn tolerate_no_locks(locked: std::io::Result<()>) -> std::io::Result<bool> {
    match locked {
        Err(cause) if has_no_locks(&cause) => Ok(false),
        other => other.map(|()| true),
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Store({})", self.root.display())
    }
}
