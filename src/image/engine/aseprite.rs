//! Frames in order, with tags and slices: what Aseprite's command line writes with
//! `--format json-array`, and what its many readers know.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::action::Sequence;
use crate::image::Rect;
use crate::image::engine::page_data::{DURATION, rect_json};
use crate::image::engine::{FrameData, PageData};

/// The page in this form.
///
/// A frame is called by its number, since that is how a reader of tags finds it: Phaser asks its
/// texture for a frame "0". What it is called elsewhere stands under `name`.
pub(crate) fn aseprite(page: &PageData) -> Value {
    let durations = page.durations();
    let frames = page.frames.iter().enumerate().map(|(idx, picture)| {
        let mut json = json!({ "filename": idx.to_string(), "name": picture.name });
        let frame = picture.json();
        for (key, value) in frame.as_object().into_iter().flatten() {
            json[key] = value.clone();
        }
        json["duration"] = json!(durations.get(picture.name.as_str()).unwrap_or(&DURATION));
        picture.mark(&mut json);
        json
    });
    let frames: Vec<Value> = frames.collect();
    let mut meta = page.meta();
    let tags: Vec<Value> = page.sequences.iter().filter_map(|it| tag(page, it)).collect();
    meta["frameTags"] = json!(tags);
    meta["slices"] = json!(slices(page));
    let mut res = json!({ "frames": frames, "meta": meta });
    if !page.sequences.is_empty() {
        // PixiJS reads an array as well, and knows its frames by their numbers.
        let sequences = page.sequences.iter().filter_map(|sequence| {
            let from = first(page, sequence)?;
            let run: Vec<String> =
                sequence.run().iter().map(|idx| (from + idx).to_string()).collect();
            Some((sequence.name.clone(), json!(run)))
        });
        res["animations"] = Value::Object(sequences.collect());
    }
    res
}

/// Where the frames of a sequence begin.
fn first(page: &PageData, sequence: &Sequence) -> Option<usize> {
    let name = sequence.frames.first()?;
    page.frames.iter().position(|it| it.name == *name)
}

fn tag(page: &PageData, sequence: &Sequence) -> Option<Value> {
    let from = first(page, sequence)?;
    let mut res = json!({
        "name": sequence.name,
        "from": from,
        "to": from + sequence.frames.len() - 1,
        "direction": sequence.play.as_aseprite(),
    });
    // Aseprite's word for how often; without it, for ever.
    if !sequence.looped {
        res["repeat"] = json!("1");
    }
    Some(res)
}

/// How pictures are held and stretched, once for each sequence and each picture beside them.
fn slices(page: &PageData) -> Vec<Value> {
    let later = page.sequences.iter().flat_map(|it| it.frames.iter().skip(1));
    let later: BTreeSet<&str> = later.map(String::as_str).collect();
    let frames = page.frames.iter().enumerate();
    let frames = frames.filter(|(_, it)| !later.contains(it.name.as_str()));
    frames.filter_map(|(idx, it)| slice(page, idx, it)).collect()
}

fn slice(page: &PageData, idx: usize, frame: &FrameData) -> Option<Value> {
    if frame.marks.pivot.is_none() && frame.marks.nine_slice.is_none() {
        return None;
    }
    let [width, height] = frame.source_size;
    let bounds = Rect::of_size(width, height);
    let mut key = json!({ "frame": idx, "bounds": rect_json(bounds) });
    if let Some(it) = frame.marks.nine_slice {
        key["center"] = rect_json(frame.centre(it));
    }
    if let Some([x, y]) = frame.marks.pivot {
        // In whole pixels, as Aseprite has it.
        let pixel = |share: f64, side: u32| libm::round(share * f64::from(side));
        key["pivot"] = json!({ "x": pixel(x, width) as i64, "y": pixel(y, height) as i64 });
    }
    let sequence = page.sequences.iter().find(|it| it.frames.first() == Some(&frame.name));
    let name = sequence.map_or(&frame.name, |it| &it.name);
    Some(json!({ "name": name, "color": "#0000ffff", "keys": [key] }))
}
