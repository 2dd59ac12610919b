//! How an asset is made out of actions: a pure function from what is known to what is next.
//!
//! [`next`] has no I/O and no `async`. `plan` and `execute` drive the very same function; the one
//! only looks answers up and stops at the first that is missing, the other goes and gets it. So a
//! plan cannot say otherwise than the build does, and a build that was killed goes on where it
//! was.

mod attempt;
mod choose;
mod complete;
mod group_look;
mod inspect;
pub mod keys;
mod next;
mod origin;
mod price;
mod progress;
mod request;
mod reroll;
mod round;
mod stage;
pub mod steps;
mod task;
#[cfg(test)]
pub(crate) mod tests;
mod way;

pub use group_look::GroupLook;
pub use next::Failure;
pub use next::JudgeWish;
pub use next::Known;
pub use next::LookWish;
pub use next::MaskWish;
pub use next::Next;
pub use next::Outcome;
pub use next::StageHistory;
pub use next::next;
pub use origin::origin_of;
pub use price::Prices;
pub use price::anew;
pub use price::bound;
pub use price::lacks_plate;
pub use price::modes;
pub use price::refining;
pub use price::settled;
pub use progress::Limits;
pub use progress::Progress;
pub use progress::Reroll;
pub use progress::StageMode;
pub use progress::Wishes;
pub use request::asked_background;
pub use request::paint_requests;
pub use request::refine_request;
pub use round::Round;
pub use steps::Look;
pub use steps::Looked;
pub use steps::Steps;
pub use task::Seen;
pub use task::Task;
pub use way::Beside;
pub use way::plate_request;
pub use way::way;
