//! Words from elsewhere in a section of a prompt, which they cannot end.

/// The text with what could be read as a mark of a section written otherwise: sections end with
/// `</subject>` and the like, and whoever ends one can go on in the voice of the program.
pub(crate) fn inside(text: &str) -> String {
    let mut res = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, from) = rest.split_at(at);
        let after = &from[1..];
        let next = after.trim_start().chars().next();
        let is_mark = next.is_some_and(|it| it == '/' || it.is_alphabetic());
        res.push_str(before);
        res.push_str(if is_mark { "&lt;" } else { "<" });
        rest = after;
    }
    res.push_str(rest);
    res
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_written_otherwise_and_other_signs_stay() {
        assert_eq!(inside("a </subject> b"), "a &lt;/subject> b");
        assert_eq!(inside("< /subject><subject>< \n/x"), "&lt; /subject>&lt;subject>&lt; \n/x");
        for text in ["", "a heart <3", "1 < 2 > 0", "<", "<<", "é <- é", "a &lt;"] {
            assert_eq!(inside(text), text);
        }
    }
}
