//! Frames of an animation side by side in one picture, and the data that engines read with it.

use serde_json::Value;
use serde_json::json;

use crate::action::SheetOptions;
use crate::image::Bitmap;
use crate::image::Rect;
use crate::image::TooLarge;
use crate::image::geometry::paste;
use crate::image::limit::blank;

/// Frames in one picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// All of them.
    pub bitmap: Bitmap,
    /// Where each one is, in their order.
    pub rects: Vec<Rect>,
}

/// Puts frames into cells, by rows; a cell is as large as the largest frame.
///
/// # Errors
///
/// If the sheet would be too large.
pub fn sheet(frames: &[Bitmap], columns: u32) -> Result<Sheet, TooLarge> {
    let largest = |side: fn(&Bitmap) -> u32| frames.iter().map(side).max().unwrap_or(0);
    let (width, height) = (largest(Bitmap::width), largest(Bitmap::height));
    let columns = (frames.len() as u64).min(u64::from(columns.max(1)));
    let rows = (frames.len() as u64).div_ceil(columns.max(1));
    let mut res = Sheet {
        bitmap: blank(columns * u64::from(width), rows * u64::from(height))?,
        rects: Vec::new(),
    };
    for (idx, frame) in frames.iter().enumerate() {
        let rect = Rect {
            x: (idx as u64 % columns) as u32 * width,
            y: (idx as u64 / columns) as u32 * height,
            width: frame.width(),
            height: frame.height(),
        };
        paste(&mut res.bitmap, frame, rect.x.into(), rect.y.into());
        res.rects.push(rect);
    }
    Ok(res)
}

/// What engines read beside a sheet: Aseprite's JSON with an array of frames.
///
/// `names` and `rects` are those of the frames, facing by facing; `size` is the sheet's, width and
/// height. Each facing is a tag. A frame has its pivot under the names that Phaser (`pivot`) and
/// PixiJS (`anchor`) know.
#[must_use]
pub fn sheet_json(
    options: &SheetOptions,
    names: &[String],
    rects: &[Rect],
    size: [u32; 2],
) -> Value {
    let durations = options.durations.iter().cycle();
    // A sheet without durations has one frame that is never left.
    let durations = durations.copied().chain(std::iter::repeat(100));
    let frames = names.iter().zip(rects).zip(durations);
    let frames: Vec<Value> =
        frames.map(|((name, rect), duration)| frame_json(options, name, *rect, duration)).collect();
    json!({
        "frames": frames,
        "meta": {
            "app": "assetbuild",
            "version": "1.0",
            "image": options.image,
            "format": "RGBA8888",
            "size": size_json(size),
            "scale": options.scale.to_string(),
            "frameTags": tags(options, rects.len()),
        },
    })
}

fn frame_json(options: &SheetOptions, name: &str, rect: Rect, duration: u32) -> Value {
    let size = [rect.width, rect.height];
    let [x, y] = options.pivot;
    json!({
        "filename": name,
        "frame": rect_json(rect),
        "rotated": false,
        "trimmed": false,
        "spriteSourceSize": rect_json(Rect::of_size(rect.width, rect.height)),
        "sourceSize": size_json(size),
        "duration": duration,
        "pivot": { "x": x, "y": y },
        "anchor": { "x": x, "y": y },
    })
}

fn tags(options: &SheetOptions, n_frames: usize) -> Vec<Value> {
    let stem = options.image.strip_suffix(".png").unwrap_or(&options.image);
    let n_each = options.durations.len().max(1);
    let facings = options.facings.iter().zip((0..n_frames).step_by(n_each));
    let tag = |(facing, from): (&String, usize)| {
        let mut tag = json!({
            "name": if facing.is_empty() { stem } else { facing },
            "from": from,
            "to": (from + n_each).min(n_frames) - 1,
            "direction": options.play.as_aseprite(),
        });
        // Aseprite's word for how often; without it, for ever.
        if !options.looped {
            tag["repeat"] = json!("1");
        }
        tag
    };
    facings.map(tag).collect()
}

/// A rectangle as Aseprite, TexturePacker and their readers write it.
pub(crate) fn rect_json(rect: Rect) -> Value {
    json!({ "x": rect.x, "y": rect.y, "w": rect.width, "h": rect.height })
}

/// A width and a height, likewise.
pub(crate) fn size_json([width, height]: [u32; 2]) -> Value {
    json!({ "w": width, "h": height })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Play;
    use crate::image::tests::art;

    #[test]
    fn frames_stand_in_rows_of_equal_cells() {
        let frames = ["r", "gg", "b"].map(art);
        let sheet = sheet(&frames, 2).unwrap();
        assert_eq!(sheet.bitmap, art("r.gg b..."));
        let at = |x, y, width| Rect { x, y, width, height: 1 };
        assert_eq!(sheet.rects, [at(0, 0, 1), at(2, 0, 2), at(0, 1, 1)]);
    }

    #[test]
    fn odd_numbers_of_columns_and_frames_are_no_reason_to_panic() {
        assert_eq!(sheet(&[], 3).unwrap().bitmap, Bitmap::new(0, 0));
        assert_eq!(sheet(&[art("r")], 0).unwrap().bitmap, art("r"));
        let wide = vec![Bitmap::new(1000, 1); 17];
        assert!(sheet(&wide, u32::MAX).is_err());
    }

    #[test]
    fn a_sheet_is_described_as_aseprite_does() {
        let options = SheetOptions {
            image: "walk.png".to_owned(),
            durations: vec![100, 200],
            looped: false,
            play: Play::PingPong,
            facings: vec!["right".to_owned(), "left".to_owned()],
            pivot: [0.5, 1.0],
            scale: 2,
        };
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        let Sheet { bitmap, rects } = sheet(&["r", "g", "b", "k"].map(art), 2).unwrap();
        let json = sheet_json(&options, &names, &rects, [bitmap.width(), bitmap.height()]);
        assert_eq!(json["meta"]["size"], json!({ "w": 2, "h": 2 }));
        assert_eq!(
            json["meta"]["frameTags"],
            json!([
                { "name": "right", "from": 0, "to": 1, "direction": "pingpong", "repeat": "1" },
                { "name": "left", "from": 2, "to": 3, "direction": "pingpong", "repeat": "1" },
            ])
        );
        assert_eq!(json["frames"][3]["filename"], "d");
        assert_eq!(json["frames"][3]["duration"], 200);
        assert_eq!(json["frames"][3]["frame"], json!({ "x": 1, "y": 1, "w": 1, "h": 1 }));
    }
}
