//! `OpenFolder` where the system opens files by their paths only: each name is looked at first.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::fs::{File, OpenOptions};
use std::io;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::fence::Trespass;

/// A folder that no link was followed to.
///
/// Names are single ones, and no link that bears one is followed.
#[derive(Debug)]
pub struct OpenFolder(PathBuf);

impl OpenFolder {
    /// Opens a folder; links on the way are followed.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn at(path: &Path) -> io::Result<OpenFolder> {
        let is_dir = fs::metadata(path)?.is_dir();
        is_dir.then(|| OpenFolder(path.to_owned())).ok_or(ErrorKind::NotADirectory.into())
    }

    /// A folder in it.
    ///
    /// # Errors
    ///
    /// If there is none, or a link.
    pub fn enter(&self, name: &OsStr) -> io::Result<OpenFolder> {
        let path = self.0.join(name);
        let is_dir = fs::symlink_metadata(&path)?.is_dir();
        is_dir.then_some(OpenFolder(path)).ok_or(ErrorKind::NotADirectory.into())
    }

    /// Where a link leads; `None` if it is none, or is not there.
    ///
    /// # Errors
    ///
    /// If the system does not say.
    pub fn link(&self, name: &OsStr) -> io::Result<Option<PathBuf>> {
        let path = self.0.join(name);
        match fs::symlink_metadata(&path) {
            Ok(it) if it.is_symlink() => fs::read_link(path).map(Some),
            Ok(_) => Ok(None),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    /// Makes a folder, if nothing is there.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn make(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        match self.make_new(name, mode) {
            Err(cause) if cause.kind() != ErrorKind::AlreadyExists => Err(cause),
            _ => Ok(()),
        }
    }

    /// Makes a folder where nothing may be.
    ///
    /// # Errors
    ///
    /// If something is, or it cannot be made.
    pub fn make_new(&self, name: &OsStr, _mode: u32) -> io::Result<()> {
        fs::create_dir(self.0.join(name))
    }

    /// Makes a file where nothing may be, and opens it to write.
    ///
    /// # Errors
    ///
    /// If something is, or it cannot be made.
    pub fn create(&self, name: &OsStr, _mode: u32) -> io::Result<File> {
        File::create_new(self.0.join(name))
    }

    /// Opens a file to read it.
    ///
    /// # Errors
    ///
    /// If there is none, or it cannot be read.
    pub fn open(&self, name: &OsStr) -> io::Result<File> {
        self.file(name, OpenOptions::new().read(true))
    }

    /// Opens a file whose only use is to be locked; made if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened, or is a link.
    pub fn open_lock(&self, name: &OsStr) -> io::Result<File> {
        let mut options = OpenOptions::new();
        self.file(name, options.create(true).truncate(false).read(true).write(true))
    }

    /// Opens a file to append to it; made if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened, or is a link.
    pub fn append(&self, name: &OsStr) -> io::Result<File> {
        self.file(name, OpenOptions::new().append(true).create(true))
    }

    /// Moves a file, over what is there.
    ///
    /// # Errors
    ///
    /// If it cannot be moved.
    pub fn rename(&self, name: &OsStr, to: &OpenFolder, new: &OsStr) -> io::Result<()> {
        fs::rename(self.0.join(name), to.0.join(new))
    }

    /// Moves a file within the folder to where nothing may be.
    ///
    /// # Errors
    ///
    /// If something is, or it cannot be moved.
    pub fn rename_new(&self, name: &OsStr, new: &OsStr) -> io::Result<()> {
        let (from, to) = (self.0.join(name), self.0.join(new));
        match fs::hard_link(&from, &to) {
            Ok(()) => fs::remove_file(from),
            Err(cause) if cause.kind() == ErrorKind::AlreadyExists => Err(cause),
            // Some file systems cannot.
            Err(_) if fs::symlink_metadata(&to).is_ok() => Err(ErrorKind::AlreadyExists.into()),
            Err(_) => fs::rename(from, to),
        }
    }

    /// Removes a file; a link is removed itself.
    ///
    /// # Errors
    ///
    /// If it is not there, or cannot be removed.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.0.join(name))
    }

    /// Removes a folder that is empty.
    ///
    /// # Errors
    ///
    /// If it is not, or not there, or cannot be removed.
    pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.0.join(name))
    }

    /// Whether there is a folder of this name.
    #[must_use]
    pub fn has_folder(&self, name: &OsStr) -> bool {
        fs::symlink_metadata(self.0.join(name)).is_ok_and(|it| it.is_dir())
    }

    /// Whether there is a file of this name.
    #[must_use]
    pub fn has_file(&self, name: &OsStr) -> bool {
        fs::symlink_metadata(self.0.join(name)).is_ok_and(|it| it.is_file())
    }

    /// The names in it.
    ///
    /// # Errors
    ///
    /// If it cannot be listed.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.0)?.map(|it| Ok(it?.file_name())).collect()
    }

    /// Windows cannot make names durable, and does not need it.
    ///
    /// # Errors
    ///
    /// Never.
    pub fn sync(&self) -> io::Result<()> {
        Ok(())
    }

    /// Opens what is a file and nothing else.
    fn file(&self, name: &OsStr, options: &OpenOptions) -> io::Result<File> {
        let path = self.0.join(name);
        match fs::symlink_metadata(&path) {
            Ok(it) if it.is_symlink() => {
                let link = name.to_string_lossy().into_owned();
                return Err(Trespass::Link { link }.into());
            }
            Ok(it) if !it.is_file() => return Err(Trespass::NoFile.into()),
            _ => {}
        }
        let file = options.open(path)?;
        if file.metadata()?.is_file() { Ok(file) } else { Err(Trespass::NoFile.into()) }
    }
}
