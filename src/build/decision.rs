//! `Decision`: what a build would do for one asset, and why.

use crate::action::Score;
use crate::build::{Failed, Made};
use crate::model::ModelId;
use crate::money::PriceRange;
use crate::name::AssetName;
use crate::path::ProjectPath;

/// What a build would do, decided before anything runs.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Every wanted asset, in the order of building.
    pub items: Vec<PlanItem>,
    /// What originals that are there save, by their own prices.
    pub saved: crate::money::Usd,
    /// What requests without an answer hold.
    pub held: crate::money::Usd,
    /// Files that would be removed, since their asset is gone.
    pub stale_files: Vec<ProjectPath>,
    /// Whether the lock would change for any other reason: records of assets that are gone.
    pub stale_records: usize,
}

/// What a build would do for one asset.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanItem {
    /// Which.
    pub name: AssetName,
    /// Its folder under `out`.
    pub folder: ProjectPath,
    /// The set it is a row of.
    pub set: Option<String>,
    /// How it comes to be.
    pub made: Made,
    /// What would be done.
    pub decision: Decision,
    /// Why, the first reason first.
    pub reasons: Vec<DirtyReason>,
    /// What it may cost.
    pub price: PriceRange,
    /// The score of what is shown now.
    pub score: Option<Score>,
    /// The score to reach.
    pub target: u8,
    /// Files that are there or will be, below `out`.
    pub files: Vec<ProjectPath>,
}

/// What would be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Nothing.
    Fresh,
    /// It is made or brought up to date.
    Dirty(Work),
    /// It depends on what comes of another asset.
    Waiting {
        /// Which.
        on: AssetName,
    },
    /// Its next requests lie in a batch; what comes of them is not known yet.
    InBatch,
    /// It stays as it is until a person decides.
    Held {
        /// Why: accepted, or `cascade = "hold"`.
        why: String,
    },
    /// Someone changed its files by hand.
    Edited {
        /// The files, below `out`.
        files: Vec<ProjectPath>,
    },
    /// It cannot be made as things are; building again changes nothing.
    Failed(Failed),
}

/// What kind of work it is, the most expensive first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    /// A model outside paints.
    Paint,
    /// A model outside paints a second plate of what is shown; the picture stays.
    Plate,
    /// A judge outside looks again; nothing is painted.
    Judge,
    /// A built-in loop runs.
    Draw,
    /// Pixels are processed, files are written.
    Free,
}

/// Why an asset is not fresh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DirtyReason {
    /// The lock has no record of it.
    New,
    /// It was called otherwise; its paintings come along.
    Renamed {
        /// Its name in the lock.
        from: AssetName,
    },
    /// What is asked of the model changed.
    Words,
    /// Another model is asked.
    Model {
        /// Then.
        was: ModelId,
        /// Now.
        now: ModelId,
    },
    /// Pictures that it refers to were repainted.
    References,
    /// Its background is to be cut out by a second plate, and there is none.
    Plate,
    /// The judge, or what it is told, changed.
    Judge,
    /// Anything that is free: size, palette, checks, edits, pixels of other assets.
    Finish,
    /// `target` was raised above what the record says, and is not reached.
    Target {
        /// Then.
        was: u8,
        /// Now.
        now: u8,
    },
    /// `max-attempts` was raised above what the record says.
    MaxAttempts {
        /// Then.
        was: u32,
        /// Now.
        now: u32,
    },
    /// Its loop was interrupted, or ran into a budget.
    Open,
    /// Files of it are missing, or at another place than the manifest says.
    Outputs {
        /// Which, below `out`.
        files: Vec<ProjectPath>,
    },
    /// `--improve`, `--upgrade`, `--discard-edits`, `--resend`, `--replace`.
    Asked {
        /// The flag.
        flag: &'static str,
    },
    /// Another asset has to be made first.
    Upstream {
        /// Which.
        name: AssetName,
    },
}
