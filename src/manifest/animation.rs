//! The table of an animation.

use std::collections::BTreeMap;

use crate::action::{DataFormat, Play};
use crate::diagnostic::Code;
use crate::manifest::pictures::CommonKeys;
use crate::manifest::reader::{Spot, in_order};
use crate::manifest::sink::Sink;
use crate::manifest::table::table;
use crate::manifest::value::{boolean, list, number, part, parts, text, within, word};
use crate::word::words;

table! {
    /// `[animation.NAME]`: frames of a movement.
    pub struct AnimationTable {
        /// The asset that moves; it is shown to the model, and gives style and size.
        from: Option<String> = "from" => text;
        /// What is to be seen: `walk cycle`.
        action: Option<String> = "action" => text;
        /// How many frames, 1 to 64.
        #[schemars(range(min = 1, max = 64))]
        frames: Option<u32> = "frames" => |it, s| within(it, s, 1..=64, Code::WrongValue);
        /// Frames shown in a second. Default: 10.
        fps: Option<f64> = "fps" => fps;
        /// Per frame, in milliseconds, instead of `fps`.
        durations: Option<Vec<u32>> = "durations" => |it, s| list(it, s, duration);
        /// Whether it starts again. Default: true.
        looped: Option<bool> = "loop" => boolean;
        /// `forward`, `reverse` or `ping-pong`.
        play: Option<Play> = "play" => word;
        /// Directions, each with all frames.
        facings: Option<Vec<String>> = "facings" => parts;
        /// Directions that are others mirrored, for free: `{ left = "right" }`.
        mirror: BTreeMap<String, String> = "mirror" => mirror;
        /// `sheet` (one painting with all frames, the default) or `frames` (one each).
        method: Option<Method> = "method" => word;
        /// `aseprite` (numbered frames with tags: the default) or `hash` (frames by name).
        format: Option<DataFormat> = "format" => word;
        /// Whether a frame that does not belong to the others fails. Default: true.
        consistent: Option<bool> = "consistent" => boolean;
        /// Moving pictures to look at: `gif`, `apng`. Default: both.
        #[schemars(with = "Option<Vec<String>>")]
        previews: Option<Vec<Preview>> = "previews" => |it, s| list(it, s, word);
        ..common: CommonKeys;
    }
}

words! {
    /// How the frames of a movement are painted.
    pub enum Method {
        /// One painting with all frames.
        Sheet = "sheet",
        /// One painting for each.
        Frames = "frames",
    }
}

words! {
    /// A moving picture to look at.
    pub enum Preview {
        /// A GIF.
        Gif = "gif",
        /// An animated PNG.
        Apng = "apng",
    }
}

/// Frames shown in a second.
fn fps(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<f64> {
    let fps = number(it, sink)?;
    let fits = fps > 0.0 && fps <= 1000.0;
    if !fits {
        it.wrong(sink, Code::WrongValue, "must be above 0, and at most 1000");
    }
    fits.then_some(fps)
}

/// Milliseconds that one frame is shown, up to a minute.
fn duration(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u32> {
    within(it, sink, 1..=60_000, Code::WrongValue)
}

/// `{ left = "right" }`.
fn mirror(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<BTreeMap<String, String>> {
    let Some(entries) = it.value.as_table() else {
        it.wrong_type(sink, "a table: { left = \"right\" }");
        return None;
    };
    let mut res = BTreeMap::new();
    for (facing, _, value) in in_order(entries) {
        let trail = it.trail.key(facing);
        if let Some(of) = part(Spot { value, trail }, sink) {
            res.insert(facing.to_owned(), of);
        }
    }
    Some(res)
}
