//! `ProjectFiles`: what was read of a project's folder.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::db::{Change, Database, PictureState};
use crate::diagnostic::{Anchor, Code, Diagnostic, KeyPath, Place};
use crate::limit;
use crate::manifest::WORKSPACE_FILE;
use crate::path::ProjectPath;
use crate::project::walk::{Found, walk};
use crate::project::{ProjectError, read};
use crate::resolve::{DEFAULT_INCLUDE, ProjectSettings};
use crate::stat::{Names, StatCache};

/// The files of one project, and what was read of them.
#[derive(Debug)]
pub struct ProjectFiles {
    root: PathBuf,
    workspace: ProjectPath,
    /// By path; `None` for what is not there or cannot be read.
    manifests: BTreeMap<ProjectPath, Option<Arc<str>>>,
    texts: BTreeMap<ProjectPath, Option<Arc<str>>>,
    /// By path: whether it was there.
    pictures: BTreeMap<ProjectPath, bool>,
    /// Those of them that are palettes.
    palettes: BTreeSet<ProjectPath>,
    /// The folders that were looked through for manifests, with their names that count.
    folders: BTreeMap<PathBuf, Names>,
    /// Places in `include` whose globs match no file.
    idle: Vec<usize>,
    /// Files that were there at one look and not at the next, until somebody asks.
    gone: BTreeSet<PathBuf>,
    /// Folders that cannot be looked through, and why.
    unreadable: BTreeMap<PathBuf, String>,
    /// [`ProjectFiles::watch_dirs`], once asked for.
    dirs: OnceCell<Vec<PathBuf>>,
}

impl ProjectFiles {
    /// The project whose workspace file lies in `root`.
    ///
    /// # Errors
    ///
    /// If there is no workspace file.
    pub fn open(root: &Path) -> Result<ProjectFiles, ProjectError> {
        let workspace = ProjectFiles::workspace();
        if !workspace.on_disk(root).is_file() {
            return Err(ProjectError::NotAProject { root: root.to_path_buf() });
        }
        Ok(ProjectFiles {
            root: root.to_path_buf(),
            workspace,
            manifests: BTreeMap::new(),
            texts: BTreeMap::new(),
            pictures: BTreeMap::new(),
            palettes: BTreeSet::new(),
            folders: BTreeMap::new(),
            idle: Vec::new(),
            gone: BTreeSet::new(),
            unreadable: BTreeMap::new(),
            dirs: OnceCell::new(),
        })
    }

    /// Where the workspace file of every project lies.
    #[must_use]
    pub fn workspace() -> ProjectPath {
        ProjectPath::parse(WORKSPACE_FILE).expect("the name of the workspace file is a path")
    }

    /// The project's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads manifests, and all that they need, into the database: those that the workspace file
    /// means, or `only` these. Read again, it sets off only what differs.
    ///
    /// # Errors
    ///
    /// If the workspace file went, or there is more than a project is made of. Files with mistakes
    /// are no error: the database says what is wrong with them.
    pub fn read(
        &mut self,
        db: &mut Database,
        stat: &StatCache,
        only: Option<&BTreeSet<ProjectPath>>,
    ) -> Result<(), ProjectError> {
        if !self.workspace.on_disk(&self.root).is_file() {
            let workspace = self.workspace.clone();
            self.keep_manifest(&workspace, None);
            return Err(ProjectError::NotAProject { root: self.root.clone() });
        }
        let mut change = Change::default();
        let workspace = self.workspace.clone();
        self.read_manifest(&workspace, &mut change, stat);
        db.apply(change);
        let project = db.project();
        let Found { mut files, folders, idle, unreadable } = match only {
            Some(only) => Found { files: only.clone(), ..Found::default() },
            None => walk(&self.root, &project.include, &project.out)?,
        };
        files.remove(&self.workspace);
        self.folders = folders;
        self.idle = idle;
        self.unreadable = unreadable;
        self.dirs.take();

        let mut change = Change::default();
        let is_out = |it: &&ProjectPath| **it != self.workspace && !files.contains(*it);
        let out: Vec<ProjectPath> = self.manifests.keys().filter(is_out).cloned().collect();
        for file in out {
            self.keep_manifest(&file, None);
            self.manifests.remove(&file);
            change.manifests.insert(file, None);
        }
        let mut n_bytes = 0;
        for file in files {
            self.read_manifest(&file, &mut change, stat);
            n_bytes += self.manifests[&file].as_ref().map_or(0, |it| it.len());
            if n_bytes > limit::MANIFESTS {
                return Err(ProjectError::TooLarge { root: self.root.clone() });
            }
        }
        for file in self.texts.keys().cloned().collect::<Vec<_>>() {
            self.read_text(&file, &mut change, stat);
        }
        for file in self.pictures.keys().cloned().collect::<Vec<_>>() {
            let state = read::picture(&self.root, &file, stat);
            self.keep_picture(file, state, &mut change);
        }
        db.apply(change);
        self.read_wanted(db, stat);
        Ok(())
    }

    /// Reads those of these files again that were read before. `false` if one of them may change
    /// which files there are; then nothing was read.
    pub(crate) fn reread(
        &mut self,
        db: &mut Database,
        stat: &StatCache,
        paths: &BTreeSet<PathBuf>,
    ) -> bool {
        let mut change = Change::default();
        let mut known = BTreeSet::new();
        for path in paths {
            let file = ProjectPath::within(&self.root, path).filter(|it| self.is_known(it));
            let is_file = path.is_file();
            let above = path.ancestors().any(|it| self.folders.contains_key(it));
            let may_be_manifest = above && (!is_file || is_toml(path));
            match file {
                Some(file) if is_file && file != self.workspace => drop(known.insert(file)),
                None if !may_be_manifest && self.is_below_root(path) && !self.holds(path) => {}
                _ => return false,
            }
        }
        for file in known {
            if self.manifests.contains_key(&file) {
                self.read_manifest(&file, &mut change, stat);
            }
            if self.texts.contains_key(&file) {
                self.read_text(&file, &mut change, stat);
            }
            if self.palettes.contains(&file) {
                let state = read::palette(&self.root, &file, stat);
                self.keep_picture(file, state, &mut change);
            } else if self.pictures.contains_key(&file) {
                let state = read::picture(&self.root, &file, stat);
                self.keep_picture(file, state, &mut change);
            }
        }
        db.apply(change);
        self.read_wanted(db, stat);
        true
    }

    fn is_known(&self, file: &ProjectPath) -> bool {
        let text = self.manifests.contains_key(file) || self.texts.contains_key(file);
        text || self.pictures.contains_key(file)
    }

    /// Whether a folder, which may be gone, is on the way to a file that was read or looked for.
    fn holds(&self, folder: &Path) -> bool {
        let Some(folder) = ProjectPath::within(&self.root, folder) else { return false };
        let below = format!("{folder}/");
        let mut all = self.manifests.keys().chain(self.texts.keys()).chain(self.pictures.keys());
        all.any(|it| it.as_str().starts_with(&below))
    }

    /// Whether what a path is called tells where it lies in the project.
    fn is_below_root(&self, path: &Path) -> bool {
        path.starts_with(&self.root)
    }

    /// Reads what queries ask for, until they ask for nothing more.
    fn read_wanted(&mut self, db: &mut Database, stat: &StatCache) {
        loop {
            let wanted = db.wanted();
            if wanted.is_empty() {
                return;
            }
            self.dirs.take();
            let mut change = Change::default();
            for file in wanted.texts {
                self.read_text(&file, &mut change, stat);
            }
            for file in wanted.pictures {
                let state = read::picture(&self.root, &file, stat);
                self.keep_picture(file, state, &mut change);
            }
            for file in wanted.palettes {
                self.palettes.insert(file.clone());
                let state = read::palette(&self.root, &file, stat);
                self.keep_picture(file, state, &mut change);
            }
            db.apply(change);
        }
    }

    fn read_manifest(&mut self, file: &ProjectPath, change: &mut Change, stat: &StatCache) {
        if self.manifests.get(file).is_some_and(Option::is_some)
            && stat.is_as_noted(&file.on_disk(&self.root))
        {
            return;
        }
        let text = match read::text(&self.root, file, stat) {
            Ok(text) => {
                change.manifests.insert(file.clone(), text.clone());
                text
            }
            Err(why) => {
                change.broken.insert(file.clone(), why);
                None
            }
        };
        self.keep_manifest(file, text);
    }

    fn keep_manifest(&mut self, file: &ProjectPath, text: Option<Arc<str>>) {
        let is_gone = text.is_none();
        if let Some(Some(_)) = self.manifests.insert(file.clone(), text)
            && is_gone
        {
            self.gone.insert(file.on_disk(&self.root));
        }
    }

    fn keep_picture(&mut self, file: ProjectPath, state: PictureState, change: &mut Change) {
        let is_there = state != PictureState::Missing;
        if self.pictures.insert(file.clone(), is_there) == Some(true) && !is_there {
            self.gone.insert(file.on_disk(&self.root));
        }
        change.pictures.insert(file, state);
    }

    fn read_text(&mut self, file: &ProjectPath, change: &mut Change, stat: &StatCache) {
        if self.texts.get(file).is_some_and(Option::is_some)
            && stat.is_as_noted(&file.on_disk(&self.root))
        {
            return;
        }
        let text = match read::text(&self.root, file, stat) {
            Ok(text) => {
                change.texts.insert(file.clone(), text.clone());
                text
            }
            Err(why) => {
                change.broken.insert(file.clone(), why);
                None
            }
        };
        let is_gone = text.is_none();
        if let Some(Some(_)) = self.texts.insert(file.clone(), text)
            && is_gone
        {
            self.gone.insert(file.on_disk(&self.root));
        }
    }

    /// Files that were there at one look and not at the next, since this was last asked.
    pub(crate) fn take_gone(&mut self) -> BTreeSet<PathBuf> {
        std::mem::take(&mut self.gone)
    }

    /// The text of a file as it was read, to show the words that a diagnostic is about.
    #[must_use]
    pub fn text(&self, file: &ProjectPath) -> Option<Arc<str>> {
        self.manifests.get(file).or_else(|| self.texts.get(file))?.clone()
    }

    /// A warning for each glob of `include` that matches no file, if the user wrote it: it may be
    /// why the project seems to be empty.
    #[must_use]
    pub fn idle_globs(&self, project: &ProjectSettings) -> Vec<Diagnostic> {
        let warning = |idx: &usize| {
            let glob = project.include.get(*idx).filter(|it| *it != DEFAULT_INCLUDE)?;
            let place = Place::Value(KeyPath::of(&["project", "include"]).index(*idx));
            let at = Anchor { file: self.workspace.clone(), place };
            let message = format!("no file matches `{glob}`");
            let help = "paths start at the folder of `assetbuild.toml`; `**` is any folders";
            Some(Diagnostic::warning(Code::NoMatch, at, message).help(help))
        };
        self.idle.iter().filter_map(warning).collect()
    }

    /// An error for each folder that cannot be looked through: what it declares is not known.
    #[must_use]
    pub fn unreadable(&self) -> Vec<Diagnostic> {
        let error = |(path, why): (&PathBuf, &String)| {
            let place = Place::Value(KeyPath::of(&["project", "include"]));
            let at = Anchor { file: self.workspace.clone(), place };
            let path = path.strip_prefix(&self.root).unwrap_or(path).display();
            let why = why.split(" (os error").next().unwrap_or_default();
            let message = format!("cannot look through the folder `{path}`: {why}");
            let help = "nothing that it may declare is built or removed; let it be read";
            Diagnostic::error(Code::Unreadable, at, message).help(help)
        };
        self.unreadable.iter().map(error).collect()
    }

    /// Every file that was read or looked for, sorted.
    #[must_use]
    pub fn inputs(&self) -> Vec<ProjectPath> {
        let all = self.manifests.keys().chain(self.texts.keys()).chain(self.pictures.keys());
        let all: BTreeSet<&ProjectPath> = all.collect();
        all.into_iter().cloned().collect()
    }

    /// Files whose change may reach every asset, manifests with styles apart.
    pub(crate) fn shared(&self) -> impl Iterator<Item = ProjectPath> {
        let texts = self.texts.keys().chain(&self.palettes);
        texts.chain([&self.workspace]).cloned()
    }

    /// The folders that were looked through for manifests, with their names that count.
    #[must_use]
    pub fn folders(&self) -> &BTreeMap<PathBuf, Names> {
        &self.folders
    }

    /// Every folder in which a file may appear that matters, sorted; each stands for itself and
    /// not for those below it.
    #[must_use]
    pub fn watch_dirs(&self) -> &[PathBuf] {
        self.dirs.get_or_init(|| self.find_dirs())
    }

    fn find_dirs(&self) -> Vec<PathBuf> {
        let mut res: BTreeSet<PathBuf> = self.folders.keys().cloned().collect();
        res.insert(self.root.clone());
        for file in self.inputs() {
            let path = file.on_disk(&self.root);
            // Of a folder that is not there, its nearest parent tells when it comes.
            let above = path.ancestors().skip(1).take_while(|it| it.starts_with(&self.root));
            res.extend(above.filter(|it| it.is_dir()).take(1).map(Path::to_path_buf));
        }
        res.into_iter().collect()
    }
}

fn is_toml(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("toml"))
}
