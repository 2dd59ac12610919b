//! `Choice`: a decision that is ready to be made, and what it leads to.

use std::collections::BTreeMap;

use crate::action::ActionKey;
use crate::choose::{ChooseError, Consequences, Refusal};
use crate::lock::{BriefRecord, Ended, Record};
use crate::name::{AssetName, PartName};
use crate::plan::{BuildRequest, Decision, keys};
use crate::project::{Amended, Project};
use crate::resolve::{Asset, Kind, Painted, StagePainting, Target};

/// A decision that is ready to be made.
#[derive(Debug)]
pub struct Choice {
    /// What it makes of the records.
    pub(crate) records: BTreeMap<AssetName, Record>,
    /// Assets that it does not change, and why.
    pub skipped: Vec<(AssetName, String)>,
    /// What it leads to.
    pub follows: Consequences,
    /// Whether the files that were changed by hand are the ones that are chosen.
    pub(crate) takes_edits: bool,
}

impl Choice {
    /// A choice about one asset. `change` makes a record of what stands in the lock.
    pub(crate) fn of_one(
        project: &mut Project,
        asset: &Asset,
        change: impl FnOnce(Option<&Record>) -> Option<Record>,
    ) -> Result<Choice, ChooseError> {
        let record = change(project.record(&asset.name));
        let records = record.map(|it| (asset.name.clone(), it)).into_iter().collect();
        Choice::of_all(project, records, Vec::new())
    }

    /// A choice about any number of assets.
    pub(crate) fn of_all(
        project: &mut Project,
        records: BTreeMap<AssetName, Record>,
        skipped: Vec<(AssetName, String)>,
    ) -> Result<Choice, ChooseError> {
        let (before, after) = project.plan_both(&records)?;
        let names = records.keys().cloned().collect();
        let follows = Consequences::of(&names, &before, &after);
        Ok(Choice { records, skipped, follows, takes_edits: false })
    }

    /// The assets that are decided about.
    pub fn names(&self) -> impl Iterator<Item = &AssetName> {
        self.records.keys()
    }

    /// Writes the decision into the lock. Whether that changed anything.
    ///
    /// # Errors
    ///
    /// If the lock cannot be written, or somebody changed one of the records meanwhile.
    pub fn write(&self, project: &mut Project) -> Result<bool, ChooseError> {
        match project.amend(&self.records)? {
            Amended::Written => Ok(true),
            Amended::Same => Ok(false),
            Amended::Overtaken(name) => {
                let message = format!("the lock's record of `{name}` changed meanwhile");
                let help = "look at it, and choose again".to_owned();
                Err(Refusal { message, help }.into())
            }
        }
    }

    /// The build that writes the files of what was chosen. It buys nothing.
    #[must_use]
    pub fn build(&self, base: BuildRequest) -> BuildRequest {
        let names = self.records.keys();
        let targets: Vec<Target> = names.map(|it| Target::Name(it.clone(), None)).collect();
        let edits = if self.takes_edits { targets.clone() } else { Vec::new() };
        BuildRequest { targets, paid: false, release: false, discard_edits: edits, ..base }
    }
}

/// What is known of an asset that no model has painted yet.
pub(crate) fn unpainted(painted: &Painted, key: ActionKey) -> BriefRecord {
    let first = painted.stages.first().and_then(|it| it.paintings.first());
    BriefRecord {
        key,
        words: keys::words(painted),
        model: first.expect("a painted asset has a painting").words.model.clone(),
        target: painted.quality.target,
        max_attempts: painted.quality.max_attempts,
        ended: vec![Ended::Attempts; painted.stages.len()],
        taken: Vec::new(),
        picks: Vec::new(),
    }
}

/// The paintings of an asset, in order; none if no model paints it.
pub(crate) fn paintings(asset: &Asset) -> Vec<&StagePainting> {
    match &asset.kind {
        Kind::Painted(it) => it.stages.iter().flat_map(|it| &it.paintings).collect(),
        Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => Vec::new(),
    }
}

/// The names of an asset's paintings.
pub(crate) fn names_of(asset: &Asset) -> Vec<PartName> {
    paintings(asset).into_iter().map(|it| it.part.clone()).collect()
}

/// The painting that is meant: the one that is named, or the only one.
pub(crate) fn the_part(asset: &Asset, part: Option<&PartName>) -> Result<PartName, Refusal> {
    let parts = names_of(asset);
    match (part, parts.as_slice()) {
        (_, []) => Err(Refusal::not_painted(&asset.name)),
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(Refusal::which_part(&asset.name, &parts)),
        (Some(part), _) if parts.contains(part) => Ok(part.clone()),
        (Some(part), _) => Err(Refusal::no_part(&asset.name, part, &parts)),
    }
}

/// Refuses where the files were changed by hand: they count as they stand.
pub(crate) fn not_edited(name: &AssetName, decision: &Decision) -> Result<(), Refusal> {
    match decision {
        Decision::Edited { .. } => Err(Refusal::edited(name)),
        _ => Ok(()),
    }
}
