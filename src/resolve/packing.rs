//! An atlas: which pictures its globs mean.

use std::collections::{BTreeMap, BTreeSet};

use globset::{Glob, GlobMatcher};

use crate::action::{AtlasScale, DataFormat, PackOptions};
use crate::diagnostic::{Code, nearest_sorted};
use crate::manifest::{AtlasTable, Packing};
use crate::name::{AssetName, PartName};
use crate::resolve::resolving::{Outline, Resolving};
use crate::resolve::stems::file_stem;
use crate::resolve::{Atlas, AtlasEntry, DeclaredKind, Kind, packed};

/// Reads the table of an atlas.
pub(crate) fn outline(cx: &mut Resolving<'_>, table: &AtlasTable) -> Outline {
    let options = options(cx, table);
    let entries = entries(cx, table);
    let atlas = options.zip(entries).map(|(options, entries)| {
        let marks = packed::marks(cx.world, &entries);
        let sequences = packed::sequences(cx.world, &entries);
        Atlas { entries, options: PackOptions { marks, sequences, ..options } }
    });
    Outline {
        kind: atlas.map(Kind::Atlas),
        category: table.category.clone(),
        default_folder: "atlas",
        style: None,
        nine_slice: None,
        pivot: None,
    }
}

fn options(cx: &mut Resolving<'_>, table: &AtlasTable) -> Option<PackOptions> {
    let at = cx.places.key("max-size");
    let max_size = table.max_size.unwrap_or(2048);
    let max_size = cx.mistakes.within(at, "max-size", max_size, 16..=16_384);
    let scales = scales(cx, table);
    Some(PackOptions {
        image: cx.name.to_string(),
        grid: table.layout == Some(Packing::Grid),
        cells: BTreeMap::new(),
        max_size: max_size?,
        padding: table.padding.unwrap_or(2),
        extrude: table.extrude.unwrap_or(1),
        power_of_two: table.power_of_two.unwrap_or(false),
        trim: table.trim.unwrap_or(true),
        format: table.format.unwrap_or(DataFormat::Hash),
        scales: scales?,
        marks: BTreeMap::new(),
        sequences: Vec::new(),
    })
}

/// Each once, smallest first.
fn scales(cx: &mut Resolving<'_>, table: &AtlasTable) -> Option<Vec<AtlasScale>> {
    let Some(numbers) = table.scales.as_ref().filter(|it| !it.is_empty()) else {
        return Some(vec![AtlasScale::ONE]);
    };
    let mut res = BTreeSet::new();
    for (idx, number) in numbers.iter().enumerate() {
        let scale = AtlasScale::of(*number);
        if scale.is_none() {
            let at = cx.places.item("scales", idx);
            let message =
                format!("{number} cannot be a scale: it is 0.5 or a whole number up to 8");
            cx.mistakes.error(Code::WrongValue, at, message);
        }
        res.extend(scale);
    }
    (!res.is_empty()).then(|| res.into_iter().collect())
}

/// A picture that can be packed.
type Picture = (AssetName, PartName);

fn entries(cx: &mut Resolving<'_>, table: &AtlasTable) -> Option<Vec<AtlasEntry>> {
    let Some(globs) = table.pack.as_ref().filter(|it| !it.is_empty()) else {
        let at = cx.places.table().clone();
        let message = format!("`{}` does not say what to pack", cx.name);
        let help = "add `pack = [\"NAME*\"]`";
        cx.mistakes.error_help(Code::MissingKey, at, message, help);
        return None;
    };
    let mut found: BTreeSet<Picture> = BTreeSet::new();
    for (idx, text) in globs.iter().enumerate() {
        let Some(glob) = glob(cx, "pack", idx, text) else {
            continue;
        };
        let matched = pictures(cx, &glob);
        if matched.is_empty() {
            no_match(cx, idx, text);
        }
        found.extend(matched);
    }
    for (idx, text) in table.exclude.iter().flatten().enumerate() {
        if let Some(glob) = glob(cx, "exclude", idx, text) {
            found.retain(|(name, part)| !is_match(&glob, name, part));
        }
    }
    if found.is_empty() && cx.mistakes.none() {
        cx.wrong(Code::NoMatch, "exclude", "everything that is packed is excluded");
    }
    Some(named(cx, found))
}

fn glob(cx: &mut Resolving<'_>, key: &str, idx: usize, text: &str) -> Option<GlobMatcher> {
    match Glob::new(text) {
        Ok(it) => Some(it.compile_matcher()),
        Err(why) => {
            let at = cx.places.item(key, idx);
            let message = format!("`{text}` is not a glob: {}", why.kind());
            cx.mistakes.error(Code::WrongValue, at, message);
            None
        }
    }
}

/// The asset's name, or the part below it: `player_*`, `ok_button/hover`.
pub(crate) fn is_match(glob: &GlobMatcher, name: &AssetName, part: &PartName) -> bool {
    glob.is_match(name.as_str()) || (!part.is_whole() && glob.is_match(name.with_part(part)))
}

/// All pictures that a glob means; atlases are not pictures.
fn pictures(cx: &Resolving<'_>, glob: &GlobMatcher) -> Vec<Picture> {
    // Only a glob that speaks of parts needs those of assets whose names it does not match.
    let of_parts = glob.glob().glob().contains('/');
    let mut res = Vec::new();
    for name in cx.world.names().iter().filter(|it| *it != cx.name) {
        if !of_parts && !glob.is_match(name.as_str()) {
            continue;
        }
        let Some(declared) = cx.world.declared(name) else {
            continue;
        };
        if declared.kind != DeclaredKind::Atlas {
            let parts = declared.parts.iter().filter(|it| is_match(glob, name, it));
            res.extend(parts.map(|it| (name.clone(), it.clone())));
        }
    }
    res
}

fn no_match(cx: &mut Resolving<'_>, idx: usize, text: &str) {
    let at = cx.places.item("pack", idx);
    let names = cx.world.names();
    let message = format!("no asset is called `{text}`");
    cx.mistakes.unknown(Code::NoMatch, at, message, text, nearest_sorted(text, &names));
}

/// The entries, by name. Engines find pictures by these names, so each must be there once.
fn named(cx: &mut Resolving<'_>, found: BTreeSet<Picture>) -> Vec<AtlasEntry> {
    let entry = |(asset, part): Picture| AtlasEntry { name: file_stem(&asset, &part), asset, part };
    let mut res: Vec<AtlasEntry> = found.into_iter().map(entry).collect();
    res.sort();
    for pair in res.windows(2) {
        if pair[0].name == pair[1].name {
            let [one, two] = [&pair[0], &pair[1]].map(|it| it.asset.with_part(&it.part));
            let message = format!("`{one}` and `{two}` would both be called `{}`", pair[0].name);
            cx.wrong(Code::Collision, "pack", message);
        }
    }
    res
}
