//! A game of 500 assets: an edit reaches what it must reach, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::harness::{TestProject, set};

struct Game(TestProject);

impl Game {
    fn built() -> Game {
        let project = TestProject::copy_of("tests/roguelike");
        let build = project.events(&["build"]);
        assert_eq!(build.summary()["built"], 500);
        assert_eq!(build.summary()["failed"], 0);
        Game(project)
    }

    /// Builds; the names of the assets that were painted.
    fn build(&self) -> BTreeSet<String> {
        self.0.events(&["build"]).painted()
    }

    /// The prompt that each painted asset was last painted from, by its metadata.
    fn prompts(&self) -> BTreeMap<String, Value> {
        let mut res = BTreeMap::new();
        for (path, bytes) in self.0.files("generated-assets") {
            let Some(stem) = path.strip_suffix(".json") else { continue };
            let metadata: Value = serde_json::from_slice(&bytes).unwrap();
            if !metadata["prompt"].is_null() {
                let name = stem.rsplit_once('/').unwrap().1;
                res.insert(name.to_owned(), metadata["history"].clone());
            }
        }
        res
    }

    /// Those assets, and all that refer to one of them, to one that refers to one, and so on.
    fn with_referrers(&self, names: &BTreeSet<String>) -> BTreeSet<String> {
        let graph = self.0.run(&["graph", "--format", "json"]).success();
        let graph: Value = serde_json::from_str(&graph.out).unwrap();
        let edges = graph["edges"].as_array().unwrap();
        let mut res = names.clone();
        loop {
            let reached = edges
                .iter()
                .filter(|it| it["kind"] == "reference" && res.contains(it["to"].as_str().unwrap()));
            let reached: Vec<String> =
                reached.map(|it| it["from"].as_str().unwrap().to_owned()).collect();
            let before = res.len();
            res.extend(reached);
            if res.len() == before {
                return res;
            }
        }
    }

    /// Builds after an edit of a style: what was painted is what is asked for in other words,
    /// and what refers to that.
    fn restyle(&self, file: &str, old: &str, new: &str) -> BTreeSet<String> {
        let before = self.prompts();
        self.0.edit(file, old, new);
        let painted = self.build();
        let after = self.prompts();
        let differs = |name: &&String| before.get(*name) != after.get(*name);
        let changed: BTreeSet<String> = after.keys().filter(differs).cloned().collect();
        assert_eq!(painted, self.with_referrers(&changed), "after `{old}` became `{new}`");
        assert_eq!(before.len(), after.len());
        changed
    }
}

#[test]
fn what_is_rendered_into_no_request_paints_nothing() {
    let game = Game::built();
    let project = &game.0;
    let nothing = BTreeSet::new();
    let second = project.events(&["build"]);
    assert_eq!((second.calls(), second.in_state("fresh").len()), (0, 500));

    project.append("art/heroes.toml", "# None of them survives the third level.\n");
    assert_eq!(game.build(), nothing, "a comment");

    let text = project.read("art/gems.toml");
    project.remove("art/gems.toml");
    project.write("art/precious/stones.toml", &text);
    assert_eq!(game.build(), nothing, "a renamed file");

    let text = project.read("art/heroes.toml");
    let (sets, wounded) = text.split_once("[asset.knight_wounded]").unwrap();
    let (wounded, rest) = wounded.split_once("[asset.knight_victorious]").unwrap();
    project.write("art/heroes.toml", &format!("[asset.knight_victorious]{rest}\n{sets}"));
    project.write("art/wounded.toml", &format!("[asset.knight_wounded]{wounded}"));
    assert_eq!(game.build(), nothing, "a table in another file, and the others in another order");

    project.edit("art/heroes.toml", "elf_exile ", "elf_in_exile ");
    assert_eq!(game.build(), nothing, "a new name");
    assert!(project.has("generated-assets/actors/heroes/elf_in_exile.png"));
    assert!(!project.has("generated-assets/actors/heroes/elf_exile.png"));

    project.edit("art/potions.toml", "items/potions", "items/flasks");
    assert_eq!(game.build(), nothing, "another category");
    assert!(project.has("generated-assets/items/flasks/potion_healing.png"));
    assert!(!project.has("generated-assets/items/potions"));

    project.append(
        "assetbuild.toml",
        "\n[budget]\nper-build = 1\nper-asset = 0.1\n\n[provider.google]\nconcurrency = 7\n",
    );
    assert_eq!(game.build(), nothing, "a budget and a limit");
}

#[test]
fn an_edit_paints_what_it_reaches_and_nothing_else() {
    let game = Game::built();
    let project = &game.0;

    project.edit("art/heroes.toml", "a faded blue tabard", "a torn red tabard");
    let reached = game.with_referrers(&set(&["knight_errant"]));
    assert!(reached.len() > 2 && reached.contains("knight_victorious"), "{reached:?}");
    let build = project.events(&["build"]);
    assert_eq!(build.painted(), reached);
    assert_eq!(build.asset("knight_petrified")["state"], "built");

    let changed = game.restyle("art/styles/dungeon.toml", "\"gloomy\"", "\"damp\"");
    let (reached, own_mood) = (changed.contains("door_oak"), changed.contains("ember_imp"));
    assert!(reached && !own_mood && !changed.contains("knight_errant"), "{changed:?}");

    let demons = game.restyle("art/styles/dungeon.toml", "\"wrathful\"", "\"jealous\"");
    assert!(demons.len() > 5 && demons.contains("ember_imp"), "{demons:?}");
    assert!(!demons.contains("knight_errant"));
    assert_eq!(game.restyle("art/palettes/ember.hex", "d9542b", "d9542a"), demons);

    let icons = game.restyle("art/styles/interface.toml", "cut like a stamp", "cut from tin");
    assert!(!icons.is_empty() && !icons.contains("button_plain"), "{icons:?}");

    // From nothing, the same project comes out as it did by one edit after another.
    let by_edits = project.files("generated-assets");
    project.forget();
    game.build();
    let from_nothing = project.files("generated-assets");
    let differs = |path: &&String| by_edits.get(*path) != from_nothing.get(*path);
    let differing: Vec<&String> = by_edits.keys().filter(differs).collect();
    assert_eq!(differing, Vec::<&String>::new());
    assert_eq!(by_edits.len(), from_nothing.len());
}
