//! What was spent, and what is in doubt: from the journal, which every paid call is written to.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use crate::action::PaintingAnswer;
use crate::digest::Digest;
use crate::model::{Day, ModelId, Role};
use crate::money::Usd;
use crate::project::view::{AssetCost, Cost, DayCost, ModelCost, OpenCall, Unchosen};
use crate::project::{Project, ProjectError};
use crate::run::unix_ms;
use crate::store::{CallOutcome, CallState, Journal};

impl Project {
    /// What was spent, by model, by asset and by day, and what is in doubt.
    ///
    /// # Errors
    ///
    /// If the journal cannot be read.
    pub fn cost(&mut self) -> Result<Cost, ProjectError> {
        let journal = self.store()?.intents()?;
        let own = self.booked_under();
        let ours = journal.into_iter().filter(|it| it.intent.project == own);
        let ours: Vec<Journal> = ours.collect();
        let mut cost = by_model_asset_and_day(&ours);
        for (model, saved) in self.saved(&ours)? {
            match cost.models.iter_mut().find(|it| it.model == model) {
                Some(it) => it.saved = saved,
                None => cost.models.push(ModelCost { saved, ..ModelCost::none(model) }),
            }
        }
        let open = ours.iter().filter(|it| is_open(it));
        cost.open = open.map(open_call).collect();
        cost.unchosen = self.unchosen(&ours)?;
        Ok(cost)
    }

    /// What paintings had cost that stand in the lock, and that this project took from the store
    /// without buying them: of a teammate, of another project, or of an asset with the same brief.
    fn saved(&self, journal: &[Journal]) -> Result<BTreeMap<ModelId, Usd>, ProjectError> {
        let mut bought: BTreeMap<Digest, u32> = BTreeMap::new();
        for it in journal.iter().filter(|it| it.intent.role == Role::Paint) {
            let CallState::Settled(settled) = &it.state else { continue };
            if let Some(answer) = settled.answer {
                *bought.entry(answer).or_default() += 1;
            }
        }
        let mut res: BTreeMap<ModelId, Usd> = BTreeMap::new();
        let briefs = self.lock.records.values().flat_map(|it| &it.briefs);
        for taken in briefs.flat_map(|it| &it.taken) {
            if let Some(left) = bought.get_mut(&taken.answer).filter(|it| **it > 0) {
                *left -= 1;
                continue;
            }
            let Some(text) = self.store()?.blob(&taken.answer)? else { continue };
            let Ok(answer) = serde_json::from_slice::<PaintingAnswer>(&text) else { continue };
            if !answer.usd().is_zero() {
                *res.entry(answer.request().model.clone()).or_default() += answer.usd();
            }
        }
        Ok(res)
    }

    /// Paintings that were paid for and that no record shows.
    fn unchosen(&self, journal: &[Journal]) -> Result<Unchosen, ProjectError> {
        let briefs = self.lock.records.values().flat_map(|it| &it.briefs);
        let chosen: BTreeSet<_> =
            briefs.flat_map(|it| &it.picks).filter_map(|it| it.answer).collect();
        let mut res = Unchosen::default();
        for it in journal.iter().filter(|it| it.intent.role == Role::Paint) {
            let CallState::Settled(settled) = &it.state else { continue };
            let answered = settled.outcome == CallOutcome::Answered;
            if answered && settled.answer.is_some_and(|it| !chosen.contains(&it)) {
                res.pictures += 1;
                res.usd += settled.usd;
            }
        }
        Ok(res)
    }

    /// Clears a request without an answer, by the beginning of its id: its price is no longer
    /// held, and it may be sent again.
    ///
    /// # Errors
    ///
    /// If there is no such request, or more than one.
    pub fn settle(&mut self, id: &str) -> Result<OpenCall, ProjectError> {
        let unsettled = self.store()?.unsettled()?;
        let mut found = unsettled.iter().filter(|it| it.id.to_string().starts_with(id));
        let (first, more) = (found.next(), found.next());
        match (first, more) {
            (Some(it), None) if is_open(it) => {
                self.store()?.forget(&it.id)?;
                Ok(open_call(it))
            }
            _ => Err(ProjectError::UnknownCall { id: id.to_owned() }),
        }
    }
}

/// What was settled, by whoever was asked, whatever it was for, and when; the dearest first, and
/// the latest day.
fn by_model_asset_and_day(journal: &[Journal]) -> Cost {
    let mut models: BTreeMap<ModelId, ModelCost> = BTreeMap::new();
    let mut assets: BTreeMap<String, AssetCost> = BTreeMap::new();
    let mut days: BTreeMap<String, DayCost> = BTreeMap::new();
    let mut cost = Cost::default();
    for it in journal {
        let CallState::Settled(settled) = &it.state else { continue };
        let (id, name) = (&it.intent.model, &it.intent.asset);
        let model = models.entry(id.clone()).or_insert_with(|| ModelCost::none(id.clone()));
        let asset = assets.entry(name.clone()).or_insert_with(|| AssetCost::none(name));
        let day = Day::of_unix_ms(it.intent.started).to_string();
        let day = days.entry(day.clone()).or_insert_with(|| DayCost::none(day));
        match it.intent.role {
            Role::Paint | Role::Edit => {
                model.pictures += 1;
                asset.pictures += 1;
            }
            Role::Judge => model.verdicts += 1,
            Role::Refine => model.prompts += 1,
        }
        model.tokens += settled.tokens.unwrap_or(0);
        for estimate in [&mut model.estimate, &mut asset.estimate, &mut day.estimate] {
            *estimate += it.intent.price;
        }
        for billed in [&mut model.billed, &mut asset.billed, &mut day.billed, &mut cost.project] {
            *billed += settled.usd;
        }
    }
    cost.models = models.into_values().collect();
    cost.models.sort_by_key(|it| std::cmp::Reverse(it.billed));
    cost.assets = assets.into_values().collect();
    cost.assets.sort_by_key(|it| std::cmp::Reverse(it.billed));
    cost.days = days.into_values().rev().collect();
    cost
}

impl ModelCost {
    /// Nothing yet.
    pub(crate) fn none(model: ModelId) -> ModelCost {
        ModelCost {
            model,
            pictures: 0,
            verdicts: 0,
            prompts: 0,
            tokens: 0,
            estimate: Usd::ZERO,
            billed: Usd::ZERO,
            saved: Usd::ZERO,
        }
    }
}

impl AssetCost {
    fn none(name: &str) -> AssetCost {
        let (estimate, billed) = (Usd::ZERO, Usd::ZERO);
        AssetCost { name: name.to_owned(), pictures: 0, estimate, billed }
    }
}

impl DayCost {
    fn none(day: String) -> DayCost {
        DayCost { day, estimate: Usd::ZERO, billed: Usd::ZERO }
    }
}

fn is_open(call: &Journal) -> bool {
    matches!(call.state, CallState::Open | CallState::InBatch)
}

fn open_call(it: &Journal) -> OpenCall {
    OpenCall {
        id: it.id.to_string(),
        model: it.intent.model.clone(),
        role: it.intent.role,
        asset: it.intent.asset.clone(),
        usd: it.intent.price,
        in_batch: it.state == CallState::InBatch,
        age: Duration::from_millis(unix_ms().saturating_sub(it.intent.started)),
    }
}
