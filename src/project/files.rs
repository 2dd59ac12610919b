//! `ProjectFiles`: what was read of a project's folder.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::db::{Change, Database};
use crate::diagnostic::{Anchor, Code, Diagnostic, KeyPath, Place};
use crate::manifest::WORKSPACE_FILE;
use crate::path::ProjectPath;
use crate::project::walk::{Found, walk};
use crate::project::{ProjectError, read};
use crate::resolve::{DEFAULT_INCLUDE, Project};
use crate::stat::StatCache;

/// The files of one project, and what was read of them.
#[derive(Debug)]
pub struct ProjectFiles {
    root: PathBuf,
    workspace: ProjectPath,
    /// By path; `None` for what is not there or cannot be read.
    manifests: BTreeMap<ProjectPath, Option<Arc<str>>>,
    texts: BTreeMap<ProjectPath, Option<Arc<str>>>,
    pictures: BTreeSet<ProjectPath>,
    /// The folders that were looked through for manifests.
    folders: BTreeSet<PathBuf>,
    /// Places in `include` whose globs match no file.
    idle: Vec<usize>,
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
            return Err(ProjectError::NoWorkspace { root: root.to_path_buf() });
        }
        Ok(ProjectFiles {
            root: root.to_path_buf(),
            workspace,
            manifests: BTreeMap::new(),
            texts: BTreeMap::new(),
            pictures: BTreeSet::new(),
            folders: BTreeSet::new(),
            idle: Vec::new(),
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

    /// Reads manifests, and all that they need, into the database. Read again, it sets off only
    /// what differs.
    ///
    /// # Errors
    ///
    /// If the workspace file went, or a folder cannot be looked through. Files with mistakes are
    /// no error: the database says what is wrong with them.
    pub fn read(&mut self, db: &mut Database, stat: &StatCache) -> Result<(), ProjectError> {
        if !self.workspace.on_disk(&self.root).is_file() {
            return Err(ProjectError::NoWorkspace { root: self.root.clone() });
        }
        let mut change = Change::default();
        self.read_manifest(self.workspace.clone(), &mut change);
        db.apply(change);
        let project = db.project();
        let Found { mut files, folders, idle } = walk(&self.root, &project.include, &project.out)?;
        files.remove(&self.workspace);
        self.folders = folders;
        self.idle = idle;

        let mut change = Change::default();
        let before: Vec<ProjectPath> = self.manifests.keys().cloned().collect();
        for file in before.into_iter().filter(|it| *it != self.workspace && !files.contains(it)) {
            self.manifests.remove(&file);
            change.manifests.insert(file, None);
        }
        for file in files {
            self.read_manifest(file, &mut change);
        }
        for file in self.texts.keys().cloned().collect::<Vec<_>>() {
            self.read_text(file, &mut change);
        }
        for file in &self.pictures {
            change.pictures.insert(file.clone(), read::picture(&self.root, file, stat));
        }
        db.apply(change);
        self.read_wanted(db, stat);
        Ok(())
    }

    /// Reads what queries ask for, until they ask for nothing more.
    fn read_wanted(&mut self, db: &mut Database, stat: &StatCache) {
        loop {
            let wanted = db.wanted();
            if wanted.is_empty() {
                return;
            }
            let mut change = Change::default();
            for file in wanted.texts {
                self.read_text(file, &mut change);
            }
            for file in wanted.pictures {
                let state = read::picture(&self.root, &file, stat);
                change.pictures.insert(file.clone(), state);
                self.pictures.insert(file);
            }
            for file in wanted.palettes {
                change.pictures.insert(file.clone(), read::palette(&self.root, &file));
                self.pictures.insert(file);
            }
            db.apply(change);
        }
    }

    fn read_manifest(&mut self, file: ProjectPath, change: &mut Change) {
        let text = match read::text(&self.root, &file) {
            Ok(text) => {
                change.manifests.insert(file.clone(), text.clone());
                text
            }
            Err(why) => {
                change.broken.insert(file.clone(), why);
                None
            }
        };
        self.manifests.insert(file, text);
    }

    fn read_text(&mut self, file: ProjectPath, change: &mut Change) {
        let text = match read::text(&self.root, &file) {
            Ok(text) => {
                change.texts.insert(file.clone(), text.clone());
                text
            }
            Err(why) => {
                change.broken.insert(file.clone(), why);
                None
            }
        };
        self.texts.insert(file, text);
    }

    /// The text of a file as it was read, to show the words that a diagnostic is about.
    #[must_use]
    pub fn text(&self, file: &ProjectPath) -> Option<Arc<str>> {
        self.manifests.get(file).or_else(|| self.texts.get(file))?.clone()
    }

    /// A warning for each glob of `include` that matches no file, if the user wrote it: it may be
    /// why the project seems to be empty.
    #[must_use]
    pub fn idle_globs(&self, project: &Project) -> Vec<Diagnostic> {
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

    /// Every file that was read or looked for, sorted.
    #[must_use]
    pub fn inputs(&self) -> Vec<ProjectPath> {
        let all = self.manifests.keys().chain(self.texts.keys()).chain(&self.pictures);
        let all: BTreeSet<&ProjectPath> = all.collect();
        all.into_iter().cloned().collect()
    }

    /// Every folder in which a file may appear that matters, sorted; each stands for itself and
    /// not for those below it.
    #[must_use]
    pub fn watch_dirs(&self) -> Vec<PathBuf> {
        let mut res = self.folders.clone();
        res.insert(self.root.clone());
        for file in self.inputs() {
            let path = file.on_disk(&self.root);
            // Of a folder that is not there, its nearest parent tells when it comes.
            let above = path.ancestors().skip(1).take_while(|it| it.starts_with(&self.root));
            res.extend(above.filter(|it| it.is_dir()).take(1).map(Path::to_path_buf));
        }
        res.into_iter().collect()
    }

    /// The bytes of a picture of the user's.
    ///
    /// # Errors
    ///
    /// If it is not there, cannot be read, or is a link that leaves the project.
    pub fn picture_bytes(&self, file: &ProjectPath) -> io::Result<Vec<u8>> {
        read::bytes(&self.root, file)
    }
}
