//! What is to be done, decided before anything runs: pure functions over plain values.
//!
//! [`Snapshot::plan`] walks over the assets once and decides for each. For a painted asset it
//! drives [`next`], the loop, with look-ups only, and stops at the first answer that is missing;
//! `run` drives the very same function and goes and gets it. So a plan cannot say otherwise than
//! the build does, and a build that was killed goes on where it was.

mod attempt;
mod build_request;
mod choose;
mod complete;
mod context;
mod decide;
#[cfg(test)]
mod decide_tests;
mod decision;
mod estimate;
mod facts;
mod failed;
mod group_look;
mod inspect;
pub mod keys;
mod known;
mod likely;
mod lookups;
mod made;
mod next;
mod origin;
mod outcome;
mod price;
mod product;
mod progress;
mod request;
mod reroll;
mod round;
mod scope;
mod sharing;
mod snapshot;
mod spent;
mod stage;
mod stage_mode;
pub mod steps;
mod task;
#[cfg(test)]
pub(crate) mod tests;
mod way;
mod work;

pub use build_request::{BuildRequest, RerollRequest, Wanted};
pub use choose::untried_alone;
pub use decide::{ACCEPTED, Decided, Effect, decide};
pub use decision::{
    BelowTarget, Chosen, Decision, DirtyReason, Effort, Job, Plan, PlanItem, Unread,
};
pub use facts::Facts;
pub use failed::{Failed, FailedKind};
pub(crate) use failed::{failure, missing_original};
pub use group_look::GroupLook;
pub use known::Known;
pub use likely::Usual;
pub use lookups::{FileState, Lookups, Unanswered};
pub use made::Made;
pub use next::next;
pub use origin::origin_of;
pub use outcome::{Instead, Outcome, StageHistory};
pub use price::{Prices, anew, bound, lacks_plate, modes, refining, settled};
pub use product::{Input, Inputs, Product, Products};
pub use progress::{Progress, Reroll};
pub use request::{asked_background, paint_requests, refine_request};
pub use round::Round;
pub use scope::{Assets, Declared, Records, Scope};
pub use snapshot::{Snapshot, source_files};
pub(crate) use spent::spent;
pub use stage_mode::{LoopLimits, StageMode, Wishes};
pub use steps::{Look, Looked, Steps};
pub use task::{Task, guide};
pub use way::{MattingInputs, plate_request, way};
pub use work::{Failure, JudgeWish, LookWish, Lost, MaskWish, Next, Work};
