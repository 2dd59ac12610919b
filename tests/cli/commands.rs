//! Every command that tells something, as a person reads it and as a program does.

use serde_json::Value;

use crate::harness::{TestProject, set};

const ART: &str = r##"
[style.cave]
template = "art/words.jinja"
palette  = ["#2D2D2D", "#F4A460"]
mood     = "gloomy"
size     = 16

[asset.bat]
category = "foes"
subject  = "little bat"
style    = "cave"

[asset.bat_asleep]
category   = "foes"
subject    = "the same bat, asleep"
style      = "cave"
references = ["bat"]

[asset.bat_gold]
category = "foes"
from     = "bat"
edits    = [{ tint = { color = "#FFD700", strength = 50 } }]

[atlas.foes]
pack = ["bat*"]
"##;

fn cave() -> TestProject {
    let words = "A sprite of {{ subject }} in a {{ mood }} cave.\n{{ background }}\n";
    TestProject::with(&[("art/cave.toml", ART), ("art/words.jinja", words)])
}

fn built() -> TestProject {
    let project = cave();
    project.run(&["build"]).success();
    project
}

#[test]
fn a_first_day_from_the_plan_to_the_status() {
    let project = cave();
    insta::assert_snapshot!(project.run(&["plan"]).shown(), @r"
    exit 0
    --- out
    bat                   draw    new
    bat_asleep, … 2 more  waits   for bat

    4 free.  Nothing was spent.
    --- err
    ");
    insta::assert_snapshot!(project.run(&["build"]).shown(), @r"
    exit 0
    --- out
    --- err
      drew     foes/bat          placeholder       16×16
      drew     foes/bat_asleep   placeholder       16×16
      made     foes/bat_gold     from bat: tint
      packed   atlas/foes        3 pictures, 34×24

    4 built, 0 failed      [TIME]      $0.00 (builtin/sketch)
    look: generated-assets     next: assetbuild why bat, or edit a manifest and build again
    ");
    insta::assert_snapshot!(project.run(&["status"]).shown(), @r"
    exit 0
    --- out
    4 fresh
    --- err
    ");
    insta::assert_snapshot!(project.run(&["status", "-v"]).shown(), @r"
    exit 0
    --- out
    4 fresh
      fresh         foes/bat         placeholder
      fresh         foes/bat_asleep  placeholder
      fresh         foes/bat_gold
      fresh         atlas/foes
    --- err
    ");
    insta::assert_snapshot!(project.run(&["build", "bat"]).shown(), @r"
    exit 0
    --- out
    --- err
    1 fresh      [TIME]
    ");
    let unmatched = project.run(&["plan", "z*"]).fails_with(2).err;
    assert_eq!(unmatched, "error: no asset matches `z*`\n");
    insta::assert_snapshot!(project.run(&["plan", "bta"]).shown(), @r"
    exit 2
    --- out
    --- err
    error: no asset is called `bta`
      help: did you mean `bat`?
    ");
}

#[test]
fn why_shows_the_words_that_changed_and_where() {
    let project = built();
    insta::assert_snapshot!(project.run(&["why", "bat"]).shown(), @r"
    exit 0
    --- out
    bat is fresh: nothing changed since it was built; it scores 100.
    --- err
    ");
    project.edit("art/cave.toml", "gloomy", "merry");
    insta::assert_snapshot!(project.run(&["why", "bat"]).shown(), @r"
    exit 0
    --- out
    bat is dirty: what is asked of the model changed.
      bat  ←  asset.bat in art/cave.toml:8  ←  style.cave in art/cave.toml:2

      bat   prompt         …little bat in a [-gloomy-]{+merry+} cave.
            judge-prompt   …little bat in a [-gloomy-]{+merry+} cave. </style_guide> <subject> little…

      it costs nothing.
    --- err
    ");
    insta::assert_snapshot!(project.run(&["why", "bat_gold"]).shown(), @r"
    exit 0
    --- out
    bat_gold is waiting: bat comes first.
      bat_gold  ←  bat  ←  asset.bat in art/cave.toml:8  ←  style.cave in art/cave.toml:2

      bat   prompt         …little bat in a [-gloomy-]{+merry+} cave.
            judge-prompt   …little bat in a [-gloomy-]{+merry+} cave. </style_guide> <subject> little…

      it costs nothing.
    --- err
    ");
    insta::assert_snapshot!(project.run(&["status"]).shown(), @r"
    exit 0
    --- out
    1 dirty   3 waiting
      dirty         foes/bat         what is asked of the model changed
      waiting       foes/bat_asleep  for bat; what is asked of the model changed
      waiting       foes/bat_gold    for bat
      waiting       atlas/foes       for bat
    --- err
    ");
    project.run(&["build"]).success();
    project.edit("art/cave.toml", "strength = 50", "strength = 60");
    insta::assert_snapshot!(project.run(&["why", "bat_gold"]).shown(), @r"
    exit 0
    --- out
    bat_gold is dirty: what is done to the picture changed.
      bat_gold  ←  asset.bat_gold in art/cave.toml:19

      bat_gold   tint   50  →  60

      it costs nothing.
    --- err
    ");
    project.edit("art/cave.toml", "#F4A460\"]", "#F4A461\", \"#FFFFFF\"]");
    insta::assert_snapshot!(project.run(&["why", "bat"]).shown(), @r"
    exit 0
    --- out
    bat is dirty: what is asked of the model changed.
      bat  ←  asset.bat in art/cave.toml:8  ←  style.cave in art/cave.toml:2

      bat   palette   #2D2D2D, [-#F4A460-]{+#F4A461, #FFFFFF+}

      it costs nothing.
    --- err
    ");
}

#[test]
fn why_tells_a_switch_of_models_in_words() {
    let project = built();
    project.append("assetbuild.toml", "\n[models]\nimage = \"google/gemini-nano-banana-2.1\"\n");
    let why = project.run(&["why", "bat"]).success();
    assert!(!why.out.contains("\":"), "the insides of a table: {}", why.shown());
    assert!(why.out.contains("{+google/gemini-nano-banana-2.1+}"), "{}", why.shown());
    for line in why.out.lines().filter(|it| !it.contains("prompt") && !it.contains("avoid")) {
        assert!(line.chars().count() < 120, "{line}\n{}", why.shown());
    }
}

#[test]
fn a_prompt_is_what_would_be_sent() {
    let run = cave().run(&["prompt", "bat_asleep"]).success();
    let expected = "A sprite of the same bat, asleep in a gloomy cave.";
    assert!(run.out.contains(expected), "{}", run.shown());
    assert!(run.out.contains("builtin/sketch"), "{}", run.shown());
    let json = cave().events(&["prompt", "bat_asleep"]);
    assert!(json.0[0]["prompt"].as_str().unwrap().starts_with(expected));
    let unknown = cave().run(&["prompt", "bat_aslep"]).fails_with(2);
    assert!(unknown.err.contains("did you mean `bat_asleep`?"), "{}", unknown.err);
}

#[test]
fn show_log_and_cost_tell_what_is_there() {
    let project = built();
    insta::assert_snapshot!(project.run(&["show", "foes"]).shown(), @r"
    exit 0
    --- out
    [TMP]/game/generated-assets/atlas/foes.png
    --- err
    34×24   b3:[DIGEST]
    ");
    insta::assert_snapshot!(project.run(&["log", "bat"]).shown(), @r"
    exit 0
    --- out
    bat
      1    attempt 1   placeholder   picked   ended: target
    --- err
    ");
    insta::assert_snapshot!(project.run(&["cost"]).shown(), @r"
    exit 0
    --- out
    nothing was ever bought
    --- err
    ");
    project.run(&["log", "bat", "--save", "stages"]).success();
    let history: Value = serde_json::from_str(&project.read("stages/history.json")).unwrap();
    let attempt = &history[0];
    for told in ["score", "passed", "criteria", "findings", "prompt", "usd", "request"] {
        assert!(!attempt[told].is_null(), "{told} in {attempt}");
    }
    assert!(attempt["findings"].as_array().is_some_and(|it| it.len() > 5));
    for picture in attempt["pictures"].as_array().unwrap() {
        assert!(project.has(&format!("stages/{}", picture.as_str().unwrap())), "{picture}");
    }
    let tiled = project.run(&["show", "bat", "--tiled", "--preview", "white"]).success();
    let path = tiled.out.trim();
    assert!(path.ends_with("bat-tiled-white.png"), "{path}");
    let bytes = std::fs::read(project.root().join(".assetbuild/previews/bat-tiled-white.png"));
    let picture = image::load_from_memory(&bytes.unwrap()).unwrap().into_rgba8();
    assert_eq!(picture.dimensions(), (48, 48));
    assert!(picture.pixels().all(|it| it.0[3] == 255));
    insta::assert_snapshot!(project.run(&["check"]).shown(), @r"
    exit 0
    --- out
    --- err
    2 pictures checked, 2 without a finding
    ");
}

#[test]
fn a_graph_leads_from_what_is_needed_to_who_needs_it() {
    let project = cave();
    insta::assert_snapshot!(project.run(&["graph"]).success().out, @r#"
    digraph assetbuild {
      rankdir = LR;
      "bat" [shape = box];
      "bat_asleep" [shape = box];
      "bat_gold" [shape = ellipse];
      "foes" [shape = folder];
      "bat" -> "bat_asleep" [label = "reference"];
      "bat" -> "bat_gold" [label = "from"];
      "bat" -> "foes" [label = "pack"];
      "bat_asleep" -> "foes" [label = "pack"];
      "bat_gold" -> "foes" [label = "pack"];
    }
    "#);
    insta::assert_snapshot!(project.run(&["graph", "--format", "mermaid"]).success().out, @r#"
    graph LR
      n0["bat"]
      n1["bat_asleep"]
      n2["bat_gold"]
      n3["foes"]
      n0 -->|reference| n1
      n0 -->|from| n2
      n0 -->|pack| n3
      n1 -->|pack| n3
      n2 -->|pack| n3
    "#);
    let json = project.run(&["graph", "--format", "json"]).success();
    let graph: Value = serde_json::from_str(&json.out).unwrap();
    let edges = graph["edges"].as_array().unwrap();
    let gold = edges.iter().find(|it| it["from"] == "bat_gold").unwrap();
    assert_eq!(gold["to"], "bat");
    assert_eq!((graph["nodes"].as_array().unwrap().len(), edges.len()), (4, 5));
}

#[test]
fn a_new_project_builds_grows_and_is_cleaned() {
    let project = TestProject::empty();
    project.run(&["init"]).success();
    let first = project.run(&["build"]).success();
    assert!(first.err.contains("0 failed"), "{}", first.err);
    insta::assert_snapshot!(project.run(&["add", "red_key", "an old red key"]).shown(), @r"
    exit 0
    --- out
    --- err
    red_key is in art/added.toml      next: assetbuild plan red_key
      kind sprite, since its subject names no other
    ");
    assert_eq!(project.events(&["build"]).in_state("built"), set(&["red_key"]));

    project.remove("generated-assets/sprite/red_key.png");
    let restored = project.run(&["build"]).success();
    assert!(restored.err.contains("  wrote    sprite/red_key"), "{}", restored.err);

    let pictures = project.files("generated-assets");
    project.write("generated-assets/mine.txt", "mine");
    let cleaned = project.run(&["clean"]).success();
    assert!(cleaned.err.contains("files removed"), "{}", cleaned.err);
    let left: Vec<String> = project.files("generated-assets").into_keys().collect();
    assert_eq!(left, ["generated-assets/mine.txt"]);
    assert_eq!(project.events(&["build"]).calls(), 0);
    project.remove("generated-assets/mine.txt");
    assert!(project.files("generated-assets") == pictures);
}

#[test]
fn a_build_for_programs_is_one_object_a_line() {
    let project = cave();
    let build = project.events(&["build"]);
    assert_eq!(build.in_state("built"), set(&["bat", "bat_asleep", "bat_gold", "foes"]));
    assert_eq!(build.asset("bat")["files"].as_array().unwrap().len(), 2);
    assert_eq!(build.asset("bat")["width"], 16);
    assert!(build.asset("bat")["bytes"].as_u64() > Some(0));
    assert!(project.events(&["build"]).asset("bat")["bytes"].is_null());
    for args in [["plan"].as_slice(), &["status"], &["why", "bat"], &["show", "bat"]] {
        assert!(!project.events(args).0.is_empty(), "{args:?}");
    }
    for args in [["log"].as_slice(), &["cost"], &["check"], &["doctor"], &["clean"]] {
        assert!(!project.events(args).0.is_empty(), "{args:?}");
    }
}

#[test]
fn the_schema_names_what_an_asset_may_say() {
    let schema = TestProject::empty().run(&["schema"]).success();
    let schema: Value = serde_json::from_str(&schema.out).unwrap();
    let text = schema.to_string();
    for key in ["subject", "references", "nine-slice", "states", "max-attempts", "pack"] {
        assert!(text.contains(&format!("\"{key}\"")), "{key}");
    }
    let events = TestProject::empty().run(&["schema", "--events"]).success();
    serde_json::from_str::<Value>(&events.out).unwrap();
}

#[test]
fn the_doctor_finds_nothing_wrong_with_a_new_project() {
    let project = built();
    insta::assert_snapshot!(project.run(&["doctor"]).shown(), @r"
    exit 0
    --- out
    --- err
      ok    project        [TMP]/game
      ok    manifests      4 assets
      ok    edition        2026
      ok    lock           readable
      ok    open calls     none
      ok    configuration  none at [TMP]/config.toml
      ok    store          [TMP]/store
      ok    store size     originals: 0 files, 0 bytes; can be computed again: 24 files, 33 kB
      ok    quarantine     empty
    ");
    let completions = project.run(&["completions", "bash"]).success().out;
    assert!(completions.contains("_assetbuild"));
}

#[test]
fn a_build_begins_where_it_is_told_to() {
    let project = cave();
    let run = project.run(&["-C", "art", "build", "--quiet"]).success();
    assert_eq!(run.shown(), "exit 0\n--- out\n--- err\n");
    assert!(project.has("generated-assets/foes/bat.png"));
    assert!(!project.has("art/generated-assets"));
}
