//! `init`: the files of a project that builds at once, for free.

use std::fs;
use std::io;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::care::install_merge_driver;
use crate::fence::Fence;
use crate::limit;
use crate::manifest::WORKSPACE_FILE;
use crate::whole::{Durable, Faults, Finish, WholeFiles};

/// Why no project could be begun.
#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// A file that would be written is there.
    #[error("`{}` exists already; nothing was written", path.display())]
    Exists {
        /// Which.
        path: PathBuf,
    },
    /// The system refused.
    #[error("cannot write `{}`: {cause}", path.display())]
    Io {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        cause: io::Error,
    },
}

const STYLES: &str = include_str!("first_project/styles.toml");
const FIRST: &str = include_str!("first_project/first.toml");
const WORKSPACE: &str = include_str!("first_project/assetbuild.toml");
const IGNORE: &str = "\
# What assetbuild remembers between two builds. Deleting it costs time, never money.
.assetbuild/
.assetbuild-*
";
const ATTRIBUTES: &str = "\
# One record for each asset; git has both sides joined by `assetbuild lock merge`.
assetbuild.lock      text eol=lf merge=assetbuild
# Pinned by their bytes: git changes no ends of their lines, and puts no marks into them.
generated-assets/**  -text -merge linguist-generated
";

/// Writes the files of a new project into `folder`, which is made if it is not there. Returns
/// them, relative to the folder.
///
/// Existing files for git get the lines appended; anything else that exists is an error, and then
/// nothing is written. Nothing is written through links either. What an `init` that was killed left
/// behind is completed.
pub fn init(
    folder: &Path,
    name: Option<&str>,
    faults: Option<Faults>,
) -> Result<Vec<PathBuf>, InitError> {
    let fence = Fence::new(folder);
    let own = [
        (WORKSPACE_FILE, WORKSPACE.replace("{name}", &quoted(&project_name(folder, name)))),
        ("art/styles.toml", STYLES.to_owned()),
        ("art/first.toml", FIRST.to_owned()),
    ];
    let is_there = |file: &str| folder.join(file).symlink_metadata().is_ok();
    let is_left = |(file, text): &(&str, String)| {
        let is = |it: Vec<u8>| it == text.as_bytes();
        *file != WORKSPACE_FILE && fence.read(file, limit::TEXT).is_ok_and(is)
    };
    if let Some((file, _)) = own.iter().find(|it| is_there(it.0) && !is_left(it)) {
        return Err(InitError::Exists { path: folder.join(file) });
    }
    let mut files: Vec<PathBuf> = own.iter().map(|(file, _)| file.into()).collect();
    for (file, text) in [(".gitignore", IGNORE), (".gitattributes", ATTRIBUTES)] {
        if append(&fence, file, text)? {
            files.push(file.into());
        }
    }
    // The workspace file comes last: with it, it is a project.
    let whole = WholeFiles::below(fence, faults);
    for (file, text) in own.iter().rev().filter(|it| !is_there(it.0)) {
        write_new(&folder.join(file), text, &whole)?;
    }
    // Without it git merges the lock as text, which a build puts right.
    drop(install_merge_driver(folder));
    Ok(files)
}

/// The name that was given, or that of the folder.
fn project_name(folder: &Path, name: Option<&str>) -> String {
    let absolute = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let of_folder = || Some(absolute.file_name()?.to_string_lossy().into_owned());
    name.map(str::to_owned).or_else(of_folder).unwrap_or_else(|| "game".to_owned())
}

/// As TOML writes a text.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// Fails where a file is there, even if it appeared a moment ago.
fn write_new(path: &Path, text: &str, whole: &WholeFiles) -> Result<(), InitError> {
    let finish = Finish { mode: None, durable: Durable::Bytes };
    whole.write_new(path, text.as_bytes(), finish).map_err(|cause| match cause.kind() {
        io::ErrorKind::AlreadyExists => InitError::Exists { path: path.to_owned() },
        _ => InitError::Io { path: path.to_owned(), cause },
    })
}

/// Appends the text, unless its last line is in the file already. Returns whether it did. It is one
/// short write into the file itself.
fn append(fence: &Fence, file: &str, text: &str) -> Result<bool, InitError> {
    let failed = |cause| InitError::Io { path: fence.root().join(file), cause };
    let before = match fence.read(file, limit::TEXT) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Vec::new(),
        other => other.map_err(failed)?,
    };
    let before =
        String::from_utf8(before).map_err(|it| failed(io::Error::other(it.utf8_error())))?;
    let last = text.lines().last().unwrap_or_default();
    if before.lines().any(|it| it.trim() == last) {
        return Ok(false);
    }
    let gap = match before.as_str() {
        "" => "",
        it if it.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let mut file = fence.append(file).map_err(failed)?;
    file.write_all(format!("{gap}{text}").as_bytes()).map_err(failed)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::parse;
    use crate::path::ProjectPath;

    fn begin(folder: &Path, name: Option<&str>) -> Result<Vec<PathBuf>, InitError> {
        init(folder, name, None)
    }

    #[test]
    fn a_new_project_is_toml_and_has_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let files = begin(folder.path(), Some("my \"game\"")).unwrap();
        assert_eq!(files.len(), 5);
        let text = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
        let path = ProjectPath::parse("assetbuild.toml").unwrap();
        let workspace = parse(&path, &text("assetbuild.toml")).manifest.project.unwrap();
        assert_eq!(workspace.name.as_deref(), Some("my \"game\""));
        for file in ["assetbuild.toml", "art/styles.toml", "art/first.toml"] {
            let path = ProjectPath::parse(file).unwrap();
            assert_eq!(parse(&path, &text(file)).diagnostics, []);
        }
    }

    #[test]
    fn nothing_that_exists_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("art/first.toml");
        fs::create_dir_all(folder.path().join("art")).unwrap();
        fs::write(&path, "mine").unwrap();
        assert!(matches!(begin(folder.path(), None), Err(InitError::Exists { .. })));
        assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
        assert!(!folder.path().join("assetbuild.toml").exists());
    }

    #[test]
    fn lines_for_git_are_appended_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".gitignore");
        fs::write(&path, "target").unwrap();
        begin(folder.path(), None).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("target\n\n#") && text.contains("\n.assetbuild/\n"), "{text}");
        assert!(!append(&Fence::new(folder.path()), ".gitignore", IGNORE).unwrap());
    }

    #[test]
    fn what_was_begun_and_not_finished_is_completed_and_what_was_finished_is_not_begun_again() {
        let folder = tempfile::tempdir().unwrap();
        begin(folder.path(), None).unwrap();
        fs::remove_file(folder.path().join("assetbuild.toml")).unwrap();
        fs::remove_file(folder.path().join("art/styles.toml")).unwrap();
        begin(folder.path(), None).unwrap();
        assert!(folder.path().join("art/styles.toml").exists());
        assert!(matches!(begin(folder.path(), None), Err(InitError::Exists { .. })));
    }
}
