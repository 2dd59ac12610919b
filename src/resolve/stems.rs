//! What the parts of an asset are called: in its files, and by engines.

use crate::name::{AssetName, PartName};

/// What the file of a part is called, without ending: `ok_button_hover`.
#[must_use]
pub fn file_stem(asset: &AssetName, part: &PartName) -> String {
    if part.is_whole() { asset.to_string() } else { format!("{asset}_{part}") }
}

/// What frame `idx`, counted from 0, of a facing is called below its asset: `3`, or `left_3`.
pub(crate) fn frame_name(n_facings: usize, facing: &str, idx: usize) -> String {
    let number = idx + 1;
    if n_facings > 1 { format!("{facing}_{number}") } else { number.to_string() }
}

/// What engines call what is played: the animation, or one facing of it.
#[must_use]
pub fn sequence_name(asset: &AssetName, n_facings: usize, facing: &str) -> String {
    if n_facings > 1 { format!("{asset}_{facing}") } else { asset.to_string() }
}
