//! What belongs to the user stays the user's, and one mistake keeps nothing else from building.

use std::collections::BTreeSet;

use crate::harness::{Events, TestProject, set};

const GEMS: &str = "[asset.ruby]\ncategory = \"items\"\nsubject = \"red gem\"\nsize = 16\n\
                    [asset.opal]\ncategory = \"items\"\nsubject = \"milky gem\"\nsize = 16\n";

fn gems() -> TestProject {
    TestProject::with(&[("art/gems.toml", GEMS)])
}

#[test]
fn files_of_a_removed_asset_go_and_those_of_others_stay() {
    let project = gems();
    project.run(&["build"]).success();
    project.write("generated-assets/items/notes.txt", "mine");
    let (ruby, _) = GEMS.split_once("[asset.opal]").unwrap();
    project.write("art/gems.toml", ruby);
    let run = project.run(&["build"]).success();
    assert!(run.err.contains("removed items/opal.json, items/opal.png"), "{}", run.err);
    assert!(!project.has("generated-assets/items/opal.png"));
    assert!(project.has("generated-assets/items/notes.txt"));

    project.write("art/gems.toml", "");
    project.run(&["build"]).fails_with(7);
    project.run(&["build", "--yes"]).success();
    let left: Vec<String> = project.files("generated-assets").into_keys().collect();
    assert_eq!(left, ["generated-assets/items/notes.txt"]);
}

#[test]
fn a_picture_changed_by_hand_is_left_alone_until_someone_decides() {
    let project = gems();
    project.run(&["build"]).success();
    project.write("generated-assets/items/ruby.png", "painted over");
    let run = project.run(&["build"]).success();
    insta::assert_snapshot!(run.err, @r"
      edited   items/ruby                changed by hand; take it back: assetbuild build --discard-edits ruby

    0 built, 0 failed, 1 edited, 1 fresh      [TIME]      $0.00
    ");
    assert_eq!(project.read("generated-assets/items/ruby.png"), "painted over");
    assert_eq!(project.events(&["plan"]).in_state("edited"), set(&["ruby"]));
    project.run(&["build", "--locked"]).fails_with(3);

    // Not even a new subject paints over it.
    project.edit("art/gems.toml", "red gem", "crimson gem");
    project.run(&["build"]).success();
    assert_eq!(project.read("generated-assets/items/ruby.png"), "painted over");

    project.run(&["build", "--discard-edits", "ruby"]).success();
    assert!(
        project.files("generated-assets")["generated-assets/items/ruby.png"]
            .starts_with(b"\x89PNG")
    );
    assert_eq!(project.events(&["build"]).in_state("fresh").len(), 2);
}

#[test]
fn a_file_that_is_in_the_way_fails_that_asset_alone() {
    let project = gems();
    project.write("generated-assets/items/ruby.png", "somebody's");
    let run = project.run(&["build"]).fails_with(1);
    insta::assert_snapshot!(run.err, @r"
      drew     items/opal   placeholder       16×16

      failed   items/ruby                `items/ruby.png` is there already, and assetbuild did not write it
               move it away, or give the asset another name or category

    1 built, 1 failed      [TIME]      $0.00 (builtin/sketch)
    ");
    assert_eq!(project.read("generated-assets/items/ruby.png"), "somebody's");
    assert!(!project.has("generated-assets/items/ruby.json"));
}

#[test]
fn a_mistake_keeps_no_other_asset_from_building() {
    let project = gems();
    project.write(
        "art/slips.toml",
        "[asset.jet]\nsubject = \"black gem\"\nsise = 16\n\
         [asset.lost]\nsource = \"art/nowhere.png\"\n\
         [asset.lost_gold]\nfrom = \"lost\"\nedits = [{ scale = 2 }]\n",
    );
    project.write("art/broken.toml", "[asset.onyx\n");
    let run = project.run(&["build", "--json"]).fails_with(2);
    assert_eq!(Events::of(&run).in_state("built"), set(&["opal", "ruby"]));
    let shown = project.run(&["build"]).fails_with(2).err;
    for words in ["did you mean `size`?", "there is no file `art/nowhere.png`", "art/broken.toml:1"]
    {
        assert!(shown.contains(words), "{words} is not in\n{shown}");
    }
}

#[test]
fn pictures_that_are_none_are_told_by_their_place() {
    let project = gems();
    project.write("art/torn.png", "\u{89}PNG, says the file");
    project.write("art/torn.toml", "[asset.torn]\nsource = \"art/torn.png\"\n");
    let run = project.run(&["build"]).fails_with(2);
    assert!(run.err.contains("art/torn.png"), "{}", run.err);
    assert!(project.has("generated-assets/items/ruby.png"));
}

#[test]
fn nothing_leads_out_of_the_project() {
    for slip in [
        "[asset.x]\nsubject = \"x\"\ncategory = \"../out\"\n",
        "[asset.x]\nsubject = \"x\"\ncategory = \"/etc\"\n",
        "[asset.\"../x\"]\nsubject = \"x\"\n",
        "[asset.x]\nsource = \"../secret.png\"\n",
        "[asset.x]\nsource = \"/etc/passwd\"\n",
        "[asset.x]\nsubject = \"x\"\nreferences = [\"../../secret.png\"]\n",
        "[set.x]\nrows = \"../rows.csv\"\n",
        "[style.x]\ntemplate = \"../template.jinja\"\n[asset.x]\nsubject = \"x\"\nstyle = \"x\"\n",
    ] {
        let project = gems();
        project.write("art/slip.toml", slip);
        let run = project.run(&["build", "--json"]).fails_with(2);
        assert_eq!(Events::of(&run).in_state("built"), set(&["opal", "ruby"]), "{slip}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_among_the_outputs_leads_nothing_out() {
    use std::os::unix::fs::symlink;

    let project = gems();
    let outside = project.root().with_file_name("outside");
    std::fs::create_dir(&outside).unwrap();
    std::fs::create_dir_all(project.root().join("generated-assets")).unwrap();
    symlink(&outside, project.root().join("generated-assets/linked")).unwrap();
    symlink(outside.join("not-yet"), project.root().join("generated-assets/dangling")).unwrap();
    for category in ["linked", "linked/deeper", "dangling", "dangling/deeper"] {
        let text = GEMS.replacen("items", category, 1);
        project.write("art/gems.toml", &text);
        let run = project.run(&["build", "--json"]).fails_with(1);
        let events = Events::of(&run);
        assert_eq!(events.in_state("failed"), set(&["ruby"]), "{category}");
        assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 0, "{category}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_told_and_stops_nothing_else() {
    use std::os::unix::fs::PermissionsExt;

    let project = gems();
    project.write("art/secret.toml", "[asset.secret]\nsubject = \"x\"\n");
    let path = project.root().join("art/secret.toml");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        return; // Whoever runs the tests may read everything.
    }
    let run = project.run(&["build"]);
    assert_ne!(run.code, Some(0));
    assert!(run.err.contains("art/secret.toml"), "{}", run.err);
    assert!(project.has("generated-assets/items/ruby.png"));
}

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

/// Twelve assets that lean on each other; each number changes something.
fn twelve(numbers: &[usize; 8]) -> String {
    let [subject, colour, mood, edit, fps, target, layout, hurt] = numbers;
    let layout = ["packed", "grid"][layout % 2];
    let gems: String = (0..4).map(|it| format!("gem_{it} = \"gem number {it}\"\n")).collect();
    format!(
        r##"
[style.plain]
template = "pixel-art"
palette  = ["#2D2D2D", "#F4A4{colour:02}"]
mood     = "mood {mood}"
size     = 16
quality  = {{ target = {target} }}
[asset.hero]
subject = "hero number {subject}"
style   = "plain"
[asset.hero_hurt]
subject    = "the same hero, hurt {hurt} times"
style      = "plain"
references = ["hero"]
[asset.hero_healed]
subject    = "the same hero, well again"
style      = "plain"
references = ["hero_hurt"]
[asset.hero_gold]
from  = "hero"
edits = [{{ tint = {{ color = "#FFD7{edit:02}", strength = 50 }} }}]
[asset.hero_back]
from  = "hero_gold"
edits = [{{ mirror = "horizontal" }}]
[animation.walk]
from   = "hero"
action = "walk cycle"
frames = 2
fps    = {fps}
[atlas.heroes]
pack   = ["hero*"]
layout = "{layout}"
[set.gems]
style = "plain"
[set.gems.row]
{gems}
[asset.tree]
subject = "old oak"
style   = "plain"
"##,
        target = 60 + target,
        fps = 1 + fps,
    )
}

#[test]
fn a_build_does_what_the_plan_says() {
    let mut numbers = [1; 8];
    let project = TestProject::with(&[("art/twelve.toml", &twelve(&numbers))]);
    assert_eq!(project.events(&["build"]).in_state("built").len(), 12);
    let mut dice = Dice(7);
    for round in 0..30 {
        let which = dice.below(numbers.len());
        numbers[which] = dice.below(9);
        project.write("art/twelve.toml", &twelve(&numbers));
        let plan = project.events(&["plan"]);
        let build = project.events(&["build"]);
        let (dirty, waiting) = (plan.in_state("dirty"), plan.in_state("waiting"));
        let built = build.in_state("built");
        let said = format!("round {round}, number {which}: {dirty:?} and {waiting:?}, {built:?}");
        assert!(dirty.is_subset(&built), "{said}");
        let more: BTreeSet<String> = built.difference(&dirty).cloned().collect();
        assert!(more.is_subset(&waiting), "{said}");
        assert_eq!(project.events(&["plan"]).in_state("fresh").len(), 12, "{said}");
    }
}

#[test]
fn plan_and_build_say_alike_that_an_asset_is_blocked() {
    let broken = "[asset.a]\nsubject = 7\n\n[asset.b]\nsubject = \"bat\"\nreferences = [\"a\"]\n";
    let project = TestProject::with(&[("art/a.toml", broken)]);
    for command in ["plan", "build"] {
        let run = project.run(&[command, "--json"]).fails_with(2);
        assert_eq!(Events::of(&run).in_state("blocked"), set(&["b"]), "{command}");
    }
}

#[test]
fn a_command_about_an_asset_that_cannot_be_built_says_by_which_mistake() {
    let project = gems();
    project.run(&["build"]).success();
    project.write("mine.png", "");
    let about: &[&[&str]] = &[
        &["pick", "ruby", "1"],
        &["adopt", "ruby", "mine.png"],
        &["reroll", "ruby"],
        &["prompt", "ruby"],
        &["show", "ruby"],
        &["why", "ruby"],
    ];
    let mistakes = [("assetbuild.toml", "[project]", "[project]\nnmae = \"gems\"", "nmae")];
    let own = [("art/gems.toml", "[asset.ruby]", "[asset.ruby]\nsise = 4", "sise")];
    for (file, old, new, key) in mistakes.into_iter().chain(own) {
        project.edit(file, old, new);
        for args in about {
            let run = project.run(args).fails_with(2);
            assert!(run.err.contains(&format!("has no key `{key}`")), "{args:?}: {}", run.err);
        }
        project.edit(file, new, old);
    }
}
