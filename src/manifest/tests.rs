//! What manifests mean, and every mistake that can be made in one.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::prelude::{Strategy, any};
use proptest::proptest;
use proptest::sample::Index;

use crate::action::Criterion;
use crate::diagnostic::{Diagnostic, KeyPath, Place};
use crate::manifest::{
    Cascade, EditValue, Manifest, PaletteValue, Parsed, line_column, parse, parse_palette,
    parse_rows, span_of,
};
use crate::path::ProjectPath;

const WORKSPACE: &str = include_str!("tests/assetbuild.toml");
const STYLES: &str = include_str!("tests/styles.toml");
const CHARACTERS: &str = include_str!("tests/characters.toml");

fn file(name: &str) -> ProjectPath {
    ProjectPath::parse(name).unwrap()
}

fn read(text: &str) -> Parsed {
    parse(&file("art/x.toml"), text)
}

/// The manifest, which must be without a mistake.
fn good(name: &str, text: &str) -> Manifest {
    let parsed = parse(&file(name), text);
    assert_eq!(lines(text, &parsed.diagnostics), Vec::<String>::new());
    parsed.manifest
}

/// `code place (asset): message; help` for every mistake.
fn lines(text: &str, diagnostics: &[Diagnostic]) -> Vec<String> {
    let line = |it: &Diagnostic| {
        let place = match &it.primary.at.place {
            Place::File => "file".to_owned(),
            Place::Key(path) => format!("key {path}"),
            Place::Value(path) => path.to_string(),
            Place::Line(line) => format!("line {line}"),
            Place::Bytes(from, to) => format!("{:?}", &text[*from..*to]),
        };
        let asset = it.asset.as_ref().map(|it| format!(" ({it})"));
        let help = it.help.as_ref().map(|it| format!("; {it}"));
        format!(
            "{} {place}{}: {}{}",
            it.code.as_str(),
            asset.unwrap_or_default(),
            it.message,
            help.unwrap_or_default()
        )
    };
    diagnostics.iter().map(line).collect()
}

#[test]
fn everything_of_the_reference_is_understood() {
    let workspace = good("assetbuild.toml", WORKSPACE);
    assert_eq!(workspace.project.unwrap().name.as_deref(), Some("slime-quest"));
    assert_eq!(workspace.budget.cascade, Some(Cascade::Auto));
    assert_eq!(workspace.provider["google"].limits.timeout, Some(Duration::from_secs(180)));

    let styles = good("art/styles.toml", STYLES);
    let overworld = &styles.style["overworld"];
    assert!(
        matches!(&overworld.common.guide.palette, Some(PaletteValue::Colors(it)) if it.len() == 4)
    );
    assert_eq!(overworld.common.guide.rubric[&Criterion::GameFit], 20);
    assert_eq!(overworld.common.check.max_colors, Some(16));
    let size = [32, 32];
    assert_eq!(overworld.common.size, Some(size));

    let art = good("art/characters.toml", CHARACTERS);
    assert_eq!(art.asset["player_idle"].common.size, Some(size));
    assert_eq!(art.asset["ghost"].common.params["quality"], "high");
    assert_eq!(art.asset["ok_button"].common.nine_slice, Some([6; 4]));
    let edits = art.asset["player_gold"].common.edits.as_ref().unwrap();
    let gold = PaletteValue::File("art/gold.hex".to_owned());
    assert_eq!(edits[0], EditValue::Recolor(gold));
    let potions = &art.set["potions"];
    assert_eq!(potions.defaults.common.subject.as_deref(), Some("{subject}, inventory icon"));
    let subject = potions.row["red_potion"].0.common.subject.as_deref();
    assert_eq!(subject, Some("round bottle of red liquid"));
    assert_eq!(potions.row["crown"].0.common.size, Some([24, 24]));
    let walk = &art.animation["player_walk"];
    assert_eq!(walk.looped, Some(true));
    assert_eq!(walk.mirror["left"], "right");
    assert_eq!(walk.common.pivot, Some([0.5, 1.0]));
    assert_eq!(art.atlas["actors"].pack.as_ref().unwrap().len(), 2);
}

#[test]
fn every_mistake_is_named_with_its_place_and_a_way_out() {
    let text = include_str!("tests/mistakes.toml");
    let parsed = read(text);
    let found = lines(text, &parsed.diagnostics);
    let wanted: Vec<_> = include_str!("tests/mistakes.txt").lines().collect();
    assert_eq!(found, wanted);
    let broken = (parsed.broken_styles, parsed.broken_sets);
    assert_eq!(broken, (set("dark"), set("potions")));
    let names: Vec<_> = parsed.manifest.asset.keys().collect();
    assert_eq!(names, ["flat", "hero", "cap"]);
}

fn set(name: &str) -> BTreeSet<String> {
    BTreeSet::from([name.to_owned()])
}

#[test]
fn mistakes_in_settings_are_named() {
    let text = r#"
project = 1
[models]
paint = "x/y"
[budget]
per-build = -1
per-asset = "1"
cascade = "always"
[provider.google]
timeout = "soon"
concurrency = 0
painter = { alpha = "native" }
[provider.exec.painter]
alpha = "yes"
sizes = ["1024"]
[provider.exec]
other = 3
[export]
metadata = "aside"
"#;
    let parsed = parse(&file("assetbuild.toml"), text);
    let wanted = r#"wrong-type project: `project` must be a table, not a number
unknown-key key models.paint: `[models]` has no key `paint`; its keys are `image`, `judge`, `refine`
wrong-value budget.per-build: `per-build` must be an amount in USD, 0 or more
wrong-type budget.per-asset: `per-asset` must be a number, not a text
wrong-value budget.cascade: `cascade` cannot be `always`; it is one of `auto`, `hold`
wrong-value provider.google.timeout: `timeout` cannot be `soon`; write seconds like "180s" or minutes like "3m"
wrong-value provider.google.concurrency: `concurrency` must be 1 to 100000, not 0
unknown-key key provider.google.painter: `[provider.google]` has no key `painter`; its keys are `concurrency`, `requests-per-minute`, `timeout`, `safety`
wrong-value provider.exec.painter.alpha: `alpha` cannot be `yes`; it is one of `native`, `none`
bad-size provider.exec.painter.sizes[0]: `sizes[0]` cannot be `1024`; write width x height like "48x16", each 1 to 16384, or one number for a square
unknown-key key provider.exec.other: `[provider.exec]` has no key `other`; its keys are `concurrency`, `requests-per-minute`, `timeout`, `safety`
wrong-value export.metadata: `metadata` cannot be `aside`; did you mean `beside`?"#;
    assert_eq!(lines(text, &parsed.diagnostics).join("\n"), wanted);
    assert!(parsed.manifest.provider["exec"].programs.contains_key("painter"));
}

#[test]
fn what_is_not_toml_breaks_its_own_table_only() {
    for (text, wanted) in [
        (
            "[asset.hero]\nsize = 3x2\nsubject = \"x\"\n[asset.cap]\nsize = 0\n",
            "syntax \"3x2\" (hero): this is not TOML: string values must be quoted; write texts in quotes: \"…\"\n\
             bad-size asset.cap.size (cap): `size` must be 1 to 16384, not 0",
        ),
        (
            "[asset.hero]\nsubject = \"open\n[asset.cap]\n",
            "syntax \"\" (hero): this is not TOML: the text has no closing `\"`",
        ),
        (
            "[asset.hero]\nsize = 2\nsize = 3\n[asset.cap]\n",
            "syntax \"size\" (hero): `size` is set twice; remove one of them",
        ),
        (
            "[asset.hero]\nvars = { a = 3x, b = [] }\n[asset.cap]\nsubject = \"x\"\n",
            "syntax \"3x\" (hero): this is not TOML: string values must be quoted; write texts in quotes: \"…\"",
        ),
        (
            "[asset.hero]\nquality = { target = 1, target = 2 }\n[asset.cap]\n",
            "syntax \"target\" (hero): `target` is set twice; remove one of them",
        ),
        (
            "[asset.hero]\n[asset.cap]\n[asset.hero]\n",
            "duplicate-name \"hero\" (hero): two things in this file are called `hero`; rename one of them",
        ),
        (
            "[asset]\nhero = {}\ncap = {}\nhero = {}\n",
            "duplicate-name \"hero\" (hero): two things in this file are called `hero`; rename one of them",
        ),
    ] {
        let parsed = read(text);
        assert_eq!(lines(text, &parsed.diagnostics).join("\n"), wanted);
        assert!(!parsed.incomplete);
        let manifest = parsed.manifest;
        assert!(manifest.asset.contains_key("hero") && manifest.asset.contains_key("cap"));
    }
}

#[test]
fn a_quote_that_swallows_tables_breaks_the_whole_file() {
    for text in [
        "[asset.hero]\nsubject = \"\"\"open\n[asset.cap]\nsubject = \"y\"\n",
        "[asset.hero]\nreferences = [\"a\"\n[asset.cap]\nsubject = \"y\"\n",
        "[asset.hero\nsubject = \"x\"\n[asset.cap]\nsubject = \"y\"\n",
        "= 3\nkey\n",
    ] {
        let parsed = read(text);
        assert_eq!(parsed.incomplete, text.contains("cap"));
        let diagnostics = parsed.diagnostics;
        assert!(!diagnostics.is_empty(), "{text} has no mistake");
        let whole = |it: &Diagnostic| it.asset.is_none() && it.code.as_str() == "syntax";
        assert!(diagnostics.iter().all(whole), "{diagnostics:?}");
    }
}

#[test]
fn a_broken_header_hides_only_its_own_table() {
    let text = "[asset.hero] junk\nsubject = 3\n[asset.cap]\nsubject = 3\n";
    let parsed = read(text);
    let wanted = "wrong-type asset.cap.subject (cap): `subject` must be a text, not a number";
    assert_eq!(lines(text, &parsed.diagnostics)[1..], [wanted]);
    assert!(parsed.incomplete && parsed.manifest.asset.contains_key("cap"));
}

#[test]
fn styles_and_sets_that_are_not_toml_are_broken() {
    let text =
        "[style.dark]\nmood = gloomy\n[set.a]\nsize = ]\n[set.b.row]\nx = \"1\"\nx = \"2\"\n";
    let parsed = read(text);
    assert_eq!((parsed.broken_styles, parsed.broken_sets), (set("dark"), set("a")));
    let twice = &parsed.diagnostics[2];
    assert_eq!(twice.asset.as_ref().unwrap().as_str(), "x");
    let spans = [&twice.primary, &twice.secondary[0]].map(|it| span_of(text, &it.at.place));
    assert_eq!(spans.map(|it| it.unwrap().start), [64, 56]);
}

#[test]
fn the_words_underlined_are_those_that_are_wrong() {
    let text = "\u{feff}[asset.hero]\r\nsize = 3\r\nreferences = [\"a\", \"b\"]\r\n\
                quality = { target = 1 }\r\n[asset.cap.quality]\r\ntarget = 2";
    let underlined = |place: &Place| span_of(text, place).map(|it| &text[it]);
    let path = |keys: &[&str]| KeyPath::of(keys);
    for (place, wanted) in [
        (Place::Key(path(&["asset", "hero"])), "[asset.hero]"),
        (Place::Value(path(&["asset", "hero"])), "[asset.hero]"),
        (Place::Value(path(&["asset", "hero", "subject"])), "[asset.hero]"),
        (Place::Key(path(&["asset", "hero", "size"])), "size"),
        (Place::Value(path(&["asset", "hero", "size"])), "3"),
        (Place::Value(path(&["asset", "hero", "references"]).index(1)), "\"b\""),
        (Place::Value(path(&["asset", "hero", "references"]).index(7)), "references"),
        (Place::Value(path(&["asset", "hero", "quality", "target"])), "1"),
        (Place::Key(path(&["asset", "hero", "quality"])), "quality"),
        (Place::Value(path(&["asset", "cap", "quality", "target"])), "2"),
        (Place::Value(path(&["asset", "cap", "subject"])), "cap"),
        (Place::Line(2), "size = 3"),
        (Place::Bytes(1, 5), "\u{feff}[a"),
    ] {
        assert_eq!(underlined(&place), Some(wanted), "{place:?}");
    }
    assert_eq!(underlined(&Place::File), None);
    assert_eq!(underlined(&Place::Line(99)), None);
    assert_eq!(underlined(&Place::Value(path(&["style", "dark"]))), None);
    assert_eq!(line_column(text, 0), (1, 1));
    assert_eq!(line_column(text, 3), (1, 1));
    assert_eq!(line_column(text, text.find("size").unwrap() + 2), (2, 3));
    assert_eq!(line_column("ä=1", 2), (1, 2));
    assert_eq!(line_column("", 9), (1, 1));
}

#[test]
fn rows_are_read_from_csv() {
    let text = "\u{feff}name,size,subject,edges,nine-slice,quality,states\r\n\
                cap,16,\"red cap, worn\",hard,1;2;3;4,{ target = 80 },off; on\r\n\
                hat,8x4,,,,,\r\n";
    let (rows, diagnostics) = parse_rows(&file("art/a.csv"), text);
    assert_eq!(lines(text, &diagnostics), Vec::<String>::new());
    let cap = &rows["cap"].0.common;
    assert_eq!(cap.subject.as_deref(), Some("red cap, worn"));
    assert_eq!(cap.nine_slice, Some([1, 2, 3, 4]));
    assert_eq!(cap.quality.target, Some(80));
    assert_eq!(cap.states.as_ref().unwrap().join(" "), "off on");
    let hat = &rows["hat"].0.common;
    assert_eq!((hat.size, &hat.subject), (Some([8, 4]), &None));
}

#[test]
fn a_size_is_understood_however_people_write_it() {
    let text = "name,size\na,32×16\nb,8 X 4\nc, 48 x 16 \nd,3\n";
    let (rows, diagnostics) = parse_rows(&file("art/a.csv"), text);
    assert_eq!(lines(text, &diagnostics), Vec::<String>::new());
    let sizes: Vec<_> = rows.values().map(|it| it.0.common.size.unwrap()).collect();
    assert_eq!(sizes, [[32, 16], [8, 4], [48, 16], [3, 3]]);
}

#[test]
fn every_mistake_in_a_csv_file_is_named_with_its_line() {
    let text = "name,size,subject,edges,sbject,size\n\
                hat,0x1,,sft\n\
                hat\n\
                a b\n\
                big,1,2,,4,,,8\n\
                last,3,\"open\nx,3\n";
    let (rows, diagnostics) = parse_rows(&file("art/a.csv"), text);
    let wanted = "bad-row line 6: a quote is never closed, so rows are missing; close it, or write `\"\"` for a quote within a cell
unknown-key line 1: a row has no key `sbject`; did you mean `subject`?
bad-row line 1: there are two columns `size`
bad-size line 2 (hat): `size` cannot be `0x1`; write width x height like \"48x16\", each 1 to 16384, or one number for a square
wrong-value line 2 (hat): `edges` cannot be `sft`; did you mean `soft`?
duplicate-name line 3 (hat): two things in this file are called `hat`
bad-name line 4: `a b` cannot be a name: ` ` cannot be in a name; use letters, digits, `_`, `-` and `.`
bad-row line 5 (big): the row has 8 cells, but there are 6 columns; put cells with commas in quotes";
    assert_eq!(lines(text, &diagnostics).join("\n"), wanted);
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["hat", "big"]);

    let (rows, diagnostics) = parse_rows(&file("art/a.csv"), "");
    let wanted = "bad-row line 1: the first line must name the columns, one of them `name`";
    assert_eq!(lines("", &diagnostics), [wanted]);
    assert!(rows.is_empty());
}

#[test]
fn a_row_that_was_emptied_is_none_and_other_separators_are_named_once() {
    let text = "name,size,subject\n,,\nhat,8,a hat\n , ,\n";
    let (rows, diagnostics) = parse_rows(&file("art/a.csv"), text);
    assert_eq!(lines(text, &diagnostics), [""; 0]);
    assert_eq!(rows.keys().collect::<Vec<_>>(), ["hat"]);
    for (separator, shown) in [(";", "`;`"), ("\t", "tabs"), ("|", "`|`")] {
        let text =
            ["name", "size", "subject"].join(separator) + "\n" + &["hat", "8", "x"].join(separator);
        let (rows, diagnostics) = parse_rows(&file("art/a.csv"), &text);
        let wanted = format!(
            "bad-row line 1: its 3 columns are separated by {shown}, not by commas; save it as \
             comma-separated values, or set its rows in TOML"
        );
        assert_eq!(lines(&text, &diagnostics), [wanted]);
        assert!(rows.is_empty());
    }
}

#[test]
fn order_and_comments_mean_nothing() {
    let one = "[asset.a]\nsubject = \"x\"\nsize = 3\n[style.b]\nmood = \"y\"\n";
    let two = "\u{feff}# hi\r\nstyle.b.mood = 'y'\r\n[asset.a]\r\nsize=3 # !\r\nsubject=\"x\"\r\n";
    assert_eq!(good("art/a.toml", one), good("art/b.toml", two));
}

#[test]
fn hostile_files_end_soon() {
    let n = 100_000;
    let names: String = (0..5_000).map(|it| format!("zz{it}yx = 1\n")).collect();
    for text in [
        "[".repeat(n),
        format!("a = {}", "[".repeat(n)),
        format!("[asset.a]\nparams = {{ b = {}{} }}", "[".repeat(n), "]".repeat(n)),
        format!("a = {}", "{a=".repeat(n)),
        format!("{}b = 1", "a.".repeat(n)),
        format!("[{}b]", "a . ".repeat(n)),
        format!("a = {{ {}b = 1 }}", "\"a\".".repeat(n)),
        format!("{}b = 1", "a = { a.a.a.a.a = ".repeat(n)),
        "\n=".repeat(n),
        "[a]\n".repeat(n),
        "]".repeat(n),
        format!("[asset.a]\nsubject = \"{}", "x".repeat(10_000_000)),
        format!("[asset.a]\nsubject = \"{}\"", "x.".repeat(5_000_000)),
        format!("[asset.a]\n{} = 1", "x".repeat(10_000_000)),
        format!("[asset.a]\n{names}"),
        "\0\u{feff}\r".repeat(n),
    ] {
        let parsed = read(&text);
        for it in parsed.diagnostics.iter().take(3) {
            assert!(it.message.len() < 1000, "{}", it.message.len());
            let end = span_of(&text, &it.primary.at.place).map_or(0, |it| it.end);
            assert!(end <= text.len());
        }
        drop(parse_rows(&file("art/x.csv"), &text));
    }
}

/// A manifest with some bytes of it changed, cut out or doubled.
fn mutated() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), 0_usize..40, "[ -~\n\"'\\[\\]{}=.,#é]{0,6}");
    (0_usize..3, proptest::collection::vec(change, 1..6)).prop_map(|(which, changes)| {
        let mut chars: Vec<char> = [WORKSPACE, STYLES, CHARACTERS][which].chars().collect();
        for (at, length, instead) in changes {
            let from = at.index(chars.len().max(1)).min(chars.len());
            let to = (from + length).min(chars.len());
            chars.splice(from..to, instead.chars());
        }
        chars.into_iter().collect()
    })
}

fn read_all(text: &str) {
    for name in ["assetbuild.toml", "art/x.toml"] {
        for it in parse(&file(name), text).diagnostics {
            let at = std::iter::once(&it.primary).chain(&it.secondary);
            for label in at {
                if let Some(span) = span_of(text, &label.at.place) {
                    assert!(text.get(span.clone()).is_some(), "{span:?} of {text:?}");
                    assert!(line_column(text, span.start) >= (1, 1));
                }
            }
        }
    }
    drop(parse_rows(&file("art/x.csv"), text));
    for name in ["x.hex", "x.gpl"] {
        drop(parse_palette(&file(name), text));
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".*") {
        read_all(&text);
    }

    #[test]
    fn no_changed_manifest_makes_it_panic(text in mutated()) {
        read_all(&text);
    }
}
