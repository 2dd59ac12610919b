//! Files of a project: read only where they, with all links followed, lie in it.
#![expect(clippy::disallowed_methods, reason = "this is where files of a project are read")]

use std::io;
use std::path::Path;

use crate::path::ProjectPath;

/// What is said of a link that leads out of a project.
pub(crate) const LEAVES: &str = "it is a link that leaves the project's folder";

/// Whether a file, with all links followed, lies in the project. What is not there does.
#[must_use]
pub fn stays_within(root: &Path, path: &Path) -> bool {
    match (root.canonicalize(), path.canonicalize()) {
        (Ok(root), Ok(path)) => path.starts_with(root),
        _ => true,
    }
}

/// The bytes of a file of a project.
///
/// # Errors
///
/// If it is not there, cannot be read, or is a link that leaves the project.
pub fn read_within(root: &Path, file: &ProjectPath) -> io::Result<Vec<u8>> {
    let path = file.on_disk(root);
    if !stays_within(root, &path) {
        return Err(io::Error::other(LEAVES));
    }
    std::fs::read(path)
}
