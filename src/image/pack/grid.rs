//! Atlases of equal cells: a cell that was given out stays where it is.

use std::collections::{BTreeMap, BTreeSet};

use crate::image::pack::page::{MOST_PAGES, Page, PageRules, drawn};
use crate::image::pack::{PackError, Packed, Placed};
use crate::image::{Bitmap, Rect};
use crate::name::natural_order;

/// Every picture whole in the cell of its name.
pub(crate) fn in_a_grid(
    entries: &[(&str, &Bitmap)],
    given: &BTreeMap<String, u32>,
    rules: &PageRules,
) -> Result<Packed, PackError> {
    let names = entries.iter().map(|(name, _)| *name);
    let cells = with_new_cells(given, names).ok_or(PackError::TooMuch)?;
    let grid = Grid::of(entries, rules)?;
    let mut pages: Vec<Page<'_>> = Vec::new();
    let mut places = Vec::new();
    for (name, picture) in entries {
        let (page, cell) = grid.cell(cells[*name]);
        if page >= MOST_PAGES {
            return Err(PackError::TooMuch);
        }
        pages.resize_with(pages.len().max(page + 1), Page::default);
        pages[page].put(picture, cell);
        let size = [picture.width(), picture.height()];
        places.push(Placed {
            name: (*name).to_owned(),
            page,
            rect: rules.inner(cell, size),
            source_size: size,
            trimmed_rect: Rect::of_size(size[0], size[1]),
        });
    }
    Ok(Packed { pages: drawn(&pages, rules)?, places, cells })
}

/// Pages of equal cells, by rows.
struct Grid {
    /// Width and height of a cell, in pixels.
    cell: [u32; 2],
    /// Cells beside one another; does not depend on how many there are, so that none moves.
    columns: u32,
    /// Cells above one another on one page.
    rows: u32,
}

impl Grid {
    fn of(entries: &[(&str, &Bitmap)], rules: &PageRules) -> Result<Grid, PackError> {
        let mut cell = [1, 1];
        for (name, picture) in entries {
            let [width, height] = rules.with_rim(name, picture)?;
            cell = [cell[0].max(width), cell[1].max(height)];
        }
        let [columns, rows] = cell.map(|it| (rules.room() / it).max(1));
        Ok(Grid { cell, columns, rows })
    }

    /// The page of a cell, and where it is there.
    fn cell(&self, idx: u32) -> (usize, Rect) {
        let columns = u64::from(self.columns);
        let each = columns * u64::from(self.rows);
        let (page, idx) = (u64::from(idx) / each, u64::from(idx) % each);
        let [width, height] = self.cell;
        let rect = Rect {
            x: (idx % columns) as u32 * width,
            y: (idx / columns) as u32 * height,
            width,
            height,
        };
        (page as usize, rect)
    }
}

/// All cells that were ever given out, and new ones for names without.
///
/// A cell is never taken from its name, not even when the name is gone. If two names claim one,
/// the lower name has it. New names come after all others, as a person counts them; none if there
/// are more than can be numbered.
fn with_new_cells<'a>(
    given: &BTreeMap<String, u32>,
    names: impl Iterator<Item = &'a str>,
) -> Option<BTreeMap<String, u32>> {
    let mut taken = BTreeSet::new();
    let claims = given.iter().filter(|(_, cell)| taken.insert(**cell));
    let mut res: BTreeMap<String, u32> = claims.map(|(name, cell)| (name.clone(), *cell)).collect();
    let mut next = taken.last().map_or(0, |it| u64::from(*it) + 1);
    let mut names: Vec<&str> = names.collect();
    names.sort_by(|a, b| natural_order(a, b));
    for name in names {
        if !res.contains_key(name) {
            res.insert(name.to_owned(), u32::try_from(next).ok()?);
            next += 1;
        }
    }
    Some(res)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &[(&str, u32)], names: &[&str], expected: &[(&str, u32)]) {
        let map = |it: &[(&str, u32)]| -> BTreeMap<String, u32> {
            it.iter().map(|(name, cell)| ((*name).to_owned(), *cell)).collect()
        };
        let res = with_new_cells(&map(given), names.iter().copied());
        assert_eq!(res, Some(map(expected)));
    }

    #[test]
    fn cells_are_kept_and_new_names_come_after() {
        check(&[], &["b", "a"], &[("a", 0), ("b", 1)]);
        check(&[], &["f10", "f2", "f1"], &[("f1", 0), ("f2", 1), ("f10", 2)]);
        check(&[("m", 0), ("z", 3)], &["z", "b", "a"], &[("m", 0), ("z", 3), ("a", 4), ("b", 5)]);
    }

    #[test]
    fn a_cell_that_two_names_claim_stays_the_lower_names() {
        check(&[("a", 1), ("b", 1)], &["a", "b"], &[("a", 1), ("b", 2)]);
    }

    #[test]
    fn cells_that_cannot_be_numbered_are_refused() {
        let given = BTreeMap::from([("a".to_owned(), u32::MAX)]);
        assert_eq!(with_new_cells(&given, ["b"].into_iter()), None);
    }
}
