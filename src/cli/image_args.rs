//! `ImageArgs`: what was typed behind `image`.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Subcommand, ValueEnum};

use crate::action::{Edges, Play, Shadow};
use crate::colour::Rgb;

/// `image`.
#[derive(Debug, ClapArgs)]
pub(crate) struct ImageArgs {
    #[command(subcommand)]
    pub(crate) command: ImageCommand,
}

/// What is done to plain files, without a project.
#[derive(Debug, Subcommand)]
pub(crate) enum ImageCommand {
    /// Make what is behind the subject transparent
    Cut(CutArgs),
    /// Turn pixel art that was painted large into one pixel for each of its cells
    Snap(SnapArgs),
    /// Measure pictures, and tell what is wrong with them
    Check(CheckFilesArgs),
    /// Put frames side by side, with the data that engines read
    Sheet(SheetArgs),
}

/// Where results go.
#[derive(Debug, ClapArgs)]
pub(crate) struct OutArgs {
    /// Where to write: a .png file, or a folder for any number of them
    #[arg(short, long, value_name = "OUT")]
    pub(crate) out: PathBuf,
    /// Replace files that are there, the pictures given included
    #[arg(long)]
    pub(crate) force: bool,
}

/// `image cut`.
#[derive(Debug, ClapArgs)]
pub(crate) struct CutArgs {
    /// Pictures: PNG, JPEG, WebP or GIF
    #[arg(value_name = "FILES", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) out: OutArgs,
    /// The colour behind the subject: #RRGGBB, or auto
    #[arg(long, value_name = "COLOR", default_value = "auto", value_parser = parse_key)]
    pub(crate) key: Key,
    /// How alpha ends: soft, or hard for pixel art
    #[arg(long, value_name = "EDGES", default_value = "soft", value_parser = parse_edges)]
    pub(crate) edges: Edges,
    /// What becomes of a shadow on a key colour: keep (translucent black), or drop; else as suits
    /// the edges
    #[arg(long, value_name = "SHADOW", value_parser = parse_shadow)]
    pub(crate) shadow: Option<Shadow>,
    /// Cut off transparent borders
    #[arg(long)]
    pub(crate) trim: bool,
    /// Write the result on white or checker, too, as NAME.preview.png
    #[arg(long, value_name = "ON", hide_possible_values = true)]
    pub(crate) preview: Option<Preview>,
}

/// The colour behind a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// As the picture shows it.
    Auto,
    /// This one.
    Colour(Rgb),
}

/// What a preview stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Preview {
    /// White
    White,
    /// The checkerboard that stands for transparency
    Checker,
}

/// `image snap`.
#[derive(Debug, ClapArgs)]
pub(crate) struct SnapArgs {
    /// Pictures: PNG, JPEG, WebP or GIF
    #[arg(value_name = "FILES", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) out: OutArgs,
    /// Width x height in art pixels, like 32x32; one number for a square; else as found
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) size: Option<[u32; 2]>,
    /// Colours like '#2D2D2D,#F4A460', or a .hex, .gpl, .pal, .png or .aseprite file: these and no others
    #[arg(long, value_name = "PALETTE")]
    pub(crate) palette: Option<String>,
    /// The most colours
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=256))]
    pub(crate) colors: Option<u32>,
    /// Pixels of the file for each art pixel
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) scale: u32,
    /// Make what is behind the subject transparent, too
    #[arg(long)]
    pub(crate) cut: bool,
    /// With --cut: the colour behind the subject, #RRGGBB or auto
    #[arg(long, value_name = "COLOR", default_value = "auto", value_parser = parse_key)]
    pub(crate) key: Key,
}

/// `image check`.
#[derive(Debug, ClapArgs)]
pub(crate) struct CheckFilesArgs {
    /// Pictures: PNG, JPEG, WebP or GIF
    #[arg(value_name = "FILES", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Width x height that they must have, in art pixels
    #[arg(long, value_name = "SIZE", value_parser = parse_size)]
    pub(crate) size: Option<[u32; 2]>,
    /// Pixels of the file for each art pixel
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=64))]
    pub(crate) scale: u32,
    /// They are pixel art: at most 64 colours, sharp, on one grid
    #[arg(long)]
    pub(crate) pixel_art: bool,
    /// They fill their frame: nothing is checked on alpha
    #[arg(long)]
    pub(crate) opaque: bool,
    /// The most colours
    #[arg(long, value_name = "N")]
    pub(crate) max_colors: Option<u32>,
    /// The least share of transparent pixels in the outermost ring, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 80, value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) border: u32,
    /// Colours that they should keep to, as for `image snap`
    #[arg(long, value_name = "PALETTE")]
    pub(crate) palette: Option<String>,
    /// The colour that was cut out, of which nothing may be left
    #[arg(long, value_name = "COLOR")]
    pub(crate) key: Option<Rgb>,
    /// What should be better counts as wrong
    #[arg(long)]
    pub(crate) strict: bool,
}

/// `image sheet`.
#[derive(Debug, ClapArgs)]
pub(crate) struct SheetArgs {
    /// Frames in their order: PNG, JPEG, WebP or GIF
    #[arg(value_name = "FILES", required = true)]
    pub(crate) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) out: OutArgs,
    /// Frames side by side; all in one row if it is not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) columns: Option<u32>,
    /// Frames shown in a second
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(crate) fps: u32,
    /// In which order they are shown: forward, reverse or ping-pong
    #[arg(long, value_name = "ORDER", default_value = "forward", value_parser = parse_play)]
    pub(crate) play: Play,
    /// Stop at the last frame
    #[arg(long)]
    pub(crate) once: bool,
    /// Write an animated GIF to look at, too
    #[arg(long)]
    pub(crate) gif: bool,
}

fn parse_key(text: &str) -> Result<Key, String> {
    if text == "auto" {
        return Ok(Key::Auto);
    }
    text.parse().map(Key::Colour).map_err(|why: crate::colour::NotAColour| why.to_string())
}

fn parse_edges(text: &str) -> Result<Edges, String> {
    match text {
        "soft" => Ok(Edges::Soft),
        "hard" => Ok(Edges::Hard),
        _ => Err("it can be `soft` or `hard`".to_owned()),
    }
}

fn parse_shadow(text: &str) -> Result<Shadow, String> {
    match text {
        "keep" => Ok(Shadow::Keep),
        "drop" => Ok(Shadow::Drop),
        _ => Err("it can be `keep` or `drop`".to_owned()),
    }
}

fn parse_play(text: &str) -> Result<Play, String> {
    match text {
        "forward" => Ok(Play::Forward),
        "reverse" => Ok(Play::Reverse),
        "ping-pong" => Ok(Play::PingPong),
        _ => Err("it can be `forward`, `reverse` or `ping-pong`".to_owned()),
    }
}

/// As manifests take it.
pub(crate) fn parse_size(text: &str) -> Result<[u32; 2], String> {
    let (width, height) = text.split_once(['x', 'X', '×']).unwrap_or((text, text));
    let side = |digits: &str| digits.trim().parse().ok().filter(|it| (1..=2048).contains(it));
    match (side(width), side(height)) {
        (Some(width), Some(height)) => Ok([width, height]),
        _ => Err("write width x height like 48x16, each 1 to 2048, or one number".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_written_as_in_manifests() {
        assert_eq!(parse_size("48x16"), Ok([48, 16]));
        assert_eq!(parse_size("32"), Ok([32, 32]));
        for text in ["", "x", "0x3", "32x", "4096", "a", "1x2x3"] {
            assert!(parse_size(text).is_err(), "{text:?}");
        }
    }
}
