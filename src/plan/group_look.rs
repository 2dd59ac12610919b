//! `GroupLook`: what is done to the frames of one movement together. Free.

use serde::{Deserialize, Serialize};

use crate::action::{ActionKey, Anchor, CheckSpec, FrameRules};
use crate::digest::Digest;
use crate::plan::{Steps, steps};
use crate::resolve::{Motion, Painted};

/// Frames to be moved into place, measured, and given one palette; then each is finished.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GroupLook {
    /// The frames in their order, each shaped by itself, as blobs.
    pub frames: Vec<Digest>,
    /// What they must have in common.
    pub rules: FrameRules,
    /// What is done to each afterwards.
    pub steps: Steps,
    /// What each must be.
    pub check: CheckSpec,
    /// The version of what is done to them together.
    pub version: u32,
}

impl GroupLook {
    /// For the frames of one facing.
    pub(crate) fn of(painted: &Painted, motion: &Motion, frames: Vec<Digest>) -> GroupLook {
        GroupLook {
            frames,
            rules: FrameRules {
                anchor: Anchor::of_pivot(motion.pivot),
                looped: motion.looped,
                consistent: motion.consistent,
                palette: steps::palette(&painted.finishing),
            },
            steps: steps::after_palette(painted),
            check: painted.check.clone(),
            version: crate::image::frames::VERSION,
        }
    }

    /// The key of the result for frame `idx`: all frames count.
    #[must_use]
    pub fn key(&self, idx: usize) -> ActionKey {
        let step = self.rules.palette.as_ref().map(|it| (it.name(), it.version()));
        let versions = (self.steps.versions(), step);
        ActionKey(Digest::key("assetbuild group look v1", &(versions, self, idx)))
    }
}
