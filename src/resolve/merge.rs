//! Tables that take from others what they do not say themselves: sets, styles and their parents.
//!
//! Tables merge by key, lists replace. What was taken is noted, so that a mistake in it is shown
//! where it was written.

use crate::diagnostic::KeyPath;
use crate::manifest::{AssetTable, CheckTable, CommonKeys, QualityTable, StyleTable};
use crate::resolve::Places;

/// The key under which a field is written: `nine_slice` is `nine-slice`.
fn key(field: &str) -> String {
    field.replace('_', "-")
}

/// Fills the named fields of `$to` that are `None`; `$path` is the path of the table itself.
macro_rules! fill {
    ($to:expr, $from:expr, $own:expr, $theirs:expr, $path:expr; $($field:ident)+) => {
        $(
            if $to.$field.is_none() && $from.$field.is_some() {
                $to.$field.clone_from(&$from.$field);
                $own.take($path.key(&key(stringify!($field))), $theirs);
            }
        )+
    };
}

/// Adds the entries of `$from.$field` whose keys `$to.$field` does not have.
macro_rules! fill_map {
    ($to:expr, $from:expr, $own:expr, $theirs:expr; $($field:ident)+) => {
        $(
            for (name, value) in &$from.$field {
                if !$to.$field.contains_key(name) {
                    $to.$field.insert(name.clone(), value.clone());
                    $own.take(KeyPath::of(&[stringify!($field), name]), $theirs);
                }
            }
        )+
    };
}

/// Fills the keys that all pictures share.
pub(crate) fn common(to: &mut CommonKeys, own: &mut Places, from: &CommonKeys, theirs: &Places) {
    fill!(to, from, own, theirs, KeyPath::default();
        category subject purpose style size scale aspect facing pose references model variant
        edges cutout network background states nine_slice pivot edits);
    fill_map!(to, from, own, theirs; params vars);
    quality(&mut to.quality, own, &from.quality, theirs);
}

/// Fills the loop's settings.
fn quality(to: &mut QualityTable, own: &mut Places, from: &QualityTable, theirs: &Places) {
    fill!(to, from, own, theirs, KeyPath::of(&["quality"]); target max_attempts candidates);
}

/// Fills the limits of the checks.
pub(crate) fn check(to: &mut CheckTable, own: &mut Places, from: &CheckTable, theirs: &Places) {
    fill!(to, from, own, theirs, KeyPath::of(&["check"]); max_colors text border sharpness
        palette_distance halo stray margin off_center off_grid);
}

/// Fills a row from the defaults of its set.
pub(crate) fn asset(to: &mut AssetTable, own: &mut Places, from: &AssetTable, theirs: &Places) {
    fill!(to, from, own, theirs, KeyPath::default(); source from palette palette_mode);
    check(&mut to.check, own, &from.check, theirs);
    common(&mut to.common, own, &from.common, theirs);
}

/// Fills a style from its parent. `avoid` adds: the parent's words come first.
pub(crate) fn style(to: &mut StyleTable, own: &mut Places, from: &StyleTable, theirs: &Places) {
    fill!(to, from, own, theirs, KeyPath::default();
        template palette palette_mode mood inspired_by);
    if let Some(words) = &from.avoid {
        let added = to.avoid.take().unwrap_or_default();
        let mut all = words.clone();
        all.extend(added.into_iter().filter(|it| !words.contains(it)));
        to.avoid = Some(all);
    }
    for (name, weight) in from.rubric.iter().flatten() {
        let rubric = to.rubric.get_or_insert_default();
        if !rubric.contains_key(name) {
            rubric.insert(name.clone(), *weight);
            own.take(KeyPath::of(&["rubric", name]), theirs);
        }
    }
    check(&mut to.check, own, &from.check, theirs);
    common(&mut to.common, own, &from.common, theirs);
}
