//! Small projects that would take any memory, any time or any stack: told of or built, within what
//! every machine has.

use std::process::{Command, Stdio};

use assetbuild::limit;

use crate::harness::TestProject;

const HERO: &str = "[asset.hero]\nsubject = \"a knight\"\n";
const LOOK: &str =
    "[style.s]\ntemplate = \"art/look.jinja\"\n[asset.own]\nsubject = \"x\"\nstyle = \"s\"\n";

/// The most memory that the program gets, in KiB; pictures apart, a build takes less than 512 MiB.
/// Tests run it unoptimised.
const MEMORY: u32 = 800 << 10;

/// The stack of a main thread on Windows, in KiB, twice: frames of an unoptimised program are larger.
const STACK: u32 = 2 << 10;

/// Runs the program with little memory and little stack. What it ended with, and said.
fn within_limits(project: &TestProject, args: &[&str]) -> (i32, String) {
    let own = project.command(args);
    let limits = format!("ulimit -d {MEMORY}; ulimit -s {STACK}; exec \"$@\"");
    let mut command = Command::new("sh");
    command.arg("-c").arg(limits).arg("sh").arg(own.get_program()).args(own.get_args());
    command.current_dir(project.root()).env_clear().stdin(Stdio::null());
    command.envs(own.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    let start: String = said.chars().take(2000).collect();
    let code = output.status.code().unwrap_or_else(|| panic!("{args:?} was ended: {start}"));
    assert!(code != 101 && !said.contains("panicked"), "{args:?}: {start}");
    assert!(said.len() < 200_000, "{args:?} said {} bytes: {start}", said.len());
    (code, said)
}

/// A project of these files is told of with these words.
fn is_refused(files: &[(&str, &str)], words: &str) {
    let project = TestProject::with(files);
    let (code, said) = within_limits(&project, &["check"]);
    let start: String = said.chars().take(2000).collect();
    assert_eq!(code, 2, "{words}: {start}");
    assert!(said.contains(words), "{words} is not in: {start}");
}

#[test]
fn templates_of_any_depth_are_refused_before_they_are_read() {
    for (expression, words) in [
        (format!("{{{{ {}1 }}}}", "-".repeat(24_000)), "more than 100 words and signs"),
        (format!("{{{{ subject{} }}}}", "|trim".repeat(6_000)), "more than 100 words and signs"),
        (format!("{{{{ {}1 }}}}", "1 and ".repeat(5_000)), "more than 100 words and signs"),
        (format!("{{% if a %}}{}{{% endif %}}", "{% elif a %}".repeat(2_500)), "more than 32 deep"),
        (
            format!("{}{}", "{% if a %}".repeat(1_500), "{% endif %}".repeat(1_500)),
            "more than 32 deep",
        ),
    ] {
        is_refused(&[("art/a.toml", LOOK), ("art/look.jinja", &expression)], words);
    }
}

#[test]
fn templates_as_deep_as_they_may_be_are_read_on_a_small_stack() {
    let paint = "{{ subject }}";
    for text in [
        format!("{{{{ {}1 }}}}", "-".repeat(99)),
        format!("{{{{ subject{} }}}}", "|trim".repeat(49)),
        format!("{{{{ {}1 }}}}", "1 and ".repeat(99)),
        format!("{{{{ {}1 }}}}", "not ".repeat(99)),
        format!("{{{{ {}1{} }}}}", "(".repeat(49), ")".repeat(49)),
        format!("{{% if subject %}}{}{{% endif %}}", "{% elif subject %}x".repeat(31)),
        format!("{}{}", "{% if subject %}".repeat(32), "{% endif %}".repeat(32)),
    ] {
        let text = format!("{paint}{text}");
        let project = TestProject::with(&[("art/a.toml", LOOK), ("art/look.jinja", &text)]);
        within_limits(&project, &["plan"]);
    }
}

#[test]
fn chains_of_any_length_are_followed_on_a_small_stack() {
    let from = |it: u32| format!("[asset.a{it}]\nfrom = \"a{}\"\n", it + 1);
    let chain: String = (0..1500).map(from).collect();
    is_refused(&[("art/a.toml", &chain)], "unknown asset `a1500`");
    let source = format!("{chain}[asset.a1500]\nsubject = \"x\"\n");
    let project = TestProject::with(&[("art/a.toml", &source)]);
    within_limits(&project, &["plan"]);
    let ring = format!("{chain}[asset.a1500]\nfrom = \"a0\"\n");
    is_refused(&[("art/a.toml", &ring)], "1501 assets refer to each other in a ring");
}

#[test]
fn tables_of_any_size_take_no_more_than_a_part_of_the_memory() {
    let rows = "[set.s]\nrows = \"art/rows.csv\"\n";
    let many: String = (0..1_000_000).map(|it| format!("r{it}\n")).collect();
    let csv = [("art/a.toml", rows), ("art/rows.csv", &format!("name\n{many}"))];
    is_refused(&csv, "it has more than 20000 rows, the most that a set takes");
    let wide = format!("name{}\na\n", ",x".repeat(2_000_000));
    is_refused(&[("art/a.toml", rows), ("art/rows.csv", &wide)], "it has 2000001 columns");
    let twice = format!("{HERO}{}", "a = 1\n".repeat(500_000));
    is_refused(&[("art/a.toml", &twice)], "a manifest has at most 120000 values and headers");
    let twice = format!("{HERO}{}", "a = 1\n".repeat(100_000));
    is_refused(&[("art/a.toml", &twice)], "is set twice");
    let list = format!("{HERO}references = [{}]\n", "0,".repeat(3_000_000));
    is_refused(&[("art/a.toml", &list)], "a manifest has at most 120000 values and headers");
    let tables: String = (0..400_000).map(|it| format!("[asset.a{it}]\n")).collect();
    is_refused(&[("art/a.toml", &tables)], "a manifest has at most 120000 values and headers");
}

#[test]
fn a_subject_that_multiplies_is_told_of() {
    let pattern = "{subject}".repeat(100_000);
    let rows: String = (0..300).map(|it| format!("r{it} = \"{}\"\n", "word ".repeat(50))).collect();
    let set = format!("[set.s]\nsubject = \"{pattern}\"\n[set.s.row]\n{rows}");
    is_refused(&[("art/a.toml", &set)], "would have more than 32768 bytes");
}

#[test]
fn thousands_of_names_that_nobody_declares_are_told_of_at_once() {
    let asset = |it: u32| format!("[asset.a{it:05}]\nsubject = \"x\"\nstyle = \"q{it:05}\"\n");
    let styles: String = (0..900).map(|it| format!("[style.s{it:05}]\nmood = \"x\"\n")).collect();
    let text: String = (0..3_000).map(asset).collect();
    is_refused(&[("art/a.toml", &text), ("art/b.toml", &styles)], "unknown style `q00000`");
    let asset =
        |it: u32| format!("[asset.a{it:05}]\nsubject = \"x\"\nreferences = [\"b{it:05}\"]\n");
    let text: String = (0..3_000).map(asset).collect();
    is_refused(&[("art/a.toml", &text)], "unknown asset `b00000`");
}

#[test]
fn styles_without_end_are_refused() {
    let style = |it: u32| format!("[style.s{it:05}]\nextends = \"s{:05}\"\n", it + 1);
    let text: String = (0..30_000).map(style).collect();
    is_refused(&[("art/a.toml", &format!("{text}{HERO}"))], "a project has at most 1000 styles");
}

#[cfg(unix)]
#[test]
fn folders_that_lead_to_folders_by_two_links_each_are_looked_through_once() {
    let project = TestProject::with(&[("art/a.toml", HERO)]);
    for depth in 0..30 {
        let folder = project.root().join(format!("art/d{depth:02}"));
        std::fs::create_dir(&folder).unwrap();
        for name in ["a", "b"] {
            let to = format!("../d{:02}", depth + 1);
            std::os::unix::fs::symlink(to, folder.join(name)).unwrap();
        }
    }
    let (code, said) = within_limits(&project, &["build"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn an_answer_of_too_many_pixels_is_refused_before_it_is_unpacked() {
    // The header alone: there are no pixels behind it.
    let picture = |width: u32, height: u32| {
        let mut res = assetbuild::image::encode_png(&assetbuild::image::Bitmap::new(1, 1), &[]);
        res[16..20].copy_from_slice(&width.to_be_bytes());
        res[20..24].copy_from_slice(&height.to_be_bytes());
        let sum = crc32fast::hash(&res[12..29]).to_be_bytes();
        res[29..33].copy_from_slice(&sum);
        res
    };
    for (size, words) in [
        ([8192, 8192], "has 8192x8192 pixels, and at most 24 Mpx are read"),
        ([4096, 6145], "has 4096x6145 pixels, and at most 24 Mpx are read"),
        // As large as it may be: then what is there counts.
        ([4096, 6144], "the picture cannot be read"),
    ] {
        let project = TestProject::with(&[("art/a.toml", "[asset.gem]\nsubject = \"x\"\n")]);
        let models = "[models]\nimage = \"exec/large@1\"\n[provider.exec.large]\n";
        project.append("assetbuild.toml", models);
        let file = project.root().with_file_name("large.png");
        std::fs::write(&file, picture(size[0], size[1])).unwrap();
        project.config(&format!(
            "[exec.large]\nprogram = \"cat\"\nargs = ['{}']\nprice = {{ paint = 0.0 }}\n",
            file.display()
        ));
        let (code, said) = within_limits(&project, &["build", "--yes"]);
        assert_eq!(code, 1, "{said}");
        assert!(said.contains(words), "{said}");
    }
}

/// Has a file be so long, with zeros at its end that take no room.
fn lengthen(project: &TestProject, file: &str, length: u64) {
    let path = project.root().join(file);
    let file = std::fs::File::options().write(true).create(true).truncate(false).open(path);
    file.unwrap().set_len(length).unwrap();
}

#[test]
fn a_file_is_read_up_to_its_limit_and_one_byte_more_is_refused() {
    let padded = |length: usize| format!("{HERO}# {}\n", "x".repeat(length - HERO.len() - 3));
    let most = usize::try_from(limit::TEXT).unwrap();
    let project = TestProject::with(&[("art/a.toml", &padded(most))]);
    assert_eq!(within_limits(&project, &["plan"]).0, 0);
    is_refused(&[("art/a.toml", &padded(most + 1))], "it has more than 8 MiB");
    let palette =
        "[style.s]\npalette = \"art/p.hex\"\n[asset.own]\nsubject = \"x\"\nstyle = \"s\"\n";
    for (file, manifest, most, words) in [
        ("art/look.jinja", LOOK, limit::TEXT, "more than 8 MiB"),
        ("art/rows.csv", "[set.s]\nrows = \"art/rows.csv\"\n", limit::TEXT, "more than 8 MiB"),
        ("art/p.hex", palette, limit::TEXT, "more than 8 MiB"),
        ("art/p.png", "[asset.own]\nsource = \"art/p.png\"\n", limit::PICTURE, "more than 256 MiB"),
        ("assetbuild.lock", HERO, limit::LOCK, "more than 256 MiB"),
    ] {
        let project = TestProject::with(&[("art/a.toml", manifest)]);
        lengthen(&project, file, most + 1);
        let (code, said) = within_limits(&project, &["build"]);
        assert!(code != 0 && said.contains(words), "{file}: {code} {said}");
    }
    // What is remembered is no loss.
    let project = TestProject::with(&[("art/a.toml", HERO)]);
    project.run(&["build"]).success();
    lengthen(&project, ".assetbuild/state", limit::STATE + 1);
    let (code, said) = within_limits(&project, &["build"]);
    assert_eq!(code, 0, "{said}");
}

#[test]
fn manifests_of_more_than_a_project_has_are_refused() {
    let text = format!("{HERO}# {}\n", "x".repeat(7 << 20));
    let files: Vec<String> = (0..10).map(|it| format!("art/a{it}.toml")).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|it| (it.as_str(), text.as_str())).collect();
    is_refused(&files, "have more than 64 MiB");
}
