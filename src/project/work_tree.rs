//! `WorkTree`: what git knows of a project's files, where they lie in a repository.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::lock::Versions;

/// A folder, as git sees it. Without git, and outside of repositories, git knows nothing of it.
#[derive(Debug, Clone)]
pub struct WorkTree {
    folder: PathBuf,
}

/// Where a version of a file may be while a merge, rebase or cherry-pick is not finished.
const PLACES: [&str; 6] =
    [":2:", ":3:", "HEAD:", "MERGE_HEAD:", "REBASE_HEAD:", "CHERRY_PICK_HEAD:"];

impl WorkTree {
    /// The folder of a project, or one in a repository.
    #[must_use]
    pub fn at(folder: &Path) -> WorkTree {
        WorkTree { folder: folder.to_owned() }
    }

    /// Whether it lies in a repository, and there is git.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.ask(&["rev-parse", "--git-dir"]).is_some()
    }

    /// The versions of a file that git could not merge, if it is waiting for somebody to do it.
    #[must_use]
    pub fn versions(&self, file: &str) -> Option<Versions> {
        let text = |stage: &str| String::from_utf8(self.blob(stage, file)?).ok();
        let (ours, theirs) = (text(":2:")?, text(":3:")?);
        Some(Versions { base: text(":1:"), ours, theirs })
    }

    /// The versions of a file on the branches that are being merged.
    pub fn on_branches(&self, file: &str) -> impl Iterator<Item = Vec<u8>> {
        PLACES.iter().filter_map(move |it| self.blob(it, file))
    }

    fn blob(&self, place: &str, file: &str) -> Option<Vec<u8>> {
        self.ask(&["cat-file", "blob", &format!("{place}./{file}")])
    }

    /// What git's configuration says.
    #[must_use]
    pub fn setting(&self, key: &str) -> Option<String> {
        let text = String::from_utf8(self.ask(&["config", "--get", key])?).ok()?;
        Some(text.trim_end().to_owned())
    }

    /// Changes git's configuration for this repository.
    ///
    /// # Errors
    ///
    /// If git refuses.
    pub fn set(&self, key: &str, value: &str) -> io::Result<()> {
        match self.ask(&["config", "--local", key, value]) {
            Some(_) => Ok(()),
            None => Err(io::Error::other(format!("git did not take `{key}`"))),
        }
    }

    /// What `.gitattributes` say of a file: `unset`, `unspecified`, or a value.
    #[must_use]
    pub fn attribute(&self, name: &str, file: &str) -> Option<String> {
        let text = String::from_utf8(self.ask(&["check-attr", name, "--", file])?).ok()?;
        Some(text.trim_end().rsplit(": ").next()?.to_owned())
    }

    /// What git answers; `None` if it fails, or is not there. It runs nothing that the repository
    /// names.
    fn ask(&self, args: &[&str]) -> Option<Vec<u8>> {
        let mut git = Command::new("git");
        git.args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath="])
            .arg("-C")
            .arg(&self.folder);
        git.args(args).env("GIT_OPTIONAL_LOCKS", "0");
        let output = git.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        output.status.success().then_some(output.stdout)
    }
}
