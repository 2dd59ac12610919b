//! Measures a finished picture against what it must be, before it is scaled.
//!
//! Every finding has a figure, a threshold and what a painter should be told. Only what makes a
//! picture unusable is hard: a wrong size, no transparency around the subject, too many colours
//! for pixel art, a painted checkerboard. All else warns.

mod checkerboard;
mod checking;
mod colours;
mod frame;
mod grid;
mod halo;
mod key_left;
mod measured;
mod opacity;
mod seams;
mod stray;

pub use checking::check;
