//! How long it takes to know what is to be done: in a new process that finds nothing changed, and
//! in a live project after one edit.
//!
//! `cargo bench --bench project`; the projects are built first, which takes about a minute.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use assetbuild::digest::Digest;
use assetbuild::model::Day;
use assetbuild::plan::BuildRequest;
use assetbuild::project::{Config, Glance, Project};
use assetbuild::provider::{Services, UserConfig};
use assetbuild::run::{BuildEvent, EventSink, Stop};

fn main() {
    divan::main();
}

const SIZES: &[usize] = &[1000, 10_000];

/// A project of as many assets, built.
struct Game {
    folder: tempfile::TempDir,
}

struct Nobody;

impl EventSink for Nobody {
    fn event(&self, _: BuildEvent) {}
}

impl Game {
    fn built(count: usize) -> Game {
        let game = Game { folder: tempfile::tempdir().unwrap() };
        let root = game.root();
        std::fs::create_dir_all(root.join("art")).unwrap();
        let workspace = "[project]\nname = \"bench\"\nedition = \"2026\"\n";
        std::fs::write(root.join("assetbuild.toml"), workspace).unwrap();
        let style = "[style.s]\ntemplate = \"pixel-art\"\nsize = 16\nscale = 1\n";
        std::fs::write(root.join("art/styles.toml"), style).unwrap();
        for idx in 0..count {
            game.write(idx, "small");
        }
        let mut project = game.open();
        project.build(&request(), Arc::new(Nobody), Stop::new()).unwrap();
        drop(project);
        // Nothing that was written may be taken for what could still change unseen.
        std::thread::sleep(Duration::from_millis(50));
        let mut project = game.open();
        project.plan(&request()).unwrap();
        game
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("game")
    }

    fn manifest(&self, idx: usize) -> PathBuf {
        self.root().join(format!("art/a{idx:05}.toml"))
    }

    fn write(&self, idx: usize, word: &str) {
        let text =
            format!("[asset.a{idx:05}]\nsubject = \"{word} gem number {idx}\"\nstyle = \"s\"\n");
        std::fs::write(self.manifest(idx), text).unwrap();
    }

    fn open(&self) -> Project {
        let config = Config {
            store: self.folder.path().join("store"),
            temporary: std::env::temp_dir(),
            user: UserConfig::default(),
            services: Services::default(),
            today: Day::LOOKED_UP,
            faults: None,
            minute: Duration::from_secs(60),
            bound: Digest::of(b"bench"),
            apart: None,
        };
        Project::open(&self.root(), config).unwrap()
    }
}

fn request() -> BuildRequest {
    BuildRequest { tell_fresh: false, ..BuildRequest::default() }
}

#[divan::bench(args = SIZES, sample_count = 20, sample_size = 1)]
fn nothing_changed(bencher: divan::Bencher<'_, '_>, count: usize) {
    let game = Game::built(count);
    bencher.bench_local(|| {
        let glance = Glance::at(&game.root(), &Digest::of(b"bench"));
        assert!(glance.is_some_and(|it| it.up_to_date().is_some()));
    });
}

#[divan::bench(args = SIZES, sample_count = 100, sample_size = 1)]
fn one_edit_in_a_live_project(bencher: divan::Bencher<'_, '_>, count: usize) {
    let game = Game::built(count);
    let project = Mutex::new(game.open());
    project.lock().unwrap().planned(&request()).unwrap();
    let edits = std::cell::Cell::new(0);
    let edit = || {
        edits.set(edits.get() + 1);
        game.write(count / 2, &format!("edited {}", edits.get()));
        BTreeSet::from([game.manifest(count / 2)])
    };
    bencher.with_inputs(edit).bench_local_values(|paths| {
        let mut project = project.lock().unwrap();
        assert!(project.apply(&paths).unwrap());
        project.planned(&request()).unwrap()
    });
}
