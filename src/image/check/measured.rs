//! `Measured`: a finding that does not know yet what to advise.

use crate::action::Finding;

/// A finding that does not know yet what to advise.
pub(crate) struct Measured {
    /// Its name.
    pub(crate) check: &'static str,
    /// Whether the picture cannot be used when it does not hold.
    pub(crate) hard: bool,
    /// Whether it holds.
    pub(crate) passed: bool,
    /// In words and figures.
    pub(crate) measured: String,
    /// The threshold, in the same unit.
    pub(crate) required: String,
}

impl Measured {
    /// The finding; where it failed, a painter is told this.
    pub(crate) fn or_suggest(self, suggestion: &str) -> Finding {
        let failed = !self.passed;
        Finding {
            check: self.check.to_owned(),
            passed: self.passed,
            hard: self.hard,
            measured: self.measured,
            required: self.required,
            suggestion: if failed { suggestion.to_owned() } else { String::new() },
        }
    }
}
