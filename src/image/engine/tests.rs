//! What engines find in the data. The real parsers of engines read it in `tests/engines`.

use serde_json::json;

use crate::action::{AtlasScale, DataFormat, Marks, Play, Sequence};
use crate::image::{FrameData, PageData, Rect};

fn at(x: u32, y: u32, width: u32, height: u32) -> Rect {
    Rect { x, y, width, height }
}

fn page() -> PageData {
    let feet = Marks { pivot: Some([0.5, 1.0]), nine_slice: None };
    let sliced = Marks { pivot: None, nine_slice: Some([2, 1, 2, 1]) };
    let walk = |idx: u32| {
        let place = at(8 * idx, 0, 8, 8);
        FrameData::whole(format!("walk_{}", idx + 1), place, feet.clone())
    };
    let coin = FrameData {
        name: "coin".to_owned(),
        rect: at(0, 8, 3, 4),
        source_size: [8, 8],
        trimmed_rect: at(2, 3, 3, 4),
        marks: Marks::default(),
    };
    let button = FrameData::whole("button".to_owned(), at(8, 8, 10, 5), sliced);
    PageData {
        image: "actors.png".to_owned(),
        size: [24, 16],
        scale: AtlasScale::ONE,
        frames: vec![button, coin, walk(0), walk(1), walk(2)],
        sequences: vec![Sequence {
            name: "walk".to_owned(),
            frames: ["walk_1", "walk_2", "walk_3"].map(str::to_owned).to_vec(),
            durations: vec![100, 50, 75],
            looped: false,
            play: Play::PingPong,
        }],
    }
}

#[test]
fn by_name_frames_have_what_phaser_and_pixijs_look_for() {
    let json = page().json(DataFormat::Hash);
    let coin = &json["frames"]["coin"];
    assert_eq!(coin["trimmed"], true);
    assert_eq!(coin["spriteSourceSize"], json!({ "x": 2, "y": 3, "w": 3, "h": 4 }));
    assert_eq!(coin["sourceSize"], json!({ "w": 8, "h": 8 }));
    let button = &json["frames"]["button"];
    let borders = json!({ "left": 2, "top": 1, "right": 2, "bottom": 1 });
    assert_eq!((&button["borders"], &button["trimmed"]), (&borders, &json!(false)));
    assert_eq!(button["scale9Borders"], json!({ "x": 2, "y": 1, "w": 6, "h": 3 }));
    assert_eq!(json["frames"]["walk_2"]["duration"], 50);
    assert_eq!(json["frames"]["walk_2"]["anchor"], json!({ "x": 0.5, "y": 1.0 }));
    assert_eq!(json["animations"], json!({ "walk": ["walk_1", "walk_2", "walk_3", "walk_2"] }));
    assert_eq!(json["meta"]["scale"], "1");
}

#[test]
fn in_aseprite_form_frames_are_numbered_and_tags_say_how_they_are_played() {
    let json = page().json(DataFormat::Aseprite);
    assert_eq!(json["frames"][3]["filename"], "3");
    assert_eq!(json["frames"][3]["name"], "walk_2");
    let tag = json!({ "name": "walk", "from": 2, "to": 4, "direction": "pingpong", "repeat": "1" });
    assert_eq!(json["meta"]["frameTags"], json!([tag]));
    assert_eq!(json["animations"], json!({ "walk": ["2", "3", "4", "3"] }));
    let slices = json!([
        {
            "name": "button",
            "color": "#0000ffff",
            "keys": [{
                "frame": 0,
                "bounds": { "x": 0, "y": 0, "w": 10, "h": 5 },
                "center": { "x": 2, "y": 1, "w": 6, "h": 3 },
            }],
        },
        {
            "name": "walk",
            "color": "#0000ffff",
            "keys": [{
                "frame": 2,
                "bounds": { "x": 0, "y": 0, "w": 8, "h": 8 },
                "pivot": { "x": 4, "y": 8 },
            }],
        },
    ]);
    assert_eq!(json["meta"]["slices"], slices);
}
