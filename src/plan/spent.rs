//! What an asset's brief cost so far, whoever paid: the budget of an asset holds across builds.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{ActionKey, Answer, PaintingAnswer};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::money::Usd;
use crate::plan::{Known, plate_request};
use crate::resolve::Painted;

/// What was paid for these paintings, their second plates, their verdicts, and answers of no use to
/// the same briefs, with the prompts that led to all of them. Answers in `now` are counted
/// elsewhere. `also` is a brief that nothing was taken for yet.
///
/// No record names the answers of a refiner, so each prompt that one wrote counts with `refining`,
/// the highest price of a call.
pub(crate) fn spent(
    known: &dyn Known,
    painted: &Painted,
    taken: &[Taken],
    also: Option<ActionKey>,
    now: &[Digest],
    refining: Usd,
) -> Usd {
    let earlier: Vec<&Taken> = taken.iter().filter(|it| !now.contains(&it.answer)).collect();
    let briefs: BTreeSet<ActionKey> = taken.iter().map(|it| it.brief).chain(also).collect();
    let answers = briefs.into_iter().flat_map(|it| known.answers(it)).map(|it| (it.id(), it));
    let answers: BTreeMap<Digest, PaintingAnswer> = answers.collect();
    let counts = |(id, answer): &(&Digest, &PaintingAnswer)| {
        let in_vain = answer.painted().is_none() && !now.contains(id);
        in_vain || earlier.iter().any(|taken| taken.answer == **id)
    };
    let counted: Vec<&PaintingAnswer> = answers.iter().filter(counts).map(|it| it.1).collect();
    let mut sum: Usd = counted.iter().map(|it| it.usd()).sum();
    // What was written for an answer of no use was paid, too.
    let requests = counted.iter().map(|it| it.request());
    let refined = requests.filter(|it| it.refined_from.is_some() || it.note.is_some());
    let prompts: BTreeSet<&str> = refined.map(|it| it.prompt.as_str()).collect();
    for it in &earlier {
        let Some(answer) = answers.get(&it.answer) else { continue };
        let plates = answer.painted().and_then(|of| plate_request(painted, it.answer, of));
        let mut plates = plates.map(|it| known.edits(&it)).unwrap_or_default();
        let recorded = it.plate.and_then(|id| known.recorded_edit(id));
        plates.extend(recorded.filter(|it| !plates.contains(it)));
        sum += plates.iter().filter(|it| !now.contains(&it.id())).map(Answer::usd).sum();
        let verdict = it.verdict.and_then(|id| known.recorded_verdict(id));
        sum += verdict.as_ref().and_then(Answer::given).map_or(Usd::ZERO, |it| it.usd);
    }
    sum + refining.times(prompts.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::tests::asset::{edited, painted, task};
    use crate::plan::tests::script::Act::{Empty, Good, Refused};
    use crate::plan::tests::script::{Act, EDIT, PAINT, REFINE, World, build};
    use crate::plan::{Task, Wishes};
    use crate::resolve::Cutout;

    /// An asset that was built, the paintings that it took, and what all of it cost.
    struct Built {
        task: Task,
        world: World,
        taken: Vec<Taken>,
        brief: ActionKey,
        billed: Usd,
    }

    impl Built {
        fn by(script: &[Act], edit: impl FnOnce(&mut Painted)) -> Built {
            let task = edited(&task(painted(&[&[""]])), edit);
            let mut world = World::new(script);
            let (_, pinned) = build(&mut world, &task, None, Wishes::default());
            let (taken, billed) = (pinned.brief.taken, world.calls.usd());
            let brief = world.sent[0].brief;
            Built { task, world, taken, brief, billed }
        }

        /// What was spent by the word of what is known, where these answers are new.
        fn spent(&self, now: &[Digest]) -> Usd {
            let painted = self.task.painted().unwrap();
            spent(&self.world, painted, &self.taken, Some(self.brief), now, REFINE)
        }
    }

    #[test]
    fn every_call_that_a_brief_led_to_counts_once() {
        for script in [
            &[Good(95)][..],
            &[Good(50), Good(60), Good(95)],
            &[Empty, Good(95)],
            &[Refused],
            &[Good(50), Refused],
        ] {
            let built = Built::by(script, |_| {});
            assert_eq!(built.spent(&[]), built.billed, "{script:?}");
        }
    }

    #[test]
    fn a_second_plate_counts_and_what_is_counted_elsewhere_does_not() {
        let plated = Built::by(&[Good(95)], |it| it.finishing.cutout = Cutout::TwoPlate);
        assert_eq!(plated.spent(&[]), plated.billed);
        assert!(plated.billed > EDIT, "{}", plated.billed);
        let plate = plated.taken[0].plate.expect("it was bought");
        assert_eq!(plated.spent(&[plate]), plated.billed.saturating_sub(EDIT));
        // With its painting go its plate and its verdict.
        assert_eq!(plated.spent(&[plated.taken[0].answer]), Usd::ZERO);
        let vain = Built::by(&[Empty, Good(95)], |_| {});
        let answers = vain.world.answers(vain.taken[0].brief);
        let empty = answers.iter().find(|it| it.painted().is_none()).expect("it is an answer");
        assert_eq!(vain.spent(&[empty.id()]), vain.billed.saturating_sub(PAINT));
    }
}
