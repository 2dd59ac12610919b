//! `PageData`: pictures on a page, as engines are told of them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::action::{AtlasScale, Marks, Sequence};
use crate::image::Rect;

/// How long a frame is shown where nothing says it, in milliseconds.
pub(crate) const DURATION: u32 = 100;

/// Pictures on one page, and what is played from them.
#[derive(Debug, Clone, PartialEq)]
pub struct PageData {
    /// The file of the page.
    pub image: String,
    /// Width and height of the page, in pixels.
    pub size: [u32; 2],
    /// How many pixels stand for one of the picture that was packed.
    pub scale: AtlasScale,
    /// The pictures. Those of a sequence stand together, in its order.
    pub frames: Vec<FrameData>,
    /// What is played; all frames of it are on this page.
    pub sequences: Vec<Sequence>,
}

/// One picture on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct FrameData {
    /// What engines call it.
    pub name: String,
    /// Where it is on the page.
    pub rect: Rect,
    /// Width and height of the whole picture.
    pub source_size: [u32; 2],
    /// Which part of the picture is on the page.
    pub trimmed_rect: Rect,
    /// How it is held and stretched.
    pub marks: Marks,
}

impl FrameData {
    /// A picture that is whole on its page.
    #[must_use]
    pub fn whole(name: String, rect: Rect, marks: Marks) -> FrameData {
        FrameData {
            name,
            rect,
            source_size: [rect.width, rect.height],
            trimmed_rect: Rect::of_size(rect.width, rect.height),
            marks,
        }
    }

    /// What both forms say of a frame, in their common words.
    pub(crate) fn json(&self) -> Value {
        let [width, height] = self.source_size;
        json!({
            "frame": rect_json(self.rect),
            "rotated": false,
            "trimmed": self.trimmed_rect != Rect::of_size(width, height),
            "spriteSourceSize": rect_json(self.trimmed_rect),
            "sourceSize": size_json(self.source_size),
        })
    }

    /// Adds how it is held and stretched, under the names that Phaser (`pivot`, `scale9Borders`)
    /// and PixiJS (`anchor`, `borders`) know.
    pub(crate) fn mark(&self, json: &mut Value) {
        if let Some([x, y]) = self.marks.pivot {
            json["pivot"] = json!({ "x": x, "y": y });
            json["anchor"] = json!({ "x": x, "y": y });
        }
        if let Some([left, top, right, bottom]) = self.marks.nine_slice {
            json["borders"] = json!({ "left": left, "top": top, "right": right, "bottom": bottom });
            json["scale9Borders"] = rect_json(self.centre([left, top, right, bottom]));
        }
    }

    /// What is stretched: the part between the slices.
    pub(crate) fn centre(&self, [left, top, right, bottom]: [u32; 4]) -> Rect {
        let [width, height] = self.source_size;
        Rect {
            x: left,
            y: top,
            width: width.saturating_sub(left.saturating_add(right)),
            height: height.saturating_sub(top.saturating_add(bottom)),
        }
    }
}

impl PageData {
    /// What both forms say of the page.
    pub(crate) fn meta(&self) -> Value {
        json!({
            "app": "assetbuild",
            "version": "1.0",
            "image": self.image,
            "format": "RGBA8888",
            "size": size_json(self.size),
            "scale": self.scale.to_string(),
        })
    }

    /// How long each frame is shown that is played, by name.
    pub(crate) fn durations(&self) -> BTreeMap<&str, u32> {
        let mut res = BTreeMap::new();
        for sequence in &self.sequences {
            let durations = sequence.durations.iter().copied().chain(std::iter::repeat(DURATION));
            for (frame, duration) in sequence.frames.iter().zip(durations) {
                res.entry(frame.as_str()).or_insert(duration);
            }
        }
        res
    }
}

/// A rectangle as Aseprite, TexturePacker and their readers write it.
pub(crate) fn rect_json(rect: Rect) -> Value {
    json!({ "x": rect.x, "y": rect.y, "w": rect.width, "h": rect.height })
}

/// A width and a height, likewise.
pub(crate) fn size_json([width, height]: [u32; 2]) -> Value {
    json!({ "w": width, "h": height })
}
