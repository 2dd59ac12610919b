//! The real binary, in a project one file of which has other bytes.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use assetbuild::image::{Bitmap, encode_png};

use crate::fuzz::mend;
use crate::fuzz::run::LONGEST;
use crate::fuzz::target::Target;
use crate::harness::{Files, TestProject};

/// An input begins with the name of the file that has the rest of it.
pub(crate) const PROJECT: Target = Target {
    name: "project",
    takes: project,
    seeds: || GAME.files.iter().map(|(path, bytes)| named(path, bytes)).collect(),
    mend: mended,
    words: &[
        "[asset.",
        "[style.",
        "[set.",
        "out = \"",
        "../",
        "\"..\"",
        "/etc/passwd",
        ".git",
        ".env",
        "~",
        "art/look.jinja",
        "art/rows.csv",
        "source = \"",
        "from = \"",
        "template = \"",
        "rows = \"",
        "size = 2048",
        "scale = 16",
        "frames = 64",
        "[[[[",
        "{{ ",
        " }}",
        "\n",
    ],
    few: 12,
};

/// A game that is built, and all of its files.
struct Game {
    project: TestProject,
    files: Files,
}

static GAME: LazyLock<Game> = LazyLock::new(|| {
    let project = TestProject::with(&[
        (
            "art/first.toml",
            "[style.s]\ntemplate = \"art/look.jinja\"\npalette = \"art/palette.hex\"\n\
             references = [\"art/board.png\"]\n[asset.gem]\nsubject = \"red gem\"\nstyle = \"s\"\n\
             size = 16\nreferences = [\"art/board.png\"]\n[set.rows]\nstyle = \"s\"\nsize = 8\n\
             rows = \"art/rows.csv\"\n[atlas.all]\npack = [\"*\"]\n",
        ),
        ("art/look.jinja", "{{ subject }}, {{ mood }}. {{ background }}"),
        ("art/rows.csv", "name,subject\nring,gold ring\nleaf,green leaf\n"),
        ("art/palette.hex", "2d2d2d\nf4a460\n8fbc8f\n"),
        (".env", "TOKEN=s3cret-words\n"),
    ]);
    let board = Bitmap::from_pixels(8, 8, (0..64).map(|it| [it * 3, 90, it, 255]).collect());
    fs::write(project.root().join("art/board.png"), encode_png(&board, &[])).unwrap();
    project.run(&["build"]).success();
    let mut files = project.files("");
    files.retain(|path, _| !path.ends_with("guard") && path != ".env");
    Game { project, files }
});

fn named(path: &str, bytes: &[u8]) -> Vec<u8> {
    [path.as_bytes(), b"\n", bytes].concat()
}

/// The file that an input is of, and its bytes there.
fn split(input: &[u8]) -> Option<(&str, &[u8])> {
    let end = input.iter().position(|it| *it == b'\n')?;
    let path = std::str::from_utf8(&input[..end]).ok()?;
    GAME.files.contains_key(path).then(|| (path, &input[end + 1..]))
}

fn mended(input: &mut Vec<u8>) {
    let Some((path, bytes)) = split(input) else { return };
    let (path, mut bytes) = (path.to_owned(), bytes.to_vec());
    match path.rsplit('/').next() {
        Some("assetbuild.lock") => mend::lock(&mut bytes),
        Some("state") => mend::state(&mut bytes),
        Some(name) if name.ends_with(".png") => mend::png(&mut bytes),
        _ => {}
    }
    *input = named(&path, &bytes);
}

fn project(input: &[u8]) -> String {
    let (path, bytes) = split(input).unwrap_or(("art/first.toml", input));
    let game = &*GAME;
    let root = game.project.root();
    restore(&root, &game.files);
    fs::write(root.join(path), bytes).unwrap();
    let before = game.project.all();
    let mut res = path.to_owned();
    for args in [&["build", "--offline", "--yes"][..], &["status"]] {
        res += &run(&game.project, args);
    }
    let after = game.project.all();
    unharmed(&before, &after, path == "assetbuild.toml");
    res
}

/// Runs a command. Its code, and the words that name mistakes.
fn run(project: &TestProject, args: &[&str]) -> String {
    let own = project.command(args);
    let mut command = if cfg!(unix) {
        let mut limited = Command::new("sh");
        limited.args(["-c", &format!("ulimit -t {LONGEST}; exec \"$@\""), "sh"]);
        limited.arg(own.get_program()).args(own.get_args());
        limited
    } else {
        Command::new(own.get_program())
    };
    command.current_dir(project.root()).env_clear().stdin(Stdio::null());
    command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    let code = output.status.code().unwrap_or_else(|| panic!("{args:?} was ended: {said}"));
    assert!(code != 101 && !said.contains("panicked"), "{args:?}: {said}");
    assert!(!said.contains("s3cret-words"), "{args:?}: {said}");
    let mistakes = said.split("error[").skip(1).filter_map(|it| it.split(']').next());
    format!(" {code} {}", mistakes.collect::<Vec<_>>().join(" "))
}

/// Nothing that was there is another one, but outputs, the lock and what is remembered; what is new lies
/// where outputs do. Where `elsewhere` is set outputs may lie in a folder of another name.
fn unharmed(before: &Files, after: &Files, elsewhere: bool) {
    let ours = |path: &str| {
        path == "game/assetbuild.lock"
            || path.starts_with("game/.assetbuild/")
            || path.starts_with("game/generated-assets/")
    };
    for (path, bytes) in before {
        assert!(ours(path) || after.get(path) == Some(bytes), "`{path}` was changed");
    }
    for path in after.keys().filter(|it| !before.contains_key(*it)) {
        let fits = ours(path) || elsewhere && path.starts_with("game/");
        assert!(fits, "`{path}` was written");
    }
}

/// Has a folder hold these files and no others, but for the hidden one that nobody touches.
fn restore(root: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(root).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else if entry.file_name() != ".env" {
            fs::remove_file(path).unwrap();
        }
    }
    for (path, bytes) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}
