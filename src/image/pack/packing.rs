//! `pack`: pictures onto pages.

use crate::action::PackOptions;
use crate::image::Bitmap;
use crate::image::pack::grid::in_a_grid;
use crate::image::pack::page::PageRules;
use crate::image::pack::tight::tight;
use crate::image::pack::{PackError, Packed};

/// Puts pictures on pages.
///
/// Packed, transparent borders are trimmed, equal pictures placed once, and pages as small and
/// square as they can be found; a grid keeps pictures whole in equal cells. The order of the
/// entries does not count.
///
/// # Errors
///
/// If a picture alone is larger than a page, names are not unique, or it is too much altogether.
pub fn pack(entries: &[(String, Bitmap)], options: &PackOptions) -> Result<Packed, PackError> {
    let mut entries: Vec<(&str, &Bitmap)> =
        entries.iter().map(|(name, it)| (name.as_str(), it)).collect();
    entries.sort_by_key(|(name, _)| *name);
    if let Some(twice) = entries.windows(2).find(|it| it[0].0 == it[1].0) {
        return Err(PackError::SameName(twice[0].0.to_owned()));
    }
    let rules = PageRules::of(options);
    if options.grid {
        in_a_grid(&entries, &options.cells, &rules)
    } else {
        tight(&entries, options, &rules)
    }
}
