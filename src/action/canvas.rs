//! `Canvas`: the frame that a trimmed picture was made in.

use serde::{Deserialize, Serialize};

/// The frame that a picture was made in, seen from what trimming left of it.
///
/// A pivot is a place of the canvas: a sprite that is trimmed must not move in the game.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canvas {
    /// Where its left side is, in pixels from the left of the picture: 0 or less after trimming.
    pub x: i64,
    /// Where its top is, in pixels from the top of the picture.
    pub y: i64,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

impl Canvas {
    /// The canvas of a picture that nothing was cut off.
    #[must_use]
    pub fn whole(width: u32, height: u32) -> Canvas {
        Canvas { x: 0, y: 0, width, height }
    }

    /// A place of the canvas, in shares of its sides, as shares of a picture of this size. It may
    /// lie outside of the picture, and is left as it is if the picture has no pixels.
    #[must_use]
    pub fn place(&self, [x, y]: [f64; 2], [width, height]: [u32; 2]) -> [f64; 2] {
        let on_axis = |place: f64, start: i64, length: u32, side: u32| {
            if side == 0 {
                return place;
            }
            (start as f64 + place * f64::from(length)) / f64::from(side)
        };
        [on_axis(x, self.x, self.width, width), on_axis(y, self.y, self.height, height)]
    }

    /// Every pixel as a square of so many.
    #[must_use]
    pub fn scaled(&self, by: u32) -> Canvas {
        Canvas {
            x: self.x * i64::from(by),
            y: self.y * i64::from(by),
            width: self.width.saturating_mul(by),
            height: self.height.saturating_mul(by),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feet_stay_where_they_stand_when_the_air_around_them_is_cut_off() {
        // 8 x 8, of which the 4 x 4 below and left of the middle are left.
        let canvas = Canvas { x: 0, y: -4, width: 8, height: 8 };
        assert_eq!(canvas.place([0.25, 1.0], [4, 4]), [0.5, 1.0]);
        assert_eq!(canvas.place([0.5, 0.5], [4, 4]), [1.0, 0.0]);
        assert_eq!(canvas.scaled(3).place([0.25, 1.0], [12, 12]), [0.5, 1.0]);
        assert_eq!(Canvas::whole(8, 8).place([0.3, 0.7], [8, 8]), [0.3, 0.7]);
    }
}
