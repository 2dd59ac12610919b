//! Frames by name, and lists of names to be played: what TexturePacker made common, and what
//! Phaser and PixiJS read.

use serde_json::{Map, Value, json};

use crate::image::engine::PageData;

/// The page in this form. `animations` lists frames in the order in which they are shown; engines
/// that read it know no direction.
pub(crate) fn hash(page: &PageData) -> Value {
    let durations = page.durations();
    let frames = page.frames.iter().map(|frame| {
        let mut json = frame.json();
        if let Some(duration) = durations.get(frame.name.as_str()) {
            json["duration"] = json!(duration);
        }
        frame.mark(&mut json);
        (frame.name.clone(), json)
    });
    let frames: Map<String, Value> = frames.collect();
    let mut res = json!({ "frames": frames });
    if !page.sequences.is_empty() {
        let sequences = page.sequences.iter().map(|sequence| {
            let run = sequence.run().into_iter().map(|idx| &sequence.frames[idx]);
            (sequence.name.clone(), json!(run.collect::<Vec<_>>()))
        });
        res["animations"] = Value::Object(sequences.collect());
    }
    res["meta"] = page.meta();
    res
}
