//! `Pictures`: the pixels of what was finished last, so that its file need not be read and
//! unpacked for the next step.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::digest::Digest;
use crate::image::Bitmap;
use crate::run::pixels_at_work::PixelsAtWork;

/// The most pictures that are kept: they are looked through one by one.
const MOST: usize = 64;
/// The most bytes of pixels that are kept.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// The pixels of pictures that were finished or read in this build, by the digests of their
/// blobs: the last 64, 32 MiB at most.
#[derive(Default)]
pub(crate) struct Pictures {
    recent: Mutex<Recent>,
    /// For all that is unpacked in this build.
    pub(crate) at_work: Arc<PixelsAtWork>,
}

#[derive(Default)]
struct Recent {
    /// The last one at the end.
    bitmaps: VecDeque<(Digest, Arc<Bitmap>)>,
    bytes: usize,
}

impl Pictures {
    /// The pixels of a blob, if they are among the last.
    pub(crate) fn get(&self, blob: &Digest) -> Option<Arc<Bitmap>> {
        let recent = self.recent();
        // What is asked for was mostly added a moment ago.
        let found = recent.bitmaps.iter().rev().find(|(it, _)| it == blob);
        found.map(|(_, bitmap)| Arc::clone(bitmap))
    }

    /// Keeps the pixels of a blob until enough others came.
    pub(crate) fn add(&self, blob: Digest, bitmap: Arc<Bitmap>) {
        let size = bytes(&bitmap);
        if size > MOST_BYTES || self.get(&blob).is_some() {
            return;
        }
        let mut recent = self.recent();
        recent.bytes += size;
        recent.bitmaps.push_back((blob, bitmap));
        while recent.bytes > MOST_BYTES || recent.bitmaps.len() > MOST {
            let oldest = recent.bitmaps.pop_front();
            recent.bytes -= oldest.map_or(0, |(_, it)| bytes(&it));
        }
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().expect("nobody panics with the pictures")
    }
}

fn bytes(bitmap: &Bitmap) -> usize {
    bitmap.pixels().as_flattened().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_pictures_are_kept_and_no_more_than_fit() {
        let pictures = Pictures::default();
        let name = |idx: u32| Digest::of(&idx.to_le_bytes());
        // A quarter of what fits, each.
        let quarter = Arc::new(Bitmap::new(1024, MOST_BYTES as u32 / 4 / 4096));
        for idx in 0..6 {
            pictures.add(name(idx), Arc::clone(&quarter));
        }
        let kept = (0..6).map(|idx| pictures.get(&name(idx)).is_some());
        assert_eq!(kept.collect::<Vec<_>>(), [false, false, true, true, true, true]);
        let small = Arc::new(Bitmap::new(1, 1));
        for idx in 100..100 + MOST as u32 {
            pictures.add(name(idx), Arc::clone(&small));
        }
        assert!(pictures.get(&name(5)).is_none() && pictures.get(&name(100)).is_some());
        pictures.add(name(7), Arc::new(Bitmap::new(4096, MOST_BYTES as u32 / 4096)));
        assert!(pictures.get(&name(7)).is_none(), "it is four times what fits");
        assert!(pictures.get(&name(100)).is_some());
    }
}
