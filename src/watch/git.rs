//! `Git`: whether git is about to change many files.

use std::path::{Path, PathBuf};

use crate::fence::Fence;

/// The most bytes of a file that says where a folder is.
const MOST_BYTES: u64 = 8 << 10;

/// Git's own folder for the repository that a project lies in.
#[derive(Debug)]
pub(crate) struct Git(Option<PathBuf>);

impl Git {
    /// Looks for it, from the project's folder upwards.
    pub(crate) fn find(root: &Path) -> Git {
        let dot_git = root.ancestors().map(|it| it.join(".git")).find(|it| it.exists());
        Git(dot_git.and_then(|it| if it.is_dir() { Some(it) } else { linked(&it) }))
    }

    /// Whether a checkout, pull or rebase is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.0.as_ref().is_some_and(|it| it.join("index.lock").exists())
    }
}

/// Where the file `.git` of a work tree or submodule points to.
fn linked(dot_git: &Path) -> Option<PathBuf> {
    let bytes = Fence::new(dot_git.parent()?).read(".git", MOST_BYTES).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let target = text.strip_prefix("gitdir:")?.trim();
    Some(dot_git.parent()?.join(target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_index_that_is_locked_means_that_git_is_busy() {
        let folder = tempfile::tempdir().unwrap();
        let game = folder.path().join("games/slime");
        std::fs::create_dir_all(&game).unwrap();
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        assert!(!Git::find(&game).is_busy());
        std::fs::write(folder.path().join(".git/index.lock"), "").unwrap();
        assert!(Git::find(&game).is_busy());
    }

    #[test]
    fn a_work_tree_has_its_index_elsewhere() {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("tree");
        let git = folder.path().join("main/worktrees/tree");
        std::fs::create_dir_all(&tree).unwrap();
        std::fs::create_dir_all(&git).unwrap();
        std::fs::write(tree.join(".git"), "gitdir: ../main/worktrees/tree\n").unwrap();
        std::fs::write(git.join("index.lock"), "").unwrap();
        assert!(Git::find(&tree).is_busy());
    }
}
