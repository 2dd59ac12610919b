//! What changed between two texts, word by word: `in a [-cheerful-]{+gloomy+} mood`.

use similar::{Algorithm, DiffOp, DiffTag, capture_diff_slices};

use crate::cli::paint::{Ink, Paint};

/// Words that are shown around a change.
const AROUND: usize = 4;
/// Words of a text that are compared: the time may grow with the square of their number.
const MOST_WORDS: usize = 3000;

/// The changes, each with a few words around it; what stays the same elsewhere is `…`.
pub(crate) fn word_diff(old: &str, new: &str, paint: Paint) -> String {
    let (old, new) = (words(old), words(new));
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    let last = changes.len().saturating_sub(1);
    let shown = |(idx, change): (usize, &DiffOp)| {
        let (old, new) = (&old[change.old_range()], &new[change.new_range()]);
        let gone = || paint.ink(Ink::Bad, &format!("[-{}-]", old.join(" ")));
        let added = || paint.ink(Ink::Good, &format!("{{+{}+}}", new.join(" ")));
        match change.tag() {
            DiffTag::Equal => excerpt(old, idx == 0, idx == last),
            DiffTag::Delete => gone(),
            DiffTag::Insert => added(),
            DiffTag::Replace => gone() + &added(),
        }
    };
    changes.iter().enumerate().map(shown).collect::<Vec<_>>().join(" ")
}

/// The words of the longest new stretch, cut off after a few; `None` if nothing is new.
pub(crate) fn new_words(old: &str, new: &str) -> Option<String> {
    const FEW: usize = 8;
    let (old, new) = (words(old), words(new));
    let changes = capture_diff_slices(Algorithm::Myers, &old, &new);
    let added = changes.iter().filter(|it| it.tag() != DiffTag::Equal).map(DiffOp::new_range);
    let longest = added.max_by_key(|it| (it.len(), std::cmp::Reverse(it.start)))?;
    let words = &new[longest];
    let end = if words.len() > FEW { " …" } else { "" };
    let few = words.iter().take(FEW).copied().collect::<Vec<_>>().join(" ");
    (!few.is_empty()).then(|| format!("{few}{end}"))
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().take(MOST_WORDS).collect()
}

/// The ends of an unchanged stretch that touch a change.
fn excerpt(words: &[&str], is_first: bool, is_last: bool) -> String {
    let tail = || words[words.len() - AROUND..].join(" ");
    let head = || words[..AROUND].join(" ");
    match (is_first, is_last) {
        (true, true) => words.join(" "),
        (true, false) if words.len() > AROUND => format!("…{}", tail()),
        (false, true) if words.len() > AROUND => format!("{}…", head()),
        (false, false) if words.len() > 2 * AROUND => format!("{} … {}", head(), tail()),
        _ => words.join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> String {
        word_diff(old, new, Paint::OFF)
    }

    #[test]
    fn the_longest_new_stretch_is_what_was_asked_for() {
        let new = |old, new| new_words(old, new);
        assert_eq!(
            new("a red cat", "a blue cat, sharp and clear").unwrap(),
            "blue cat, sharp and clear"
        );
        let long = new("a", "a b c d e f g h i j").unwrap();
        assert_eq!(long, "b c d e f g h i …");
        assert_eq!(new("a b", "a"), None);
    }

    #[test]
    fn only_the_words_that_differ_are_shown() {
        assert_eq!(
            diff(
                "a small round monster in a cheerful mood, readable at small size on dark ground",
                "a small round monster in a gloomy mood, readable at small size on dark ground",
            ),
            "…round monster in a [-cheerful-]{+gloomy+} mood, readable at small…"
        );
        assert_eq!(diff("a knight", "a brave knight"), "a {+brave+} knight");
        assert_eq!(diff("a brave knight", "a knight"), "a [-brave-] knight");
        assert_eq!(diff("", "a knight"), "{+a knight+}");
        assert_eq!(diff("a knight", "a  knight"), "a knight");
        assert_eq!(diff("", ""), "");
        assert_eq!(diff("a b c d", "b x d y"), "[-a-] b [-c-]{+x+} d {+y+}");
    }
}
