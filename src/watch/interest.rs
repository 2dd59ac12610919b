//! `Interest`: which paths may matter, by their names alone.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// Which paths may matter.
#[derive(Debug, Clone, Default)]
pub(crate) struct Interest {
    /// The project's folder, as it was given and as the system calls it.
    roots: Vec<PathBuf>,
    /// The output folder, likewise.
    outs: Vec<PathBuf>,
    /// The folders that the project is made from.
    dirs: Vec<PathBuf>,
}

impl Interest {
    pub(crate) fn new(root: &Path, out: &Path, dirs: &[PathBuf]) -> Interest {
        let mut res = Interest {
            roots: vec![root.to_owned()],
            outs: vec![out.to_owned()],
            dirs: dirs.to_vec(),
        };
        // Some systems report what a symbolic link leads to: `/private/var` instead of `/var`.
        if let Ok(real) = root.canonicalize()
            && real != root
        {
            let moved = |it: &Path| it.strip_prefix(root).ok().map(|it| real.join(it));
            res.outs.extend(moved(out));
            res.dirs.extend(dirs.iter().filter_map(|it| moved(it)));
            res.roots.push(real);
        }
        res.outs.extend(out.canonicalize().ok().filter(|it| it != out));
        res
    }

    /// Whether a change of this path is worth a look.
    pub(crate) fn wants(&self, path: &Path) -> bool {
        let is_internal = self.below_root(path).is_some_and(|below| {
            below.components().any(|part| {
                matches!(part, Component::Normal(name) if name == ".git" || name == ".assetbuild")
            })
        });
        (self.is_output(path) || !is_internal) && !path.file_name().is_some_and(is_temporary)
    }

    /// Whether a change of this path is worth ending a build for: it lies in a folder that the
    /// project is made from, and is neither the lock nor an output, which builds write.
    pub(crate) fn is_vital(&self, path: &Path) -> bool {
        let is_lock = self.below_root(path).is_some_and(|it| it == Path::new("assetbuild.lock"));
        let in_root = || self.roots.iter().any(|it| path.parent() == Some(it));
        let in_dirs = || {
            let mut dirs = self.dirs.iter().filter(|it| !self.roots.contains(it));
            dirs.any(|it| path.starts_with(it))
        };
        !is_lock && !self.is_output(path) && (in_root() || in_dirs())
    }

    fn is_output(&self, path: &Path) -> bool {
        self.outs.iter().any(|it| path.starts_with(it))
    }

    fn below_root<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        self.roots.iter().find_map(|it| path.strip_prefix(it).ok())
    }
}

/// Whether editors and this program give such names to files on their way to another name.
fn is_temporary(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let starts = [".assetbuild-", ".#", "#", ".goutputstream-", "~$"];
    let ends = ["~", ".swp", ".swo", ".swx", ".tmp", ".crswap", "___jb_tmp___", "___jb_old___"];
    let whole = ["4913", ".DS_Store", "Thumbs.db"];
    starts.iter().any(|it| name.starts_with(it))
        || ends.iter().any(|it| name.ends_with(it))
        || whole.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interest() -> Interest {
        let dirs = ["/game", "/game/art"].map(PathBuf::from);
        Interest::new(Path::new("/game"), Path::new("/game/art/out"), &dirs)
    }

    #[test]
    fn state_and_temporary_files_are_not_looked_at() {
        for path in [
            "art/out/sprite/hero.png~",
            ".assetbuild/state",
            ".assetbuild-99-aB3dE6",
            ".git/index",
            "art/.hero.toml.swp",
            "art/hero.toml~",
            "art/4913",
        ] {
            assert!(!interest().wants(&Path::new("/game").join(path)), "{path}");
        }
        for path in [
            "assetbuild.toml",
            "assetbuild.lock",
            "art/hero.toml",
            "art/out",
            "art/out/.assetbuild/sprite/hero.json",
        ] {
            assert!(interest().wants(&Path::new("/game").join(path)), "{path}");
        }
    }

    #[test]
    fn a_project_inside_a_folder_called_git_is_looked_at() {
        let root = Path::new("/home/.git/game");
        let interest = Interest::new(root, &root.join("out"), &[]);
        assert!(interest.wants(&root.join("assetbuild.toml")));
    }

    #[test]
    fn only_what_the_project_is_made_from_ends_a_build() {
        let is_vital = |path: &str| interest().is_vital(&Path::new("/game").join(path));
        assert!(is_vital("assetbuild.toml"));
        assert!(is_vital("art/deep/hero.toml"));
        assert!(!is_vital("assetbuild.lock"));
        assert!(!is_vital("art/out/sprite/hero.png"));
        assert!(!is_vital("src/main.rs"));
    }
}
