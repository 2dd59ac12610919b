//! What came of each round: what the record says of it, or what is looked at and judged now.

use crate::action::{ActionKey, Answer, AskedBackground, JudgeRequest, Painting, Verdict, Way};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::model::ModelId;
use crate::name::PartName;
use crate::plan::context::StageContext;
use crate::plan::round::NO_ATTEMPT;
use crate::plan::stage_mode::has;
use crate::plan::work::{Flow, Lacks, missing, need, todo};
use crate::plan::{
    GroupLook, JudgeWish, Look, LookWish, Looked, Lost, MattingInputs, Next, Round, StageMode,
    Work, round, steps, way,
};
use crate::resolve::{Cutout, Motion, StagePainting};

impl StageContext<'_> {
    /// The rounds so far, judged; or what has to be looked at or judged first.
    pub(crate) fn rounds(&self, taken: &mut [Taken], mode: StageMode) -> Flow<Vec<Round>> {
        let stage = self.stage();
        let briefs = stage.paintings.iter().map(|it| (&it.part, self.shown_brief(it)));
        let briefs: Vec<(&PartName, ActionKey)> = briefs.collect();
        let mine = |entry: &(usize, &Taken)| {
            let (idx, taken) = *entry;
            // What is kept may answer no brief: a person made it.
            let beside = self.progress.kept && taken.attempt == NO_ATTEMPT;
            briefs.contains(&(&taken.part, taken.brief))
                || self.is_new(idx, taken)
                || (beside && has(stage, &taken.part))
        };
        let mine: Vec<(usize, &Taken)> = taken.iter().enumerate().filter(mine).collect();
        let members = round::members(stage, &mine).into_iter();
        let mut rounds: Vec<Round> = members.map(|(at, all)| Round::new(at, all)).collect();
        if let Some(round) = self.put_together(&rounds, taken, mode)? {
            rounds.insert(0, round);
        }
        rounds.extend(self.rerolled(taken));
        let mut lacks = Lacks::default();
        for round in &mut rounds {
            self.has_words(round, taken)?;
            let shown = self.is_shown(round, taken);
            if !shown && self.is_recorded(round, taken, mode) {
                self.trust(round, taken);
            } else {
                lacks.note(self.judge(round, taken, shown))?;
            }
        }
        lacks.met()?;
        Flow::Continue(rounds)
    }

    /// The brief whose paintings count: today's, or that of the picture that is kept.
    fn shown_brief(&self, it: &StagePainting) -> ActionKey {
        let picks = self.progress.picks.iter().filter(|_| self.progress.kept);
        let pick = picks.clone().find(|pick| pick.part == it.part);
        let shown = self.progress.taken.iter().find(|taken| {
            taken.part == it.part && pick.is_some_and(|pick| pick.answer == Some(taken.answer))
        });
        shown.map_or_else(|| self.brief(it).key(), |it| it.brief)
    }

    /// A round of the record's picks, where they are of no single round: a person chose among
    /// the paintings of each part.
    fn put_together(
        &self,
        rounds: &[Round],
        taken: &[Taken],
        mode: StageMode,
    ) -> Flow<Option<Round>> {
        let stays = self.is_chosen() || matches!(mode, StageMode::Settled { .. });
        // A reroll may have made one part of what is shown, and the attempts go on from there.
        let mut picks = self.progress.picks.iter();
        let rerolled = picks.any(|it| it.attempt == NO_ATTEMPT && has(self.stage(), &it.part));
        let kept = stays || (rerolled && !self.is_begun_anew(taken));
        if !kept || rounds.iter().any(|it| self.is_shown(it, taken)) {
            return Flow::Continue(None);
        }
        let mut members = Vec::new();
        for it in &self.stage().paintings {
            let Some(pick) = self.progress.picks.iter().find(|pick| pick.part == it.part) else {
                return Flow::Continue(None);
            };
            let shown = |it: &Taken| it.part == pick.part && self.pick_of(it).is_some();
            match (taken.iter().position(shown), pick.answer) {
                (Some(idx), _) => members.push(idx),
                // Not drawn again yet.
                (None, None) => return Flow::Continue(None),
                (None, Some(blob)) => {
                    let (what, part) = (Lost::PAINTING, it.part.clone());
                    let is_there = self.known.has_blob(blob);
                    return missing(Lost { what, part, number: None, blob, is_there });
                }
            }
        }
        let first = taken[members[0]].attempt;
        let same = members.iter().all(|idx| taken[*idx].attempt == first);
        let attempt = if same { first } else { NO_ATTEMPT };
        Flow::Continue(Some(Round::new(attempt, members)))
    }

    /// Whether what is shown answers another brief than today's.
    fn is_begun_anew(&self, taken: &[Taken]) -> bool {
        self.stage().paintings.iter().any(|painting| {
            let shown =
                taken.iter().find(|it| it.part == painting.part && self.pick_of(it).is_some());
            shown.is_none_or(|it| it.brief != self.brief(painting).key())
        })
    }

    /// Whether the record says what became of the round, and may be trusted. Where the asset
    /// shows nothing, what failed the checks of then may pass those of today.
    fn is_recorded(&self, round: &Round, taken: &[Taken], mode: StageMode) -> bool {
        let mut passed = round.members.iter().map(|idx| taken[*idx].passed);
        match mode {
            _ if round.members.iter().any(|idx| self.is_new(*idx, &taken[*idx])) => false,
            StageMode::Settled { .. } => true,
            StageMode::Recheck { .. } => false,
            StageMode::Loop(_) if self.progress.picks.is_empty() => {
                passed.all(|it| it == Some(true))
            }
            StageMode::Loop(_) => passed.all(|it| it.is_some()),
        }
    }

    fn trust(&self, round: &mut Round, taken: &[Taken]) {
        let passed = round.own(taken).all(|it| it.passed == Some(true));
        round.passed = passed;
        round.score = round.own(taken).filter_map(|it| it.score).min();
        let id = round.own(taken).find_map(|it| it.verdict);
        let id = id.filter(|_| !self.painted.quality.judge.is_builtin());
        let answer = id.and_then(|id| Some((id, self.known.recorded_verdict(id)?)));
        round.verdict = answer.and_then(|(id, it)| Some((id, it.given()?.clone())));
    }

    /// Breaks off where words of a recorded round are lost that metadata tell: nothing is told as if
    /// it had never been. Before anything is looked at, so that a plan knows.
    fn has_words(&self, round: &Round, taken: &[Taken]) -> Flow<()> {
        let recorded = |idx: &usize| *idx < self.progress.recorded && !self.painted.is_built_in();
        for idx in round.own_members(taken).into_iter().filter(recorded) {
            let it = &taken[idx];
            self.painting(it)?;
            let outside = !self.painted.quality.judge.is_builtin();
            if let Some(id) = it.verdict.filter(|_| outside) {
                self.recorded(id, it)?;
            }
        }
        Flow::Continue(())
    }

    /// What was said of rounds of which the record tells how they ended: a better prompt is made
    /// from it.
    pub(crate) fn recall(&self, rounds: &mut [Round], taken: &[Taken]) -> Flow<()> {
        let mut lacks = Lacks::default();
        for round in rounds.iter_mut().filter(|it| it.looked.is_empty()) {
            let Some(looked) = lacks.note(self.look(round, taken))? else { continue };
            round.looked = looked;
            if round.passed && self.painted.quality.judge.is_builtin() {
                let answer = lacks.note(self.answer(self.judge_wish(round, taken)))?;
                round.verdict = answer.and_then(|it| Some((it.id(), it.given()?.clone())));
            }
        }
        lacks.met()
    }

    /// Looks at a round and finds its verdict. What is shown keeps its score, even if it does not
    /// pass the checks of today.
    fn judge(&self, round: &mut Round, taken: &mut [Taken], shown: bool) -> Flow<()> {
        let mut looked = self.look(round, taken)?;
        if self.mask_uncut(round, &looked, taken)? {
            looked = self.look(round, taken)?;
        }
        round.see(looked);
        let judges_later = self.is_cut_short() && !self.painted.quality.judge.is_builtin();
        if round.passed || shown {
            match self.verdict(round, taken, shown) {
                Flow::Break(Next::Do(Work::Judge(_))) if judges_later => round.due = true,
                found => self.score(round, found?.as_ref()),
            }
        } else {
            // What passed once and was judged keeps its score.
            round.score = round.own(taken).filter_map(|it| it.score).min();
        }
        Flow::Continue(())
    }

    /// Notes down what was said of a round, if that is of use.
    pub(crate) fn score(&self, round: &mut Round, answer: Option<&Answer<Verdict>>) {
        if let Some((answer, verdict)) = answer.and_then(|it| Some((it, it.given()?))) {
            round.score = Some(self.painted.quality.rubric.overall(verdict));
            round.verdict = Some((answer.id(), verdict.clone()));
        }
    }

    /// The recorded verdict, where it is of today's judge or a person chose the picture; else
    /// what the judge says. `None` if there is no usable one, and none is wanted.
    fn verdict(
        &self,
        round: &Round,
        taken: &[Taken],
        shown: bool,
    ) -> Flow<Option<Answer<Verdict>>> {
        if self.is_asked_again(round, taken, shown) {
            return self.asked_again(round, taken).map_continue(Some);
        }
        let chosen = shown && (self.progress.kept || self.is_chosen());
        let keep = chosen || self.progress.same_quality;
        if keep && !self.painted.quality.judge.is_builtin() {
            if let Some((id, it)) = round.own(taken).find_map(|it| Some((it.verdict?, it))) {
                return self.recorded(id, it).map_continue(Some);
            }
            // It was judged, and the verdict was of no use.
            let enough = |it: Option<bool>| it == Some(true) || (shown && it.is_some());
            if chosen || round.own(taken).all(|it| enough(it.passed)) {
                return Flow::Continue(None);
            }
        }
        self.answer(self.judge_wish(round, taken)).map_continue(Some)
    }

    /// What the judge answered.
    pub(crate) fn answer(&self, wish: JudgeWish) -> Flow<Answer<Verdict>> {
        match self.known.verdict(&wish) {
            Some(it) => Flow::Continue(it),
            None => todo(Work::Judge(vec![wish])),
        }
    }

    /// What the judge answered then; it may be lost.
    fn recorded(&self, id: Digest, of: &Taken) -> Flow<Answer<Verdict>> {
        match self.known.recorded_verdict(id) {
            Some(it) => Flow::Continue(it),
            None => self.lost("verdict", of, id),
        }
    }

    /// Whether a person wants another verdict than the recorded one, or one where none could be
    /// used.
    fn is_asked_again(&self, round: &Round, taken: &[Taken], shown: bool) -> bool {
        if self.painted.quality.judge.is_builtin() {
            return false;
        }
        let mut own = round.own_members(taken).into_iter();
        let unjudged = own.all(|idx| {
            let it = &taken[idx];
            idx < self.progress.recorded && it.passed == Some(true) && it.verdict.is_none()
        });
        let progress = self.progress;
        let bought = || {
            let key = self.judge_wish(round, taken).request.key();
            progress.judged.contains_key(&key)
        };
        (progress.rejudge && shown) || (unjudged && !progress.kept && (progress.resend || bought()))
    }

    /// The verdict that came when it was asked for again.
    fn asked_again(&self, round: &Round, taken: &[Taken]) -> Flow<Answer<Verdict>> {
        let wish = self.judge_wish(round, taken);
        match self.progress.judged.get(&wish.request.key()) {
            Some(id) => self.recorded(*id, &taken[round.members[0]]),
            None => todo(Work::Judge(vec![wish])),
        }
    }

    pub(crate) fn judge_wish(&self, round: &Round, taken: &[Taken]) -> JudgeWish {
        let mut request = JudgeRequest {
            model: self.painted.quality.judge.clone(),
            prompt: self.stage().judge_prompt.clone(),
            origins: round.members.iter().map(|idx| taken[*idx].origin).collect(),
            pictures: Vec::new(),
            parts: Vec::new(),
        };
        let mut findings = Vec::new();
        for (part, looked) in round.looked.iter().flatten() {
            request.pictures.push(looked.picture.blob);
            request.parts.push(part.clone());
            findings.push(looked.findings.clone());
        }
        JudgeWish { request, findings }
    }

    /// The finished pictures of a round, by member.
    pub(crate) fn look(
        &self,
        round: &Round,
        taken: &[Taken],
    ) -> Flow<Vec<Vec<(PartName, Looked)>>> {
        let motion = self.moving(round, taken);
        let mut unseen = Vec::new();
        let mut all = Vec::new();
        for idx in &round.members {
            let mut pictures = Vec::new();
            for wish in self.looks(&taken[*idx], motion.is_some())? {
                match self.known.looked(&wish.look) {
                    Some(looked) => pictures.push((wish.part, looked)),
                    None => {
                        self.has_pictures(&taken[*idx])?;
                        unseen.push(wish);
                    }
                }
            }
            all.push(pictures);
        }
        need(unseen, Work::Look)?;
        match motion {
            Some(motion) => self.look_together(motion, all),
            None => Flow::Continue(all),
        }
    }

    /// How the stage moves, if its frames are looked at together: those of the artist in this
    /// program stand where they should and share their colours, and what a person made is not
    /// moved.
    fn moving(&self, round: &Round, taken: &[Taken]) -> Option<&Motion> {
        let mut painters = self.stage().paintings.iter().map(|it| &it.words.model);
        let motion = self.painted.motion.as_ref().filter(|_| !painters.any(ModelId::is_builtin))?;
        let adopted =
            |it: &Taken| self.painting(it).continue_value().is_some_and(|it| it.is_adopted());
        let any = round.members.iter().any(|idx| adopted(&taken[*idx]));
        (!any).then_some(motion)
    }

    /// The frames of every facing, brought together.
    fn look_together(
        &self,
        motion: &Motion,
        mut all: Vec<Vec<(PartName, Looked)>>,
    ) -> Flow<Vec<Vec<(PartName, Looked)>>> {
        // Facing by facing, whether a painting shows one frame or all of them.
        let mut frames: Vec<&mut Looked> = all.iter_mut().flatten().map(|it| &mut it.1).collect();
        let mut unseen = Vec::new();
        for facing in frames.chunks_mut(motion.frames.max(1) as usize) {
            let blobs = facing.iter().map(|it| it.picture.blob).collect();
            let look = GroupLook::of(self.painted, motion, blobs);
            match self.known.looked_together(&look) {
                None => unseen.push(look),
                Some(done) => {
                    for (frame, done) in facing.iter_mut().zip(done) {
                        let mut notes = std::mem::take(&mut frame.notes);
                        notes.extend(done.notes);
                        **frame = Looked { notes, uncut: frame.uncut, ..done };
                    }
                }
            }
        }
        need(unseen, Work::LookTogether)?;
        Flow::Continue(all)
    }

    /// The looks that one painting needs: one, or one for each frame of its sheet.
    fn looks(&self, it: &Taken, together: bool) -> Flow<Vec<LookWish>> {
        let painting = self.painting(it)?;
        let stage = self.stage().paintings.iter().find(|painting| painting.part == it.part);
        let cells = stage.and_then(|it| it.cells);
        let (asked, cutout) = (painting.request.background, &self.painted.finishing.cutout);
        let beside = self.beside(&painting, it)?;
        // The artist in this program leaves out what is not there; an interface fills its frame.
        let own = painting.request.model.is_builtin() && asked == AskedBackground::Transparent;
        let way = if own { Way::Native } else { way(cutout, asked, &beside).0 };
        let look = |cell: Option<[u32; 3]>| match (painting.is_adopted(), together) {
            (true, _) => steps::look_of_adopted(self.painted, painting.picture, cell),
            (false, true) => Look {
                blob: painting.picture,
                steps: steps::of_frame(self.painted, (asked, way), cell),
                // Frames are checked when they are finished.
                check: None,
            },
            (false, false) => Look {
                blob: painting.picture,
                steps: steps::of_painting(self.painted, Some((asked, way)), cell),
                check: Some(self.painted.check.clone()),
            },
        };
        let motion = self.painted.motion.as_ref();
        let (Some([columns, rows]), Some(motion)) = (cells, motion) else {
            return Flow::Continue(vec![LookWish { part: it.part.clone(), look: look(None) }]);
        };
        let frame = |idx: u32| LookWish {
            part: motion.part(it.part.as_str(), idx),
            look: look(Some([columns, rows, idx])),
        };
        Flow::Continue((0..motion.frames).map(frame).collect())
    }

    /// What a painting has beside it, as far as today's manifest needs it.
    pub(crate) fn beside(&self, painting: &Painting, it: &Taken) -> Flow<MattingInputs> {
        let (asked, cutout) = (painting.request.background, &self.painted.finishing.cutout);
        match MattingInputs::of(cutout, asked, it, self.known) {
            Ok(beside) => Flow::Continue(beside),
            Err(lost) => self.lost(beside_name(cutout), it, lost),
        }
    }

    /// Breaks off where the store lacks a picture that a painting is cut out from.
    pub(crate) fn has_pictures(&self, it: &Taken) -> Flow<()> {
        let painting = self.painting(it)?;
        if !self.known.has_blob(painting.picture) {
            return self.lost(Lost::PAINTING, it, painting.picture);
        }
        let beside = self.beside(&painting, it)?;
        let plate = beside.plate.as_ref().and_then(Answer::given).map(|it| it.picture);
        let mut beside = plate.into_iter().chain(beside.mask.map(|it| it.mask));
        match beside.find(|it| !self.known.has_blob(*it)) {
            Some(blob) => self.lost(beside_name(&self.painted.finishing.cutout), it, blob),
            None => Flow::Continue(()),
        }
    }
}

/// What a painting has beside it for this way of cutting out.
fn beside_name(cutout: &Cutout) -> &'static str {
    if *cutout == Cutout::TwoPlate { "second plate" } else { "mask" }
}
