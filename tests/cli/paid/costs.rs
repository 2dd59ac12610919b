//! What the reference says that a change of each key costs, it costs: every key is changed, and the
//! calls are counted at the model. What is called free buys nothing, and what is called costly was
//! in the plan beforehand ([`Game::build`] holds every build to its plan) and does buy.

use std::collections::{BTreeMap, BTreeSet};

use crate::dice::Dice;
use crate::paid::game::{Built, Game, NONE};

/// What a change costs, as the reference calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cost {
    Nothing,
    Verdict,
    Plate,
    Picture,
}

/// A change of one key: its heading in the reference, the table that is changed, and the line that
/// it then has.
struct Change {
    of: &'static str,
    key: &'static str,
    table: &'static str,
    line: &'static str,
}

const fn change(
    of: &'static str,
    key: &'static str,
    table: &'static str,
    line: &'static str,
) -> Change {
    Change { of, key, table, line }
}

/// Keys whose change needs circumstances of its own, or more than one edition.
const ELSEWHERE: &[(&str, &str)] = &[
    ("[project]", "edition"),
    ("[budget]", "per-asset"),
    ("[budget]", "cascade"),
    ("[provider.exec.NAME]", "edits"),
];

/// What the reference says, by heading and key.
fn reference() -> BTreeMap<(String, String), Cost> {
    let docs = include_str!("../../../docs/manifest.md");
    let (_, table) = docs.split_once("| of | keys | a change costs |").unwrap();
    let mut res = BTreeMap::new();
    for line in table.lines().skip(2) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let cost = match cells[3] {
            "nothing" => Cost::Nothing,
            "a verdict" => Cost::Verdict,
            "a plate" => Cost::Plate,
            "a picture" => Cost::Picture,
            other => panic!("what is {other}?"),
        };
        for key in cells[2].split('`').skip(1).step_by(2) {
            res.insert((cells[1].to_owned(), key.to_owned()), cost);
        }
    }
    res
}

/// A game with every kind of table. Nothing of it is built.
fn game() -> Game {
    let game = Game::of(ASSETS);
    game.write("assetbuild.toml", WORKSPACE);
    game.write("art/styles.toml", STYLES);
    let words = "{{ opening }}: {{ subject }} {{ purpose }} {{ facing }} {{ pose }} {{ mood }} {{ inspired_by }} \
                 {{ palette }} {{ proportions }} {{ width }}. {{ background }}\n";
    game.write("art/words.jinja", words);
    game.write("art/others.jinja", "A picture of {{ subject }}. {{ background }}\n");
    game.write("art/gems.csv", "name,subject\nruby,red gem\n");
    game.write("art/more.csv", "name,subject\nruby,red gem\nopal,milky gem\n");
    for (path, red) in [("art/pic.png", 200), ("art/pac.png", 90)] {
        let pixel = |x: u32, y: u32| image::Rgba([red, x as u8 * 8, y as u8 * 8, 255]);
        image::RgbaImage::from_fn(16, 16, pixel).save(game.root().join(path)).unwrap();
    }
    game.script(
        r#"{"default": {"scores": [80, 95]}, "rules": [
            {"kind": "paint", "prompt": "motion", "then": {"subject": 1}},
            {"kind": "paint", "prompt": "sprite sheet", "then": {"grid": [2, 1]}}]}"#,
    );
    game
}

/// The file that has a table.
fn file_of(game: &Game, table: &str) -> &'static str {
    let files = ["assetbuild.toml", "art/styles.toml", "art/assets.toml"];
    let header = format!("[{table}]\n");
    let found = files.into_iter().find(|it| game.read(it).contains(&header));
    found.unwrap_or_else(|| panic!("there is no table [{table}]"))
}

/// Writes a line in place of that of the same key, or as the first of its table.
fn write(game: &Game, table: &str, line: &str) {
    let (file, header) = (file_of(game, table), format!("[{table}]\n"));
    let key = format!("{} =", line.split(" =").next().unwrap());
    let text = game.read(file);
    let (before, rest) = text.split_once(&header).unwrap();
    let (own, after) = rest.split_at(rest.find("\n[").map_or(rest.len(), |it| it + 1));
    let kept = own.lines().filter(|it| !it.starts_with(&key));
    let kept: String = kept.map(|it| format!("{it}\n")).collect();
    game.write(file, &format!("{before}{header}{line}\n{kept}{after}"));
}

/// The manifests of a game, to go back to.
fn manifests(game: &Game) -> BTreeMap<&'static str, String> {
    let files = ["assetbuild.toml", "art/styles.toml", "art/assets.toml"];
    files.into_iter().map(|it| (it, game.read(it))).collect()
}

/// What a build bought at the most.
fn bought(built: &Built) -> Cost {
    let [painted, judged, refined] = built.calls;
    match built.plates {
        _ if painted + refined > 0 => Cost::Picture,
        0 if judged > 0 => Cost::Verdict,
        0 => Cost::Nothing,
        _ => Cost::Plate,
    }
}

/// Changes every key of some headings, one by one, and takes the change back.
fn check(headings: &[&str]) {
    let (game, reference) = (game(), reference());
    game.build(&[]).ends(0, [13, 12, 1]);
    let before = manifests(&game);
    let mut dearest: BTreeMap<(&str, &str), Cost> = BTreeMap::new();
    for Change { of, key, table, line } in CHANGES.iter().filter(|it| headings.contains(&it.of)) {
        let said = reference[&((*of).to_owned(), (*key).to_owned())];
        write(&game, table, line);
        let built = game.build(&[]);
        let (what, bought) = (format!("{of} {key}: {line}"), bought(&built));
        assert_eq!(built.run.code, Some(0), "{what}: {}", built.run.shown());
        assert!(bought <= said, "{what} bought {bought:?}: {}", built.run.shown());
        let most = dearest.entry((of, key)).or_insert(bought);
        *most = bought.max(*most);
        before.iter().for_each(|(file, text)| game.write(file, text));
        let back = game.does(&["build", "--yes"]);
        assert_eq!((back.calls, back.plates), (NONE, 0), "{what}, back: {}", back.run.shown());
    }
    for ((of, key), bought) in dearest {
        let said = reference[&(of.to_owned(), key.to_owned())];
        assert_eq!(bought, said, "{of} {key} is said to cost more than it ever did");
    }
}

#[test]
fn every_key_of_the_reference_is_changed() {
    let changed = CHANGES.iter().map(|it| (it.of, it.key)).chain(ELSEWHERE.iter().copied());
    let changed: BTreeSet<(String, String)> =
        changed.map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
    let reference: BTreeSet<(String, String)> = reference().into_keys().collect();
    assert_eq!(changed, reference);
    // There is nothing to change yet.
    assert_eq!(assetbuild::prompt::editions(), ["2026"]);
}

#[test]
fn settings_cost_what_the_reference_says() {
    check(&[
        "[project]",
        "[models]",
        "[quality]",
        "[budget]",
        "[provider.NAME]",
        "[provider.exec.NAME]",
        "[export]",
    ]);
}

#[test]
fn styles_sets_and_atlases_cost_what_the_reference_says() {
    check(&["[style.NAME]", "check", "[set.NAME]", "[atlas.NAME]"]);
}

#[test]
fn assets_cost_what_the_reference_says() {
    check(&["[asset.NAME]", "every picture", "edits"]);
}

#[test]
fn animations_cost_what_the_reference_says() {
    check(&["[animation.NAME]"]);
}

#[test]
fn what_is_free_buys_nothing_after_any_other_change() {
    let (game, reference) = (game(), reference());
    let mut dice = Dice::new(8);
    game.build(&[]).ends(0, [13, 12, 1]);
    for _ in 0..12 {
        // Something that may cost, and is paid for; then several free changes at once.
        let costly = dice.pick(CHANGES);
        write(&game, costly.table, costly.line);
        game.build(&[]);
        let mut free = vec![];
        while free.len() < 4 {
            let it = dice.pick(CHANGES);
            if reference[&(it.of.to_owned(), it.key.to_owned())] == Cost::Nothing {
                free.push(it);
            }
        }
        for it in &free {
            write(&game, it.table, it.line);
        }
        let lines: Vec<&str> = free.iter().map(|it| it.line).collect();
        let built = game.build(&[]);
        assert_eq!((built.calls, built.plates), (NONE, 0), "{lines:?}: {}", built.run.shown());
    }
}

#[test]
fn a_cascade_that_was_held_is_repainted_when_it_is_let_go() {
    let game = Game::built();
    game.edit("assetbuild.toml", "ask-above", "cascade = \"hold\"\nask-above");
    game.build(&[]).cost(NONE);
    game.edit("art/assets.toml", "green slime", "blue slime");
    game.build(&[]).cost([3, 3, 2]);
    game.edit("assetbuild.toml", "\"hold\"", "\"auto\"");
    assert_eq!(game.build(&[]).calls[0], 3);
}

#[test]
fn a_program_that_can_edit_from_now_on_makes_the_plates_that_are_wanted() {
    let game = Game::built();
    game.edit("assetbuild.toml", "edits = true", "edits = false");
    game.edit("art/styles.toml", "scale = 2", "cutout = \"two-plate\"");
    game.build(&[]).cost(NONE).plating(0);
    game.edit("assetbuild.toml", "edits = false", "edits = true");
    game.build(&[]).cost(NONE).plating(3);
}

const WORKSPACE: &str = r#"
[project]
name = "test"
edition = "2026"

[models]
image = "exec/painter@1"
judge = "exec/painter@1"
refine = "exec/painter@1"

[quality]
target = 70
max-attempts = 2

[budget]
per-build = 50.0
per-asset = 10.0
ask-above = 100.0

[provider.google]
concurrency = 3

[provider.exec.painter]
requests-per-minute = 6000
edits = true

[export]
metadata = "beside"
"#;

const STYLES: &str = r##"
[style.base]
mood = "calm"

[style.other]
template = "art/words.jinja"
mood = "wild"
size = 32

[style.s]
template = "art/words.jinja"
palette = ["#2D2D2D", "#F4A460", "#8FBC8F", "#4A90E2"]
size = 32
check = { sharpness = 0 }
"##;

const ASSETS: &str = r##"
[asset.hero]
subject = "green slime"
style = "s"

[asset.plain]
subject = "plain stone"
style = "other"

[asset.proud]
subject = "proud slime"
style = "s"
quality = { target = 99 }

[asset.button]
subject = "stone button"
style = "s"
states = ["normal", "hover"]

[asset.pic]
source = "art/pic.png"
size = 16

[asset.red]
from = "hero"
edits = [{ tint = { color = "#FF0000" } }]

[asset.friend]
subject = "a friend of the picture"
style = "s"
references = ["pic"]

[asset.rival]
subject = "a rival of the red one"
style = "s"
references = ["red"]

[set.gems]
style = "s"
rows = "art/gems.csv"

[set.gems.row]
jade = "green gem"

[animation.walk]
from = "pic"
subject = "a walker"
style = "s"
action = "a walk"
size = 32
frames = 2
facings = ["right", "left"]
mirror = { left = "right" }
method = "frames"
consistent = false

[animation.spin]
from = "pic"
subject = "a spinner"
style = "s"
action = "a turn"
size = 32
frames = 2

[atlas.all]
pack = ["hero", "button/*"]
"##;

const CHANGES: &[Change] = &[
    change("[project]", "name", "project", "name = \"renamed\""),
    change("[project]", "include", "project", "include = [\"art/**/*.toml\", \"more/*.toml\"]"),
    change("[project]", "out", "project", "out = \"made\""),
    change("[models]", "image", "models", "image = \"exec/painter@2\""),
    change("[models]", "judge", "models", "judge = \"exec/painter@2\""),
    change("[models]", "refine", "models", "refine = \"exec/painter@2\""),
    change("[quality]", "candidates", "quality", "candidates = 3"),
    change("[quality]", "target", "quality", "target = 60"),
    change("[quality]", "target", "quality", "target = 90"),
    change("[quality]", "max-attempts", "quality", "max-attempts = 3"),
    change("[budget]", "per-build", "budget", "per-build = 49.0"),
    change("[budget]", "ask-above", "budget", "ask-above = 99.0"),
    change("[provider.NAME]", "concurrency", "provider.google", "concurrency = 2"),
    change("[provider.NAME]", "requests-per-minute", "provider.google", "requests-per-minute = 9"),
    change("[provider.NAME]", "timeout", "provider.google", "timeout = \"170s\""),
    change("[provider.NAME]", "safety", "provider.google", "safety = \"block-only-high\""),
    change("[provider.exec.NAME]", "alpha", "provider.exec.painter", "alpha = \"native\""),
    change("[provider.exec.NAME]", "seed", "provider.exec.painter", "seed = \"exact\""),
    change("[provider.exec.NAME]", "avoid", "provider.exec.painter", "avoid = \"field\""),
    change("[provider.exec.NAME]", "references", "provider.exec.painter", "references = 1"),
    change("[provider.exec.NAME]", "sizes", "provider.exec.painter", "sizes = [64]"),
    change("[provider.exec.NAME]", "concurrency", "provider.exec.painter", "concurrency = 2"),
    change(
        "[provider.exec.NAME]",
        "requests-per-minute",
        "provider.exec.painter",
        "requests-per-minute = 5999",
    ),
    change("[provider.exec.NAME]", "timeout", "provider.exec.painter", "timeout = \"170s\""),
    change("[export]", "metadata", "export", "metadata = \"apart\""),
    change("every picture", "palette-mode", "style.s", "palette-mode = \"lock\""),
    change("every picture", "rubric", "style.s", "rubric = { style = 90 }"),
    change("[style.NAME]", "extends", "style.s", "extends = \"base\""),
    change("every picture", "template", "style.s", "template = \"art/others.jinja\""),
    change("every picture", "palette", "style.s", "palette = [\"#402010\", \"#F4A460\"]"),
    change("every picture", "avoid", "style.s", "avoid = [\"hats\"]"),
    change("every picture", "mood", "style.s", "mood = \"gloomy\""),
    change("every picture", "inspired-by", "style.s", "inspired-by = \"Celeste\""),
    change("[style.NAME]", "edges", "style.s", "edges = \"hard\""),
    change("every picture", "check", "style.s", "check = { sharpness = 0, text = true }"),
    change("check", "text", "asset.plain", "check = { text = true }"),
    change("check", "max-colors", "style.s", "check = { sharpness = 0, max-colors = 60 }"),
    change("check", "border", "style.s", "check = { sharpness = 0, border = 10 }"),
    change("check", "sharpness", "style.s", "check = { sharpness = 1 }"),
    change("check", "palette-distance", "style.s", "check = { palette-distance = 1 }"),
    change("check", "halo", "style.s", "check = { sharpness = 0, halo = 1 }"),
    change("check", "stray", "style.s", "check = { sharpness = 0, stray = 1 }"),
    change("check", "margin", "style.s", "check = { sharpness = 0, margin = 40 }"),
    change("check", "off-center", "style.s", "check = { sharpness = 0, off-center = 1 }"),
    change("check", "off-grid", "style.s", "check = { sharpness = 0, off-grid = 1 }"),
    change("[asset.NAME]", "source", "asset.pic", "source = \"art/pac.png\""),
    change("[asset.NAME]", "from", "asset.red", "from = \"proud\""),
    change("[asset.NAME]", "edits", "asset.red", "edits = [{ mirror = \"horizontal\" }]"),
    change("[asset.NAME]", "edits", "asset.pic", "edits = [{ mirror = \"horizontal\" }]"),
    change("every picture", "palette", "asset.pic", "palette = [\"#402010\", \"#F4A460\"]"),
    change("every picture", "palette-mode", "asset.pic", "palette-mode = \"lock\""),
    change("every picture", "check", "asset.hero", "check = { text = true }"),
    change("every picture", "template", "asset.hero", "template = \"art/others.jinja\""),
    change("every picture", "mood", "set.gems", "mood = \"gloomy\""),
    change("every picture", "avoid", "set.gems", "avoid = [\"hats\"]"),
    change("every picture", "rubric", "asset.hero", "rubric = { style = 90 }"),
    change("every picture", "tileable", "asset.hero", "tileable = true"),
    change("every picture", "kind", "asset.hero", "kind = \"icon\""),
    change("every picture", "category", "asset.hero", "category = \"a/b\""),
    change("every picture", "scale", "asset.hero", "scale = 3"),
    change("every picture", "edges", "asset.hero", "edges = \"hard\""),
    change("every picture", "shadow", "asset.hero", "shadow = \"keep\""),
    change("every picture", "network", "asset.hero", "network = \"mine\""),
    change("every picture", "nine-slice", "asset.hero", "nine-slice = [3, 3, 3, 3]"),
    change("every picture", "pivot", "asset.hero", "pivot = \"feet\""),
    change("every picture", "edits", "asset.hero", "edits = [{ mirror = \"horizontal\" }]"),
    change("every picture", "cutout", "asset.hero", "cutout = \"key\""),
    change("every picture", "cutout", "asset.hero", "cutout = \"two-plate\""),
    change("every picture", "subject", "asset.hero", "subject = \"blue slime\""),
    change("every picture", "purpose", "asset.hero", "purpose = \"the first foe\""),
    change("every picture", "style", "asset.hero", "style = \"other\""),
    change("every picture", "aspect", "asset.hero", "aspect = \"16:9\""),
    change("every picture", "references", "asset.hero", "references = [\"pic\"]"),
    change("every picture", "model", "asset.hero", "model = \"exec/painter@2\""),
    change("every picture", "params", "asset.hero", "params = { steps = 20 }"),
    change("every picture", "variant", "asset.hero", "variant = 2"),
    change("every picture", "background", "asset.hero", "background = \"white\""),
    change("every picture", "states", "asset.button", "states = [\"normal\", \"hover\", \"lit\"]"),
    change("every picture", "vars", "asset.hero", "vars = { proportions = \"tall\" }"),
    change("every picture", "facing", "asset.hero", "facing = \"left\""),
    change("every picture", "pose", "asset.hero", "pose = \"asleep\""),
    change("every picture", "size", "asset.hero", "size = 40"),
    change("every picture", "quality", "asset.hero", "quality = { candidates = 2 }"),
    change("every picture", "quality", "asset.hero", "quality = { target = 90 }"),
    change("edits", "recolor", "asset.hero", "edits = [{ recolor = [\"#000000\", \"#FFFFFF\"] }]"),
    change(
        "edits",
        "ramp",
        "asset.hero",
        "edits = [{ ramp = { from = [\"#F4A460\"], to = [\"#4A90E2\"] } }]",
    ),
    change("edits", "outline", "asset.hero", "edits = [{ outline = \"#2D2D2D\" }]"),
    change("edits", "mirror", "asset.hero", "edits = [{ mirror = \"vertical\" }]"),
    change("edits", "scale", "asset.hero", "edits = [{ scale = 2 }]"),
    change("edits", "resize", "asset.hero", "edits = [{ resize = 24 }]"),
    change("edits", "crop", "asset.hero", "edits = [{ crop = [1, 1, 30, 30] }]"),
    change("edits", "pad", "asset.hero", "edits = [{ pad = [1, 1, 1, 1] }]"),
    change("edits", "trim", "asset.hero", "edits = [{ trim = true }]"),
    change("edits", "fit", "asset.hero", "edits = [{ fit = 28 }]"),
    change("edits", "tint", "asset.hero", "edits = [{ tint = { color = \"#00FF00\" } }]"),
    change("[set.NAME]", "rows", "set.gems", "rows = \"art/more.csv\""),
    change("[set.NAME]", "row", "set.gems.row", "onyx = \"black gem\""),
    change("[animation.NAME]", "fps", "animation.walk", "fps = 12"),
    change("[animation.NAME]", "durations", "animation.spin", "durations = [100, 120]"),
    change("[animation.NAME]", "play", "animation.walk", "play = \"reverse\""),
    change("[animation.NAME]", "consistent", "animation.walk", "consistent = true"),
    change("[animation.NAME]", "format", "animation.walk", "format = \"hash\""),
    change("[animation.NAME]", "previews", "animation.walk", "previews = []"),
    change("[animation.NAME]", "from", "animation.walk", "from = \"hero\""),
    change("[animation.NAME]", "action", "animation.walk", "action = \"a run\""),
    change("[animation.NAME]", "frames", "animation.walk", "frames = 3"),
    change(
        "[animation.NAME]",
        "facings",
        "animation.walk",
        "facings = [\"right\", \"left\", \"up\"]",
    ),
    change("[animation.NAME]", "mirror", "animation.walk", "mirror = {}"),
    change("[animation.NAME]", "method", "animation.walk", "method = \"sheet\""),
    change("[animation.NAME]", "loop", "animation.walk", "loop = false"),
    change("every picture", "check", "animation.walk", "check = { text = true }"),
    change("[atlas.NAME]", "pack", "atlas.all", "pack = [\"hero\"]"),
    change("[atlas.NAME]", "exclude", "atlas.all", "exclude = [\"hero\"]"),
    change("[atlas.NAME]", "layout", "atlas.all", "layout = \"grid\""),
    change("[atlas.NAME]", "max-size", "atlas.all", "max-size = 512"),
    change("[atlas.NAME]", "padding", "atlas.all", "padding = 4"),
    change("[atlas.NAME]", "extrude", "atlas.all", "extrude = 2"),
    change("[atlas.NAME]", "power-of-two", "atlas.all", "power-of-two = true"),
    change("[atlas.NAME]", "trim", "atlas.all", "trim = false"),
    change("[atlas.NAME]", "format", "atlas.all", "format = \"aseprite\""),
    change("[atlas.NAME]", "scales", "atlas.all", "scales = [1, 2]"),
    change("[atlas.NAME]", "category", "atlas.all", "category = \"packed\""),
];
