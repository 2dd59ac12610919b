//! Which mistakes of a file are kept: all, unless they are too many for anybody to read.

use std::collections::BTreeSet;

use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::limit;
use crate::path::ProjectPath;

/// The first mistakes of a file, and of each further asset its first, since it keeps the asset from
/// being built; the others are counted.
pub(super) fn kept(file: &ProjectPath, all: Vec<Diagnostic>) -> Vec<Diagnostic> {
    if all.len() <= limit::MISTAKES {
        return all;
    }
    let (n_all, mut broken) = (all.len(), BTreeSet::new());
    let mut n_seen = 0;
    let mut res: Vec<Diagnostic> = Vec::new();
    for it in all {
        n_seen += 1;
        let is_first = it.asset.as_ref().is_some_and(|it| broken.insert(it.clone()));
        if is_first || n_seen <= limit::MISTAKES {
            res.push(it);
        }
    }
    let n_left = n_all - res.len();
    if n_left > 0 {
        let at = Anchor { file: file.clone(), place: Place::File };
        let mistakes = if n_left == 1 { "mistake" } else { "mistakes" };
        let message = format!("`{file}` has {n_left} more {mistakes}");
        res.push(Diagnostic::error(Code::Syntax, at, message).help("is it a manifest at all?"));
    }
    res
}
