//! `Next` and `Work`: what is next for a loop, and how its parts say what they lack.

use std::ops::ControlFlow;

use crate::action::{EditRequest, Findings, JudgeRequest, PaintRequest, RefineRequest};
use crate::digest::Digest;
use crate::lock::Taken;
use crate::name::PartName;
use crate::plan::outcome::Outcome;
use crate::plan::{GroupLook, Look};

/// What is next for a loop.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// This, and then it is asked again.
    Do(Work),
    /// Nothing: it is over.
    Done(Box<Outcome>),
    /// Nothing: it cannot go on.
    Fail(Failure),
}

/// Work of one kind; never none of it. All of it can be done side by side.
#[derive(Debug, Clone, PartialEq)]
pub enum Work {
    /// Pictures are processed and checked. Free.
    Look(Vec<LookWish>),
    /// The same, for frames that belong together. Free.
    LookTogether(Vec<GroupLook>),
    /// Verdicts.
    Judge(Vec<JudgeWish>),
    /// A better prompt for each of these paintings.
    Refine(Vec<RefineRequest>),
    /// Paintings that do not exist.
    Paint(Vec<PaintRequest>),
    /// Paintings that exist; they go to the end of what was taken. Free.
    Take(Vec<Taken>),
    /// Second plates that do not exist.
    Edit(Vec<EditRequest>),
    /// Masks. Free, if the network is there.
    Mask(Vec<MaskWish>),
}

/// A picture to process and check.
#[derive(Debug, Clone, PartialEq)]
pub struct LookWish {
    /// The part that it shows.
    pub part: PartName,
    /// What to do.
    pub look: Look,
}

/// A verdict that is due.
#[derive(Debug, Clone, PartialEq)]
pub struct JudgeWish {
    /// What is asked.
    pub request: JudgeRequest,
    /// What was measured on each picture; a built-in judge reads it.
    pub findings: Vec<Findings>,
}

/// A mask that is to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MaskWish {
    /// The blob of the painting, as it came.
    pub painting: Digest,
    /// What the project calls the network.
    pub network: String,
}

/// Why it cannot go on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// An original that is needed is not in the store.
    MissingOriginal(Lost),
}

/// An original that is needed and lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// What it is: a painting, or its second plate, mask or verdict.
    pub what: &'static str,
    /// The part of the asset.
    pub part: PartName,
    /// The number of the painting among those that were taken for the part; `None` if the record
    /// does not list it.
    pub number: Option<usize>,
    /// What the store lacks: the text of the answer, or the picture that the answer names.
    pub blob: Digest,
    /// Whether the store has it all the same, and only does not find it by what was asked.
    pub is_there: bool,
}

impl Lost {
    /// What a painting of the asset is called.
    pub(crate) const PAINTING: &'static str = "painting";
}

/// A value that a loop goes on with; or it breaks off with what is next until there is one.
pub(crate) type Flow<T> = ControlFlow<Next, T>;

/// Breaks off: this work is next.
pub(crate) fn todo<T>(work: Work) -> Flow<T> {
    Flow::Break(Next::Do(work))
}

/// Goes on if there are no wishes; else they are next.
pub(crate) fn need<T>(wishes: Vec<T>, work: fn(Vec<T>) -> Work) -> Flow<()> {
    if wishes.is_empty() { Flow::Continue(()) } else { todo(work(wishes)) }
}

/// Breaks off: an original that is needed is not in the store.
pub(crate) fn missing<T>(lost: Lost) -> Flow<T> {
    Flow::Break(Next::Fail(Failure::MissingOriginal(lost)))
}

/// What several rounds or paintings lack, to be done side by side.
#[derive(Default)]
pub(crate) struct Lacks {
    looks: Vec<LookWish>,
    together: Vec<GroupLook>,
    verdicts: Vec<JudgeWish>,
    prompts: Vec<RefineRequest>,
}

impl Lacks {
    /// The value, if there is one; else what it lacks is noted down.
    pub(crate) fn note<T>(&mut self, flow: Flow<T>) -> Flow<Option<T>> {
        match flow {
            Flow::Continue(it) => return Flow::Continue(Some(it)),
            Flow::Break(Next::Do(Work::Look(more))) => self.looks.extend(more),
            Flow::Break(Next::Do(Work::LookTogether(more))) => self.together.extend(more),
            Flow::Break(Next::Do(Work::Judge(more))) => self.verdicts.extend(more),
            Flow::Break(Next::Do(Work::Refine(more))) => self.prompts.extend(more),
            Flow::Break(other) => return Flow::Break(other),
        }
        Flow::Continue(None)
    }

    /// Goes on if nothing was noted; else that is next, one kind at a time.
    pub(crate) fn met(self) -> Flow<()> {
        need(self.looks, Work::Look)?;
        need(self.together, Work::LookTogether)?;
        need(self.verdicts, Work::Judge)?;
        need(self.prompts, Work::Refine)
    }
}
