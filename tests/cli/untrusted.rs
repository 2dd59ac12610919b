//! A project from elsewhere says only what is to be painted: its lock makes nobody's file ours, and
//! its manifests have nothing read that is none of their business.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assetbuild::digest::Digest;
use assetbuild::image::{Bitmap, encode_png, sealed_png};
use assetbuild::lock::{read, write};
use assetbuild::name::AssetName;
use assetbuild::path::ProjectPath;

use crate::harness::TestProject;

const GEM: &str = "[asset.gem]\nsubject = \"red gem\"\nsize = 16\n";

fn game() -> TestProject {
    let project = TestProject::with(&[("art/first.toml", GEM)]);
    project.run(&["build"]).success();
    project
}

/// Has the lock say that an asset, which no manifest declares, wrote these files as they are.
fn claim(project: &TestProject, files: &[&str]) {
    let mut lock = read(&project.read("assetbuild.lock")).unwrap();
    let mut record = lock.records[&AssetName::parse("gem").unwrap()].clone();
    record.outputs.clear();
    for file in files {
        let bytes = fs::read(project.root().join("generated-assets").join(file)).unwrap();
        record.outputs.insert(ProjectPath::parse(file).unwrap(), Digest::of(&bytes));
    }
    lock.records.insert(AssetName::parse("never_declared").unwrap(), record);
    project.write("assetbuild.lock", &write(&lock));
}

#[test]
fn what_bears_no_seal_is_not_removed_whatever_the_lock_says() {
    let kept =
        ["theirs.png", "theirs.json", "theirs.gif", "theirs.apng", "notes.txt", "HEAD", "a/b"];
    for command in [
        &["build", "--yes"][..],
        &["build", "--offline", "--yes"],
        &["clean"],
        &["clean", "--lock"],
    ] {
        let project = game();
        let picture = Bitmap::new(4, 4);
        for file in kept {
            project.write(&format!("generated-assets/{file}"), "{\"assetbuild\": \"b3:00\"}");
        }
        let png = project.root().join("generated-assets/theirs.png");
        fs::write(png, encode_png(&picture, &[])).unwrap();
        let ours = project.root().join("generated-assets/ours.png");
        fs::write(&ours, sealed_png(&picture)).unwrap();
        claim(&project, &[&kept[..], &["ours.png"]].concat());
        let before = project.files("generated-assets");
        project.run(command).success();
        let after = project.files("generated-assets");
        for file in kept {
            let file = format!("generated-assets/{file}");
            assert_eq!(after.get(&file), before.get(&file), "{command:?} {file}");
        }
        assert!(!ours.exists(), "{command:?}");
    }
}

#[test]
fn what_bears_no_seal_is_not_written_over_whatever_the_lock_says() {
    let project = game();
    let theirs = encode_png(&Bitmap::new(16, 16), &[]);
    let path = project.root().join("generated-assets/sprite/gem.png");
    fs::write(&path, &theirs).unwrap();
    let mut lock = read(&project.read("assetbuild.lock")).unwrap();
    let record = lock.records.get_mut(&AssetName::parse("gem").unwrap()).unwrap();
    let file = ProjectPath::parse("sprite/gem.png").unwrap();
    record.outputs.insert(file, Digest::of(&theirs));
    project.write("assetbuild.lock", &write(&lock));
    project.edit("art/first.toml", "red gem", "blue gem");
    project.run(&["build"]);
    assert_eq!(fs::read(path).unwrap(), theirs);
}

#[test]
fn pictures_go_to_no_folder_where_something_else_is_kept() {
    let taken = [
        (".git", "is hidden"),
        (".git/hooks", "is hidden"),
        (".github/workflows", "is hidden"),
        (".assetbuild", "is hidden"),
        ("a/.vscode", "is hidden"),
        (".GIT", "is hidden"),
        ("art", "holds the manifests of `art`"),
        ("ART", "holds the manifests of `art`"),
        ("data", "holds the manifests of `data/deep`"),
        ("node_modules/x", "lies in `node_modules`"),
        ("..", "leaves the project"),
        (".", "it is empty"),
        ("/tmp", "absolute"),
    ];
    for (out, why) in taken {
        let project = TestProject::with(&[("art/first.toml", GEM)]);
        let workspace = format!(
            "[project]\nname = \"x\"\nedition = \"2026\"\nout = \"{out}\"\n\
             include = [\"art/**/*.toml\", \"data/deep/*.toml\"]\n"
        );
        project.write("assetbuild.toml", &workspace);
        project.write(".git/HEAD", "ref: refs/heads/main\n");
        let before: BTreeSet<String> = project.all().into_keys().collect();
        let run = project.run(&["build"]).fails_with(2);
        assert!(run.err.contains(why), "{out}: {}", run.err);
        let after: BTreeSet<String> = project.all().into_keys().collect();
        let new: Vec<&String> = after.difference(&before).collect();
        let elsewhere = |it: &&&String| {
            !it.starts_with("game/.assetbuild/") && !it.starts_with("game/generated-assets/")
        };
        assert_eq!(new.iter().filter(elsewhere).count(), 0, "{out}: {new:?}");
    }
}

#[test]
fn hidden_files_are_no_inputs_of_any_kind_nor_by_a_link() {
    let uses = [
        "[style.s]\ntemplate = \"FILE\"\n[asset.own]\nsubject = \"x\"\nstyle = \"s\"\n",
        "[style.s]\npalette = \"FILE\"\n[asset.own]\nsubject = \"x\"\nstyle = \"s\"\n",
        "[style.s]\nreferences = [\"FILE\"]\n[asset.own]\nsubject = \"x\"\nstyle = \"s\"\n",
        "[asset.own]\nsubject = \"x\"\nreferences = [\"FILE\"]\n",
        "[asset.own]\nsource = \"FILE\"\n",
        "[asset.own]\nfrom = \"gem\"\nedits = [{ recolor = \"FILE\" }]\n",
        "[set.own]\nrows = \"FILE\"\n",
    ];
    for manifest in uses {
        for file in
            [".env", ".git/config.png", "art/.secret/a.hex", "art/link.png", "art/linked/a.png"]
        {
            let project = TestProject::with(&[("art/first.toml", GEM)]);
            for hidden in [".env", ".git/config.png", "art/.secret/a.hex", "art/.secret/a.png"] {
                project.write(hidden, "s3cret words, s3cret letters");
            }
            #[cfg(unix)]
            for (to, from) in [("../.env", "art/link.png"), (".secret", "art/linked")] {
                std::os::unix::fs::symlink(to, project.root().join(from)).unwrap();
            }
            project.write("art/second.toml", &manifest.replace("FILE", file));
            for args in [&["plan"][..], &["build"], &["check"], &["prompt", "own"]] {
                let run = project.run(args);
                assert_ne!(run.code, Some(0), "{args:?} {file} in {manifest}");
                let said = format!("{}{}", run.out, run.err);
                assert!(!said.contains("s3cret"), "{args:?} {file} in {manifest}\n{said}");
            }
            assert!(!kept(&project.store()), "{file} in {manifest}");
        }
    }
}

/// Whether a file below a folder has what nobody was to read.
fn kept(folder: &Path) -> bool {
    fs::read_dir(folder).unwrap().map(Result::unwrap).any(|it| match it.path().is_dir() {
        true => kept(&it.path()),
        false => fs::read(it.path()).unwrap().windows(6).any(|it| it == b"s3cret"),
    })
}

#[test]
fn of_a_file_that_is_no_manifest_little_more_than_the_mistake_is_shown() {
    let keys = "the key of the shop, as it is today: AKIA-s3cret, and more: s3cret";
    let uses = [
        (
            "template",
            "rows.txt",
            format!("{keys}{}{{{{ subjct }}}}{}{keys}", " ".repeat(30), " ".repeat(30)),
        ),
        ("rows", "rows.csv", format!("name,subject,{}sise\n{keys},1,2\n", "x".repeat(30))),
        ("palette", "rows.hex", format!("{keys}\n#12345x{}{keys}\n{keys}", " ".repeat(30))),
    ];
    for (key, file, text) in uses {
        let project = TestProject::with(&[("art/first.toml", GEM)]);
        project.write(&format!("art/{file}"), &text);
        let manifest = match key {
            "rows" => format!("[set.own]\nrows = \"art/{file}\"\n"),
            _ => format!(
                "[style.s]\n{key} = \"art/{file}\"\n[asset.own]\nsubject = \"x\"\nstyle = \"s\"\n"
            ),
        };
        project.write("art/second.toml", &manifest);
        let run = project.run(&["build"]).fails_with(2);
        assert!(run.err.contains(&format!("art/{file}")), "{key}: {}", run.err);
        assert!(!run.err.contains("s3cret"), "{key}: {}", run.err);
    }
}
