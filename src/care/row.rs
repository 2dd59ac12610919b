//! `Row`: what `doctor` says of one thing.

/// One thing that `doctor` looked at, and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What, in a word or two.
    pub what: String,
    /// What came of it.
    pub state: RowState,
    /// What was found.
    pub detail: String,
    /// What to do.
    pub help: Option<String>,
}

/// What came of looking at something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowState {
    /// It is as it should be.
    Ok,
    /// It works, and could be better.
    Warn,
    /// Something will fail because of it.
    Bad,
}

impl Row {
    fn new(what: &str, state: RowState, detail: impl Into<String>) -> Row {
        Row { what: what.to_owned(), state, detail: detail.into(), help: None }
    }

    /// It is as it should be.
    pub fn ok(what: &str, detail: impl Into<String>) -> Row {
        Row::new(what, RowState::Ok, detail)
    }

    /// It works, and could be better.
    pub fn warn(what: &str, detail: impl Into<String>) -> Row {
        Row::new(what, RowState::Warn, detail)
    }

    /// Something will fail because of it.
    pub fn bad(what: &str, detail: impl Into<String>) -> Row {
        Row::new(what, RowState::Bad, detail)
    }

    /// The same with advice.
    pub fn help(mut self, text: impl Into<String>) -> Row {
        self.help = Some(text.into());
        self
    }
}
