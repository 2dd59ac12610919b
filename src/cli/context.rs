//! `Context`: what every command needs.

use std::path::PathBuf;
use std::sync::Arc;

use crate::cli::complaint::Complaint;
use crate::cli::exit_status::ExitStatus;
use crate::cli::printer::Printer;
use crate::cli::render;
use crate::cli::settings::{Settings, Verbosity};
use crate::diagnostic::Diagnostic;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::BuildRequest;
use crate::project::{Config, Project, UpToDate, up_to_date};

/// What every command needs.
#[derive(Clone)]
pub(crate) struct Context {
    /// What holds for this invocation.
    pub(crate) settings: Settings,
    /// Where to write.
    pub(crate) printer: Arc<Printer>,
}

/// What a command comes to.
pub(crate) type Answer = Result<ExitStatus, Complaint>;

impl Context {
    /// Opens the project.
    pub(crate) fn project(&self) -> Result<Project, Complaint> {
        let (root, config) = self.config()?;
        Ok(Project::open(&root, config)?)
    }

    /// Opens as much of the project as a build of the whole has to look at, or what is about these
    /// assets.
    pub(crate) fn project_about<'a>(
        &self,
        names: impl IntoIterator<Item = &'a AssetName>,
    ) -> Result<Project, Complaint> {
        let (root, config) = self.config()?;
        let names = names.into_iter().cloned().collect();
        Ok(Project::open_part(&root, config, &names)?)
    }

    fn config(&self) -> Result<(PathBuf, Config), Complaint> {
        let root = self.settings.project()?;
        let user = self.settings.user()?;
        let store = self.settings.store(&user)?;
        let services = self.settings.services(&user)?;
        let (today, faults) = (self.settings.today(), self.settings.faults());
        let minute = self.settings.minute();
        let bound = self.settings.bound();
        let config = Config { store, user, services, today, faults, minute, bound };
        Ok((root, config))
    }

    /// What the last build found, if nothing changed since and this request asks for nothing
    /// beyond being up to date.
    pub(crate) fn up_to_date(&self, request: &BuildRequest) -> Option<UpToDate> {
        if request.tell_fresh {
            return None;
        }
        up_to_date(&self.settings.project().ok()?, &self.settings.bound(), request)
    }

    /// Shows every mistake in the manifests. Returns how the program ends because of them: `Usage`
    /// if one of them is an error.
    pub(crate) fn show_mistakes(&self, project: &Project) -> ExitStatus {
        let all = project.diagnostics();
        let (n_all, n_broken) = (project.asset_names().len(), project.n_broken());
        let assets = render::Assets { n_all, n_broken };
        self.show_all(all, &|file| project.source(file), assets);
        match all.iter().any(|it| it.is_error()) {
            true => ExitStatus::Usage,
            false => ExitStatus::Done,
        }
    }

    /// Shows mistakes, and how many of the assets can be built all the same.
    pub(crate) fn show_all(
        &self,
        all: &[Diagnostic],
        sources: &dyn Fn(&ProjectPath) -> Option<Arc<str>>,
        assets: render::Assets,
    ) {
        if self.printer.json {
            for it in render::events(all, sources) {
                self.printer.event(&it);
            }
        } else {
            self.printer.warn(&self.view(sources).all(all, assets));
        }
    }

    /// Says why a command ended early. Returns how the program ends.
    pub(crate) fn complain(&self, complaint: &Complaint) -> ExitStatus {
        let Complaint { message, help, status, diagnostic } = complaint;
        self.printer.event(&serde_json::json!({
            "event": "error", "message": message, "help": help, "exit_code": status.code(),
        }));
        match diagnostic {
            Some(diagnostic) => {
                let text = self.view(&|file| self.settings.text(file)).one(diagnostic);
                self.printer.warn(&text);
            }
            None => self.printer.error(message, help.as_deref()),
        }
        *status
    }

    fn view<'a>(&self, source: render::Source<'a>) -> render::View<'a> {
        let width = self.settings.environment.width;
        render::View { source, colours: self.settings.colours, width, all: self.is_verbose() }
    }

    /// Whether long lists are not folded.
    pub(crate) fn is_verbose(&self) -> bool {
        self.settings.verbosity == Verbosity::Verbose
    }
}
