//! `Complaint`: why a command ends before it has done its work.

use crate::care::{AddError, InitError};
use crate::choose::ChooseError;
use crate::cli::exit_status::ExitStatus;
use crate::diagnostic::Diagnostic;
use crate::lock::LockError;
use crate::project::ProjectError;
use crate::store::StoreError;

/// Why a command ends before it has done its work.
#[derive(Debug)]
pub(crate) struct Complaint {
    /// One sentence: what is wrong, then why.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// How the program ends.
    pub(crate) status: ExitStatus,
    /// The place in a file, where there is one; it is shown instead of the message.
    pub(crate) diagnostic: Option<Box<Diagnostic>>,
}

impl Complaint {
    /// Something that ends with this status.
    pub(crate) fn new(status: ExitStatus, message: impl Into<String>) -> Complaint {
        Complaint { message: message.into(), help: None, status, diagnostic: None }
    }

    /// The command line, or a file of the user's, is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Complaint {
        Complaint::new(ExitStatus::Usage, message)
    }

    /// The same with advice.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Complaint {
        self.help = Some(text.into());
        self
    }
}

impl From<ProjectError> for Complaint {
    fn from(error: ProjectError) -> Complaint {
        let message = error.to_string();
        match error {
            ProjectError::NotAProject { .. } => {
                Complaint::usage(message).help("begin a project: assetbuild init")
            }
            ProjectError::Lock(diagnostic) | ProjectError::Mistake { mistake: diagnostic, .. } => {
                Complaint { diagnostic: Some(diagnostic), ..Complaint::usage(message) }
            }
            ProjectError::Store(error) => of_store(&error),
            ProjectError::TooLarge { .. } | ProjectError::TooManyFolders { .. } => {
                Complaint::usage(message)
            }
            ProjectError::LockFile(LockError::Problem { .. }) => Complaint::usage(message)
                .help("have git merge it anew: git checkout --merge assetbuild.lock"),
            ProjectError::UnknownCall { .. } => {
                Complaint::usage(message).help("see what is open: assetbuild cost")
            }
            ProjectError::LockFile(LockError::Io { .. }) | ProjectError::Io { .. } => {
                Complaint::new(ExitStatus::Failed, message)
            }
            ProjectError::UnknownTarget { nearest, .. } => {
                let help = nearest.map(|it| format!("did you mean `{it}`?"));
                Complaint { help, ..Complaint::usage(message) }
            }
        }
    }
}

impl From<ChooseError> for Complaint {
    fn from(error: ChooseError) -> Complaint {
        match error {
            ChooseError::Project(it) => it.into(),
            ChooseError::Refused(it) => Complaint::usage(it.message).help(it.help),
        }
    }
}

impl From<StoreError> for Complaint {
    fn from(error: StoreError) -> Complaint {
        of_store(&error)
    }
}

fn of_store(error: &StoreError) -> Complaint {
    let message = error.to_string();
    match error {
        StoreError::Io { .. } => Complaint::new(ExitStatus::Failed, message)
            .help("see what is wrong with the store: assetbuild doctor"),
        StoreError::UnknownFormat { .. } | StoreError::NotAStore { .. } => {
            Complaint::usage(message).help("name another folder in ASSETBUILD_STORE")
        }
        StoreError::ReadOnly { .. } => Complaint::new(ExitStatus::Failed, message)
            .help("name a folder that may be written in ASSETBUILD_STORE"),
        StoreError::InUse { .. } => Complaint::new(ExitStatus::Failed, message)
            .help("wait until the builds on it have ended; leave watch mode"),
        StoreError::Damaged { .. } => {
            Complaint::new(ExitStatus::Damaged, message).help("see what is open: assetbuild cost")
        }
        StoreError::Unreadable { .. } => Complaint::new(ExitStatus::Damaged, message).help(
            "use the release that wrote it, or have the store looked through: assetbuild verify",
        ),
        StoreError::NoIntent(_) => {
            Complaint::usage(message).help("see what is open: assetbuild cost")
        }
    }
}

impl From<InitError> for Complaint {
    fn from(error: InitError) -> Complaint {
        let message = error.to_string();
        match error {
            InitError::Exists { .. } => Complaint::usage(message)
                .help("there is a project already: assetbuild add NAME SUBJECT"),
            InitError::Io { .. } => Complaint::new(ExitStatus::Failed, message),
        }
    }
}

impl From<AddError> for Complaint {
    fn from(error: AddError) -> Complaint {
        let message = error.to_string();
        match error {
            AddError::NotIncluded { include, .. } => {
                let globs = include.join("`, `");
                let help = format!("name a manifest that `include` covers with --to: `{globs}`");
                Complaint::usage(message).help(help)
            }
            AddError::Exists(_) | AddError::Manifest { .. } | AddError::Path { .. } => {
                Complaint::usage(message)
            }
            AddError::Io { .. } => Complaint::new(ExitStatus::Failed, message),
        }
    }
}
