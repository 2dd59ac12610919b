//! `Rebuild`: what watch mode needs of a project; the seam that lets its loop be tested.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::money::Usd;
use crate::plan::{BuildRequest, Plan};
use crate::project::{Project, ProjectError, Watched};
use crate::run::{BuildReport, EventSink, Stop};
use crate::watch::WatchUi;
use crate::watch::hints::Hints;

/// What watch mode needs of a project.
pub(crate) trait Rebuild {
    /// The project's folder.
    fn root(&self) -> &Path;
    /// Looks at the disk again, where something may have changed; whether anything is another than
    /// before.
    fn refresh(&mut self, hints: &Hints) -> Result<bool, ProjectError>;
    /// Files that were there at one look and not at the next, since this was last asked.
    fn take_gone(&mut self) -> BTreeSet<PathBuf>;
    /// The folders to watch.
    fn watched(&self) -> Watched;
    /// Shows what is wrong.
    fn show_diagnostics(&self, ui: &mut dyn WatchUi);
    /// What the manifest lets one invocation spend.
    fn budget(&self) -> Usd;
    /// What a build would do.
    fn plan(&mut self, request: &BuildRequest) -> Result<Arc<Plan>, ProjectError>;
    /// Builds.
    fn build(
        &mut self,
        request: &BuildRequest,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<BuildReport, ProjectError>;
}

impl Rebuild for Project {
    fn root(&self) -> &Path {
        Project::root(self)
    }

    fn refresh(&mut self, hints: &Hints) -> Result<bool, ProjectError> {
        let Some(paths) = hints.files() else {
            let news = Project::refresh(self)?;
            return Ok(self.look_at_outputs(None) || news);
        };
        let out = Project::watched(self).out;
        let is_output = |it: &&PathBuf| it.starts_with(&out);
        let others: BTreeSet<PathBuf> = paths.iter().filter(|it| !is_output(it)).cloned().collect();
        let news = !others.is_empty() && self.apply(&others)?;
        Ok(self.look_at_outputs(Some(paths)) || news)
    }

    fn take_gone(&mut self) -> BTreeSet<PathBuf> {
        Project::take_gone(self)
    }

    fn watched(&self) -> Watched {
        Project::watched(self)
    }

    fn show_diagnostics(&self, ui: &mut dyn WatchUi) {
        ui.diagnostics(self.diagnostics(), &|file| self.source(file));
    }

    fn budget(&self) -> Usd {
        self.settings().budget.per_build
    }

    fn plan(&mut self, request: &BuildRequest) -> Result<Arc<Plan>, ProjectError> {
        Project::plan(self, request)
    }

    fn build(
        &mut self,
        request: &BuildRequest,
        events: Arc<dyn EventSink>,
        stop: Stop,
    ) -> Result<BuildReport, ProjectError> {
        Project::build(self, request, events, stop)
    }
}
