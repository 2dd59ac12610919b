//! What an asset's brief cost so far, whoever paid: the budget of an asset holds across builds.

use std::collections::BTreeSet;

use crate::action::ActionKey;
use crate::action::EditAnswer;
use crate::action::PaintingAnswer;
use crate::action::VerdictAnswer;
use crate::build::View;
use crate::digest::Digest;
use crate::lock::Taken;
use crate::money::Usd;
use crate::recipe::Known;
use crate::recipe::plate_request;
use crate::resolve::Painted;

/// What was paid for these paintings, their second plates, their verdicts, the prompts that led to them, and answers of
/// no use to the same briefs. Answers in `now` are counted elsewhere. `also` is a brief that
/// nothing was taken for yet.
///
/// No record names the answers of a refiner, so each prompt that one wrote counts with `refining`,
/// the highest price of a call.
pub(crate) fn spent(
    known: &View,
    painted: &Painted,
    taken: &[Taken],
    also: Option<ActionKey>,
    now: &[Digest],
    refining: Usd,
) -> Usd {
    let earlier: Vec<&Taken> = taken.iter().filter(|it| !now.contains(&it.answer)).collect();
    let briefs: BTreeSet<ActionKey> = taken.iter().map(|it| it.brief).chain(also).collect();
    let answers: Vec<PaintingAnswer> =
        briefs.into_iter().flat_map(|it| known.answers(it)).collect();
    let mut prompts = BTreeSet::new();
    let mut sum = Usd::ZERO;
    for it in &earlier {
        let Some(answer) = answers.iter().find(|answer| answer.id() == it.answer) else { continue };
        sum += answer.usd();
        let request = answer.request();
        if request.refined_from.is_some() || request.note.is_some() {
            prompts.insert(request.prompt.as_str());
        }
        let plates = answer.painted().and_then(|of| plate_request(painted, it.answer, of));
        let mut plates = plates.map(|it| known.edits(&it)).unwrap_or_default();
        let recorded = it.plate.and_then(|id| known.recorded_edit(id));
        plates.extend(recorded.filter(|it| !plates.contains(it)));
        sum += plates.iter().filter(|it| !now.contains(&it.id())).map(EditAnswer::usd).sum();
        let verdict = it.verdict.and_then(|id| known.recorded_verdict(id));
        sum += verdict.as_ref().and_then(VerdictAnswer::verdict).map_or(Usd::ZERO, |it| it.usd);
    }
    let in_vain = answers.iter().filter(|it| it.painted().is_none() && !now.contains(&it.id()));
    let in_vain: Usd = in_vain.map(PaintingAnswer::usd).sum();
    sum + in_vain + refining.times(prompts.len() as u64)
}
