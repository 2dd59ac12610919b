//! What is in a key, and what never is.

use std::sync::Arc;

use crate::action::{Edges, Edit, Shadow};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::lock::Pick;
use crate::manifest::Metadata;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::tests::asset::{model, motion, painted, task};
use crate::plan::{Task, keys};
use crate::resolve::{Asset, Cutout, Kind, Painted, Reference};

/// Brief, quality, finish.
fn keys_of(task: &Task) -> [Digest; 3] {
    let own = task.painted().unwrap();
    [task.brief().unwrap().0, keys::quality(own), task.finish(&[], &[])]
}

fn changed(before: &Task, edit: impl FnOnce(&mut Asset)) -> [bool; 3] {
    let mut after = before.clone();
    edit(Arc::make_mut(&mut after.asset));
    let (before, after) = (keys_of(before), keys_of(&after));
    [0, 1, 2].map(|idx| before[idx] != after[idx])
}

fn paint(asset: &mut Asset) -> &mut Painted {
    let Kind::Painted(it) = &mut asset.kind else { unreachable!("it is painted") };
    it
}

fn built_in() -> Task {
    let mut it = painted(&[&["normal"], &["hover"]]);
    it.quality.judge = model("builtin/measure");
    it.quality.refiner = model("builtin/rules");
    for painting in it.stages.iter_mut().flat_map(|it| &mut it.paintings) {
        painting.words.model = model("builtin/sketch");
    }
    task(it)
}

type Change = (&'static str, fn(&mut Asset));

const IN_NO_KEY: &[Change] = &[
    ("name", |it| it.name = AssetName::parse("blob").unwrap()),
    ("category", |it| it.folder = ProjectPath::parse("monsters/small").unwrap()),
    ("style's name", |it| it.style = Some("overworld".to_owned())),
    ("set's name", |it| it.set = Some("slimes".to_owned())),
];

#[test]
fn names_and_places_are_in_no_key() {
    for (name, edit) in IN_NO_KEY {
        for task in [task(painted(&[&["normal"], &["hover"]])), built_in()] {
            assert_eq!(changed(&task, edit), [false; 3], "{name}");
        }
    }
}

#[test]
fn each_setting_is_in_the_keys_that_it_must_be_in() {
    const PICTURES: [bool; 3] = [true, false, false];
    const VERDICT: [bool; 3] = [false, true, false];
    const FREE: [bool; 3] = [false, false, true];
    const NOTHING: [bool; 3] = [false; 3];
    let cases: &[(Change, [bool; 3])] = &[
        (("prompt", |it| paint(it).stages[0].paintings[0].words.prompt.push('!')), PICTURES),
        (("variant", |it| paint(it).stages[1].paintings[0].words.variant = 2), PICTURES),
        (("asked size", |it| paint(it).stages[0].paintings[0].words.size = [512, 512]), PICTURES),
        (("aspect", |it| paint(it).stages[0].paintings[0].words.aspect = Some([1, 1])), PICTURES),
        (("avoid", |it| paint(it).stages[0].paintings[0].words.avoid = Some(vec![])), PICTURES),
        (("params", |it| paint(it).stages[0].paintings[0].words.params.clear()), PICTURES),
        (("references", |it| paint(it).stages[1].paintings[0].references.clear()), PICTURES),
        (("judge", |it| paint(it).quality.judge = model("exec/other@1")), VERDICT),
        (("judge prompt", |it| paint(it).stages[1].judge_prompt.push('!')), VERDICT),
        (("rubric", |it| paint(it).quality.rubric.style = 1), FREE),
        (("threshold", |it| paint(it).check.border = 1), FREE),
        (("size", |it| paint(it).finishing.size = [8, 8]), FREE),
        (("scale", |it| paint(it).finishing.scale = 2), FREE),
        (("palette", |it| paint(it).finishing.palette = vec![Rgb([1, 2, 3])]), FREE),
        (("colours", |it| paint(it).finishing.max_colors = Some(3)), FREE),
        (("cut-out", |it| paint(it).finishing.cutout = Cutout::Key), FREE),
        (("edges", |it| paint(it).finishing.edges = Edges::Soft), FREE),
        (("shadow", |it| paint(it).finishing.shadow = Some(Shadow::Drop)), FREE),
        (("edits", |it| paint(it).finishing.edits = vec![Edit::Trim]), FREE),
        (("metadata", |it| it.metadata = Metadata::None), FREE),
        (("nine-slice", |it| it.nine_slice = Some([1; 4])), FREE),
        (("pivot", |it| it.pivot = Some([0.5, 1.0])), FREE),
        (("target", |it| paint(it).quality.target = 1), NOTHING),
        (("max-attempts", |it| paint(it).quality.max_attempts = 1), NOTHING),
        (("candidates", |it| paint(it).quality.candidates = 4), NOTHING),
        (("refiner", |it| paint(it).quality.refiner = model("exec/other@1")), NOTHING),
    ];
    for ((name, edit), wanted) in cases {
        let outside = task(painted(&[&["normal"], &["hover"]]));
        assert_eq!(changed(&outside, edit), *wanted, "{name}");
        // Of a built-in loop the finish key holds all that the loop reads.
        assert!(changed(&built_in(), edit)[2], "{name} of a built-in loop");
    }
}

#[test]
fn references_count_by_what_they_were_made_from() {
    let file = |path: &str, text: &str| Reference::File {
        path: ProjectPath::parse(path).unwrap(),
        pixels: Digest::of(text.as_bytes()),
    };
    let with = |references: Vec<Reference>| {
        let mut it = painted(&[&[""]]);
        it.stages[0].paintings[0].references = references;
        task(it).brief()
    };
    let (one, two) = (file("a.png", "1"), file("b.png", "2"));
    assert_eq!(with(vec![one.clone()]), with(vec![file("elsewhere.png", "1")]));
    assert_ne!(with(vec![one.clone()]), with(vec![two.clone()]));
    assert_ne!(with(vec![one.clone(), two.clone()]), with(vec![two, one]));
}

#[test]
fn a_sheet_is_called_what_its_data_says() {
    let mut still = painted(&[&["1"]]);
    still.motion = Some(motion(1));
    let moving = task(still);
    let (_, rename) = IN_NO_KEY[0];
    assert_eq!(changed(&moving, rename), [false, false, true]);
    let faster = |it: &mut Asset| paint(it).motion.as_mut().unwrap().durations = vec![50];
    assert_eq!(changed(&moving, faster), [false, false, true]);
}

#[test]
fn a_persons_pick_is_in_the_finish_of_a_built_in_loop() {
    let task = built_in();
    let pick = |by_person| Pick {
        part: Default::default(),
        origin: crate::action::Origin(Digest::of(b"picked")),
        answer: None,
        attempt: 1,
        score: None,
        by_person,
    };
    assert_eq!(task.finish(&[pick(false)], &[]), task.finish(&[], &[]));
    assert_ne!(task.finish(&[pick(true)], &[]), task.finish(&[], &[]));
}
