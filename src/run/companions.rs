//! What engines put beside outputs: it goes along where an output moves.

use std::collections::BTreeMap;
use std::io;

use crate::digest::Digest;
use crate::name::AssetName;
use crate::path::ProjectPath;
use crate::run::OutFolder;

/// Files of engines beside `slime.png`: `slime.png.import` and `.uid` of Godot, `.meta` of Unity.
/// Scenes refer to a picture by the number in them.
const ENDINGS: [&str; 3] = ["import", "meta", "uid"];

/// The outputs of an asset.
pub(crate) type Outputs<'a> = (&'a AssetName, &'a BTreeMap<ProjectPath, Digest>);

/// Moves what is beside outputs that were removed to those that took their place: with the same
/// bytes, or the same in all but the asset's name and folder. What stands there already stays.
pub(crate) fn go_along(
    out: &OutFolder,
    removed: &[ProjectPath],
    (old_name, old): Outputs<'_>,
    (new_name, new): Outputs<'_>,
) -> io::Result<()> {
    for path in removed {
        let fresh = || new.iter().filter(|it| !old.contains_key(it.0));
        let rest = path.file_name().strip_prefix(old_name.as_str());
        let is_same = |it: &ProjectPath| {
            rest.is_some() && it.file_name().strip_prefix(new_name.as_str()) == rest
        };
        let named = fresh().find(|it| is_same(it.0));
        let place = named.or_else(|| fresh().find(|it| Some(it.1) == old.get(path)));
        let Some((place, _)) = place else { continue };
        for ending in ENDINGS {
            out.move_beside(path, place, ending)?;
        }
    }
    Ok(())
}
