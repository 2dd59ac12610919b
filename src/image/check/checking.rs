//! `check`: all measurements of one picture.

use crate::action::{CheckSpec, Finding, Findings};
use crate::colour::Rgb;
use crate::image::Bitmap;
use crate::image::check::checkerboard::checkerboard;
use crate::image::check::colours::{colours, palette, sharpness};
use crate::image::check::frame;
use crate::image::check::grid::off_grid;
use crate::image::check::halo::halo;
use crate::image::check::key_left::key_left;
use crate::image::check::opacity::{coverage, ghost};
use crate::image::check::seams::seams;
use crate::image::check::stray::stray;
use crate::image::geometry::visible_part;

/// All measurements of one picture, in art pixels. `behind` is the colour that was keyed out.
#[must_use]
pub fn check(picture: &Bitmap, spec: &CheckSpec, behind: Option<Rgb>) -> Findings {
    let mut res = vec![frame::size(picture, spec.size)];
    if spec.transparent {
        res.extend(cut_out(picture, spec, behind));
    }
    res.extend(spec.max_colors.map(|max| colours(picture, max, spec.pixel_art)));
    res.extend(spec.sharpness.map(|least| sharpness(picture, least)));
    if spec.pixel_art {
        res.push(off_grid(picture, spec.limits.off_grid));
    }
    res.extend(spec.tileable.map(|it| seams(picture, it)));
    if !spec.palette.is_empty() {
        res.push(palette(picture, &spec.palette, spec.limits.palette_distance));
    }
    Findings(res)
}

/// What holds of a subject on nothing.
fn cut_out(picture: &Bitmap, spec: &CheckSpec, behind: Option<Rgb>) -> Vec<Finding> {
    let limits = &spec.limits;
    let mut res = vec![
        frame::border(picture, spec.border),
        checkerboard(picture),
        coverage(picture),
        ghost(picture),
        halo(picture, behind, limits.halo),
        key_left(picture, behind),
        stray(picture, limits.stray),
    ];
    if let Some(subject) = visible_part(picture) {
        res.push(frame::margin(picture, subject, limits.margin));
        res.push(frame::centring(picture, subject, limits.off_center));
    }
    res
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::CheckLimits;
    use crate::image::tests::art;

    fn failed(picture: &Bitmap, change: impl Fn(&mut CheckSpec)) -> Vec<String> {
        let mut spec = CheckSpec {
            size: [4, 4],
            transparent: true,
            pixel_art: true,
            max_colors: Some(2),
            border: 800,
            sharpness: None,
            tileable: None,
            palette: Vec::new(),
            limits: CheckLimits::DEFAULT,
        };
        change(&mut spec);
        let findings = check(picture, &spec, None);
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
            [
                "size: 3x3",
                "border-transparency: border 62.5 % transparent",
                "colors: 3 colors",
                "centering: the middle lies 0 % off sideways and 33.3 % up or down (soft)",
            ]
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
            pixel[3] = pixel[3].min(200);
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
