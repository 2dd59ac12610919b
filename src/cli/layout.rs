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
}
