//! `Trespass`: why a path is not gone along, and a file not read.

use std::io;
use std::io::ErrorKind;

/// Why a path is not gone along.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trespass {
    /// It leads out.
    #[error("`{link}` is a link that leaves the project's folder")]
    Leaves {
        /// What leads there, from the folder on.
        link: String,
    },
    /// It leads to what is nobody's business: `.env`, `.git/config`.
    #[error("`{link}` is a link to something hidden")]
    Hidden {
        /// What leads there, from the folder on.
        link: String,
    },
    /// Something would be written or removed elsewhere than its path says.
    #[error("`{link}` is a link, and nothing is written through links")]
    Link {
        /// Which, from the folder on.
        link: String,
    },
    /// It was none to begin with.
    #[error("`{path}` is no path in the project")]
    Outside {
        /// What was asked for.
        path: String,
    },
    /// A folder, a pipe, a device.
    #[error("it is no file")]
    NoFile,
    /// More than anybody means to have read.
    #[error("it has more than {}", size(*most))]
    TooLarge {
        /// The most that are read.
        most: u64,
    },
}

impl From<Trespass> for io::Error {
    fn from(why: Trespass) -> io::Error {
        let kind = match why {
            Trespass::TooLarge { .. } => ErrorKind::FileTooLarge,
            Trespass::NoFile => ErrorKind::InvalidInput,
            Trespass::Leaves { .. }
            | Trespass::Hidden { .. }
            | Trespass::Link { .. }
            | Trespass::Outside { .. } => ErrorKind::PermissionDenied,
        };
        io::Error::new(kind, why)
    }
}

impl Trespass {
    /// What an error is about, if a path was not gone along.
    #[must_use]
    pub fn of(error: &io::Error) -> Option<&Trespass> {
        error.get_ref()?.downcast_ref()
    }
}

fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        it => format!("{it} MiB"),
    }
}
