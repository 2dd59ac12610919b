//! `TestProject`: a project in a temporary folder, with a store and a configuration of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::line::conforms_if_known;

/// A project in a temporary folder. Nothing of the machine's own store, configuration or
/// environment reaches it, and it leaves nothing behind.
pub(crate) struct TestProject {
    folder: tempfile::TempDir,
}

/// What a run of the program came to.
pub(crate) struct Run {
    /// The exit status; `None` if a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it wrote to stdout, filtered.
    pub(crate) out: String,
    /// What it wrote to stderr, filtered.
    pub(crate) err: String,
}

/// What a run with `--json` printed: one object a line.
pub(crate) struct Events(pub(crate) Vec<Value>);

/// The bytes of files, by their path below the project.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

impl TestProject {
    /// An empty folder.
    pub(crate) fn empty() -> TestProject {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        for name in ["game", "store"] {
            fs::create_dir(folder.path().join(name)).expect("a folder can be made");
        }
        TestProject { folder }
    }

    /// A project with these files beside a workspace file, unless that is among them.
    pub(crate) fn with(files: &[(&str, &str)]) -> TestProject {
        let project = TestProject::empty();
        project.write("assetbuild.toml", "[project]\nname = \"test\"\nedition = \"2026\"\n");
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// A copy of a project of this repository, as it was written and committed.
    pub(crate) fn copy_of(folder: &str) -> TestProject {
        let project = TestProject::empty();
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        for (path, bytes) in files_below(&from, &from) {
            // What a build leaves for itself is no part of the project.
            if !path.starts_with(".assetbuild/") {
                write(&project.root().join(path), &bytes);
            }
        }
        project
    }

    /// The project as it would be after a move to another machine, store included: with nothing of
    /// what is remembered.
    pub(crate) fn copied(&self) -> TestProject {
        let (copy, from) = (TestProject::empty(), self.folder.path());
        for (path, bytes) in files_below(from, from) {
            if !path.starts_with("game/.assetbuild/") {
                write(&copy.folder.path().join(path), &bytes);
            }
        }
        copy
    }

    /// The project's folder.
    pub(crate) fn root(&self) -> PathBuf {
        self.folder.path().join("game")
    }

    /// The folder of its own store.
    pub(crate) fn store(&self) -> PathBuf {
        self.folder.path().join("store")
    }

    /// Writes a file of the project, folders included.
    pub(crate) fn write(&self, path: &str, text: &str) {
        write(&self.root().join(path), text.as_bytes());
    }

    /// Appends to a file of the project, which must be there.
    pub(crate) fn append(&self, path: &str, text: &str) {
        let before = self.read(path);
        self.write(path, &format!("{before}{text}"));
    }

    /// Removes a file or a folder with all that is in it, which must be there.
    pub(crate) fn remove(&self, path: &str) {
        let full = self.root().join(path);
        let removed =
            if full.is_dir() { fs::remove_dir_all(&full) } else { fs::remove_file(&full) };
        removed.unwrap_or_else(|why| panic!("cannot remove `{path}`: {why}"));
    }

    /// Forgets all that was ever made: outputs, lock, state and store.
    pub(crate) fn forget(&self) {
        for path in ["generated-assets", "assetbuild.lock", ".assetbuild"] {
            if self.has(path) {
                self.remove(path);
            }
        }
        fs::remove_dir_all(self.store()).expect("the store can be removed");
    }

    /// The project's files, those of its store apart, and those of its user: by their path below the
    /// folder that has them all.
    pub(crate) fn all(&self) -> Files {
        let mut res = files_below(self.folder.path(), self.folder.path());
        res.retain(|path, _| !path.starts_with("store/"));
        res
    }

    /// The files below a folder of the project; none if it is not there.
    pub(crate) fn files(&self, folder: &str) -> Files {
        files_below(&self.root(), &self.root().join(folder))
    }

    /// All that a build makes and people commit: outputs and lock.
    pub(crate) fn made(&self) -> Files {
        let mut res = self.files("generated-assets");
        let lock = fs::read(self.root().join("assetbuild.lock")).expect("there is a lock");
        res.insert("assetbuild.lock".to_owned(), lock);
        res
    }

    /// Replaces words of a file of the project, which must be there.
    pub(crate) fn edit(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "`{path}` does not say `{old}`");
        self.write(path, &text.replace(old, new));
    }

    /// The text of a file of the project.
    pub(crate) fn read(&self, path: &str) -> String {
        let full = self.root().join(path);
        fs::read_to_string(&full).unwrap_or_else(|why| panic!("cannot read `{path}`: {why}"))
    }

    /// Whether the project has a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// Writes the user's configuration, readable by nobody else.
    pub(crate) fn config(&self, text: &str) {
        let path = self.folder.path().join("config.toml");
        write(&path, text.as_bytes());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let private = fs::Permissions::from_mode(0o600);
            fs::set_permissions(&path, private).expect("permissions can be set");
        }
    }

    /// Where a scripted model writes a line for each of its calls; for its configuration.
    pub(crate) fn call_log(&self) -> PathBuf {
        self.folder.path().join("calls.log")
    }

    /// The lines that scripted models wrote: one for each call, in order.
    pub(crate) fn calls(&self) -> Vec<String> {
        let text = fs::read_to_string(self.call_log()).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Runs the program in the project's folder, and waits for it.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        self.run_with(args, &[])
    }

    /// [`TestProject::run`] with further variables of the environment.
    pub(crate) fn run_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Run {
        let switched = variables.iter().any(|it| it.0.starts_with("ASSETBUILD_TEST_"));
        assert!(!switched || cfg!(debug_assertions), "a released program has no such switches");
        let mut command = self.command(args);
        command.envs(variables.iter().copied()).stdin(Stdio::null());
        self.came_to(&command.output().expect("the program can be started"))
    }

    fn came_to(&self, output: &Output) -> Run {
        Run {
            code: output.status.code(),
            out: self.filtered(&String::from_utf8_lossy(&output.stdout)),
            err: self.filtered(&String::from_utf8_lossy(&output.stderr)),
        }
    }

    /// [`TestProject::run`] with something on its standard input.
    pub(crate) fn run_reading(&self, args: &[&str], text: &str) -> Run {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program can be started");
        let mut stdin = child.stdin.take().expect("its input is a pipe");
        // Whoever complains about arguments does not read.
        stdin.write_all(text.as_bytes()).ok();
        drop(stdin);
        self.came_to(&child.wait_with_output().expect("the program ends"))
    }

    /// Runs it with `--json`, which must end with 0.
    pub(crate) fn events(&self, args: &[&str]) -> Events {
        let run = self.run(&[args, &["--json"]].concat()).success();
        Events::of(&run)
    }

    /// The command that [`TestProject::run`] runs, for tests that start it on their own.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_assetbuild"));
        command.args(args).current_dir(self.root()).env_clear();
        command.env("ASSETBUILD_STORE", self.store());
        command.env("ASSETBUILD_CONFIG", self.folder.path().join("config.toml"));
        command.env("HOME", self.folder.path());
        command.env("COLUMNS", "100");
        // Programs of the user's are found, and Windows finds its own libraries.
        for name in ["PATH", "SystemRoot", "TEMP", "TMP"] {
            if let Some(value) = std::env::var_os(name) {
                command.env(name, value);
            }
        }
        command
    }

    /// What differs from run to run, replaced: the folder, durations, digests, the slash.
    fn filtered(&self, text: &str) -> String {
        let folder = self.folder.path();
        let real = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        let mut res = text.replace("\r\n", "\n");
        for folder in [real.as_path(), folder] {
            res = res.replace(&folder.display().to_string(), "[TMP]");
        }
        let words = res.split_inclusive(char::is_whitespace).map(without_digest);
        without_durations(&words.collect::<String>())
    }
}

impl Run {
    /// All that matters, for a snapshot.
    pub(crate) fn shown(&self) -> String {
        let code = self.code.map_or("none".to_owned(), |it| it.to_string());
        format!("exit {code}\n--- out\n{}--- err\n{}", self.out, self.err)
    }

    /// The same, which must have ended with 0.
    pub(crate) fn success(self) -> Run {
        assert_eq!(self.code, Some(0), "{}", self.shown());
        self
    }

    /// The same, which must have ended with this code.
    pub(crate) fn fails_with(self, code: i32) -> Run {
        assert_eq!(self.code, Some(code), "{}", self.shown());
        self
    }
}

impl Events {
    /// Those of a run, however it ended.
    pub(crate) fn of(run: &Run) -> Events {
        let event = |line: &str| {
            let value: Value = serde_json::from_str(line).unwrap_or_else(|why| {
                panic!("`{line}` is no JSON: {why}");
            });
            assert!(value["event"].is_string(), "`{line}` does not say what it is");
            conforms_if_known(&value);
            value
        };
        Events(run.out.lines().map(event).collect())
    }

    /// The last line.
    pub(crate) fn summary(&self) -> &Value {
        let last = self.0.last().expect("something was printed");
        assert_eq!(last["event"], "summary", "{last}");
        last
    }

    /// What is said of an asset.
    pub(crate) fn asset(&self, name: &str) -> &Value {
        let mut all = self.assets().filter(|it| it["name"] == name);
        all.next().unwrap_or_else(|| panic!("nothing is said of `{name}`"))
    }

    /// The names of the assets in a state.
    pub(crate) fn in_state(&self, state: &str) -> BTreeSet<String> {
        names(self.assets().filter(|it| it["state"] == state))
    }

    /// The names of the assets that something was painted for.
    pub(crate) fn painted(&self) -> BTreeSet<String> {
        names(self.assets().filter(|it| it["painted"].as_u64() > Some(0)))
    }

    /// How many models were called, built-in ones included.
    pub(crate) fn calls(&self) -> u64 {
        let calls = self.summary()["calls"].as_object().expect("a build counts its calls");
        calls.values().map(|it| it.as_u64().expect("calls are numbers")).sum()
    }

    fn assets(&self) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(|it| it["event"] == "asset")
    }
}

/// Where cargo puts the scripted model: `target/debug/examples`, beside the `deps` of this test.
pub(crate) fn scripted_model() -> PathBuf {
    let test = std::env::current_exe().expect("a test is a file");
    let built = test.parent().expect("it lies in a folder").with_file_name("examples");
    let program = built.join(format!("scripted-model{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "run `cargo build --example scripted-model` first");
    program
}

/// Waits until this holds, and no longer than a minute: far more than anything takes.
#[track_caller]
pub(crate) fn patiently(what: &str, holds: impl Fn() -> bool) {
    let began = Instant::now();
    while !holds() {
        assert!(began.elapsed() < PATIENCE, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Far more than anything takes, so that a test which waits for nothing ends at all.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A set of names, for comparison with what was found.
pub(crate) fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&it| it.to_owned()).collect()
}

fn names<'a>(events: impl Iterator<Item = &'a Value>) -> BTreeSet<String> {
    events.map(|it| it["name"].as_str().expect("an asset has a name").to_owned()).collect()
}

fn write(path: &Path, bytes: &[u8]) {
    let folder = path.parent().expect("a file lies in a folder");
    fs::create_dir_all(folder).expect("a folder can be made");
    fs::write(path, bytes).expect("a file can be written");
}

/// Paths are relative to `root`, with `/` between their names. No link is followed.
fn files_below(root: &Path, folder: &Path) -> Files {
    let mut res = Files::new();
    let Ok(entries) = fs::read_dir(folder) else { return res };
    for entry in entries.map(|it| it.expect("a folder can be read")) {
        let (path, kind) = (entry.path(), entry.file_type().expect("a file is of some kind"));
        if kind.is_dir() {
            res.append(&mut files_below(root, &path));
        } else if kind.is_file() {
            let below = path.strip_prefix(root).expect("it lies below").to_string_lossy();
            let bytes = fs::read(&path).expect("a file can be read");
            res.insert(below.replace('\\', "/"), bytes);
        }
    }
    res
}

/// `b3:` and its digits become `b3:[DIGEST]`.
fn without_digest(word: &str) -> String {
    let Some((before, rest)) = word.split_once("b3:") else { return word.to_owned() };
    let after = rest.trim_start_matches(|it: char| it.is_ascii_hexdigit());
    format!("{before}b3:[DIGEST]{after}")
}

/// `1.3 s` becomes `[TIME]`. Durations above a minute do not happen in tests.
fn without_durations(text: &str) -> String {
    let line = |line: &str| {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for idx in 1..words.len() {
            let is_number = !words[idx - 1].is_empty() && words[idx - 1].parse::<f64>().is_ok();
            if words[idx].trim_end() == "s" && is_number {
                words[idx - 1] = "[TIME]".to_owned();
                words[idx] = words[idx].replacen('s', "", 1);
            }
        }
        words.join(" ").replace("[TIME] ", "[TIME]")
    };
    text.split_inclusive('\n').map(line).collect()
}
