//! `Game`: a project whose pictures are painted, judged and refined by the scripted model.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::{Deref, Index};
use std::path::{Path, PathBuf};

use assetbuild::digest::Digest;
use serde_json::Value;

use crate::harness::{Events, Run, TestProject, scripted_model};

/// Calls of the model: paintings, verdicts, prompts.
pub(crate) type Calls = [usize; 3];

/// Nothing was asked.
pub(crate) const NONE: Calls = [0, 0, 0];

/// Two pictures, and a third one that refers to the first.
pub(crate) const THREE: &str = r#"
[asset.slime]
subject = "green slime"
style = "dots"

[asset.ghost]
subject = "pale ghost"
style = "dots"

[asset.slime_hurt]
subject = "the same slime, hurt"
style = "dots"
references = ["slime"]
"#;

/// One picture.
pub(crate) const ONE: &str = "[asset.slime]\nsubject = \"green slime\"\nstyle = \"dots\"\n";

/// What a painting, a verdict and a prompt cost: what the model says is what the user's
/// configuration says.
const PRICES: Calls = [40, 1, 1];

/// What a second plate costs.
const PLATE: usize = 30;

/// A project whose pictures are painted, judged and refined by the scripted model. Unless its
/// script is changed, the third attempt is good enough: they score 62, 75 and 95.
pub(crate) struct Game {
    project: TestProject,
}

impl Deref for Game {
    type Target = TestProject;

    fn deref(&self) -> &TestProject {
        &self.project
    }
}

/// Files by path: their text, of a picture its digest. Shown, it says which lines they have.
#[derive(PartialEq)]
pub(crate) struct Files(BTreeMap<String, String>);

impl Files {
    /// Asserts that these are the same files, and says which lines are not.
    #[track_caller]
    pub(crate) fn are(&self, wanted: &Files) {
        let lines = |it: &Files| -> BTreeSet<String> {
            let lines = |(path, text): (&String, &String)| -> Vec<String> {
                text.lines().map(|it| format!("{path}: {it}")).collect()
            };
            it.0.iter().flat_map(lines).collect()
        };
        let (ours, theirs) = (lines(self), lines(wanted));
        let ours_only: Vec<&String> = ours.difference(&theirs).collect();
        let theirs_only: Vec<&String> = theirs.difference(&ours).collect();
        assert!(self == wanted, "is {ours_only:#?}\nshould be {theirs_only:#?}");
    }

    /// Their paths, in order.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.0.keys().cloned().collect()
    }

    /// Whether there is such a file.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.contains_key(path)
    }
}

impl Index<&str> for Files {
    type Output = String;

    fn index(&self, path: &str) -> &String {
        self.0.get(path).unwrap_or_else(|| panic!("no `{path}` among {:?}", self.0.keys()))
    }
}

/// What a build came to.
pub(crate) struct Built {
    pub(crate) run: Run,
    /// What it asked the model for.
    pub(crate) calls: Calls,
    /// How many second plates it asked for.
    pub(crate) plates: usize,
    /// The lines of `--json`.
    pub(crate) events: Vec<Value>,
}

impl Game {
    /// [`THREE`] assets, not built.
    pub(crate) fn new() -> Game {
        Game::of(THREE)
    }

    /// [`THREE`] assets, after their first build.
    pub(crate) fn built() -> Game {
        let game = Game::new();
        game.build(&[]).cost([9, 9, 6]);
        game
    }

    /// These assets; there is a style `dots`.
    pub(crate) fn of(assets: &str) -> Game {
        let game = Game { project: TestProject::empty() };
        let project = &game.project;
        project.write("assetbuild.toml", WORKSPACE);
        project.write("art/styles.toml", STYLES);
        project.write("art/brief.jinja", "A picture of {{ subject }}. {{ background }}\n");
        project.write("art/assets.toml", assets);
        project.config(&game.user_config(""));
        game.script("{}");
        game
    }

    /// A configuration of the user's, with further lines for the program.
    pub(crate) fn user_config(&self, more: &str) -> String {
        let text = |it: &Path| format!("'''{}'''", it.display());
        let (program, log) = (text(&scripted_model()), text(&self.call_log()));
        let script = text(&self.call_log().with_file_name("script.json"));
        let [paint, judge, refine] = PRICES.map(|it| it as f64 / 1000.0);
        let edit = PLATE as f64 / 1000.0;
        format!(
            "[exec.painter]\nprogram = {program}\nargs = [{log}, {script}]\n\
             price = {{ paint = {paint}, edit = {edit}, judge = {judge}, refine = {refine} }}\n{more}"
        )
    }

    /// Sets what the model does from now on; scores are 62, 75, 95 unless it says otherwise.
    pub(crate) fn script(&self, script: &str) {
        let mut script: Value = serde_json::from_str(script).unwrap();
        let default = script.as_object_mut().unwrap().entry("default").or_insert(Value::Null);
        if default.is_null() {
            *default = serde_json::json!({});
        }
        let default = default.as_object_mut().unwrap();
        default.entry("scores").or_insert(serde_json::json!([62, 75, 95]));
        let path = self.call_log().with_file_name("script.json");
        fs::write(path, script.to_string()).unwrap();
    }

    /// Plans and builds. The plan calls nothing, and the build stays within its price.
    pub(crate) fn build(&self, flags: &[&str]) -> Built {
        let plan = self.built_with(&[&["build", "-n"], flags].concat());
        assert_eq!((plan.calls, plan.plates), (NONE, 0), "a plan called a model");
        let built = self.built_with(&[&["build", "--yes"], flags].concat());
        let usd = |key: &str| plan.summary()[key].as_f64().unwrap();
        let spent = built.calls.iter().zip(PRICES).map(|(n, each)| n * each).sum::<usize>();
        let spent = (spent + built.plates * PLATE) as f64 / 1000.0;
        let (low, high) = (usd("usd_low"), usd("usd_high"));
        assert!(spent <= high + 1e-9, "{spent} spent, at most {high} planned");
        let whole = built.run.code == Some(0);
        assert!(!whole || spent >= low - 1e-9, "{spent} spent, at least {low} planned");
        let told = built.summary()["usd_spent"].as_f64().unwrap();
        let (out, err) = (&built.run.out, &built.run.err);
        assert!((told - spent).abs() < 1e-9, "{told} told, {spent} spent\n{out}\n{err}");
        built
    }

    /// Runs a command: what it asked the model for, and the lines of `--json`.
    pub(crate) fn does(&self, args: &[&str]) -> Built {
        self.built_with(args)
    }

    /// The project as a teammate has it after `git pull`: with a store of their own, and with the
    /// outputs if they are committed.
    pub(crate) fn pulled(&self, with_outputs: bool) -> Game {
        let other = Game { project: TestProject::empty() };
        other.config(&other.user_config(""));
        other.script("{}");
        for path in all_files(&self.root()) {
            let inside = path.strip_prefix(self.root()).unwrap();
            let is_output = inside.starts_with("generated-assets");
            if !inside.starts_with(".assetbuild") && (with_outputs || !is_output) {
                copy(&path, &other.root().join(inside));
            }
        }
        other
    }

    /// Takes over all originals of another store.
    pub(crate) fn fetch(&self, from: &Game) {
        for path in all_files(&from.store().join("originals")) {
            copy(&path, &self.store().join(path.strip_prefix(from.store()).unwrap()));
        }
    }

    fn built_with(&self, args: &[&str]) -> Built {
        let before = self.calls().len();
        let run = self.run(&[&["--json"], args].concat());
        let events = Events::of(&run).0;
        let asked = &self.calls()[before..];
        let plates = asked.iter().filter(|it| it.starts_with("edit ")).count();
        Built { events, calls: counted(asked), plates, run }
    }

    /// All outputs and the lock, by path.
    pub(crate) fn files(&self) -> Files {
        let mut res = outputs(&self.root());
        res.0.insert("lock".to_owned(), self.read("assetbuild.lock"));
        res
    }

    /// Removes a file or a folder of the project or of the store, if it is there.
    pub(crate) fn remove(&self, path: &Path) {
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else if path.exists() {
            fs::remove_file(path).unwrap();
        }
    }
}

impl Built {
    /// It did all that it was to do, and asked for this much.
    #[track_caller]
    pub(crate) fn cost(self, calls: Calls) -> Built {
        self.ends(0, calls)
    }

    /// It ended with this code, and asked for this much.
    #[track_caller]
    pub(crate) fn ends(self, code: i32, calls: Calls) -> Built {
        let wanted = (Some(code), calls);
        assert_eq!((self.run.code, self.calls), wanted, "{}", self.run.shown());
        self
    }

    /// It asked for so many second plates.
    #[track_caller]
    pub(crate) fn plating(self, plates: usize) -> Built {
        assert_eq!(self.plates, plates, "{}", self.run.shown());
        self
    }

    /// The last line.
    pub(crate) fn summary(&self) -> &Value {
        self.events.last().unwrap_or_else(|| panic!("no summary: {}", self.run.shown()))
    }

    /// The line of an asset.
    pub(crate) fn asset(&self, name: &str) -> &Value {
        let found = self.events.iter().find(|it| it["name"] == name);
        found.unwrap_or_else(|| panic!("no `{name}`: {}", self.run.shown()))
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to.parent().unwrap()).unwrap();
    fs::copy(from, to).unwrap();
}

/// Counts lines of the log by their kind.
pub(crate) fn counted(lines: &[String]) -> Calls {
    let count = |kind: &str| lines.iter().filter(|it| it.starts_with(kind)).count();
    ["paint ", "judge ", "refine "].map(count)
}

/// All outputs of a project, by path.
pub(crate) fn outputs(root: &Path) -> Files {
    let out = root.join("generated-assets");
    let read = |path: PathBuf| {
        let bytes = fs::read(&path).unwrap();
        let text = String::from_utf8(bytes).unwrap_or_else(|it| Digest::of(it.as_bytes()).hex());
        (path.strip_prefix(&out).unwrap().display().to_string(), text)
    };
    Files(all_files(&out).into_iter().map(read).collect())
}

/// All files below a folder.
pub(crate) fn all_files(folder: &Path) -> Vec<PathBuf> {
    let mut res = vec![];
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            res.extend(all_files(&path));
        } else {
            res.push(path);
        }
    }
    res.sort();
    res
}

const WORKSPACE: &str = r#"
[project]
name = "test"
edition = "2026"

[models]
image = "exec/painter@1"
judge = "exec/painter@1"
refine = "exec/painter@1"

[quality]
target = 90
max-attempts = 5

[budget]
per-build = 50.0
per-asset = 10.0
ask-above = 100.0

[provider.exec.painter]
requests-per-minute = 6000
edits = true
"#;

const STYLES: &str = r##"
[style.dots]
template = "art/brief.jinja"
palette = ["#2D2D2D", "#F4A460", "#8FBC8F", "#4A90E2"]
palette-mode = "lock"
check = { max-colors = 16 }
rubric = { style = 25, technical = 20, transparency = 20, game-fit = 20, composition = 15 }
size = 16
scale = 2
"##;
