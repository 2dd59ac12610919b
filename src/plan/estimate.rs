//! What a loop will buy, as far as look-ups tell: the recipe, driven without doing anything.

use crate::action::{ActionKey, EditRequest, PaintingAnswer, RefineRequest};
use crate::model::{CallShape, ModelId};
use crate::money::{PriceRange, Usd};
use crate::path::ProjectPath;
use crate::plan::spent::spent;
use crate::plan::{
    Decision, DirtyReason, Effort, Facts, Failed, FailedKind, Failure, FileState, Next, Outcome,
    Progress, StageMode, Unanswered, Work, bound, failure, lacks_plate, missing_original, modes,
    next, refining, untried_alone,
};
use crate::provider::Advice;
use crate::resolve::{Cutout, Painted, output_paths};

/// What a loop will do, and what it may cost.
pub(crate) struct Estimate {
    pub(crate) decision: Decision,
    pub(crate) price: PriceRange,
    /// What paintings that are there save.
    pub(crate) saved: Usd,
    /// Why nothing is bought, though something is wanted.
    pub(crate) over: Option<DirtyReason>,
}

impl Estimate {
    pub(crate) fn free(effort: Effort) -> Estimate {
        Estimate::of(Decision::Dirty(effort), PriceRange::FREE, Usd::ZERO)
    }

    fn failed(failed: Failed, saved: Usd) -> Estimate {
        Estimate::of(Decision::Failed(failed), PriceRange::FREE, saved)
    }

    fn of(decision: Decision, price: PriceRange, saved: Usd) -> Estimate {
        Estimate { decision, price, saved, over: None }
    }
}

/// Drives the recipe with look-ups only, up to the first thing that is not known.
#[expect(clippy::too_many_lines, reason = "one arm for each way in which a loop goes on")]
pub(crate) fn estimate(facts: &Facts<'_>, painted: &Painted, start: &Progress) -> Estimate {
    let mut progress = start.clone();
    let mut saved = Usd::ZERO;
    loop {
        let work = match next(facts.task, &progress, facts.known) {
            Next::Do(work) => work,
            Next::Done(outcome) => return done(facts, &outcome, saved),
            Next::Fail(failure) => return lost(facts, &failure),
        };
        // The brief that nothing was taken for yet.
        let brief = match &work {
            Work::Paint(requests) => requests.first().map(|it| it.brief),
            _ => None,
        };
        let dearest = || dearest(facts, painted, &progress);
        // The highest price, where nothing but plates can still be bought.
        let mut most = None;
        let (effort, keys, calls): (_, Vec<ActionKey>, Result<Vec<PriceRange>, Advice>) = match work
        {
            Work::Take(taken) => {
                for it in taken {
                    let answers = facts.known.answers(it.brief);
                    let answer = answers.iter().find(|answer| answer.id() == it.answer);
                    saved += answer.map_or(Usd::ZERO, PaintingAnswer::usd);
                    progress.taken.push(it);
                }
                continue;
            }
            Work::Look(_) | Work::LookTogether(_) => (dearest(), Vec::new(), Ok(Vec::new())),
            Work::Judge(wishes) => {
                let prices = wishes.iter().map(|it| &it.request);
                let prices = prices.map(|it| priced(facts, &it.model, &it.shape()));
                let keys = wishes.iter().map(|it| it.request.key()).collect();
                (dearest(), keys, prices.collect())
            }
            Work::Refine(requests) => {
                let prices = requests.iter().map(|it| priced(facts, &it.model, &it.shape()));
                (Effort::Paint, requests.iter().map(RefineRequest::key).collect(), prices.collect())
            }
            Work::Paint(requests) => {
                // The others go once it is known that such words are painted.
                let sure = untried_alone(&requests, facts.known);
                let prices = sure.iter().map(|it| priced(facts, &it.model, &it.shape()));
                (Effort::Paint, requests.iter().map(|it| it.brief).collect(), prices.collect())
            }
            Work::Edit(requests) => {
                let prices = plate_prices(facts, &requests);
                // The pick of a lone stage is decided before its plate is wanted. One that came to
                // nothing by chance is asked for once more.
                let high = prices.iter().map(|it| it.high.times(2)).sum();
                most = (painted.stages.len() == 1).then_some(high);
                let effort = most.map_or_else(dearest, |_| Effort::Plate);
                (effort, requests.iter().map(EditRequest::key).collect(), Ok(prices))
            }
            Work::Mask(wishes) => {
                match wishes.iter().find_map(|it| facts.no_network(&it.network)) {
                    Some(failed) => return Estimate::failed(failed, saved),
                    None => (dearest(), Vec::new(), Ok(Vec::new())),
                }
            }
        };
        let open = keys.into_iter().find_map(|key| facts.unanswered(key));
        let in_batch = match open.filter(|_| !facts.wanted.resend) {
            Some(Unanswered::Failed(failed)) => return Estimate::failed(failed, saved),
            Some(Unanswered::InBatch) => true,
            None => false,
        };
        let calls = match calls {
            Ok(calls) => calls,
            Err(advice) => return unpriced(advice, saved),
        };
        let hopeless = unpriced_plate(facts, painted, &progress);
        let hopeless = hopeless.or_else(|| unmasked(facts, painted, effort));
        if let Some(failed) = hopeless {
            return Estimate::failed(failed, saved);
        }
        let first = calls.iter().map(|it| it.low).sum();
        let price = match most {
            Some(high) => PriceRange { low: first, high },
            None => bound(facts.task, &progress, first, &facts.prices()),
        };
        let refining = refining(painted, &facts.prices());
        let before = spent(facts.known, painted, &progress.taken, brief, &[], refining);
        let left = facts.per_asset.saturating_sub(before);
        if let Some(call) =
            calls.iter().map(|it| it.high).min().filter(|it| *it > left && !in_batch)
        {
            let over = Some(DirtyReason::AssetBudget { left, call });
            return Estimate { over, saved, ..Estimate::free(effort) };
        }
        let price = capped(price, left);
        if in_batch {
            // What was asked for is held already; what comes of it is not known.
            let price = PriceRange { low: Usd::ZERO, ..price };
            return Estimate::of(Decision::InBatch, price, saved);
        }
        return Estimate::of(Decision::Dirty(effort), price, saved);
    }
}

/// No asset costs more than its budget allows.
pub(crate) fn capped(price: PriceRange, most: Usd) -> PriceRange {
    PriceRange { low: price.low.min(most), high: price.high.min(most) }
}

/// What second plates cost, one by one.
fn plate_prices(facts: &Facts<'_>, requests: &[EditRequest]) -> Vec<PriceRange> {
    let price = |it: &EditRequest| facts.lookups.price(&it.model, &it.shape()).unwrap_or_default();
    requests.iter().map(price).collect()
}

/// A painting is not bought for a second plate that cannot be: no price is known for it.
fn unpriced_plate(facts: &Facts<'_>, painted: &Painted, progress: &Progress) -> Option<Failed> {
    if painted.finishing.cutout != Cutout::TwoPlate || progress.kept {
        return None;
    }
    let painters = painted.stages.iter().flat_map(|it| &it.paintings).map(|it| &it.words.model);
    let none = std::collections::BTreeMap::new();
    let known = |it: &ModelId, shape| facts.lookups.price(it, &shape).is_some();
    let painted = CallShape::of_picture([1024, 1024], 0, 0, &none);
    let edited = CallShape::of_edit([1024, 1024], 0, &none);
    let mut unpriced = painters.filter(|it| known(it, painted) && !known(it, edited));
    let model = unpriced.next()?;
    Some(Failed {
        kind: FailedKind::Unavailable,
        message: format!("no price is known for a second plate by {model}, so nothing is sent"),
        help: vec![
            "give the price of `edit` in your own configuration".into(),
            "or cut it out by its key colour alone: `cutout = \"key\"`".into(),
        ],
    })
}

/// A painting is not bought for a network that cannot be had.
fn unmasked(facts: &Facts<'_>, painted: &Painted, effort: Effort) -> Option<Failed> {
    let network = painted.finishing.cutout.network().filter(|_| effort == Effort::Paint)?;
    facts.no_network(network)
}

/// The most expensive kind of work that may still come.
fn dearest(facts: &Facts<'_>, painted: &Painted, progress: &Progress) -> Effort {
    if progress.reroll.is_some() {
        return Effort::Paint;
    }
    let modes = modes(facts.task, progress);
    if modes.iter().any(|it| matches!(it, StageMode::Loop(_))) {
        return Effort::Paint;
    }
    let (picks, taken) = (&progress.picks, &progress.taken);
    if !progress.kept && lacks_plate(painted, picks, taken, facts.known) {
        return Effort::Plate;
    }
    let again = (!progress.same_quality && !progress.kept) || progress.rejudge;
    let judged = modes.iter().any(|it| again || matches!(it, StageMode::Recheck { .. }));
    if judged && !painted.quality.judge.is_builtin() { Effort::Judge } else { Effort::Free }
}

/// The price of a call, or why nothing can be sent.
fn priced(facts: &Facts<'_>, model: &ModelId, shape: &CallShape<'_>) -> Result<PriceRange, Advice> {
    let price = facts.lookups.price(model, shape);
    price.ok_or_else(|| facts.lookups.unpriced(model))
}

/// What the build will say as well: nothing is sent without a price.
fn unpriced(advice: Advice, saved: Usd) -> Estimate {
    Estimate::failed(Failed::unpriced(advice), saved)
}

fn done(facts: &Facts<'_>, outcome: &Outcome, saved: Usd) -> Estimate {
    let ended = outcome.ended.last().copied();
    let decision = match ended.filter(|_| outcome.picks.is_empty()) {
        None => Decision::Dirty(Effort::Free),
        Some(ended) => {
            let (name, instead) = (&facts.task.asset.name, outcome.instead.as_ref());
            Decision::Failed(failure(name, ended, outcome.taken.len(), instead))
        }
    };
    Estimate::of(decision, PriceRange::FREE, saved)
}

fn lost(facts: &Facts<'_>, failure: &Failure) -> Estimate {
    Estimate::failed(lost_failure(facts, failure), Usd::ZERO)
}

/// What to do about a lost original; its picture may still be among the outputs.
pub(crate) fn lost_failure(facts: &Facts<'_>, failure: &Failure) -> Failed {
    let name = &facts.task.asset.name;
    let mut failed = missing_original(name, failure);
    let outputs = output_paths(&facts.task.asset);
    let stands = |it: &ProjectPath| facts.files.get(it) == Some(&FileState::AsLocked);
    if let Some((_, path)) = outputs.pictures.first()
        && outputs.pictures.iter().all(|it| stands(&it.1))
    {
        let help =
            format!("or keep its output `{path}`, which is there: assetbuild adopt {name} FILE");
        failed.help.insert(1, help);
    }
    failed
}
