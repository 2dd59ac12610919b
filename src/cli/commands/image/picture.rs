//! Pictures in plain files: read whole, written whole or not at all.
#![expect(clippy::disallowed_methods, reason = "this is where pictures of no project are read")]

use std::path::Path;
use std::{fs, io};

use crate::cli::complaint::Complaint;
use crate::cli::exit_status::ExitStatus;
use crate::image::{Bitmap, decode, decode_palette};
use crate::whole::{Durable, Finish, WholeFiles};

/// The picture in a file.
pub(crate) fn read(path: &Path) -> Result<Bitmap, Complaint> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|cause| {
        Complaint::new(ExitStatus::Usage, format!("cannot read `{name}`: {}", plain(&cause)))
    })?;
    decode(&bytes).map_err(|why| Complaint::new(ExitStatus::Failed, format!("`{name}`: {why}")))
}

/// The colours of a file as a picture.
pub(crate) fn read_palette(path: &Path) -> Result<Bitmap, Complaint> {
    let name = path.display();
    let bytes = fs::read(path).map_err(|cause| {
        Complaint::new(ExitStatus::Usage, format!("cannot read `{name}`: {}", plain(&cause)))
    })?;
    decode_palette(&bytes)
        .map_err(|why| Complaint::new(ExitStatus::Failed, format!("`{name}`: {why}")))
}

/// The text of a file.
pub(crate) fn read_text(path: &Path) -> Result<String, Complaint> {
    let name = path.display();
    fs::read_to_string(path).map_err(|cause| {
        Complaint::new(ExitStatus::Usage, format!("cannot read `{name}`: {}", plain(&cause)))
    })
}

/// The bytes of a file, if it is there and can be read.
pub(crate) fn bytes_of(path: &Path) -> Option<Vec<u8>> {
    fs::read(path).ok()
}

/// Writes a file, folders included. Nothing of what was there is lost if that fails.
pub(crate) fn write(whole: &WholeFiles, path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    let finish = Finish { mode: None, durable: Durable::Later };
    whole.write(path, bytes, finish).map_err(|cause| {
        let message = format!("cannot write `{}`: {}", path.display(), plain(&cause));
        Complaint::new(ExitStatus::Failed, message)
    })
}

/// What the system says, without its number.
fn plain(cause: &io::Error) -> String {
    let text = cause.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_lowercase()
}
