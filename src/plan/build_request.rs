//! `BuildRequest`: what is wanted of a build, validated.

use std::collections::BTreeSet;

use crate::money::Usd;
use crate::name::{AssetName, PartName};
use crate::resolve::Target;

/// What is wanted of a build.
#[derive(Debug, Clone, PartialEq)]
pub struct BuildRequest {
    /// Which assets; empty means all.
    pub targets: Vec<Target>,
    /// The lock must not change.
    pub locked: bool,
    /// No socket is opened, no program of the user's is run.
    pub offline: bool,
    /// The most that may be spent; the manifest's budget if that is lower.
    pub max_cost: Option<Usd>,
    /// What of that was spent already, by earlier builds of a watch session.
    pub spent_before: Usd,
    /// Pictures processed side by side.
    pub pixel_threads: usize,
    /// Requests under way at once, over all models.
    pub calls: usize,
    /// One more attempt for the targets.
    pub improve: bool,
    /// Free steps are done again with their newest versions.
    pub upgrade: bool,
    /// What was sent without an answer, or refused, is sent again for these.
    pub resend: Vec<Target>,
    /// Originals that are lost are replaced for these, by others or by new ones.
    pub replace: Vec<Target>,
    /// Files of these that were changed by hand are written again.
    pub discard_edits: Vec<Target>,
    /// Whether naming an asset exactly lets it catch up where it is held.
    pub release: bool,
    /// More paintings of one asset, because a person wants to see more.
    pub reroll: Option<RerollRequest>,
    /// The judge is asked again about what these show.
    pub judge: BTreeSet<AssetName>,
    /// The first failure ends the build.
    pub fail_fast: bool,
    /// Pictures that cannot be had become marked sketches of the right size.
    pub placeholder: bool,
    /// Pictures are asked for in batches, where that is possible, and collected by a later build.
    pub batch: bool,
    /// Whether models outside may be called at all (watch mode may say no).
    pub paid: bool,
    /// Whether each asset is told of that is fresh and has reached its target, or only how many.
    pub tell_fresh: bool,
    /// Whether a person agrees that most of what the lock knows goes, as its assets are gone.
    pub remove_most: bool,
    /// Every file is hashed; what is remembered of the disk is not trusted.
    pub hash_everything: bool,
}

impl BuildRequest {
    /// What may be spent, where the manifest allows so much for each build.
    #[must_use]
    pub fn budget(&self, per_build: Usd) -> Usd {
        self.limit(per_build).saturating_sub(self.spent_before)
    }

    /// What may be spent in all, where a session has several builds.
    #[must_use]
    pub fn limit(&self, per_build: Usd) -> Usd {
        self.max_cost.unwrap_or(per_build).min(per_build)
    }

    /// Whether it is `--max-cost` that sets the limit, and not the manifest.
    #[must_use]
    pub fn is_limited_by_flag(&self, per_build: Usd) -> bool {
        self.max_cost.is_some_and(|it| it < per_build)
    }
}

/// What was asked for about one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// It was named, so it is no longer held for the sake of its references.
    pub released: bool,
    /// `--improve` is about it.
    pub improve: bool,
    /// `--upgrade` is about it.
    pub upgrade: bool,
    /// `--resend` names it.
    pub resend: bool,
    /// `--replace` names it.
    pub replace: bool,
    /// `--discard-edits` names it.
    pub discard_edits: bool,
    /// The judge is asked again about what it shows.
    pub judge: bool,
}

/// More paintings of one asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RerollRequest {
    /// Which asset.
    pub name: AssetName,
    /// Which of its paintings.
    pub part: PartName,
    /// How many more.
    pub count: u32,
    /// What to do otherwise; without it the words of the brief are sent as they are.
    pub note: Option<String>,
}

impl Default for BuildRequest {
    fn default() -> BuildRequest {
        BuildRequest {
            targets: Vec::new(),
            locked: false,
            offline: false,
            max_cost: None,
            spent_before: Usd::ZERO,
            pixel_threads: 2,
            calls: 64,
            improve: false,
            upgrade: false,
            resend: Vec::new(),
            replace: Vec::new(),
            discard_edits: Vec::new(),
            release: true,
            reroll: None,
            judge: BTreeSet::new(),
            fail_fast: false,
            placeholder: false,
            batch: false,
            paid: true,
            tell_fresh: true,
            remove_most: false,
            hash_everything: false,
        }
    }
}
