//! Addresses of servers that the project names, and whether its user has agreed to them.

use std::collections::BTreeSet;

use crate::plan::{Decision, Effort, Plan, PlanItem};
use crate::project::{Project, ProjectError};
use crate::resolve::Kind;

impl Project {
    /// Addresses that the project names, and its user has not agreed to, which a build by this plan
    /// may send something to: by provider.
    #[must_use]
    pub fn unconfirmed(&self, plan: &Plan) -> Vec<(String, String)> {
        let accesses = self.accesses();
        let asked: BTreeSet<String> =
            plan.items().filter(|it| asks(it)).flat_map(|it| self.providers_of(it)).collect();
        let access = |provider: String| {
            let access = accesses.of(&provider).filter(|it| it.is_unconfirmed())?;
            Some((provider, access.url.to_string()))
        };
        asked.into_iter().filter_map(access).collect()
    }

    /// Remembers that the user has agreed to addresses of [`Project::unconfirmed`], for every project
    /// that names them.
    ///
    /// # Errors
    ///
    /// If it cannot be written down.
    pub fn confirm(&mut self, addresses: &[(String, String)]) -> Result<(), ProjectError> {
        let accesses = self.accesses();
        for (provider, _) in addresses {
            if let Some(access) = accesses.of(provider) {
                self.store()?.keep_consent(&access.consent())?;
            }
        }
        // It was made without whoever is there.
        self.last = None;
        Ok(())
    }

    /// Who may be asked for an asset.
    fn providers_of(&self, item: &PlanItem) -> BTreeSet<String> {
        let asset = self.sources.assets.get(&item.name).map(|it| &it.kind);
        let Some(Kind::Painted(it)) = asset else { return BTreeSet::new() };
        let painters = it.stages.iter().flat_map(|it| &it.paintings).map(|it| &it.words.model);
        let models = painters.chain([&it.quality.judge, &it.quality.refiner]);
        models.map(|it| it.provider().to_owned()).collect()
    }
}

/// Whether a model may be asked for it.
fn asks(item: &PlanItem) -> bool {
    match item.decision {
        Decision::Dirty(effort) => effort != Effort::Free && effort != Effort::Draw,
        Decision::Waiting { .. } => true,
        _ => false,
    }
}
