//! An atlas as engines are told of it: one set of data for each page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::action::{AtlasScale, DataFormat, Marks, PackOptions, Sequence, page_stem};
use crate::image::engine::{FrameData, PageData};
use crate::image::geometry::{nearest, scaled};
use crate::image::pack::{Packed, Placed};
use crate::image::resample::resampled;
use crate::image::{Bitmap, TooLarge};

/// A picture at a scale: whole squares for each pixel, or half of it, exactly where it is itself
/// made of squares.
///
/// # Errors
///
/// If it would be too large.
pub fn at_scale(bitmap: &Bitmap, scale: AtlasScale) -> Result<Bitmap, TooLarge> {
    match scale.times() {
        Some(1) => Ok(bitmap.clone()),
        Some(times) => scaled(bitmap, times),
        None => {
            let half = [bitmap.width(), bitmap.height()].map(|it| it.div_ceil(2));
            if is_of_squares(bitmap) { nearest(bitmap, half) } else { resampled(bitmap, half) }
        }
    }
}

/// Whether all pixels come in squares of four.
fn is_of_squares(bitmap: &Bitmap) -> bool {
    let even = |it: u32| it - it % 2;
    let sides = [bitmap.width(), bitmap.height()];
    let pixel = |x: u32, y: u32| bitmap.get(x, y) == bitmap.get(even(x), even(y));
    sides.iter().all(|it| it % 2 == 0) && (0..sides[1]).all(|y| (0..sides[0]).all(|x| pixel(x, y)))
}

/// The data of every page, in their order.
///
/// Each page has data of its own, which names the others: PixiJS follows `related_multi_packs`.
/// The first also lists all pages under `textures`, as Phaser's multi-atlas wants them.
#[must_use]
pub fn atlas_json(packed: &Packed, options: &PackOptions, scale: AtlasScale) -> Vec<Value> {
    let pages = pages(packed, options, scale);
    let mut res: Vec<Value> = pages.iter().map(|it| it.json(options.format)).collect();
    if pages.len() < 2 || options.format != DataFormat::Hash {
        return res;
    }
    let files = (1..=pages.len()).map(|it| page_stem(&options.image, it, scale));
    let files: Vec<String> = files.map(|it| format!("{it}.atlas.json")).collect();
    for (own, json) in res.iter_mut().enumerate() {
        let others = files.iter().enumerate().filter(|(idx, _)| *idx != own);
        let others: Vec<&String> = others.map(|(_, it)| it).collect();
        json["meta"]["related_multi_packs"] = json!(others);
    }
    let textures: Vec<Value> = pages.iter().map(texture).collect();
    res[0]["textures"] = json!(textures);
    res
}

/// Sequences whose pictures do not share a page, by name.
#[must_use]
pub fn torn(packed: &Packed, options: &PackOptions) -> Vec<String> {
    let by_name = by_name(packed);
    let pages = |sequence: &Sequence| -> BTreeSet<usize> {
        sequence.frames.iter().filter_map(|it| by_name.get(it.as_str())).map(|it| it.page).collect()
    };
    let torn = options.sequences.iter().filter(|it| pages(it).len() > 1);
    torn.map(|it| it.name.clone()).collect()
}

/// One page of a multi-atlas of Phaser's.
fn texture(page: &PageData) -> Value {
    let json = page.json(DataFormat::Hash);
    let frames = json["frames"].as_object().into_iter().flatten().map(|(name, frame)| {
        let mut frame = frame.clone();
        frame["filename"] = json!(name);
        frame
    });
    json!({
        "image": json["meta"]["image"],
        "format": json["meta"]["format"],
        "size": json["meta"]["size"],
        "scale": json["meta"]["scale"],
        "frames": frames.collect::<Vec<_>>(),
    })
}

fn pages(packed: &Packed, options: &PackOptions, scale: AtlasScale) -> Vec<PageData> {
    let by_name = by_name(packed);
    let torn: BTreeSet<String> = torn(packed, options).into_iter().collect();
    let order = order(packed, options);
    let page = |(idx, bitmap): (usize, &Bitmap)| {
        let own = order.iter().map(|it| by_name[it]).filter(|it| it.page == idx);
        let frames: Vec<FrameData> = own.map(|it| frame(it, options, scale)).collect();
        let there: BTreeSet<&String> = frames.iter().map(|it| &it.name).collect();
        let whole = |sequence: &&Sequence| {
            !torn.contains(&sequence.name) && sequence.frames.iter().all(|it| there.contains(it))
        };
        let sequences = options.sequences.iter().filter(whole).cloned().collect();
        PageData {
            image: format!("{}.png", page_stem(&options.image, idx + 1, scale)),
            size: [bitmap.width(), bitmap.height()],
            scale,
            frames,
            sequences,
        }
    };
    packed.pages.iter().enumerate().map(page).collect()
}

fn by_name(packed: &Packed) -> BTreeMap<&str, &Placed> {
    packed.places.iter().map(|it| (it.name.as_str(), it)).collect()
}

/// Names by the alphabet, but those of a sequence in its order, where its first one would stand.
fn order<'a>(packed: &'a Packed, options: &'a PackOptions) -> Vec<&'a str> {
    let mut sequence_of: BTreeMap<&str, &Sequence> = BTreeMap::new();
    for sequence in &options.sequences {
        for frame in &sequence.frames {
            sequence_of.entry(frame).or_insert(sequence);
        }
    }
    let mut seen = BTreeSet::new();
    let mut res = Vec::new();
    for placed in &packed.places {
        let own = [&placed.name];
        let all = sequence_of.get(placed.name.as_str()).map(|it| it.frames.iter());
        let all: Vec<&String> = all.map_or(own.to_vec(), Iterator::collect);
        res.extend(all.into_iter().map(String::as_str).filter(|it| seen.insert(*it)));
    }
    let there = by_name(packed);
    res.retain(|it| there.contains_key(it));
    res
}

fn frame(placed: &Placed, options: &PackOptions, scale: AtlasScale) -> FrameData {
    let marks = options.marks.get(&placed.name).cloned().unwrap_or_default();
    FrameData {
        name: placed.name.clone(),
        rect: placed.rect,
        source_size: placed.source_size,
        trimmed_rect: placed.trimmed_rect,
        marks: Marks {
            nine_slice: marks.nine_slice.map(|it| it.map(|side| scale.length(side))),
            ..marks
        },
    }
}
