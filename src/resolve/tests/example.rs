//! Everything that the manual shows resolves.

use crate::action::{Edit, PaletteMode, PictureKind};
use crate::colour::Rgb;
use crate::resolve::tests::project_files::TestProject;
use crate::resolve::{
    Asset, Cutout, Kind, Reference, Stage, StagePainting, collisions, output_paths,
};

pub(super) fn example() -> TestProject {
    TestProject::new(&[
        ("assetbuild.toml", include_str!("../../manifest/tests/assetbuild.toml")),
        ("art/styles.toml", include_str!("../../manifest/tests/styles.toml")),
        ("art/characters.toml", include_str!("../../manifest/tests/characters.toml")),
        ("art/enemies.toml", "[asset.enemy_bat]\nsubject = \"bat\"\nstyle = \"overworld\"\n"),
        ("art/potions.csv", "name,subject\nblue_potion,flask of blue liquid\n"),
        ("art/board.png", "256x256"),
        ("art/hand-made/logo.png", "200x80"),
        ("art/gold.hex", "3a2a10\nffd700\n"),
    ])
}

/// One asset in a few words.
fn summary(asset: &Asset) -> String {
    let files: Vec<String> = output_paths(asset).files().map(ToString::to_string).collect();
    let kind = match &asset.kind {
        Kind::Painted(it) => {
            let stage = |it: &Stage| {
                let painting = |it: &StagePainting| {
                    let shown: Vec<String> = it.references.iter().map(reference).collect();
                    let [width, height] = it.words.size;
                    format!("{:?} {width}x{height} after {}", it.part, shown.join(" "))
                };
                it.paintings.iter().map(painting).collect::<Vec<_>>().join(", ")
            };
            let stages: Vec<String> = it.stages.iter().map(stage).collect();
            let [width, height] = it.finishing.size;
            let scale = it.finishing.scale;
            format!("paint {width}x{height}@{scale}: {}", stages.join("; then "))
        }
        Kind::Source(it) => format!("source {} @{}", it.path, it.finishing.scale),
        Kind::Derived(it) => format!("from {} @{}/{}", it.from, it.scale, it.from_scale),
        Kind::Atlas(it) => {
            let names: Vec<&str> = it.entries.iter().map(|it| it.name.as_str()).collect();
            format!("pack {}", names.join(" "))
        }
    };
    format!("{}: {kind} → {}", asset.name, files.join(" "))
}

fn reference(it: &Reference) -> String {
    match it {
        Reference::Asset { name, part } => name.with_part(part),
        Reference::File { path, .. } => path.to_string(),
        Reference::Guide { cells: [columns, rows], .. } => format!("guide {columns}x{rows}"),
        Reference::First => "first".to_owned(),
    }
}

#[test]
fn everything_in_the_manual_resolves() {
    let project = example();
    assert_eq!(project.mistakes(), "");
    let names = project.declarations.iter().map(|it| it.name.as_str());
    let lines: Vec<String> = names.map(|it| summary(&project.asset(it))).collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    player_idle: paint 32x32@16: `` 32x32 after art/board.png → sprite/player_idle.png sprite/player_idle.json
    player_hurt: paint 32x32@4: `` 32x32 after art/board.png player_idle → sprite/player_hurt.png sprite/player_hurt.json
    ghost: paint 32x32@4: `` 1024x1024 after art/board.png → sprite/ghost.png sprite/ghost.json
    ok_button: paint 48x16@4: `normal` 48x16 after art/board.png; then `hover` 48x16 after art/board.png first, `pressed` 48x16 after art/board.png first, `disabled` 48x16 after art/board.png first → ui/ok_button_normal.png ui/ok_button_hover.png ui/ok_button_pressed.png ui/ok_button_disabled.png ui/ok_button.json
    logo: source art/hand-made/logo.png @1 → sprite/logo.png sprite/logo.json
    player_gold: from player_idle @16/16 → sprite/player_gold.png sprite/player_gold.json
    red_potion: paint 16x16@4: `` 16x16 after art/board.png → items/red_potion.png items/red_potion.json
    crown: paint 24x24@4: `` 24x24 after art/board.png → items/crown.png items/crown.json
    blue_potion: paint 16x16@4: `` 16x16 after art/board.png → items/blue_potion.png items/blue_potion.json
    player_walk: paint 32x32@16: `right` 192x32 after art/board.png player_idle → animation/player_walk.png animation/player_walk.sheet.json animation/player_walk_right.gif animation/player_walk_left.gif animation/player_walk_right.apng animation/player_walk_left.apng animation/player_walk.json
    actors: pack enemy_bat player_gold player_hurt player_idle player_walk_left_1 player_walk_left_2 player_walk_left_3 player_walk_left_4 player_walk_left_5 player_walk_left_6 player_walk_right_1 player_walk_right_2 player_walk_right_3 player_walk_right_4 player_walk_right_5 player_walk_right_6 → atlas/actors.png atlas/actors.atlas.json atlas/actors.json
    enemy_bat: paint 32x32@4: `` 32x32 after art/board.png → sprite/enemy_bat.png sprite/enemy_bat.json
    ");
}

#[test]
fn no_two_assets_of_the_manual_share_a_file() {
    let project = example();
    let outputs: Vec<_> = project
        .declarations
        .iter()
        .map(|it| (it, output_paths(&project.asset(it.name.as_str()))))
        .collect();
    let claims = outputs.iter().map(|(it, outputs)| (&it.name, it.at(), outputs));
    assert_eq!(collisions(claims), []);
}

#[test]
fn the_keys_of_the_manual_reach_the_asset() {
    let project = example();
    let ghost = project.painted("ghost");
    assert_eq!(ghost.quality.target, 80);
    assert_eq!(ghost.quality.max_attempts, 5);
    assert_eq!(ghost.finishing.cutout, Cutout::TwoPlate);
    assert_eq!(ghost.check.max_colors, Some(16));
    assert_eq!(ghost.finishing.palette.len(), 4);
    assert_eq!(ghost.finishing.palette_mode, PaletteMode::Guide);
    let words = &ghost.stages[0].paintings[0].words;
    assert_eq!(words.variant, 2);
    assert_eq!(words.params["quality"], "high");
    assert_eq!(words.avoid, None, "this model takes the list as words");
    assert!(words.ending.contains("drop shadow"));
    assert!(words.prompt.contains("pale ghost, see-through"));
    assert_eq!(words.draw, None);

    let button = project.asset("ok_button");
    assert_eq!(button.nine_slice, Some([6; 4]));
    let button = project.painted("ok_button");
    let prompt = |idx: usize| &button.stages[1].paintings[idx].words.prompt;
    assert!(prompt(0).contains("2px bevel") && prompt(0).contains("hover state"));
    assert!(prompt(1).contains("pressed state"));
    let draw = button.stages[1].paintings[0].words.draw.as_ref().unwrap();
    assert!(draw.kind == PictureKind::Ui && draw.state == "hover" && draw.palette.len() == 4);

    let walk = project.painted("player_walk");
    let motion = walk.motion.unwrap();
    assert_eq!(motion.durations, [100; 6]);
    assert_eq!(motion.pivot, [0.5, 1.0]);
    assert_eq!(walk.stages[0].paintings[0].cells, Some([6, 1]));

    let Kind::Derived(gold) = project.asset("player_gold").kind else {
        panic!("it is made from another picture");
    };
    let recolour = Edit::Recolor(vec![Rgb([0x3a, 0x2a, 0x10]), Rgb([0xff, 0xd7, 0])]);
    assert_eq!(gold.edits, [recolour, Edit::Outline(Rgb([0x2d; 3]))]);

    let crown = project.painted("crown");
    let prompt = &crown.stages[0].paintings[0].words.prompt;
    assert!(prompt.contains("gold crown, inventory icon"), "{prompt}");
    assert_eq!(project.asset("crown").set.as_deref(), Some("potions"));
}

#[test]
fn the_judge_reads_neither_colours_nor_weights() {
    let project = example();
    let prompt = project.painted("player_idle").stages.remove(0).judge_prompt;
    assert!(prompt.contains("cute monster") && prompt.contains("32 x 32"));
    assert!(!prompt.contains("#F4A460") && !prompt.contains('\u{fffc}'));
}

#[test]
fn the_judge_of_a_stage_is_told_of_its_own_pictures() {
    let button = example().painted("ok_button");
    assert!(!button.stages[0].judge_prompt.contains("disabled"));
    assert!(button.stages[1].judge_prompt.contains("hover, pressed, disabled"));
}
