//! Tests: what words, states and variants change of a sketch.

use crate::action::PictureKind;
use crate::builtin::sketch::knows;
use crate::builtin::sketch::tests::sketch;
use crate::image::Bitmap;

fn in_state(subject: &str, state: &str, side: u32) -> Bitmap {
    sketch(subject, side, |it| it.state = state.to_owned())
}

/// The share of pixels that are in one silhouette and not in the other, in percent of either.
fn apart(a: &Bitmap, b: &Bitmap) -> usize {
    let both = || a.pixels().iter().zip(b.pixels());
    let other = both().filter(|(a, b)| (a[3] == 0) != (b[3] == 0)).count();
    let any = both().filter(|(a, b)| a[3] > 0 || b[3] > 0).count();
    100 * other / any.max(1)
}

#[test]
fn every_state_of_a_thing_looks_different() {
    for (subject, states) in [
        ("red heart", &["full", "half", "empty"][..]),
        ("health bar", &["full", "half", "empty"]),
        ("mana potion", &["full", "half", "empty"]),
        ("treasure chest", &["closed", "open"]),
        ("wooden door", &["closed", "open"]),
        ("oil lantern", &["on", "off"]),
        ("torch", &["lit", "unlit"]),
        ("stone button", &["normal", "hover", "pressed", "disabled"]),
        ("round monster", &["calm", "happy", "angry", "sad", "asleep"]),
        ("old wizard", &["neutral", "happy", "angry", "sad"]),
        ("gold coin", &["normal", "charged", "cursed"]),
    ] {
        let pictures: Vec<Bitmap> = states.iter().map(|it| in_state(subject, it, 32)).collect();
        for (idx, one) in pictures.iter().enumerate() {
            for (other, picture) in pictures.iter().enumerate().skip(idx + 1) {
                assert!(one != picture, "{subject}: {} and {}", states[idx], states[other]);
            }
        }
    }
}

#[test]
fn a_variant_is_another_picture() {
    for subject in ["shy goblin", "round monster", "oak tree", "gold coin"] {
        let variant = |n: u32| sketch(subject, 32, |it| it.variant = n);
        assert!(variant(0) == sketch(subject, 32, |_| {}));
        assert!(variant(0) != variant(1) && variant(1) != variant(2), "{subject}");
    }
}

#[test]
fn a_heart_has_no_ears() {
    for side in [16, 20, 24, 32, 48] {
        let heart = sketch("plump red heart", side, |_| {});
        let solid = |x: u32, y: u32| heart.get(x, y)[3] > 0;
        let top = (0..side).find(|y| (0..side).any(|x| solid(x, *y))).unwrap();
        let runs = (0..side).filter(|x| solid(*x, top) && (*x == 0 || !solid(x - 1, top))).count();
        let pixels = (0..side).filter(|x| solid(*x, top)).count();
        assert!(pixels >= 2 * runs && pixels > side as usize / 5, "{side}: {pixels} in {runs}");
    }
}

#[test]
fn ground_that_stands_alone_is_a_piece_of_ground() {
    for subject in ["lush grass", "dirt path", "sand"] {
        assert!(knows(subject), "{subject}");
        let picture = sketch(subject, 32, |_| {});
        let filled = picture.pixels().iter().filter(|it| it[3] > 0).count();
        assert_eq!(filled, 24 * 24, "{subject}");
        assert!((0..32).all(|at| picture.get(at, 0)[3] == 0 && picture.get(0, at)[3] == 0));
    }
}

#[test]
fn hills_are_hills_before_any_sky() {
    let solid = |picture: &Bitmap, x: u32, y: u32| picture.get(x, y)[3] > 0;
    for subject in ["rolling hills", "a green hill", "far mountains"] {
        let alone = sketch(subject, 32, |_| {});
        let filled = alone.pixels().iter().filter(|it| it[3] > 0).count();
        assert!(knows(subject) && (200..700).contains(&filled), "{subject}: {filled}");
        let widths = [12, 27].map(|y| (0..32).filter(|x| solid(&alone, *x, y)).count());
        assert!(widths[0] < widths[1], "{subject}: {widths:?}");
        let layer = sketch(subject, 48, |it| it.kind = PictureKind::Background);
        assert!((0..48).all(|x| solid(&layer, x, 47) && !solid(&layer, x, 0)), "{subject}");
        let scene = sketch(subject, 48, |it| it.opaque = true);
        assert!(scene.pixels().iter().all(|it| it[3] == 255), "{subject}");
    }
}

#[test]
fn animals_on_four_legs_have_bodies_of_their_own() {
    let animals = ["horse", "pig", "brown bear", "lion", "dog", "cat"];
    let pictures: Vec<Bitmap> = animals.iter().map(|it| sketch(it, 48, |_| {})).collect();
    for (idx, one) in pictures.iter().enumerate() {
        for (other, picture) in pictures.iter().enumerate().skip(idx + 1) {
            let apart = apart(one, picture);
            assert!(apart >= 8, "{} and {}: {apart} %", animals[idx], animals[other]);
        }
    }
}

#[test]
fn what_no_word_tells_is_known_to_be_a_sign() {
    for (subject, known) in [
        ("small slime", true),
        ("mossy bricks", true),
        ("a flugelhorn", false),
        ("", false),
        ("quantum harmonizer", false),
    ] {
        assert_eq!(knows(subject), known, "{subject}");
    }
}
