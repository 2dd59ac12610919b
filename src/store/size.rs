//! `StoreSize`: how much lies in a store, and in which files.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::store::{StoreError, disk};

/// How much lies in a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StoreSize {
    /// What models answered.
    pub originals: AreaSize,
    /// What can be computed again.
    pub derived: AreaSize,
}

/// How much lies in a part of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AreaSize {
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}

/// A file of a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Where it lies.
    pub path: PathBuf,
    /// Its bytes.
    pub bytes: u64,
    /// When it was written.
    pub written: SystemTime,
}

impl StoreSize {
    /// Of the store at `root`, which is not opened, and need not be there.
    ///
    /// # Errors
    ///
    /// If a folder of it cannot be listed.
    pub fn of(root: &Path) -> Result<StoreSize, StoreError> {
        let size = |area| Ok(AreaSize::of(&files_below(&root.join(area))?));
        Ok(StoreSize { originals: size("originals")?, derived: size("derived")? })
    }
}

impl AreaSize {
    /// Of these files.
    #[must_use]
    pub fn of(files: &[StoredFile]) -> AreaSize {
        AreaSize { files: files.len() as u64, bytes: files.iter().map(|it| it.bytes).sum() }
    }
}

impl fmt::Display for AreaSize {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AreaSize { files, bytes } = *self;
        let noun = if files == 1 { "file" } else { "files" };
        let units = ["kB", "MB", "GB", "TB"];
        let mut shown = bytes as f64;
        let mut unit = "bytes";
        for larger in units {
            // What would be shown as 1000 is one of the next unit.
            if shown < 999.5 {
                break;
            }
            (shown, unit) = (shown / 1000.0, larger);
        }
        let digits = usize::from(unit != "bytes" && shown < 9.95);
        write!(f, "{files} {noun}, {shown:.digits$} {unit}")
    }
}

/// The files below a folder that have the digits of a digest or key for their names, sorted by
/// path; none if it is not there.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<StoredFile>, StoreError> {
    let mut res = Vec::new();
    for name in disk::names(folder)? {
        let path = folder.join(&name);
        // What another process deletes meanwhile is not there.
        let Ok(found) = path.symlink_metadata() else { continue };
        if found.is_dir() {
            res.extend(files_below(&path)?);
        } else if found.is_file() && name.bytes().all(|it| it.is_ascii_hexdigit()) {
            let written = found.modified().map_err(StoreError::io("read", &path))?;
            res.push(StoredFile { path, bytes: found.len(), written });
        }
    }
    Ok(res)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_has_as_many_digits_as_one_wants_to_know() {
        let shown = |bytes| AreaSize { files: 2, bytes }.to_string();
        let all = [7, 999, 1_000, 12_345, 999_600, 5_400_000, 88_000_000_000].map(shown);
        let wanted = ["7 bytes", "999 bytes", "1.0 kB", "12 kB", "1.0 MB", "5.4 MB", "88 GB"];
        assert_eq!(all, wanted.map(|it| format!("2 files, {it}")));
        assert_eq!(AreaSize { files: 1, bytes: 0 }.to_string(), "1 file, 0 bytes");
    }
}
