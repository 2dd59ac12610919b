//! The merge driver: how git is told to have locks joined by this program.

use std::io;
use std::path::Path;

use crate::project::WorkTree;

/// The name by which `.gitattributes` asks for it.
const DRIVER: &str = "merge.assetbuild.driver";
const NAME: &str = "merge.assetbuild.name";

/// Where this program cannot be found, or refuses, git merges the texts as it would without it.
const COMMAND: &str = "assetbuild lock merge %O %A %B || \
                       git merge-file -L ours -L base -L theirs %A %O %B";

/// Whether git has locks joined by this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeDriver {
    /// There is no repository, or no git.
    NoRepository,
    /// The repository's own configuration, which no clone takes over, does not know it.
    Unknown,
    /// `.gitattributes` do not ask for it.
    Unasked,
    /// It has.
    Ready,
}

/// How things are in the repository that a project lies in.
#[must_use]
pub fn merge_driver(root: &Path) -> MergeDriver {
    let work_tree = WorkTree::at(root);
    if !work_tree.is_there() {
        return MergeDriver::NoRepository;
    }
    match (work_tree.setting(DRIVER), work_tree.attribute("merge", "assetbuild.lock")) {
        (None, _) => MergeDriver::Unknown,
        (_, Some(it)) if it == "assetbuild" => MergeDriver::Ready,
        _ => MergeDriver::Unasked,
    }
}

/// Tells the repository that a folder lies in of the merge driver. Whether there is one.
///
/// # Errors
///
/// If git does not take it.
pub fn install_merge_driver(folder: &Path) -> io::Result<bool> {
    let work_tree = WorkTree::at(folder);
    if !work_tree.is_there() {
        return Ok(false);
    }
    work_tree.set(NAME, "assetbuild: the records of both sides")?;
    work_tree.set(DRIVER, COMMAND)?;
    Ok(true)
}
