//! What some file systems cannot, and what is right without it.

use std::fs::File;
use std::io;
use std::io::ErrorKind;

/// What came of making names durable, or the like. Some network and FUSE file systems cannot: there
/// names are as durable as they ever get.
///
/// # Errors
///
/// If it could and did not.
pub fn if_it_can(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(cause) if cannot(&cause) => Ok(()),
        other => other,
    }
}

/// Whether this says that a file system has no such operation.
#[must_use]
pub fn cannot(cause: &io::Error) -> bool {
    matches!(cause.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput)
}

/// Whether this says that a file system has no locks. Whoever is alone on it loses nothing.
#[must_use]
pub fn has_no_locks(cause: &io::Error) -> bool {
    #[cfg(unix)]
    if cause.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    cannot(cause)
}

/// Gives a new file its permissions. Some file systems have none, or those of their mount for all;
/// that is an error only for what nobody else may read.
#[cfg(unix)]
pub(crate) fn permit(file: &File, mode: u32) -> io::Result<()> {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    match file.set_permissions(Permissions::from_mode(mode)) {
        Err(cause) if mode & 0o044 != 0 => {
            let refused = cannot(&cause) || cause.kind() == ErrorKind::PermissionDenied;
            if refused { Ok(()) } else { Err(cause) }
        }
        given => given,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_file_system_has_not_is_told_from_what_went_wrong() {
        let said = io::Error::from_raw_os_error;
        let [eio, enospc, einval, enolck, enosys, enotsup] = [5, 28, 22, 37, 38, 95].map(said);
        for cause in [&enolck, &enosys, &enotsup] {
            assert!(has_no_locks(cause), "{cause}");
        }
        for cause in [&einval, &enosys, &enotsup] {
            assert!(cannot(cause), "{cause}");
        }
        for cause in [&eio, &enospc] {
            assert!(!has_no_locks(cause) && !cannot(cause), "{cause}");
        }
    }
}
