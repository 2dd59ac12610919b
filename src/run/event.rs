//! `BuildEvent`: what happened, for whoever shows it. The only thing that flows back.

use std::time::Duration;

use crate::action::Score;
use crate::model::{ModelId, Role};
use crate::money::Usd;
use crate::name::AssetName;
use crate::run::AssetReport;

/// Something that happened while building.
#[derive(Debug, Clone, PartialEq)]
pub enum BuildEvent {
    /// It is decided what is to be done.
    Planned {
        /// How many assets will be worked on.
        assets: usize,
        /// What may be spent.
        budget: Usd,
    },
    /// Work on an asset began.
    Started {
        /// Which.
        name: AssetName,
    },
    /// An asset goes through a step.
    Step {
        /// Which.
        name: AssetName,
        /// What it does now.
        step: Step,
        /// In which attempt, counted from 1; 0 where there are none.
        attempt: u32,
        /// Of how many at the most.
        of: u32,
        /// The best score so far.
        best: Option<Score>,
        /// What it cost so far.
        usd: Usd,
    },
    /// A model outside was called; its answer is on disk.
    Called {
        /// For which asset.
        name: AssetName,
        /// Who.
        model: ModelId,
        /// As what.
        role: Role,
        /// What was billed.
        usd: Usd,
        /// How long it took.
        took: Duration,
    },
    /// A call is tried again after a pause.
    Retrying {
        /// For which asset.
        name: AssetName,
        /// Who is asked.
        model: ModelId,
        /// What happened.
        reason: String,
        /// How long the pause is.
        pause: Duration,
    },
    /// Something is known of requests that were sent in a batch.
    Batch {
        /// Who was asked.
        model: ModelId,
        /// What the service calls it.
        job: String,
        /// How many requests it has.
        requests: usize,
        /// What they may cost or did cost.
        usd: Usd,
        /// What is known.
        news: BatchNews,
    },
    /// An asset is done, well or badly.
    Finished(Box<AssetReport>),
}

/// What is known of a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BatchNews {
    /// It was sent.
    Sent,
    /// It is not done.
    UnderWay,
    /// It has ended, and its answers are on disk.
    Collected,
}

/// What an asset does now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Waits for a permit of a pool, or for another asset that buys the same.
    Queued,
    /// A model paints.
    Painting,
    /// A model paints a second plate.
    Plating,
    /// A network of the user's makes a mask.
    Masking,
    /// Pixels are processed and checked.
    Processing,
    /// A judge looks.
    Judging,
    /// The prompt is rewritten.
    Refining,
    /// Files are written.
    Writing,
}

/// Where events go.
pub trait EventSink: Send + Sync {
    /// Takes one event; must not block for long.
    fn event(&self, event: BuildEvent);
}
