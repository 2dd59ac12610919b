//! `BuildReport`: what came of a build. `AssetReport`: what came of one asset.

use std::time::Duration;

use crate::action::Score;
use crate::builtin::sketch;
use crate::lock::Record;
use crate::money::Usd;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::plan::{BelowTarget, DirtyReason, Failed, Made, Unread};
use crate::resolve::{Asset, Kind, Painted};

/// Whether the artist of this program draws it without knowing what it is.
fn is_sign(painted: &Painted) -> bool {
    let first = painted.stages.iter().flat_map(|it| &it.paintings).next();
    first.is_some_and(|it| it.words.model.is_builtin() && !sketch::knows(&it.subject))
}

/// What came of one asset.
#[derive(Debug, Clone, PartialEq)]
pub struct AssetReport {
    /// Which.
    pub name: AssetName,
    /// Its folder under `out`, for showing.
    pub folder: ProjectPath,
    /// How it was made.
    pub made: Made,
    /// What came of it.
    pub state: AssetState,
    /// Why there was anything to do.
    pub reasons: Vec<DirtyReason>,
    /// Files that belong to it, below `out`; those of a fresh one as well.
    pub files: Vec<ProjectPath>,
    /// In pixels, of the first picture; 0 × 0 where there is none.
    pub size: [u32; 2],
    /// In art pixels and pixels for each of them, for showing: 32, 32, 16.
    pub art: [u32; 3],
    /// Bytes of all its files.
    pub bytes: u64,
    /// Whether it is drawn here and none of its words means anything to the artist, so that its
    /// picture is a mere sign.
    pub is_sign: bool,
    /// The score of what is shown.
    pub score: Option<Score>,
    /// Whether what is shown is the best of a loop that is not over, made in this build.
    pub so_far: bool,
    /// Whether no verdict of use came about it.
    pub unjudged: bool,
    /// The score to reach.
    pub target: u8,
    /// Whether the checks hold for what is shown; `None` where nobody knows.
    pub checks_hold: Option<bool>,
    /// Attempts made in all for this brief; `None` where nobody counted.
    pub attempts: Option<u32>,
    /// The score of each attempt of this build, in order.
    pub scores: Vec<Option<Score>>,
    /// Paintings made now.
    pub painted: u32,
    /// Paintings taken that were there.
    pub from_cache: u32,
    /// What was spent now.
    pub usd: Usd,
    /// What the paintings that were there had cost.
    pub saved: Usd,
    /// Parts: how many pictures it has.
    pub parts: usize,
    /// What the user should know though it was built: below target, a check that now fails, …
    pub warnings: Vec<String>,
}

impl AssetReport {
    /// What is known of an asset before anything is done to it.
    #[must_use]
    pub fn of(asset: &Asset, record: Option<&Record>) -> AssetReport {
        let art = match &asset.kind {
            Kind::Painted(it) => {
                let [width, height] = it.finishing.size;
                [width, height, it.finishing.scale]
            }
            Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => [0, 0, 1],
        };
        let fresh = AssetReport::fresh(asset.name.clone(), asset.folder.clone(), Made::of(asset));
        let (target, parts) = (asset.target(), asset.parts().len());
        let is_sign = match &asset.kind {
            Kind::Painted(it) => is_sign(it),
            Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => false,
        };
        let mut res = AssetReport { art, target, parts, is_sign, ..fresh };
        if let Some(record) = record {
            res.show(record);
        }
        res
    }

    /// A fresh asset of which nothing more is known.
    pub(crate) fn fresh(name: AssetName, folder: ProjectPath, made: Made) -> AssetReport {
        AssetReport {
            name,
            folder,
            made,
            state: AssetState::Fresh,
            reasons: Vec::new(),
            files: Vec::new(),
            size: [0, 0],
            art: [0, 0, 1],
            bytes: 0,
            is_sign: false,
            score: None,
            so_far: false,
            unjudged: false,
            target: 0,
            checks_hold: None,
            attempts: None,
            scores: Vec::new(),
            painted: 0,
            from_cache: 0,
            usd: Usd::ZERO,
            saved: Usd::ZERO,
            parts: 1,
            warnings: Vec::new(),
        }
    }

    /// Takes over what a record says of the files.
    pub fn show(&mut self, record: &Record) {
        self.files = record.outputs.keys().cloned().collect();
        if let Some(picture) = record.pictures.values().next() {
            self.size = [picture.width, picture.height];
        }
        if let Some(shown) = record.shown() {
            self.score = record.score();
            self.unjudged = record.is_unjudged();
            self.checks_hold = record.checks_hold();
            self.attempts = shown.attempts();
        }
    }
}

/// What came of an asset.
#[derive(Debug, Clone, PartialEq)]
pub enum AssetState {
    /// Nothing was to be done.
    Fresh,
    /// It was made.
    Built,
    /// It was not made.
    Failed(Failed),
    /// An asset that it needs was not made.
    Blocked {
        /// Which one.
        on: AssetName,
    },
    /// It stays as it is until a person decides; the price of catching up.
    Held {
        /// Why.
        why: String,
        /// What catching up costs at the most.
        usd: crate::money::PriceRange,
    },
    /// Someone changed its files by hand.
    Edited {
        /// The files.
        files: Vec<ProjectPath>,
    },
    /// It is left for the next build: budget, interrupt, `--fail-fast`.
    Left {
        /// Why.
        why: Left,
    },
}

/// Why an asset is left for the next build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// `--max-cost` does not allow the next call.
    MaxCost,
    /// `per-build` does not allow the next call.
    PerBuild,
    /// `per-asset` does not allow the next call.
    AssetBudget,
    /// Ctrl-C, or `--fail-fast`.
    Interrupted,
    /// Paid work was not wanted now (watch mode).
    Unpaid,
    /// A mistake in the settings could change what is bought.
    Mistaken,
    /// The lock would change, and `--locked` was given.
    Locked,
    /// Its next requests were sent in a batch by this build.
    Submitted,
    /// Its next requests lie in a batch that is not done.
    InBatch,
}

/// What came of a build.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct BuildReport {
    /// Every wanted asset, by name.
    pub assets: Vec<AssetReport>,
    /// Assets that are fresh and of which there is nothing to tell, beside those.
    pub n_fresh: usize,
    /// Assets that cannot be built as their manifests are; the diagnostics say why.
    pub broken: Vec<AssetName>,
    /// Assets that are gone and of which something to remove was kept.
    pub stale: usize,
    /// Damaged files that were found in the store and set aside.
    pub damaged: usize,
    /// Calls made: paintings, verdicts, refined prompts; built-in ones included.
    pub calls: Calls,
    /// The same, of models outside alone.
    pub paid_calls: Calls,
    /// What was spent.
    pub usd_spent: Usd,
    /// What of it came home in batches that an earlier build had sent.
    pub usd_collected: Usd,
    /// What of all that was spent is an estimate: the answers did not say what they cost.
    pub usd_estimated: Usd,
    /// What taking paintings that were there saved, by their own prices.
    pub usd_saved: Usd,
    /// What requests without an answer hold.
    pub usd_held: Usd,
    /// Files that were removed, since their asset is gone.
    pub removed: Vec<ProjectPath>,
    /// Whether the lock was changed.
    pub lock_changed: bool,
    /// What the user should know about the whole.
    pub warnings: Vec<String>,
    /// Whether it was ended by Ctrl-C.
    pub interrupted: bool,
    /// How long it took.
    pub took: Duration,
}

impl BuildReport {
    /// What a build reports of assets that it did not have to look at.
    #[must_use]
    pub fn of_unread(unread: &Unread) -> BuildReport {
        let below = |asset: &BelowTarget| {
            let (score, target) = (Some(asset.score), asset.target);
            let fresh = AssetReport::fresh(asset.name.clone(), asset.folder.clone(), Made::Drawn);
            AssetReport { score, target, ..fresh }
        };
        let assets: Vec<AssetReport> = unread.below.iter().map(below).collect();
        let n_fresh = unread.n - assets.len();
        BuildReport { assets, n_fresh, ..BuildReport::default() }
    }
}

/// Calls of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Calls {
    /// Paintings.
    pub paint: u32,
    /// Second plates.
    pub edit: u32,
    /// Verdicts.
    pub judge: u32,
    /// Refined prompts.
    pub refine: u32,
}
