//! `OpenFolder` where the system opens files from folders that are held open.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};
use rustix::io::Errno;

use crate::fence::Trespass;

/// A folder that is held open: what is done in it is done there, whatever becomes of the way to it.
///
/// Names are single ones, and no link that bears one is followed.
#[derive(Debug)]
pub struct OpenFolder(OwnedFd);

impl OpenFolder {
    /// Opens a folder; links on the way are followed.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn at(path: &Path) -> io::Result<OpenFolder> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(OpenFolder(rustix::fs::openat(CWD, path, flags, Mode::empty())?))
    }

    /// A folder in it.
    ///
    /// # Errors
    ///
    /// If there is none, or a link.
    pub fn enter(&self, name: &OsStr) -> io::Result<OpenFolder> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        Ok(OpenFolder(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    /// Where a link leads; `None` if it is none, or is not there.
    ///
    /// # Errors
    ///
    /// If the system does not say.
    pub fn link(&self, name: &OsStr) -> io::Result<Option<PathBuf>> {
        match rustix::fs::readlinkat(&self.0, name, Vec::new()) {
            Ok(target) => Ok(Some(OsString::from_vec(target.into_bytes()).into())),
            Err(Errno::INVAL | Errno::NOENT) => Ok(None),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Makes a folder, if nothing is there.
    ///
    /// # Errors
    ///
    /// If it cannot be made.
    pub fn make(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        match rustix::fs::mkdirat(&self.0, name, mode_of(mode)) {
            Ok(()) | Err(Errno::EXIST) => Ok(()),
            Err(cause) => Err(cause.into()),
        }
    }

    /// Makes a folder where nothing may be.
    ///
    /// # Errors
    ///
    /// If something is, or it cannot be made.
    pub fn make_new(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.0, name, mode_of(mode))?)
    }

    /// Makes a file where nothing may be, and opens it to write.
    ///
    /// # Errors
    ///
    /// If something is, or it cannot be made.
    pub fn create(&self, name: &OsStr, mode: u32) -> io::Result<File> {
        self.file(name, OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL, mode)
    }

    /// Opens a file to read it.
    ///
    /// # Errors
    ///
    /// If there is none, or it cannot be read.
    pub fn open(&self, name: &OsStr) -> io::Result<File> {
        self.file(name, OFlags::RDONLY, 0)
    }

    /// Opens a file whose only use is to be locked; made if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened, or is a link.
    pub fn open_lock(&self, name: &OsStr) -> io::Result<File> {
        self.file(name, OFlags::RDWR | OFlags::CREATE, 0o666)
    }

    /// Opens a file to append to it; made if it is missing.
    ///
    /// # Errors
    ///
    /// If it cannot be made or opened, or is a link.
    pub fn append(&self, name: &OsStr) -> io::Result<File> {
        self.file(name, OFlags::WRONLY | OFlags::APPEND | OFlags::CREATE, 0o666)
    }

    /// Moves a file, over what is there.
    ///
    /// # Errors
    ///
    /// If it cannot be moved.
    pub fn rename(&self, name: &OsStr, to: &OpenFolder, new: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.0, name, &to.0, new)?)
    }

    /// Moves a file within the folder to where nothing may be.
    ///
    /// # Errors
    ///
    /// If something is, or it cannot be moved.
    pub fn rename_new(&self, name: &OsStr, new: &OsStr) -> io::Result<()> {
        #[cfg(any(target_os = "linux", target_os = "macos"))]
        {
            use rustix::fs::{RenameFlags, renameat_with};
            match renameat_with(&self.0, name, &self.0, new, RenameFlags::NOREPLACE) {
                // Some file systems cannot.
                Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
                other => return Ok(other?),
            }
        }
        match rustix::fs::linkat(&self.0, name, &self.0, new, AtFlags::empty()) {
            Ok(()) => self.remove(name),
            Err(Errno::EXIST) => Err(Errno::EXIST.into()),
            // Without hard links: an empty file keeps others off the place meanwhile.
            Err(_) => {
                drop(self.create(new, 0o600)?);
                self.rename(name, self, new)
            }
        }
    }

    /// Removes a file; a link is removed itself.
    ///
    /// # Errors
    ///
    /// If it is not there, or cannot be removed.
    pub fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes a folder that is empty.
    ///
    /// # Errors
    ///
    /// If it is not, or not there, or cannot be removed.
    pub fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    /// Whether there is a folder of this name.
    #[must_use]
    pub fn has_folder(&self, name: &OsStr) -> bool {
        self.is(name, FileType::Directory)
    }

    /// Whether there is a file of this name.
    #[must_use]
    pub fn has_file(&self, name: &OsStr) -> bool {
        self.is(name, FileType::RegularFile)
    }

    fn is(&self, name: &OsStr, kind: FileType) -> bool {
        let found = rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW);
        found.is_ok_and(|it| FileType::from_raw_mode(it.st_mode) == kind)
    }

    /// The names in it.
    ///
    /// # Errors
    ///
    /// If it cannot be listed.
    pub fn names(&self) -> io::Result<Vec<OsString>> {
        let mut res = Vec::new();
        for entry in Dir::read_from(&self.0)? {
            let name = OsStr::from_bytes(entry?.file_name().to_bytes()).to_owned();
            if name != "." && name != ".." {
                res.push(name);
            }
        }
        Ok(res)
    }

    /// Makes the names in it durable.
    ///
    /// # Errors
    ///
    /// If the system cannot.
    pub fn sync(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.0)?)
    }

    /// Opens what is a file and nothing else. A pipe is not waited for.
    fn file(&self, name: &OsStr, flags: OFlags, mode: u32) -> io::Result<File> {
        let flags = flags | OFlags::CLOEXEC | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY;
        let opened = rustix::fs::openat(&self.0, name, flags, mode_of(mode));
        let file = match opened {
            Ok(it) => File::from(it),
            Err(Errno::LOOP | Errno::MLINK) => {
                let link = name.to_string_lossy().into_owned();
                return Err(Trespass::Link { link }.into());
            }
            // A pipe that nobody reads, a folder.
            Err(Errno::NXIO | Errno::ISDIR) => return Err(Trespass::NoFile.into()),
            Err(cause) => return Err(cause.into()),
        };
        if file.metadata()?.is_file() { Ok(file) } else { Err(Trespass::NoFile.into()) }
    }
}

fn mode_of(mode: u32) -> Mode {
    #[expect(clippy::useless_conversion, reason = "modes have other types on other systems")]
    Mode::from_raw_mode(mode.try_into().expect("permissions are small numbers"))
}
