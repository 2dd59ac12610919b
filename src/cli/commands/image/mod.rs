//! `image`: the imaging core on plain files, without a project.

mod check;
mod cut;
mod outcome;
mod palette;
mod picture;
mod run;
mod sheet;
mod snap;
mod target;

pub(crate) use run::run;
