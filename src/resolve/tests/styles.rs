//! What a style gives, and what of it reaches a request.

use crate::action::{Edges, PaletteMode};
use crate::resolve::tests::project_files::{TestProject, check};

#[test]
fn a_style_takes_from_its_parent_what_it_does_not_say() {
    let project = TestProject::of(
        "[style.base]\ntemplate = \"hand-drawn\"\navoid = [\"hats\", \"fog\"]\n\
         rubric = { style = 50, technical = 1 }\ncheck = { max-colors = 9, border = 10 }\n\
         vars = { proportions = \"tall\" }\nsize = 100\nquality = { target = 70 }\n\
         [style.leaf]\nextends = \"base\"\navoid = [\"fog\", \"rain\"]\nrubric = { technical = 2 }\n\
         check = { border = 20 }\nvars = { art-style = \"kawaii\" }\n\
         [asset.hero]\nsubject = \"x\"\nstyle = \"leaf\"\nquality = { candidates = 3 }\n\
         [asset.foe]\nsubject = \"x\"\nstyle = \"leaf\"\nsize = 40\n",
    );
    let hero = project.painted("hero");
    assert_eq!(hero.finishing.size, [100, 100]);
    assert_eq!(hero.finishing.scale, 1);
    assert_eq!(hero.finishing.edges, Edges::Soft);
    assert_eq!((hero.quality.target, hero.quality.candidates), (70, 3));
    assert_eq!((hero.quality.rubric.style, hero.quality.rubric.technical), (50, 2));
    assert_eq!((hero.check.max_colors, hero.check.border), (Some(9), 200));
    let words = &hero.stages[0].paintings[0].words;
    assert!(words.prompt.contains("tall") && words.prompt.contains("kawaii"));
    let avoid = words.avoid.clone().unwrap();
    assert_eq!(avoid[avoid.len() - 3..], ["hats", "fog", "rain"]);
    assert_eq!(project.painted("foe").finishing.size, [40, 40]);
}

#[test]
fn a_mood_that_the_template_does_not_mention_reaches_no_request_and_is_told_of() {
    let words = |mood: &str, template: &str| {
        let manifest = format!(
            "[style.s]\nmood = \"{mood}\"\ntemplate = \"t.jinja\"\n[asset.hero]\nsubject = \"x\"\nstyle = \"s\"\n"
        );
        let files = [("assetbuild.toml", manifest.as_str()), ("t.jinja", template)];
        let (mut hero, warnings) = TestProject::new(&files).warned_of("hero");
        (hero.stages.remove(0).paintings.remove(0).words, warnings)
    };
    let gloomy = words("gloomy", "{{ subject }}");
    assert_eq!(gloomy, words("merry", "{{ subject }}"));
    assert_eq!(gloomy.1.len(), 1);
    assert!(gloomy.1[0].contains("the template does not say the `mood`"), "{:?}", gloomy.1);
    let with = "{{ subject }}, {{ mood }}";
    let said = words("gloomy", with);
    assert_eq!(said.1, Vec::<String>::new());
    assert_ne!(said, words("merry", with));
}

#[test]
fn hard_edges_make_a_template_of_ones_own_pixel_art() {
    let hero = |edges: &str| {
        let manifest = format!(
            "[style.s]\ntemplate = \"t.jinja\"\nedges = \"{edges}\"\n[asset.hero]\nsubject = \"x\"\nstyle = \"s\"\n"
        );
        let files = [("assetbuild.toml", manifest.as_str()), ("t.jinja", "{{ subject }}")];
        TestProject::new(&files).painted("hero")
    };
    assert!(hero("hard").finishing.pixel_art);
    assert_eq!(hero("hard").finishing.size, [32, 32]);
    assert!(!hero("soft").finishing.pixel_art);
}

#[test]
fn what_is_wrong_with_a_style_keeps_its_assets_from_being_built() {
    let project = TestProject::of(
        "[style.s]\ntemplate = \"pixle-art\"\npalette = [\"red\"]\nrubric = { looks = 3 }\nstyle = \"t\"\n\
         [asset.hero]\nsubject = \"x\"\nstyle = \"s\"\n",
    );
    let found = project.mistakes();
    let bad = "bad-template at style.s.template: there is no template `pixle-art` (did you mean `pixel-art`?)";
    assert!(found.matches(bad).count() >= 2, "{found}");
}

#[test]
fn styles_build_on_styles_that_are_there() {
    check(
        "[style.base]\n[style.a]\nextends = \"bsae\"\n[style.b]\nextends = \"c\"\n[style.c]\nextends = \"b\"",
        &[
            "unknown-style at style.a.extends: unknown style `bsae` (did you mean `base`?)",
            "cycle at style.b.extends: styles extend each other in a ring: b → c → b (remove one of these `extends`)",
            "cycle at style.b.extends: styles extend each other in a ring: b → c → b (remove one of these `extends`)",
        ],
    );
}

#[test]
fn how_large_the_file_is_reaches_no_request() {
    let asked = |template: &str, edges: &str, model: &str, scale: u32| {
        let manifest = format!(
            "[provider.exec.painter]\n[style.s]\ntemplate = \"{template}\"\n{edges}\
             [asset.hero]\nsubject = \"x\"\nstyle = \"s\"\nmodel = \"{model}\"\nsize = \"48x16\"\n\
             scale = {scale}\n\
             [animation.walk]\nfrom = \"hero\"\naction = \"walk\"\nframes = 6\nmodel = \"{model}\"\n"
        );
        let project = TestProject::of(&manifest);
        ["hero", "walk"].map(|it| project.painted(it).stages)
    };
    for template in crate::prompt::template_names() {
        for model in ["builtin/sketch", "exec/painter@1", "openai/gpt-image-2.5"] {
            for edges in ["", "edges = \"hard\"\n"] {
                let large = asked(template, edges, model, 20);
                assert_eq!(asked(template, edges, model, 1), large, "{template} {model} {edges}");
                let prompt = &large[0][0].paintings[0].words.prompt;
                assert!(!prompt.contains("960"), "{prompt}");
                let grid = prompt.contains("grid of 48x16");
                let is_pixel_art =
                    *template == "pixel-art" || (*template == "ui" && !edges.is_empty());
                assert_eq!(grid, is_pixel_art, "{prompt}");
            }
        }
    }
}

#[test]
fn assets_and_sets_may_say_whatever_a_style_says() {
    let project = TestProject::of(
        "[style.s]\ntemplate = \"hand-drawn\"\npalette = [\"#111111\"]\nmood = \"calm\"\n\
         avoid = [\"fog\"]\nrubric = { style = 50, technical = 1 }\n\
         [set.t]\nstyle = \"s\"\nmood = \"gloomy\"\navoid = [\"rain\"]\n\
         [set.t.row.imp]\nsubject = \"x\"\navoid = [\"hats\", \"fog\"]\n\
         palette = [\"#222222\", \"#333333\"]\npalette-mode = \"lock\"\n\
         rubric = { technical = 9 }\n\
         [asset.rock]\nsubject = \"x\"\nstyle = \"s\"\ntemplate = \"pixel-art\"\n\
         [animation.fall]\nfrom = \"rock\"\naction = \"falling\"\nframes = 2\n\
         [asset.alone]\nsubject = \"x\"\ntemplate = \"hand-drawn\"\n\
         [animation.sway]\nfrom = \"alone\"\naction = \"swaying\"\nframes = 2\n",
    );
    let imp = project.painted("imp");
    let words = &imp.stages[0].paintings[0].words;
    assert!(words.prompt.contains("Mood: gloomy") && words.prompt.contains("#222222"));
    let avoid = words.avoid.clone().unwrap();
    assert_eq!(avoid[avoid.len() - 3..], ["fog", "rain", "hats"]);
    assert_eq!((imp.quality.rubric.style, imp.quality.rubric.technical), (50, 9));
    assert_eq!(imp.finishing.palette.len(), 2);
    assert_eq!(imp.finishing.palette_mode, PaletteMode::Lock);
    for (name, pixel_art) in [("rock", true), ("fall", true), ("alone", false), ("sway", false)] {
        assert_eq!(project.painted(name).finishing.pixel_art, pixel_art, "{name}");
    }
}
