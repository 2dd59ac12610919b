//! Whether to use colours.

use crate::cli::args::When;
use crate::cli::environment::Environment;

/// Whether a stream gets colours. What was typed counts before the environment, and `NO_COLOR`
/// (no-color.org) before `CLICOLOR_FORCE`.
pub(crate) fn colours(typed: When, environment: &Environment, is_terminal: bool) -> bool {
    match typed {
        When::Always => true,
        When::Never => false,
        When::Auto if environment.no_color => false,
        When::Auto if environment.force_color => true,
        When::Auto => is_terminal && !environment.dumb,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_counts_before_the_environment() {
        let plain = Environment::default();
        let none = Environment { no_color: true, force_color: true, ..Environment::default() };
        let force = Environment { force_color: true, ..Environment::default() };
        let dumb = Environment { dumb: true, ..Environment::default() };
        assert!(colours(When::Always, &none, false));
        assert!(!colours(When::Never, &force, true));
        assert!(!colours(When::Auto, &none, true));
        assert!(colours(When::Auto, &force, false));
        assert!(colours(When::Auto, &plain, true));
        assert!(!colours(When::Auto, &plain, false));
        assert!(!colours(When::Auto, &dumb, true));
    }
}
