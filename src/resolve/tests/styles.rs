//! What a style gives, and what of it reaches a request.

use crate::action::Edges;
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
fn a_mood_that_the_template_does_not_mention_reaches_no_request() {
    let words = |mood: &str, template: &str| {
        let manifest = format!(
            "[style.s]\nmood = \"{mood}\"\ntemplate = \"t.jinja\"\n[asset.hero]\nsubject = \"x\"\nstyle = \"s\"\n"
        );
        let files = [("assetbuild.toml", manifest.as_str()), ("t.jinja", template)];
        let mut hero = TestProject::new(&files).painted("hero");
        hero.stages.remove(0).paintings.remove(0).words
    };
    assert_eq!(words("gloomy", "{{ subject }}"), words("merry", "{{ subject }}"));
    let with = "{{ subject }}, {{ mood }}";
    assert_ne!(words("gloomy", with), words("merry", with));
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
