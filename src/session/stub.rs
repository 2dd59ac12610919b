//! A session that has not been written yet.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::build::{BuildReport, BuildRequest, EventSink, Plan, Stop};
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::resolve::Project;
use crate::session::SessionError;

/// A project that is being worked on.
pub struct Session {}

/// What watch mode has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Folders that hold what the project is made from.
    pub dirs: Vec<PathBuf>,
    /// Where the outputs are: not to be watched.
    pub out: PathBuf,
}

impl Session {
    /// Looks at the disk again; whether anything was otherwise than before.
    pub fn refresh(&mut self) -> Result<bool, SessionError> {
        unimplemented!()
    }

    /// The project's folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        unimplemented!()
    }

    /// What the workspace file says.
    #[must_use]
    pub fn project(&self) -> &Project {
        unimplemented!()
    }

    /// What is wrong.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        unimplemented!()
    }

    /// The text of a file.
    #[must_use]
    pub fn source(&self, _file: &ProjectPath) -> Option<Arc<str>> {
        unimplemented!()
    }

    /// What watch mode has to look at.
    #[must_use]
    pub fn watched(&self) -> Watched {
        unimplemented!()
    }

    /// What a build would do.
    pub fn plan(&mut self, _request: &BuildRequest) -> Result<Plan, SessionError> {
        unimplemented!()
    }

    /// Builds.
    pub fn build(
        &mut self,
        _request: &BuildRequest,
        _events: Arc<dyn EventSink>,
        _stop: Stop,
    ) -> Result<BuildReport, SessionError> {
        unimplemented!()
    }
}
