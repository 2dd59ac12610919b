//! `Seen`: where the inside of a subject lets a saturated key through, and where it only has the
//! key's hue.
//!
//! One pixel cannot tell glass before a key from opaque art of nearly its hue. What tells them
//! apart is how the part lies in the subject: art is enclosed by an outline, even, and ends
//! sharply; glass and glow reach the background, or change from pixel to pixel. What is nearly all
//! key is glass wherever it lies.

use std::collections::BTreeSet;

use crate::image::Bitmap;
use crate::image::cut_out::backing::Backing;
use crate::image::cut_out::channels::{Channels, channels, distance, dot, minus, times};
use crate::image::cut_out::keyness::Keyness;
use crate::image::cut_out::mask::Mask;

/// From this share of the key on a pixel belongs to a part that may be translucent.
const PART: f32 = 0.06;
/// The same where colour has bled across thin outlines.
const PART_BLED: f32 = 0.12;
/// A translucent part reaches this share of the key in a tenth of its pixels.
const STRONG: f32 = 0.2;
/// A mixture with the key has light in the key's dark channels, unless its subject is black.
const DARK: f32 = 0.06;
/// The fewest pixels of enclosed art, and the least that it holds of the key to be worth a word.
const LEAST_ART: usize = 64;
const LEAST_ART_SHARE: f32 = 0.1;
/// So much of enclosed art lies inside it: pockets of mixtures between hairs are all rim.
const INNER: f32 = 0.5;
/// The most of the rim of enclosed art that may touch the background.
const OPEN: f32 = 0.04;
/// What holds more of the key than this is glass; and more than this if it is the key lightened, as
/// by clear glass: its bright channels are about as bright as the key's.
const MOSTLY_KEY: f32 = 0.5;
const LIGHTENED: f32 = 0.3;
const AS_BRIGHT: f32 = 0.1;
/// How far the colours of even art lie from one line of shades, and how many of its pixels may lie
/// further away: mixtures at its outline do.
const UNEVEN: f32 = 0.07;
const AT_OUTLINE: f32 = 0.12;

/// What is seen of a key inside a subject.
pub(crate) struct Seen {
    pub(crate) key: Keyness,
    /// What the key is seen through.
    pub(crate) through: Mask,
    /// Enclosed art of nearly the key's hue, taken for opaque.
    pub(crate) own: Mask,
    /// How many parts that is.
    pub(crate) n_own: usize,
}

impl Seen {
    /// None for a backing that no colour can be told from by hue. `behind` is what was found to be
    /// background, and `inside` what is surely no mixture with it.
    pub(crate) fn of(
        bitmap: &Bitmap,
        backing: &Backing,
        behind: &Mask,
        inside: &Mask,
        bled: bool,
    ) -> Option<Seen> {
        let key = Keyness::of(backing)?;
        let (width, height) = (behind.width, behind.height);
        let share = |idx: usize| {
            let surface = backing.at(idx % width, idx / width);
            key.share(channels(bitmap.pixels()[idx]), surface)
        };
        let shares: Vec<f32> =
            (0..width * height).map(|it| if behind.bits[it] { 0.0 } else { share(it) }).collect();
        let (mut own, mut n_own) = (Mask::new(width, height), 0);
        let part = if bled { PART_BLED } else { PART };
        for part in Mask::of(width, height, |it| shares[it] > part).parts() {
            if is_art(bitmap, &key, &part, behind, &shares) {
                n_own += 1;
                part.into_iter().for_each(|it| own.bits[it] = true);
            }
        }
        let mut through = Mask::new(width, height);
        let keyed = |idx: usize| inside.bits[idx] && !own.bits[idx] && shares[idx] > PART;
        for part in Mask::of(width, height, keyed).parts() {
            let strong = part.iter().filter(|it| shares[**it] > STRONG).count();
            let is_dark = |it: &&usize| key.dark(channels(bitmap.pixels()[**it])) < DARK;
            let dark = part.iter().filter(is_dark).count();
            if strong * 10 >= part.len() && dark * 2 <= part.len() {
                part.into_iter().for_each(|it| through.bits[it] = true);
            }
        }
        Some(Seen { key, through, own, n_own })
    }
}

/// Whether a part that holds of the key is opaque art of its own.
fn is_art(bitmap: &Bitmap, key: &Keyness, part: &[usize], behind: &Mask, shares: &[f32]) -> bool {
    if part.len() < LEAST_ART {
        return false;
    }
    let touching = part.iter().filter(|it| behind.around(**it).any(|it| behind.bits[it])).count();
    let rim = (part.len() as f32).sqrt() * 3.5;
    if touching as f32 > OPEN * rim {
        return false;
    }
    let own: BTreeSet<usize> = part.iter().copied().collect();
    let is_inner = |it: &&usize| behind.around(**it).all(|it| own.contains(&it));
    if (part.iter().filter(is_inner).count() as f32) < INNER * part.len() as f32 {
        return false;
    }
    let mut sorted: Vec<f32> = part.iter().map(|it| shares[*it]).collect();
    sorted.sort_unstable_by(f32::total_cmp);
    let middle = sorted[sorted.len() / 2];
    let colours: Vec<Channels> = part.iter().map(|it| channels(bitmap.pixels()[*it])).collect();
    let commonest = medoid(&colours);
    let most = if key.is_as_bright(commonest, AS_BRIGHT) { LIGHTENED } else { MOSTLY_KEY };
    if !(LEAST_ART_SHARE..most).contains(&middle) {
        return false;
    }
    let along = times(commonest, 1.0 / dot(commonest, commonest).sqrt().max(1e-3));
    let uneven = colours.iter().filter(|it| {
        let off = minus(**it, times(along, dot(**it, along)));
        distance(off, [0.0; 3]) > UNEVEN
    });
    let rim_share = rim / part.len() as f32;
    uneven.count() as f32 <= (AT_OUTLINE + rim_share) * part.len() as f32
}

/// The middle of each channel.
fn medoid(colours: &[Channels]) -> Channels {
    [0, 1, 2].map(|at| {
        let mut values: Vec<f32> = colours.iter().map(|it| it[at]).collect();
        values.sort_unstable_by(f32::total_cmp);
        values[values.len() / 2]
    })
}
