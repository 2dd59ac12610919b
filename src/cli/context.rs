//! `Context`: what every command needs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::complaint::Complaint;
use crate::cli::events::ErrorEvent;
use crate::cli::exit_status::ExitStatus;
use crate::cli::printer::Printer;
use crate::cli::render;
use crate::cli::settings::{Settings, Verbosity};
use crate::diagnostic::Diagnostic;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::project::{About, Config, Glance, Project};
use crate::resolve::Target;

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

    /// Opens the project for builds that leave their traces in a folder.
    pub(crate) fn project_apart(&self, folder: &Path) -> Result<Project, Complaint> {
        let (root, config) = self.config()?;
        Ok(Project::open(&root, Config { apart: Some(folder.to_owned()), ..config })?)
    }

    /// Opens as much of the project as is about these assets.
    pub(crate) fn project_about<'a>(
        &self,
        names: impl IntoIterator<Item = &'a AssetName>,
    ) -> Result<Project, Complaint> {
        let about = About::Assets(names.into_iter().cloned().collect());
        self.project_after(self.glance()?, &about)
    }

    /// Opens as much of the project as these targets are about; of none, what changes since it was
    /// last remembered can reach.
    pub(crate) fn project_of(
        &self,
        targets: &[Target],
        about: fn(BTreeSet<AssetName>) -> About,
    ) -> Result<Project, Complaint> {
        let name = |target: &'_ Target| match target {
            Target::Name(name, _) => Some(name.clone()),
            _ => None,
        };
        match targets.iter().map(name).collect::<Option<_>>() {
            Some(names) => self.project_after(self.glance()?, &about(names)),
            None => self.project(),
        }
    }

    /// The same for who lists assets: all of the project, if those are listed that are fresh.
    pub(crate) fn project_listing(&self, targets: &[Target]) -> Result<Project, Complaint> {
        match self.printer.json || self.is_verbose() {
            true => self.project(),
            false => self.project_of(targets, About::Assets),
        }
    }

    /// Opens as much of the project as changes that a glance saw can reach, and as it is opened
    /// for.
    pub(crate) fn project_after(
        &self,
        glance: Option<Glance>,
        about: &About,
    ) -> Result<Project, Complaint> {
        let (root, config) = self.config()?;
        Ok(Project::open_part(&root, config, about, glance)?)
    }

    /// What changed since the project was last remembered.
    pub(crate) fn glance(&self) -> Result<Option<Glance>, Complaint> {
        Ok(Glance::at(&self.settings.project()?, &self.settings.bound()))
    }

    fn config(&self) -> Result<(PathBuf, Config), Complaint> {
        let root = self.settings.project()?;
        let user = self.settings.user()?;
        let store = self.settings.store(&user)?;
        let services = self.settings.services(&user)?;
        let (today, faults) = (self.settings.today(), self.settings.faults());
        let minute = self.settings.minute();
        let bound = self.settings.bound();
        let temporary = self.settings.environment.temporary.clone();
        let apart = None;
        let config =
            Config { store, temporary, user, services, today, faults, minute, bound, apart };
        Ok((root, config))
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
        self.printer.event(&ErrorEvent {
            event: "error",
            message,
            help: help.as_deref(),
            exit_code: status.code(),
        });
        match diagnostic {
            Some(diagnostic) => {
                let text = self.view(&|file| self.settings.text(file)).one(diagnostic);
                self.printer.warn(&text);
            }
            None => self.printer.error(message, help.as_deref()),
        }
        *status
    }

    fn view<'a>(&self, source: render::Source<'a>) -> render::Rendering<'a> {
        let width = self.settings.environment.width;
        render::Rendering { source, colours: self.settings.colours, width, all: self.is_verbose() }
    }

    /// Whether long lists are not folded.
    pub(crate) fn is_verbose(&self) -> bool {
        self.settings.verbosity == Verbosity::Verbose
    }
}
