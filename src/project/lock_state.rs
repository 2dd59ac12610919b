//! `LockState`: the lock as it was last read, and what is wrong with it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::fence::Fence;
use crate::lock::{LockError, LockFile, LockProblem, Outline};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::Records;
use crate::project::ProjectError;
use crate::whole::WholeFiles;

/// The lock's name, in the project's folder.
pub(crate) const LOCK: &str = "assetbuild.lock";

/// What those who write it lock, from the project's folder.
const GUARD: &str = ".assetbuild/lock.guard";

/// The lock as it was last read.
pub(crate) struct LockState {
    pub(crate) file: LockFile,
    pub(crate) records: Records,
    /// What is wrong with it; nothing is built then.
    pub(crate) problem: Option<Diagnostic>,
    /// Whether it was there at one look and not at the next, until somebody asks.
    pub(crate) gone: bool,
    /// Its text, as it was last read for its records.
    read: Option<Arc<String>>,
}

impl LockState {
    /// The lock of the project in `root`, not read yet.
    pub(crate) fn new(root: &Path, whole: Arc<WholeFiles>) -> LockState {
        let file = LockFile::new(Fence::new(root), Path::new(LOCK), Path::new(GUARD), whole);
        LockState { file, records: Records::new(), problem: None, gone: false, read: None }
    }

    /// Reads it again, or `only` the records of these. Whether it is another than before.
    ///
    /// # Errors
    ///
    /// If there is a file that cannot be read.
    pub(crate) fn read(
        &mut self,
        only: Option<&BTreeSet<AssetName>>,
    ) -> Result<bool, ProjectError> {
        let read = only.map_or_else(|| self.file.read(), |it| self.file.read_some(it));
        let before = self.read.take();
        self.read = self.file.seen().map(|it| it.text);
        self.gone |= before.is_some() && self.read.is_none();
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

    /// Assets whose records in the file, as `now`, differ from what was read and from what is known
    /// here: another process wrote them since. `None` if what was read does not tell.
    pub(crate) fn foreign<'a>(&'a self, now: &'a Outline<'_>) -> Option<BTreeSet<String>> {
        if !self.file.seen().is_some_and(|it| it.overtaken) {
            return Some(BTreeSet::new());
        }
        let then = match &self.read {
            Some(then) => Outline::of(then)?,
            None => Outline::default(),
        };
        let by_others = |name: &&str| {
            let name = AssetName::parse(name).ok();
            !name.is_some_and(|it| now.says(&it, self.records.get(&it)))
        };
        let differing = then.differing(now).into_iter();
        Some(differing.filter(by_others).map(str::to_owned).collect())
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
                .help("have both sides joined: assetbuild lock merge; build does it, too")
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
