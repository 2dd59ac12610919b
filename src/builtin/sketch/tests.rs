//! What holds for every sketch.

use std::collections::BTreeSet;

use proptest::prelude::ProptestConfig;
use proptest::proptest;

use crate::action::{
    ActionKey, AskedBackground, CheckLimits, CheckSpec, DrawHints, PaintRequest, PictureKind,
    Tileable,
};
use crate::builtin::sketch::canvas::{Canvas, Room};
use crate::builtin::sketch::dice::Dice;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::motion::Motion;
use crate::builtin::sketch::nouns::{GROUNDS, NOUNS};
use crate::builtin::sketch::paintbox::{MOST_COLOURS, Paintbox, Tint};
use crate::builtin::sketch::words::Look;
use crate::builtin::sketch::{paint, recipe};
use crate::colour::Rgb;
use crate::digest::Digest;
use crate::image::{Bitmap, check};

/// A request for one picture with these hints.
fn request(hints: DrawHints, size: [u32; 2]) -> PaintRequest {
    PaintRequest {
        brief: ActionKey(Digest::of(b"")),
        ordinal: 0,
        model: "builtin/sketch".parse().unwrap(),
        prompt: String::new(),
        avoid: None,
        background: AskedBackground::Transparent,
        size,
        aspect: None,
        params: std::collections::BTreeMap::new(),
        seed: None,
        references: Vec::new(),
        refined_from: None,
        note: None,
        tileable: None,
        draw: Some(hints),
        safety: None,
    }
}

fn hints(subject: &str, size: [u32; 2]) -> DrawHints {
    DrawHints {
        subject: subject.to_owned(),
        size,
        palette: Vec::new(),
        palette_only: false,
        opaque: false,
        kind: PictureKind::Sprite,
        facing: String::new(),
        pose: String::new(),
        state: String::new(),
        action: String::new(),
        frame: None,
        cells: [1, 1],
        variant: 0,
    }
}

/// The picture of a subject, the hints changed first.
pub(crate) fn sketch(subject: &str, side: u32, change: impl FnOnce(&mut DrawHints)) -> Bitmap {
    let mut hints = hints(subject, [side, side]);
    change(&mut hints);
    paint(&request(hints, [side, side]), &[])
}

/// One word for each kind.
fn subjects() -> impl Iterator<Item = &'static str> {
    NOUNS.iter().filter_map(|(_, words)| words.split(' ').next())
}

fn colours(picture: &Bitmap) -> BTreeSet<Rgb> {
    let seen = picture.pixels().iter().filter(|it| it[3] > 0);
    seen.map(|[r, g, b, _]| Rgb([*r, *g, *b])).collect()
}

fn looked_at(subject: &str) -> Kind {
    Look::read(&hints(subject, [32, 32]), &[], &mut Dice::of("")).kind
}

#[test]
fn every_kind_has_a_picture_of_its_own() {
    let mut seen = BTreeSet::new();
    for (kind, _) in NOUNS.iter().chain(&[(Kind::Emblem, "")]) {
        let hints = hints("", [32, 32]);
        let mut dice = Dice::of("the same for all");
        let mut look = Look::read(&hints, &[], &mut dice);
        look.kind = *kind;
        let paints = Paintbox::new(&[], false, Tint::Plain);
        let mut it = Sketch {
            canvas: Canvas::new([32, 32], Room::Subject, paints),
            dice,
            look,
            motion: Motion::of(&hints, 0),
            state: String::new(),
        };
        recipe::draw(&mut it);
        assert!(seen.insert(it.canvas.finish().digest()), "{kind:?} looks like another");
    }
}

#[test]
fn the_noun_before_of_and_with_is_what_is_drawn() {
    for (subject, kind) in [
        ("cute monster, small and round", Kind::Monster),
        ("monster with a sword", Kind::Monster),
        ("slime monster", Kind::Slime),
        ("round bottle of red liquid", Kind::Potion),
        ("a pile of gold coins", Kind::Coin),
        ("fire sword", Kind::Sword),
        ("sword of fire", Kind::Sword),
        ("stone button", Kind::Button),
        ("sword icon", Kind::Sword),
        ("pale ghost, see-through", Kind::Ghost),
        ("apple tree", Kind::Tree),
        ("a dragon's egg", Kind::Egg),
        ("quark of destiny", Kind::Emblem),
        ("", Kind::Emblem),
        ("a cute quibbler", Kind::Monster),
    ] {
        assert_eq!(looked_at(subject), kind, "{subject}");
    }
}

#[test]
fn a_subject_stands_free_and_its_alpha_is_hard() {
    for subject in subjects() {
        for side in [8, 16, 32, 64] {
            let picture = sketch(subject, side, |_| {});
            let ring = (side * 2).div_ceil(100).max(1);
            let mut seen = 0;
            for y in 0..side {
                for x in 0..side {
                    let alpha = picture.get(x, y)[3];
                    assert!(alpha == 0 || alpha == 255);
                    seen += u32::from(alpha > 0);
                    let edge = x.min(y).min(side - 1 - x).min(side - 1 - y);
                    assert!(edge >= ring || alpha == 0, "{subject} touches the edge of {side}");
                }
            }
            assert!(seen * 20 > side * side, "{subject} is hardly there at {side}");
        }
    }
}

#[test]
fn colours_are_few_and_of_the_palette_where_it_binds() {
    let palette = ["#1a1c2c", "#b13e53", "#ffcd75", "#38b764", "#3b5dc9", "#f4f4f4"];
    let palette: Vec<Rgb> = palette.iter().map(|it| it.parse().unwrap()).collect();
    for subject in subjects() {
        assert!(colours(&sketch(subject, 64, |_| {})).len() <= MOST_COLOURS, "{subject}");
        let bound = sketch(subject, 64, |it| {
            (it.palette, it.palette_only) = (palette.clone(), true);
        });
        assert!(colours(&bound).iter().all(|it| palette.contains(it)), "{subject}");
        assert!(colours(&bound).len() > 1, "{subject} has no form");
    }
}

#[test]
fn colour_words_are_heard() {
    for (word, channel) in [("red", 0), ("green", 1), ("blue", 2)] {
        for noun in ["slime", "potion", "gem", "button", "fish", "wizard"] {
            let picture = sketch(&format!("{word} {noun}"), 32, |_| {});
            let mut sum = [0_u64; 3];
            for pixel in picture.pixels().iter().filter(|it| it[3] > 0) {
                for (sum, channel) in sum.iter_mut().zip(pixel) {
                    *sum += u64::from(*channel);
                }
            }
            assert!(sum.iter().all(|it| *it <= sum[channel]), "{word} {noun}: {sum:?}");
        }
    }
}

#[test]
fn another_ordinal_is_another_picture_and_the_same_request_the_same() {
    for subject in subjects() {
        let mut request = request(hints(subject, [32, 32]), [32, 32]);
        let first = paint(&request, &[]);
        assert_eq!(first, paint(&request, &[]));
        request.ordinal = 1;
        let interface = looked_at(subject).is_interface();
        assert!(interface || first != paint(&request, &[]), "{subject}");
    }
}

#[test]
fn movements_repeat_and_every_frame_of_the_living_differs() {
    let frame = |subject: &str, action: &str, at: u32| {
        sketch(subject, 32, |it| {
            it.action = action.to_owned();
            it.frame = Some([at, 6]);
        })
    };
    for subject in ["slime", "monster", "knight", "cat", "ghost", "dragon", "bat"] {
        for action in ["walk cycle", "idle", "attack", "jump"] {
            assert_eq!(frame(subject, action, 0), frame(subject, action, 6));
            let frames: BTreeSet<_> =
                (0..6).map(|at| frame(subject, action, at).digest()).collect();
            assert!(frames.len() >= 5, "{subject}: {action} has {} frames", frames.len());
        }
    }
    assert_ne!(frame("coin", "spin", 0), frame("coin", "spin", 1));
    assert_ne!(frame("fire", "burn", 0), frame("fire", "burn", 1));
}

#[test]
fn a_sheet_holds_the_frames() {
    let mut sheet = hints("green slime", [16, 16]);
    sheet.action = "idle".to_owned();
    sheet.cells = [3, 2];
    let sheet = paint(&request(sheet, [48, 32]), &[]);
    for at in 0..6 {
        let frame = sketch("green slime", 16, |it| {
            it.action = "idle".to_owned();
            it.frame = Some([at, 6]);
        });
        for y in 0..16 {
            for x in 0..16 {
                let place = (at % 3 * 16 + x, at / 3 * 16 + y);
                assert_eq!(sheet.get(place.0, place.1), frame.get(x, y));
            }
        }
    }
}

/// What is asked of ground that is laid side by side.
fn tiles(side: u32) -> CheckSpec {
    CheckSpec {
        size: [side, side],
        transparent: false,
        pixel_art: true,
        max_colors: None,
        border: 0,
        sharpness: None,
        tileable: Some(Tileable::Both),
        palette: Vec::new(),
        limits: CheckLimits::DEFAULT,
    }
}

#[test]
fn the_edges_of_tiles_meet() {
    /// How much two columns, or two rows, differ.
    fn step(picture: &Bitmap, upright: bool, from: u32, to: u32) -> u32 {
        let pixel = |at: u32, along: u32| {
            if upright { picture.get(at, along) } else { picture.get(along, at) }
        };
        let channels = (0..picture.width()).flat_map(|along| {
            let (one, other) = (pixel(from, along), pixel(to, along));
            (0..3).map(move |it| u32::from(one[it].abs_diff(other[it])))
        });
        channels.sum()
    }
    for (ground, words) in GROUNDS.iter().take(GROUNDS.len() - 1) {
        for side in [16, 32, 48] {
            let picture = sketch(words.split(' ').next().unwrap(), side, |it| {
                it.opaque = true;
            });
            assert!(picture.pixels().iter().all(|it| it[3] == 255), "{ground:?} has holes");
            for upright in [true, false] {
                let inside = (1..side).map(|at| step(&picture, upright, at - 1, at));
                let most = inside.max().unwrap();
                let seam = step(&picture, upright, side - 1, 0);
                assert!(seam <= most + most / 4, "{ground:?} at {side}: {seam} > {most}");
            }
            let findings = check(&picture, &tiles(side), None);
            let seam = findings.0.iter().find(|it| it.check == "seam").unwrap();
            assert!(seam.passed, "{ground:?} at {side}: {}", seam.measured);
        }
    }
}

#[test]
fn the_states_of_a_button_differ_and_fill_their_frame() {
    let state = |state: &str| {
        let mut hints = hints("stone button", [48, 16]);
        (hints.kind, hints.state) = (PictureKind::Ui, state.to_owned());
        paint(&request(hints, [48, 16]), &[])
    };
    let states = ["normal", "hover", "pressed", "disabled"].map(state);
    let different: BTreeSet<_> = states.iter().map(Bitmap::digest).collect();
    assert_eq!(different.len(), 4);
    assert!(states.iter().all(|it| it.get(0, 8)[3] == 255 && it.get(24, 15)[3] == 255));
}

#[test]
fn what_looks_left_is_what_looks_right_mirrored() {
    let facing = |facing: &str| sketch("knight", 32, |it| it.facing = facing.to_owned());
    let (left, right) = (facing("left"), facing("right"));
    assert_ne!(left, right);
    for y in 0..32 {
        for x in 0..32 {
            assert_eq!(left.get(x, y), right.get(31 - x, y));
        }
    }
}

#[test]
fn the_same_subject_takes_up_the_colours_of_its_reference() {
    let original = sketch("red slime", 32, |_| {});
    let request = request(hints("the same slime, asleep", [32, 32]), [32, 32]);
    let (with, without) = (paint(&request, std::slice::from_ref(&original)), paint(&request, &[]));
    let reds = |it: &Bitmap| it.pixels().iter().filter(|it| it[0] > it[1] && it[0] > it[2]).count();
    assert!(reds(&with) > reds(&without) + 100);
}

#[test]
fn a_colour_that_is_asked_for_stands_behind_the_subject() {
    let mut request = request(hints("star", [16, 16]), [16, 16]);
    request.background = AskedBackground::Colour(Rgb([1, 2, 3]));
    assert_eq!(paint(&request, &[]).get(0, 0), [1, 2, 3, 255]);
}

#[test]
fn large_pictures_are_art_pixels_enlarged() {
    let art = sketch("tree", 32, |_| {});
    let large = paint(&request(hints("tree", [32, 32]), [128, 128]), &[]);
    for (at, pixel) in large.pixels().iter().enumerate() {
        let (x, y) = (at as u32 % 128, at as u32 / 128);
        assert_eq!(*pixel, art.get(x / 4, y / 4));
    }
    let huge = paint(&request(hints("tree", [1000, 500]), [1000, 500]), &[]);
    assert_eq!((huge.width(), huge.height()), (1000, 500));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_words_in_any_size_give_a_picture_of_that_size(
        words in "[a-zé ,.-]{0,24}",
        noun in 0..NOUNS.len() + GROUNDS.len(),
        width in 0_u32..=70,
        height in 0_u32..=70,
        cells in proptest::sample::select(vec![[1, 1], [0, 3], [4, 2], [u32::MAX, 2]]),
        opaque: bool,
        interface: bool,
        frame in proptest::option::of(proptest::array::uniform2(proptest::num::u32::ANY)),
        palette in proptest::collection::vec(proptest::array::uniform3(proptest::num::u8::ANY), 0..4),
        palette_only: bool,
    ) {
        let known = NOUNS.iter().map(|it| it.1).chain(GROUNDS.iter().map(|it| it.1));
        let known: Vec<&str> = known.collect();
        let subject = format!("{words} {}", known[noun]);
        let mut hints = hints(&subject, [width, height]);
        (hints.opaque, hints.frame) = (opaque, frame);
        if interface {
            hints.kind = PictureKind::Ui;
        }
        (hints.cells, hints.palette_only) = (cells, palette_only);
        hints.palette = palette.into_iter().map(Rgb).collect();
        let picture = paint(&request(hints, [width, height]), &[]);
        assert_eq!((picture.width(), picture.height()), (width, height));
        assert!(colours(&picture).len() <= MOST_COLOURS);
    }
}

/// If this fails and it was meant, [`crate::builtin::sketch::VERSION`] goes up.
#[test]
fn no_pixel_changes_unseen() {
    let sketches = [
        "green slime",
        "cute monster",
        "brave knight",
        "golden sword",
        "red potion",
        "oak tree",
        "treasure chest",
        "small house",
        "black cat",
        "campfire",
    ];
    let digests = sketches.map(|it| format!("{it} {}", sketch(it, 32, |_| {}).digest().short()));
    insta::assert_snapshot!(digests.join("\n"), @r"
    green slime 4b37cf70
    cute monster 360884f7
    brave knight b48c706a
    golden sword 8c972103
    red potion 3b4a3a83
    oak tree e9a67b63
    treasure chest 675f0d22
    small house aef70439
    black cat afe44b02
    campfire ba9e62c6
    ");
}
