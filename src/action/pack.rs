//! Options of atlases, and what engines are told of pictures beside their pixels.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::word::words;

/// How an atlas is packed and described.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackOptions {
    /// Name of the PNG that the data refers to, without the ending: pages get a number.
    pub image: String,
    /// Equal cells in a stable order, or as tight as can be.
    pub grid: bool,
    /// Cells that were given out before; never moved, new ones come after.
    #[serde(default)]
    pub cells: BTreeMap<String, u32>,
    /// The longest side of a page, in pixels.
    pub max_size: u32,
    /// Empty pixels between pictures.
    pub padding: u32,
    /// Rows of border pixels repeated outwards.
    pub extrude: u32,
    /// Whether sides are powers of two.
    pub power_of_two: bool,
    /// Whether transparent borders are cut off. Never in a grid.
    pub trim: bool,
    /// In which form the data is written.
    pub format: DataFormat,
    /// The sizes that it is made in, each with pages of its own.
    pub scales: Vec<AtlasScale>,
    /// How single pictures are held and stretched, by name; most have no such marks.
    pub marks: BTreeMap<String, Marks>,
    /// What is played from the pictures, in the order of the first picture.
    pub sequences: Vec<Sequence>,
}

words! {
    /// In which form engines' data is written.
    pub enum DataFormat {
        /// Frames by name, as TexturePacker made it common.
        Hash = "hash",
        /// Frames in order, with tags, as Aseprite writes it.
        Aseprite = "aseprite",
    }
}

/// How a picture is held and stretched.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Share of width and height, from the top left.
    pub pivot: Option<[f64; 2]>,
    /// Left, top, right, bottom, in pixels of the picture.
    pub nine_slice: Option<[u32; 4]>,
}

/// Pictures that are played one after another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sequence {
    /// What engines call it.
    pub name: String,
    /// Names of pictures, from the first to the last.
    pub frames: Vec<String>,
    /// Per frame, in milliseconds.
    pub durations: Vec<u32>,
    /// Whether it starts again.
    pub looped: bool,
    /// In which order they are shown.
    pub play: Play,
}

impl Sequence {
    /// Indices of the frames in the order in which one run shows them. There and back, the ends
    /// are shown once, so that the next run goes on evenly.
    #[must_use]
    pub fn run(&self) -> Vec<usize> {
        let there = 0..self.frames.len();
        match self.play {
            Play::Forward => there.collect(),
            Play::Reverse => there.rev().collect(),
            Play::PingPong => {
                let inner = 1..self.frames.len().saturating_sub(1).max(1);
                there.chain(inner.rev()).collect()
            }
        }
    }
}

words! {
    /// In which order frames are shown.
    #[derive(Default)]
    pub enum Play {
        /// First to last.
        #[default]
        Forward = "forward",
        /// Last to first.
        Reverse = "reverse",
        /// There and back.
        PingPong = "ping-pong",
    }
}

impl Play {
    /// As Aseprite's files write it.
    #[must_use]
    pub fn as_aseprite(self) -> &'static str {
        match self {
            Play::Forward => "forward",
            Play::Reverse => "reverse",
            Play::PingPong => "pingpong",
        }
    }
}

/// How large an atlas shows its pictures: half, as they are, or a whole number of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AtlasScale {
    halves: u32,
}

impl AtlasScale {
    /// As they are.
    pub const ONE: AtlasScale = AtlasScale { halves: 2 };
    /// The largest.
    const MOST: u32 = 8;

    /// The scale of this number: 0.5, or a whole number from 1 to 8.
    #[must_use]
    pub fn of(number: f64) -> Option<AtlasScale> {
        let whole = |it: u32| AtlasScale { halves: 2 * it };
        let all = std::iter::once(AtlasScale { halves: 1 }).chain((1..=Self::MOST).map(whole));
        all.into_iter().find(|it| f64::from(it.halves) == number * 2.0)
    }

    /// How many times enlarged; `None` for half.
    #[must_use]
    pub fn times(self) -> Option<u32> {
        self.halves.is_multiple_of(2).then_some(self.halves / 2)
    }

    /// A length of the picture at this scale, rounded down.
    #[must_use]
    pub fn length(self, length: u32) -> u32 {
        (u64::from(length) * u64::from(self.halves) / 2).try_into().unwrap_or(u32::MAX)
    }

    /// What the names of files of this scale end in: nothing, `@2x`, `@0.5x`.
    #[must_use]
    pub fn suffix(self) -> String {
        if self == AtlasScale::ONE { String::new() } else { format!("@{self}x") }
    }
}

impl fmt::Display for AtlasScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.times() {
            Some(times) => times.fmt(f),
            None => f.write_str("0.5"),
        }
    }
}

/// The name of page `number`, counted from 1, without ending: `actors`, `actors_2@2x`.
#[must_use]
pub fn page_stem(name: &str, number: usize, scale: AtlasScale) -> String {
    let number = if number > 1 { format!("_{number}") } else { String::new() };
    format!("{name}{number}{}", scale.suffix())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_is_half_or_a_whole_number() {
        let name = |it: f64| AtlasScale::of(it).map(|it| (it.to_string(), it.suffix()));
        let named = |number: &str, suffix: &str| Some((number.to_owned(), suffix.to_owned()));
        assert_eq!(name(1.0), named("1", ""));
        assert_eq!(name(2.0), named("2", "@2x"));
        assert_eq!(name(0.5), named("0.5", "@0.5x"));
        for wrong in [0.0, -1.0, 0.25, 1.5, 9.0, f64::NAN] {
            assert_eq!(name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn there_and_back_the_ends_are_shown_once() {
        let run = |n_frames: usize, play| {
            let frames = vec![String::new(); n_frames];
            Sequence { name: String::new(), frames, durations: vec![], looped: true, play }.run()
        };
        assert_eq!(run(4, Play::PingPong), [0, 1, 2, 3, 2, 1]);
        assert_eq!(run(2, Play::PingPong), [0, 1]);
        assert_eq!(run(1, Play::PingPong), [0]);
        assert_eq!(run(0, Play::PingPong), [0; 0]);
        assert_eq!(run(3, Play::Reverse), [2, 1, 0]);
    }
}
