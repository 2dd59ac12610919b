//! Figures made by hand; those of the artist in this program are measured beside it.

use crate::action::{Anchor, FrameRules, PaletteMode, Step};
use crate::image::Bitmap;
use crate::image::frames::{Together, together};

/// A body with two legs, `swing` pixels apart, at a place.
fn figure([left, top]: [u32; 2], swing: u32, body: [u8; 4]) -> Bitmap {
    let mut res = Bitmap::new(32, 32);
    let mut fill = |x: u32, y: u32, width: u32, height: u32, pixel: [u8; 4]| {
        for (x, y) in (y..y + height).flat_map(|y| (x..x + width).map(move |x| (x, y))) {
            res.set(left + x, top + y, pixel);
        }
    };
    fill(0, 0, 10, 12, body);
    fill(7, 3, 2, 2, [20, 20, 30, 255]);
    fill(4 - swing, 12, 2, 6, [60, 40, 90, 255]);
    fill(5 + swing, 12, 2, 6, [60, 40, 90, 255]);
    res
}

const GREEN: [u8; 4] = [80, 170, 90, 255];
const RED: [u8; 4] = [200, 60, 60, 255];

fn walk() -> Vec<Bitmap> {
    [0, 1, 2, 3, 2, 1].map(|swing| figure([11, 8], swing, GREEN)).to_vec()
}

fn rules() -> FrameRules {
    FrameRules { anchor: Anchor::Feet, looped: true, consistent: true, palette: None }
}

fn failed(all: &Together) -> Vec<String> {
    let mut res = Vec::new();
    for (idx, findings) in all.findings.iter().enumerate() {
        let failed = findings.iter().filter(|it| !it.passed);
        res.extend(failed.map(|it| {
            assert!(!it.suggestion.is_empty(), "{it:?}");
            format!("{idx}: {}{}", it.check, if it.hard { "" } else { " (soft)" })
        }));
    }
    res
}

#[test]
fn a_good_walk_stays_as_it_is() {
    let all = together(&walk(), &rules()).unwrap();
    assert_eq!(all.frames, walk());
    assert_eq!(all.shifts, [[0, 0]; 6]);
    assert_eq!(failed(&all), [""; 0]);
}

#[test]
fn frames_that_are_a_little_off_are_moved_into_place() {
    let mut off = walk();
    off[2] = figure([14, 6], 2, GREEN);
    off[4] = figure([9, 10], 2, GREEN);
    let all = together(&off, &rules()).unwrap();
    assert_eq!(all.shifts[2], [-3, 2]);
    assert_eq!(all.shifts[4], [2, -2]);
    assert_eq!(all.frames, walk());
    // Once more changes nothing.
    assert_eq!(together(&all.frames, &rules()).unwrap().frames, walk());
}

#[test]
fn a_jump_is_no_mistake_and_nothing_is_moved_out_of_its_frame() {
    let mut jump = walk();
    jump[3] = figure([11, 1], 3, GREEN);
    assert_eq!(together(&jump, &rules()).unwrap().shifts[3], [0, 0]);
    let near_the_edge = [[0, 0], [3, 0], [3, 0]].map(|at| figure([5 + at[0], 14], 2, GREEN));
    let all = together(&near_the_edge, &rules()).unwrap();
    let there = |it: &Bitmap| it.pixels().iter().filter(|it| it[3] > 0).count();
    assert_eq!(all.frames.iter().map(there).collect::<Vec<_>>(), vec![there(&near_the_edge[0]); 3]);
}

#[test]
fn whoever_does_not_belong_is_named_wherever_it_stands() {
    for odd in [0, 3] {
        let mut frames = walk();
        frames[odd] = figure([11, 8], 2, RED);
        let failed = failed(&together(&frames, &rules()).unwrap());
        assert!(failed.contains(&format!("{odd}: frame-colors")), "{failed:?}");
        assert!(failed.iter().all(|it| it.starts_with(&odd.to_string()) || it.contains("loop")));
        let told = FrameRules { consistent: false, ..rules() };
        let all = together(&frames, &told).unwrap();
        assert!(all.findings.iter().flatten().all(|it| it.passed || !it.hard));
    }
}

#[test]
fn empty_still_and_cut_off_frames_are_told_of() {
    let mut frames = walk();
    frames[1] = Bitmap::new(32, 32);
    assert!(failed(&together(&frames, &rules()).unwrap()).contains(&"1: frame-empty".to_owned()));
    let still = vec![walk()[0].clone(); 4];
    let failed_still = failed(&together(&still, &rules()).unwrap());
    assert_eq!(failed_still, ["1: frame-still", "2: frame-still", "3: frame-still"]);
    let mut frames = walk();
    for (idx, top) in [(2, 14), (3, 14)] {
        frames[idx] = figure([11, top], 1, GREEN);
    }
    let failed_border = failed(&together(&frames, &rules()).unwrap());
    assert!(failed_border.contains(&"2: frame-border (soft)".to_owned()), "{failed_border:?}");
}

#[test]
fn a_loop_that_ends_on_its_first_frame_is_told_of() {
    let mut frames = walk();
    frames.push(frames[0].clone());
    let failed = failed(&together(&frames, &rules()).unwrap());
    assert_eq!(failed, ["6: frame-loop (soft)"]);
    let once = FrameRules { looped: false, ..rules() };
    assert_eq!(failed_of(&frames, &once), [""; 0]);
}

fn failed_of(frames: &[Bitmap], rules: &FrameRules) -> Vec<String> {
    failed(&together(frames, rules).unwrap())
}

#[test]
fn all_frames_share_one_palette() {
    let shade = |it: u8| [80 + it, 170, 90, 255];
    let frames: Vec<Bitmap> =
        (0..6).map(|it| figure([11, 8], u32::from(it) % 4, shade(it))).collect();
    let palette = Step::Palette { colors: vec![], mode: PaletteMode::Guide, max: Some(3) };
    let rules = FrameRules { palette: Some(palette), ..rules() };
    let all = together(&frames, &rules).unwrap();
    let colour = |it: &Bitmap| it.get(12, 9);
    assert!(all.frames.iter().all(|it| colour(it) == colour(&all.frames[0])));
}

#[test]
fn odd_frames_are_no_reason_to_panic() {
    let sizes = [[0, 0], [1, 1], [3, 40], [40, 3]];
    let frames = sizes.map(|[width, height]| Bitmap::new(width, height));
    together(&frames, &rules()).unwrap();
    together(&[], &rules()).unwrap();
    let full = sizes.map(|[width, height]| {
        Bitmap::from_pixels(width, height, vec![[9; 4]; (width * height) as usize])
    });
    together(&full, &rules()).unwrap();
    together(&full, &FrameRules { anchor: Anchor::Centre, ..rules() }).unwrap();
}
