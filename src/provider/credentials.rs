//! The user's own file of keys: `credentials.toml` beside the configuration, for nobody else to
//! read. Reads and writes it; messages name providers and never keys.
#![expect(clippy::disallowed_methods, reason = "this is the one place that reads the file of keys")]

use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use toml::Table;

use crate::provider::{Advice, Credentials, Secret};
use crate::whole::{Durable, Finish, WholeFiles};

/// Reads the keys of a user. A file that is not there has none; one that others may read, or that
/// is no such file, is not used.
pub fn read_credentials(path: &Path) -> Credentials {
    let shown = path.display();
    let problem = |reason: String, help: String| Credentials {
        problem: Some(Advice { reason, help: Some(help) }),
        ..Credentials::default()
    };
    if let Some(mode) = open_mode(path) {
        return problem(
            format!("others may read the keys in `{shown}` ({mode:03o}), so they are not used"),
            format!("chmod 600 {shown}"),
        );
    }
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Credentials::default(),
        Err(cause) => {
            return problem(format!("cannot read `{shown}`: {cause}"), "mend the file".to_owned());
        }
    };
    let keys: Option<_> = toml::from_str::<Table>(&text).ok().and_then(|it| keys_of(&it));
    match keys {
        Some(keys) => Credentials { keys, problem: None },
        None => problem(
            format!("`{shown}` is no file of keys"),
            "delete it, and keep the keys anew: assetbuild key set PROVIDER".to_owned(),
        ),
    }
}

fn keys_of(table: &Table) -> Option<std::collections::BTreeMap<String, Arc<Secret>>> {
    let key = |(provider, table): (&String, &toml::Value)| {
        let text = table.as_table()?.get("key")?.as_str()?;
        Some((provider.clone(), Arc::new(Secret::new(text).ok()?)))
    };
    table.iter().map(key).collect()
}

/// Keeps a key for a provider, in place of the one that was there.
///
/// # Errors
///
/// If the file cannot be read as one, or not written.
pub fn write_credential(
    files: &WholeFiles,
    path: &Path,
    provider: &str,
    secret: &Secret,
) -> io::Result<()> {
    let mut own = Table::new();
    own.insert("key".to_owned(), secret.for_file().into());
    edit(files, path, |keys| keys.insert(provider.to_owned(), own.into())).map(drop)
}

/// Forgets the key of a provider. Whether there was one.
///
/// # Errors
///
/// If the file cannot be read as one, or not written.
pub fn remove_credential(files: &WholeFiles, path: &Path, provider: &str) -> io::Result<bool> {
    edit(files, path, |keys| keys.remove(provider)).map(|it| it.is_some())
}

/// Changes the keys of a file, which is made if it is not there, and left alone if nothing changes.
fn edit(
    files: &WholeFiles,
    path: &Path,
    change: impl FnOnce(&mut Table) -> Option<toml::Value>,
) -> io::Result<Option<toml::Value>> {
    let broken = |it: &str| io::Error::new(io::ErrorKind::InvalidData, it.to_owned());
    let text = match fs::read_to_string(path) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => String::new(),
        other => other?,
    };
    // The parser's own words would repeat a line, and a line holds a key.
    let mut table: Table = toml::from_str(&text).map_err(|_| broken("it is no file of keys"))?;
    let before = table.clone();
    let old = change(&mut table);
    // A file that others may read is made anew, for its owner alone.
    if table == before && open_mode(path).is_none() {
        return Ok(old);
    }
    let text = toml::to_string(&table).map_err(|_| broken("it cannot be written as TOML"))?;
    // For its owner alone, from its first byte on.
    let finish = Finish { mode: Some(0o600), durable: Durable::Now };
    files.write(path, text.as_bytes(), finish)?;
    Ok(old)
}

/// The mode of a file that others than its owner may read.
#[cfg(unix)]
fn open_mode(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Other systems keep a user's files from others by themselves.
#[cfg(not(unix))]
fn open_mode(_path: &Path) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, provider: &str, key: &str) {
        let secret = Secret::new(key).unwrap();
        write_credential(&WholeFiles::beside(None), path, provider, &secret).unwrap();
    }

    fn remove(path: &Path, provider: &str) -> bool {
        remove_credential(&WholeFiles::beside(None), path, provider).unwrap()
    }

    #[test]
    fn keys_come_back_and_nobody_else_may_read_them() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("below/credentials.toml");
        assert!(read_credentials(&path).keys.is_empty());
        write(&path, "google", "first-key");
        write(&path, "openai", "other-key");
        write(&path, "google", "second-key");
        let read = read_credentials(&path);
        let text = |provider: &str| read.keys[provider].for_file().to_owned();
        assert_eq!((text("google"), text("openai")), ("second-key".into(), "other-key".into()));
        assert_eq!(open_mode(&path), None);
    }

    #[test]
    fn a_key_that_is_removed_is_gone_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials.toml");
        assert!(!remove(&path, "google"));
        assert!(!path.exists());
        write(&path, "google", "first-key");
        write(&path, "openai", "other-key");
        assert!(remove(&path, "google"));
        assert!(!remove(&path, "google"));
        let read = read_credentials(&path);
        assert_eq!(read.keys.into_keys().collect::<Vec<_>>(), ["openai"]);
        assert!(!fs::read_to_string(&path).unwrap().contains("first-key"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_not_used() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials.toml");
        write(&path, "google", "first-key");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let read = read_credentials(&path);
        assert!(read.keys.is_empty());
        let problem = read.problem.unwrap();
        assert!(problem.help.unwrap().starts_with("chmod 600 "), "{}", problem.reason);
    }

    #[test]
    fn a_broken_file_is_not_repeated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("credentials.toml");
        for text in [
            "[google]\nkey = \"hush-hush",
            "google = \"hush-hush\"",
            "[google]\nkey = \"hush hush\"",
        ] {
            let finish = Finish { mode: Some(0o600), durable: Durable::Later };
            WholeFiles::beside(None).write(&path, text.as_bytes(), finish).unwrap();
            let problem = read_credentials(&path).problem.unwrap();
            assert!(!format!("{problem:?}").contains("hush"), "{problem:?}");
        }
    }
}
