//! `Folder`: a folder that is held open while its files are looked at: the system then need not
//! find the way to it again for each of them.

use std::io;
use std::path::Path;

use crate::stat::Look;

/// A folder that is held open.
pub struct Folder {
    #[cfg(unix)]
    fd: std::os::fd::OwnedFd,
    #[cfg(not(unix))]
    path: std::path::PathBuf,
}

#[cfg(unix)]
impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn open(path: &Path) -> io::Result<Folder> {
        use rustix::fs::{Mode, OFlags, open};
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        Ok(Folder { fd: open(path, flags, Mode::empty())? })
    }

    /// What a file below it looks like; `None` if there is none, or it is no file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<Look> {
        use rustix::fs::{AtFlags, FileType, statat};
        let found = statat(&self.fd, name, AtFlags::empty()).ok()?;
        let is_file = FileType::from_raw_mode(found.st_mode) == FileType::RegularFile;
        is_file.then(|| of_stat(&found, u64::try_from(found.st_size).unwrap_or(0)))
    }

    /// What it looks like itself.
    ///
    /// # Errors
    ///
    /// If the system does not say.
    pub fn look(&self) -> io::Result<Look> {
        Ok(of_stat(&rustix::fs::fstat(&self.fd)?, 0))
    }
}

#[cfg(unix)]
#[expect(clippy::useless_conversion, reason = "the fields have other types on other systems")]
fn of_stat(it: &rustix::fs::Stat, size: u64) -> Look {
    use crate::stat::look::nanos_of;
    let nanos = |it| i64::try_from(it).unwrap_or(0);
    Look {
        size,
        modified: nanos_of(it.st_mtime.into(), nanos(it.st_mtime_nsec)),
        changed: nanos_of(it.st_ctime.into(), nanos(it.st_ctime_nsec)),
        inode: it.st_ino.into(),
    }
}

#[cfg(not(unix))]
impl Folder {
    /// Opens a folder.
    ///
    /// # Errors
    ///
    /// If there is none.
    pub fn open(path: &Path) -> io::Result<Folder> {
        let is_dir = std::fs::metadata(path)?.is_dir();
        is_dir.then(|| Folder { path: path.to_owned() }).ok_or(io::ErrorKind::NotADirectory.into())
    }

    /// What a file below it looks like; `None` if there is none, or it is no file.
    #[must_use]
    pub fn file(&self, name: &str) -> Option<Look> {
        let found = std::fs::metadata(self.path.join(name)).ok()?;
        found.is_file().then(|| Look::of(&found))
    }

    /// What it looks like itself.
    ///
    /// # Errors
    ///
    /// If the system does not say.
    pub fn look(&self) -> io::Result<Look> {
        Ok(Look::of(&std::fs::metadata(&self.path)?))
    }
}
