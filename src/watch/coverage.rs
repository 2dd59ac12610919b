//! `coverage`: which folders to watch, and how deep, so that no change is missed.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use notify::RecursiveMode;

/// Which folders to watch, and how deep.
///
/// - The folders that the project is made from and that of the outputs, with all that lies below,
///   so that a new folder in them is seen at once; the project's own folder alone without, for the
///   sake of `.git` and of whatever else a game consists of.
/// - Every folder on the way down to them: the only place from which it is seen that one of them
///   is removed, and made again.
pub(crate) fn coverage<'a>(
    root: &Path,
    dirs: impl IntoIterator<Item = &'a PathBuf>,
) -> BTreeMap<PathBuf, RecursiveMode> {
    let mut res = BTreeMap::from([(root.to_owned(), RecursiveMode::NonRecursive)]);
    for dir in dirs {
        for above in dir.ancestors().skip(1).take_while(|it| it.starts_with(root)) {
            res.entry(above.to_owned()).or_insert(RecursiveMode::NonRecursive);
        }
        if dir != root {
            res.insert(dir.clone(), RecursiveMode::Recursive);
        }
    }
    let is_deep = |it: &(&PathBuf, &RecursiveMode)| *it.1 == RecursiveMode::Recursive;
    let deep: BTreeSet<PathBuf> = res.iter().filter(is_deep).map(|it| it.0.clone()).collect();
    res.retain(|path, _| !path.ancestors().skip(1).any(|it| deep.contains(it)));
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_watched_with_all_below_it_and_the_way_to_it() {
        let dirs = ["/game", "/game/a/art", "/game/a/art/deep"].map(PathBuf::from);
        let found = coverage(Path::new("/game"), &dirs);
        let found: Vec<_> = found.iter().map(|it| (it.0.to_str().unwrap(), *it.1)).collect();
        assert_eq!(
            found,
            [
                ("/game", RecursiveMode::NonRecursive),
                ("/game/a", RecursiveMode::NonRecursive),
                ("/game/a/art", RecursiveMode::Recursive),
            ]
        );
    }
}
