//! What holds of every atlas.

use std::collections::BTreeMap;

use proptest::prelude::*;

use crate::action::PackOptions;
use crate::image::Bitmap;
use crate::image::geometry::cut;
use crate::image::pack::Packed;
use crate::image::pack::atlas_json;
use crate::image::pack::pack;
use crate::image::pack::page_names;
use crate::image::tests::any_bitmap;
use crate::image::tests::art;

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

fn any_pack_options() -> impl Strategy<Value = PackOptions> {
    let sizes = (30..200_u32, 0..4_u32, 0..3_u32);
    (any::<bool>(), sizes, any::<bool>()).prop_map(|(grid, sizes, power_of_two)| {
        let (max_size, padding, extrude) = sizes;
        PackOptions {
            image: "atlas".to_owned(),
            grid,
            cells: BTreeMap::from([("it_1".to_owned(), 3), ("gone".to_owned(), 1)]),
            max_size,
            padding,
            extrude,
            power_of_two,
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
    let options = PackOptions {
        image: "actors".to_owned(),
        grid: false,
        cells: BTreeMap::new(),
        max_size: 64,
        padding: 1,
        extrude: 0,
        power_of_two: false,
    };
    let packed = pack(&entries, &options).unwrap();
    assert_eq!(packed.places[0].rect, packed.places[1].rect);
    let json = atlas_json(&packed, &options);
    assert_eq!(json["meta"]["image"], "actors.png");
    assert_eq!(json["frames"]["a"]["trimmed"], false);
    assert_eq!(json["frames"]["b"]["trimmed"], true);
    let shown = &json["frames"]["b"]["spriteSourceSize"];
    assert_eq!(*shown, serde_json::json!({ "x": 0, "y": 1, "w": 2, "h": 1 }));
    assert!(pack(&[named("a", "r"), named("a", "g")], &options).is_err());
}

#[test]
fn what_does_not_fit_on_one_page_goes_to_the_next() {
    let entries: Vec<(String, Bitmap)> = (0..5)
        .map(|it: u8| (format!("it_{it}"), Bitmap::from_pixels(8, 8, vec![[it, 9, 9, 255]; 64])))
        .collect();
    let options = PackOptions {
        image: "actors".to_owned(),
        grid: false,
        cells: BTreeMap::new(),
        max_size: 16,
        padding: 0,
        extrude: 0,
        power_of_two: true,
    };
    let packed = pack(&entries, &options).unwrap();
    let sizes: Vec<_> = packed.pages.iter().map(|it| [it.width(), it.height()]).collect();
    assert_eq!(sizes, [[16, 16], [8, 8]]);
    let json = atlas_json(&packed, &options);
    assert_eq!(page_names(&options, 2), ["actors.png", "actors_2.png"]);
    assert_eq!(json["meta"]["images"][1], "actors_2.png");
    assert_eq!(json["frames"]["it_4"]["page"], 1);
}
