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
pub use next::{Failure, JudgeWish, Known, LookWish, MaskWish, Next, Outcome, StageHistory, next};
pub use origin::origin_of;
pub use price::{Prices, anew, bound, lacks_plate, modes, refining, settled};
pub use progress::{Limits, Progress, Reroll, StageMode, Wishes};
pub use request::{asked_background, paint_requests, refine_request};
pub use round::Round;
pub use steps::{Look, Looked, Steps};
pub use task::{Seen, Task};
pub use way::{Beside, plate_request, way};
