//! `LockState`: the lock as it was last read, and what is wrong with it.
#![expect(clippy::disallowed_methods, reason = "what the lock looks like is noted here")]

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::digest::Digest;
use crate::lock::{LockError, LockFile, LockProblem};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::Records;
use crate::project::ProjectError;
use crate::stat::{Look, StatCache};
use crate::whole::WholeFiles;

/// The lock's name, in the project's folder.
pub(crate) const LOCK: &str = "assetbuild.lock";

/// The lock as it was last read.
pub(crate) struct LockState {
    pub(crate) file: LockFile,
    pub(crate) records: Records,
    /// What is wrong with it; nothing is built then.
    pub(crate) problem: Option<Diagnostic>,
}

impl LockState {
    /// The lock of the project in `root`, not read yet.
    pub(crate) fn new(root: &Path, state: &Path, whole: Arc<WholeFiles>) -> LockState {
        let file = LockFile::new(&root.join(LOCK), &state.join("lock.guard"), whole);
        LockState { file, records: Records::new(), problem: None }
    }

    /// Reads it again, or `only` the records of these. Whether it is another than before.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    pub(crate) fn read(
        &mut self,
        stat: &StatCache,
        only: Option<&BTreeSet<AssetName>>,
    ) -> Result<bool, ProjectError> {
        self.look(stat);
        let read = only.map_or_else(|| self.file.read(), |it| self.file.read_some(it));
        let (records, problem) = match read {
            Ok(lock) => (Some(lock.records), None),
            // What it was before still tells whose files are whose.
            Err(LockError::Problem { problem, .. }) => (None, Some(diagnostic(&problem))),
            Err(error) => return Err(error.into()),
        };
        let mut changed = problem != self.problem;
        self.problem = problem;
        if let Some(records) = records {
            changed |= records != self.records;
            self.records = records;
        }
        Ok(changed)
    }

    /// Notes what it looks like, as far as that can be told.
    pub(crate) fn look(&self, stat: &StatCache) {
        let path = self.file.path();
        let look = path.metadata().map(|it| Look::of(&it));
        if let (Ok(look), Ok(bytes)) = (look, std::fs::read(path)) {
            stat.note(path.to_owned(), look, Digest::of(&bytes));
        }
    }

    /// The records, if the lock can be used.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn usable(&self) -> Result<&Records, ProjectError> {
        match &self.problem {
            Some(problem) => Err(ProjectError::Lock(Box::new(problem.clone()))),
            None => Ok(&self.records),
        }
    }
}

fn diagnostic(problem: &LockProblem) -> Diagnostic {
    let file = ProjectPath::parse(LOCK).expect("it is a path");
    let at = Anchor { file, place: Place::Line(problem.line()) };
    match problem {
        LockProblem::Conflict { .. } => {
            Diagnostic::error(Code::LockConflict, at, "the lock has marks of an unfinished merge")
                .label("a merge left this")
                .help("resolve it: keep the records of both sides, or take one side and build")
        }
        LockProblem::UnknownVersion { .. } => {
            Diagnostic::error(Code::BadLock, at, format!("the lock cannot be read: {problem}"))
                .help("build with the release of assetbuild that wrote it")
        }
        LockProblem::Cut { .. } | LockProblem::Syntax { .. } | LockProblem::BadRecord { .. } => {
            Diagnostic::error(Code::BadLock, at, format!("the lock cannot be read: {problem}"))
                .help("take it from git again: git checkout assetbuild.lock")
        }
    }
}
