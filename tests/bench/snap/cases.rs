//! What is measured: sprites at every level of corruption.

use std::path::Path;

use assetbuild::colour::Rgb;
use assetbuild::image::{Bitmap, decode};

use crate::corruption::LEVELS;
use crate::random::Random;
use crate::sprites::{FAMILIES, Sprite, WIDEST};
use crate::{corruption, sprites};

/// The flat colour behind sprites that are transparent.
const BEHIND: [u8; 4] = [255, 0, 255, 255];

/// One painting, and what it was made from.
pub(crate) struct Case {
    pub(crate) family: usize,
    /// Index into `LEVELS`.
    pub(crate) level: usize,
    /// No two cases of a run have the same.
    pub(crate) name: String,
    pub(crate) truth: Sprite,
    pub(crate) painted: Bitmap,
}

/// Where sprites come from.
pub(crate) enum Source {
    /// So many of each family.
    Families(u64),
    /// Pictures of native pixels, by name, and what they are called together.
    Files(String, Vec<(String, Sprite)>),
}

impl Source {
    /// All PNG files of a folder.
    pub(crate) fn folder(path: &Path) -> std::io::Result<Source> {
        let entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
        let mut files: Vec<_> = entries.iter().map(|it| it.path()).collect();
        files.retain(|it| it.extension().is_some_and(|it| it == "png"));
        files.sort();
        let sprites = files.iter().map(|it| {
            let bitmap = decode(&std::fs::read(it)?).map_err(std::io::Error::other)?;
            Ok((name_of(it), opaque(bitmap)))
        });
        Ok(Source::Files(name_of(path), sprites.collect::<std::io::Result<_>>()?))
    }

    pub(crate) fn families(&self) -> Vec<&str> {
        match self {
            Source::Families(_) => FAMILIES.to_vec(),
            Source::Files(name, _) => vec![name],
        }
    }

    /// The same ones for the same seed.
    pub(crate) fn cases(&self, seed: u64) -> impl Iterator<Item = Case> {
        (0..self.families().len()).flat_map(move |family| {
            (0..LEVELS.len()).flat_map(move |level| {
                (0..self.n_sprites()).map(move |idx| self.case([seed, family as u64, idx], level))
            })
        })
    }

    fn n_sprites(&self) -> u64 {
        match self {
            Source::Families(n) => *n,
            Source::Files(_, files) => files.len() as u64,
        }
    }

    fn case(&self, [seed, family, idx]: [u64; 3], level: usize) -> Case {
        let (name, truth) = self.sprite([seed, family, idx]);
        let mut random = Random::new(&[seed, family, idx, level as u64]);
        let painted = corruption::corrupted(&truth, &LEVELS[level], &mut random);
        let name = format!("{name}-{}", LEVELS[level].name);
        Case { family: family as usize, level, name, truth, painted }
    }

    fn sprite(&self, [seed, family, idx]: [u64; 3]) -> (String, Sprite) {
        match self {
            Source::Families(_) => {
                let name = FAMILIES[family as usize];
                let sprite = sprites::sprite(name, &mut Random::new(&[seed, family, idx]));
                (format!("{name}-{seed}-{idx}"), sprite)
            }
            Source::Files(_, files) => files[idx as usize].clone(),
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// On a flat background, and with its own colours for a palette.
fn opaque(mut bitmap: Bitmap) -> Sprite {
    for pixel in bitmap.pixels_mut() {
        *pixel = if pixel[3] < 128 { BEHIND } else { [pixel[0], pixel[1], pixel[2], 255] };
    }
    let mut palette: Vec<Rgb> =
        bitmap.pixels().iter().map(|&[r, g, b, _]| Rgb([r, g, b])).collect();
    palette.sort_unstable();
    palette.dedup();
    Sprite { bitmap, palette, pattern: 0.0, widest: WIDEST }
}
