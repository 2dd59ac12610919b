//! `Account`: by which way a picture was cut out, how sure that is, and what would be surer.

use std::fmt;

use crate::action::Shadow;
use crate::colour::Rgb;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::border::Border;
use crate::image::cut_out::channels::{bytes, distance};
use crate::image::cut_out::flared::Flared;
use crate::image::cut_out::found::Found;
use crate::image::cut_out::mask::Mask;
use crate::image::cut_out::surety::{Ground, Signs};
use crate::image::measure::Share;

/// A subject that looks so near to the background a few pixels inside its outline fades into it.
const FADED: f32 = 0.1;
/// From this share of the outline on it is worth advice.
const FADES: f32 = 0.12;
/// A key this near to the one that was asked for is that key, painted in another shade.
const SAME_KEY: f32 = 0.22;

/// How a cut-out was made, in words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Account {
    /// What was done.
    pub(crate) way: String,
    /// How much speaks for it, in percent; 0 if nothing was cut out.
    pub(crate) sure: u8,
    /// What could not be known, and what to do.
    pub(crate) advice: Option<String>,
    /// A background was to go, and none was found.
    pub(crate) uncut: bool,
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

/// What unmixing found, beside the background.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Evidence {
    /// What was measured; none of art pixels, where nothing is mixed.
    pub(crate) signs: Option<Signs>,
    /// What became of the shadow that the subject casts, if it does.
    pub(crate) shadow: Option<Shadow>,
}

impl Evidence {
    /// What it adds to the words.
    fn words(&self) -> String {
        let shadow = match self.shadow {
            None => "",
            Some(Shadow::Keep) => ", its shadow kept as translucent black",
            Some(Shadow::Drop) => ", its shadow dropped",
        };
        let own = match self.signs.map_or(0, |it| it.n_own) {
            0 => String::new(),
            1 => ", 1 enclosed part of nearly the key's hue taken for opaque".to_owned(),
            n_own => format!(", {n_own} enclosed parts of nearly the key's hue taken for opaque"),
        };
        let bled = self.signs.is_some_and(|it| it.bled);
        let bled = if bled { ", colour that bled taken back" } else { "" };
        format!("{shadow}{own}{bled}")
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
    let saturated = backing.is_saturated(flared);
    let fading = fading(found);
    let sure = match evidence.signs {
        Some(signs) => {
            let ground = match backing {
                Backing::Checkered(_) => Ground::Checkerboard,
                Backing::Ramp(..) => Ground::Ramp,
                Backing::Shaded(..) if saturated => Ground::Key,
                Backing::Shaded(..) => Ground::Grey,
            };
            let (n_kept, n_holes) = (found.n_kept, found.n_holes);
            Signs { ground, fading, n_kept, n_holes, ..signs }.percent()
        }
        None => of_art_pixels(border, found, saturated, fading),
    };
    Account {
        way: words(backing, found, asked, flared) + &evidence.words(),
        sure,
        advice: advice(backing, found, saturated, fading),
        uncut: false,
    }
}

/// Where nothing is mixed only the place of the background can be wrong.
fn of_art_pixels(border: &Border, found: &Found, saturated: bool, fading: f32) -> u8 {
    let near = border.pixels.iter().filter(|it| found.distances[it.0] < found.reach * 1.5);
    let agrees = near.count() as f32 / border.pixels.len().max(1) as f32;
    // A key is told from the subject by its hue as well, however faint the subject is.
    let distinct = if saturated { 1.0 - 0.2 * fading } else { 0.95 - 2.0 * fading };
    let guesses = 1.0 - 0.1 * found.n_kept.min(5) as f32;
    // A border of which the subject covers a part still says what is behind it.
    percent(&[0.5 + 0.5 * agrees, distinct, guesses])
}

fn words(backing: &Backing, found: &Found, asked: Option<Rgb>, flared: &Flared) -> String {
    let behind = Share::count(found.behind.bits.iter(), |it| *it);
    let colour = Rgb(bytes(backing.colour()));
    let mut res = match backing {
        Backing::Checkered(it) => {
            let [first, second] = it.colours.map(|it| Rgb(bytes(it)));
            format!("a painted checkerboard of {first} and {second} taken away")
        }
        Backing::Ramp(..) => format!("a gradient around {colour} taken away"),
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
        let mut account = Account { way: "cut".to_owned(), sure: 93, advice: None, uncut: false };
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
