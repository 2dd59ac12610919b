//! `Target`: a picture that is read, and the file that is written for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::cli::commands::image::picture;
use crate::cli::complaint::Complaint;
use crate::cli::image_args::OutArgs;
use crate::image::{Seal, seal_of};

/// A picture that is read, and the file that is written for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// As it was typed, below the folder where the command acts.
    pub(crate) from: PathBuf,
    /// A PNG file.
    pub(crate) to: PathBuf,
}

/// A target for each picture; everything that is wrong with them is found before anything is
/// written.
pub(crate) fn targets(
    folder: &Path,
    files: &[PathBuf],
    out: &OutArgs,
) -> Result<Vec<Target>, Complaint> {
    let to = folder.join(&out.out);
    let as_file = is_png(&to) && !to.is_dir();
    if as_file && files.len() > 1 {
        let message = format!("`{}` is one file, but there are several pictures", to.display());
        return Err(Complaint::usage(message).help("name a folder with -o"));
    }
    if !as_file && to.extension().is_some() && !to.is_dir() {
        let message = format!("`{}` is neither a folder nor a .png file", out.out.display());
        return Err(Complaint::usage(message).help("pictures are written as PNG"));
    }
    let target = |file: &PathBuf| {
        let name = file.file_stem().unwrap_or(file.as_os_str());
        let mut name = name.to_owned();
        name.push(".png");
        let to = if as_file { to.clone() } else { to.join(name) };
        Target { from: folder.join(file), to }
    };
    let res: Vec<Target> = files.iter().map(target).collect();
    each_once(&res)?;
    let inputs: Vec<&Path> = res.iter().map(|it| it.from.as_path()).collect();
    for it in &res {
        may_write(&it.to, &inputs, out.force)?;
    }
    Ok(res)
}

/// Two pictures of one name would be one file.
fn each_once(targets: &[Target]) -> Result<(), Complaint> {
    let mut known: BTreeMap<&Path, &Target> = BTreeMap::new();
    for it in targets {
        if let Some(first) = known.insert(&it.to, it) {
            let names = [&first.from, &it.from].map(|it| it.display());
            let [first, second] = names;
            let message = format!("`{first}` and `{second}` would both be `{}`", it.to.display());
            return Err(Complaint::usage(message).help("cut them into different folders"));
        }
    }
    Ok(())
}

/// A file may be written if it is not there, if this program wrote it and nobody touched it since,
/// or if the user says so. A picture that is read is replaced only by the user's word.
pub(crate) fn may_write(to: &Path, inputs: &[&Path], force: bool) -> Result<(), Complaint> {
    if force || !to.exists() {
        return Ok(());
    }
    let name = to.display();
    let is_input = inputs.iter().any(|it| same_file(it, to));
    if is_input {
        let message = format!("`{name}` is one of the pictures given, and would be replaced");
        return Err(Complaint::usage(message).help("name another -o, or say --force"));
    }
    let ours = picture::bytes_of(to).is_some_and(|it| matches!(seal_of(&it), Seal::Ours { .. }));
    if ours {
        return Ok(());
    }
    let message = format!("`{name}` is there already, and not as this program wrote it");
    Err(Complaint::usage(message).help("name another -o, or say --force to replace it"))
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        _ => a == b,
    }
}

fn is_png(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("png"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(files: &[&str], out: &str, expected: Result<&[&str], &str>) {
        let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
        let out = OutArgs { out: out.into(), force: false };
        let found = targets(Path::new("/nowhere"), &files, &out);
        let found =
            found.map(|all| all.iter().map(|it| it.to.display().to_string()).collect::<Vec<_>>());
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(found), Err(expected)) => assert!(found.message.contains(expected), "{found:?}"),
            (found, expected) => panic!("{found:?} is not {expected:?}"),
        }
    }

    #[test]
    fn one_picture_goes_to_a_file_and_several_to_a_folder() {
        check(&["a.jpg"], "b.png", Ok(&["/nowhere/b.png"]));
        check(&["a.jpg"], "out", Ok(&["/nowhere/out/a.png"]));
        check(&["x/a.jpg", "b"], "out", Ok(&["/nowhere/out/a.png", "/nowhere/out/b.png"]));
        check(&["a.jpg", "b.jpg"], "b.png", Err("is one file"));
        check(&["a.jpg"], "b.jpg", Err("neither a folder nor a .png"));
        check(&["x/a.jpg", "y/a.png"], "out", Err("would both be `/nowhere/out/a.png`"));
    }
}
