//! Whoever is killed while it writes a file leaves nothing behind that the next one does not remove,
//! whatever it writes and wherever.

use std::io::Write;
use std::process::Stdio;

use assetbuild::image::{Bitmap, encode_png};

use crate::harness::TestProject;

/// Commands that write files, with what they read; each writes the same whenever it is run.
const WRITERS: &[(&[&str], &str)] = &[
    (&["build"], ""),
    (&["accept", "gem"], ""),
    (&["add", "crown", "a crown of gold"], ""),
    (&["init", "new"], ""),
    (&["key", "set", "google"], "AIza-hush-7c1f40d95be2\n"),
    (&["log", "gem", "--save", "saved"], ""),
    (&["image", "cut", "photo.png", "-o", "cut"], ""),
    (&["image", "snap", "photo.png", "-o", "snapped", "--size", "8x8"], ""),
    (&["image", "sheet", "photo.png", "other.png", "-o", "sheet.png"], ""),
];

/// A game that is built, with an edit that is not.
fn game() -> TestProject {
    let gem = "[asset.gem]\nsubject = \"red gem\"\nsize = 16\n";
    let project = TestProject::with(&[("art/first.toml", gem)]);
    let photo = Bitmap::from_pixels(8, 8, (0..64).map(|it| [it * 3, 90, it, 255]).collect());
    for name in ["photo.png", "other.png"] {
        std::fs::write(project.root().join(name), encode_png(&photo, &[])).unwrap();
    }
    project.run(&["build"]).success();
    project.append("art/first.toml", "[asset.ring]\nsubject = \"gold ring\"\nsize = 16\n");
    project
}

/// Runs a command, which is killed at its n-th file if one is given. The code that it ended with.
fn run(project: &TestProject, (args, input): (&[&str], &str), kill: Option<usize>) -> Option<i32> {
    let mut command = project.command(args);
    if let Some(n) = kill {
        command.env("ASSETBUILD_TEST_CRASH", format!("unfinished:{n}"));
    }
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    // Whoever does not read may be gone already.
    child.stdin.take().unwrap().write_all(input.as_bytes()).ok();
    child.wait().unwrap().code()
}

/// The unfinished files that are anywhere in the project or beside it.
fn unfinished(project: &TestProject) -> Vec<String> {
    let is_unfinished = |path: &&String| {
        let own = path.strip_prefix("game/.assetbuild/tmp/").is_some_and(|it| it != "guard");
        own || path.contains("/.assetbuild-") || path.starts_with(".assetbuild-")
    };
    project.all().keys().filter(is_unfinished).cloned().collect()
}

#[test]
fn a_writer_that_is_killed_at_any_file_leaves_nothing_that_it_does_not_remove_itself_next() {
    for &writer in WRITERS {
        let whole = game();
        assert_eq!(run(&whole, writer, None), Some(0), "{writer:?}");
        let whole: Vec<String> = whole.all().into_keys().collect();
        let mut killed = 0;
        for n in 1..=20 {
            let project = game();
            if run(&project, writer, Some(n)).is_some() {
                break;
            }
            killed += 1;
            assert_ne!(unfinished(&project), [""; 0], "{writer:?} killed at file {n}");
            let again = run(&project, writer, None);
            // What was written before is not written over unasked.
            let written = n > 1 && writer.0[0] == "image";
            assert!(again == Some(0) || written, "{writer:?} killed at file {n}: {again:?}");
            assert_eq!(unfinished(&project), [""; 0], "{writer:?} killed at file {n}");
            if !written {
                let left: Vec<String> = project.all().into_keys().collect();
                assert_eq!(left, whole, "{writer:?} killed at file {n}");
            }
        }
        assert!((1..20).contains(&killed), "{writer:?} killed at {killed} files");
    }
}
