//! Models that follow a script, and a driver that does what `next` says.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{
    ActionKey, Answer, CheckSpec, Criterion, CriterionScore, EditRequest, Edited, Finding,
    Findings, Masked, PaintRequest, Painting, PaintingAnswer, Picture, RefineRequest, Refined,
    Score, Step, Verdict, Way, Words,
};
use crate::digest::{Digest, canonical_text};
use crate::lock::{BriefRecord, Record, Taken};
use crate::model::{CallShape, ModelId, Role};
use crate::money::{PriceRange, Usd};
use crate::name::PartName;
use crate::plan::tests::beside::mask_request;
use crate::plan::{
    Failure, GroupLook, JudgeWish, Known, Look, LookWish, Looked, MaskWish, Next, Outcome,
    Progress, Task, Wishes, Work, keys, next,
};
use crate::resolve::{Painted, StagePainting, output_paths};

pub(crate) const PAINT: Usd = Usd::from_nanos(1_000_000);
pub(crate) const EDIT: Usd = Usd::from_nanos(100_000_000);
pub(crate) const JUDGE: Usd = Usd::from_nanos(1_000);
pub(crate) const REFINE: Usd = Usd::from_nanos(1);

/// What comes of a request for a picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Act {
    /// A picture that passes the checks, and what the judge gives it.
    Good(u8),
    /// The same; the judge asks for its part to be painted again.
    Blamed(u8),
    /// A picture whose border is not clear; what the judge would give it.
    Bad(u8),
    /// A picture that no judge has anything to say of.
    Unjudged,
    Refused,
    /// Nothing came, by chance.
    Empty,
    /// Something came that is no picture, and never will be.
    Broken,
}

/// Calls of models that were billed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Calls {
    pub(crate) paint: u32,
    pub(crate) edit: u32,
    pub(crate) judge: u32,
    pub(crate) refine: u32,
}

impl Calls {
    pub(crate) fn usd(self) -> Usd {
        PAINT.times(self.paint.into())
            + EDIT.times(self.edit.into())
            + JUDGE.times(self.judge.into())
            + REFINE.times(self.refine.into())
    }
}

/// A store in memory, and models that answer by the ordinal of a painting.
#[derive(Clone, Default)]
pub(crate) struct World {
    /// What the painter does, by ordinal; the last one for all that follow.
    pub(crate) script: Vec<Act>,
    /// The same for parts that differ.
    pub(crate) parts: BTreeMap<PartName, Vec<Act>>,
    /// What the painter does when a second plate is wanted, in the order of the calls for one
    /// painting; the last one for all that follow, and a plate where there is none.
    pub(crate) plating: Vec<Act>,
    pub(crate) answers: BTreeMap<ActionKey, Vec<PaintingAnswer>>,
    pub(crate) calls: Calls,
    /// The requests for pictures, in the order in which they were sent.
    pub(crate) sent: Vec<PaintRequest>,
    pub(crate) rewritten: Vec<RefineRequest>,
    /// Second plates with which nothing passes the checks.
    pub(crate) spoilt: BTreeSet<Digest>,
    acts: BTreeMap<Digest, Act>,
    looked: BTreeMap<ActionKey, Looked>,
    verdicts: BTreeMap<ActionKey, Vec<Answer<Verdict>>>,
    said: BTreeMap<Digest, Answer<Verdict>>,
    prompts: BTreeMap<ActionKey, Vec<Answer<Refined>>>,
    pub(crate) edits: BTreeMap<ActionKey, Vec<Answer<Edited>>>,
    pub(crate) masks: BTreeMap<ActionKey, Masked>,
    pub(crate) n_masked: u32,
}

impl World {
    pub(crate) fn new(script: &[Act]) -> World {
        World { script: script.to_vec(), ..World::default() }
    }

    /// Forgets what can be computed again.
    pub(crate) fn trim(&mut self) {
        self.looked.clear();
    }

    fn act(&self, part: &PartName, ordinal: u32) -> Act {
        let script = self.parts.get(part).unwrap_or(&self.script);
        *script.get(ordinal as usize).or(script.last()).expect("a script has an act")
    }

    /// The answer of a painter, stored.
    pub(crate) fn paint(&mut self, task: &Task, request: &PaintRequest) {
        let part = part_of(task, request);
        let act = self.act(&part, request.ordinal);
        self.calls.paint += 1;
        self.sent.push(request.clone());
        self.add(request.clone(), act);
    }

    /// An answer that somebody bought.
    pub(crate) fn add(&mut self, request: PaintRequest, act: Act) -> PaintingAnswer {
        let key = request.brief;
        let reason = "not like this".to_owned();
        let answer = match act {
            Act::Good(_) | Act::Blamed(_) | Act::Bad(_) | Act::Unjudged => {
                let picture = Digest::of(canonical_text(&request).as_bytes());
                self.acts.insert(picture, act);
                PaintingAnswer::Painted(Painting {
                    request,
                    picture,
                    answered_by: "painter".to_owned(),
                    usd: PAINT,
                    estimated: false,
                    ms: 1,
                    safety: None,
                })
            }
            Act::Refused => {
                PaintingAnswer::Refused { request, reason, usd: PAINT, no_alpha: false }
            }
            Act::Empty => PaintingAnswer::Unusable { request, reason, chance: true, usd: PAINT },
            Act::Broken => PaintingAnswer::Unusable { request, reason, chance: false, usd: PAINT },
        };
        self.answers.entry(key).or_default().push(answer.clone());
        answer
    }

    fn look(&mut self, look: &Look) {
        let act = self.acts[&look.blob];
        let spoils = |it: &Step| match it {
            Step::CutOut { way: Way::TwoPlate { plate, .. }, .. } => self.spoilt.contains(plate),
            _ => false,
        };
        let act = match act {
            Act::Good(score) | Act::Blamed(score) if look.steps.shaping.iter().any(spoils) => {
                Act::Bad(score)
            }
            _ => act,
        };
        self.add_look(look.key(), act, look.check.as_ref());
    }

    fn look_together(&mut self, look: &GroupLook) {
        for (idx, frame) in look.frames.iter().enumerate() {
            self.add_look(look.key(idx), self.acts[frame], Some(&look.check));
        }
    }

    /// Frames are checked when they are together, and not before.
    fn add_look(&mut self, key: ActionKey, act: Act, spec: Option<&CheckSpec>) {
        let border = spec.map_or(0, |it| it.border);
        let clear = if matches!(act, Act::Bad(_)) { 100 } else { 1000 };
        let finding = Finding {
            check: "border-transparency".to_owned(),
            passed: clear >= border,
            hard: true,
            measured: String::new(),
            required: String::new(),
            suggestion: "leave the border empty".to_owned(),
        };
        let blob = Digest::of(key.0.hex().as_bytes());
        let picture = Picture { pixels: blob, blob, width: 1, height: 1 };
        let findings = Findings(vec![finding]);
        self.looked
            .insert(key, Looked { picture, findings, notes: vec![], canvas: None, uncut: false });
        self.acts.insert(blob, act);
    }

    fn judge(&mut self, wish: &JudgeWish) {
        self.calls.judge += u32::from(!wish.request.model.is_builtin());
        let all = self.verdicts.entry(wish.request.key()).or_default();
        let acts = wish.request.pictures.iter().map(|it| self.acts[it]);
        let scores: Option<Vec<u8>> = acts
            .clone()
            .map(|it| match it {
                Act::Good(it) | Act::Blamed(it) | Act::Bad(it) => Some(it),
                Act::Unjudged | Act::Refused | Act::Empty | Act::Broken => None,
            })
            .collect();
        let blamed = wish.request.parts.iter().zip(acts);
        let blamed = blamed.filter(|(_, act)| matches!(act, Act::Blamed(_)));
        let answer = match scores {
            None => Answer::Unusable {
                reason: "no words".to_owned(),
                chance: true,
                asked_before: u32::try_from(all.len()).unwrap(),
                usd: JUDGE,
            },
            Some(scores) => {
                let score = *scores.iter().min().unwrap();
                Answer::Given(verdict(score, blamed.map(|(it, _)| it.clone()).collect()))
            }
        };
        self.said.insert(answer.id(), answer.clone());
        all.push(answer);
    }

    fn refine(&mut self, request: &RefineRequest) {
        self.calls.refine += 1;
        self.rewritten.push(request.clone());
        let prompt = format!("better {} {}", request.key().0.short(), Words::BACKGROUND);
        let usd = REFINE;
        let answer = Answer::Given(Refined { prompt, answered_by: "refiner".to_owned(), usd });
        self.prompts.entry(request.key()).or_default().push(answer);
    }
}

fn verdict(score: u8, repaint: Vec<PartName>) -> Verdict {
    let criterion = |it: Criterion| {
        let feedback = String::new();
        (it, CriterionScore { score: Score(score), feedback, suggestions: vec![] })
    };
    Verdict {
        criteria: Criterion::ALL.into_iter().map(criterion).collect(),
        suggestions: vec![format!("better than {score}")],
        repaint,
        answered_by: "judge".to_owned(),
        usd: JUDGE,
        estimated: false,
        ms: 1,
    }
}

fn part_of(task: &Task, request: &PaintRequest) -> PartName {
    let painted = task.painted().unwrap();
    let mut all = painted.stages.iter().flat_map(|it| &it.paintings);
    let mine = |it: &&StagePainting| request.params.get("part") == it.words.params.get("part");
    all.find(mine).unwrap().part.clone()
}

impl Known for World {
    fn answers(&self, brief: ActionKey) -> Vec<PaintingAnswer> {
        self.answers.get(&brief).cloned().unwrap_or_default()
    }

    fn looked(&self, look: &Look) -> Option<Looked> {
        self.looked.get(&look.key()).cloned()
    }

    fn looked_together(&self, look: &GroupLook) -> Option<Vec<Looked>> {
        (0..look.frames.len()).map(|idx| self.looked.get(&look.key(idx)).cloned()).collect()
    }

    fn verdict(&self, wish: &JudgeWish) -> Option<Answer<Verdict>> {
        Answer::that_counts(self.verdicts.get(&wish.request.key())?.clone())
    }

    fn recorded_verdict(&self, id: Digest) -> Option<Answer<Verdict>> {
        self.said.get(&id).cloned()
    }

    fn refined(&self, request: &RefineRequest) -> Option<Answer<Refined>> {
        self.prompts.get(&request.key())?.first().cloned()
    }

    fn edits(&self, request: &EditRequest) -> Vec<Answer<Edited>> {
        self.edits.get(&request.key()).cloned().unwrap_or_default()
    }

    fn edited(&self, request: &EditRequest) -> Option<Answer<Edited>> {
        Answer::that_counts(self.edits(request))
    }

    fn recorded_edit(&self, id: Digest) -> Option<Answer<Edited>> {
        self.edits.values().flatten().find(|it| it.id() == id).cloned()
    }

    fn has_blob(&self, _: Digest) -> bool {
        true
    }

    fn masked(&self, wish: &MaskWish) -> Option<Masked> {
        self.masks.get(&mask_request(wish).key()).cloned()
    }

    fn own_network(&self) -> Option<String> {
        None
    }

    fn recorded_mask(&self, id: Digest) -> Option<Masked> {
        self.masks.values().find(|it| it.id() == id).cloned()
    }
}

/// One asset on its way, like a build drives it.
pub(crate) struct Drive<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) task: &'a Task,
    pub(crate) progress: Progress,
    /// After so many actions the power goes out.
    pub(crate) fuel: usize,
}

/// How a drive ended.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Ride {
    Done(Box<Outcome>),
    Lost(Failure),
    Killed,
}

impl Drive<'_> {
    pub(crate) fn run(&mut self) -> Ride {
        // Far more than any script needs: who gets here turns in a circle.
        for _ in 0..2_000 {
            let next = next(self.task, &self.progress, self.world);
            let killed = match next {
                Next::Do(Work::Look(all)) => {
                    assert!(!all.is_empty(), "nothing to look at");
                    self.each(all, |it, wish: &LookWish| it.world.look(&wish.look))
                }
                Next::Do(Work::LookTogether(all)) => {
                    assert!(!all.is_empty(), "nothing to look at");
                    self.each(all, |it, wish: &GroupLook| it.world.look_together(wish))
                }
                Next::Do(Work::Judge(all)) => {
                    assert!(!all.is_empty(), "nothing to judge");
                    self.each(all, Drive::judge)
                }
                Next::Do(Work::Refine(all)) => {
                    assert!(!all.is_empty(), "nothing to refine");
                    self.each(all, |it, wish| it.world.refine(wish))
                }
                Next::Do(Work::Take(taken)) => {
                    assert!(!taken.is_empty(), "nothing to take");
                    self.progress.taken.extend(taken);
                    false
                }
                Next::Do(Work::Paint(all)) => {
                    assert!(!all.is_empty(), "nothing to paint");
                    let killed = self.each(all, |it, wish| it.world.paint(it.task, wish));
                    self.progress.resend = false;
                    killed
                }
                Next::Do(Work::Edit(all)) => {
                    assert!(!all.is_empty(), "no plate is wanted");
                    let killed = self.each(all.clone(), |it, wish| it.world.edit(wish));
                    self.progress.plated(&all);
                    killed
                }
                Next::Do(Work::Mask(all)) => {
                    assert!(!all.is_empty(), "no mask is wanted");
                    self.each(all, |it, wish| it.world.mask(wish))
                }
                Next::Done(outcome) => return Ride::Done(outcome),
                Next::Fail(failure) => return Ride::Lost(failure),
            };
            if killed {
                return Ride::Killed;
            }
        }
        panic!("it never ends");
    }

    /// What was asked for again counts from now on.
    fn judge(&mut self, wish: &JudgeWish) {
        self.world.judge(wish);
        if self.progress.resend || self.progress.rejudge {
            let key = wish.request.key();
            let answer = self.world.verdicts[&key].last().expect("it was just judged");
            self.progress.judged.insert(key, answer.id());
        }
    }

    fn each<T>(&mut self, all: Vec<T>, act: impl Fn(&mut Self, &T)) -> bool {
        for it in all {
            if self.fuel == 0 {
                return true;
            }
            self.fuel -= 1;
            act(self, &it);
        }
        false
    }
}

/// Builds to the end from a record, and returns the record of then.
pub(crate) fn build(
    world: &mut World,
    task: &Task,
    record: Option<&Pinned>,
    wishes: Wishes,
) -> (Box<Outcome>, Pinned) {
    match ride(world, task, record, wishes, usize::MAX) {
        Ride::Done(outcome) => {
            let pinned = pinned(task, record, &outcome);
            (outcome, pinned)
        }
        other => panic!("{other:?}"),
    }
}

/// Builds with so much fuel.
pub(crate) fn ride(
    world: &mut World,
    task: &Task,
    record: Option<&Pinned>,
    wishes: Wishes,
    fuel: usize,
) -> Ride {
    let progress = start(task, record, wishes);
    Drive { world, task, progress, fuel }.run()
}

pub(crate) fn start(task: &Task, record: Option<&Pinned>, wishes: Wishes) -> Progress {
    let painted = task.painted().unwrap();
    let same = record.is_some_and(|it| it.quality == keys::quality(painted));
    Progress::start(painted, task.brief().unwrap(), record.map(|it| &it.brief), same, wishes)
}

/// What the lock holds after a build.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pinned {
    pub(crate) brief: BriefRecord,
    pub(crate) quality: Digest,
}

/// What the lock holds after what came of it.
pub(crate) fn pinned(task: &Task, before: Option<&Pinned>, outcome: &Outcome) -> Pinned {
    let painted = task.painted().unwrap();
    let key = task.brief().unwrap();
    let before = before.filter(|it| it.brief.key == key);
    let was = before.map_or((0, 0), |it| (it.brief.target, it.brief.max_attempts));
    let brief = BriefRecord {
        key,
        words: keys::words(painted),
        model: painted.stages[0].paintings[0].words.model.clone(),
        target: painted.quality.target.max(was.0),
        max_attempts: painted.quality.max_attempts.max(was.1),
        ended: outcome.ended.clone(),
        taken: outcome.taken.clone(),
        picks: outcome.picks.clone(),
    };
    Pinned { brief, quality: keys::quality(painted) }
}

/// The record of an asset that was built, with all of its files.
pub(crate) fn record(task: &Task, outcome: &Outcome, pinned: Pinned) -> Record {
    let Pinned { mut brief, quality } = pinned;
    if task.painted().is_some_and(Painted::is_built_in) {
        // What is drawn again for nothing is not kept.
        brief.taken.clear();
        brief.picks.iter_mut().for_each(|it| it.answer = None);
    }
    let pictures = outcome.pictures.iter();
    let outputs = output_paths(&task.asset);
    let written = outputs.files().filter(|_| !outcome.picks.is_empty());
    Record {
        finish: Some(task.finish(&brief.picks, &brief.taken)),
        quality: Some(quality),
        pictures: pictures.map(|(part, it)| (part.clone(), it.picture.clone())).collect(),
        outputs: written.map(|it| (it.clone(), Digest::of(b"file"))).collect(),
        briefs: vec![brief],
        ..Record::default()
    }
}

pub(crate) fn price(model: &ModelId, shape: &CallShape<'_>) -> Option<PriceRange> {
    let price = match shape.role {
        Role::Paint => PAINT,
        Role::Edit => EDIT,
        Role::Judge => JUDGE,
        Role::Refine => REFINE,
    };
    Some(PriceRange::exactly(if model.is_builtin() { Usd::ZERO } else { price }))
}

/// Which paintings were taken: part, attempt, ordinal.
pub(crate) fn order(world: &World, taken: &[Taken]) -> Vec<(String, u32, u32)> {
    let ordinal = |it: &Taken| {
        let answers = world.answers(it.brief);
        answers.iter().find(|answer| answer.id() == it.answer).unwrap().request().ordinal
    };
    taken.iter().map(|it| (it.part.to_string(), it.attempt, ordinal(it))).collect()
}
