//! `Rebuild`: what watch mode needs of a session; the seam that lets its loop be tested.

use std::path::Path;
use std::sync::Arc;

use crate::build::{BuildReport, BuildRequest, EventSink, Plan, Stop};
use crate::money::Usd;
use crate::session::{Session, SessionError, Watched};
use crate::watch::WatchUi;

/// What watch mode needs of a session.
pub(crate) trait Rebuild {
    /// The project's folder.
    fn root(&self) -> &Path;
    /// Looks at the disk again; whether anything was otherwise than before.
    fn refresh(&mut self) -> Result<bool, SessionError>;
    /// The folders to watch.
    fn watched(&self) -> Watched;
    /// Shows what is wrong.
    fn show_diagnostics(&self, ui: &mut dyn WatchUi);
    /// What the manifest lets one invocation spend.
    fn budget(&self) -> Usd;
    /// What a build would do.
    fn plan(&mut self, request: &BuildRequest) -> Result<Plan, SessionError>;
    /// Builds.
    fn build(
        &mut self,
        request: &BuildRequest,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<BuildReport, SessionError>;
}

impl Rebuild for Session {
    fn root(&self) -> &Path {
        Session::root(self)
    }

    fn refresh(&mut self) -> Result<bool, SessionError> {
        Session::refresh(self)
    }

    fn watched(&self) -> Watched {
        Session::watched(self)
    }

    fn show_diagnostics(&self, ui: &mut dyn WatchUi) {
        ui.diagnostics(self.diagnostics(), &|file| self.source(file));
    }

    fn budget(&self) -> Usd {
        self.project().budget.per_build
    }

    fn plan(&mut self, request: &BuildRequest) -> Result<Plan, SessionError> {
        Session::plan(self, request)
    }

    fn build(
        &mut self,
        request: &BuildRequest,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<BuildReport, SessionError> {
        Session::build(self, request, events, stop)
    }
}
