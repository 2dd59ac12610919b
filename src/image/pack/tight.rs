//! Atlases as small as can be: trimmed, each picture once, pages nearly square.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::PackOptions;
use crate::digest::Digest;
use crate::image::geometry::{cut, visible_part};
use crate::image::pack::page::{Page, PageRules, drawn};
use crate::image::pack::search::best_page;
use crate::image::pack::{PackError, Packed, Placed};
use crate::image::{Bitmap, Rect};

/// Trims the pictures, and packs each once.
pub(crate) fn tight(
    entries: &[(&str, &Bitmap)],
    options: &PackOptions,
    rules: &PageRules,
) -> Result<Packed, PackError> {
    let Unique { pictures, mut places } = Unique::of(entries, options);
    let mut sizes = Vec::new();
    for (name, picture) in &pictures {
        sizes.push(rules.with_rim(name, picture)?);
    }
    let groups = groups(options, &places);
    let mut pages = Vec::new();
    let mut found = vec![(0, Rect::default()); pictures.len()];
    for filling in fillings(&sizes, &groups, rules) {
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
    fn of(entries: &[(&'a str, &Bitmap)], options: &PackOptions) -> Unique<'a> {
        let mut known: BTreeMap<Digest, usize> = BTreeMap::new();
        let (mut pictures, mut places) = (Vec::new(), Vec::new());
        for (name, picture) in entries {
            // Slices are counted from the borders, and engines stretch what is there.
            let sliced = options.marks.get(*name).is_some_and(|it| it.nine_slice.is_some());
            let whole = Rect::of_size(picture.width(), picture.height());
            let (trimmed, trimmed_rect) = match options.trim && !sliced {
                false if !picture.pixels().is_empty() => ((*picture).clone(), whole),
                _ => trimmed(picture),
            };
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

/// The pictures of each sequence, which should share a page: most engines play from one texture.
fn groups(options: &PackOptions, places: &[(Placed, usize)]) -> Vec<BTreeSet<usize>> {
    let by_name: BTreeMap<&str, usize> =
        places.iter().map(|(placed, idx)| (placed.name.as_str(), *idx)).collect();
    let sequences = options.sequences.iter();
    let group = sequences.map(|it| it.frames.iter().filter_map(|it| by_name.get(it.as_str())));
    group.map(|it| it.copied().collect()).collect()
}

/// Where the pictures go, page by page. Each fits on a page of its own.
fn fillings(
    sizes: &[[u32; 2]],
    groups: &[BTreeSet<usize>],
    rules: &PageRules,
) -> Vec<Vec<(usize, Rect)>> {
    let mut res = Vec::new();
    let mut left: Vec<usize> = (0..sizes.len()).collect();
    while !left.is_empty() {
        let mut here = left.clone();
        let page = loop {
            let page = best_page(&here, sizes, rules);
            let on: BTreeSet<usize> = page.iter().map(|it| it.0).collect();
            let split = |it: &&BTreeSet<usize>| !it.is_subset(&on) && !it.is_disjoint(&on);
            let split: BTreeSet<usize> = groups.iter().filter(split).flatten().copied().collect();
            let whole: Vec<usize> = here.iter().copied().filter(|it| !split.contains(it)).collect();
            // A group that is larger than a page is torn apart.
            if whole.is_empty() || whole.len() == here.len() {
                break page;
            }
            here = whole;
        };
        left.retain(|it| !page.iter().any(|(placed, _)| placed == it));
        res.push(page);
    }
    res
}
