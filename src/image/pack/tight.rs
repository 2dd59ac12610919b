//! Atlases as small as can be: trimmed, each picture once, pages nearly square.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::digest::Digest;
use crate::image::Bitmap;
use crate::image::Rect;
use crate::image::geometry::cut;
use crate::image::geometry::visible_part;
use crate::image::pack::PackError;
use crate::image::pack::Packed;
use crate::image::pack::Placed;
use crate::image::pack::max_rects::MaxRects;
use crate::image::pack::page::Page;
use crate::image::pack::page::PageRules;
use crate::image::pack::page::drawn;

/// Trims the pictures, and packs each once.
pub(crate) fn tight(entries: &[(&str, &Bitmap)], rules: &PageRules) -> Result<Packed, PackError> {
    let Unique { pictures, mut places } = Unique::of(entries);
    let mut needs = Vec::new();
    for (idx, (name, picture)) in pictures.iter().enumerate() {
        let size = rules.with_rim(name, picture)?;
        needs.push(Need { idx, size });
    }
    // Large ones first; then it is easier to find room for the rest.
    needs.sort_by_key(|it| {
        let [width, height] = it.size;
        (Reverse((width.max(height), width.min(height))), it.idx)
    });
    let mut pages = Vec::new();
    let mut found = vec![(0, Rect::default()); pictures.len()];
    for filling in fillings(needs, rules) {
        let mut page = Page::default();
        for (idx, room) in filling {
            let picture = &pictures[idx].1;
            page.put(picture, room);
            let size = [picture.width(), picture.height()];
            found[idx] = (pages.len(), rules.inner(room, size));
        }
        pages.push(page);
    }
    for (placed, idx) in &mut places {
        (placed.page, placed.rect) = found[*idx];
    }
    Ok(Packed {
        pages: drawn(&pages, rules)?,
        places: places.into_iter().map(|(placed, _)| placed).collect(),
        cells: BTreeMap::new(),
    })
}

/// Pictures without their transparent borders, each once.
struct Unique<'a> {
    /// With the first name that each has.
    pictures: Vec<(&'a str, Bitmap)>,
    /// By name: a place that is not known yet, and which picture goes there.
    places: Vec<(Placed, usize)>,
}

impl<'a> Unique<'a> {
    fn of(entries: &[(&'a str, &Bitmap)]) -> Unique<'a> {
        let mut known: BTreeMap<Digest, usize> = BTreeMap::new();
        let (mut pictures, mut places) = (Vec::new(), Vec::new());
        for (name, picture) in entries {
            let (trimmed, trimmed_rect) = trimmed(picture);
            let idx = *known.entry(trimmed.digest()).or_insert(pictures.len());
            if idx == pictures.len() {
                pictures.push((*name, trimmed));
            }
            let placed = Placed {
                name: (*name).to_owned(),
                page: 0,
                rect: Rect::default(),
                source_size: [picture.width(), picture.height()],
                trimmed_rect,
            };
            places.push((placed, idx));
        }
        Unique { pictures, places }
    }
}

/// What can be seen, and where it was. Engines know no empty rectangles, so what shows nothing is
/// one transparent pixel.
fn trimmed(picture: &Bitmap) -> (Bitmap, Rect) {
    match visible_part(picture) {
        Some(part) => (cut(picture, part), part),
        None => (Bitmap::new(1, 1), Rect::of_size(1, 1)),
    }
}

/// The room that a picture needs.
#[derive(Clone, Copy)]
struct Need {
    idx: usize,
    size: [u32; 2],
}

/// Which room each picture got on one page.
type Filling = Vec<(usize, Rect)>;

/// Where the pictures go, page by page. Each fits on a page of its own.
fn fillings(mut needs: Vec<Need>, rules: &PageRules) -> Vec<Filling> {
    let mut res = Vec::new();
    while !needs.is_empty() {
        let areas = needs.iter().map(|it| it.size.map(u64::from));
        let rooms = rules.rooms(areas.map(|it| it[0] * it[1]).sum());
        let mut best = (Vec::new(), Vec::new());
        for room in rooms {
            best = filling(room, &needs);
            // If no page takes them all, the largest takes what it can.
            if best.1.is_empty() {
                break;
            }
        }
        res.push(best.0);
        needs = best.1;
    }
    res
}

/// What fits into a room, and what does not.
fn filling(room: [u32; 2], needs: &[Need]) -> (Filling, Vec<Need>) {
    let mut page = MaxRects::new(room);
    let (mut placed, mut over) = (Vec::new(), Vec::new());
    for it in needs {
        match page.place(it.size) {
            Some(rect) => placed.push((it.idx, rect)),
            None => over.push(*it),
        }
    }
    (placed, over)
}
