//! Words from elsewhere, fit to be shown: what steers a terminal or hides in a line is written out.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character does more than to be read: moves or colours on a terminal, turns the order
/// of the others around, or cannot be seen. The end of a line and a tab are none.
#[must_use]
pub fn steers(it: char) -> bool {
    let hides = matches!(
        it,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    hides || (it.is_control() && it != '\n' && it != '\t')
}

/// The text with what steers written out, as `\u{202e}` and `\r`.
#[must_use]
pub fn cleaned(text: &str) -> Cow<'_, str> {
    if !text.chars().any(steers) {
        return text.into();
    }
    let mut res = String::with_capacity(text.len() + 16);
    for it in text.chars() {
        if steers(it) { res.extend(it.escape_default()) } else { res.push(it) }
    }
    res.into()
}

/// A line of JSON with what steers written out as JSON does: it says the same.
#[must_use]
pub fn cleaned_json(line: &str) -> Cow<'_, str> {
    if !line.chars().any(steers) {
        return line.into();
    }
    let mut res = String::with_capacity(line.len() + 16);
    for it in line.chars() {
        if steers(it) {
            for unit in it.encode_utf16(&mut [0; 2]) {
                write!(res, "\\u{unit:04x}").expect("a string takes everything");
            }
        } else {
            res.push(it);
        }
    }
    res.into()
}

/// The text, no longer than so many characters and a sign that there was more.
#[must_use]
pub fn shortened(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_steers_is_written_out() {
        let c0 = (0..32).filter(|it| *it != 9 && *it != 10);
        let bidi = (0x202a..=0x202e).chain(0x2066..=0x2069).chain([0x200e, 0x200f, 0x61c]);
        let unseen = [0xad, 0x200b, 0x200c, 0x200d, 0x2028, 0x2029, 0x2060, 0xfeff, 0xe0041];
        for code in c0.chain(0x7f..=0x9f).chain(bidi).chain(unseen) {
            let letter = char::from_u32(code).unwrap();
            let text = format!("a{letter}b");
            assert!(!cleaned(&text).contains(letter), "{code:x}");
            let json = serde_json::to_string(&text).unwrap();
            let clean = cleaned_json(&json);
            assert!(!clean.contains(letter), "{code:x}");
            assert_eq!(serde_json::from_str::<String>(&clean).unwrap(), text, "{code:x}");
        }
        assert_eq!(cleaned("a\u{1b}[2J\rb\u{202e}"), "a\\u{1b}[2J\\rb\\u{202e}");
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        let text = "Größe\t漢字\nπ ≠ 3 … → ▲ ⚠️ é e\u{301} עברית العربية \"{}\\";
        assert_eq!(cleaned(text), text);
        assert_eq!(shortened(text, 1000), text);
        assert_eq!(shortened("ééé", 2), "éé…");
        assert_eq!(shortened("éé", 2), "éé");
    }
}
