//! `Paint`: colours. A state is one word and one colour, and reads the same without it.
//!
//! What begins a colour is a secret of this process until it is written: so nobody else's words can
//! steer a terminal, and the printer need not know whose words are whose.

use std::sync::LazyLock;

use crate::fence::unguessable;

/// Stands where a colour begins or ends.
static MARK: LazyLock<String> = LazyLock::new(|| format!("\u{fdd0}{}", unguessable()));

/// What a terminal takes for it.
const ESCAPE: &str = "\u{1b}[";

/// Colours of a text that was made here of words that were cleaned.
pub(crate) fn of_our_own(text: &str) -> String {
    text.replace(ESCAPE, &MARK)
}

/// The text as a terminal takes it.
pub(crate) fn for_terminal(text: &str) -> String {
    text.replace(&*MARK, ESCAPE)
}

/// Colours, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paint {
    /// Whether there are any.
    pub(crate) on: bool,
}

/// What something means, which decides its colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// It went well.
    Good,
    /// It is wrong.
    Bad,
    /// It needs a look.
    Warn,
    /// It costs or is about to happen.
    Busy,
    /// It matters less.
    Dim,
    /// It matters more.
    Strong,
}

impl Ink {
    /// The colour of a state, or of what was or will be done.
    pub(crate) fn of_state(word: &str) -> Ink {
        match word {
            "drew" | "painted" | "made" | "packed" | "copied" | "built" | "ok" => Ink::Good,
            "failed" | "refused" | "blocked" | "bad" | "error" => Ink::Bad,
            "held" | "edited" | "not done" | "unjudged" | "warning" | "warn" | "waits"
            | "waiting" => Ink::Warn,
            "paint" | "judge" | "dirty" => Ink::Busy,
            "fresh" => Ink::Dim,
            _ => Ink::Strong,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Ink::Good => "32",
            Ink::Bad => "31;1",
            Ink::Warn => "33",
            Ink::Busy => "36",
            Ink::Dim => "2",
            Ink::Strong => "1",
        }
    }
}

impl Paint {
    /// The text in a colour.
    pub(crate) fn ink(self, ink: Ink, text: &str) -> String {
        if self.on && !text.is_empty() {
            format!("{}{}m{text}{}0m", *MARK, ink.code(), *MARK)
        } else {
            text.to_owned()
        }
    }

    /// A state in its colour, filled up with blanks to `width`.
    pub(crate) fn state(self, word: &str, width: usize) -> String {
        let blanks = " ".repeat(width.saturating_sub(word.chars().count()));
        format!("{}{blanks}", self.ink(Ink::of_state(word), word))
    }
}

#[cfg(test)]
impl Paint {
    /// No colours.
    pub(crate) const OFF: Paint = Paint { on: false };
}
