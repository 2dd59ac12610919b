//! Palette files: `.hex` (one colour a line, as Lospec writes them) and `.gpl` (GIMP).

use crate::colour::Rgb;
use crate::diagnostic::{Anchor, Code, Diagnostic, Place};
use crate::manifest::trail::shown;
use crate::path::ProjectPath;

/// More colours than this are a picture, not a palette.
const MOST_COLOURS: usize = 4096;

/// The colours of a palette file, in its order. Which kind it is, its ending says.
///
/// # Errors
///
/// At the first line that is no colour; if there is none at all; if the ending is another one.
#[expect(clippy::result_large_err, reason = "once for each palette file of a project")]
pub fn parse_palette(file: &ProjectPath, text: &str) -> Result<Vec<Rgb>, Diagnostic> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let lower = file.as_str().to_ascii_lowercase();
    let is_gimp = lower.ends_with(".gpl");
    if !is_gimp && !lower.ends_with(".hex") {
        let message =
            format!("`{file}` is no palette file: its name ends with neither .hex nor .gpl");
        return Err(problem(file, Place::File, message));
    }
    let mut lines = text.lines().enumerate();
    if is_gimp && lines.next().map(|(_, it)| it.trim()) != Some("GIMP Palette") {
        let message = "the first line of a .gpl file must be `GIMP Palette`".to_owned();
        return Err(problem(file, Place::Line(1), message));
    }
    let mut res = Vec::new();
    for (idx, line) in lines {
        let read = if is_gimp { gimp_line } else { hex_line };
        match read(line.trim()) {
            Line::Colour(_) if res.len() == MOST_COLOURS => {
                let message = format!("a palette has at most {MOST_COLOURS} colours");
                return Err(problem(file, Place::Line(idx + 1), message));
            }
            Line::Colour(it) => res.push(it),
            Line::Other => {}
            Line::Wrong => {
                let message = format!("`{}` is no colour", shown(line.trim()));
                let form = if is_gimp { "45 45 45" } else { "2d2d2d" };
                return Err(problem(file, Place::Line(idx + 1), message)
                    .help(format!("write a colour in each line, like `{form}`")));
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

/// `45 45 45 slate`.
fn gimp_line(line: &str) -> Line {
    let is_word = |word: &str| line.starts_with(word);
    if line.is_empty() || is_word("#") || is_word("Name:") || is_word("Columns:") {
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
    fn both_kinds_of_palettes_are_read() {
        let colours = Ok(vec![Rgb([0x2d; 3]), Rgb([0xf4, 0xa4, 0x60])]);
        let hex = "\u{feff}; two\r\n2d2d2d\r\n\r\n#F4A460 ; sand\r\n";
        assert_eq!(read("a.hex", hex), colours);
        let gimp = "GIMP Palette\nName: two\nColumns: 4\n# here\n 45  45\t45\n244 164 96\tsand 1\n";
        assert_eq!(read("b.GPL", gimp), colours);
    }

    #[test]
    fn a_broken_palette_says_in_which_line() {
        for (name, text, wanted) in [
            ("a.hex", "2d2d2d\nred\n", "Line(2): `red` is no colour"),
            ("a.hex", "fff\n", "Line(1): `fff` is no colour"),
            ("a.hex", "; none\n", "File: `a.hex` has no colours"),
            ("a.gpl", "1 2 3\n", "Line(1): the first line of a .gpl file must be `GIMP Palette`"),
            ("a.gpl", "GIMP Palette\n1 2 300\n", "Line(2): `1 2 300` is no colour"),
            (
                "a.txt",
                "",
                "File: `a.txt` is no palette file: its name ends with neither .hex nor .gpl",
            ),
        ] {
            assert_eq!(read(name, text), Err(wanted.to_owned()));
        }
        let many = "2d2d2d\n".repeat(5000);
        let wanted = "Line(4097): a palette has at most 4096 colours".to_owned();
        assert_eq!(read("a.hex", &many), Err(wanted));
    }
}
