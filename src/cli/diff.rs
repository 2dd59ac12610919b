//! What changed between two texts, word by word: `in a [-cheerful-]{+gloomy+} mood`.

use crate::cli::paint::{Ink, Paint};

/// A stretch of words.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece<'a> {
    /// In both texts.
    Same(Vec<&'a str>),
    /// In the old text only.
    Gone(Vec<&'a str>),
    /// In the new text only.
    New(Vec<&'a str>),
}

/// Words that are shown around a change.
const AROUND: usize = 4;
/// Above this, comparing all words with all words takes too long.
const MOST_WORDS: usize = 3000;

/// The changes, each with a few words around it; what stays the same elsewhere is `…`.
pub(crate) fn word_diff(old: &str, new: &str, paint: Paint) -> String {
    let pieces = pieces(&words(old), &words(new));
    let last = pieces.len().saturating_sub(1);
    let mut res = String::new();
    for (idx, piece) in pieces.iter().enumerate() {
        let text = match piece {
            Piece::Same(words) => excerpt(words, idx == 0, idx == last),
            Piece::Gone(words) => paint.ink(Ink::Bad, &format!("[-{}-]", words.join(" "))),
            Piece::New(words) => paint.ink(Ink::Good, &format!("{{+{}+}}", words.join(" "))),
        };
        let follows_gone = idx > 0 && matches!(pieces[idx - 1], Piece::Gone(_));
        let joined = follows_gone && matches!(piece, Piece::New(_));
        if idx > 0 && !joined {
            res.push(' ');
        }
        res.push_str(&text);
    }
    res
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

/// The shortest way from one text to the other, by the longest common subsequence.
fn pieces<'a>(old: &[&'a str], new: &[&'a str]) -> Vec<Piece<'a>> {
    let same = lengths(old, new);
    let columns = new.len() + 1;
    let (mut at, mut to) = (0, 0);
    let mut res: Vec<Piece<'a>> = Vec::new();
    while at < old.len() || to < new.len() {
        if at < old.len() && to < new.len() && old[at] == new[to] {
            push(&mut res, Piece::Same(vec![old[at]]));
            (at, to) = (at + 1, to + 1);
        } else if to == new.len()
            || (at < old.len() && same[(at + 1) * columns + to] >= same[at * columns + to + 1])
        {
            push(&mut res, Piece::Gone(vec![old[at]]));
            at += 1;
        } else {
            push(&mut res, Piece::New(vec![new[to]]));
            to += 1;
        }
    }
    res
}

/// For each pair of places: how many words the rests of both texts have in common, in order.
fn lengths(old: &[&str], new: &[&str]) -> Vec<u16> {
    let columns = new.len() + 1;
    let mut res = vec![0; (old.len() + 1) * columns];
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            res[at * columns + to] = if old[at] == new[to] {
                res[(at + 1) * columns + to + 1] + 1
            } else {
                res[(at + 1) * columns + to].max(res[at * columns + to + 1])
            };
        }
    }
    res
}

fn push<'a>(pieces: &mut Vec<Piece<'a>>, next: Piece<'a>) {
    match (pieces.last_mut(), next) {
        (Some(Piece::Same(words)), Piece::Same(more))
        | (Some(Piece::Gone(words)), Piece::Gone(more))
        | (Some(Piece::New(words)), Piece::New(more)) => words.extend(more),
        (_, next) => pieces.push(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(old: &str, new: &str) -> String {
        word_diff(old, new, Paint::OFF)
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
    }
}
