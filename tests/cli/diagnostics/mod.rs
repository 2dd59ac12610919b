//! Mistakes as people see them: each code once at least, from the real program.

mod clashes;
mod files;
mod hostile;
mod names;
mod tables;
mod whole;

use std::fs;

use crate::harness::{Run, TestProject};

/// A project with these files, whatever their bytes.
fn project(files: &[(&str, &[u8])]) -> TestProject {
    let project = TestProject::with(&[]);
    for (path, bytes) in files {
        let path = project.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    project
}

/// What `check` says of a project.
fn check(files: &[(&str, &[u8])]) -> Run {
    project(files).run(&["--color", "never", "check"])
}

/// What `check` says is wrong, which must end it with 2; with 0, if it only warns.
fn mistakes(files: &[(&str, &[u8])]) -> String {
    let run = check(files);
    let code = if run.err.contains("error[") { 2 } else { 0 };
    let text = run.fails_with(code).err;
    let end = text.find("\n0 pictures checked").unwrap_or(text.len());
    // Lines that show an empty line end in a blank.
    text[..end].lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_end().to_owned()
}
