//! `Account`: by which way a picture was cut out, how sure that is, and what would be surer.

use std::fmt;

use crate::colour::Rgb;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::border::Border;
use crate::image::cut_out::channels::{bytes, distance};
use crate::image::cut_out::flared::Flared;
use crate::image::cut_out::found::Found;
use crate::image::cut_out::mask::Mask;
use crate::image::measure::Share;

/// A subject that looks so near to the background a few pixels inside its outline fades into it.
const FADED: f32 = 0.1;
/// From this share of the outline on it is worth advice.
const FADES: f32 = 0.12;
/// A key this near to the one that was asked for is that key, painted in another shade.
const SAME_KEY: f32 = 0.22;

/// What is said where colour has bled.
const BLED: &str = ", colour that bled taken back";

/// How a cut-out was made, in words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Account {
    /// What was done.
    pub(crate) way: String,
    /// How much speaks for it, in percent; 0 if nothing was cut out.
    pub(crate) sure: u8,
    /// What could not be known, and what to do.
    pub(crate) advice: Option<String>,
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {} % sure", self.way, self.sure)?;
        self.advice.iter().try_for_each(|it| write!(f, ". {it}"))
    }
}

/// Percent of shares that all must hold.
pub(crate) fn percent(shares: &[f32]) -> u8 {
    let all: f32 = shares.iter().map(|it| it.clamp(0.0, 1.0)).product();
    (all * 99.0 + 0.5) as u8
}

/// What unmixing found that makes a cut-out less sure.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Evidence {
    /// The share of the outline that is strokes: hair, fur, leaves.
    pub(crate) strokes: f32,
    /// The share of the inside through which the key shows, or of the key's own hue.
    pub(crate) lets_through: f32,
    /// Colour has bled across the outline.
    pub(crate) bled: bool,
    /// By how much alpha contradicts what it was found from.
    pub(crate) misfit: f32,
}

impl Evidence {
    /// 0 to 1. The weights were chosen so that errors of composites above 15 steps of a byte come
    /// out below 0.8.
    fn surety(&self, keyed: bool) -> f32 {
        let outline = 1.0 - if keyed { 0.1 } else { 0.5 } * self.strokes;
        let inside = 1.0 - 0.6 * self.lets_through.min(0.5);
        let bled = match (self.bled, keyed) {
            (false, _) => 1.0,
            // Before a key the misfit goes with the error; before a grey it may be blind.
            (true, true) => (0.97 - 4.0 * self.misfit).max(0.3),
            (true, false) => 0.82,
        };
        outline * inside * bled
    }
}

/// The account of a cut-out from one painting.
pub(crate) fn of_one_plate(
    border: &Border,
    backing: &Backing,
    found: &Found,
    asked: Option<Rgb>,
    flared: &Flared,
    evidence: Evidence,
) -> Account {
    let near = border.pixels.iter().filter(|it| found.distances[it.0] < found.reach * 1.5);
    let agrees = near.count() as f32 / border.pixels.len().max(1) as f32;
    let (saturated, fading) = (backing.is_saturated(flared), fading(found));
    let kind = match backing {
        Backing::Checkered(_) => 0.7,
        Backing::Shaded(..) if saturated => 1.0,
        Backing::Shaded(..) => 0.95,
    };
    // A key is told from the subject by its hue as well, however faint the subject is.
    let distinct = if saturated { 1.0 - 0.2 * fading } else { 1.0 - 2.0 * fading };
    let guesses = 1.0 - 0.1 * found.n_kept.min(5) as f32;
    // A border of which the subject covers a part still says what is behind it.
    let sure = percent(&[0.5 + 0.5 * agrees, kind, distinct, guesses, evidence.surety(saturated)]);
    Account {
        way: words(backing, found, asked, flared) + if evidence.bled { BLED } else { "" },
        sure,
        advice: advice(backing, found, saturated, fading),
    }
}

fn words(backing: &Backing, found: &Found, asked: Option<Rgb>, flared: &Flared) -> String {
    let behind = Share::count(found.behind.bits.iter(), |it| *it);
    let colour = Rgb(bytes(backing.colour()));
    let mut res = match backing {
        Backing::Checkered(it) => {
            let [first, second] = it.colours.map(|it| Rgb(bytes(it)));
            format!("a painted checkerboard of {first} and {second} taken away")
        }
        Backing::Shaded(..) => match asked {
            Some(key) if key == colour => format!("{key} keyed out"),
            Some(key) if looks_like(key, colour, flared) => {
                format!("{key} keyed out (painted as {colour})")
            }
            Some(key) => format!("the background {colour} taken away ({key} was asked for)"),
            None => format!("the background {colour} taken away"),
        },
    };
    res += &format!(", {behind} of the picture");
    match found.n_holes {
        0 => {}
        1 => res += ", 1 enclosed hole",
        n_holes => res += &format!(", {n_holes} enclosed holes"),
    }
    res
}

fn looks_like(key: Rgb, colour: Rgb, flared: &Flared) -> bool {
    let [key, colour] = [key, colour].map(|Rgb([r, g, b])| flared.of_pixel([r, g, b, 255]));
    distance(key, colour) < SAME_KEY
}

fn advice(backing: &Backing, found: &Found, saturated: bool, fading: f32) -> Option<String> {
    if matches!(backing, Backing::Checkered(_)) {
        let advice = "what was painted is no transparency: paint it again on a key colour, or with \
                      a model that has alpha";
        return Some(advice.to_owned());
    }
    if saturated {
        return None;
    }
    if fading > FADES {
        let advice = "its outline is nearly of the background's colour, so what is translucent, \
                      faint or of that colour cannot be told apart: ask for a key colour, use \
                      `cutout = \"two-plate\"`, or a model that has alpha";
        return Some(advice.to_owned());
    }
    let (parts, stay) = match found.n_kept {
        0 => return None,
        1 => ("1 enclosed part".to_owned(), "stays"),
        n_kept => (format!("{n_kept} enclosed parts"), "stay"),
    };
    Some(format!(
        "{parts} of the background's colour {stay}, since it may be the subject's own: ask for a \
         key colour if it is a hole"
    ))
}

/// The share of the outline behind which the subject looks nearly like the background.
fn fading(found: &Found) -> f32 {
    let behind: &Mask = &found.behind;
    let (outline, inside) = (behind.grown(9), behind.grown(25));
    let (mut all, mut faded) = (0_u32, 0_u32);
    for idx in inside.indices().filter(|it| !outline.bits[*it]) {
        all += 1;
        faded += u32::from(found.distances[idx] < FADED);
    }
    faded as f32 / all.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_a_sentence_and_its_advice_another() {
        let mut account = Account { way: "cut".to_owned(), sure: 93, advice: None };
        assert_eq!(account.to_string(), "cut; 93 % sure");
        account.advice = Some("look at it".to_owned());
        assert_eq!(account.to_string(), "cut; 93 % sure. look at it");
    }

    #[test]
    fn what_must_hold_together_is_less_sure_than_each() {
        assert_eq!(percent(&[1.0, 1.0]), 99);
        assert_eq!(percent(&[0.5, 0.5]), 25);
        assert_eq!(percent(&[-1.0, 2.0]), 0);
    }
}
