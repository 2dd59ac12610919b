//! Rules about this repository, as tests.
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use assetbuild::diagnostic::Code;

/// The layers, lowest first. A module may use modules of lower layers only.
const LAYERS: &[&[&str]] = &[
    &[
        "word", "digest", "path", "name", "money", "colour", "ending", "limit", "legible", "fence",
        "whole",
    ],
    &["action", "model", "diagnostic", "stat"],
    &["manifest", "prompt", "image", "store", "lock", "provider"],
    &["resolve", "plan"],
    &["builtin"],
    &["db"],
    &["run"],
    &["project"],
    &["watch", "choose", "care"],
    &["cli"],
    &["lib", "main"],
];

/// Siblings of one layer that may use each other all the same, each with its reason.
const SIBLINGS: &[(&str, &str)] = &[
    // Whole files are written through a fence.
    ("whole", "fence"),
    // A name is checked to be a part of a path.
    ("name", "path"),
    // Prices are amounts of money that models have; both are words of the shared language.
    ("action", "model"),
    // A mistake names the asset that it keeps from being built.
    ("diagnostic", "action"),
    // A plan is a function of what was resolved.
    ("plan", "resolve"),
];

/// Files of one room that use each other in a circle all the same: what is used, by whom, and why.
const CIRCLES: &[(&str, &str)] = &[
    // The world that assets are resolved in hands out what they are.
    ("resolve/world.rs", "resolve/declared.rs"),
    ("resolve/world.rs", "resolve/style.rs"),
    // A part is read of a project that is open.
    ("project/part.rs", "project/open.rs"),
    // Sources are read as far as a part reaches, and a part is made into sources.
    ("project/part.rs", "project/glance.rs"),
    ("project/sources.rs", "project/part.rs"),
    // Orders wait in the queue as the caller makes them.
    ("run/batch_queue.rs", "run/caller.rs"),
    // Masks are stored in the form of all answers.
    ("run/networks.rs", "run/known.rs"),
    // What goes beside a picture is added to what was put together.
    ("run/animation.rs", "run/assemble.rs"),
    ("run/metadata.rs", "run/assemble.rs"),
];

/// Files that open, write or remove files without a [fence](assetbuild::fence), each with its reason.
const UNFENCED: &[(&str, &str)] = &[
    ("cli/commands/lock.rs", "git names the files of a merge, wherever they are"),
    ("cli/commands/verify.rs", "a folder of its own for temporary files"),
    ("fence/", "it is the fence"),
    ("store/disk.rs", "the store is its user's own, and lies in no project"),
    ("store/root.rs", "the store is its user's own, and lies in no project"),
    ("care/doctor.rs", "whether the store can be written is found by writing"),
    ("cli/settings.rs", "the configuration is its user's own"),
    ("provider/credentials.rs", "the file of keys is its user's own"),
    ("provider/comfyui/service.rs", "the user's own configuration names the file"),
    ("run/networks.rs", "the user's own configuration names the file"),
    ("cli/commands/choose.rs", "the command line names the file"),
    ("cli/commands/image/picture.rs", "the command line names the file"),
    ("run/interrupt.rs", "what the system says of this process"),
];

/// What opens, writes or removes a file.
const DEEDS: &[&str] = &[
    "fs::read(",
    "fs::read_to_string(",
    "fs::write(",
    "fs::copy(",
    "fs::rename(",
    "fs::hard_link(",
    "fs::remove_",
    "fs::create_dir",
    "fs::set_permissions(",
    "File::open(",
    "File::create",
    "OpenOptions",
    "DirBuilder",
    "tempfile",
    "TempDir",
    "NamedTemp",
];

/// Outside crates that only these modules may use.
const CRATES: &[(&str, &[&str])] = &[
    ("blake3", &["digest"]),
    ("salsa", &["db"]),
    ("tokio", &["provider", "run", "watch", "project"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("miette", &["cli"]),
    ("indicatif", &["cli"]),
    ("png", &["image"]),
    ("flate2", &["image", "provider"]),
    ("gif", &["image"]),
    ("notify", &["watch"]),
    ("toml", &["manifest", "lock", "provider"]),
    ("toml_edit", &["manifest", "care"]),
    ("minijinja", &["prompt"]),
    ("walkdir", &["project"]),
    ("dirs", &["cli", "provider"]),
    ("csv", &["manifest"]),
    ("reqwest", &["provider"]),
    ("rustls", &["provider"]),
    ("rten", &["image"]),
    ("zune_jpeg", &["image"]),
    ("rpassword", &["cli"]),
    ("base64", &["provider"]),
    ("similar", &["cli"]),
];

/// Names that say nothing.
const EMPTY_NAMES: &[&str] = &["utils", "util", "helpers", "common", "misc", "types"];

const MOST_LINES: usize = 500;

#[test]
fn modules_use_lower_layers_only() {
    let mut violations = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        if module == "lib" || module == "main" {
            continue;
        }
        for (line, used) in modules_used_in(&text) {
            let lower = layer_of(&used) < layer_of(&module);
            let sibling = SIBLINGS.contains(&(module.as_str(), used.as_str()));
            if used != module && !lower && !sibling {
                violations.push(format!("{}:{line}: uses `{used}`", path.display()));
            }
        }
    }
    assert!(violations.is_empty(), "modules that reach up or sideways:\n{}", violations.join("\n"));
}

#[test]
fn files_of_a_project_are_opened_written_and_removed_through_the_fence_only() {
    let mut violations = Vec::new();
    let mut unused: BTreeSet<&str> = UNFENCED.iter().map(|it| it.0).collect();
    for (path, text) in sources().into_iter().filter(|it| !is_test(&it.0)) {
        let name = path.strip_prefix(root().join("src")).unwrap().to_string_lossy().into_owned();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let lines = code.lines().enumerate().map(|(idx, it)| (idx, it.split("//").next().unwrap()));
        for (idx, line) in lines.filter(|it| DEEDS.iter().any(|deed| it.1.contains(deed))) {
            match UNFENCED.iter().find(|it| name.starts_with(it.0)) {
                Some((allowed, _)) => drop(unused.remove(allowed)),
                None => violations.push(format!("{name}:{}: {}", idx + 1, line.trim())),
            }
        }
    }
    assert!(violations.is_empty(), "files touched without the fence:\n{}", violations.join("\n"));
    assert!(unused.is_empty(), "these need no exception: {unused:?}");
}

#[test]
fn every_limit_stands_in_the_table() {
    let table = fs::read_to_string(root().join("docs/limits.md")).unwrap();
    let code = fs::read_to_string(root().join("src/limit.rs")).unwrap();
    let names = code.lines().filter_map(|it| it.strip_prefix("pub const ")?.split(':').next());
    let lost: Vec<&str> = names.filter(|it| !table.contains(&format!("`{it}`"))).collect();
    assert!(lost.is_empty(), "docs/limits.md lacks: {lost:?}");
}

#[test]
fn files_of_a_room_use_each_other_in_one_direction() {
    let mut uses = uses_within_rooms();
    // What nothing is left to use goes away, until only circles are left.
    while let Some(done) = uses.iter().find(|(_, used)| used.is_empty()).map(|it| it.0.clone()) {
        uses.remove(&done);
        uses.values_mut().for_each(|used| {
            used.remove(&done);
        });
    }
    let left: Vec<String> =
        uses.iter().map(|(file, used)| format!("{file} uses {used:?}")).collect();
    assert!(left.is_empty(), "files in a circle, or above one:\n{}", left.join("\n"));
}

#[test]
fn outside_crates_stay_in_their_rooms() {
    let mut violations = Vec::new();
    for (path, text) in sources().into_iter().filter(|it| !is_test(&it.0)) {
        let module = module_of(&path);
        for (krate, rooms) in CRATES {
            let uses = format!("use {krate}::");
            let names = format!(" {krate}::");
            for (idx, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap();
                let used = code.trim_start().starts_with(&uses)
                    || code.contains(&names)
                    || code.contains(&format!("({krate}::"))
                    || code.contains(&format!("[{krate}::"));
                if used && !rooms.contains(&module.as_str()) {
                    violations.push(format!("{}:{}: uses `{krate}`", path.display(), idx + 1));
                }
            }
        }
    }
    assert!(violations.is_empty(), "crates that are confined:\n{}", violations.join("\n"));
}

#[test]
fn imports_are_grouped_by_module_from_the_top() {
    let mut violations = Vec::new();
    for (path, text) in sources() {
        let mut seen = BTreeSet::new();
        for (idx, line) in text.lines().enumerate() {
            let Some(import) = line.strip_prefix("use ").or(line.strip_prefix("pub use ")) else {
                continue;
            };
            let (head, items) = import.split_once('{').unwrap_or((import, ""));
            let nested = items.contains("::");
            let relative =
                !is_test(&path) && ["super::", "self::"].iter().any(|it| head.starts_with(it));
            let module = head.rsplit_once("::").map_or("", |it| it.0);
            let twice =
                module.contains("::") && !seen.insert((line.starts_with("pub"), module.to_owned()));
            if nested || relative || (twice && !text.contains("#[cfg(")) {
                violations.push(format!("{}:{}: {line}", path.display(), idx + 1));
            }
        }
    }
    assert!(violations.is_empty(), "imports that hide who needs whom:\n{}", violations.join("\n"));
}

#[test]
fn every_file_is_part_of_the_program() {
    let declared = modules();
    let lost: Vec<String> = files(&root().join("src"), "rs")
        .into_iter()
        .filter(|it| !declared.contains_key(it))
        .map(|it| it.display().to_string())
        .collect();
    assert!(lost.is_empty(), "files that no module declares:\n{}", lost.join("\n"));
}

#[test]
fn every_module_says_what_it_is_for() {
    let silent: Vec<String> = sources()
        .into_iter()
        .filter(|(path, text)| !is_test(path) && !text.starts_with("//! "))
        .map(|(path, _)| path.display().to_string())
        .collect();
    assert!(
        silent.is_empty(),
        "files without a first line of documentation:\n{}",
        silent.join("\n")
    );
}

#[test]
fn files_hold_one_noun_and_few_lines() {
    let mut violations = Vec::new();
    for (path, text) in sources() {
        let lines = text.lines().count();
        if lines > MOST_LINES {
            violations.push(format!("{}: {lines} lines", path.display()));
        }
        let stem = path.file_stem().unwrap().to_string_lossy().into_owned();
        if EMPTY_NAMES.contains(&stem.as_str()) {
            violations.push(format!("{}: says nothing", path.display()));
        }
    }
    assert!(violations.is_empty(), "look for the second noun in these:\n{}", violations.join("\n"));
}

#[test]
fn mod_files_hold_no_logic() {
    let mut violations = Vec::new();
    for (path, text) in sources().into_iter().filter(|(path, _)| path.ends_with("mod.rs")) {
        // The provider's contract is its module.
        let contract = path.ends_with("provider/mod.rs") || path.ends_with("action/mod.rs");
        for (idx, line) in text.lines().enumerate() {
            let kinds = ["fn ", "pub fn ", "pub(crate) fn "];
            if kinds.iter().any(|it| line.starts_with(it)) && !contract {
                violations.push(format!("{}:{}: {line}", path.display(), idx + 1));
            }
        }
    }
    assert!(
        violations.is_empty(),
        "logic belongs in a file of its own:\n{}",
        violations.join("\n")
    );
}

#[test]
fn nothing_is_left_to_do() {
    let mut violations = Vec::new();
    for (path, text) in sources() {
        for (idx, line) in text.lines().enumerate() {
            let marks = ["TO", "FIX", "XX"].map(|it| {
                format!(
                    "{it}{}",
                    if it == "TO" {
                        "DO"
                    } else if it == "FIX" {
                        "ME"
                    } else {
                        "X"
                    }
                )
            });
            if marks.iter().any(|it| line.contains(it.as_str())) {
                violations.push(format!("{}:{}: {line}", path.display(), idx + 1));
            }
        }
    }
    assert!(violations.is_empty(), "notes to self:\n{}", violations.join("\n"));
}

#[test]
fn every_diagnostic_is_explained() {
    let text = fs::read_to_string(root().join("docs/diagnostics.md")).unwrap();
    let missing: Vec<&str> = Code::ALL
        .iter()
        .map(|it| it.as_str())
        .filter(|it| !text.contains(&format!("## {it}\n")))
        .collect();
    assert!(missing.is_empty(), "docs/diagnostics.md lacks: {missing:?}");
    let known: BTreeSet<&str> = Code::ALL.iter().map(|it| it.as_str()).collect();
    let unknown: Vec<&str> = text
        .lines()
        .filter_map(|it| it.strip_prefix("## "))
        .filter(|it| !known.contains(it))
        .collect();
    assert!(unknown.is_empty(), "docs/diagnostics.md explains what is never said: {unknown:?}");
}

#[test]
fn every_link_between_documents_leads_somewhere() {
    let mut broken = Vec::new();
    let docs = files(&root().join("docs"), "md");
    for path in docs.into_iter().chain([root().join("README.md"), root().join("CHANGELOG.md")]) {
        let text = fs::read_to_string(&path).unwrap();
        for link in text.split("](").skip(1).filter_map(|it| it.split(')').next()) {
            let target = link.split('#').next().unwrap();
            let outside = target.contains("://") || target.is_empty();
            if !outside && !path.parent().unwrap().join(target).exists() {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "links that lead nowhere:\n{}", broken.join("\n"));
}

/// What may be linked into a program that is given away; checked without a network.
const LICENCES: &[&str] = &[
    "MIT",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "ISC",
    "Zlib",
    "Unicode-3.0",
    "Unlicense",
    "CC0-1.0",
    "0BSD",
    "MIT-0",
    "BSL-1.0",
    "Apache-2.0 WITH LLVM-exception",
    "MPL-2.0",
];

#[test]
fn every_dependency_has_a_licence_that_allows_its_use() {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked", "--offline"])
        .args(["--filter-platform", &host()])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50, "the whole tree is looked at");
    let mut violations = Vec::new();
    for package in packages {
        let licence = package["license"].as_str().unwrap_or("none");
        let allowed = licence.split(" OR ").flat_map(|it| it.split('/')).any(|choice| {
            choice.split(" AND ").all(|it| LICENCES.contains(&it.trim_matches(['(', ')', ' '])))
        });
        if !allowed {
            violations.push(format!("{}: {licence}", package["name"]));
        }
    }
    assert!(violations.is_empty(), "licences to look at:\n{}", violations.join("\n"));
}

/// The platform of this machine: crates for others need not be on its disk.
fn host() -> String {
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let output = Command::new(rustc).arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|it| it.strip_prefix("host: ")).unwrap().to_owned()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Vec<(PathBuf, String)> {
    let files = files(&root().join("src"), "rs");
    assert!(files.len() > 50, "the sources are there");
    files.into_iter().map(|it| (it.clone(), fs::read_to_string(it).unwrap())).collect()
}

fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut res = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            res.extend(files(&path, ending));
        } else if path.extension().is_some_and(|it| it == ending) {
            res.push(path);
        }
    }
    res.sort();
    res
}

/// Whether a file holds tests and nothing else: it, or a module that it is in, is declared for
/// tests alone.
fn is_test(path: &Path) -> bool {
    static MODULES: LazyLock<BTreeMap<PathBuf, bool>> = LazyLock::new(modules);
    MODULES.get(path).copied().unwrap_or(false)
}

/// Every file that is declared as a module, and whether only tests have it.
fn modules() -> BTreeMap<PathBuf, bool> {
    let src = root().join("src");
    let mut res = BTreeMap::new();
    let mut rest = vec![(src.join("lib.rs"), false), (src.join("main.rs"), false)];
    while let Some((path, is_test)) = rest.pop() {
        let text = fs::read_to_string(&path).unwrap();
        let folder = match path.file_stem().unwrap().to_str().unwrap() {
            "lib" | "main" | "mod" => path.parent().unwrap().to_owned(),
            _ => path.with_extension(""),
        };
        let mut tests_only = false;
        for line in text.lines().map(str::trim) {
            let declared = line.trim_start_matches("pub(crate) ").trim_start_matches("pub ");
            if let Some(name) = declared.strip_prefix("mod ").and_then(|it| it.strip_suffix(';')) {
                let nested = folder.join(name).join("mod.rs");
                let file = if nested.exists() { nested } else { folder.join(format!("{name}.rs")) };
                rest.push((file, is_test || tests_only));
            }
            tests_only = line == "#[cfg(test)]";
        }
        res.insert(path, is_test);
    }
    res
}

/// For each file, the files of its room that it uses, but for what [`CIRCLES`] allows. What a
/// `mod.rs` hands on counts as used where it is; tests do not count.
fn uses_within_rooms() -> BTreeMap<String, BTreeSet<String>> {
    let src = root().join("src");
    let name = |it: &Path| it.strip_prefix(&src).unwrap().to_string_lossy().into_owned();
    let files = sources().into_iter().filter(|(path, _)| !is_test(path));
    let files: BTreeMap<String, String> = files.map(|(path, text)| (name(&path), text)).collect();
    let mut res = BTreeMap::new();
    for (file, text) in &files {
        let room = file.split('/').next().unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
        let paths = imports(code).into_iter().filter(|it| it[0] == room);
        let used = paths.filter_map(|path| defined_in(&files, &path));
        let allowed = |used: &String| CIRCLES.contains(&(file.as_str(), used.as_str()));
        let used = used.filter(|it| it != file && !it.ends_with("mod.rs") && !allowed(it));
        res.insert(file.clone(), used.collect());
    }
    res
}

/// The paths that a text imports from this crate, without `crate`.
fn imports(text: &str) -> Vec<Vec<String>> {
    let mut res = Vec::new();
    for import in text.split("use crate::").skip(1).filter_map(|it| it.split(';').next()) {
        let (head, items) = import.split_once('{').unwrap_or((import, ""));
        let head: Vec<String> =
            head.split("::").map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()).collect();
        if items.is_empty() {
            res.push(head.clone());
        }
        for item in items.trim_end_matches('}').split(',') {
            let item = item.split(" as ").next().unwrap().trim();
            if !item.is_empty() {
                res.push(head.iter().cloned().chain([item.to_owned()]).collect());
            }
        }
    }
    res
}

/// The file that a path leads to, through whatever modules hand it on.
fn defined_in(files: &BTreeMap<String, String>, path: &[String]) -> Option<String> {
    let module = |path: &[String]| {
        let path = path.join("/");
        let names = [format!("{path}.rs"), format!("{path}/mod.rs")];
        names.into_iter().find(|it| files.contains_key(it))
    };
    let len = (1..=path.len()).rev().find(|len| module(&path[..*len]).is_some())?;
    let file = module(&path[..len])?;
    let Some(item) = path.get(len) else { return Some(file) };
    let handed_on = files[&file].split("use ").skip(1).filter_map(|it| it.split(';').next());
    let handed_on = handed_on.filter(|it| {
        let mut words = it.split(|it: char| !it.is_alphanumeric() && it != '_');
        file.ends_with("mod.rs") && !it.starts_with("crate::") && words.any(|it| it == item)
    });
    let Some(from) = handed_on.last() else { return Some(file) };
    let head = from.split('{').next().unwrap().split("::").next().unwrap();
    let below: Vec<String> =
        path[..len].iter().cloned().chain([head.trim().to_owned(), item.clone()]).collect();
    defined_in(files, &below)
}

/// The room that a file belongs to.
fn module_of(path: &Path) -> String {
    let relative = path.strip_prefix(root().join("src")).unwrap();
    let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

fn layer_of(module: &str) -> usize {
    let found = LAYERS.iter().position(|it| it.contains(&module));
    found.unwrap_or_else(|| panic!("`{module}` is in no layer; say in which it belongs"))
}

/// The rooms that a text names, with the lines where it does; braces are read.
fn modules_used_in(text: &str) -> Vec<(usize, String)> {
    let mut res = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let line = text[..at].lines().count().max(1);
        let rest = &text[at + "crate::".len()..];
        let list = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => rest.split(',').next().unwrap_or_default(),
        };
        for item in list.split(',') {
            let name = item.trim_start().chars();
            let name: String =
                name.take_while(|it| it.is_ascii_lowercase() || *it == '_').collect();
            if !name.is_empty() {
                res.push((line, name));
            }
        }
    }
    res
}
