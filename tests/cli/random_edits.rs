//! What people, editors and version control do to a game, drawn at random.

use std::fs;

use crate::dice::Dice;
use crate::harness::TestProject;

/// Things in as many manifests.
pub(crate) const COUNT: usize = 8;

/// A game of things in manifests of their own, with a style, a derived picture, a set, a
/// template, a palette and a picture of the user's. Not built yet.
pub(crate) fn game() -> TestProject {
    let project = TestProject::with(&[
        ("art/styles.toml", &style("mood = \"calm\"\n")),
        ("art/brief.jinja", "A picture of {{ subject }}. {{ background }}\n"),
        ("art/cave.hex", "1a1c2c\nb13e53\nef7d57\nffcd75\n"),
        ("art/z.toml", "[asset.twin]\nfrom = \"a0\"\nedits = [{ mirror = \"horizontal\" }]\n"),
        (
            "art/set.toml",
            "[set.coins]\nstyle = \"cave\"\ncategory = \"coins\"\n\
          subject = \"{subject}, a coin\"\nrows = \"art/coins.csv\"\n",
        ),
        ("art/coins.csv", "name,subject\npenny,copper\ncrown,gold\n"),
    ]);
    for idx in 0..COUNT {
        project.write(&manifest(idx), &asset(idx, idx, ""));
    }
    project
}

fn style(more: &str) -> String {
    format!(
        "[style.cave]\nsize = 16\nscale = 1\nquality = {{ max-attempts = 2 }}\n\
         palette = \"art/cave.hex\"\n{more}"
    )
}

fn manifest(idx: usize) -> String {
    format!("art/a{idx}.toml")
}

fn asset(idx: usize, subject: usize, more: &str) -> String {
    format!(
        "[asset.a{idx}]\nsubject = \"gem number {subject}\"\nstyle = \"cave\"\n\
         category = \"gems\"\n{more}"
    )
}

/// Changes something. Says what.
pub(crate) fn edit(project: &TestProject, dice: &mut Dice) -> String {
    let (what, does) = dice.pick(EDITS);
    let before = dice.fresh();
    does(project, dice);
    format!("{before}: {what}")
}

/// Changes something that leaves a build certainly something to do: every file of it is written.
pub(crate) fn make_work(project: &TestProject, dice: &mut Dice) {
    let subject = 1000 + dice.fresh();
    let text = format!("[asset.work]\nsubject = \"gem number {subject}\"\nsize = 16\n");
    project.write("assetbuild.toml", &workspace("", "generated-assets"));
    project.write("art/work.toml", &text);
    if project.has("assetbuild.lock") && project.read("assetbuild.lock").contains("<<<<<<<") {
        project.remove("assetbuild.lock");
    }
}

fn workspace(more: &str, out: &str) -> String {
    format!("[project]\nname = \"test\"\nedition = \"2026\"\nout = \"{out}\"\n{more}")
}

type Edit = fn(&TestProject, &mut Dice);

const EDITS: &[(&str, Edit)] = &[
    ("another subject", |project, dice| {
        let idx = dice.below(COUNT);
        project.write(&manifest(idx), &asset(idx, dice.below(COUNT), ""));
    }),
    ("another size", |project, dice| {
        let idx = dice.below(COUNT);
        project.write(&manifest(idx), &asset(idx, idx, "size = 24\n"));
    }),
    ("a comment", |project, dice| {
        let idx = dice.below(COUNT);
        project.write(&manifest(idx), &asset(idx, idx, "# a comment\n"));
    }),
    ("a reference to another asset", |project, dice| {
        let idx = 1 + dice.below(COUNT - 1);
        let more = format!("references = [\"a{}\"]\n", dice.below(idx));
        project.write(&manifest(idx), &asset(idx, idx, &more));
    }),
    ("an asset beside the style", |project, _| {
        project.write("art/styles.toml", &format!("{}{}", style(""), asset(COUNT, COUNT, "")));
    }),
    ("a reference to what stands beside the style", |project, dice| {
        let idx = dice.below(COUNT);
        let more = format!("references = [\"a{COUNT}\"]\n");
        project.write(&manifest(idx), &asset(idx, idx, &more));
    }),
    ("an atlas with other globs", |project, dice| {
        let glob = dice.pick(&["*", "a[0-3]", "a0"]);
        project.write("art/atlas.toml", &format!("[atlas.all]\npack = [\"{glob}\"]\n"));
    }),
    ("a folder in the place of a file", |project, dice| {
        let text = asset(COUNT + 1, dice.below(COUNT), "");
        if project.root().join("art/notes").is_dir() {
            project.remove("art/notes");
            project.write("art/notes", "to do");
        } else if project.has("art/notes") {
            project.remove("art/notes");
            project.write("art/notes/a.toml", &text);
        } else {
            project.write("art/notes", "to do");
        }
    }),
    ("a reference to a file", |project, dice| {
        let idx = dice.below(COUNT);
        project.write(&manifest(idx), &asset(idx, idx, "references = [\"art/photo.png\"]\n"));
    }),
    ("a derived picture", |project, dice| {
        let idx = dice.below(COUNT);
        let more = format!("[asset.b{idx}]\nfrom = \"a{idx}\"\nedits = [{{ scale = 2 }}]\n");
        project.write(&manifest(idx), &asset(idx, idx, &more));
    }),
    ("a name that another file may declare", |project, dice| {
        let (idx, other) = (dice.below(COUNT), dice.below(COUNT));
        project.write(&manifest(idx), &asset(other, idx, ""));
    }),
    ("a save by rename", |project, dice| {
        let idx = dice.below(COUNT);
        project.write("art/save~", &asset(idx, idx, "scale = 2\n"));
        let full = |it: &str| project.root().join(it);
        fs::rename(full("art/save~"), full(&manifest(idx))).unwrap();
    }),
    ("a save without a change", |project, dice| {
        let idx = dice.below(COUNT);
        if project.has(&manifest(idx)) {
            project.append(&manifest(idx), "");
        }
    }),
    ("half a manifest", |project, dice| {
        let idx = dice.below(COUNT);
        let text = asset(idx, idx, "size = 16\n");
        project.write(&manifest(idx), &text[..dice.below(text.len())]);
    }),
    ("a manifest that goes", |project, dice| {
        let idx = dice.below(COUNT);
        if project.has(&manifest(idx)) {
            project.remove(&manifest(idx));
        }
    }),
    ("a manifest that moves", |project, dice| {
        let (from, to) = (dice.below(COUNT), dice.below(COUNT));
        if project.has(&manifest(from)) {
            let text = project.read(&manifest(from));
            project.remove(&manifest(from));
            project.write(&format!("art/deep/a{to}.toml"), &text);
        }
    }),
    ("a folder that goes", |project, _| {
        if project.has("art/deep") {
            project.remove("art/deep");
        }
    }),
    ("another style", |project, dice| {
        let mood = format!("mood = \"mood {}\"\n", dice.below(COUNT));
        project.write("art/styles.toml", &style(&mood));
    }),
    ("a style with a template", |project, _| {
        project.write("art/styles.toml", &style("template = \"art/brief.jinja\"\n"));
    }),
    ("a style that goes, or moves", |project, dice| {
        project.remove("art/styles.toml");
        let to = *dice.pick(&["art/styles.toml", "art/more.toml", "art/styles.txt"]);
        for path in ["art/more.toml", "art/styles.txt"] {
            if project.has(path) {
                project.remove(path);
            }
        }
        project.write("art/styles.toml", "");
        project.write(to, &style(""));
    }),
    ("another template", |project, dice| {
        let text = format!("{} of {{{{ subject }}}}.", dice.pick(&["A picture", "A drawing"]));
        project.write("art/brief.jinja", &text);
    }),
    ("a template that goes", |project, _| {
        if project.has("art/brief.jinja") {
            project.remove("art/brief.jinja");
        }
    }),
    ("another palette", |project, dice| {
        let last = dice.pick(&["ffcd75", "41a6f6", "38b764", "no colour"]);
        project.write("art/cave.hex", &format!("1a1c2c\nb13e53\nef7d57\n{last}\n"));
    }),
    ("another picture of the user's", |project, dice| {
        let from = format!("generated-assets/gems/a{}.png", dice.below(COUNT));
        if project.has(&from) {
            let (from, to) = (project.root().join(from), project.root().join("art/photo.png"));
            fs::copy(from, to).unwrap();
        }
    }),
    ("a picture of the user's that goes", |project, _| {
        if project.has("art/photo.png") {
            project.remove("art/photo.png");
        }
    }),
    ("another row", |project, dice| {
        let metal = dice.pick(&["copper", "silver", "gold"]);
        project.write("art/coins.csv", &format!("name,subject\npenny,{metal}\nshilling,tin\n"));
    }),
    ("all outputs gone", |project, _| {
        if project.has("generated-assets") {
            project.remove("generated-assets");
        }
    }),
    ("an output gone", |project, dice| {
        let path = output(dice);
        if project.has(&path) {
            project.remove(&path);
        }
    }),
    ("an output edited by hand", |project, dice| {
        let path = output(dice);
        if project.has(&path) {
            project.write(&path, "painted over");
        }
    }),
    ("an output that another one was copied over", |project, dice| {
        let (from, to) = (output(dice), output(dice));
        if from != to && project.has(&from) && project.has(&to) {
            fs::copy(project.root().join(from), project.root().join(to)).unwrap();
        }
    }),
    ("the lock kept for later", |project, _| {
        if project.has("assetbuild.lock") {
            let text = project.read("assetbuild.lock");
            project.write("lock.old", &text);
        }
    }),
    ("the lock taken back", |project, _| {
        if project.has("lock.old") {
            let text = project.read("lock.old");
            project.write("assetbuild.lock", &text);
        }
    }),
    ("the lock gone", |project, _| {
        if project.has("assetbuild.lock") {
            project.remove("assetbuild.lock");
        }
    }),
    ("a merge of the lock that is not done", |project, _| {
        if project.has("assetbuild.lock") {
            project.append("assetbuild.lock", "<<<<<<< ours\n=======\n>>>>>>> theirs\n");
        }
    }),
    ("another workspace file", |project, dice| {
        let more =
            *dice.pick(&["", "[quality]\ntarget = 60\n", "[models]\nrefine = \"builtin/rules\"\n"]);
        let out = *dice.pick(&["generated-assets", "generated-assets", "made"]);
        project.write("assetbuild.toml", &workspace(more, out));
    }),
];

/// The path of an output, which need not be there.
fn output(dice: &mut Dice) -> String {
    let ending = dice.pick(&["png", "json"]);
    format!("generated-assets/gems/a{}.{ending}", dice.below(COUNT))
}
