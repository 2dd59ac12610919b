//! `Outputs`: the files that an asset is exported to, and assets that would write the same one.

use std::collections::BTreeMap;

use crate::action::{AtlasScale, page_stem};
use crate::diagnostic::{Anchor, Code, Diagnostic};
use crate::manifest::Metadata;
use crate::name::{AssetName, PartName};
use crate::path::{ProjectPath, fold};
use crate::resolve::stems::{file_stem, sequence_name};
use crate::resolve::{Asset, Kind, Motion};

/// The files of an asset, below `out`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outputs {
    /// Pictures: one for each state, one sheet for an animation, the first page of an atlas in
    /// each of its scales.
    pub pictures: Vec<(PartName, ProjectPath)>,
    /// What engines read: `NAME.sheet.json`, `NAME.atlas.json`.
    pub data: Vec<ProjectPath>,
    /// Moving pictures to look at: `NAME.gif`, `NAME_left.apng`.
    pub previews: Vec<ProjectPath>,
    /// What it was made from, and how: `NAME.json`.
    pub metadata: Option<ProjectPath>,
    /// Whether there may be further pages: `NAME_2.png`, …
    pub paged: bool,
}

impl Outputs {
    /// All files that are known by name.
    pub fn files(&self) -> impl Iterator<Item = &ProjectPath> {
        let pictures = self.pictures.iter().map(|it| &it.1);
        pictures.chain(&self.data).chain(&self.previews).chain(&self.metadata)
    }
}

/// The files of an asset, below `out`.
#[must_use]
pub fn output_paths(asset: &Asset) -> Outputs {
    let whole = PartName::default();
    let picture = |part: PartName| {
        let path = file(asset, &file_stem(&asset.name, &part), "png");
        (part, path)
    };
    let mut previews = Vec::new();
    let (pictures, data) = match &asset.kind {
        Kind::Painted(it) => match &it.motion {
            Some(motion) => {
                previews = previews_of(asset, motion);
                (vec![picture(whole)], vec![file(asset, asset.name.as_str(), "sheet.json")])
            }
            None => (it.parts().into_iter().map(picture).collect(), Vec::new()),
        },
        Kind::Source(_) | Kind::Derived(_) => (vec![picture(whole)], Vec::new()),
        Kind::Atlas(it) => {
            let scales = || it.options.scales.iter();
            let page = |it: &AtlasScale| (page_part(1, *it), page_path(asset, 1, *it));
            (scales().map(page).collect(), scales().map(|it| data_path(asset, 1, *it)).collect())
        }
    };
    let name = asset.name.as_str();
    let beside = file(asset, name, "json");
    let metadata = match asset.metadata {
        Metadata::Beside => Some(beside),
        Metadata::Apart => Some(below(&format!(".assetbuild/{beside}"))),
        Metadata::None => None,
    };
    Outputs { pictures, data, previews, metadata, paged: matches!(asset.kind, Kind::Atlas(_)) }
}

fn previews_of(asset: &Asset, motion: &Motion) -> Vec<ProjectPath> {
    let endings = [("gif", motion.previews.gif), ("apng", motion.previews.apng)];
    let endings = endings.iter().filter(|it| it.1);
    let facing = |ending: &'static str| {
        motion.facings.iter().map(move |it| preview_path(asset, motion, it, ending))
    };
    endings.flat_map(|it| facing(it.0)).collect()
}

/// The moving picture of one facing, `gif` or `apng`, below `out`.
#[must_use]
pub fn preview_path(asset: &Asset, motion: &Motion, facing: &str, ending: &str) -> ProjectPath {
    file(asset, &sequence_name(&asset.name, motion.facings.len(), facing), ending)
}

/// Page `number` of an atlas, counted from 1, below `out`.
#[must_use]
pub fn page_path(asset: &Asset, number: usize, scale: AtlasScale) -> ProjectPath {
    file(asset, &page_stem(asset.name.as_str(), number, scale), "png")
}

/// What engines read beside it.
#[must_use]
pub fn data_path(asset: &Asset, number: usize, scale: AtlasScale) -> ProjectPath {
    file(asset, &page_stem(asset.name.as_str(), number, scale), "atlas.json")
}

/// What a page is called in records: nothing, `2`, `2x`, `2x_2`.
#[must_use]
pub fn page_part(number: usize, scale: AtlasScale) -> PartName {
    let scale = if scale == AtlasScale::ONE { String::new() } else { format!("{scale}x") };
    let name = match number {
        0 | 1 => scale,
        _ if scale.is_empty() => number.to_string(),
        _ => format!("{scale}_{number}"),
    };
    PartName::parse(&name).expect("numbers and an x are a name")
}

fn file(asset: &Asset, stem: &str, ending: &str) -> ProjectPath {
    below(&format!("{}/{stem}.{ending}", asset.folder))
}

/// Folders are at most [`LONGEST_FOLDER`] long and names at most 100, so this is a path.
fn below(text: &str) -> ProjectPath {
    ProjectPath::parse(text).expect("folders and names were checked to be parts of a path")
}

/// The longest folder, in bytes: with names of asset and part it still makes a path.
pub(crate) const LONGEST_FOLDER: usize = 600;

/// Assets that would write one file, on some disks at least. Every one of them is wrong: which
/// one should win is not ours to say.
#[must_use]
pub fn collisions<'a>(
    claims: impl IntoIterator<Item = (&'a AssetName, &'a Anchor, &'a Outputs)>,
) -> Vec<Diagnostic> {
    let mut by_file: BTreeMap<String, Vec<Claim<'a>>> = BTreeMap::new();
    let mut pages: BTreeMap<String, Claim<'a>> = BTreeMap::new();
    for (asset, at, outputs) in claims {
        for path in outputs.files() {
            let claims = by_file.entry(path.folded()).or_default();
            claims.push(Claim { asset, at, path });
        }
        for (_, path) in outputs.pictures.iter().filter(|_| outputs.paged) {
            pages.insert(path.folded(), Claim { asset, at, path });
        }
    }
    for (file, claims) in &mut by_file {
        let atlas = first_page(file).and_then(|it| pages.get(&fold(&it)));
        claims.extend(atlas.copied());
    }
    let mut by_assets: BTreeMap<Vec<&AssetName>, &Vec<Claim<'a>>> = BTreeMap::new();
    // One file of each kind is enough to tell of: pictures, which come last.
    for claims in by_file.values().filter(|it| it.len() > 1) {
        by_assets.insert(claims.iter().map(|it| it.asset).collect(), claims);
    }
    let mut res: Vec<Diagnostic> = by_assets.values().flat_map(|it| clash(it)).collect();
    res.sort();
    res.dedup();
    res
}

/// An asset that writes a file.
#[derive(Clone, Copy)]
struct Claim<'a> {
    asset: &'a AssetName,
    at: &'a Anchor,
    path: &'a ProjectPath,
}

/// The file of which `actors_2.png` would be the second page, and `actors_2@2x.png`.
fn first_page(file: &str) -> Option<String> {
    let stem = file.strip_suffix(".png")?;
    let (stem, scale) = stem.split_at(stem.rfind('@').unwrap_or(stem.len()));
    let (stem, number) = stem.rsplit_once('_')?;
    let number: u32 = number.parse().ok()?;
    (number > 1).then(|| format!("{stem}{scale}.png"))
}

fn clash(claims: &[Claim<'_>]) -> Vec<Diagnostic> {
    let [first, rest @ ..] = claims else {
        return Vec::new();
    };
    let Some(second) = rest.first() else {
        return Vec::new();
    };
    let (one, two) = (first.asset, second.asset);
    let message = if one == two {
        format!("two parts of `{one}` would be written to `{}`", first.path)
    } else {
        format!("`{one}` and `{two}` would be written to one file, `{}`", first.path)
    };
    let help = match one == two {
        true => "rename one of the parts",
        false => "rename one of them, or give them different categories",
    };
    let mut found = Diagnostic::error(Code::Collision, first.at.clone(), message)
        .label(format!("writes `{}`", first.path))
        .help(match first.path == second.path {
            true => help.to_owned(),
            false => format!("{help}: many disks do not tell capitals from small letters"),
        });
    for other in rest.iter().filter(|it| it.at != first.at) {
        found = found.also(other.at.clone(), format!("writes `{}`", other.path));
    }
    claims.iter().map(|it| found.clone().of_asset(it.asset)).collect()
}
