//! Edits that no request says anything of buy no picture.

use crate::paid::game::{Game, NONE, ONE};

/// Builds after an edit that is free, twice; whether any file became another one.
#[track_caller]
fn free(game: &Game, edit: impl FnOnce(&Game)) -> bool {
    let before = game.files();
    edit(game);
    game.build(&[]).cost(NONE);
    let after = game.files();
    let again = game.build(&[]).cost(NONE);
    assert_eq!(again.summary()["fresh"], 3, "{}", again.run.shown());
    before != after
}

#[test]
fn words_that_no_request_says_change_nothing_at_all() {
    let game = Game::built();
    let changed = [
        free(&game, |it| it.edit("art/assets.toml", "[asset.ghost]", "# Boo!\n[asset.ghost]")),
        free(&game, |it| it.edit("art/styles.toml", "size = 16", "mood = \"gloomy\"\nsize = 16")),
        free(&game, |it| {
            let text = it.read("art/assets.toml");
            let mut tables: Vec<&str> = text.split("\n\n").collect();
            tables.reverse();
            it.write("art/assets.toml", &tables.join("\n\n"));
        }),
        free(&game, |it| {
            let text = it.read("art/assets.toml");
            it.write("art/deep/moved.toml", &text);
            it.remove(&it.root().join("art/assets.toml"));
        }),
        free(&game, |it| {
            let text = it.read("art/deep/moved.toml");
            let (first, rest) = text.trim().split_once("\n\n").unwrap();
            it.write("art/deep/moved.toml", first);
            it.write("art/rest.toml", rest);
        }),
    ];
    assert_eq!(changed, [false; 5]);
}

#[test]
fn a_rubric_weighs_the_verdict_that_is_there() {
    let game = Game::built();
    assert!(free(&game, |it| it.edit("art/styles.toml", "style = 25", "style = 90")));
}

#[test]
fn a_threshold_is_checked_again_for_nothing() {
    let game = Game::built();
    assert!(free(&game, |it| it.edit("art/styles.toml", "max-colors = 16", "max-colors = 15")));
}

#[test]
fn a_palette_that_the_template_does_not_name_colours_the_pictures_for_nothing() {
    let game = Game::built();
    let before = game.files();
    assert!(free(&game, |it| it.edit("art/styles.toml", "#2D2D2D", "#402010")));
    let after = game.files();
    for path in ["sprite/slime.png", "sprite/ghost.png", "sprite/slime_hurt.png"] {
        assert_ne!(before[path], after[path], "`{path}` kept its colours");
    }
    assert!(free(&game, |it| it.edit("art/styles.toml", "#402010", "#2D2D2D")));
    game.files().are(&before);
}

#[test]
fn another_cut_out_starts_from_the_painting_that_is_there() {
    let game = Game::built();
    free(&game, |it| it.edit("art/styles.toml", "size = 16", "cutout = \"key\"\nsize = 16"));
    free(&game, |it| it.edit("art/styles.toml", "cutout = \"key\"", "cutout = \"auto\""));
}

#[test]
fn a_category_moves_files() {
    let game = Game::built();
    let before = game.files();
    free(&game, |it| it.edit("art/styles.toml", "size = 16", "category = \"a/b\"\nsize = 16"));
    assert!(!game.has("generated-assets/sprite/slime.png"));
    assert_eq!(game.files()["a/b/slime.png"], before["sprite/slime.png"]);
}

#[test]
fn a_changed_judge_gives_one_verdict_for_each_picture_that_is_shown() {
    let game = Game::built();
    let before = game.files();
    game.edit("assetbuild.toml", "judge = \"exec/painter@1\"", "judge = \"exec/painter@2\"");
    game.build(&[]).cost([0, 3, 0]);
    game.build(&[]).cost(NONE);
    game.edit("assetbuild.toml", "judge = \"exec/painter@2\"", "judge = \"exec/painter@1\"");
    game.build(&[]).cost(NONE);
    game.files().are(&before);
}

#[test]
fn a_judge_that_thinks_less_of_it_does_not_buy_another_picture() {
    let game = Game::built();
    game.script(r#"{"default": {"scores": [10]}}"#);
    game.edit("assetbuild.toml", "judge = \"exec/painter@1\"", "judge = \"exec/painter@2\"");
    let built = game.build(&[]).cost([0, 3, 0]);
    assert_eq!(built.asset("slime")["score"], 10);
    game.build(&[]).cost(NONE);
}

#[test]
fn pixel_art_is_enlarged_for_nothing() {
    let game = Game::of(ONE);
    game.edit("art/styles.toml", "\"art/brief.jinja\"", "\"pixel-art\"");
    let words = game.run(&["prompt", "slime"]).success().out;
    assert!(words.contains("grid of 16x16 large") && !words.contains("32"), "{words}");
    assert!(game.build(&[]).calls[0] > 0);
    game.edit("art/styles.toml", "scale = 2", "scale = 4");
    assert_eq!(game.build(&[]).calls, NONE);
    assert_eq!(game.run(&["prompt", "slime"]).success().out, words);
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_before_any_text_buy_nothing() {
    let rows = "\n[set.gems]\nstyle = \"dots\"\nrows = \"art/gems.csv\"\n";
    let game = Game::of(&format!("{ONE}{rows}"));
    game.write("art/gems.csv", "name,subject\nruby,red gem\n");
    let colours = "[\"#2D2D2D\", \"#F4A460\", \"#8FBC8F\", \"#4A90E2\"]";
    game.edit("art/styles.toml", colours, "\"art/p.hex\"");
    game.edit("art/brief.jinja", "A picture of", "A picture\nof");
    game.write("art/p.hex", "2D2D2D\nF4A460\n8FBC8F\n4A90E2\n");
    assert_eq!(game.build(&[]).run.code, Some(0));
    let files = ["brief.jinja", "styles.toml", "assets.toml", "gems.csv", "p.hex"];
    for file in files.map(|it| format!("art/{it}")).into_iter().chain(["assetbuild.toml".into()]) {
        let text = game.read(&file);
        game.write(&file, &format!("\u{feff}{}", text.replace('\n', "\r\n")));
        let plan = game.does(&["plan"]);
        assert_eq!(plan.summary()["fresh"], 2, "{file}: {}", plan.run.shown());
    }
    game.build(&[]).cost(NONE);
}

#[test]
fn to_repeat_costs_nothing_where_no_request_speaks_of_it() {
    let game = Game::built();
    let repeats = "[asset.ghost]\nkind = \"sprite\"\ntileable = true";
    free(&game, |it| it.edit("art/assets.toml", "[asset.ghost]", repeats));
}
