//! One more attempt of a stage: what exists is taken; else a prompt is refined, a picture painted.

use crate::action::{Brief, Feedback, PaintRequest, PaintingAnswer};
use crate::digest::Digest;
use crate::lock::{Ended, Taken};
use crate::plan::choose::small;
use crate::plan::context::StageContext;
use crate::plan::work::{Flow, Lacks, need, todo};
use crate::plan::{Instead, Round, Work, choose, request};
use crate::prompt;
use crate::resolve::StagePainting;

impl StageContext<'_> {
    /// One more attempt: takes what exists, refines, or paints. Or it cannot be had, and the
    /// stage ends with what it has.
    pub(crate) fn one_more(
        &self,
        rounds: &[Round],
        best: Option<usize>,
        so_far: &[Taken],
    ) -> Flow<(Ended, Option<Instead>)> {
        // Where none passes the checks, the last one is what can be improved.
        let best = best.or_else(|| rounds.len().checked_sub(1));
        let attempt = rounds.iter().map(|it| it.attempt).max().unwrap_or(0) + 1;
        let single = self.stage().paintings.len() == 1;
        let count = if single { self.painted.quality.candidates } else { 1 };
        let (mut take, mut paint, mut lacks) = (Vec::new(), Vec::new(), Lacks::default());
        for (place, painting) in self.stage().paintings.iter().enumerate() {
            if !self.wants(rounds.last(), painting) {
                continue;
            }
            let wish = Wish { attempt, count, place, painting, rounds, best, so_far };
            match lacks.note(self.wanted(&wish))? {
                Some(Supply::Take(more)) => take.extend(more),
                Some(Supply::Paint(more)) => paint.extend(more),
                Some(Supply::Never(instead)) => {
                    return Flow::Continue((Ended::Refused, Some(instead)));
                }
                None => {}
            }
        }
        lacks.met()?;
        need(paint, Work::Paint)?;
        // With all of them taken, the rest is found by the same rules.
        todo(Work::Take(take))
    }

    /// Whether an attempt repaints this painting: those that the last verdict names, or failed
    /// their checks; all where neither is so.
    fn wants(&self, last: Option<&Round>, painting: &StagePainting) -> bool {
        let paintings = &self.stage().paintings;
        let (Some(last), true) = (last, paintings.len() > 1) else {
            return true;
        };
        let named = |place: usize| {
            let looked = last.looked.get(place).map(Vec::as_slice).unwrap_or_default();
            let failed = looked.iter().any(|(_, it)| !it.findings.passed());
            let repaint = last.verdict.as_ref().map(|(_, it)| it.repaint.as_slice());
            let repaint = repaint.unwrap_or_default();
            failed || looked.iter().any(|(part, _)| repaint.contains(part))
        };
        let mine = paintings.iter().position(|it| it.part == painting.part);
        mine.is_some_and(named) || !(0..paintings.len()).any(named)
    }

    /// How one painting is to be had.
    fn wanted(&self, wish: &Wish<'_>) -> Flow<Supply> {
        let brief = self.brief(wish.painting);
        let answers = self.known.answers(brief.key());
        let own = |it: &&Taken| it.part == wish.painting.part && it.brief == brief.key();
        let ids: Vec<Digest> = wish.so_far.iter().filter(own).map(|it| it.answer).collect();
        let best = wish.best.and_then(|it| wish.rounds[it].members.get(wish.place));
        let best = best.map(|idx| wish.so_far[*idx].answer);

        let refined = self.refined(wish, &brief, &answers, best);
        let requests = |refined: Option<&(Digest, String)>, ordinals: &[u32]| {
            let refined = refined.map(|(from, prompt)| (*from, prompt.as_str()));
            self.paint_requests(wish.painting, &brief, &answers, refined, ordinals)
        };
        let prompt = match &refined {
            Flow::Continue(refined) => requests(refined.as_ref(), &[0])[0].prompt.clone(),
            // Nobody sent it yet.
            Flow::Break(_) => String::new(),
        };
        let (left, instead) = match self.progress.resend {
            true => (wish.count, None),
            false => choose::left(&answers, &prompt, &ids, wish.count),
        };
        // What cannot be had does not take away what can, and nothing is bought in its place.
        let found = self.take(&answers, &ids, best, wish.count as usize);
        // What was made for a later attempt is left to that, so that a killed loop goes on as it was.
        let mine = |(idx, it): &(usize, &PaintingAnswer)| {
            left == 0 || *idx < left as usize || it.request().refined_from == best
        };
        let found: Vec<_> = found.into_iter().enumerate().filter(mine).map(|it| it.1).collect();
        if let (0, true, Some(instead)) = (left, found.is_empty(), instead) {
            return Flow::Continue(Supply::Never(instead));
        }
        if found.len() >= left as usize {
            return Flow::Continue(take(wish, &brief, &found));
        }
        let refined = refined?;
        let from = wish.so_far.iter().filter(|it| it.brief == brief.key()).count();
        let ordinals = choose::free_ordinals(&answers, small(from), left - small(found.len()));
        Flow::Continue(Supply::Paint(requests(refined.as_ref(), &ordinals)))
    }

    /// The paintings to take. What is lost comes last, and then fails its asset: nothing is bought
    /// again by itself.
    fn take<'a>(
        &self,
        answers: &'a [PaintingAnswer],
        taken: &[Digest],
        best: Option<Digest>,
        count: usize,
    ) -> Vec<&'a PaintingAnswer> {
        let all = choose::take(answers, taken, best, answers.len());
        let is_there =
            |it: &&PaintingAnswer| it.painted().is_some_and(|it| self.known.has_blob(it.picture));
        let (mut res, lost): (Vec<_>, Vec<_>) = all.into_iter().partition(is_there);
        res.extend(lost);
        res.truncate(count);
        res
    }

    /// A better prompt than that of the best, and whose feedback led to it. `None` if there is
    /// none to start from.
    fn refined(
        &self,
        wish: &Wish<'_>,
        brief: &Brief,
        answers: &[PaintingAnswer],
        best: Option<Digest>,
    ) -> Flow<Option<(Digest, String)>> {
        let answer = best.and_then(|id| answers.iter().find(|it| it.id() == id));
        let painting = answer.and_then(PaintingAnswer::painted);
        let Some((id, painting)) = best.zip(painting) else { return Flow::Continue(None) };
        let (said, abilities) = (feedback(wish), self.abilities(wish.painting));
        let failed = wish.rounds.len();
        let request =
            request::refine_request(self.painted, brief, painting, abilities, said, failed);
        let prompt = match self.better_prompt(&request)? {
            Some(better) => prompt::with_subject(&better, &wish.painting.subject),
            None => request.prompt,
        };
        Flow::Continue(Some((id, prompt)))
    }
}

/// One painting that an attempt is to have.
struct Wish<'a> {
    attempt: u32,
    count: u32,
    /// Which painting of the stage.
    place: usize,
    painting: &'a StagePainting,
    rounds: &'a [Round],
    /// What a better prompt starts from.
    best: Option<usize>,
    so_far: &'a [Taken],
}

/// How a painting is to be had.
enum Supply {
    Take(Vec<Taken>),
    Paint(Vec<PaintRequest>),
    /// Not at all: this comes instead.
    Never(Instead),
}

/// Candidates of one attempt, in the order in which they were asked for.
fn take(wish: &Wish<'_>, brief: &Brief, found: &[&PaintingAnswer]) -> Supply {
    let mut found = found.to_vec();
    found.sort_by_key(|it| (it.request().ordinal, it.id()));
    Supply::Take(choose::entries(&wish.painting.part, wish.attempt, brief, &found))
}

/// What was said so far, oldest first, and the attempt that a better prompt starts from.
fn feedback(wish: &Wish<'_>) -> (Vec<Feedback>, Option<u32>) {
    let said = |round: &Round| Feedback {
        attempt: round.attempt,
        score: round.score,
        points: round.points(),
    };
    let all = wish.rounds.iter().map(said).filter(|it| !it.points.is_empty());
    (all.collect(), wish.best.map(|it| wish.rounds[it].attempt))
}
