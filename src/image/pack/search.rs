//! The smallest page: many sizes, orders and manners are tried.

use std::cmp::Reverse;

use crate::image::Rect;
use crate::image::pack::page::PageRules;
use crate::image::pack::skyline::{Filling, MANNERS, filled};

/// How much may be tried, as comparisons of a picture with a place; about a second.
const EFFORT: u64 = 600_000_000;
/// Widths that are tried, from that of a square on: at least, at most.
const WIDTHS: [u64; 2] = [4, 64];
/// The longest page is so many times as wide as it is high, or the other way round.
const LONGEST: u64 = 2;

/// Where the pictures go on the next page: all of them on the smallest page that can be found,
/// or as many as one page takes.
pub(crate) fn best_page(
    wanted: &[usize],
    sizes: &[[u32; 2]],
    rules: &PageRules,
) -> Vec<(usize, Rect)> {
    let search = Search::of(wanted, sizes);
    let rooms = rules.rooms_of(search.area, search.widest, search.n_widths());
    let mut best: Option<(u64, Page)> = None;
    for [width, height] in rooms {
        // Whatever is not smaller is no gain.
        let bound = best.as_ref().map_or(u64::MAX, |(area, _)| (area - 1) / u64::from(width));
        let longest = u64::from(width).saturating_mul(LONGEST).max(search.tallest.into());
        let longest = if rules.is_free() { longest } else { u64::MAX };
        let height = u64::from(height).min(bound).min(longest) as u32;
        for page in search.pages([width, height]).filter(|it| it.filling.over.is_empty()) {
            let area = u64::from(width) * u64::from(page.filling.height);
            if best.as_ref().is_none_or(|(least, _)| area < *least) {
                best = Some((area, page));
            }
        }
        // Rooms of fixed sides come smallest first.
        if best.is_some() && !rules.is_free() {
            break;
        }
    }
    let page = best.map(|it| it.1).or_else(|| search.fullest(rules.largest_room()));
    page.map(|it| it.places(wanted)).unwrap_or_default()
}

/// One set of pictures, in the orders in which they are tried.
struct Search {
    /// Indices into what is wanted, and the sizes in that order.
    orders: Vec<(Vec<usize>, Vec<[u32; 2]>)>,
    area: u64,
    widest: u32,
    tallest: u32,
}

/// A filling, and the order that its indices are about.
struct Page {
    order: Vec<usize>,
    filling: Filling,
}

/// What a picture of this size comes by; the greatest first.
type Rule = fn([u32; 2]) -> (u64, u32);

impl Search {
    fn of(wanted: &[usize], sizes: &[[u32; 2]]) -> Search {
        let sizes: Vec<[u32; 2]> = wanted.iter().map(|it| sizes[*it]).collect();
        let area = |[width, height]: [u32; 2]| u64::from(width) * u64::from(height);
        // Large ones first; then it is easier to find room for the rest.
        let rules: [Rule; 3] = [
            |[width, height]| (height.into(), width),
            |[width, height]| (width.into(), height),
            |[width, height]| (u64::from(width) * u64::from(height), height),
        ];
        let order = |rule: Rule| {
            let mut order: Vec<usize> = (0..sizes.len()).collect();
            order.sort_by_key(|it| (Reverse(rule(sizes[*it])), *it));
            let sizes = order.iter().map(|it| sizes[*it]).collect();
            (order, sizes)
        };
        Search {
            orders: rules.map(order).to_vec(),
            area: sizes.iter().map(|it| area(*it)).sum(),
            widest: sizes.iter().map(|it| it[0]).max().unwrap_or(0),
            tallest: sizes.iter().map(|it| it[1]).max().unwrap_or(0),
        }
    }

    /// How many widths can be tried in reasonable time.
    fn n_widths(&self) -> u64 {
        let n_pictures = self.orders[0].0.len() as u64;
        let each = n_pictures.pow(2) * (self.orders.len() * MANNERS.len()) as u64 / 2;
        (EFFORT / each.max(1)).clamp(WIDTHS[0], WIDTHS[1])
    }

    fn pages(&self, room: [u32; 2]) -> impl Iterator<Item = Page> {
        let tries = self.orders.iter().flat_map(|it| MANNERS.map(|manner| (it, manner)));
        tries.map(move |((order, sizes), manner)| Page {
            order: order.clone(),
            filling: filled(room, sizes, manner),
        })
    }

    /// The page with the largest area of pictures on it.
    fn fullest(&self, room: [u32; 2]) -> Option<Page> {
        let full = |page: &Page| -> u64 {
            let placed = page.filling.placed.iter();
            placed.map(|(_, rect)| u64::from(rect.width) * u64::from(rect.height)).sum()
        };
        let pages = self.pages(room).enumerate();
        pages.max_by_key(|(idx, it)| (full(it), Reverse(*idx))).map(|it| it.1)
    }
}

impl Page {
    fn places(self, wanted: &[usize]) -> Vec<(usize, Rect)> {
        let placed = self.filling.placed.into_iter();
        placed.map(|(idx, rect)| (wanted[self.order[idx]], rect)).collect()
    }
}
