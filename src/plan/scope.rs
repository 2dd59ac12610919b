//! `Scope`: which assets a request is about, and what it asks of each.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use indexmap::IndexMap;

use crate::lock::{BriefRecord, Record};
use crate::name::AssetName;
use crate::plan::{BuildRequest, Wanted};
use crate::resolve::{Asset, Candidate, Selection, Target, select};

/// The assets of a project that can be built, each after all that it needs.
pub type Assets = IndexMap<AssetName, Arc<Asset>>;

/// What each asset is pinned to.
pub type Records = BTreeMap<AssetName, Record>;

/// Which assets a request is about.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// What the targets mean; everything, if there are none.
    named: BTreeSet<AssetName>,
    /// Those, and all that they need.
    all: BTreeSet<AssetName>,
    /// Those that were named exactly, or by `@held`: they are no longer held for the sake of what
    /// they refer to.
    released: BTreeSet<AssetName>,
    /// Those for which what was sent without an answer, or refused, is sent again.
    resend: BTreeSet<AssetName>,
    /// Those whose lost originals are replaced.
    replace: BTreeSet<AssetName>,
    /// Those whose files are written again, though they were changed by hand.
    discard_edits: BTreeSet<AssetName>,
    /// Those that are declared and cannot be built as their manifests are.
    pub broken: Vec<AssetName>,
    /// Whether it is about the whole project.
    pub whole: bool,
}

/// What targets are looked up in.
pub struct Declared<'a> {
    /// The assets that can be built.
    pub assets: &'a Assets,
    /// Those that are declared beside them: they cannot be built, or their manifest was not read.
    pub others: BTreeSet<AssetName>,
    /// What each asset is pinned to.
    pub records: &'a Records,
    /// Those that are held as things are; asked for only where a target is `@held`.
    pub held: &'a dyn Fn() -> BTreeSet<AssetName>,
    /// Those that fail as things are; asked for only where a target is `@failed`.
    pub failed: &'a dyn Fn() -> BTreeSet<AssetName>,
}

impl Declared<'_> {
    /// Every asset that is declared, by name.
    #[must_use]
    pub fn names(&self) -> BTreeSet<AssetName> {
        self.assets.keys().chain(&self.others).cloned().collect()
    }

    /// The assets that these targets mean.
    ///
    /// # Errors
    ///
    /// The first target that means none.
    pub fn select(&self, targets: &[Target]) -> Result<BTreeSet<AssetName>, Target> {
        let selection = self.selection(targets);
        selection.unmatched.into_iter().next().map_or(Ok(selection.names), Err)
    }

    /// The assets that a flag is about. Where none is new, failed or held, it is about none.
    fn select_for_flag(&self, targets: &[Target]) -> Result<BTreeSet<AssetName>, Target> {
        if targets.is_empty() {
            return Ok(BTreeSet::new());
        }
        let Selection { names, unmatched } = self.selection(targets);
        let is_state = |it: &Target| matches!(it, Target::New | Target::Failed | Target::Held);
        unmatched.into_iter().find(|it| !is_state(it)).map_or(Ok(names), Err)
    }

    fn selection(&self, targets: &[Target]) -> Selection {
        let names: Vec<AssetName> = self.names().into_iter().collect();
        let parts: Vec<_> =
            names.iter().map(|it| self.assets.get(it).map(|it| it.parts())).collect();
        let candidates = names.iter().zip(&parts).map(|(name, parts)| {
            let asset = self.assets.get(name);
            Candidate {
                name,
                style: asset.and_then(|it| it.style.as_deref()),
                set: asset.and_then(|it| it.set.as_deref()),
                parts: parts.as_deref().unwrap_or_default(),
            }
        });
        let candidates: Vec<Candidate<'_>> = candidates.collect();
        let is_asked = targets.contains(&Target::Held);
        let held = if is_asked { (self.held)() } else { BTreeSet::new() };
        let is_asked = targets.contains(&Target::Failed);
        let failed = if is_asked { (self.failed)() } else { BTreeSet::new() };
        let is = |target: &Target, name: &AssetName| {
            let record = self.records.get(name);
            match target {
                Target::New => record.is_none(),
                Target::Failed => {
                    let nothing = |it: &BriefRecord| it.picks.is_empty();
                    failed.contains(name) || record.and_then(Record::shown).is_some_and(nothing)
                }
                Target::Held => held.contains(name),
                Target::Name(..) | Target::Glob(_) | Target::Style(_) | Target::Set(_) => false,
            }
        };
        select(targets, &candidates, &is)
    }
}

impl Scope {
    /// Which assets a request is about.
    ///
    /// # Errors
    ///
    /// The first target that means none.
    pub fn of(request: &BuildRequest, declared: &Declared<'_>) -> Result<Scope, Target> {
        let scope = Scope {
            resend: declared.select_for_flag(&request.resend)?,
            replace: declared.select_for_flag(&request.replace)?,
            discard_edits: declared.select_for_flag(&request.discard_edits)?,
            ..Scope::default()
        };
        if request.targets.is_empty() {
            let broken = declared.others.iter().cloned().collect();
            return Ok(Scope { broken, whole: true, ..scope });
        }
        let named = declared.select(&request.targets)?;
        let all = with_needs(named.clone(), declared.assets);
        let held = request.targets.contains(&Target::Held);
        let exact = |name: &&AssetName| {
            let is_it = |it: &Target| matches!(it, Target::Name(it, _) if it == *name);
            held || request.targets.iter().any(is_it)
        };
        let released = named.iter().filter(|it| request.release && exact(it)).cloned().collect();
        let broken = declared.others.iter().filter(|it| all.contains(*it)).cloned().collect();
        Ok(Scope { named, all, released, broken, ..scope })
    }

    /// The whole project, of which nothing but to stay up to date is asked.
    #[must_use]
    pub fn whole() -> Scope {
        Scope { whole: true, ..Scope::default() }
    }

    /// Some assets and all that they need, of which nothing but to stay up to date is asked.
    #[must_use]
    pub fn with_needs(names: BTreeSet<AssetName>, assets: &Assets) -> Scope {
        Scope { all: with_needs(names, assets), ..Scope::default() }
    }

    /// Some assets, all that a change of them reaches, and all that those need; the same is asked
    /// of them.
    #[must_use]
    pub fn reached(names: &BTreeSet<AssetName>, assets: &Assets) -> Scope {
        let mut reached = names.clone();
        // Whoever needs one of them stands behind it.
        for asset in assets.values() {
            if asset.edges().iter().any(|it| reached.contains(&it.to)) {
                reached.insert(asset.name.clone());
            }
        }
        Scope::with_needs(reached, assets)
    }

    /// Whether it is about this asset.
    #[must_use]
    pub fn covers(&self, name: &AssetName) -> bool {
        self.whole || self.all.contains(name)
    }

    /// What a request asks of one asset.
    #[must_use]
    pub fn wanted(&self, request: &BuildRequest, name: &AssetName) -> Wanted {
        let named = self.whole || self.named.contains(name);
        Wanted {
            released: self.released.contains(name),
            improve: request.improve && named,
            upgrade: request.upgrade && named,
            resend: self.resend.contains(name),
            replace: self.replace.contains(name),
            discard_edits: self.discard_edits.contains(name),
            judge: request.judge.contains(name),
        }
    }
}

/// These assets, and all that they need.
fn with_needs(mut all: BTreeSet<AssetName>, assets: &Assets) -> BTreeSet<AssetName> {
    let mut rest: Vec<AssetName> = all.iter().cloned().collect();
    while let Some(name) = rest.pop() {
        let edges = assets.get(&name).map(|it| it.edges()).unwrap_or_default();
        for edge in edges {
            if all.insert(edge.to.clone()) {
                rest.push(edge.to);
            }
        }
    }
    all
}
