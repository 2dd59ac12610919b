//! What a project remembers of its files: paths that may come with a clone.

use std::fs;
use std::sync::LazyLock;

use assetbuild::digest::Digest;
use assetbuild::project::Glance;

use crate::fuzz::mend;
use crate::fuzz::target::Target;
use crate::harness::TestProject;

pub(crate) const STATE: Target = Target {
    name: "state",
    takes: state,
    seeds: || vec![GAME.1.clone()],
    mend: |bytes| mend::state(bytes),
    words: &[
        "..",
        "/",
        "art",
        "assetbuild.toml",
        "\u{0}",
        "generated-assets",
        "/etc/passwd",
        "/dev/zero",
    ],
    few: 500,
};

/// A game that was built, with its state file.
static GAME: LazyLock<(TestProject, Vec<u8>)> = LazyLock::new(|| {
    let project =
        TestProject::with(&[("art/first.toml", "[asset.gem]\nsubject = \"gem\"\nsize = 16\n")]);
    project.run(&["build"]).success();
    let state = fs::read(project.root().join(".assetbuild/state")).unwrap();
    (project, state)
});

/// What a state is bound to stands behind its format.
fn bound(state: &[u8]) -> Option<Digest> {
    let hex: String = state.get(1..33)?.iter().map(|it| format!("{it:02x}")).collect();
    format!("b3:{hex}").parse().ok()
}

fn state(bytes: &[u8]) -> String {
    let (project, _) = &*GAME;
    fs::write(project.root().join(".assetbuild/state"), bytes).unwrap();
    let bound = bound(bytes).unwrap_or(Digest::of(b"none"));
    let Some(glance) = Glance::at(&project.root(), &bound) else { return "none".to_owned() };
    let up_to_date = glance.up_to_date();
    format!("believed {}", up_to_date.is_some())
}
