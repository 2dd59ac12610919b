//! `Plan`: what a build would do, decided before anything runs; for each asset what, why, and for
//! how much.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::action::Score;
use crate::lock::{BriefRecord, Record};
use crate::model::ModelId;
use crate::money::{PriceRange, Usd};
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{Failed, Made, Product, Products, Progress, Records, Task, Wanted};
use crate::resolve::{Asset, output_paths};
use crate::word::words;

/// What a build would do, decided before anything runs.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    /// Every wanted asset that can be built, in the order of building.
    pub items: IndexMap<AssetName, Arc<PlanItem>>,
    /// What each of them hands to those that need it, as far as it is known.
    pub products: Products,
    /// Wanted assets that cannot be built as their manifests are.
    pub broken: Vec<AssetName>,
    /// Records whose asset is gone, and that go, or the files of which do.
    pub gone: Vec<AssetName>,
    /// The files that go with this build; none while an asset that is not made may need them.
    pub stale_files: Vec<ProjectPath>,
    /// Whether most of what the lock knows would go so: then a person must agree.
    pub removes_most: bool,
    /// What requests without an answer hold.
    pub held: Usd,
    /// Wanted assets beside those, of which nothing but this was looked at.
    pub unread: Unread,
}

/// Assets that are fresh as they were when the project was last remembered, since no change since
/// then reaches them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Unread {
    /// How many.
    pub n: usize,
    /// Those of them that score below their target.
    pub below: Vec<BelowTarget>,
}

/// A fresh asset that scores below its target.
#[derive(Debug, Clone, PartialEq)]
pub struct BelowTarget {
    /// Which.
    pub name: AssetName,
    /// Its folder under `out`.
    pub folder: ProjectPath,
    /// The score of what is shown.
    pub score: Score,
    /// The score to reach.
    pub target: u8,
}

impl Plan {
    /// What would be done for each asset, in the order of building.
    pub fn items(&self) -> impl Iterator<Item = &PlanItem> {
        self.items.values().map(Arc::as_ref)
    }

    /// Whether an asset without a record of its own is not made, by these products: it may be called
    /// otherwise now, and still needs the record of its old name.
    #[must_use]
    pub fn needs_gone(&self, products: &Products, records: &Records) -> bool {
        let missing = |it: &AssetName| products.get(it) == Some(&Product::Missing);
        self.items.keys().any(|it| missing(it) && !records.contains_key(it))
    }

    /// What a build by it likely costs.
    #[must_use]
    pub fn likely(&self) -> Usd {
        self.items().map(|it| it.likely).sum()
    }

    /// What originals that are there save, by their own prices.
    #[must_use]
    pub fn saved(&self) -> Usd {
        self.items().map(|it| it.saved).sum()
    }
}

/// What a build would do for one asset.
#[derive(Debug, Clone)]
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
    /// What it may cost; of a held asset, what catching up may cost.
    pub price: PriceRange,
    /// What it likely costs, within its price.
    pub likely: Usd,
    /// Why nothing of it can be bought on this machine as things are: no key for one of its models.
    pub closed: Option<Failed>,
    /// What paintings that are there save.
    pub saved: Usd,
    /// The score of what is shown now.
    pub score: Option<Score>,
    /// The score to reach; 0 of what nobody judges.
    pub target: u8,
    /// Whether the checks hold for what is shown now; `None` where nobody knows.
    pub checks_hold: Option<bool>,
    /// Whether no verdict of use came about what is shown now.
    pub unjudged: bool,
    /// What a person decided about it.
    pub chosen: Option<Chosen>,
    /// Files that are there or will be, below `out`.
    pub files: Vec<ProjectPath>,
    /// How it is done; `None` while what it needs is not known.
    pub job: Option<Job>,
}

impl PlanItem {
    /// An asset that costs nothing and has no reasons.
    pub(crate) fn new(asset: &Asset, record: Option<&Record>, decision: Decision) -> PlanItem {
        PlanItem {
            name: asset.name.clone(),
            folder: asset.folder.clone(),
            set: asset.set.clone(),
            made: Made::of(asset),
            decision,
            reasons: Vec::new(),
            price: PriceRange::FREE,
            likely: Usd::ZERO,
            closed: None,
            saved: Usd::ZERO,
            score: record.and_then(Record::score),
            target: asset.target(),
            checks_hold: record.and_then(Record::checks_hold),
            unjudged: record.is_some_and(Record::is_unjudged),
            chosen: record.and_then(Chosen::of),
            files: output_paths(asset).files().cloned().collect(),
            job: None,
        }
    }
}

words! {
    /// What a person decided about an asset.
    pub enum Chosen {
        /// It is kept whatever the manifest says; a picture that was made by hand is, too.
        Accepted = "accepted",
        /// One of its pictures was picked for the words of today.
        Picked = "picked",
    }
}

impl Chosen {
    fn of(record: &Record) -> Option<Chosen> {
        let picks = record.shown().map(|it| it.picks.as_slice()).unwrap_or_default();
        match record.accepted {
            true => Some(Chosen::Accepted),
            false => picks.iter().any(|it| it.by_person).then_some(Chosen::Picked),
        }
    }
}

/// How the work of one asset is done.
#[derive(Debug, Clone)]
pub struct Job {
    /// What is to be made.
    pub task: Arc<Task>,
    /// Where its loop starts from, if it has one and there is work.
    pub start: Option<Progress>,
    /// The record of the brief that it starts from.
    pub base: Option<BriefRecord>,
    /// The files of this record are its files: they are only put in place.
    pub restore: Option<Record>,
    /// Whether it keeps a picture that its brief no longer asks for.
    pub kept: bool,
    /// What it is pinned to.
    pub record: Option<Record>,
    /// What was asked for about it.
    pub wanted: Wanted,
}

/// What would be done.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Nothing.
    Fresh,
    /// It is made or brought up to date.
    Dirty(Effort),
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
    /// An asset that it needs cannot be made.
    Blocked {
        /// Which.
        on: AssetName,
    },
    /// It cannot be made as things are; building again changes nothing.
    Failed(Failed),
}

/// What it takes to make an asset, the most expensive first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effort {
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
    /// Files of it are missing.
    Missing {
        /// Which, below `out`.
        files: Vec<ProjectPath>,
    },
    /// Files of it are there and not what the lock says.
    Outdated {
        /// Which, below `out`.
        files: Vec<ProjectPath>,
    },
    /// Files of it are at places where the manifest no longer wants any.
    Unwanted {
        /// Which, below `out`.
        files: Vec<ProjectPath>,
    },
    /// `--improve`, `--upgrade`, `--discard-edits`, `--resend`, `--replace`.
    Asked {
        /// The flag.
        flag: &'static str,
    },
    /// Another asset of the same brief buys its pictures, and this one takes them.
    Shared {
        /// Which.
        with: AssetName,
    },
    /// `per-asset` lets through no call that it needs next.
    AssetBudget {
        /// What it still may cost.
        left: Usd,
        /// What the cheapest such call can cost.
        call: Usd,
    },
    /// Another asset has to be made first.
    Upstream {
        /// Which.
        name: AssetName,
    },
}
