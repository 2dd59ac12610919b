//! Files below a folder that no link leads out of.
//!
//! A project may come from anybody. Its files are opened from its folder on, one folder after the
//! other, each held open while the next one is: so no link that stands in it, or appears meanwhile,
//! leads elsewhere. Reading follows links that stay within; writing and removing follow none.

mod bounds;
#[cfg(not(unix))]
mod portable;
#[cfg(test)]
mod tests;
mod trespass;
mod unguessable;
#[cfg(unix)]
mod unix;

pub use bounds::Fence;
#[cfg(not(unix))]
pub use portable::OpenFolder;
pub use trespass::Trespass;
pub use unguessable::unguessable;
#[cfg(unix)]
pub use unix::OpenFolder;
