//! One more attempt of a stage: what exists is taken; else a prompt is refined, a picture painted.

use crate::action::{Brief, Feedback, PaintRequest, PaintingAnswer, PromptAnswer, RefineRequest};
use crate::digest::Digest;
use crate::lock::{Ended, Taken};
use crate::model::{Abilities, Alpha};
use crate::name::PartName;
use crate::plan::next::taken;
use crate::plan::stage::StageContext;
use crate::plan::{Next, Round, choose, request};
use crate::resolve::StagePainting;

impl StageContext<'_> {
    /// One more attempt: takes what exists, refines, or paints. Or it cannot be had, and the
    /// stage ends with what it has.
    pub(crate) fn one_more(
        &self,
        rounds: &[Round],
        best: Option<usize>,
        so_far: &[Taken],
    ) -> Result<(Ended, Option<String>), Next> {
        // Where none passes the checks, the last one is what can be improved.
        let best = best.or_else(|| rounds.len().checked_sub(1));
        let attempt = rounds.iter().map(|it| it.attempt).max().unwrap_or(0) + 1;
        let single = self.stage().paintings.len() == 1;
        let count = if single { self.painted.quality.candidates } else { 1 };
        let (mut take, mut refine, mut paint) = (Vec::new(), Vec::new(), Vec::new());
        for (place, painting) in self.stage().paintings.iter().enumerate() {
            if !self.wants(rounds.last(), painting) {
                continue;
            }
            let wish = Wish { attempt, count, place, painting, rounds, best, so_far };
            match self.painting(&wish) {
                Wanted::Take(more) => take.extend(more),
                Wanted::Refine(more) => refine.push(*more),
                Wanted::Paint(more) => paint.extend(more),
                Wanted::Never(ended, reason) => return Ok((ended, Some(reason))),
            }
        }
        // Paintings first: with some of them taken, the rest is found by the same rules.
        Err(if !take.is_empty() && paint.is_empty() && refine.is_empty() {
            Next::Take(take)
        } else if !refine.is_empty() {
            Next::Refine(refine)
        } else {
            Next::Paint(paint)
        })
    }

    /// Whether an attempt repaints this painting: those that the last verdict names, or failed
    /// their checks; all where neither is so.
    fn wants(&self, last: Option<&Round>, painting: &StagePainting) -> bool {
        let (Some(last), true) = (last, self.stage().paintings.len() > 1) else {
            return true;
        };
        let named = |place: usize| {
            let looked = last.looked.get(place).map(Vec::as_slice).unwrap_or_default();
            let failed = looked.iter().any(|(_, it)| !it.findings.passed());
            let parts: Vec<&PartName> = looked.iter().map(|(part, _)| part).collect();
            let verdict = last.verdict.as_ref();
            failed
                || verdict
                    .is_some_and(|(_, it)| it.repaint.iter().any(|part| parts.contains(&part)))
        };
        let places = 0..self.stage().paintings.len();
        let mine = self.stage().paintings.iter().position(|it| it.part == painting.part);
        let any = places.into_iter().any(named);
        !any || mine.is_some_and(named)
    }

    fn painting(&self, wish: &Wish<'_>) -> Wanted {
        let brief = self.brief(wish.painting);
        let answers = self.known.answers(brief.key());
        let mine = |it: &&Taken| it.part == wish.painting.part && it.brief == brief.key();
        let ids: Vec<Digest> = wish.so_far.iter().filter(mine).map(|it| it.answer).collect();
        let best = wish.best.and_then(|it| wish.rounds[it].members.get(wish.place));
        let best = best.map(|idx| wish.so_far[*idx].answer);

        let refined = self.refined(wish, &brief, &answers, best);
        let prompt = match &refined {
            Ok(refined) => self.requests(wish, &brief, refined.as_ref(), &[0])[0].prompt.clone(),
            // Nobody sent it yet.
            Err(_) => String::new(),
        };
        let (left, reason) = match self.progress.resend {
            true => (wish.count, None),
            false => choose::left(&answers, &prompt, &ids, wish.count),
        };
        // What cannot be had does not take away what can, and nothing takes its place.
        let count = if left == 0 { wish.count } else { left };
        let found = choose::take(&answers, &ids, best, count as usize);
        match (refined, reason) {
            _ if found.len() == count as usize => take(wish, &brief, &found),
            (_, Some(reason)) if left == 0 && found.is_empty() => {
                Wanted::Never(Ended::Refused, reason.to_owned())
            }
            _ if left == 0 => take(wish, &brief, &found),
            (Err(request), _) => Wanted::Refine(request),
            (Ok(refined), _) => {
                let from = wish.so_far.iter().filter(|it| it.brief == brief.key()).count();
                let missing = count - small(found.len());
                let ordinals = choose::free_ordinals(&answers, small(from), missing);
                Wanted::Paint(self.requests(wish, &brief, refined.as_ref(), &ordinals))
            }
        }
    }

    /// A better prompt than that of the best, or the request for one. `None` if there is none to
    /// start from.
    fn refined(
        &self,
        wish: &Wish<'_>,
        brief: &Brief,
        answers: &[PaintingAnswer],
        best: Option<Digest>,
    ) -> Result<Option<(Digest, String)>, Box<RefineRequest>> {
        let answer = best.and_then(|id| answers.iter().find(|it| it.id() == id));
        let painting = answer.and_then(PaintingAnswer::painted);
        let Some((id, painting)) = best.zip(painting) else { return Ok(None) };
        let (said, abilities) = (feedback(wish), self.abilities(wish.painting));
        let failed = wish.rounds.len();
        let request =
            request::refine_request(self.painted, brief, painting, abilities, said, failed);
        match self.known.refined(&request) {
            None => Err(Box::new(request)),
            Some(PromptAnswer::Refined { prompt, .. }) => Ok(Some((id, prompt))),
            Some(PromptAnswer::Unusable { .. }) => Ok(Some((id, request.prompt))),
        }
    }

    fn requests(
        &self,
        wish: &Wish<'_>,
        brief: &Brief,
        refined: Option<&(Digest, String)>,
        ordinals: &[u32],
    ) -> Vec<PaintRequest> {
        let first = self.first.map(|(_, picture)| picture);
        let references = self.task.reference_blobs(wish.painting, first);
        let references = references.expect("stages after the first know its picture");
        let mut abilities = self.abilities(wish.painting).clone();
        if self.known.answers(brief.key()).iter().any(PaintingAnswer::wants_key) {
            abilities.alpha = Alpha::None;
        }
        request::paint_requests(
            self.painted,
            brief,
            &abilities,
            &references,
            ordinals,
            refined.map(|(from, prompt)| (*from, prompt.as_str())),
        )
    }

    pub(crate) fn abilities(&self, it: &StagePainting) -> &Abilities {
        let model = it.words.model.to_string();
        self.task.abilities.get(&model).expect("a task knows its models")
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
enum Wanted {
    Take(Vec<Taken>),
    Refine(Box<RefineRequest>),
    Paint(Vec<PaintRequest>),
    Never(Ended, String),
}

/// Candidates of one attempt, in the order in which they were asked for.
fn take(wish: &Wish<'_>, brief: &Brief, found: &[&PaintingAnswer]) -> Wanted {
    let entry = |it: &&PaintingAnswer| {
        let painting = it.painted().expect("only paintings are taken");
        let taken = taken(&wish.painting.part, wish.attempt, brief.key(), painting, it.id());
        (painting.request.ordinal, taken)
    };
    let mut entries: Vec<(u32, Taken)> = found.iter().map(entry).collect();
    entries.sort_by_key(|(ordinal, it)| (*ordinal, it.answer));
    Wanted::Take(entries.into_iter().map(|(_, it)| it).collect())
}

pub(crate) fn small(count: usize) -> u32 {
    u32::try_from(count).expect("nobody takes so many")
}

/// What was said so far, oldest first; what was said of the best comes last.
fn feedback(wish: &Wish<'_>) -> Vec<Feedback> {
    let said = |(_, it): (usize, &Round)| Feedback {
        attempt: it.attempt,
        score: it.score,
        points: it.points(),
    };
    let all = wish.rounds.iter().enumerate();
    let others = all.clone().filter(|(idx, _)| Some(*idx) != wish.best);
    let best = all.filter(|(idx, _)| Some(*idx) == wish.best);
    others.chain(best).map(said).filter(|it| !it.points.is_empty()).collect()
}
