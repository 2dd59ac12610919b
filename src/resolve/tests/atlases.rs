//! What an atlas says of its pictures.

use crate::action::{AtlasScale, Marks, PackOptions, Play};
use crate::resolve::tests::project_files::{TestProject, check};
use crate::resolve::{Kind, output_paths};

const ART: &str = "[style.s]\nsize = 24\nscale = 2\npivot = \"feet\"\n\
    [asset.hero]\nsubject = \"knight\"\nstyle = \"s\"\n\
    [asset.gold]\nfrom = \"hero\"\nedits = [{ outline = \"#000000\" }]\n\
    [asset.button]\nsubject = \"button\"\nstyle = \"s\"\npivot = \"center\"\nnine-slice = [6, 5, 4, 3]\n\
    [animation.walk]\nfrom = \"hero\"\naction = \"walk\"\ndurations = [80, 90]\n\
    facings = [\"right\", \"left\"]\nmirror = { left = \"right\" }\nplay = \"ping-pong\"\nloop = false\n";

fn options(atlas: &str) -> PackOptions {
    let project = TestProject::of(&format!("{ART}[atlas.all]\n{atlas}"));
    match project.asset("all").kind {
        Kind::Atlas(it) => it.options,
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_atlas_knows_how_its_pictures_are_held_and_stretched() {
    let marks = options("pack = [\"*\"]").marks;
    let feet = Marks { pivot: Some([0.5, 1.0]), nine_slice: None };
    // In pixels of the file, not of the art.
    let button = Marks { pivot: Some([0.5, 0.5]), nine_slice: Some([12, 10, 8, 6]) };
    assert_eq!((&marks["hero"], &marks["button"]), (&feet, &button));
    assert_eq!(marks["walk_left_2"], feet);
    assert_eq!(marks.get("gold"), None);
}

#[test]
fn an_atlas_plays_the_facings_that_it_has_whole() {
    let sequences = options("pack = [\"*\"]").sequences;
    let names: Vec<&str> = sequences.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["walk_left", "walk_right"]);
    let left = &sequences[0];
    assert_eq!(left.frames, ["walk_left_1", "walk_left_2"]);
    assert_eq!((left.durations.as_slice(), left.looped), (&[80, 90][..], false));
    assert_eq!(left.play, Play::PingPong);
    let right = options("pack = [\"walk/*\"]\nexclude = [\"walk/left_2\"]").sequences;
    assert_eq!(right.len(), 1);
    assert_eq!(right[0].name, "walk_right");
}

#[test]
fn every_scale_is_a_file_of_its_own() {
    let atlas = "[atlas.all]\npack = [\"hero\"]\nscales = [2, 1, 0.5, 2]";
    let project = TestProject::of(&format!("{ART}{atlas}"));
    let files = output_paths(&project.asset("all"));
    let files: Vec<String> = files.files().map(ToString::to_string).collect();
    let names = ["all@0.5x", "all", "all@2x"];
    let wanted = names.map(|it| format!("atlas/{it}.png")).into_iter();
    let wanted = wanted.chain(names.map(|it| format!("atlas/{it}.atlas.json")));
    assert_eq!(files, wanted.chain(["atlas/all.json".to_owned()]).collect::<Vec<_>>());
    assert_eq!(options("pack = [\"hero\"]").scales, [AtlasScale::ONE]);
    check(
        &format!("{ART}[atlas.all]\npack = [\"hero\"]\nscales = [1.5]\nformat = \"xml\""),
        &[
            "wrong-value at atlas.all.format: `format` cannot be `xml` (it is one of `hash`, `aseprite`)",
            "wrong-value at atlas.all.scales[0]: 1.5 cannot be a scale: it is 0.5 or a whole number up to 8",
        ],
    );
}
