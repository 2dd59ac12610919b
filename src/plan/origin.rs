//! What the pictures of an asset count as in the briefs of others.

use crate::action::Origin;
use crate::digest::Digest;
use crate::name::PartName;
use crate::resolve::{Asset, Kind, Painted};

/// What a part counts as. `picks` are the picked origins by painting; `from` is what the picture
/// that it is derived from counts as.
///
/// `None` if that is not known yet, and for an atlas, which nobody can refer to.
#[must_use]
pub fn origin_of(
    asset: &Asset,
    picks: &[(PartName, Origin)],
    from: Option<Origin>,
    part: &PartName,
) -> Option<Origin> {
    match &asset.kind {
        Kind::Painted(it) => painted_origin(it, picks, part),
        Kind::Source(it) => {
            Some(Origin::of_edited(Origin::of_file(it.pixels), &it.finishing.edits))
        }
        Kind::Derived(it) => from.map(|from| Origin::of_edited(from, &it.edits)),
        Kind::Atlas(_) => None,
    }
}

/// The origin of the painting that a part was cut from; a frame of a sheet is told apart by its
/// place, a mirrored one by being mirrored.
fn painted_origin(
    painted: &Painted,
    picks: &[(PartName, Origin)],
    part: &PartName,
) -> Option<Origin> {
    let own = |part: &PartName| picks.iter().find(|it| it.0 == *part).map(|it| it.1);
    let Some(motion) = &painted.motion else { return own(part) };
    if let Some(origin) = own(part) {
        return Some(origin);
    }
    let frames = |facing| (0..motion.frames).map(move |idx| (facing, idx));
    let mut frames = motion.facings.iter().flat_map(frames);
    let (facing, idx) = frames.find(|(facing, idx)| motion.part(facing, *idx) == *part)?;
    let shown = motion.mirror.get(facing).unwrap_or(facing);
    let sheet = PartName::parse(if motion.facings.len() > 1 { shown } else { "" }).ok();
    let painting = sheet.and_then(|it| own(&it)).or_else(|| own(&motion.part(shown, idx)));
    let key = (painting?, idx, motion.mirror.contains_key(facing));
    Some(Origin(Digest::key("assetbuild origin frame v1", &key)))
}
