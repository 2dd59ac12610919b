//! Outputs that somebody else changed or removed since they were last written or looked at.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::fence::Fence;
use crate::path::ProjectPath;
use crate::project::Project;

impl Project {
    /// Looks again at the outputs that lie at or below `paths`, or at all of them. Whether one of
    /// them is another than when it was last written or looked at: the next plan then decides
    /// again about its asset.
    pub fn look_at_outputs(&mut self, paths: Option<&BTreeSet<PathBuf>>) -> bool {
        let out = self.settings().out.on_disk(&self.root);
        let meant = Meant::of(&out, paths);
        let mut stale = BTreeSet::new();
        let mut news = false;
        let mut ours = BTreeSet::new();
        let mut gone = BTreeSet::new();
        for (name, record) in &self.lock.records {
            for output in record.outputs.keys().filter(|it| meant.has(it.as_str())) {
                ours.insert(output);
                if self.is_another(&out, output) {
                    stale.insert(name.clone());
                    let path = output.on_disk(&out);
                    if self.sources.stat.entry(&path).is_none() {
                        gone.insert(path);
                    }
                }
            }
        }
        // What stood in the way of an asset is in no record, and may be gone.
        for path in meant.paths.iter().filter_map(|it| ProjectPath::parse(it).ok()) {
            let known = self.sources.stat.entry(&path.on_disk(&out)).is_some();
            if known && !ours.contains(&path) && self.is_another(&out, &path) {
                news = true;
                self.last = None;
            }
        }
        self.gone.extend(gone);
        news |= !stale.is_empty();
        if let Some(last) = &mut self.last {
            last.stale.extend(stale);
        }
        news
    }

    /// Whether a file below `out` has other bytes than when it was last written or looked at, came
    /// or went.
    fn is_another(&self, out: &Path, file: &ProjectPath) -> bool {
        let stat = &self.sources.stat;
        let before = stat.entry(&file.on_disk(out)).map(|it| it.digest);
        stat.digest(&Fence::new(out), file).ok().flatten() != before
    }
}

/// Paths below the folder of the outputs, as the lock writes them.
struct Meant {
    all: bool,
    paths: BTreeSet<String>,
}

impl Meant {
    fn of(out: &Path, paths: Option<&BTreeSet<PathBuf>>) -> Meant {
        let mut res = Meant { all: paths.is_none(), paths: BTreeSet::new() };
        for path in paths.into_iter().flatten() {
            match path.strip_prefix(out) {
                Ok(below) if below.as_os_str().is_empty() => res.all = true,
                Ok(below) => drop(res.paths.insert(below.to_string_lossy().replace('\\', "/"))),
                // A folder around it, which may have been moved away.
                Err(_) => res.all |= out.starts_with(path),
            }
        }
        res
    }

    /// Whether a file is one of them, or lies in a folder that is.
    fn has(&self, file: &str) -> bool {
        let folders = file.match_indices('/').map(|(at, _)| &file[..at]);
        self.all || folders.chain([file]).any(|it| self.paths.contains(it))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(paths: &[&str], file: &str) -> bool {
        let paths: BTreeSet<PathBuf> = paths.iter().map(PathBuf::from).collect();
        Meant::of(Path::new("/game/art/out"), Some(&paths)).has(file)
    }

    #[test]
    fn a_file_is_meant_by_its_name_and_by_the_folders_that_it_lies_in() {
        for path in ["/game/art/out/ui/a.png", "/game/art/out/ui", "/game/art/out", "/game/art"] {
            assert!(has(&[path], "ui/a.png"), "{path}");
        }
        for path in ["/game/art/out/ui/a", "/game/art/out/u", "/game/art/other"] {
            assert!(!has(&[path], "ui/a.png"), "{path}");
        }
        assert!(Meant::of(Path::new("/game/out"), None).has("ui/a.png"));
    }
}
