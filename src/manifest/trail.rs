//! `Trail`: the way to a value while a file is read, and how what was written is shown.

use crate::diagnostic::{KeyPath, KeySegment};

/// The way to a value, kept on the stack: most values are right, and need no path of their own.
#[derive(Clone, Copy)]
pub(crate) struct Trail<'p> {
    parent: Option<&'p Trail<'p>>,
    step: Option<Step<'p>>,
}

#[derive(Clone, Copy)]
enum Step<'p> {
    Key(&'p str),
    Index(usize),
}

impl<'p> Trail<'p> {
    /// The top of a file.
    pub(crate) const TOP: Trail<'static> = Trail { parent: None, step: None };

    pub(crate) fn key(&'p self, key: &'p str) -> Trail<'p> {
        Trail { parent: Some(self), step: Some(Step::Key(key)) }
    }

    pub(super) fn index(&'p self, idx: usize) -> Trail<'p> {
        Trail { parent: Some(self), step: Some(Step::Index(idx)) }
    }

    pub(crate) fn path(&self) -> KeyPath {
        let mut segments = Vec::new();
        let mut at = Some(self);
        while let Some(trail) = at {
            match trail.step {
                Some(Step::Key(key)) => segments.push(KeySegment::Key(key.to_owned())),
                Some(Step::Index(idx)) => segments.push(KeySegment::Index(idx)),
                None => {}
            }
            at = trail.parent;
        }
        segments.reverse();
        KeyPath(segments)
    }

    /// The last key, and the place in its list: `references[0]`.
    pub(super) fn last(&self) -> String {
        match (self.step, self.parent) {
            (Some(Step::Key(key)), _) => shown(key),
            (Some(Step::Index(idx)), Some(parent)) => format!("{}[{idx}]", parent.last()),
            _ => String::new(),
        }
    }
}

/// A text of the user's as it fits into a message: one line, not too long.
pub(super) fn shown(text: &str) -> String {
    let mut chars = text.chars();
    let start = chars.by_ref().take(60).flat_map(|letter| match letter {
        letter if letter.is_control() => letter.escape_default().collect(),
        letter => vec![letter],
    });
    let mut res: String = start.collect();
    if chars.next().is_some() {
        res.push('…');
    }
    res
}
