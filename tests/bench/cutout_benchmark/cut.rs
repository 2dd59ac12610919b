//! One cut-out, by the steps that a build takes.

use std::time::Instant;

use assetbuild::action::{AskedBackground, Edges, Step, Way};
use assetbuild::colour::Rgb;
use assetbuild::digest::Digest;
use assetbuild::image::{Bitmap, Blobs, no_blobs, process};

use crate::painting::Ground;

/// One picture without its background.
pub(crate) struct Cut {
    pub(crate) picture: Bitmap,
    pub(crate) note: String,
    pub(crate) ms: f64,
}

impl Cut {
    /// How sure it says it is, in percent.
    pub(crate) fn sure(&self) -> f64 {
        let before = self.note.split(" % sure").next().unwrap_or_default();
        before.rsplit(' ').next().and_then(|it| it.parse().ok()).unwrap_or(0.0)
    }
}

pub(crate) fn cut(painted: &Bitmap, ground: Ground) -> Cut {
    timed(painted, ground.asked(), Way::Auto, &no_blobs)
}

pub(crate) fn cut_plates(first: &Bitmap, second: &Bitmap) -> Cut {
    let plate = Digest::of(b"the second plate");
    let way = Way::TwoPlate { plate, asked: AskedBackground::Colour(Rgb([0; 3])) };
    timed(first, AskedBackground::Transparent, way, &|_| Some(second.clone()))
}

fn timed(painted: &Bitmap, asked: AskedBackground, way: Way, blobs: Blobs<'_>) -> Cut {
    let step = Step::CutOut { asked, edges: Edges::Soft, shadow: None, way };
    let start = Instant::now();
    let res = process(painted.clone(), &[step], blobs).expect("a cut-out is no larger");
    let ms = start.elapsed().as_secs_f64() * 1000.0;
    Cut { picture: res.bitmap, note: res.notes.join(" "), ms }
}
