//! `PaletteSource`: colours as written, or the file that has them.

use crate::colour::Rgb;
use crate::diagnostic::Anchor;
use crate::manifest::PaletteValue;
use crate::path::ProjectPath;
use crate::resolve::World;
use crate::resolve::mistakes::Mistakes;

/// Colours as written, or the file that has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaletteSource {
    /// `["#2D2D2D", …]`; may be empty.
    Colors(Vec<Rgb>),
    /// A `.hex`, `.gpl`, `.pal`, `.png` or `.aseprite` file.
    File(ProjectPath, Anchor),
}

impl Default for PaletteSource {
    fn default() -> PaletteSource {
        PaletteSource::Colors(Vec::new())
    }
}

impl PaletteSource {
    /// Reads what was written at `at`.
    pub(crate) fn read(
        value: &PaletteValue,
        at: &Anchor,
        mistakes: &mut Mistakes,
    ) -> PaletteSource {
        match value {
            PaletteValue::Colors(colours) => PaletteSource::Colors(colours.clone()),
            PaletteValue::File(text) => match mistakes.input(at.clone(), text) {
                Some(path) => PaletteSource::File(path, at.clone()),
                None => PaletteSource::default(),
            },
        }
    }

    /// The colours; none, after noting why, if the file has none to give.
    pub(crate) fn load(&self, world: &dyn World, mistakes: &mut Mistakes) -> Vec<Rgb> {
        let (path, at) = match self {
            PaletteSource::Colors(it) => return it.clone(),
            PaletteSource::File(path, at) => (path, at),
        };
        match world.palette(path) {
            Some(Ok(it)) => it.to_vec(),
            Some(Err(why)) => {
                mistakes.broken_file(at.clone(), why);
                Vec::new()
            }
            None => {
                mistakes.missing_file(at.clone(), path);
                Vec::new()
            }
        }
    }
}
