//! All that costs nothing: states, sources, edits, sets, animations, atlases.

use serde_json::Value;

use crate::harness::{TestProject, set};

const STYLE: &str = r##"
[style.plain]
template = "pixel-art"
palette  = ["#2D2D2D", "#F4A460", "#8FBC8F", "#4A90E2"]
size     = 16
"##;

fn project(art: &str) -> TestProject {
    TestProject::with(&[("art/style.toml", STYLE), ("art/things.toml", art)])
}

/// The pixels of a picture, four bytes each, and how many are in a row.
fn pixels(project: &TestProject, path: &str) -> (usize, Vec<[u8; 4]>) {
    let files = project.files("generated-assets");
    let bytes = &files[&format!("generated-assets/{path}")];
    let picture = image::load_from_memory(bytes).unwrap().into_rgba8();
    (picture.width() as usize, picture.pixels().map(|it| it.0).collect())
}

fn json(project: &TestProject, path: &str) -> Value {
    serde_json::from_str(&project.read(&format!("generated-assets/{path}"))).unwrap()
}

#[test]
fn each_state_is_a_picture_of_its_own() {
    let project = project(
        "[asset.button]\ncategory = \"ui\"\nsubject = \"stone button\"\nstyle = \"plain\"\n\
         states = [\"normal\", \"hover\"]\nnine-slice = [4, 4, 4, 4]\n",
    );
    project.run(&["build"]).success();
    assert_ne!(pixels(&project, "ui/button_normal.png"), pixels(&project, "ui/button_hover.png"));
    assert_eq!(json(&project, "ui/button.json")["nine-slice"], serde_json::json!([4, 4, 4, 4]));

    project.edit("art/things.toml", "\"hover\"", "\"pressed\"");
    project.run(&["build"]).success();
    assert!(project.has("generated-assets/ui/button_pressed.png"));
    assert!(!project.has("generated-assets/ui/button_hover.png"));
}

#[test]
fn a_file_and_what_is_made_of_it_need_no_model() {
    let project = project(
        "[asset.arrow]\nsource = \"art/arrow.png\"\n\
         [asset.arrow_back]\nfrom = \"arrow\"\nedits = [{ mirror = \"horizontal\" }]\n\
         [asset.arrow_big]\nfrom = \"arrow\"\nedits = [{ scale = 3 }]\n",
    );
    let colour = |x: u32, y: u32| match (x + y) % 3 {
        0 => image::Rgba([200, 30, 30, 255]),
        1 => image::Rgba([30, 30, 200, 255]),
        _ => image::Rgba([x as u8 * 20, 99, 7, 255]),
    };
    let drawn = |shift: u32| {
        let path = project.root().join("art/arrow.png");
        image::RgbaImage::from_fn(6, 4, |x, y| colour(x + shift, y)).save(path).unwrap();
    };
    drawn(0);
    let build = project.events(&["build"]);
    assert_eq!((build.calls(), build.in_state("built").len()), (0, 3));

    let (width, source) = pixels(&project, "sprite/arrow.png");
    let mirrored: Vec<[u8; 4]> =
        source.chunks(width).flat_map(|row| row.iter().rev().copied()).collect();
    assert_eq!(pixels(&project, "sprite/arrow_back.png"), (6, mirrored));
    let (wide, enlarged) = pixels(&project, "sprite/arrow_big.png");
    assert_eq!((wide, enlarged.len(), enlarged[17]), (18, 18 * 12, source[5]));

    drawn(1);
    assert_eq!(project.events(&["build"]).in_state("built").len(), 3);

    // Other bytes with the same pixels are the same picture.
    let path = project.root().join("art/arrow.png");
    let same = image::open(&path).unwrap().into_rgba16();
    let eight = image::DynamicImage::ImageRgba16(same).into_rgba8();
    eight.save_with_format(project.root().join("art/arrow.png"), image::ImageFormat::WebP).unwrap();
    assert!(project.events(&["build"]).in_state("built").is_empty());
}

#[test]
fn rows_are_assets_wherever_they_are_written() {
    let project = project(
        "[set.gems]\ncategory = \"items\"\nstyle = \"plain\"\nsubject = \"{subject}, icon\"\n\
         rows = \"art/gems.csv\"\n[set.gems.row]\nruby = \"red gem\"\n\
         crown = { subject = \"gold crown\", size = 24 }\n",
    );
    // As spreadsheets write them, with rows that were emptied.
    let rows = "name,subject,size\nopal,milky gem,\n,,\n\n , ,\njet,black gem,8\n,,\n";
    project.write("art/gems.csv", rows);
    assert_eq!(
        project.events(&["build"]).in_state("built"),
        set(&["crown", "jet", "opal", "ruby"])
    );
    let widths =
        ["opal", "jet", "ruby", "crown"].map(|it| pixels(&project, &format!("items/{it}.png")).0);
    assert_eq!(widths, [16, 8, 16, 24]);
    assert!(project.run(&["prompt", "opal"]).out.contains("milky gem, icon"));

    project.edit("art/gems.csv", "milky gem", "fiery gem");
    assert_eq!(project.events(&["build"]).painted(), set(&["opal"]));

    // Another separator is told as such, and not as columns of no meaning.
    let before = project.files("generated-assets");
    project.write("art/gems.csv", &project.read("art/gems.csv").replace(',', ";"));
    let told = project.run(&["build"]).fails_with(2).err;
    assert!(told.contains("3 columns are separated by `;`, not by commas"), "{told}");
    assert!(!told.contains("unknown"), "{told}");
    assert_eq!(project.files("generated-assets"), before);
}

#[test]
fn a_sheet_says_where_each_frame_is() {
    let project = project(
        "[asset.hero]\nsubject = \"round monster\"\nstyle = \"plain\"\n\
         [animation.walk]\nfrom = \"hero\"\naction = \"walk cycle\"\nframes = 4\nfps = 8\n\
         facings = [\"right\", \"left\"]\nmirror = { left = \"right\" }\npivot = \"feet\"\n",
    );
    project.run(&["build"]).success();
    let folder = if project.has("generated-assets/animation") { "animation" } else { "sprite" };
    let sheet = json(&project, &format!("{folder}/walk.sheet.json"));
    let frames = sheet["frames"].as_array().unwrap();
    assert_eq!(frames.len(), 8);
    let (width, all) = pixels(&project, &format!("{folder}/walk.png"));
    let cut = |frame: &Value| -> Vec<Vec<[u8; 4]>> {
        let of = |key: &str| frame["frame"][key].as_u64().unwrap() as usize;
        let rows = of("y")..of("y") + of("h");
        rows.map(|y| all[y * width + of("x")..][..of("w")].to_vec()).collect()
    };
    for (idx, frame) in frames.iter().enumerate() {
        assert_eq!(frame["duration"], 125);
        assert_eq!(frame["pivot"], serde_json::json!({ "x": 0.5, "y": 1.0 }));
        if idx >= 4 {
            let mirrored: Vec<Vec<[u8; 4]>> = cut(&frames[idx - 4])
                .into_iter()
                .map(|row| row.into_iter().rev().collect())
                .collect();
            assert_eq!(cut(frame), mirrored, "frame {idx}");
        }
    }
    for preview in ["walk_right.gif", "walk_left.gif", "walk_right.apng", "walk_left.apng"] {
        assert!(project.has(&format!("generated-assets/{folder}/{preview}")), "{preview}");
    }
    // Another speed is no other picture.
    project.edit("art/things.toml", "fps = 8", "fps = 10");
    let build = project.events(&["build"]);
    assert_eq!(build.in_state("built"), set(&["walk"]));
    let sheet = json(&project, &format!("{folder}/walk.sheet.json"));
    assert_eq!(sheet["frames"][0]["duration"], 100);
}

/// The corner of each sprite of the atlas, by its name.
fn cells(project: &TestProject) -> Vec<(String, u64, u64)> {
    let data = json(project, "atlas/icons.atlas.json");
    let mut res = Vec::new();
    let frames = &data["frames"];
    let each: Vec<(String, &Value)> = match frames {
        Value::Array(all) => {
            all.iter().map(|it| (it["filename"].as_str().unwrap().to_owned(), it)).collect()
        }
        other => other.as_object().unwrap().iter().map(|(name, it)| (name.clone(), it)).collect(),
    };
    for (name, frame) in each {
        let of = |key: &str| frame["frame"][key].as_u64().unwrap();
        res.push((name, of("x"), of("y")));
    }
    res.sort();
    res
}

#[test]
fn a_sprite_keeps_its_cell_when_others_come_and_go() {
    let icon = |name: &str| format!("[asset.i_{name}]\nsubject = \"{name}\"\nstyle = \"plain\"\n");
    let atlas = "[atlas.icons]\npack = [\"i_*\"]\nlayout = \"grid\"\n".to_owned();
    let art = |names: &[&str]| names.iter().map(|it| icon(it)).collect::<String>() + &atlas;
    let project = project(&art(&["bell", "drum", "harp"]));
    project.run(&["build"]).success();
    let three = cells(&project);
    assert_eq!(three.len(), 3);

    project.write("art/things.toml", &art(&["axe", "bell", "drum", "harp"]));
    project.run(&["build"]).success();
    let four = cells(&project);
    assert_eq!(four.len(), 4);
    assert!(three.iter().all(|it| four.contains(it)), "{three:?} → {four:?}");

    project.write("art/things.toml", &art(&["axe", "drum", "harp"]));
    project.run(&["build"]).success();
    let left = cells(&project);
    assert_eq!(left.len(), 3);
    assert!(left.iter().all(|it| four.contains(it)), "{four:?} → {left:?}");
}

#[test]
fn an_atlas_plays_what_is_packed_in_every_scale() {
    let art = "[asset.hero]\nsubject = \"round monster\"\nstyle = \"plain\"\npivot = \"feet\"\n\
         [animation.walk]\nfrom = \"hero\"\naction = \"walk cycle\"\nframes = 4\nplay = \"ping-pong\"\n\
         [atlas.actors]\npack = [\"*\"]\nscales = [1, 2]\n";
    let project = project(art);
    project.run(&["build"]).success();
    let small = json(&project, "atlas/actors.atlas.json");
    let large = json(&project, "atlas/actors@2x.atlas.json");
    let run = ["walk_1", "walk_2", "walk_3", "walk_4", "walk_3", "walk_2"];
    for (data, image, scale) in [(&small, "actors.png", "1"), (&large, "actors@2x.png", "2")] {
        assert_eq!(data["meta"]["image"], image);
        assert_eq!(data["meta"]["scale"], scale);
        assert_eq!(data["animations"]["walk"], serde_json::json!(run));
        assert_eq!(data["frames"]["hero"]["pivot"], serde_json::json!({ "x": 0.5, "y": 1.0 }));
        let (width, _) = pixels(&project, &format!("atlas/{image}"));
        assert_eq!(data["meta"]["size"]["w"], width);
    }
    let side = |data: &Value| data["frames"]["walk_1"]["sourceSize"]["w"].as_u64().unwrap();
    assert_eq!(side(&large), 2 * side(&small));
    assert!(project.events(&["build"]).in_state("built").is_empty());

    project.edit("art/things.toml", "scales = [1, 2]", "format = \"aseprite\"");
    assert_eq!(project.events(&["build"]).in_state("built"), set(&["actors"]));
    assert!(!project.has("generated-assets/atlas/actors@2x.png"));
    let tags = &json(&project, "atlas/actors.atlas.json")["meta"]["frameTags"];
    assert_eq!(
        tags[0],
        serde_json::json!({ "name": "walk", "from": 1, "to": 4, "direction": "pingpong" })
    );
}

#[test]
fn metadata_stands_where_the_project_says() {
    let project =
        project("[asset.gem]\ncategory = \"items\"\nsubject = \"gem\"\nstyle = \"plain\"\n");
    let paths = |project: &TestProject| -> Vec<String> {
        project.files("generated-assets").into_keys().collect()
    };
    project.run(&["build"]).success();
    assert_eq!(
        paths(&project),
        ["generated-assets/items/gem.json", "generated-assets/items/gem.png"]
    );

    let picture = pixels(&project, "items/gem.png");
    project.append("assetbuild.toml", "\n[export]\nmetadata = \"apart\"\n");
    project.run(&["build"]).success();
    let apart = paths(&project);
    assert!(apart.len() == 2 && apart[0].starts_with("generated-assets/.assetbuild/"), "{apart:?}");

    project.edit("assetbuild.toml", "apart", "none");
    project.run(&["build"]).success();
    assert_eq!(paths(&project), ["generated-assets/items/gem.png"]);
    assert_eq!(pixels(&project, "items/gem.png"), picture);
}

#[test]
fn what_repeats_gets_no_seam_and_is_shown_side_by_side() {
    let project = project(
        "[asset.wall]\nsource = \"art/wall.png\"\ntileable = true\n\
         [asset.row]\nsource = \"art/wall.png\"\ntileable = \"x\"\n\
         [asset.stone]\nsource = \"art/wall.png\"\n",
    );
    // Lighter to the right and downwards, with a grain.
    let shade = |x: u32, y: u32| (40 + 3 * x + 3 * y + (x * 7 + y * 13) * 11 % 23) as u8;
    let painted = |x, y| image::Rgba([shade(x, y), shade(x, y) / 2, 90, 255]);
    image::RgbaImage::from_fn(32, 32, painted).save(project.root().join("art/wall.png")).unwrap();
    project.run(&["build"]).success();
    let seams = |path: &str| {
        let (side, pixels) = pixels(&project, path);
        [true, false].map(|upright| {
            let at = |line: usize, along: usize| {
                let idx = if upright { along * side + line } else { line * side + along };
                u32::from(pixels[idx][0])
            };
            let change = |from: usize, to: usize| {
                (0..side).map(|it| at(from, it).abs_diff(at(to, it))).sum::<u32>()
            };
            let most = (1..side).map(|it| change(it - 1, it)).max().unwrap();
            change(side - 1, 0) > most * 3 / 2
        })
    };
    assert_eq!(seams("sprite/stone.png"), [true, true]);
    assert_eq!(seams("tile/row.png"), [false, true]);
    assert_eq!(seams("tile/wall.png"), [false, false]);

    let shown = project.run(&["show", "wall", "--tiled"]).success();
    assert!(shown.out.trim().ends_with("wall-tiled.png"), "{}", shown.out);
    let tiled = project.root().join(".assetbuild/previews/wall-tiled.png");
    let tiled = image::open(tiled).unwrap().into_rgba8();
    let (side, pixels) = pixels(&project, "tile/wall.png");
    assert_eq!(tiled.dimensions(), (96, 96));
    for (x, y, pixel) in tiled.enumerate_pixels() {
        assert_eq!(pixel.0, pixels[y as usize % side * side + x as usize % side]);
    }
}
