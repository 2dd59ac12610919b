//! What holds of every atlas.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use crate::action::{AtlasScale, DataFormat, Marks, PackOptions, Play, Sequence, page_stem};
use crate::image::Bitmap;
use crate::image::geometry::cut;
use crate::image::pack::{Packed, Placed, at_scale, atlas_json, pack, torn};
use crate::image::tests::{any_bitmap, art, numbers};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn packed_pictures_do_not_overlap_and_come_back_whole(
        pictures in proptest::collection::vec(any_bitmap(), 0..12),
        options in any_pack_options(),
    ) {
        let named = |(idx, it): (usize, &Bitmap)| (format!("it_{idx}"), it.clone());
        let mut entries: Vec<(String, Bitmap)> = pictures.iter().enumerate().map(named).collect();
        let Ok(packed) = pack(&entries, &options) else {
            // Only what is larger than a page is refused.
            let side = options.max_size;
            let side = if options.power_of_two { 1 << side.ilog2() } else { side };
            let room = side.saturating_sub(2 * options.extrude);
            let fits = |it: &Bitmap| it.width().max(it.height()).max(1) <= room;
            prop_assert!(!pictures.iter().all(fits));
            return Ok(());
        };
        check_packed(&entries, &packed, &options)?;
        entries.reverse();
        prop_assert_eq!(&pack(&entries, &options), &Ok(packed));
    }
}

/// Tight, without anything between.
fn options(max_size: u32) -> PackOptions {
    PackOptions {
        image: "actors".to_owned(),
        grid: false,
        cells: BTreeMap::new(),
        max_size,
        padding: 0,
        extrude: 0,
        power_of_two: false,
        trim: true,
        format: DataFormat::Hash,
        scales: vec![AtlasScale::ONE],
        marks: BTreeMap::new(),
        sequences: Vec::new(),
    }
}

fn any_pack_options() -> impl Strategy<Value = PackOptions> {
    let sizes = (30..200_u32, 0..4_u32, 0..3_u32);
    (any::<bool>(), sizes, any::<bool>()).prop_map(|(grid, sizes, power_of_two)| {
        let (max_size, padding, extrude) = sizes;
        PackOptions {
            grid,
            cells: BTreeMap::from([("it_1".to_owned(), 3), ("gone".to_owned(), 1)]),
            padding,
            extrude,
            power_of_two,
            ..options(max_size)
        }
    })
}

fn check_packed(
    entries: &[(String, Bitmap)],
    packed: &Packed,
    options: &PackOptions,
) -> Result<(), TestCaseError> {
    for page in &packed.pages {
        prop_assert!(page.width().max(page.height()) <= options.max_size);
        let sides = [page.width(), page.height()];
        prop_assert!(!options.power_of_two || sides.iter().all(|it| it.is_power_of_two()));
    }
    for placed in &packed.places {
        let (_, source) = entries.iter().find(|it| it.0 == placed.name).unwrap();
        prop_assert_eq!(placed.source_size, [source.width(), source.height()]);
        let shown = cut(&packed.pages[placed.page], placed.rect);
        let invisible = source.pixels().iter().all(|it| it[3] == 0);
        if options.grid || !invisible {
            prop_assert_eq!(shown, cut(source, placed.trimmed_rect));
        }
    }
    let apart = options.padding + 2 * options.extrude;
    for (idx, one) in packed.places.iter().enumerate() {
        for other in &packed.places[..idx] {
            let mut room = one.rect;
            room.width += apart;
            room.height += apart;
            let mut other_room = other.rect;
            other_room.width += apart;
            other_room.height += apart;
            let same = one.rect == other.rect && !options.grid;
            prop_assert!(
                one.page != other.page || same || !room.overlaps(&other_room),
                "{one:?} and {other:?} overlap"
            );
        }
    }
    if options.grid && entries.len() > 1 {
        prop_assert_eq!(packed.cells["it_1"], 3);
    }
    Ok(())
}

#[test]
fn equal_pictures_are_placed_once_and_borders_are_trimmed() {
    let named = |name: &str, picture: &str| (name.to_owned(), art(picture));
    let entries = [named("a", "rg"), named("b", "... rg. ..."), named("c", "k")];
    let options = PackOptions { padding: 1, ..options(64) };
    let packed = pack(&entries, &options).unwrap();
    assert_eq!(packed.places[0].rect, packed.places[1].rect);
    let json = &atlas_json(&packed, &options, AtlasScale::ONE)[0];
    assert_eq!(json["meta"]["image"], "actors.png");
    assert_eq!(json["frames"]["a"]["trimmed"], false);
    assert_eq!(json["frames"]["b"]["trimmed"], true);
    let shown = &json["frames"]["b"]["spriteSourceSize"];
    assert_eq!(*shown, json!({ "x": 0, "y": 1, "w": 2, "h": 1 }));
    assert!(pack(&[named("a", "r"), named("a", "g")], &options).is_err());
}

#[test]
fn what_is_stretched_or_not_to_be_trimmed_keeps_its_borders() {
    let entries = [("a", "... rg. ..."), ("b", ".b.. ....")];
    let entries = entries.map(|(name, picture)| (name.to_owned(), art(picture)));
    let whole = |options: &PackOptions| -> Vec<bool> {
        let packed = pack(&entries, options).unwrap();
        let whole = |it: &Placed| [it.rect.width, it.rect.height] == it.source_size;
        packed.places.iter().map(whole).collect()
    };
    let sliced = Marks { pivot: None, nine_slice: Some([1; 4]) };
    let marks = BTreeMap::from([("a".to_owned(), sliced)]);
    assert_eq!(whole(&options(64)), [false, false]);
    assert_eq!(whole(&PackOptions { marks, ..options(64) }), [true, false]);
    assert_eq!(whole(&PackOptions { trim: false, ..options(64) }), [true, true]);
}

/// Squares that differ in their colour.
fn squares(count: u8, side: u32) -> Vec<(String, Bitmap)> {
    let pixels = |it: u8| vec![[it, 9, 9, 255]; (side * side) as usize];
    (0..count).map(|it| (format!("it_{it}"), Bitmap::from_pixels(side, side, pixels(it)))).collect()
}

#[test]
fn what_does_not_fit_on_one_page_goes_to_the_next() {
    let options = PackOptions { power_of_two: true, ..options(16) };
    let packed = pack(&squares(5, 8), &options).unwrap();
    let sizes: Vec<_> = packed.pages.iter().map(|it| [it.width(), it.height()]).collect();
    assert_eq!(sizes, [[16, 16], [8, 8]]);
    let pages = atlas_json(&packed, &options, AtlasScale::ONE);
    assert_eq!(pages[0]["frames"].as_object().unwrap().len(), 4);
    assert_eq!(pages[1]["frames"].as_object().unwrap().len(), 1);
    assert_eq!(pages[1]["meta"]["image"], "actors_2.png");
    assert_eq!(pages[0]["meta"]["related_multi_packs"], json!(["actors_2.atlas.json"]));
    assert_eq!(pages[1]["meta"]["related_multi_packs"], json!(["actors.atlas.json"]));
    let textures = pages[0]["textures"].as_array().unwrap();
    let images: Vec<_> = textures.iter().map(|it| &it["image"]).collect();
    assert_eq!(images, ["actors.png", "actors_2.png"]);
    assert_eq!(textures[1]["frames"][0]["filename"], "it_4");
}

fn sequence(name: &str, frames: &[&str]) -> Sequence {
    Sequence {
        name: name.to_owned(),
        frames: frames.iter().map(|it| (*it).to_owned()).collect(),
        durations: vec![100; frames.len()],
        looped: true,
        play: Play::Forward,
    }
}

#[test]
fn frames_of_an_animation_share_a_page_where_they_can() {
    let sequences = vec![sequence("walk", &["it_4", "it_3", "it_0"])];
    let walking = PackOptions { sequences, ..options(16) };
    let packed = pack(&squares(6, 8), &walking).unwrap();
    let page = |idx: usize| packed.places[idx].page;
    assert_eq!((page(4), page(3)), (page(0), page(0)));
    assert_eq!(torn(&packed, &walking), [""; 0]);
    let json = &atlas_json(&packed, &walking, AtlasScale::ONE)[page(0)];
    assert_eq!(json["animations"]["walk"], json!(["it_4", "it_3", "it_0"]));

    // More than a page takes: it is torn, and no page claims to play it.
    let names = ["it_0", "it_1", "it_2", "it_3", "it_4"];
    let long = PackOptions { sequences: vec![sequence("long", &names)], ..options(16) };
    let packed = pack(&squares(6, 8), &long).unwrap();
    assert_eq!(torn(&packed, &long), ["long"]);
    let pages = atlas_json(&packed, &long, AtlasScale::ONE);
    assert!(pages.iter().all(|it| it.get("animations").is_none()));
}

#[test]
fn two_hundred_pictures_fill_their_page() {
    let mut numbers = numbers(3);
    let mut side = || 8 + numbers.next().unwrap() as u32 % 57;
    let pictures: Vec<(String, Bitmap)> = (0..200_u32)
        .map(|it| {
            let [width, height] = [side(), side()];
            let pixel = [it as u8, 7, 7, 255];
            let pixels = vec![pixel; (width * height) as usize];
            (format!("it_{it:03}"), Bitmap::from_pixels(width, height, pixels))
        })
        .collect();
    let area: u64 = pictures.iter().map(|(_, it)| it.pixels().len() as u64).sum();
    let packed = pack(&pictures, &options(4096)).unwrap();
    let [page] = packed.pages.as_slice() else { panic!("one page takes them") };
    let fill = area as f64 / page.pixels().len() as f64;
    assert!(fill > 0.965, "{fill} of the page is filled");
    let [long, short] = [page.width().max(page.height()), page.width().min(page.height())];
    assert!(long <= 2 * short);
}

#[test]
fn half_a_picture_of_squares_is_exact() {
    let half = AtlasScale::of(0.5).unwrap();
    let big = at_scale(&art("rg .b"), AtlasScale::of(2.0).unwrap()).unwrap();
    assert_eq!(big, art("rrgg rrgg ..bb ..bb"));
    assert_eq!(at_scale(&big, half).unwrap(), art("rg .b"));
    let mixed = at_scale(&art("rk kr"), half).unwrap();
    assert_eq!([mixed.width(), mixed.height()], [1, 1]);
    assert_eq!(page_stem("actors", 2, half), "actors_2@0.5x");
}
