//! Palette files: `.hex` (one colour a line, as Lospec writes them), `.gpl` (GIMP, Aseprite) and
//! `.pal` (JASC: Paint Shop Pro, Aseprite).

use crate::colour::Rgb;
use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::legible::shortened;
use crate::manifest::trail::shown;
use crate::path::ProjectPath;

/// What the names of palettes that are pictures end with.
const PICTURES: [&str; 3] = [".png", ".aseprite", ".ase"];
/// The endings of all palettes, for people.
pub(crate) const PALETTE_FILES: &str = ".hex, .gpl, .pal, .png or .aseprite";

/// Whether the name of a file says that it is a palette.
pub(crate) fn is_palette(file: &str) -> bool {
    is_palette_picture(file) || Form::of(file).is_some()
}

/// Whether the colours of a palette are those of a picture, and not written as text.
#[must_use]
pub fn is_palette_picture(file: &str) -> bool {
    let lower = file.to_ascii_lowercase();
    PICTURES.iter().any(|it| lower.ends_with(it))
}

/// More colours than this are a picture, not a palette.
const MOST_COLOURS: usize = 4096;

/// No colour is longer, in characters.
const LONGEST_COLOUR: usize = 16;

/// The colours of a palette file, in its order. Which kind it is, its ending says.
///
/// # Errors
///
/// At the first line that is no colour; if there is none at all; if the ending is another one.
#[expect(clippy::result_large_err, reason = "once for each palette file of a project")]
pub fn parse_palette(file: &ProjectPath, text: &str) -> Result<Vec<Rgb>, Diagnostic> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(form) = Form::of(file.as_str()) else {
        let message =
            format!("`{file}` is no palette file: its name does not end with {PALETTE_FILES}");
        return Err(problem(file, Place::File, message));
    };
    let mut lines = text.lines().enumerate();
    for (idx, wanted) in form.head().iter().enumerate() {
        if lines.next().map(|(_, it)| it.trim()) != Some(wanted) {
            let message =
                format!("line {} of a {} file must be `{wanted}`", idx + 1, form.ending());
            return Err(problem(file, Place::Line(idx + 1), message));
        }
    }
    if form == Form::Jasc {
        // How many colours follow, which they tell themselves.
        lines.next();
    }
    let mut res = Vec::new();
    for (idx, line) in lines {
        match form.line(line.trim()) {
            Line::Colour(_) if res.len() == MOST_COLOURS => {
                let message = format!("a palette has at most {MOST_COLOURS} colours");
                return Err(problem(file, Place::Line(idx + 1), message));
            }
            Line::Colour(it) => res.push(it),
            Line::Other => {}
            Line::Wrong => {
                // A file that is no palette may have lines that are nobody's business.
                let start = shortened(line.trim(), LONGEST_COLOUR);
                let message = format!("`{}` is no colour", shown(&start));
                return Err(problem(file, Place::Line(idx + 1), message)
                    .help(format!("write a colour in each line, like `{}`", form.example())));
            }
        }
    }
    if res.is_empty() {
        let message = format!("`{file}` has no colours");
        return Err(problem(file, Place::File, message));
    }
    Ok(res)
}

fn problem(file: &ProjectPath, place: Place, message: String) -> Diagnostic {
    let file = file.clone();
    Diagnostic::error(Code::BadPalette, Anchor { file, place }, message)
}

/// How a palette file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Hex,
    Gimp,
    /// <http://liero.nl/lierohack/docformats/other-jasc.html>
    Jasc,
}

impl Form {
    /// Its ending says it.
    fn of(file: &str) -> Option<Form> {
        let lower = file.to_ascii_lowercase();
        [Form::Hex, Form::Gimp, Form::Jasc].into_iter().find(|it| lower.ends_with(it.ending()))
    }

    fn ending(self) -> &'static str {
        match self {
            Form::Hex => ".hex",
            Form::Gimp => ".gpl",
            Form::Jasc => ".pal",
        }
    }

    /// The first lines.
    fn head(self) -> &'static [&'static str] {
        match self {
            Form::Hex => &[],
            Form::Gimp => &["GIMP Palette"],
            Form::Jasc => &["JASC-PAL", "0100"],
        }
    }

    fn example(self) -> &'static str {
        match self {
            Form::Hex => "2d2d2d",
            Form::Gimp | Form::Jasc => "45 45 45",
        }
    }

    fn line(self, line: &str) -> Line {
        match self {
            Form::Hex => hex_line(line),
            Form::Gimp | Form::Jasc => channels_line(line),
        }
    }
}

/// What a line of a palette file says.
enum Line {
    Colour(Rgb),
    /// Comments, names, nothing.
    Other,
    Wrong,
}

/// `2d2d2d`, `#2D2D2D ; slate`.
fn hex_line(line: &str) -> Line {
    let written = line.split(';').next().unwrap_or_default().trim();
    if written.is_empty() {
        return Line::Other;
    }
    let digits = written.strip_prefix('#').unwrap_or(written);
    let colour = format!("#{digits}").parse();
    match colour {
        Ok(colour) if digits.len() == 6 => Line::Colour(colour),
        _ => Line::Wrong,
    }
}

/// `45 45 45 slate`; with an alpha, which a palette has no use for, `45 45 45 255 slate`.
fn channels_line(line: &str) -> Line {
    let is_word = |word: &str| line.starts_with(word);
    let words = ["#", "Name:", "Columns:", "Channels:"];
    if line.is_empty() || words.into_iter().any(is_word) {
        return Line::Other;
    }
    let mut channels = line.split_whitespace().map_while(|it| it.parse().ok());
    match (channels.next(), channels.next(), channels.next()) {
        (Some(r), Some(g), Some(b)) => Line::Colour(Rgb([r, g, b])),
        _ => Line::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(name: &str, text: &str) -> Result<Vec<Rgb>, String> {
        let file = ProjectPath::parse(name).unwrap();
        parse_palette(&file, text).map_err(|it| {
            assert_eq!(it.code, Code::BadPalette);
            format!("{:?}: {}", it.primary.at.place, it.message)
        })
    }

    #[test]
    fn every_kind_of_palette_is_read() {
        let colours = Ok(vec![Rgb([0x2d; 3]), Rgb([0xf4, 0xa4, 0x60])]);
        let hex = "\u{feff}; two\r\n2d2d2d\r\n\r\n#F4A460 ; sand\r\n";
        assert_eq!(read("a.hex", hex), colours);
        let gimp = "GIMP Palette\nName: two\nColumns: 4\n# here\n 45  45\t45\n244 164 96\tsand 1\n";
        assert_eq!(read("b.GPL", gimp), colours);
        let with_alpha =
            "GIMP Palette\nChannels: RGBA\n#\n 45  45  45 255 dark\n244 164 96 128\tsand\n";
        assert_eq!(read("c.gpl", with_alpha), colours);
        assert_eq!(read("d.pal", "JASC-PAL\r\n0100\r\n2\r\n45 45 45\r\n244 164 96\r\n"), colours);
    }

    #[test]
    fn a_broken_palette_says_in_which_line() {
        for (name, text, wanted) in [
            ("a.hex", "2d2d2d\nred\n", "Line(2): `red` is no colour"),
            ("a.hex", "fff\n", "Line(1): `fff` is no colour"),
            ("a.hex", "; none\n", "File: `a.hex` has no colours"),
            ("a.gpl", "1 2 3\n", "Line(1): line 1 of a .gpl file must be `GIMP Palette`"),
            ("a.pal", "JASC-PAL\n0200\n", "Line(2): line 2 of a .pal file must be `0100`"),
            ("a.gpl", "GIMP Palette\n1 2 300\n", "Line(2): `1 2 300` is no colour"),
            (
                "a.txt",
                "",
                "File: `a.txt` is no palette file: its name does not end with .hex, .gpl, .pal, .png or \
                 .aseprite",
            ),
        ] {
            assert_eq!(read(name, text), Err(wanted.to_owned()));
        }
        let many = "2d2d2d\n".repeat(5000);
        let wanted = "Line(4097): a palette has at most 4096 colours".to_owned();
        assert_eq!(read("a.hex", &many), Err(wanted));
    }
}
