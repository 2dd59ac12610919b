//! What an atlas says of the pictures in it: how they are held, stretched and played.

use std::collections::{BTreeMap, BTreeSet};

use crate::action::{Marks, Sequence};
use crate::name::AssetName;
use crate::resolve::declared::shape;
use crate::resolve::{AtlasEntry, DeclaredKind, World};

/// How single pictures are held and stretched, by the names of the entries.
pub(crate) fn marks(world: &dyn World, entries: &[AtlasEntry]) -> BTreeMap<String, Marks> {
    let assets: BTreeSet<&AssetName> = entries.iter().map(|it| &it.asset).collect();
    let marks = assets.into_iter().filter_map(|it| Some((it, marks_of(world, it)?)));
    let marks: BTreeMap<&AssetName, Marks> = marks.filter(|it| it.1 != Marks::default()).collect();
    let named = entries
        .iter()
        .filter_map(|it| marks.get(&it.asset).map(|marks| (it.name.clone(), marks.clone())));
    named.collect()
}

fn marks_of(world: &dyn World, name: &AssetName) -> Option<Marks> {
    let declared = world.declared(name)?;
    let shape = shape(name, world)?;
    // What is made from other pictures takes nothing from its style but how it looks.
    let painted = matches!(declared.kind, DeclaredKind::Painted | DeclaredKind::Animation);
    let style = shape.style.filter(|_| painted).and_then(|it| world.style(&it));
    let given = style.as_ref().map(|it| &it.table.common);
    let pivot = declared.pivot.or(given.and_then(|it| it.pivot));
    let slices = declared.nine_slice.or(given.and_then(|it| it.nine_slice));
    // The sheet of an animation says it too.
    let middle = declared.played.is_some().then_some([0.5, 0.5]);
    Some(Marks {
        pivot: pivot.or(middle),
        nine_slice: slices.map(|it| it.map(|side| side.saturating_mul(shape.scale))),
    })
}

/// What can be played from the entries: every facing all frames of which are there.
pub(crate) fn sequences(world: &dyn World, entries: &[AtlasEntry]) -> Vec<Sequence> {
    let names: BTreeSet<&str> = entries.iter().map(|it| it.name.as_str()).collect();
    let assets: BTreeSet<&AssetName> = entries.iter().map(|it| &it.asset).collect();
    let mut res = Vec::new();
    for name in assets {
        let Some(played) = world.declared(name).and_then(|it| it.played.clone()) else { continue };
        let all = played.facings.iter().map(|it| played.sequence(name, it));
        let whole = |it: &Sequence| it.frames.iter().all(|it| names.contains(it.as_str()));
        res.extend(all.filter(|it| !it.frames.is_empty() && whole(it)));
    }
    res.sort_by(|a, b| a.frames.cmp(&b.frames));
    res
}
