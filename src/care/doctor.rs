//! `doctor`: what is wrong with the machine and around the project, and what to do about it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::care::{MergeDriver, Reach, Row, merge_driver, services};
use crate::diagnostic::{Code, Diagnostic};
use crate::digest::Digest;
use crate::path::ProjectPath;
use crate::project::{Project, WorkTree};
use crate::provider::{NetworkConfig, UserConfig};
use crate::store::StoreSize;

/// What is looked at. Where something could not be had, the reason stands in its place.
pub struct Setup<'a> {
    /// The project's folder.
    pub root: Result<PathBuf, String>,
    /// What the user's configuration says.
    pub user: Result<UserConfig, String>,
    /// Where the store lies.
    pub store: Result<PathBuf, String>,
    /// The file of the user's configuration; it need not be there.
    pub config: &'a Path,
    /// The folders in which programs are looked for.
    pub search: &'a [PathBuf],
    /// The opened project; `None` without a project.
    pub project: Option<Result<Project, String>>,
    /// How services are reached.
    pub reach: Result<Reach<'a>, String>,
}

/// Looks at everything.
pub fn examine(setup: Setup<'_>) -> Vec<Row> {
    let Setup { root, user, store, config, search, project, mut reach } = setup;
    let mut used = BTreeSet::new();
    let mut rows = vec![project_row(&root)];
    match project {
        None => {}
        Some(Err(why)) => rows.push(Row::bad("project", why)),
        Some(Ok(mut project)) => {
            rows.extend(inside(&mut project));
            rows.extend(git_rows(project.root(), &project.settings().out));
            used = project.models();
            if let Ok(reach) = &mut reach {
                reach.accesses = project.accesses();
            }
        }
    }
    rows.push(configuration(config, &user));
    rows.extend(permissions(config));
    for (name, program) in user.iter().flat_map(|it| &it.exec) {
        rows.push(program_row(name, &program.program, search));
    }
    for (name, network) in user.iter().flat_map(|it| &it.networks) {
        rows.push(network_row(name, network));
    }
    match reach {
        Ok(reach) => rows.extend(services::rows(&reach, &used)),
        Err(why) => rows.push(Row::bad("services", why)),
    }
    match store {
        Ok(store) => rows.extend([writable(&store), size(&store), quarantine(&store)]),
        Err(why) => rows.push(Row::bad("store", why)),
    }
    rows
}

fn project_row(root: &Result<PathBuf, String>) -> Row {
    match root {
        Ok(root) => Row::ok("project", root.display().to_string()),
        Err(why) => Row::warn("project", why).help("begin one: assetbuild init"),
    }
}

/// Rows about an opened project.
fn inside(project: &mut Project) -> Vec<Row> {
    let edition = Row::ok("edition", project.settings().edition.clone());
    let is_lock = |it: &&Diagnostic| matches!(it.code, Code::LockConflict | Code::BadLock);
    let lock = match project.diagnostics().iter().find(is_lock) {
        Some(problem) => Row::bad("lock", problem.message.clone()),
        None => Row::ok("lock", "readable"),
    };
    let others = project.diagnostics().iter().filter(|it| it.is_error() && !is_lock(it));
    let n_errors = others.count();
    let manifests = match n_errors {
        0 => Row::ok("manifests", format!("{} assets", project.asset_names().len())),
        _ => {
            Row::bad("manifests", format!("{n_errors} mistakes")).help("see them: assetbuild check")
        }
    };
    vec![manifests, edition, lock, open_calls(project)]
}

/// Whether git joins locks as they should be, and leaves outputs as they are.
fn git_rows(root: &Path, out: &ProjectPath) -> Vec<Row> {
    let what = "merge driver";
    let lines = "assetbuild.lock text eol=lf merge=assetbuild";
    let driver = match merge_driver(root) {
        MergeDriver::NoRepository => return Vec::new(),
        MergeDriver::Ready => Row::ok(what, "git has locks joined by assetbuild"),
        MergeDriver::Unknown => Row::warn(what, "git does not know it in this clone")
            .help("tell git: assetbuild lock merge --install"),
        MergeDriver::Unasked => Row::warn(what, "no line of .gitattributes asks for it")
            .help(format!("add to .gitattributes: {lines}")),
    };
    let what = "line ends";
    let text = WorkTree::at(root).attribute("text", &format!("{out}/sprite/a.json"));
    let ends = match text.as_deref() {
        Some("unset") => Row::ok(what, "git leaves outputs as they are"),
        _ => {
            Row::warn(what, "git may change line ends of outputs, which are pinned by their bytes")
                .help(format!("add to .gitattributes: {out}/** -text"))
        }
    };
    vec![driver, ends]
}

fn open_calls(project: &mut Project) -> Row {
    let what = "open calls";
    match project.cost() {
        Err(why) => Row::bad(what, why.to_string()),
        Ok(cost) if cost.open.is_empty() => Row::ok(what, "none"),
        Ok(cost) => {
            let detail = format!("{} without an answer; their price is held", cost.open.len());
            Row::warn(what, detail).help("see them: assetbuild cost")
        }
    }
}

fn configuration(config: &Path, user: &Result<UserConfig, String>) -> Row {
    let what = "configuration";
    match user {
        Err(why) => Row::bad(what, why),
        Ok(_) if config.exists() => Row::ok(what, config.display().to_string()),
        Ok(_) => Row::ok(what, format!("none at {}", config.display())),
    }
}

/// It may hold keys: nobody else is to read it.
#[cfg(unix)]
fn permissions(config: &Path) -> Option<Row> {
    use std::os::unix::fs::PermissionsExt;

    let mode = fs::metadata(config).ok()?.permissions().mode() & 0o777;
    let open = mode & 0o077 != 0;
    let help = format!("chmod 600 {}", config.display());
    open.then(|| {
        Row::warn("permissions", format!("others may read the configuration ({mode:03o})"))
            .help(help)
    })
}

/// Other systems keep a user's files from others by themselves.
#[cfg(not(unix))]
fn permissions(_config: &Path) -> Option<Row> {
    None
}

fn program_row(name: &str, program: &Path, search: &[PathBuf]) -> Row {
    let what = format!("exec/{name}");
    let found = match program.components().count() {
        1 => search.iter().map(|it| it.join(program)).find(|it| is_program(it)),
        _ => Some(program.to_owned()).filter(|it| is_program(it)),
    };
    match found {
        Some(path) => Row::ok(&what, path.display().to_string()),
        None => Row::bad(&what, format!("there is no program `{}`", program.display()))
            .help("correct `program` in your configuration, or install it"),
    }
}

/// A network is known by the digest of its file, which is part of what its masks are found by.
#[expect(clippy::disallowed_methods, reason = "a file of the user's own, outside the project")]
fn network_row(name: &str, network: &NetworkConfig) -> Row {
    let (what, shown) = (format!("network/{name}"), network.file.display());
    let bytes = match fs::read(&network.file) {
        Ok(bytes) => bytes,
        Err(cause) => {
            return Row::bad(&what, format!("cannot read `{shown}`: {cause}"))
                .help("correct `file` in your configuration, or put the file there");
        }
    };
    let found = Digest::of(&bytes);
    match network.digest {
        Some(wanted) if wanted != found => {
            Row::bad(&what, format!("{shown}, {found}, is not the file of `blake3`")).help(
                "masks by another file are others: put the right one there, or correct `blake3`",
            )
        }
        _ => Row::ok(&what, format!("{shown}, {found}")),
    }
}

fn is_program(path: &Path) -> bool {
    path.is_file() || path.with_extension("exe").is_file()
}

fn writable(store: &Path) -> Row {
    let made = fs::create_dir_all(store).and_then(|()| tempfile::tempfile_in(store).map(drop));
    match made {
        Ok(()) => Row::ok("store", store.display().to_string()),
        Err(cause) => Row::bad("store", format!("cannot write to `{}`: {cause}", store.display()))
            .help("name another folder in ASSETBUILD_STORE"),
    }
}

fn size(store: &Path) -> Row {
    match StoreSize::of(store) {
        Ok(StoreSize { originals, derived }) => Row::ok(
            "store size",
            format!("originals: {originals}; can be computed again: {derived}"),
        ),
        Err(why) => Row::bad("store size", why.to_string()),
    }
}

/// What was damaged was set aside there.
fn quarantine(store: &Path) -> Row {
    let n_files = fs::read_dir(store.join("quarantine")).map_or(0, Iterator::count);
    match n_files {
        0 => Row::ok("quarantine", "empty"),
        _ => Row::warn("quarantine", format!("{n_files} damaged files were set aside"))
            .help("look at the disk; then delete the folder `quarantine` in the store"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::care::RowState;

    #[test]
    fn a_program_is_looked_for_where_the_shell_would() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("painter");
        fs::File::create(&path).unwrap();
        let search = [folder.path().to_owned()];
        let state = |program: &Path, search: &[PathBuf]| program_row("x", program, search).state;
        assert_eq!(state(Path::new("painter"), &search), RowState::Ok);
        assert_eq!(state(Path::new("painter"), &[]), RowState::Bad);
        assert_eq!(state(&path, &[]), RowState::Ok);
        assert_eq!(state(Path::new("sketcher"), &search), RowState::Bad);
    }

    #[test]
    fn a_network_is_told_by_its_file_and_its_digest() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("u2net.onnx");
        let form = crate::provider::FormConfig::Preset("u2net".to_owned());
        let network = NetworkConfig { file: file.clone(), form, digest: None };
        assert_eq!(network_row("u2net", &network).state, RowState::Bad);
        fs::write(&file, b"weights").unwrap();
        let row = network_row("u2net", &network);
        let digest = Digest::of(b"weights");
        assert_eq!((row.state, row.what.as_str()), (RowState::Ok, "network/u2net"));
        assert!(row.detail.contains(&digest.to_string()), "{}", row.detail);
        let pinned = |it: &[u8]| NetworkConfig { digest: Some(Digest::of(it)), ..network.clone() };
        assert_eq!(network_row("u2net", &pinned(b"weights")).state, RowState::Ok);
        assert_eq!(network_row("u2net", &pinned(b"others")).state, RowState::Bad);
    }

    #[test]
    fn what_was_set_aside_is_counted() {
        let store = tempfile::tempdir().unwrap();
        assert_eq!(quarantine(store.path()).state, RowState::Ok);
        fs::create_dir(store.path().join("quarantine")).unwrap();
        fs::File::create(store.path().join("quarantine/blob")).unwrap();
        assert_eq!(quarantine(store.path()).state, RowState::Warn);
        assert_eq!(writable(store.path()).state, RowState::Ok);
    }
}
