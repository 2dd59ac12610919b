//! What is said of one part: a frame, a sheet of frames, a state.

use std::collections::BTreeMap;

use crate::prompt::edition;
use crate::prompt::engine::fill_own;

/// The moment of a motion that frame `frame` (counted from 0) of `frames` shows.
///
/// It is said as a share of the motion, not as a number of frames: the frames that stay at the
/// same moment when others are added are not painted again.
#[must_use]
pub fn frame_words(edition: &str, action: &str, frame: u32, frames: u32, looped: bool) -> String {
    let percent = percent_of_motion(frame, frames, looped);
    let vars = BTreeMap::from([
        ("action", action.to_owned()),
        ("percent", percent.to_string()),
        ("phase", phase(percent).to_owned()),
        ("looped", if looped { "yes" } else { "" }.to_owned()),
    ]);
    fill_own(edition::of(edition).frame, &vars)
}

/// How one picture shows all frames of a motion: `cells` are columns × rows, and `opaque` says that the
/// frames fill them.
#[must_use]
pub fn sheet_words(
    edition: &str,
    action: &str,
    frames: u32,
    cells: [u32; 2],
    opaque: bool,
) -> String {
    let [columns, rows] = cells;
    let spare = u64::from(columns) * u64::from(rows) > u64::from(frames);
    let vars = BTreeMap::from([
        ("action", action.to_owned()),
        ("frames", frames.to_string()),
        ("columns", columns.to_string()),
        ("rows", rows.to_string()),
        ("opaque", if opaque { "yes" } else { "" }.to_owned()),
        ("spare", if spare { "yes" } else { "" }.to_owned()),
    ]);
    fill_own(edition::of(edition).sheet, &vars)
}

/// How an element of an interface looks in a state: `normal`, `hover`, `pressed`, `disabled`, or
/// what the user calls it.
#[must_use]
pub fn state_words(edition: &str, state: &str) -> String {
    let vars = BTreeMap::from([("state", state.to_owned())]);
    fill_own(edition::of(edition).state, &vars)
}

/// A motion that repeats comes back to its first frame after the last one; any other ends there.
fn percent_of_motion(frame: u32, frames: u32, looped: bool) -> u64 {
    let steps = u64::from(if looped { frames } else { frames.saturating_sub(1) }).max(1);
    let frame = u64::from(frame).min(steps);
    (200 * frame + steps) / (2 * steps)
}

fn phase(percent: u64) -> &'static str {
    match percent {
        0 => "the very beginning",
        1..=15 => "just after the beginning",
        16..=40 => "in its first half",
        41..=59 => "about halfway through",
        60..=84 => "in its second half",
        85..=99 => "just before the end",
        _ => "the very end",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_frames_leave_the_moments_that_they_share_alone() {
        let walk = |frame, frames| frame_words("2026", "walk cycle", frame, frames, true);
        assert_eq!(walk(1, 4), walk(2, 8));
        assert_ne!(walk(1, 4), walk(1, 8));
    }

    #[test]
    fn a_motion_that_does_not_repeat_ends_with_its_last_frame() {
        assert_eq!(percent_of_motion(5, 6, false), 100);
        assert_eq!(percent_of_motion(5, 6, true), 83);
        for (frame, frames) in [(0, 0), (0, 1), (u32::MAX, u32::MAX), (9, 2)] {
            assert!(percent_of_motion(frame, frames, false) <= 100);
        }
    }
}
