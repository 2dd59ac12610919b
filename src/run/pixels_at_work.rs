//! `PixelsAtWork`: how many pixels are at work at once, whatever the number of threads.

use std::sync::{Arc, Condvar, Mutex, MutexGuard};

use crate::image;
use crate::limit::PIXELS_AT_WORK;

/// Bounds how many pixels of pictures are unpacked and processed side by side: a picture takes many
/// times its pixels in memory while it is worked on.
#[derive(Default)]
pub(crate) struct PixelsAtWork {
    at_work: Mutex<u64>,
    left: Condvar,
}

/// Pixels at work, until it is dropped. Nobody takes another place while holding one.
pub(crate) struct Place {
    all: Arc<PixelsAtWork>,
    pixels: u64,
}

impl PixelsAtWork {
    /// Waits until so many pixels fit beside those that are at work; more than fit at all are worked
    /// on alone.
    pub(crate) fn take(self: &Arc<PixelsAtWork>, pixels: u64) -> Place {
        let mut at_work = self.at_work();
        while *at_work > 0 && *at_work + pixels > PIXELS_AT_WORK {
            at_work = self.left.wait(at_work).expect("nobody panics while counting");
        }
        *at_work += pixels;
        Place { all: Arc::clone(self), pixels }
    }

    /// The same for the picture in a file, by its header; what is no picture takes nothing.
    pub(crate) fn take_for(self: &Arc<PixelsAtWork>, bytes: &[u8]) -> Place {
        let size = image::dimensions(bytes).unwrap_or_default();
        self.take(u64::from(size[0]) * u64::from(size[1]))
    }

    fn at_work(&self) -> MutexGuard<'_, u64> {
        self.at_work.lock().expect("nobody panics while counting")
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.all.at_work() -= self.pixels;
        self.all.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_pixels_are_at_work_than_fit_and_what_never_fits_works_alone() {
        let (all, at_work, most) =
            (Arc::<PixelsAtWork>::default(), AtomicU64::new(0), AtomicU64::new(0));
        let sizes = [PIXELS_AT_WORK / 2, PIXELS_AT_WORK / 3, 1, PIXELS_AT_WORK, 0, 7];
        let work = |pixels: u64| {
            let place = all.take(pixels);
            let now = at_work.fetch_add(pixels, Ordering::SeqCst) + pixels;
            assert!(now <= PIXELS_AT_WORK.max(pixels), "{now} at work");
            most.fetch_max(now, Ordering::SeqCst);
            std::thread::yield_now();
            at_work.fetch_sub(pixels, Ordering::SeqCst);
            drop(place);
        };
        std::thread::scope(|threads| {
            for thread in 0..8 {
                let work = &work;
                threads.spawn(move || {
                    for idx in 0..200 {
                        work(sizes[(idx * 7 + thread) % sizes.len()]);
                    }
                    work(3 * PIXELS_AT_WORK);
                });
            }
        });
        assert_eq!(most.load(Ordering::SeqCst), 3 * PIXELS_AT_WORK);
        assert_eq!(*all.at_work(), 0);
    }
}
