//! `image`: plain files, without a project.

use std::fs;
use std::path::Path;

use assetbuild::image::{Bitmap, Figures, decode, encode_png};
use serde_json::Value;

use crate::harness::{Events, TestProject};

const GREY: [u8; 4] = [90, 90, 96, 255];
const GREEN: [u8; 4] = [40, 170, 60, 255];
const RED: [u8; 4] = [200, 30, 30, 255];

/// A folder that is no project, with a green square of eight cells on grey, 8 pixels each, the
/// left half red.
fn folder() -> TestProject {
    let project = TestProject::empty();
    let mut picture = Bitmap::new(96, 96);
    for y in 0..96 {
        for x in 0..96 {
            let inside = (16..80).contains(&x) && (16..80).contains(&y);
            let own = if x < 48 { RED } else { GREEN };
            picture.set(x, y, if inside { own } else { GREY });
        }
    }
    put(&project, "slime.png", &encode_png(&picture, &[]));
    project
}

fn put(project: &TestProject, path: &str, bytes: &[u8]) {
    fs::write(project.root().join(path), bytes).unwrap();
}

fn picture(project: &TestProject, path: &str) -> Bitmap {
    decode(&fs::read(project.root().join(path)).unwrap()).unwrap()
}

#[test]
fn a_picture_is_cut_out_by_the_colour_that_its_border_shows() {
    let project = folder();
    let run = project.run(&["image", "cut", "slime.png", "-o", "cut", "--edges", "hard"]).success();
    assert!(run.err.starts_with("cut/slime.png   96×96   "), "{}", run.err);
    let cut = picture(&project, "cut/slime.png");
    assert_eq!([cut.get(0, 0)[3], cut.get(20, 20)[3]], [0, 255]);
    assert_eq!([cut.get(20, 20), cut.get(70, 70)], [RED, GREEN]);
}

#[test]
fn a_cut_out_can_be_trimmed_and_looked_at() {
    let project = folder();
    let args = ["image", "cut", "slime.png", "-o", "a.png", "--key", "#5A5A60", "--trim"];
    project.run(&[args.as_slice(), &["--preview", "checker"]].concat()).success();
    assert_eq!(picture(&project, "a.png").width(), 64);
    let preview = picture(&project, "a.preview.png");
    assert!(preview.pixels().iter().all(|it| it[3] == 255));
}

#[test]
fn no_picture_that_was_given_and_no_file_of_others_is_replaced() {
    let project = folder();
    let before = project.files(".");
    put(&project, "other.png", b"mine");
    project.run(&["image", "cut", "slime.png", "-o", "."]).fails_with(2);
    project.run(&["image", "cut", "slime.png", "-o", "other.png"]).fails_with(2);
    project.run(&["image", "cut", "slime.png", "slime.png", "-o", "out"]).fails_with(2);
    assert_eq!(fs::read(project.root().join("other.png")).unwrap(), b"mine");
    assert_eq!(project.files(".")["slime.png"], before["slime.png"]);
    assert!(!project.has("out"));

    let cut = ["image", "cut", "slime.png", "-o", "other.png"];
    project.run(&[cut.as_slice(), &["--force"]].concat()).success();
    // What this program wrote it may write again.
    project.run(&cut).success();
}

#[test]
fn a_file_that_is_no_picture_does_not_stop_the_others() {
    let project = folder();
    put(&project, "notes.txt", b"no picture");
    let run = project.run(&["image", "cut", "notes.txt", "gone.png", "slime.png", "-o", "out"]);
    let run = run.fails_with(2);
    assert!(run.err.contains("notes.txt`: not a picture"), "{}", run.err);
    assert!(run.err.contains("cannot read `"), "{}", run.err);
    assert!(project.has("out/slime.png"));
}

#[test]
fn pixel_art_that_was_painted_large_becomes_pixels_in_the_palette() {
    let project = folder();
    let args = ["image", "snap", "slime.png", "-o", "small.png", "--size", "12x12"];
    project.run(&[args.as_slice(), &["--cut", "--palette", "#C81E1E,#28AA3C"]].concat()).success();
    let small = picture(&project, "small.png");
    assert_eq!([small.width(), small.height()], [12, 12]);
    assert_eq!([small.get(0, 0)[3], small.get(1, 5)[3]], [0, 0]);
    assert_eq!([small.get(2, 2), small.get(9, 9)], [RED, GREEN]);
}

#[test]
fn a_palette_may_be_a_file_and_is_explained_where_it_is_wrong() {
    let project = folder();
    put(&project, "two.hex", b"c81e1e\n28aa3c\n5a5a60\n");
    put(&project, "bad.hex", b"c81e1e\nred\n");
    let snap = |palette: &str| {
        let args = ["image", "snap", "slime.png", "-o", "out", "--size", "12", "--palette"];
        project.run(&[args.as_slice(), &[palette]].concat())
    };
    snap("two.hex").success();
    assert!(snap("bad.hex").fails_with(2).err.contains("`red` is no colour"));
    assert!(snap("#red").fails_with(2).err.contains("write it as"));
    assert!(snap("gone.hex").fails_with(2).err.contains("cannot read"));
}

#[test]
fn what_is_wrong_with_a_picture_is_said_with_figures_and_advice() {
    let project = folder();
    let run = project.run(&["image", "check", "slime.png", "--pixel-art", "--size", "32"]);
    insta::assert_snapshot!(run.fails_with(1).shown(), @r"
    exit 1
    --- out
    --- err
    slime.png   96×96   3 colors   border 0.0 % transparent   Laplacian variance 45.6
      failed   size: 96x96, 32x32 required
               compose the subject for a frame of 32x32 pixels
      failed   border-transparency: border 0 % transparent, at least 80 % required
               show the whole subject with an empty margin on all sides, on one flat plain background without floor, shadow, scenery or frame
      failed   coverage: 100 % opaque, at least 1 %, and not everything required
               paint the subject alone, on one flat plain background that can be removed
      warning  sharpness: Laplacian variance 45.6, at least 100 required
               use crisp square pixels with hard edges and clear contrast, without blur
    1 picture checked, 0 without a finding
    ");
    project.run(&["image", "check", "slime.png", "--opaque"]).success();
    let args = ["image", "check", "slime.png", "--opaque", "--pixel-art", "--scale", "8"];
    project.run(&args).success();
    project.run(&["image", "check", "slime.png", "--scale", "7"]).fails_with(1);
}

#[test]
fn figures_are_those_of_pillow_numpy_and_opencv() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pictures/exact");
    let text = fs::read_to_string(folder.join("figures.json")).unwrap();
    let table: serde_json::Map<String, Value> = serde_json::from_str(&text).unwrap();
    assert!(table.len() > 20);
    for (name, wanted) in &table {
        let bytes = fs::read(folder.join(format!("{name}.png"))).unwrap();
        let found = Figures::of(&decode(&bytes).unwrap());
        let number = |key: &str| wanted[key].as_f64().unwrap();
        assert_eq!(f64::from(found.width), number("width"), "{name}");
        assert_eq!(f64::from(found.height), number("height"), "{name}");
        assert_eq!(found.colours as f64, number("colors"), "{name}");
        assert_eq!(found.border_transparency, number("border-transparency"), "{name}");
        assert_eq!(found.transparency, number("transparency"), "{name}");
        let (variance, wanted) = (found.laplacian_variance, number("laplacian-variance"));
        assert!((variance - wanted).abs() <= 1e-9 * wanted, "{name}: {variance} is not {wanted}");
    }
}

#[test]
fn figures_are_there_for_programs_too() {
    let project = folder();
    let run = project.run(&["image", "check", "slime.png", "--opaque", "--json"]).success();
    let events = Events::of(&run);
    assert_eq!(events.0[0]["path"], "slime.png");
    assert_eq!(events.0[0]["figures"]["colors"], 3);
    assert_eq!(events.0[0]["passed"], true);
}

#[test]
fn frames_become_a_sheet_with_its_data() {
    let project = folder();
    for name in ["walk_2.png", "walk_1.png"] {
        fs::copy(project.root().join("slime.png"), project.root().join(name)).unwrap();
    }
    let sheet = ["image", "sheet", "walk_1.png", "walk_2.png", "-o", "walk.png", "--fps", "8"];
    project.run(&[sheet.as_slice(), &["--gif"]].concat()).success();
    let whole = picture(&project, "walk.png");
    assert_eq!([whole.width(), whole.height()], [192, 96]);
    let data: Value = serde_json::from_str(&project.read("walk.json")).unwrap();
    assert_eq!(data["frames"]["walk_2"]["duration"], 125);
    assert_eq!(data["frames"]["walk_2"]["frame"]["x"], 96);
    assert_eq!(data["animations"]["walk"], serde_json::json!(["walk_1", "walk_2"]));
    assert!(project.has("walk.gif"));
    project.run(&[sheet.as_slice(), &["--columns", "1"]].concat()).success();
    assert_eq!(picture(&project, "walk.png").height(), 192);
    project.run(&["image", "sheet", "walk_1.png", "-o", "folder"]).fails_with(2);
}

#[test]
fn frames_of_a_sheet_are_counted_as_people_count_and_its_gif_plays_as_asked() {
    let project = folder();
    let names: Vec<String> = (1..=12).map(|it| format!("walk_{it}.png")).collect();
    for (name, red) in names.iter().zip([10, 30, 50, 70, 90, 110, 130, 150, 170, 190, 210, 230]) {
        put(&project, name, &encode_png(&Bitmap::from_pixels(1, 1, vec![[red, 0, 0, 255]]), &[]));
    }
    // As a shell lists `walk_*.png`.
    let mut listed: Vec<&str> = names.iter().map(String::as_str).collect();
    listed.sort_unstable();
    let rest = ["-o", "walk.png", "--fps", "24", "--play", "ping-pong", "--gif"];
    let run = project.run(&[&["image", "sheet"], listed.as_slice(), &rest].concat()).success();
    assert!(run.err.contains("in the order of the numbers in their names"), "{}", run.err);
    let sheet = picture(&project, "walk.png");
    let reds: Vec<u8> = sheet.pixels().iter().map(|it| it[0]).collect();
    assert!(reds.is_sorted(), "{reds:?}");
    let bytes = fs::read(project.root().join("walk.gif")).unwrap();
    let frames = image::AnimationDecoder::into_frames(
        image::codecs::gif::GifDecoder::new(std::io::Cursor::new(bytes)).unwrap(),
    );
    let frames = frames.collect_frames().unwrap();
    let shown: Vec<u8> = frames.iter().map(|it| it.buffer().get_pixel(0, 0).0[0]).collect();
    let there_and_back: Vec<u8> = reds.iter().chain(reds[1..11].iter().rev()).copied().collect();
    assert_eq!(shown, there_and_back);
    let whole: u32 = frames.iter().map(|it| it.delay().numer_denom_ms().0).sum();
    assert!(whole.abs_diff(22 * 42) < 10, "{whole} ms");
    // What a person typed in another order is meant so.
    let run = project.run(&["image", "sheet", "walk_3.png", "walk_1.png", "-o", "two.png"]);
    run.success();
    assert_eq!(picture(&project, "two.png").get(0, 0)[0], 50);
}

#[test]
fn a_sheet_that_is_refused_writes_nothing() {
    let project = folder();
    fs::create_dir(project.root().join("b")).unwrap();
    fs::copy(project.root().join("slime.png"), project.root().join("b/slime.png")).unwrap();
    let sheet = ["image", "sheet", "slime.png", "b/slime.png", "-o", "all.png", "--gif"];
    project.run(&sheet).fails_with(2);
    assert!(["all.png", "all.json", "all.gif"].iter().all(|it| !project.has(it)));
}

#[test]
fn a_palette_of_aseprite_is_one_in_each_of_its_forms() {
    let project = folder();
    put(
        &project,
        "a.gpl",
        b"GIMP Palette\nChannels: RGBA\n#\n200 30 30 255 red\n90 90 96 255 grey\n",
    );
    put(&project, "a.pal", b"JASC-PAL\r\n0100\r\n2\r\n200 30 30\r\n90 90 96\r\n");
    for palette in ["a.gpl", "a.pal"] {
        let args = ["image", "snap", "slime.png", "-o", "out", "--palette", palette, "--force"];
        project.run(&args).success();
        let colours = picture(&project, "out/slime.png").pixels().to_vec();
        assert!(colours.iter().all(|it| [RED, GREY].contains(it)), "{palette}");
    }
}

#[test]
fn what_cannot_be_cut_out_is_an_error_and_writes_nothing() {
    let project = folder();
    let mut scene = Bitmap::new(64, 64);
    for (idx, pixel) in (0_u32..).zip(scene.pixels_mut()) {
        let [a, b, c, _] = idx.wrapping_mul(2_654_435_761).to_le_bytes();
        *pixel = [a ^ c, b, c, 255];
    }
    put(&project, "scene.png", &encode_png(&scene, &[]));
    let run = project.run(&["image", "cut", "scene.png", "slime.png", "-o", "out"]).fails_with(1);
    assert!(run.err.contains("nothing was cut out: no one colour surrounds"), "{}", run.err);
    assert!(!project.root().join("out/scene.png").exists());
    assert_eq!(picture(&project, "out/slime.png").get(0, 0)[3], 0);
}

#[test]
fn a_shadow_on_a_key_is_kept_as_black_or_dropped_as_asked() {
    let project = folder();
    let mut stone = Bitmap::new(128, 128);
    for y in 0..128_u32 {
        for x in 0..128_u32 {
            let off = i64::from(x) - 64;
            let body = off.pow(2) + (i64::from(y) - 60).pow(2) < 32 * 32;
            let shadow = off.pow(2) * 9 + (i64::from(y) - 100).pow(2) * 100 < 150 * 150;
            let key = if shadow { 120 } else { 255 };
            stone.set(x, y, if body { GREY } else { [key, 0, key, 255] });
        }
    }
    put(&project, "stone.png", &encode_png(&stone, &[]));
    for (shadow, pixel) in [("keep", [0, 0, 0, 135]), ("drop", [0; 4])] {
        let out = format!("{shadow}.png");
        let run = project.run(&["image", "cut", "stone.png", "-o", &out, "--shadow", shadow]);
        let run = run.success();
        let [r, g, b, alpha] = picture(&project, &out).get(64, 105);
        let near = [r, g, b, alpha].iter().zip(pixel).all(|(is, should)| is.abs_diff(should) < 4);
        assert!(near, "{shadow}: {r} {g} {b} {alpha}, {}", run.err);
    }
    let run = project.run(&["image", "check", "stone.png", "--key", "#FF00FF"]).fails_with(1);
    assert!(run.err.contains("key-color"), "{}", run.err);
}

#[test]
fn a_painted_checkerboard_is_cut_out_before_the_grid_is_looked_for() {
    let project = folder();
    let mut plate = Bitmap::new(256, 256);
    for y in 0..256_u32 {
        for x in 0..256_u32 {
            let (right, down) = (x / 8, y / 8);
            let white = (x / 11 + y / 11) % 2 == 0;
            let colour = match right.abs_diff(16) < 10 && down.abs_diff(16) < 9 {
                true if (right + down) % 3 == 0 => GREY,
                true => RED,
                false if white => [255; 4],
                false => [204, 204, 204, 255],
            };
            plate.set(x, y, colour);
        }
    }
    put(&project, "plate.png", &encode_png(&plate, &[]));
    let run = project.run(&["image", "snap", "plate.png", "-o", "cut.png", "--cut"]).success();
    assert!(run.err.contains("a painted checkerboard of "), "{}", run.err);
    let cut = picture(&project, "cut.png");
    assert_eq!((cut.width(), cut.height(), cut.get(0, 0)), (32, 32, [0; 4]));
    assert_eq!(cut.pixels().iter().filter(|it| it[3] == 255).count(), 19 * 17);
    let run = project.run(&["image", "snap", "plate.png", "-o", "whole.png"]).success();
    assert!(run.err.contains("`--cut` takes it away"), "{}", run.err);
}
