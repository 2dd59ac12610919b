//! `Context`: what every command needs.

use std::sync::Arc;

use crate::cli::complaint::Complaint;
use crate::cli::exit_status::ExitStatus;
use crate::cli::printer::Printer;
use crate::cli::render;
use crate::cli::settings::{Settings, Verbosity};
use crate::diagnostic::Diagnostic;
use crate::path::ProjectPath;
use crate::session::{Session, SessionConfig};

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
    pub(crate) fn session(&self) -> Result<Session, Complaint> {
        let root = self.settings.project()?;
        let user = self.settings.user()?;
        let store = self.settings.store(&user)?;
        let services = self.settings.services(&user)?;
        let (today, faults) = (self.settings.today(), self.settings.faults());
        let minute = self.settings.minute();
        let config = SessionConfig { store, user, services, today, faults, minute };
        Ok(Session::open(&root, config)?)
    }

    /// Shows every mistake in the manifests. Returns how the program ends because of them: `Usage`
    /// if one of them is an error.
    pub(crate) fn show_mistakes(&self, session: &Session) -> ExitStatus {
        let all = session.diagnostics();
        let (n_all, n_broken) = (session.asset_names().len(), session.n_broken());
        let assets = render::Assets { n_all, n_broken };
        self.show_all(all, &|file| session.source(file), assets);
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
