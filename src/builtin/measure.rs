//! `measure`: a judge that counts pixels.
//!
//! It knows nothing of taste, and says so. Whatever passes its checks gets 90 or more on every
//! criterion, so that a project without a vision model builds; what fails one falls below any
//! sensible target, and its suggestions say how it failed.

use std::borrow::Borrow;

use indexmap::IndexMap;

use crate::action::{CheckSpec, Criterion, CriterionScore, Finding, Findings, Score, Verdict};
use crate::colour::{Oklab, Rgb};
use crate::image::Bitmap;
use crate::money::Usd;
use crate::name::PartName;

/// The version of the judge; counted up when any verdict changes.
pub const VERSION: u32 = 1;

/// The model that says it answered.
const NAME: &str = "builtin/measure";

/// What passes its checks has at least this.
const PASSED: u8 = 90;
/// What fails a check that only warns has this.
const WARNED: u8 = 70;
/// What fails a check that must hold has this.
const FAILED: u8 = 40;

/// A colour this near to one of the palette in OKLab's plane of hues is a shade of it.
const KIN: f32 = 0.09;

/// Judges the finished pictures of one stage, the worst of them counting.
///
/// `findings` and `parts` belong to `pictures`, in the same order. Straight alpha.
pub fn judge(
    pictures: &[impl Borrow<Bitmap>],
    findings: &[Findings],
    parts: &[PartName],
    spec: &CheckSpec,
    palette: &[Rgb],
) -> Verdict {
    let scored = |criterion| (criterion, score(criterion, pictures, findings, spec, palette));
    let criteria: IndexMap<Criterion, CriterionScore> =
        Criterion::ALL.into_iter().map(scored).collect();
    let mut suggestions = suggestions(findings.iter().flat_map(Findings::failed));
    suggestions.truncate(3);
    Verdict {
        criteria,
        suggestions,
        repaint: repaint(findings, parts),
        answered_by: NAME.to_owned(),
        usd: Usd::ZERO,
        estimated: false,
        ms: 0,
    }
}

/// The parts that fail a check; none if all do, since then all of the stage is painted again.
fn repaint(findings: &[Findings], parts: &[PartName]) -> Vec<PartName> {
    let pairs = findings.iter().zip(parts);
    let failed = pairs.filter(|(it, _)| it.failed().next().is_some());
    let res: Vec<PartName> = failed.map(|(_, part)| part.clone()).collect();
    if res.len() == parts.len() { Vec::new() } else { res }
}

/// One criterion: what its checks say first, then up to ten points for what was measured.
fn score(
    criterion: Criterion,
    pictures: &[impl Borrow<Bitmap>],
    findings: &[Findings],
    spec: &CheckSpec,
    palette: &[Rgb],
) -> CriterionScore {
    let failed = findings.iter().flat_map(Findings::failed);
    let failed: Vec<&Finding> =
        failed.filter(|it| concerns(&it.check).contains(&criterion)).collect();
    let measured = pictures.iter().map(|it| measure(criterion, it.borrow(), spec, palette));
    let worst = measured.min_by_key(|it| it.points);
    let worst = worst.unwrap_or(Measured { points: 0, words: "There is no picture.".to_owned() });
    let base = match failed.first() {
        _ if pictures.is_empty() => 0,
        Some(it) if it.hard => FAILED,
        Some(_) => WARNED,
        None => PASSED,
    };
    let mut feedback = format!("Measured, not seen: {}", worst.words);
    for it in &failed {
        feedback.push_str(&format!(" {}, required {}.", it.measured, it.required));
    }
    CriterionScore {
        score: Score(base + worst.points),
        feedback,
        suggestions: suggestions(failed.into_iter()),
    }
}

/// What failed checks suggest, each thing once.
fn suggestions<'a>(failed: impl Iterator<Item = &'a Finding>) -> Vec<String> {
    let mut res: Vec<String> = Vec::new();
    for it in failed {
        if !it.suggestion.is_empty() && !res.contains(&it.suggestion) {
            res.push(it.suggestion.clone());
        }
    }
    res
}

/// The criteria that a check speaks about, by what its name says.
fn concerns(check: &str) -> &'static [Criterion] {
    const TABLE: &[(&str, &[Criterion])] = &[
        ("border", &[Criterion::Transparency, Criterion::Composition]),
        ("alpha", &[Criterion::Transparency]),
        ("transparen", &[Criterion::Transparency]),
        ("ghost", &[Criterion::Transparency]),
        ("halo", &[Criterion::Transparency]),
        ("stray", &[Criterion::Transparency]),
        ("checkerboard", &[Criterion::Transparency]),
        ("margin", &[Criterion::Composition]),
        ("centering", &[Criterion::Composition]),
        ("coverage", &[Criterion::GameFit, Criterion::Composition]),
        ("size", &[Criterion::GameFit]),
        ("color", &[Criterion::Style]),
        ("palette", &[Criterion::Style]),
        ("text", &[Criterion::Composition]),
    ];
    let found = TABLE.iter().find(|(word, _)| check.contains(word));
    found.map_or(&[Criterion::Technical], |(_, criteria)| *criteria)
}

/// What was measured for one criterion: 0 to 10 points, and a sentence about it.
struct Measured {
    points: u8,
    words: String,
}

impl Measured {
    /// Ten points for a share of 1, none for 0.
    fn of(share: f64, words: String) -> Measured {
        let points = (share.clamp(0.0, 1.0) * 10.0 + 0.5) as u8;
        Measured { points, words }
    }
}

fn measure(criterion: Criterion, picture: &Bitmap, spec: &CheckSpec, palette: &[Rgb]) -> Measured {
    match criterion {
        Criterion::Style => style(picture, palette),
        Criterion::Technical => technical(picture, spec),
        Criterion::Transparency => transparency(picture, spec),
        Criterion::GameFit => game_fit(picture, spec),
        Criterion::Composition => composition(picture, spec),
    }
}

fn style(picture: &Bitmap, palette: &[Rgb]) -> Measured {
    let guides: Vec<Oklab> = palette.iter().map(|it| it.oklab()).collect();
    if guides.is_empty() {
        return Measured::of(
            1.0,
            "no palette to compare with. Only eyes can tell the style.".to_owned(),
        );
    }
    let (mut near, mut all) = (0, 0);
    // Enlarged pixel art has many equal rows.
    for rows in rows(picture).collect::<Vec<_>>().chunk_by(|a, b| a == b) {
        let of_row = kin_of_row(rows[0], &guides);
        let n_rows = rows.len() as u32;
        (near, all) = (near + of_row[0] * n_rows, all + of_row[1] * n_rows);
    }
    let share = share(near, all);
    let percent = percent(share);
    Measured::of(
        share,
        format!(
            "{percent} % of the pixels are shades of the palette. Only eyes can tell the style."
        ),
    )
}

/// How many visible pixels are shades of the palette, and how many there are.
fn kin_of_row(row: &[[u8; 4]], guides: &[Oklab]) -> [u32; 2] {
    let mut res = [0, 0];
    for run in row.chunk_by(|a, b| a == b) {
        let [r, g, b, _] = run[0];
        if !is_visible(run[0]) {
            continue;
        }
        let colour = Rgb([r, g, b]).oklab();
        let kin = |other: &Oklab| {
            let (da, db) = (other.a - colour.a, other.b - colour.b);
            (da * da + db * db).sqrt() < KIN
        };
        let n = run.len() as u32;
        res = [res[0] + if guides.iter().any(kin) { n } else { 0 }, res[1] + n];
    }
    res
}

fn rows(picture: &Bitmap) -> impl Iterator<Item = &[[u8; 4]]> {
    picture.pixels().chunks_exact(picture.width().max(1) as usize)
}

fn is_visible(pixel: [u8; 4]) -> bool {
    pixel[3] > 127
}

fn technical(picture: &Bitmap, spec: &CheckSpec) -> Measured {
    let clear = picture.pixels().iter().filter(|it| matches!(it[3], 0 | 255)).count();
    let share = share(clear as u32, picture.pixels().len() as u32);
    if !spec.pixel_art {
        return Measured::of(
            1.0,
            "its checks. Whether lines and details are right, only eyes can tell.".to_owned(),
        );
    }
    let percent = percent(share);
    Measured::of(
        share,
        format!(
            "{percent} % of the pixels have hard edges. Only eyes can tell defects of drawing."
        ),
    )
}

fn transparency(picture: &Bitmap, spec: &CheckSpec) -> Measured {
    if !spec.transparent {
        return Measured::of(1.0, "nothing, since no transparency is asked for.".to_owned());
    }
    let stray = strays(picture);
    let words = format!("{stray} pixels stand alone in the transparency.");
    Measured::of(1.0 - f64::from(stray) / 10.0, words)
}

/// Visible pixels without a visible neighbour.
fn strays(picture: &Bitmap) -> u32 {
    let rows: Vec<&[[u8; 4]]> = rows(picture).collect();
    let mut res = 0;
    for (y, row) in rows.iter().enumerate() {
        // What is visible in two equal rows does not stand alone.
        if y.checked_sub(1).is_some_and(|it| rows[it] == *row) || rows.get(y + 1) == Some(row) {
            continue;
        }
        let around = &rows[y.saturating_sub(1)..(y + 2).min(rows.len())];
        for (x, pixel) in row.iter().enumerate() {
            let columns = x.saturating_sub(1)..(x + 2).min(row.len());
            let seen =
                |row: &[[u8; 4]]| row[columns.clone()].iter().filter(|it| is_visible(**it)).count();
            // Its own row first: most visible pixels have a neighbour there.
            let alone = is_visible(*pixel)
                && seen(row) == 1
                && around.iter().map(|it| seen(it)).sum::<usize>() == 1;
            res += u32::from(alone);
        }
    }
    res
}

/// Left, top, right and bottom of what is visible, the last two excluded, and its middle.
fn extent(picture: &Bitmap) -> Option<([u32; 4], [f64; 2])> {
    let (mut bounds, mut sum, mut count) = ([u32::MAX, u32::MAX, 0, 0], [0_u64; 2], 0_u64);
    let mut top_row = 0;
    for rows in rows(picture).collect::<Vec<_>>().chunk_by(|a, b| a == b) {
        let (first_row, n_rows) = (top_row, rows.len() as u32);
        top_row += n_rows;
        let (mut in_row, mut sum_of_row) = (0, 0);
        for (x, _) in (0..).zip(rows[0]).filter(|(_, pixel)| is_visible(**pixel)) {
            let [left, top, right, bottom] = bounds;
            bounds = [left.min(x), top.min(first_row), right.max(x + 1), bottom.max(top_row)];
            (in_row, sum_of_row) = (in_row + 1, sum_of_row + u64::from(x));
        }
        let sum_of_column: u64 = (first_row..top_row).map(u64::from).sum();
        sum = [sum[0] + sum_of_row * u64::from(n_rows), sum[1] + sum_of_column * in_row];
        count += in_row * u64::from(n_rows);
    }
    let middle = |axis: usize| sum[axis] as f64 / count as f64 + 0.5;
    (count > 0).then(|| (bounds, [middle(0), middle(1)]))
}

fn game_fit(picture: &Bitmap, spec: &CheckSpec) -> Measured {
    let Some(([left, top, right, bottom], _)) = extent(picture) else {
        return Measured::of(0.0, "nothing is visible.".to_owned());
    };
    let across = share(right - left, picture.width());
    let down = share(bottom - top, picture.height());
    let filled = across.max(down);
    let words = format!(
        "the subject takes up {} % of the longer way. Only eyes can tell proportions.",
        percent(filled)
    );
    if !spec.transparent {
        return Measured::of(1.0, words);
    }
    // Three fifths of the picture and more read well.
    Measured::of(filled / 0.6, words)
}

fn composition(picture: &Bitmap, spec: &CheckSpec) -> Measured {
    let Some((_, [x, y])) = extent(picture) else {
        return Measured::of(0.0, "nothing is visible.".to_owned());
    };
    let off_x = (x / f64::from(picture.width()) - 0.5).abs();
    let off_y = (y / f64::from(picture.height()) - 0.5).abs();
    let off = off_x.max(off_y);
    let words = format!(
        "its weight lies {} % off the middle. Only eyes can tell the silhouette.",
        percent(off)
    );
    let share = if spec.transparent { 1.0 - (off - 0.05).max(0.0) * 5.0 } else { 1.0 };
    Measured::of(share, words)
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 {
        return 0.0;
    }
    f64::from(part) / f64::from(whole)
}

fn percent(share: f64) -> u32 {
    (share * 100.0 + 0.5) as u32
}

#[cfg(test)]
mod tests {
    use crate::action::{CheckLimits, CheckSpec, Finding, Findings, Rubric, Score};
    use crate::builtin::measure::judge;
    use crate::colour::Rgb;
    use crate::image::Bitmap;
    use crate::name::PartName;

    const SPEC: CheckSpec = CheckSpec {
        size: [16, 16],
        transparent: true,
        pixel_art: true,
        max_colors: Some(16),
        border: 800,
        sharpness: None,
        tileable: None,
        palette: Vec::new(),
        limits: CheckLimits::DEFAULT,
    };

    /// A square in the middle, and one pixel at a place of its own.
    fn square(stray: Option<[u32; 2]>) -> Bitmap {
        let mut res = Bitmap::new(16, 16);
        for y in 3..13 {
            for x in 3..13 {
                res.set(x, y, [200, 60, 60, 255]);
            }
        }
        if let Some([x, y]) = stray {
            res.set(x, y, [200, 60, 60, 255]);
        }
        res
    }

    fn failed(check: &str, hard: bool, suggestion: &str) -> Findings {
        Findings(vec![Finding {
            check: check.to_owned(),
            passed: false,
            hard,
            measured: "border 41 % transparent".to_owned(),
            required: "at least 80 %".to_owned(),
            suggestion: suggestion.to_owned(),
        }])
    }

    fn overall(picture: Bitmap, findings: Findings, palette: &[Rgb]) -> Score {
        let verdict = judge(&[picture], &[findings], &[PartName::default()], &SPEC, palette);
        Rubric::default().overall(&verdict)
    }

    #[test]
    fn what_passes_scores_90_and_what_fails_does_not() {
        let red = [Rgb([200, 60, 60])];
        assert_eq!(overall(square(None), Findings::default(), &red), Score(100));
        assert!(overall(square(None), Findings::default(), &[Rgb([0, 0, 255])]) >= Score(90));
        assert!(overall(square(None), failed("border-transparency", true, ""), &red) < Score(90));
        assert!(overall(square(None), failed("sharpness", false, ""), &red) < Score(100));
        assert!(overall(Bitmap::new(16, 16), failed("coverage", true, ""), &red) < Score(80));
        assert_eq!(judge(&[] as &[Bitmap], &[], &[], &SPEC, &red).criteria[0].score, Score(0));
    }

    #[test]
    fn a_stray_pixel_costs_a_point_of_transparency() {
        let of = |it: Bitmap| judge(&[it], &[], &[], &SPEC, &[]).criteria[2].score;
        assert_eq!((of(square(None)), of(square(Some([0, 0])))), (Score(100), Score(99)));
        // Beside the square it is no stray.
        assert_eq!(of(square(Some([13, 13]))), Score(100));
    }

    #[test]
    fn suggestions_are_those_of_failed_checks_and_the_failed_parts_are_painted_again() {
        let parts = ["left", "right"].map(|it| PartName::parse(it).unwrap());
        let findings = [failed("border", true, "Leave free space."), Findings::default()];
        let verdict = judge(&[square(None), square(None)], &findings, &parts, &SPEC, &[]);
        assert_eq!(verdict.suggestions, ["Leave free space."]);
        assert_eq!(verdict.repaint, [parts[0].clone()]);
        assert_eq!(verdict.answered_by, "builtin/measure");
        for it in verdict.criteria.values() {
            assert!(it.feedback.starts_with("Measured, not seen: "), "{}", it.feedback);
        }
        let both = [findings[0].clone(), findings[0].clone()];
        let verdict = judge(&[square(None), square(None)], &both, &parts, &SPEC, &[]);
        assert_eq!((verdict.repaint.len(), verdict.suggestions.len()), (0, 1));
    }
}
