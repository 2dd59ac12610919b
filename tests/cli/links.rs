//! A project from elsewhere may hold links. Nothing is written, removed or read through one that
//! leaves it, whoever writes, wherever the link stands and whatever it leads to.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::harness::TestProject;

/// Commands that write or remove files of a project, with what they read.
const WRITERS: &[(&[&str], &str)] = &[
    (&["build"], ""),
    (&["build", "--placeholder", "--discard-edits", "gem"], ""),
    (&["accept", "gem"], ""),
    (&["add", "crown", "a crown of gold"], ""),
    (&["add", "crown", "a crown of gold", "--to", "art/deep/new.toml"], ""),
    (&["clean", "--lock"], ""),
    (&["init"], ""),
    (&["log", "gem", "--save", "saved"], ""),
];

/// Where links stand, and what is there otherwise: a folder, a file, nothing.
const PLACES: &[&str] = &[
    ".assetbuild",
    ".assetbuild/tmp",
    ".assetbuild/tmp/guard",
    ".assetbuild/lock.guard",
    ".assetbuild/state",
    "generated-assets",
    "generated-assets/sprite",
    "generated-assets/sprite/gem.png",
    "generated-assets/sprite/gone.png",
    "generated-assets/.assetbuild",
    "assetbuild.lock",
    "assetbuild.lock.new",
    ".assetbuild.lock.new",
    "art",
    "art/first.toml",
    "art/deep",
    "art/deep/new.toml",
    ".gitignore",
    ".gitattributes",
];

const GEM: &str = "[asset.gem]\nsubject = \"red gem\"\nsize = 16\n";
const GONE: &str = "[asset.gone]\nsubject = \"blue gem\"\nsize = 16\n";

/// A game that is built, with an edit that is not, and an asset that is declared no more. Beside it
/// lies what belongs to its user.
fn game() -> TestProject {
    let project = TestProject::with(&[("art/first.toml", &format!("{GEM}{GONE}"))]);
    project.run(&["build"]).success();
    project.write("art/first.toml", &format!("{GEM}[asset.ring]\nsubject = \"ring\"\nsize = 16\n"));
    let home = project.root().with_file_name("home");
    for (path, text) in [("secret.toml", GEM), ("file", "s3cret words\n"), ("folder/file", "x")] {
        fs::create_dir_all(home.join(path).parent().unwrap()).unwrap();
        fs::write(home.join(path), text).unwrap();
    }
    // What this program wrote for another project is its user's too.
    let theirs = home.join("outputs");
    copy(&project.root().join("generated-assets"), &theirs);
    copy(&project.root().join("generated-assets/sprite"), &theirs);
    project
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            drop(fs::copy(entry.path(), to));
        }
    }
}

/// All that belongs to the user: paths with what they hold.
fn home(project: &TestProject) -> BTreeMap<PathBuf, Option<Vec<u8>>> {
    fn below(folder: &Path, res: &mut BTreeMap<PathBuf, Option<Vec<u8>>>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            res.insert(entry.path(), fs::read(entry.path()).ok());
            if entry.path().is_dir() {
                below(&entry.path(), res);
            }
        }
    }
    let mut res = BTreeMap::new();
    below(&project.root().with_file_name("home"), &mut res);
    res
}

/// Puts a link in the place of what is there.
fn link(project: &TestProject, place: &str, target: &str) {
    if project.root().join(place).symlink_metadata().is_ok() {
        project.remove(place);
    }
    let path = project.root().join(place);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    let target = match target.strip_prefix('/') {
        Some(_) if target.starts_with("/dev/") => target.to_owned(),
        Some(below) => project.root().with_file_name("home").join(below).display().to_string(),
        None => format!("{}home/{target}", "../".repeat(1 + place.matches('/').count())),
    };
    symlink(target, path).unwrap();
}

fn run(project: &TestProject, (args, input): (&[&str], &str)) -> (Option<i32>, String) {
    let mut command = project.command(args);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    let output = child.wait_with_output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&said).into_owned())
}

#[test]
fn no_writer_reaches_through_a_link_what_is_its_users() {
    for place in PLACES {
        for target in ["file", "/outputs", "secret.toml", "/folder/new"] {
            let whole = game();
            link(&whole, place, target);
            let before = home(&whole);
            for &writer in WRITERS {
                let (code, said) = run(&whole, writer);
                let which = format!("{writer:?} with {place} -> {target}: {code:?}\n{said}");
                assert!(home(&whole) == before, "{which}");
                assert!(code.is_some() && !said.contains("panicked"), "{which}");
                assert!(!said.contains("s3cret"), "{which}");
            }
        }
    }
}

#[test]
fn what_never_ends_is_not_read_and_what_nobody_writes_to_is_not_waited_for() {
    let inputs = [
        "assetbuild.lock",
        ".assetbuild/state",
        ".assetbuild/lock.guard",
        "art/first.toml",
        "art/look.jinja",
        "art/rows.csv",
        "art/palette.hex",
        "art/board.png",
        "generated-assets/sprite/gem.png",
        ".gitignore",
    ];
    for place in inputs {
        for is_pipe in [true, false] {
            let project = game();
            project.write("art/look.jinja", "{{ subject }}");
            project.write("art/rows.csv", "name,subject\na,b\n");
            project.write(
                "art/second.toml",
                "[style.s]\ntemplate = \"art/look.jinja\"\npalette = \"art/palette.hex\"\n\
                 references = [\"art/board.png\"]\n[asset.own]\nsubject = \"x\"\nstyle = \"s\"\n\
                 [set.rows]\nrows = \"art/rows.csv\"\n",
            );
            if is_pipe {
                if project.has(place) {
                    project.remove(place);
                }
                let path = project.root().join(place);
                rustix::fs::mkfifoat(rustix::fs::CWD, &path, rustix::fs::Mode::RWXU).unwrap();
            } else {
                link(&project, place, "/dev/zero");
            }
            for args in [&["status"][..], &["plan"], &["build"], &["build", "--frozen"], &["init"]]
            {
                let (code, said) = run(&project, (args, ""));
                assert!(code.is_some_and(|it| it != 101), "{args:?} {place} {is_pipe}:\n{said}");
            }
        }
    }
}

#[test]
fn who_may_not_write_is_told_which_link_is_in_the_way_before_anything_is_made() {
    for (place, target, said) in [
        (".assetbuild", "folder", "`.assetbuild` is a link, and nothing is written through links"),
        (
            "generated-assets",
            "folder",
            "`generated-assets` is a link, and nothing is written through",
        ),
    ] {
        let project = game();
        link(&project, place, target);
        let (code, told) = run(&project, (&["build"], ""));
        assert_ne!(code, Some(0));
        assert!(told.contains(said), "{told}");
    }
}
