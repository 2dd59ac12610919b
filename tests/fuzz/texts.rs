//! What people write: manifests, tables of rows, templates, locks, configurations.

use std::collections::BTreeMap;
use std::sync::Arc;

use assetbuild::db::{Change, Database, PictureState};
use assetbuild::diagnostic::Diagnostic;
use assetbuild::digest::Digest;
use assetbuild::lock::{Lock, Versions, merge, read, read_some, write};
use assetbuild::manifest::{Spans, parse, parse_rows};
use assetbuild::path::ProjectPath;
use assetbuild::prompt::{custom_template, render, variables_used};
use assetbuild::provider::parse_config;

use crate::fuzz::mend;
use crate::fuzz::target::{Target, as_it_is, files};

pub(crate) const MANIFEST: Target = Target {
    name: "manifest",
    takes: manifest,
    seeds: || [files("example-project/art", ".toml"), files("example-project", ".toml")].concat(),
    mend: as_it_is,
    words: &[
        "[asset.",
        "[set.",
        "[style.",
        "[animation.",
        "[atlas.",
        "[project]",
        "[models]",
        "]\n",
        "\n",
        "subject",
        "style",
        "size",
        "scale",
        "from",
        "references",
        "extends",
        "template",
        "palette",
        "rows",
        "row",
        "frames",
        "facings",
        "mirror",
        "pack",
        "edits",
        "quality",
        "states",
        "source",
        "nine-slice",
        "vars",
        "model",
        "exec/a@1",
        "= ",
        "\"",
        "'''",
        "\"\"\"",
        "[",
        "{",
        "}",
        ",",
        ".",
        "art/look.jinja",
        "art/rows.csv",
        "art/palette.hex",
        "art/board.png",
        "..",
        "/",
        "*",
        "\\u202e",
        "\\U00110000",
        "{subject}",
        "é",
        "\u{301}",
        "\u{0}",
    ],
    few: 150,
};

pub(crate) const ROWS: Target = Target {
    name: "rows",
    takes: rows,
    seeds: || [files("example-project/art", ".csv"), files("tests/roguelike/art", ".csv")].concat(),
    mend: as_it_is,
    words: &[
        "name",
        "subject",
        "size",
        "style",
        ",",
        ";",
        "\n",
        "\r\n",
        "\"",
        "\"\"",
        "[",
        "{",
        "}",
        "]",
        "[[[[",
        "{a=",
        "\t",
        "|",
        "\u{1}",
        "\u{feff}",
        "references",
        "32x32",
        "#",
    ],
    few: 200,
};

pub(crate) const TEMPLATE: Target = Target {
    name: "template",
    takes: template,
    seeds: || {
        [
            files("tests/roguelike/art/templates", ".jinja"),
            files("src/prompt/edition_2026", ".jinja"),
        ]
        .concat()
    },
    mend: as_it_is,
    words: &[
        "{{ ",
        " }}",
        "{% ",
        " %}",
        "{# ",
        " #}",
        "{%- ",
        " -%}",
        "if ",
        "else",
        "elif ",
        "endif",
        "for x in ",
        "endfor",
        "set ",
        "endset",
        "macro m(",
        "endmacro",
        "include ",
        "import ",
        "block b",
        "raw",
        "endraw",
        "subject",
        "background",
        "|trim",
        "|upper",
        "|replace(",
        "|join",
        "range(",
        "loop.",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "-",
        "~",
        "not ",
        "and ",
        "or ",
        "in ",
        "is defined",
        "'",
        "\"",
        "\\",
        "0",
        "1",
        "**",
        "//",
        "%",
        ":",
        ",",
        ".",
        "==",
        "é",
    ],
    few: 200,
};

pub(crate) const LOCK: Target = Target {
    name: "lock",
    takes: lock,
    seeds: || files("example-project", ".lock"),
    mend: mend::lock,
    words: &[
        "<<<<<<< a\n",
        "||||||| b\n",
        "=======\n",
        ">>>>>>> c\n",
        "[asset.",
        "]\n",
        "\n\n",
        "check = \"",
        "version = 1",
        "version = 2",
        "# End of the lock.\n",
        "[[asset.gem.brief]]\n",
        "taken = [\n",
        "picks = [\n",
        "ended = [\"target\"]\n",
        "b3:",
        "accepted = true\n",
        "\"",
        "[",
        "{",
        "}",
        ",",
        "../x.png",
        "outputs",
        "steps",
        "pictures",
        "cells",
        "score = 101",
        "by-person = true",
    ],
    few: 200,
};

pub(crate) const CONFIGURATION: Target = Target {
    name: "configuration",
    takes: configuration,
    seeds: || vec![CONFIG.into()],
    mend: as_it_is,
    words: &[
        "[exec.",
        "[comfyui.",
        "[network.",
        "[provider.",
        "[price.",
        "]\n",
        "\n",
        "program",
        "args",
        "env",
        "price",
        "paint",
        "judge",
        "refine",
        "store",
        "base-url",
        "https://",
        "\"",
        "'",
        "=",
        "{",
        "}",
        "[",
        ",",
        ".",
        "/",
        "google",
        "openai",
        "\\u0000",
        "nan",
        "inf",
        "1e400",
    ],
    few: 1000,
};

/// The words that templates are filled with.
const EDITION: &str = "2026";

const CONFIG: &str = r#"
store = "/var/store"
[exec.painter]
program = "/opt/paint"
args = ["--key", "s3cret"]
env = { TOKEN = "s3cret" }
price = { paint = 0.04, judge = 0.01, refine = 0.0 }
[comfyui.sprites]
graph = "/opt/graph.json"
prompt = { node = "6", input = "text" }
[network.person]
file = "/opt/person.onnx"
[provider.google]
base-url = "https://gateway.example/v1"
api-version = "v1"
[price."google/gemini-nano-banana-2.1"]
input = 0.3
output = 2.5
image = 30.0
[price."openai/flux"]
paint = 0.01
"#;

fn path(text: &str) -> ProjectPath {
    ProjectPath::parse(text).unwrap()
}

/// What is wrong, in words; each place is looked up as if it were shown.
fn told(texts: &BTreeMap<&str, Arc<str>>, diagnostics: &[Diagnostic]) -> String {
    let spans: BTreeMap<&str, Spans<'_>> =
        texts.iter().map(|(file, text)| (*file, Spans::of(text))).collect();
    for it in diagnostics {
        for label in std::iter::once(&it.primary).chain(&it.secondary) {
            let Some(spans) = spans.get(label.at.file.as_str()) else { continue };
            let text = &texts[label.at.file.as_str()];
            if let Some(range) = spans.get(&label.at.place) {
                assert!(text.get(range.clone()).is_some(), "{range:?} is no part of the text");
                assert!(spans.line_column(range.start).0 > 0);
            }
        }
        assert!(it.message.chars().count() <= 1001, "a message is {} long", it.message.len());
    }
    let mut codes: Vec<&str> = diagnostics.iter().map(|it| it.code.as_str()).collect();
    codes.dedup();
    codes.join(" ")
}

/// A project in memory, read to its end.
fn resolved(texts: &BTreeMap<&str, Arc<str>>) -> String {
    let mut db = Database::new(&path("assetbuild.toml"));
    let mut change = Change::default();
    for (file, text) in texts.iter().filter(|it| it.0.ends_with(".toml")) {
        change.manifests.insert(path(file), Some(Arc::clone(text)));
    }
    db.apply(change);
    // What the files of a project name is named by a file of the project: a few rounds are enough.
    for _ in 0..5 {
        let wanted = db.wanted();
        if wanted.is_empty() {
            break;
        }
        let mut change = Change::default();
        let text = |it: &ProjectPath| texts.get(it.as_str()).map(Arc::clone);
        change.texts.extend(wanted.texts.into_iter().map(|it| (it.clone(), text(&it))));
        let there = || PictureState::There {
            pixels: Digest::of(b"picture"),
            size: [16, 16],
            colours: Some(Arc::new(vec!["#2D2D2D".parse().unwrap(), "#F4A460".parse().unwrap()])),
        };
        let pictures = wanted.pictures.into_iter().chain(wanted.palettes);
        change.pictures.extend(pictures.map(|it| (it, there())));
        db.apply(change);
    }
    let analysis = db.analysis();
    let mut kinds = String::new();
    for name in analysis.order.iter() {
        assert!(db.place(name).is_some(), "`{name}` is declared nowhere");
        kinds += if db.asset(name).is_some() { "a" } else { "b" };
    }
    kinds.truncate(20);
    format!("{kinds} {}", told(texts, &analysis.diagnostics))
}

fn project_with(file: &'static str, text: &str) -> BTreeMap<&'static str, Arc<str>> {
    let mut res: BTreeMap<&str, Arc<str>> = BTreeMap::new();
    for (file, text) in [
        ("assetbuild.toml", "[project]\nname = \"x\"\nedition = \"2026\"\n"),
        (
            "art/first.toml",
            "[style.s]\ntemplate = \"art/look.jinja\"\npalette = \"art/palette.hex\"\n\
             [set.rows]\nstyle = \"s\"\nrows = \"art/rows.csv\"\nsubject = \"{subject}, small\"\n\
             [asset.own]\nsubject = \"x\"\nstyle = \"s\"\n",
        ),
        ("art/look.jinja", "{{ subject }} {{ background }}"),
        ("art/rows.csv", "name,subject\na,b\n"),
        ("art/palette.hex", "2d2d2d\n"),
    ] {
        res.insert(file, text.into());
    }
    res.insert(file, text.into());
    res
}

fn manifest(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut res = String::new();
    for file in ["assetbuild.toml", "art/second.toml"] {
        let parsed = parse(&path(file), &text);
        let texts = project_with(file, &text);
        res += &told(&texts, &parsed.diagnostics);
        res += &resolved(&texts);
    }
    res
}

fn rows(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let (rows, diagnostics) = parse_rows(&path("art/rows.csv"), &text);
    let texts = project_with("art/rows.csv", &text);
    format!("{} {} {}", rows.len().min(3), told(&texts, &diagnostics), resolved(&texts))
}

fn template(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let one = match custom_template(&text) {
        Err(problem) => format!("{problem:?}"),
        Ok(template) => {
            let value = |name: String| (name, "a very long word ".repeat(20));
            let vars = variables_used(EDITION, &template).into_iter().map(value).collect();
            match render(EDITION, &template, &vars) {
                Ok(prompt) => format!("{} bytes", prompt.len()),
                Err(problem) => format!("{problem:?}"),
            }
        }
    };
    format!("{one} {}", resolved(&project_with("art/look.jinja", &text)))
}

fn lock(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let joined = Versions::in_marked(&text).map(|it| match it.join() {
        Ok(joined) => {
            let again = write(&joined.lock);
            assert_eq!(read(&again).as_ref(), Ok(&joined.lock), "a joined lock cannot be read");
            "joined".to_owned()
        }
        Err(problem) => format!("{problem}"),
    });
    let name = assetbuild::name::AssetName::parse("player_idle").unwrap();
    let some = read_some(&text, &std::iter::once(name).collect());
    let one = match read(&text) {
        Err(problem) => format!("{problem}"),
        Ok(lock) => {
            let again = write(&lock);
            assert_eq!(read(&again).as_ref(), Ok(&lock), "what is written is read as another lock");
            let other = Lock::default();
            assert_eq!(merge(Some(&lock), &lock, &lock), lock);
            assert_eq!(merge(None, &lock, &other), merge(None, &other, &lock));
            assert_eq!(merge(Some(&lock), &lock, &other), merge(Some(&lock), &other, &lock));
            format!("{} records", lock.records.len().min(3))
        }
    };
    format!("{one} {joined:?} {}", some.is_ok())
}

fn configuration(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    match parse_config(&text) {
        Ok(config) => {
            let shown = format!("{:?}", config.exec);
            assert!(!shown.contains("s3cret"), "{shown}");
            format!("{} {}", config.exec.len().min(3), config.providers.len().min(3))
        }
        Err(problem) => {
            let said = problem.to_string();
            // Names may be shown, and a mutation may have made the word one; values may not.
            let is_name = toml::from_str(&text).is_ok_and(|it| has_name(&it, "s3cret"));
            assert!(is_name || !said.contains("s3cret"), "{said}");
            said
        }
    }
}

/// Whether a table or one in it has such a key.
fn has_name(table: &toml::Table, word: &str) -> bool {
    table.iter().any(|(name, value)| {
        name.contains(word) || value.as_table().is_some_and(|it| has_name(it, word))
    })
}
