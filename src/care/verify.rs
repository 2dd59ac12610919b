//! `verify`: whether store and outputs are what they were, and whether they come out the same
//! when they are computed again.

use std::path::PathBuf;

use crate::digest::Digest;
use crate::name::AssetName;
use crate::plan::{BuildRequest, FailedKind};
use crate::project::{ChangedOutput, LostOriginal, Project, ProjectError};
use crate::resolve::Target;
use crate::run::{AssetReport, AssetState, BuildEvent, BuildReport, EventSink, Stop};
use crate::store::Unsound;

/// What is to be verified.
#[derive(Debug, Clone, Copy)]
pub struct VerifyWish {
    /// Of how many assets the pictures are computed again; `None` means all.
    pub sample: Option<usize>,
    /// Picks the sample: another number, other assets.
    pub seed: u64,
    /// What can be put right for nothing is.
    pub repair: bool,
    /// Pictures computed side by side.
    pub threads: usize,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verified {
    /// Files of the store that are not what they must be.
    pub unsound: Vec<Unsound>,
    /// Originals that the lock names and the store does not have.
    pub lost: Vec<LostOriginal>,
    /// Outputs that are not as the lock says.
    pub changed: Vec<ChangedOutput>,
    /// How many assets came out as the lock says when they were computed again.
    pub same: usize,
    /// Assets that came out otherwise, or could not be computed, each with why.
    pub different: Vec<Different>,
    /// Assets that were not compared, since their manifest is not that of the lock.
    pub pending: Vec<AssetName>,
    /// Results in the store that came out otherwise.
    pub wrong_results: usize,
    /// What was written again, below `out`.
    pub restored: Vec<PathBuf>,
}

/// An asset that did not come out as the lock says.
#[derive(Debug, Clone, PartialEq)]
pub struct Different {
    /// Which.
    pub name: AssetName,
    /// Whether its bytes are others: else something to compute it from was missing.
    pub other_bytes: bool,
    /// Why, and what to do.
    pub why: String,
}

impl Verified {
    /// Whether anything that is damaged stays so.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.unsound.iter().any(|it| !it.repaired) || self.different.iter().any(|it| it.other_bytes)
    }

    /// Whether an original is needed that is not there.
    #[must_use]
    pub fn lacks_originals(&self) -> bool {
        !self.different.is_empty()
    }
}

/// Reads everything in the store and every output, and computes pictures again: from the originals
/// alone, in `apart`, which leaves its traces elsewhere.
///
/// # Errors
///
/// If lock or store cannot be read, or what was found cannot be put right.
pub fn verify(
    project: &mut Project,
    apart: &mut Project,
    wish: VerifyWish,
) -> Result<Verified, ProjectError> {
    let mut res = Verified { unsound: project.audit(wish.repair)?, ..Verified::default() };
    res.lost = project.lost_originals()?;
    let request = BuildRequest {
        targets: sample(project, wish),
        locked: true,
        offline: true,
        paid: false,
        release: false,
        hash_everything: true,
        pixel_threads: wish.threads,
        ..BuildRequest::default()
    };
    if wish.sample != Some(0) {
        let report = apart.build(&request, std::sync::Arc::new(Silence), Stop::default())?;
        res.note(report);
        res.wrong_results = project.wrong_results(apart, wish.repair)?;
    }
    res.changed = project.changed_outputs()?;
    if wish.repair && !res.changed.is_empty() {
        let request = BuildRequest { targets: Vec::new(), ..request };
        let report = project.build(&request, std::sync::Arc::new(Silence), Stop::default())?;
        let built = report.assets.iter().filter(|it| it.state == AssetState::Built);
        let files = built.flat_map(|it| &it.files).map(|it| PathBuf::from(it.as_str()));
        let left = project.changed_outputs()?;
        let changed = std::mem::replace(&mut res.changed, left);
        let was_changed = |it: &PathBuf| changed.iter().any(|c| it.ends_with(c.path.as_str()));
        res.restored = files.filter(was_changed).collect();
    }
    Ok(res)
}

impl Verified {
    fn note(&mut self, report: BuildReport) {
        for AssetReport { name, state, .. } in report.assets {
            match state {
                AssetState::Fresh | AssetState::Built => self.same += 1,
                AssetState::Failed(failed) => {
                    let help = failed.help.first().map(|it| format!("; {it}"));
                    let why = failed.message + &help.unwrap_or_default();
                    let other_bytes = failed.kind == FailedKind::NotReproducible;
                    self.different.push(Different { name, other_bytes, why });
                }
                AssetState::Blocked { on } => {
                    let why = format!("`{on}`, which it is made from, could not be made");
                    self.different.push(Different { name, other_bytes: false, why });
                }
                AssetState::Held { .. } | AssetState::Edited { .. } | AssetState::Left { .. } => {
                    self.pending.push(name);
                }
            }
        }
        self.same += report.n_fresh;
        self.pending.extend(report.broken);
    }
}

/// The assets to compute again; empty for all of them.
fn sample(project: &Project, wish: VerifyWish) -> Vec<Target> {
    let Some(n) = wish.sample else { return Vec::new() };
    let mut names: Vec<AssetName> = project.asset_names().into_iter().collect();
    names.sort_by_key(|it| Digest::key("assetbuild sample v1", &(wish.seed, it)));
    names.into_iter().take(n).map(|it| Target::Name(it, None)).collect()
}

/// What is computed for comparison is nobody's news.
struct Silence;

impl EventSink for Silence {
    fn event(&self, _event: BuildEvent) {}
}
