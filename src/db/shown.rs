//! `Shown`: what others see of an asset, once it is known what it shows.

use std::sync::Arc;

use crate::action::Origin;
use crate::db::assets::asset;
use crate::db::definitions::definition_of;
use crate::db::engine::Db;
use crate::db::inputs::Node;
use crate::digest::Digest;
use crate::name::{AssetName, PartName};
use crate::recipe::keys::FinishInputs;
use crate::recipe::{keys, origin_of};
use crate::resolve::{Asset, Kind};

/// The painting that an asset shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// Which painting of the asset.
    pub part: PartName,
    /// What it counts as.
    pub origin: Origin,
    /// Its second plate.
    pub plate: Option<Digest>,
    /// The mask of a network.
    pub mask: Option<Digest>,
    /// Whether a person chose it. Of a wholly built-in loop only that is in its finish.
    pub by_person: bool,
}

/// What others see of an asset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The key under which it was made.
    pub finish: Digest,
    /// What each part counts as in a brief; an atlas has none.
    pub origins: Vec<(PartName, Origin)>,
    /// The pixels of each finished part.
    pub pixels: Vec<(PartName, Digest)>,
}

/// A picture that an asset needs, and that is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upstream {
    /// Whose picture.
    pub asset: AssetName,
    /// Which part of it.
    pub part: PartName,
    /// What it counts as in a brief.
    pub origin: Origin,
    /// Its pixels.
    pub pixels: Digest,
}

/// What others see of an asset; `None` while that is not known.
///
/// The only query that asks itself of other assets: ask for what an asset needs first, and of
/// none that needs itself.
#[salsa::tracked(returns(clone), cycle_result = in_a_ring)]
pub(crate) fn shown(db: &dyn Db, node: Node) -> Option<Arc<Shown>> {
    db.ran("shown", node.name(db));
    let asset = asset(db, definition_of(db, node)?).asset.as_deref()?;
    let upstream = upstream(db, asset).ok()?;
    let brief = || {
        let Kind::Painted(it) = &asset.kind else { return Some(None) };
        keys::asset_brief(it, &|name, part| {
            upstream.iter().find(|it| it.asset == *name && it.part == *part).map(|it| it.origin)
        })
        .ok()
        .map(Some)
    };
    let built_in = matches!(&asset.kind, Kind::Painted(it) if it.is_built_in());
    let finish = |picked: &[Picked]| {
        let counts = picked.iter().filter(|it| it.by_person || !built_in);
        let picked = counts.map(|it| (it.origin, it.plate, it.mask)).collect();
        let pixels = || Some(upstream.iter().map(|it| it.pixels).collect());
        let inputs = FinishInputs::of(asset, || brief().ok_or(()), || pixels().ok_or(()), picked);
        Some(keys::finish(asset, &inputs.ok()?))
    };
    let (key, picks) = match &asset.kind {
        Kind::Painted(it) if it.is_built_in() => {
            // What a person chose is found by the brief, as everywhere; the rest is drawn again.
            let chosen = db.own_choice(&asset.name, brief()??.0).picks(db).clone();
            let key = finish(chosen.as_deref().map(Vec::as_slice).unwrap_or_default())?;
            (key, db.choice(&asset.name, key).picks(db).clone()?)
        }
        Kind::Painted(_) => {
            let picks = db.choice(&asset.name, brief()??.0).picks(db).clone()?;
            (finish(&picks)?, picks)
        }
        Kind::Source(_) | Kind::Derived(_) | Kind::Atlas(_) => (finish(&[])?, Arc::default()),
    };
    let pixels = db.pixels(key).parts(db).as_ref()?;
    let picks: Vec<_> = picks.iter().map(|it| (it.part.clone(), it.origin)).collect();
    let from = upstream.first().map(|it| it.origin);
    let origin = |part: PartName| Some((part.clone(), origin_of(asset, &picks, from, &part)?));
    Some(Arc::new(Shown {
        finish: key,
        origins: asset.parts().into_iter().filter_map(origin).collect(),
        pixels: pixels.to_vec(),
    }))
}

/// What all that need each other show: nothing.
fn in_a_ring(_: &dyn Db, _: salsa::Id, _: Node) -> Option<Arc<Shown>> {
    None
}

/// The pictures that an asset needs, one for each of its edges.
///
/// # Errors
///
/// The first asset that it waits for.
pub(crate) fn upstream(db: &dyn Db, asset: &Asset) -> Result<Vec<Upstream>, AssetName> {
    let mut res = Vec::new();
    for edge in asset.edges() {
        let found = shown(db, db.node(&edge.to));
        let found = found.as_ref().and_then(|it| {
            let origin = it.origins.iter().find(|it| it.0 == edge.part)?.1;
            let pixels = it.pixels.iter().find(|it| it.0 == edge.part)?.1;
            Some((origin, pixels))
        });
        let (origin, pixels) = found.ok_or_else(|| edge.to.clone())?;
        res.push(Upstream { asset: edge.to, part: edge.part, origin, pixels });
    }
    Ok(res)
}
