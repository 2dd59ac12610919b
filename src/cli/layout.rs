//! Columns, counts and durations, as people read them.

use std::time::Duration;

/// The text, filled up with blanks to `width` characters.
pub(crate) fn pad(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.chars().count());
    format!("{text}{}", " ".repeat(blanks))
}

/// The text behind as many blanks as make it `width` characters wide.
pub(crate) fn pad_left(text: &str, width: usize) -> String {
    let blanks = width.saturating_sub(text.chars().count());
    format!("{}{text}", " ".repeat(blanks))
}

/// The width of the widest text, no more than `most`.
pub(crate) fn widest<'a>(texts: impl IntoIterator<Item = &'a str>, most: usize) -> usize {
    texts.into_iter().map(|it| it.chars().count()).max().unwrap_or(0).min(most)
}

/// `1 picture`, `3 pictures`.
pub(crate) fn count(n: u64, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}

/// `0.01 s`, `1.3 s`, `21 s`, `3:12`, `1:02:05`.
pub(crate) fn duration(took: Duration) -> String {
    let seconds = took.as_secs();
    match took.as_millis() {
        0..100 => format!("{:.2} s", took.as_secs_f64().max(0.01)),
        100..10_000 => format!("{:.1} s", took.as_secs_f64()),
        10_000..60_000 => format!("{seconds} s"),
        60_000..3_600_000 => format!("{}:{:02}", seconds / 60, seconds % 60),
        _ => format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
    }
}

/// `4 minutes ago`, `2 days ago`.
pub(crate) fn ago(age: Duration) -> String {
    let minutes = age.as_secs() / 60;
    match minutes {
        0 => "just now".to_owned(),
        1..60 => format!("{} ago", count(minutes, "minute", "minutes")),
        60..2880 => format!("{} ago", count(minutes / 60, "hour", "hours")),
        _ => format!("{} ago", count(minutes / 1440, "day", "days")),
    }
}

/// `red, blue, … 10 more`: the first `shown` of several names.
pub(crate) fn first_names(names: &[&str], shown: usize) -> String {
    let mut res = names[..names.len().min(shown)].join(", ");
    if names.len() > shown {
        res.push_str(&format!(", … {} more", names.len() - shown));
    }
    res
}

/// A line in pieces no wider than `width`, as far as its words allow: what does not fit stands below,
/// further in. The first piece keeps its columns. Colours take no room.
pub(crate) fn wrapped(line: &str, width: usize) -> String {
    if visible(line) <= width {
        return line.to_owned();
    }
    let begins = line.len() - line.trim_start_matches(' ').len();
    let indent = (begins + 4).min(width / 2);
    let mut res = " ".repeat(begins);
    let mut column = begins;
    // Blanks before the next word that fill a column up.
    let mut blanks = 0;
    let mut is_first = true;
    for word in line.trim_start_matches(' ').split(' ') {
        if word.is_empty() {
            blanks += 1;
            continue;
        }
        let between = match is_first {
            true if column == begins => 0,
            true => blanks + 1,
            // Further down nothing lines up with the rows above and below.
            false => (blanks + 1).min(3),
        };
        if column + between + visible(word) > width && column > indent {
            res.push('\n');
            res.push_str(&" ".repeat(indent));
            (column, is_first) = (indent, false);
        } else {
            res.push_str(&" ".repeat(between));
            column += between;
        }
        res.push_str(word);
        column += visible(word);
        blanks = 0;
    }
    res
}

/// How many columns a text takes: what steers colours, from escape to `m`, takes none.
fn visible(text: &str) -> usize {
    let mut pieces = text.split('\u{1b}');
    let first = pieces.next().map_or(0, |it| it.chars().count());
    let rest = pieces.map(|it| it.split_once('m').map_or(it, |(_, rest)| rest).chars().count());
    first + rest.sum::<usize>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_has_as_many_digits_as_one_wants_to_know() {
        let shown = |ms: u64| duration(Duration::from_millis(ms));
        let all = [7, 1_340, 21_700, 192_000, 3_725_000].map(shown);
        assert_eq!(all, ["0.01 s", "1.3 s", "21 s", "3:12", "1:02:05"]);
        assert_eq!(ago(Duration::from_secs(200_000)), "2 days ago");
    }

    #[test]
    fn a_line_that_is_too_wide_goes_on_below() {
        let line = "  hero       paint   the mood changed from cheerful to gloomy      $0.04";
        let narrow =
            "  hero       paint   the mood\n      changed from cheerful to\n      gloomy   $0.04";
        assert_eq!(wrapped(line, 34), narrow);
        assert_eq!(wrapped(line, 80), line);
        let coloured = "\u{1b}[1mbold\u{1b}[0m and plain";
        assert_eq!((visible(coloured), wrapped(coloured, 14)), (14, coloured.to_owned()));
        // What has no blank is not torn: it may be a path.
        assert_eq!(wrapped("a/very/long/path and more", 10), "a/very/long/path\n    and\n    more");
    }
}
