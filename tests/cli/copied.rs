//! A file that a person put in the place of an output, copied from another output, is theirs.

use std::fs;

use crate::harness::{Events, TestProject, set};

const THINGS: &str = r#"
[asset.gem]
subject = "red gem"
size = 16

[asset.ring]
subject = "gold ring"
size = 16
"#;

fn copy(project: &TestProject, from: &str, to: &str) {
    let path = |it: &str| project.root().join("generated-assets").join(it);
    fs::copy(path(from), path(to)).unwrap();
}

#[test]
fn a_copied_output_is_left_alone_and_not_called_missing() {
    let project = TestProject::with(&[("art/things.toml", THINGS)]);
    project.events(&["build"]);
    let made = project.made();
    let all: &[(&str, &str)] =
        &[("sprite/gem.png", "sprite/ring.png"), ("sprite/gem.json", "sprite/ring.json")];
    for copied in [&all[..1], all] {
        copied.iter().for_each(|(from, to)| copy(&project, from, to));
        // Not even when the asset is looked at for the second time, or wants to be made anew.
        for more in ["", "", "check = { max-colors = 3 }\n"] {
            project.append("art/things.toml", more);
            let run = project.run(&["build", "--json"]);
            let events = Events::of(&run);
            assert_eq!(events.in_state("edited"), set(&["ring"]), "{}", run.shown());
            assert!(!run.out.contains("missing"), "{}", run.shown());
            let out = project.files("generated-assets");
            for (from, to) in copied {
                let bytes = |it: &str| &out[&format!("generated-assets/{it}")];
                assert!(bytes(from) == bytes(to), "{to} was overwritten");
            }
        }
        project.write("art/things.toml", THINGS);
        project.events(&["build", "--discard-edits", "ring"]);
        assert!(project.made() == made);
    }
}

#[test]
fn only_a_file_that_is_missing_is_called_missing() {
    let project = TestProject::with(&[("art/things.toml", THINGS)]);
    project.events(&["build"]);
    let reasons = || project.events(&["plan"]).asset("ring")["reasons"].to_string();
    let png = project.root().join("generated-assets/sprite/ring.png");
    // As this program wrote it, but not what the lock names: of another branch, say.
    let before = fs::read(&png).unwrap();
    project.edit("art/things.toml", "gold ring", "iron ring");
    project.events(&["build"]);
    let after = fs::read(&png).unwrap();
    assert!(before != after);
    let json = project.root().join("generated-assets/sprite/ring.json");
    fs::write(&png, before).unwrap();
    fs::remove_file(json).unwrap();
    let told = reasons();
    assert!(told.contains("ring.json is missing"), "{told}");
    assert!(told.contains("ring.png is another than the lock says"), "{told}");
    project.events(&["build"]);
    assert!(fs::read(&png).unwrap() == after);
}
