//! `Names`: what a folder has in it, so that a file that was saved under its old name is not taken
//! for a new one.

use std::fs::FileType;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::stat::Look;

/// What a folder has in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// What it looked like before it was listed.
    pub look: Look,
    /// Whether a later change of its names would certainly look otherwise.
    pub settled: bool,
    /// Of its names, and which of them are folders.
    pub digest: Digest,
}

impl Names {
    /// Of a folder that was just listed, in any order; a folder's name ends with `/`. Not `whole`:
    /// there are links to nothing in it, and what they lead to may come unseen.
    #[must_use]
    #[expect(clippy::disallowed_methods, reason = "what was just changed may change unseen")]
    pub fn new(look: Look, mut names: Vec<String>, whole: bool) -> Names {
        names.sort_unstable();
        let settled = whole && look.is_settled(SystemTime::now());
        Names { look, settled, digest: Digest::key("assetbuild folder names v2", &names) }
    }

    /// Of a folder as it is now; `counts` tells which names do.
    ///
    /// # Errors
    ///
    /// If it cannot be listed.
    pub fn of(folder: &Path, counts: &dyn Fn(&str) -> bool) -> io::Result<Names> {
        let look = Look::of(&folder.metadata()?);
        let (mut names, mut whole) = (Vec::new(), true);
        for entry in folder.read_dir()? {
            let entry = entry?;
            let mut name = entry.file_name().to_string_lossy().into_owned();
            if !counts(&name) {
                continue;
            }
            let mut kind = entry.file_type();
            if kind.as_ref().is_ok_and(FileType::is_symlink) {
                kind = entry.path().metadata().map(|it| it.file_type());
            }
            match kind {
                Ok(kind) => {
                    name.push_str(if kind.is_dir() { "/" } else { "" });
                    names.push(name);
                }
                Err(_) => whole = false,
            }
        }
        Ok(Names::new(look, names, whole))
    }
}
