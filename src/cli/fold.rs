//! Long lists: what does not fit on a screen is counted instead.

/// How many lines of a list are shown.
const MOST: usize = 20;

/// The lines, or the first ones and `… 41 more`. `all` keeps every one.
pub(crate) fn fold(mut lines: Vec<String>, all: bool) -> Vec<String> {
    if !all && lines.len() > MOST {
        let left = lines.len() - (MOST - 1);
        lines.truncate(MOST - 1);
        lines.push(format!("  … {left} more"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_longer_than_a_screen_is_folded() {
        let lines = |n: usize| (0..n).map(|it| it.to_string()).collect::<Vec<_>>();
        assert_eq!(fold(lines(20), false).len(), 20);
        let folded = fold(lines(60), false);
        assert_eq!((folded.len(), folded[19].as_str()), (20, "  … 41 more"));
        assert_eq!(fold(lines(60), true).len(), 60);
    }
}
