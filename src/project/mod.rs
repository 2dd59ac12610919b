//! Finds and reads the files of a project, and hands them to [`crate::db::Database`].

mod error;
mod files;
mod read;
mod walk;

#[cfg(test)]
mod tests;

pub use error::ProjectError;
pub use files::ProjectFiles;
