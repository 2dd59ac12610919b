//! What engines read beside an atlas.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::action::PackOptions;
use crate::image::Rect;
use crate::image::pack::Packed;
use crate::image::pack::Placed;
use crate::image::sheet::rect_json;
use crate::image::sheet::size_json;

/// Names of the pages' files: `actors.png`, then `actors_2.png` and so on.
#[must_use]
pub fn page_names(options: &PackOptions, n_pages: usize) -> Vec<String> {
    let image = &options.image;
    let name = |number: usize| match number {
        1 => format!("{image}.png"),
        _ => format!("{image}_{number}.png"),
    };
    (1..=n_pages.max(1)).map(name).collect()
}

/// The atlas as the JSON hash that TexturePacker made common, and Phaser and PixiJS read.
///
/// `meta.image` and `meta.size` are those of the first page. If there are several, `meta.images`
/// and `meta.sizes` list them, and each frame says on which it is (`page`, counted from 0).
#[must_use]
pub fn atlas_json(packed: &Packed, options: &PackOptions) -> Value {
    let several = packed.pages.len() > 1;
    let names = page_names(options, packed.pages.len());
    let sizes = packed.pages.iter().map(|it| [it.width(), it.height()]);
    let sizes: Vec<Value> = sizes.map(size_json).collect();
    let mut meta = json!({
        "app": "assetbuild",
        "version": "1.0",
        "image": names.first(),
        "format": "RGBA8888",
        "size": sizes.first(),
        "scale": "1",
    });
    if several {
        meta["images"] = json!(names);
        meta["sizes"] = json!(sizes);
    }
    let frames = packed.places.iter();
    let frames: Map<String, Value> =
        frames.map(|it| (it.name.clone(), frame_json(it, several))).collect();
    json!({ "frames": frames, "meta": meta })
}

fn frame_json(placed: &Placed, several: bool) -> Value {
    let [width, height] = placed.source_size;
    let mut res = json!({
        "frame": rect_json(placed.rect),
        "rotated": false,
        "trimmed": placed.trimmed_rect != Rect::of_size(width, height),
        "spriteSourceSize": rect_json(placed.trimmed_rect),
        "sourceSize": size_json([width, height]),
    });
    if several {
        res["page"] = json!(placed.page);
    }
    res
}
