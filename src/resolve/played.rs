//! `Played`: how an animation is shown, as its table says, without resolving it.

use crate::action::{Play, Sequence};
use crate::manifest::AnimationTable;
use crate::name::{AssetName, PartName};
use crate::resolve::stems::frame_name;
use crate::resolve::{Motion, file_stem, sequence_name};

/// Frames shown in a second, where nothing says it.
pub(crate) const FPS: f64 = 10.0;

/// How an animation is shown. What is wrong in its table is told where it is resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Played {
    /// Facings in the user's order; one empty name if none are named.
    pub facings: Vec<String>,
    /// Per frame, in milliseconds.
    pub durations: Vec<u32>,
    /// Whether it starts again.
    pub looped: bool,
    /// In which order.
    pub play: Play,
}

impl Played {
    /// As far as the table says it.
    #[must_use]
    pub fn of(table: &AnimationTable) -> Played {
        let facings = table.facings.clone().filter(|it| !it.is_empty());
        let count = frame_count(table).unwrap_or(0).min(64) as usize;
        let ms = milliseconds(table.fps.unwrap_or(FPS)).unwrap_or(100);
        let mut durations = table.durations.clone().unwrap_or_default();
        durations.resize(count, ms);
        Played {
            facings: facings.unwrap_or_else(|| vec![String::new()]),
            durations,
            looped: table.looped.unwrap_or(true),
            play: table.play.unwrap_or_default(),
        }
    }

    /// As an animation that is resolved is shown.
    #[must_use]
    pub fn of_motion(motion: &Motion) -> Played {
        let Motion { facings, durations, looped, play, .. } = motion;
        let (facings, durations) = (facings.clone(), durations.clone());
        Played { facings, durations, looped: *looped, play: *play }
    }

    /// What engines are told of one facing: its frames by the names of their files.
    #[must_use]
    pub fn sequence(&self, asset: &AssetName, facing: &str) -> Sequence {
        let parts = (0..self.durations.len()).filter_map(|idx| self.part(facing, idx));
        Sequence {
            name: sequence_name(asset, self.facings.len(), facing),
            frames: parts.map(|it| file_stem(asset, &it)).collect(),
            durations: self.durations.clone(),
            looped: self.looped,
            play: self.play,
        }
    }

    /// All frames, those of one moment together.
    #[must_use]
    pub fn parts(&self) -> Vec<PartName> {
        let moments = 0..self.durations.len();
        let moments = moments.flat_map(|idx| self.facings.iter().map(move |it| (it, idx)));
        moments.filter_map(|(facing, idx)| self.part(facing, idx)).collect()
    }

    /// The part that shows frame `idx`, counted from 0, of a facing.
    #[must_use]
    pub fn part(&self, facing: &str, idx: usize) -> Option<PartName> {
        PartName::parse(&frame_name(self.facings.len(), facing, idx)).ok()
    }
}

/// How long a frame is shown; `None` if there cannot be so many in a second.
pub(crate) fn milliseconds(fps: f64) -> Option<u32> {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range of `fps` is checked: 1 to 10,000 ms"
    )]
    let res = (0.1..=1000.0).contains(&fps).then(|| (1000.0 / fps).round() as u32);
    res
}

/// How many frames each facing has: `frames`, or as many as there are `durations`.
pub(crate) fn frame_count(table: &AnimationTable) -> Option<u32> {
    let listed = table.durations.as_ref().map(Vec::len);
    table.frames.or(listed.and_then(|it| u32::try_from(it).ok()))
}
