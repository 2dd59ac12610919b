//! `add`: an asset appended to a manifest, all that people wrote left as it is.

use std::io;
use std::path::Path;
use std::string::FromUtf8Error;

use globset::Glob;

use crate::fence::Fence;
use crate::limit;
use crate::manifest::{AppendError, append_asset};
use crate::name::AssetName;
use crate::path::{PathProblem, ProjectPath};
use crate::project::Project;
use crate::whole::{Durable, Finish, WholeFiles};

/// What is to be added, and where.
#[derive(Debug, Clone, Copy)]
pub struct NewAsset<'a> {
    /// What it is called.
    pub name: &'a AssetName,
    /// What it shows.
    pub subject: &'a str,
    /// Its other keys, as manifests write them.
    pub keys: &'a [(&'a str, &'a str)],
    /// The manifest, relative to the project; made if it is not there.
    pub file: &'a str,
}

/// Why an asset could not be added.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// The project has one of this name.
    #[error("there is an asset called `{0}` already")]
    Exists(AssetName),
    /// No path within the project.
    #[error("`{file}` cannot be a manifest, because {problem}")]
    Path {
        /// As it was written.
        file: String,
        /// Why not.
        problem: PathProblem,
    },
    /// A file that the project would not read.
    #[error("`{file}` is no manifest of this project")]
    NotIncluded {
        /// Which.
        file: ProjectPath,
        /// What the project reads.
        include: Vec<String>,
    },
    /// The manifest has to be mended first.
    #[error("cannot add to `{file}`: {problem}")]
    Manifest {
        /// Which.
        file: ProjectPath,
        /// Why not.
        problem: AppendError,
    },
    /// The system refused.
    #[error("cannot {deed} `{file}`: {cause}")]
    Io {
        /// `read` or `write`.
        deed: &'static str,
        /// Which file.
        file: ProjectPath,
        /// What the system said.
        cause: io::Error,
    },
}

/// Appends an asset to a manifest of the project. Returns the manifest.
pub fn add(project: &Project, asset: &NewAsset<'_>) -> Result<ProjectPath, AddError> {
    if project.asset_names().contains(asset.name) {
        return Err(AddError::Exists(asset.name.clone()));
    }
    let place = (&Fence::new(project.root()), project.whole.as_ref());
    append(place, &project.settings().include, asset)
}

fn append(
    (fence, whole): (&Fence, &WholeFiles),
    include: &[String],
    asset: &NewAsset<'_>,
) -> Result<ProjectPath, AddError> {
    let NewAsset { name, subject, keys, file } = *asset;
    let path = |problem| AddError::Path { file: file.to_owned(), problem };
    let file = ProjectPath::parse(file).map_err(path)?;
    if !include.iter().any(|it| covers(it, &file)) {
        return Err(AddError::NotIncluded { file, include: include.to_vec() });
    }
    let failed = |deed: &'static str| {
        let file = file.clone();
        move |cause| AddError::Io { deed, file, cause }
    };
    let on_disk = file.on_disk(fence.root());
    let text = match fence.read(&file, limit::TEXT) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
        other => other.map_err(failed("read"))?,
    };
    let not_utf8 = |it: FromUtf8Error| failed("read")(io::Error::other(it.utf8_error()));
    let text = String::from_utf8(text).map_err(not_utf8)?;
    let keys = [&[("subject", subject)], keys].concat();
    let text = append_asset(&text, name, &keys)
        .map_err(|problem| AddError::Manifest { file: file.clone(), problem })?;
    // What people wrote must survive a full disk, and a power cut.
    let finish = Finish { mode: mode_of(&on_disk), durable: Durable::Now };
    whole.write(&on_disk, text.as_bytes(), finish).map_err(failed("write"))?;
    Ok(file)
}

fn covers(glob: &str, file: &ProjectPath) -> bool {
    Glob::new(glob).is_ok_and(|it| it.compile_matcher().is_match(file.as_str()))
}

/// The permissions that a file has, for the one that takes its place; `None` if there is none.
#[cfg(unix)]
fn mode_of(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).ok().map(|it| it.permissions().mode() & 0o7777)
}

#[cfg(not(unix))]
fn mode_of(_path: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asset_is_appended_where_the_project_reads_it() {
        let root = tempfile::tempdir().unwrap();
        let name = AssetName::parse("hat").unwrap();
        let include = ["art/**/*.toml".to_owned()];
        let whole = WholeFiles::beside(None);
        let fence = Fence::new(root.path());
        let at = (&fence, &whole);
        let new = |file: &'static str| NewAsset { name: &name, subject: "a hat", keys: &[], file };
        let file = append(at, &include, &new("art/new/hats.toml")).unwrap();
        let text = std::fs::read_to_string(file.on_disk(root.path())).unwrap();
        assert_eq!(text, "[asset.hat]\nsubject = \"a hat\"\n");
        let again = append(at, &include, &new("art/new/hats.toml"));
        assert!(matches!(again, Err(AddError::Manifest { .. })));
        let elsewhere = append(at, &include, &new("hats.toml"));
        assert!(matches!(elsewhere, Err(AddError::NotIncluded { .. })));
        let outside = append(at, &include, &new("../hats.toml"));
        assert!(matches!(outside, Err(AddError::Path { .. })));
    }
}
