//! Words from elsewhere reach the terminal, and the lines for programs, as words and as nothing else.

use std::os::unix::fs::PermissionsExt;

use assetbuild::legible::steers;

use crate::harness::TestProject;

/// Control characters of both kinds, what turns the order around, and what cannot be seen.
const ALL: &str = "\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}2J\u{85}\r\u{8}\u{7f}\u{202e}\u{2066}\u{200b}\
                   \u{200f}\u{feff}\u{2028}\u{ad}\u{e0041}";

/// As TOML and JSON may write them.
fn coded(text: &str) -> String {
    text.encode_utf16().map(|it| format!("\\u{it:04x}")).collect()
}

/// As TOML writes them: without halves of characters.
fn toml(text: &str) -> String {
    text.chars().map(|it| format!("\\U{:08x}", u32::from(it))).collect()
}

/// What steers in what all these commands print.
fn steering(project: &TestProject, commands: &[&[&str]]) -> Vec<String> {
    let mut res = Vec::new();
    for args in commands {
        for more in [&[][..], &["--json"], &["-v", "--color", "never"]] {
            let run = project.run(&[args, more].concat());
            let said = format!("{}{}", run.out, run.err);
            assert!(!said.contains("panicked"), "{said}");
            if let Some(it) = said.chars().find(|it| steers(*it)) {
                res.push(format!("{args:?} {more:?}: {it:?} in {said:?}"));
            }
        }
    }
    res
}

const COMMANDS: &[&[&str]] = &[
    &["plan"],
    &["status"],
    &["build"],
    &["check"],
    &["prompt", "gem"],
    &["why", "gem"],
    &["show", "gem"],
    &["log"],
    &["graph"],
    &["cost"],
    &["verify"],
];

#[test]
fn nothing_in_a_manifest_or_another_file_of_a_project_steers_the_terminal() {
    let evil = toml(ALL);
    let gem = |keys: &str| format!("[asset.gem]\nsize = 16\n{keys}\n");
    let manifests = [
        gem(&format!("subject = \"a gem{evil}\"\npurpose = \"x{evil}\"\npose = \"{evil}\"")),
        gem(&format!("subject = \"a gem\"\nvars = {{ mood = \"{evil}\" }}")),
        gem(&format!("subject = \"a gem\"\nstyle = \"{evil}\"")),
        gem(&format!("subject = \"a gem\"\nmodel = \"{evil}/x\"")),
        gem(&format!("subject = \"a gem\"\nreferences = [\"{evil}\", \"a/{evil}.png\"]")),
        gem(&format!("subject = \"a gem\"\n\"{evil}\" = 1")),
        gem(&format!("subject = \"a gem\"\ncategory = \"{evil}\"")),
        gem(&format!("source = \"{evil}.png\"")),
        format!("[asset.\"{evil}\"]\nsubject = \"x\"\n"),
        format!(
            "[style.\"s{evil}\"]\nmood = \"x{evil}\"\n{}",
            gem(&format!("subject = \"x\"\nstyle = \"s{evil}\""))
        ),
        format!(
            "[set.s]\nsubject = \"{evil}\"\n[set.s.row]\ngem = {{ subject = \"{evil}\", sise = 1 }}\n"
        ),
        format!("# {ALL}\n[asset.gem]\nsubject = \"x\"\nsise = 1 # {ALL}\n"),
    ];
    let good = TestProject::with(&[("art/a.toml", &manifests[0])]);
    good.run(&["build"]).success();
    assert_eq!(steering(&good, COMMANDS), [""; 0]);
    for manifest in &manifests[1..] {
        let project = TestProject::with(&[("art/a.toml", manifest)]);
        assert_eq!(steering(&project, &[&["build"]]), [""; 0], "{manifest}");
    }
    let own = |key: &str, file: &str| {
        format!("[style.s]\n{key} = \"{file}\"\n{}", gem("subject = \"x\"\nstyle = \"s\""))
    };
    let set = "[set.s]\nrows = \"art/x.csv\"\n".to_owned();
    let files = [
        (own("template", "art/x.jinja"), "art/x.jinja", format!("{{{{ subject }}}} {ALL}")),
        (own("template", "art/x.jinja"), "art/x.jinja", format!("{{{{ nothing{ALL} }}}}")),
        (own("palette", "art/x.hex"), "art/x.hex", format!("{ALL}\n")),
        (own("palette", "art/x.gpl"), "art/x.gpl", format!("GIMP Palette\n0 0 {ALL}\n")),
        (set.clone(), "art/x.csv", format!("name,{ALL}\ngem,{ALL}\n")),
        (set, "art/x.csv", format!("name,subject\n{ALL},x\ngem,{ALL}\n")),
        (gem("subject = \"x\""), "assetbuild.lock", format!("assetbuild lock {ALL}\n{ALL}\n")),
        (gem("subject = \"x\""), ".assetbuild/state", ALL.to_owned()),
        (gem("subject = \"x\""), "art/b.toml", format!("{ALL} = {ALL}\n")),
        (gem("subject = \"x\""), "generated-assets/sprite/gem.png", ALL.to_owned()),
    ];
    for (manifest, file, text) in &files {
        let project = TestProject::with(&[("art/a.toml", manifest), (file, text)]);
        assert_eq!(steering(&project, &[&["build"]]), [""; 0], "{file}: {manifest}");
    }
}

#[test]
fn nothing_that_a_model_answers_steers_or_fills_the_terminal() {
    let evil = coded(ALL);
    let long = "x".repeat(3_000_000);
    let criteria = format!("{{\"style\": {{\"score\": 10, \"feedback\": \"{evil}\"}}}}");
    for (role, answer) in [
        ("image", format!("{{\"refused\": \"no {evil}\"}}")),
        ("image", format!("{{\"error\": \"no {evil}\"}}")),
        ("image", format!("{{\"error\": \"{long}\"}}")),
        ("image", format!("no JSON: {ALL}{ALL}")),
        ("judge", format!("{{\"criteria\": {criteria}, \"suggestions\": [\"{evil}\"]}}")),
        ("judge", format!("{{\"error\": \"{evil}{long}\"}}")),
    ] {
        let project = TestProject::empty();
        project.write(
            "assetbuild.toml",
            &format!(
                "[project]\nname = \"x\"\nedition = \"2026\"\n[models]\n{role} = \"exec/evil@1\"\n\
                 [provider.exec.evil]\n"
            ),
        );
        project.write("art/a.toml", "[asset.gem]\nsubject = \"x\"\nsize = 16\n");
        let script = project.root().with_file_name("evil.sh");
        let text = format!("#!/bin/sh\ncat >/dev/null\ncat <<'END'\n{answer}\nEND\n");
        std::fs::write(&script, text).unwrap();
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
        project.config(&format!(
            "[exec.evil]\nprogram = '''{}'''\nprice = {{ paint = 0.0, judge = 0.0 }}\n",
            script.display()
        ));
        let run = project.run(&["build", "--yes"]);
        let said = format!("{}{}", run.out, run.err);
        assert!(said.contains("gem"), "the model was asked: {said}");
        let asked = [&["build", "--yes"][..], &["status"], &["why", "gem"], &["log"]];
        assert_eq!(steering(&project, &asked), [""; 0], "{role}");
        for more in ["--json", "-v"] {
            let run = project.run(&["build", "--yes", more]);
            assert!(run.out.len() + run.err.len() < 300_000, "{role} {more}");
        }
    }
}
