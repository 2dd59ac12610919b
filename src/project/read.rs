//! Reads single files: texts with a limit, pictures as what they show.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::colour::Rgb;
use crate::db::PictureState;
use crate::digest::Digest;
use crate::fence::Fence;
use crate::image::{Bitmap, DecodeError, decode, decode_palette, is_pointer};
use crate::limit;
use crate::path::ProjectPath;
use crate::stat::{Look, StatCache};

/// The most colours that are listed: one more than a palette may have.
const MOST_COLOURS: usize = 257;

/// The text of a file; `None` if there is no such file.
///
/// # Errors
///
/// Why it cannot be read, in words that follow "cannot be read:".
pub(crate) fn text(
    root: &Path,
    file: &ProjectPath,
    stat: &StatCache,
) -> Result<Option<Arc<str>>, String> {
    let path = file.on_disk(root);
    let look = match std::fs::metadata(&path) {
        Ok(it) => Look::of(&it),
        Err(error) if is_missing(&error) => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    let bytes = Fence::new(root).read(file, limit::TEXT);
    if let Ok(bytes) = &bytes {
        stat.note(path, look, Digest::of(bytes));
    }
    match bytes {
        Ok(it) => plain(it).map(|it| Some(it.into())),
        Err(error) if is_missing(&error) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// A text as it is wherever it was written: without a mark of byte order, each line ended by `\n`.
fn plain(bytes: Vec<u8>) -> Result<String, String> {
    if is_pointer(&bytes) {
        return Err(DecodeError::Pointer.to_string());
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err("it is UTF-16".to_owned());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = good.iter().filter(|it| **it == b'\n').count() + 1;
        format!("line {line} is not UTF-8")
    })?;
    let plain = text.strip_prefix('\u{feff}').unwrap_or(&text);
    Ok(if plain.len() < text.len() || plain.contains('\r') {
        plain.replace("\r\n", "\n")
    } else {
        text
    })
}

/// What a picture shows, but for its colours. A file that looks as it did is not opened.
pub(crate) fn picture(root: &Path, file: &ProjectPath, stat: &StatCache) -> PictureState {
    match stat.value(&Fence::new(root), file, described) {
        Ok(Some(value)) => remembered(&value),
        Ok(None) => PictureState::Missing,
        Err(error) if is_missing(&error) => PictureState::Missing,
        Err(error) => PictureState::Broken(error.to_string()),
    }
}

/// What a picture shows, and its colours.
pub(crate) fn palette(root: &Path, file: &ProjectPath, stat: &StatCache) -> PictureState {
    // Noted like every picture; its colours are read from its bytes.
    if let PictureState::Missing = picture(root, file, stat) {
        return PictureState::Missing;
    }
    let bytes = match Fence::new(root).read(file, limit::PICTURE) {
        Ok(it) => it,
        Err(error) if is_missing(&error) => return PictureState::Missing,
        Err(error) => return PictureState::Broken(error.to_string()),
    };
    match decode_palette(&bytes) {
        Ok(it) => PictureState::There {
            pixels: it.digest(),
            size: [it.width(), it.height()],
            colours: Some(Arc::new(colours(&it))),
        },
        Err(why) => PictureState::Broken(why.to_string()),
    }
}

/// What is remembered of a picture: `b3:… 64 32`, or why it is none.
fn described(bytes: &[u8]) -> String {
    match decode(bytes) {
        Ok(it) => format!("{} {} {}", it.digest(), it.width(), it.height()),
        Err(why) => why.to_string(),
    }
}

fn remembered(value: &str) -> PictureState {
    let read = || {
        let (pixels, size) = value.split_once(' ')?;
        let (width, height) = size.split_once(' ')?;
        let size = [width.parse().ok()?, height.parse().ok()?];
        Some(PictureState::There { pixels: pixels.parse().ok()?, size, colours: None })
    };
    read().unwrap_or_else(|| PictureState::Broken(value.to_owned()))
}

/// Unique colours in the order of their first pixels, from the top left.
fn colours(picture: &Bitmap) -> Vec<Rgb> {
    let (mut seen, mut res) = (BTreeSet::new(), Vec::new());
    for [r, g, b, _] in picture.pixels().iter().filter(|it| it[3] > 0) {
        if res.len() == MOST_COLOURS {
            break;
        }
        if seen.insert([*r, *g, *b]) {
            res.push(Rgb([*r, *g, *b]));
        }
    }
    res
}

/// `a/b.png` is not there either if `a` is a file.
fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_the_same_whatever_editor_saved_it() {
        let text = "a = \"\"\"two\nlines\"\"\"\n";
        for saved in [
            text.to_owned(),
            format!("\u{feff}{text}"),
            text.replace('\n', "\r\n"),
            format!("\u{feff}{}", text.replace('\n', "\r\n")),
        ] {
            assert_eq!(plain(saved.clone().into_bytes()).as_deref(), Ok(text), "{saved:?}");
        }
        let wide: Vec<u8> = "\u{feff}a = 1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(plain(wide), Err("it is UTF-16".to_owned()));
        let latin = b"a = 1\nb = \"\xe9\"\n".to_vec();
        assert_eq!(plain(latin), Err("line 2 is not UTF-8".to_owned()));
    }
}
