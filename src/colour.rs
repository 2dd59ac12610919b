//! Colours: what people write as `#rrggbb`, and OKLab, in which distances look right.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A colour of a screen: sRGB, eight bits a channel, no alpha.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rgb(pub [u8; 3]);

/// A colour in OKLab (Björn Ottosson, 2020): lightness 0 to 1, and two axes around 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Oklab {
    /// Lightness: 0 is black, 1 is white.
    pub l: f32,
    /// Green to red, about -0.4 to 0.4.
    pub a: f32,
    /// Blue to yellow, about -0.4 to 0.4.
    pub b: f32,
}

/// Why a text is no colour.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a colour; write it as \"#RRGGBB\"")]
pub struct NotAColour(pub String);

impl Rgb {
    /// The colour in OKLab. The same bits on every platform.
    #[must_use]
    pub fn oklab(self) -> Oklab {
        Rgb::oklab_of_light(self.0.map(linear))
    }

    /// Linear light (red, green, blue; 0 to 1) in OKLab, for those who look up [`linear`] once.
    #[must_use]
    pub fn oklab_of_light([r, g, b]: [f32; 3]) -> Oklab {
        let l = libm::cbrtf(0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b);
        let m = libm::cbrtf(0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b);
        let s = libm::cbrtf(0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b);
        Oklab {
            l: 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            a: 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            b: 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        }
    }
}

impl Oklab {
    /// How different two colours look; 0.02 is about the least that is seen.
    #[must_use]
    pub fn distance(self, other: Oklab) -> f32 {
        let (l, a, b) = (self.l - other.l, self.a - other.a, self.b - other.b);
        (l * l + a * a + b * b).sqrt()
    }

    /// The nearest colour that a screen shows.
    #[must_use]
    pub fn rgb(self) -> Rgb {
        let l = self.l + 0.396_337_78 * self.a + 0.215_803_76 * self.b;
        let m = self.l - 0.105_561_346 * self.a - 0.063_854_17 * self.b;
        let s = self.l - 0.089_484_18 * self.a - 1.291_485_5 * self.b;
        let [l, m, s] = [l, m, s].map(|it| it * it * it);
        Rgb([
            encoded(4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_93 * s),
            encoded(-1.268_438 * l + 2.609_757_4 * m - 0.341_319_4 * s),
            encoded(-0.004_196_086 * l - 0.703_418_6 * m + 1.707_614_7 * s),
        ])
    }
}

/// One channel of sRGB as linear light, 0 to 1 (IEC 61966-2-1).
#[must_use]
pub fn linear(channel: u8) -> f32 {
    // A power takes a hundred times as long as a look into a table.
    static TABLE: LazyLock<[f32; 256]> = LazyLock::new(|| {
        let mut channels = 0..=u8::MAX;
        [(); 256].map(|()| channels.next().map_or(0.0, decoded))
    });
    TABLE[usize::from(channel)]
}

fn decoded(channel: u8) -> f32 {
    let it = f32::from(channel) / 255.0;
    if it <= 0.040_45 { it / 12.92 } else { libm::powf((it + 0.055) / 1.055, 2.4) }
}

/// Linear light, 0 to 1, as one channel of sRGB; what lies outside is clamped.
#[must_use]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to 0..=255 before the cast"
)]
pub fn encoded(light: f32) -> u8 {
    let it = light.clamp(0.0, 1.0);
    let it = if it <= 0.003_130_8 { it * 12.92 } else { 1.055 * libm::powf(it, 1.0 / 2.4) - 0.055 };
    (it * 255.0 + 0.5) as u8
}

impl FromStr for Rgb {
    type Err = NotAColour;

    /// Reads `#RRGGBB` or `#RGB`, in either case.
    fn from_str(text: &str) -> Result<Rgb, NotAColour> {
        let no = || NotAColour(text.to_owned());
        let digits = text.strip_prefix('#').ok_or_else(no)?;
        let doubled: String = match digits.len() {
            3 => digits.chars().flat_map(|it| [it, it]).collect(),
            _ => digits.to_owned(),
        };
        if doubled.len() != 6 || !doubled.bytes().all(|it| it.is_ascii_hexdigit()) {
            return Err(no());
        }
        let channel = |at: usize| u8::from_str_radix(&doubled[at..at + 2], 16).map_err(|_| no());
        Ok(Rgb([channel(0)?, channel(2)?, channel(4)?]))
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [r, g, b] = self.0;
        write!(f, "#{r:02X}{g:02X}{b:02X}")
    }
}

impl fmt::Debug for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for Rgb {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rgb {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Rgb, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_read_what_they_write() {
        for text in ["#2D2D2D", "#F4A460", "#000000"] {
            assert_eq!(text.parse::<Rgb>().unwrap().to_string(), text);
        }
        assert_eq!("#fa0".parse(), Ok(Rgb([0xff, 0xaa, 0])));
        for text in ["", "red", "#12345", "#+12345", "123456", "#ééé"] {
            assert!(text.parse::<Rgb>().is_err(), "{text:?} was taken");
        }
    }

    #[test]
    fn oklab_gives_every_colour_back() {
        for r in (0..=255).step_by(15) {
            for g in (0..=255).step_by(15) {
                for b in (0..=255).step_by(15) {
                    let rgb = Rgb([r, g, b]);
                    assert_eq!(rgb.oklab().rgb(), rgb);
                }
            }
        }
    }
}
