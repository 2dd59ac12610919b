//! Measures a finished picture against what it must be, before it is scaled.

use crate::action::CheckSpec;
use crate::action::Finding;
use crate::action::Findings;
use crate::image::Bitmap;
use crate::image::alpha::NOISE;
use crate::image::alpha::SOLID;
use crate::image::alpha::THERE;
use crate::image::measure::Share;
use crate::image::measure::clear_border;
use crate::image::measure::laplacian_variance;
use crate::image::measure::unique_colours;

/// The least of a cut-out that is its subject, in thousandths.
const SUBJECT: u64 = 10;
/// The most of a cut-out that is neither there nor gone, in thousandths.
const GHOST: u64 = 350;

/// All measurements of one picture, in art pixels.
#[must_use]
pub fn check(picture: &Bitmap, spec: &CheckSpec) -> Findings {
    let mut res = vec![size(picture, spec.size)];
    if spec.transparent {
        res.push(border(picture, spec.border));
        res.push(coverage(picture));
        res.push(ghost(picture));
    }
    res.extend(spec.max_colors.map(|max| colours(picture, max, spec.pixel_art)));
    res.extend(spec.sharpness.map(|least| sharpness(picture, least)));
    Findings(res)
}

fn size(picture: &Bitmap, [width, height]: [u32; 2]) -> Finding {
    Measured {
        check: "size",
        hard: true,
        passed: [picture.width(), picture.height()] == [width, height],
        measured: format!("{}x{}", picture.width(), picture.height()),
        required: format!("{width}x{height}"),
    }
    .or_suggest(&format!("compose the subject for a frame of {width}x{height} pixels"))
}

fn border(picture: &Bitmap, least: u32) -> Finding {
    let clear = clear_border(picture);
    let least = Share { n: least.into(), of: 1000 };
    Measured {
        check: "border-transparency",
        hard: true,
        // Not rounded: 79.99 % is less than 80 %.
        passed: clear.of > 0 && clear.n * 1000 >= least.n * clear.of,
        measured: format!("border {clear} transparent"),
        required: format!("at least {least}"),
    }
    .or_suggest(
        "show the whole subject with an empty margin on all sides, on one flat plain background \
         without floor, shadow, scenery or frame",
    )
}

fn coverage(picture: &Bitmap) -> Finding {
    let there = Share::count(picture.pixels().iter(), |it| it[3] >= THERE);
    let full = picture.pixels().iter().all(|it| it[3] == 255);
    let enough = there.n * 1000 >= SUBJECT * there.of;
    let suggestion = if full {
        "paint the subject alone, on one flat plain background that can be removed"
    } else {
        "paint the subject larger, solid, and in colours far from the background's"
    };
    Measured {
        check: "coverage",
        hard: true,
        passed: enough && !full,
        measured: format!("{there} opaque"),
        required: "at least 1 %, and not everything".to_owned(),
    }
    .or_suggest(suggestion)
}

fn ghost(picture: &Bitmap) -> Finding {
    let between = Share::count(picture.pixels().iter(), |it| (NOISE..=SOLID).contains(&it[3]));
    Measured {
        check: "ghost",
        hard: false,
        passed: between.n * 1000 <= GHOST * between.of,
        measured: format!("{between} half transparent"),
        required: "at most 35 %".to_owned(),
    }
    .or_suggest("paint the subject solid and opaque, without fog, glow or faded edges")
}

fn colours(picture: &Bitmap, most: u32, pixel_art: bool) -> Finding {
    let n_colours = unique_colours(picture);
    Measured {
        check: "colors",
        hard: pixel_art,
        passed: n_colours <= most as usize,
        measured: format!("{n_colours} colors"),
        required: format!("at most {most}"),
    }
    .or_suggest(&format!(
        "use at most {most} flat colors, without gradients, glow or anti-aliasing"
    ))
}

/// Soft: a calm subject of few colours is not blurred.
fn sharpness(picture: &Bitmap, least: u32) -> Finding {
    let variance = laplacian_variance(picture);
    Measured {
        check: "sharpness",
        hard: false,
        passed: variance >= f64::from(least),
        measured: format!("Laplacian variance {variance:.1}"),
        required: format!("at least {least}"),
    }
    .or_suggest("use crisp square pixels with hard edges and clear contrast, without blur")
}

/// A finding that does not know yet what to advise.
struct Measured {
    check: &'static str,
    hard: bool,
    passed: bool,
    measured: String,
    required: String,
}

impl Measured {
    fn or_suggest(self, suggestion: &str) -> Finding {
        let failed = !self.passed;
        Finding {
            check: self.check.to_owned(),
            passed: self.passed,
            hard: self.hard,
            measured: self.measured,
            required: self.required,
            suggestion: if failed { suggestion.to_owned() } else { String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::tests::art;

    fn failed(picture: &Bitmap, change: impl Fn(&mut CheckSpec)) -> Vec<String> {
        let mut spec = CheckSpec {
            size: [4, 4],
            transparent: true,
            pixel_art: true,
            max_colors: Some(2),
            border: 800,
            sharpness: None,
        };
        change(&mut spec);
        let findings = check(picture, &spec);
        for it in &findings.0 {
            assert_eq!(it.passed, it.suggestion.is_empty(), "{it:?}");
        }
        let hard = |it: &Finding| if it.hard { "" } else { " (soft)" };
        let line = |it: &Finding| format!("{}: {}{}", it.check, it.measured, hard(it));
        findings.failed().map(line).collect()
    }

    #[test]
    fn a_good_sprite_passes_every_check() {
        assert!(failed(&art(".... .rg. .rg. ...."), |_| ()).is_empty());
        assert!(failed(&art("r... .rg. .rg. ...r"), |_| ()).is_empty());
    }

    #[test]
    fn what_is_wrong_is_measured_and_hard_comes_first() {
        assert_eq!(
            failed(&art("rgb ... ..."), |_| ()),
            ["size: 3x3", "border-transparency: border 62.5 % transparent", "colors: 3 colors",]
        );
        assert_eq!(
            failed(&art("rrrr rrrr rrrr rrrr"), |_| ()),
            ["border-transparency: border 0 % transparent", "coverage: 100 % opaque",]
        );
        assert_eq!(failed(&Bitmap::new(4, 4), |_| ()), ["coverage: 0 % opaque"]);
    }

    #[test]
    fn a_ghost_only_warns() {
        let mut ghost = art(".... .rr. .rr. ....");
        for pixel in ghost.pixels_mut() {
            pixel[3] = pixel[3].clamp(9, 200);
        }
        ghost.set(0, 1, [0, 0, 0, 100]);
        ghost.set(3, 2, [0, 0, 0, 100]);
        let spec = |it: &mut CheckSpec| it.max_colors = None;
        assert_eq!(failed(&ghost, spec), ["ghost: 37.5 % half transparent (soft)"]);
    }

    #[test]
    fn sharpness_only_warns_and_colours_of_smooth_art_too() {
        let flat = art(".... .rg. .bg. ....");
        let spec = |it: &mut CheckSpec| {
            it.pixel_art = false;
            it.sharpness = Some(1_000_000);
        };
        let failed = failed(&flat, spec);
        assert_eq!(failed[0], "colors: 3 colors (soft)");
        assert!(failed[1].starts_with("sharpness: ") && failed[1].ends_with("(soft)"));
    }

    #[test]
    fn what_fills_its_frame_needs_no_transparency() {
        assert!(failed(&art("rrrr rrrr rrrr rrrr"), |it| it.transparent = false).is_empty());
    }

    #[test]
    fn a_picture_without_pixels_fails_and_does_not_panic() {
        let failed = failed(&Bitmap::new(0, 0), |it| it.sharpness = Some(1));
        assert!(failed.contains(&"size: 0x0".to_owned()));
    }
}
