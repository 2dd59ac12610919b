//! What the reference says of defaults and shows as examples is so.

use crate::manifest::{Manifest, parse};
use crate::model::{Catalog, ModelId, Role, builtin_abilities};
use crate::path::ProjectPath;
use crate::resolve::tests::project_files::{TestProject, path};
use crate::resolve::{Asset, ProjectSettings};

const REFERENCE: &str = include_str!("../../../docs/manifest.md");
const README: &str = include_str!("../../../README.md");

/// A project with a table under every heading, and a line more under one of them.
fn with(heading: &str, line: &str) -> (ProjectSettings, Vec<Asset>) {
    let mut text = String::new();
    for (table, keys) in [
        ("[project]", ""),
        ("[models]", ""),
        ("[quality]", ""),
        ("[budget]", ""),
        ("[provider.google]", ""),
        ("[provider.exec.painter]", ""),
        ("[export]", ""),
        ("[style.s]", ""),
        ("[style.s.check]", ""),
        ("[asset.hero]", "subject = \"a knight\"\nstyle = \"s\""),
        ("[set.gems]", "style = \"s\""),
        ("[set.gems.row]", "ruby = \"red gem\""),
        ("[animation.walk]", "from = \"hero\"\naction = \"walk\"\nframes = 2"),
        ("[atlas.all]", "pack = [\"hero\"]"),
    ] {
        let own = if table == heading { line } else { "" };
        text += &format!("{table}\n{keys}\n{own}\n");
    }
    let project = TestProject::of(&text);
    assert_eq!(project.mistakes(), "", "{heading} {line}");
    let assets = ["hero", "ruby", "walk", "all"].map(|it| project.asset(it));
    (project.project, assets.into())
}

/// The table of [`with`] that a heading of the reference is about.
fn table_of(heading: &str) -> Option<&'static str> {
    Some(match heading {
        "[project]" => "[project]",
        "[models]" => "[models]",
        "[quality]" => "[quality]",
        "[budget]" => "[budget]",
        "[provider.NAME]" => "[provider.google]",
        "[provider.exec.NAME]" => "[provider.exec.painter]",
        "[export]" => "[export]",
        "[style.NAME]" => "[style.s]",
        "check" => "[style.s.check]",
        "Keys of every picture" => "[asset.hero]",
        "[animation.NAME]" => "[animation.walk]",
        "[atlas.NAME]" => "[atlas.all]",
        _ => return None,
    })
}

#[test]
fn a_default_of_the_reference_changes_nothing_when_it_is_written_down() {
    let unsaid = with("", "");
    let (mut heading, mut n_defaults) = ("", 0);
    for line in REFERENCE.lines() {
        heading = line.strip_prefix("### ").unwrap_or(heading);
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, key, _, default, _, _] = cells.as_slice() else { continue };
        let (Some(table), Some(default)) = (table_of(heading), default.strip_prefix('`')) else {
            continue;
        };
        let (key, (default, _)) = (key.trim_matches('`'), default.split_once('`').unwrap());
        let said = with(table, &format!("{key} = {default}"));
        assert_eq!(said, unsaid, "{heading} {key} = {default}");
        n_defaults += 1;
    }
    assert!(n_defaults > 50, "{n_defaults}");
}

#[test]
fn without_a_style_a_picture_is_named_by_its_grid_and_no_colour() {
    let hero = TestProject::of("[asset.hero]\nsubject = \"a knight\"\n").painted("hero");
    assert_eq!((hero.finishing.size, hero.finishing.scale), ([32, 32], 1));
    let prompt = &hero.stages[0].paintings[0].words.prompt;
    assert!(prompt.contains("grid of 32x32 large") && !prompt.contains('#'), "{prompt}");
    assert!(!prompt.contains("Inspired"), "{prompt}");
}

#[test]
fn no_prompt_names_the_size_of_the_file() {
    for template in ["pixel-art", "hand-drawn", "ui"] {
        let words = |scale: u32| {
            let style = format!("[style.s]\ntemplate = \"{template}\"\nscale = {scale}\n");
            let hero = "[asset.hero]\nsubject = \"a knight\"\nstyle = \"s\"\nsize = 48\n";
            let hero = TestProject::of(&format!("{style}{hero}")).painted("hero");
            assert_eq!(hero.finishing.scale, scale);
            hero.stages
        };
        assert_eq!(words(1), words(16), "{template}");
    }
}

/// The models that a manifest names, and what they are for.
fn models(it: &Manifest) -> Vec<(String, Role)> {
    let roles = [
        (&it.models.image, Role::Paint),
        (&it.models.judge, Role::Judge),
        (&it.models.refine, Role::Refine),
    ];
    let of_assets = it.asset.values().map(|it| &it.common);
    let common = of_assets.chain(it.style.values().map(|it| &it.common));
    let painters = common.map(|it| (&it.model, Role::Paint));
    let named = roles.into_iter().chain(painters);
    named.filter_map(|(model, role)| Some((model.clone()?, role))).collect()
}

#[test]
fn the_models_of_every_example_are_there_and_can_do_what_they_are_for() {
    let file: ProjectPath = path("assetbuild.toml");
    let mut n_models = 0;
    for text in [REFERENCE, README] {
        for block in text.split("```toml\n").skip(1) {
            let block = block.split("```").next().unwrap();
            let parsed = parse(&file, block);
            assert_eq!(parsed.diagnostics, [], "{block}");
            for (model, role) in models(&parsed.manifest) {
                let id: ModelId = model.parse().unwrap();
                let abilities = match id.is_builtin() {
                    true => builtin_abilities(id.name()),
                    false => Catalog::default().abilities(&id),
                };
                assert!(abilities.unwrap().roles.contains(&role), "{model}");
                assert_eq!(Catalog::default().end(&id), None, "{model}");
                n_models += 1;
            }
        }
    }
    assert!(n_models >= 5, "{n_models}");
}
