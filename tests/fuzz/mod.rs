//! Everything that takes in bytes from elsewhere, fed with bytes that nobody would write: no panic, no
//! hang, no more than [`run::MEMORY`], nothing written where nothing is to be written.
//!
//! Each test replays the corpus of its target and as many mutations of it as there is time for, the same
//! at every run. `ASSETBUILD_FUZZ_SECONDS=600 cargo test --test cli fuzz:: -- --nocapture` goes on for ten
//! minutes each, and prints how far it came. An input that failed is left beside the corpus's place in the
//! temporary folder, and named: put into the corpus, it is replayed for ever.

mod answers;
mod mend;
mod mutation;
mod paths;
mod pictures;
mod run;
mod target;
mod texts;
mod whole;

use crate::fuzz::run::holds;

#[test]
fn manifests_of_any_bytes_are_read_or_refused() {
    holds(&texts::MANIFEST);
}

#[test]
fn tables_of_rows_of_any_bytes_are_read_or_refused() {
    holds(&texts::ROWS);
}

#[test]
fn templates_of_any_bytes_are_rendered_or_refused() {
    holds(&texts::TEMPLATE);
}

#[test]
fn locks_of_any_bytes_are_read_or_refused_and_read_again_as_written() {
    holds(&texts::LOCK);
}

#[test]
fn configurations_of_any_bytes_are_read_or_refused_without_telling_a_secret() {
    holds(&texts::CONFIGURATION);
}

#[test]
fn palettes_of_any_bytes_are_read_or_refused() {
    holds(&pictures::PALETTE);
}

#[test]
fn pictures_of_any_bytes_are_decoded_or_refused() {
    holds(&pictures::PICTURE);
}

#[test]
fn answers_of_any_bytes_are_replies_of_every_service_and_program() {
    holds(&answers::ANSWER);
}

#[test]
fn states_of_any_bytes_are_believed_or_forgotten() {
    holds(&paths::STATE);
}

#[test]
fn a_project_of_any_bytes_is_built_or_refused_and_nothing_else_is_written() {
    holds(&whole::PROJECT);
}
