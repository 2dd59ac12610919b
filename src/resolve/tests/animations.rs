//! Frames, facings and what they are painted after.

use crate::resolve::Reference;
use crate::resolve::tests::project_files::{TestProject, check};

const HERO: &str =
    "[style.s]\nsize = 24\nscale = 2\n[asset.hero]\nsubject = \"knight\"\nstyle = \"s\"\n";

fn walk(keys: &str) -> TestProject {
    TestProject::of(&format!(
        "{HERO}[animation.walk]\nfrom = \"hero\"\naction = \"walk cycle\"\n{keys}"
    ))
}

#[test]
fn an_animation_looks_like_what_moves() {
    let walk = walk("frames = 4").painted("walk");
    assert_eq!((walk.finishing.size, walk.finishing.scale), ([24, 24], 2));
    let painting = &walk.stages[0].paintings[0];
    assert!(painting.words.prompt.contains("knight"));
    assert!(painting.words.prompt.contains("walk cycle"));
    assert_eq!(painting.cells, Some([4, 1]));
    assert_eq!(painting.words.size, [96, 24]);
    assert!(
        matches!(&painting.references[..], [Reference::Asset { name, .. }] if name.as_str() == "hero")
    );
}

#[test]
fn a_derived_picture_gives_its_size_as_it_ends() {
    let project = TestProject::of(&format!(
        "{HERO}[asset.big]\nfrom = \"hero\"\nedits = [{{ scale = 2 }}, {{ pad = [1, 0, 1, 0] }}]\n\
         [animation.jump]\nfrom = \"big\"\naction = \"jump\"\nframes = 1"
    ));
    let jump = project.painted("jump");
    assert_eq!((jump.finishing.size, jump.finishing.scale), ([50, 48], 2));
}

#[test]
fn many_frames_make_a_nearly_square_sheet() {
    let cells = |frames: u32| {
        let walk = walk(&format!("frames = {frames}")).painted("walk");
        walk.stages[0].paintings[0].cells.unwrap()
    };
    assert_eq!(cells(8), [8, 1]);
    assert_eq!(cells(9), [3, 3]);
    assert_eq!(cells(12), [4, 3]);
}

#[test]
fn only_facings_that_are_no_mirrors_are_painted() {
    let walk = walk(
        "frames = 2\nmethod = \"frames\"\nfacings = [\"left\", \"right\", \"up\"]\nmirror = { left = \"right\" }",
    )
    .painted("walk");
    let parts = |stage: usize| -> Vec<String> {
        let paintings = walk.stages[stage].paintings.iter();
        paintings.map(|it| it.part.to_string()).collect()
    };
    assert_eq!(parts(0), ["right_1", "right_2"]);
    assert_eq!(parts(1), ["up_1", "up_2"]);
    let up = &walk.stages[1].paintings[0];
    assert_eq!(up.references.last(), Some(&Reference::First));
    assert_eq!(up.words.draw.as_ref().unwrap().facing, "up");
    assert_eq!(up.words.draw.as_ref().unwrap().frame, Some([0, 2]));
    assert_eq!(walk.parts().len(), 6);
}

#[test]
fn the_mistakes_of_an_animation_are_told_at_once() {
    check(
        "[animation.walk]\nfacings = [\"left\"]\nmirror = { left = \"right\" }",
        &[
            "missing-key at animation.walk: `walk` does not say how it moves (add `action = \"walk cycle\"`)",
            "missing-key at animation.walk: `walk` does not say how many frames it has (add `frames = 6`)",
            "wrong-value at animation.walk.mirror.left: `right` is not among the facings (it can be `left`)",
            "missing-key at animation.walk: `walk` does not say what moves (add `from = \"ASSET\"`, or a `subject`)",
        ],
    );
    check(
        &format!(
            "{HERO}[animation.walk]\nfrom = \"hero\"\naction = \"w\"\nframes = 2\nfps = 5\ndurations = [100]"
        ),
        &[
            "conflict at animation.walk.fps: `fps` and `durations` exclude each other",
            "wrong-value at animation.walk.durations: there are 2 frames, but 1 durations",
        ],
    );
}

#[test]
fn frames_have_as_many_pixels_together_as_can_be_held() {
    let keys = |frames: u32| {
        format!("size = 2048\nscale = 1\nmethod = \"frames\"\nframes = {frames}\nfps = 10\n")
    };
    assert_eq!(walk(&keys(16)).mistakes(), "");
    assert_eq!(
        walk(&keys(17)).mistakes(),
        "wrong-value at animation.walk.frames: its 17 frames have 68 Mpx, and at most 64 can be drawn"
    );
    let facings = format!("{}facings = [\"right\", \"left\"]\n", keys(9));
    assert!(walk(&facings).mistakes().contains("its 18 frames have 72 Mpx"));
}
