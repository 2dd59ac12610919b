//! Files in, answers out, and which queries ran.

mod mistakes;
mod project;
mod random_edits;
mod reach;
