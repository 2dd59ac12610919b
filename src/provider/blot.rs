//! Secrets that an answer repeats, blotted out wherever and however they are written.

/// The bytes without a secret: each letter of it may be written as JSON writes it, `\u0041`, `\/` or
/// `\n`, also in JSON that is a text of other JSON.
pub(crate) fn blotted(bytes: Vec<u8>, secret: &str) -> Vec<u8> {
    let mut res = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((at, length)) = find(rest, secret) {
        res.extend_from_slice(&rest[..at]);
        res.extend_from_slice(b"***");
        rest = &rest[at + length..];
    }
    if rest.len() == bytes.len() {
        return bytes;
    }
    res.extend_from_slice(rest);
    res
}

/// Where a text begins, and how long it is there.
fn find(bytes: &[u8], wanted: &str) -> Option<(usize, usize)> {
    let first = *wanted.as_bytes().first()?;
    let mut from = 0;
    while let Some(at) = bytes[from..].iter().position(|it| *it == first || *it == b'\\') {
        if let Some(length) = length_at(&bytes[from + at..], wanted) {
            return Some((from + at, length));
        }
        from += at + 1;
    }
    None
}

/// How many bytes at the beginning are the wanted text; `None` if they are another one.
fn length_at(bytes: &[u8], wanted: &str) -> Option<usize> {
    let mut at = 0;
    for letter in wanted.chars() {
        let rest = &bytes[at..];
        let plain = letter.encode_utf8(&mut [0; 4]).len();
        let is_plain = rest.starts_with(letter.encode_utf8(&mut [0; 4]).as_bytes());
        // A backslash may be one, or begin an escape that stands for one.
        at += match is_plain && letter != '\\' {
            true => plain,
            false => escaped(rest, letter).or(is_plain.then_some(plain))?,
        };
    }
    Some(at)
}

/// How many bytes at the beginning are one letter behind an escape.
fn escaped(bytes: &[u8], letter: char) -> Option<usize> {
    let n_signs = signs(bytes)?;
    let rest = &bytes[n_signs..];
    if rest.first() == Some(&b'u') {
        let mut at = 0;
        for unit in letter.encode_utf16(&mut [0; 2]) {
            // The second half of a pair has an escape of its own.
            at += if at == 0 { n_signs } else { signs(&bytes[at..])? };
            let digits = bytes.get(at..)?.strip_prefix(b"u")?.get(..4)?;
            let code = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
            (code == u32::from(*unit)).then_some(())?;
            at += 5;
        }
        return Some(at);
    }
    let stands_for = match rest.first()? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        sign => char::from(*sign),
    };
    (stands_for == letter).then_some(n_signs + 1)
}

/// How many backslashes stand at the beginning; `None` if none does.
fn signs(bytes: &[u8]) -> Option<usize> {
    let n = bytes.iter().take(MOST_ESCAPES).take_while(|it| **it == b'\\').count();
    (n > 0).then_some(n)
}

/// An escape is doubled by each JSON that it is a text of.
const MOST_ESCAPES: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, secret: &str) -> String {
        String::from_utf8(blotted(text.into(), secret)).unwrap()
    }

    /// A text as JSON may write each of its letters.
    fn coded(text: &str, sign: &str) -> String {
        text.encode_utf16().map(|it| format!("{sign}u{it:04X}")).collect()
    }

    #[test]
    fn a_secret_is_blotted_however_it_is_written() {
        for secret in ["hush-hush-0123", "hüsh 漢字 𝄞 \"\\/", "two\nlines\tand more"] {
            let json = serde_json::to_string(secret).unwrap();
            let json = json.trim_matches('"').to_owned();
            let twice = serde_json::to_string(&json).unwrap();
            let spellings = [
                secret.to_owned(),
                json,
                twice.trim_matches('"').to_owned(),
                coded(secret, "\\"),
                coded(secret, "\\").to_lowercase(),
                coded(secret, "\\\\"),
            ];
            for text in spellings {
                let said = format!("bad {text}: {text}!");
                assert_eq!(shown(&said, secret), "bad ***: ***!", "{text}");
            }
        }
        assert_eq!(shown("hu\\u0073h-h\\u0075sh \\u0068", "hush-hush"), "*** \\u0068");
    }

    #[test]
    fn what_is_no_secret_stays_as_it_is() {
        for text in ["", "hush-hush-012", "\\u00", "\\u0068\\u0075", "\\"] {
            assert_eq!(shown(text, "hush-hush-0123"), text);
        }
        let signs = "\\".repeat(100_000);
        assert_eq!(shown(&signs, "hush-hush-0123"), signs);
    }
}
