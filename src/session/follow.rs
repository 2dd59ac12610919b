//! What a choice would lead to, before it is made: for the asset, and for all that refer to it.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::Picture;
use crate::build::{BuildRequest, PlanItem};
use crate::digest::Digest;
use crate::lock::{BriefRecord, Record};
use crate::name::AssetName;
use crate::session::pass::Pass;
use crate::session::scope::Scope;
use crate::session::{Session, SessionError};

/// What a build would do without a choice, and with it; of the assets that it reaches.
#[derive(Debug, Clone, PartialEq)]
pub struct Foresight {
    /// Without it.
    pub before: Vec<PlanItem>,
    /// With it.
    pub after: Vec<PlanItem>,
}

impl Session {
    /// What a build would do if these records stood in the lock. Nothing is written, and nobody is
    /// released from being held.
    ///
    /// # Errors
    ///
    /// If the lock cannot be used.
    pub fn foresee(
        &mut self,
        records: &BTreeMap<AssetName, Record>,
    ) -> Result<Foresight, SessionError> {
        if let Some(problem) = &self.lock_problem {
            return Err(SessionError::Lock(Box::new(problem.clone())));
        }
        let scope = self.reached(records.keys());
        let before = self.walk(scope.clone(), &BTreeMap::new());
        let mut shown = BTreeMap::new();
        let mut real = Vec::new();
        for (name, record) in records {
            let old = self.lock.records.insert(name.clone(), record.clone());
            if old.as_ref().map(picks) != Some(picks(record)) {
                shown.insert(name.clone(), self.made_up(name, record));
            }
            real.push((name.clone(), old));
        }
        let after = self.walk(scope, &shown);
        self.forget_kept();
        for (name, old) in real {
            match old {
                Some(old) => drop(self.lock.records.insert(name, old)),
                None => drop(self.lock.records.remove(&name)),
            }
        }
        Ok(Foresight { before, after })
    }

    fn walk(&mut self, scope: Scope, shown: &BTreeMap<AssetName, Record>) -> Vec<PlanItem> {
        Pass::over(self, &BuildRequest::default(), scope).walk(shown).0
    }

    /// These assets, all that refer to them, and all that those need.
    fn reached<'a>(&self, names: impl Iterator<Item = &'a AssetName>) -> Scope {
        let graph = self.graph();
        let mut reached: BTreeSet<AssetName> = names.cloned().collect();
        let mut rest: Vec<AssetName> = reached.iter().cloned().collect();
        while let Some(name) = rest.pop() {
            let users = graph.edges.iter().filter(|it| it.to == name).map(|it| &it.from);
            rest.extend(users.filter(|it| reached.insert((*it).clone())).cloned());
        }
        let mut rest: Vec<AssetName> = reached.iter().cloned().collect();
        while let Some(name) = rest.pop() {
            let needs = graph.edges.iter().filter(|it| it.from == name).map(|it| &it.to);
            rest.extend(needs.filter(|it| reached.insert((*it).clone())).cloned());
        }
        Scope { all: reached, ..Scope::default() }
    }

    /// The record with pictures that nobody has made yet: whoever is made of them is made anew.
    fn made_up(&mut self, name: &AssetName, record: &Record) -> Record {
        let mut res = record.clone();
        for (part, picture) in &mut res.pictures {
            let pixels = Digest::key("assetbuild foreseen pixels v1", &(name, &part));
            *picture = Picture { pixels, ..picture.clone() };
            self.pictures.insert(pixels, picture.clone());
        }
        res
    }
}

fn picks(record: &Record) -> Option<(crate::action::ActionKey, Vec<crate::action::Origin>)> {
    let origins = |it: &BriefRecord| it.picks.iter().map(|pick| pick.origin).collect();
    record.shown().map(|it| (it.key, origins(it)))
}
