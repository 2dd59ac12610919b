//! `Declared`: what others need to know of an asset, without resolving it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::manifest::{AnimationTable, AssetTable, EditValue, GuideKeys, Key, Trail};
use crate::name::{AssetName, PartName};
use crate::path::ProjectPath;
use crate::resolve::edit::size_after;
use crate::resolve::style::is_pixel_art;
use crate::resolve::{Declaration, DeclaredTable, Played, Style, World};

/// What others need to know of an asset. It says nothing that only a third asset knows: what is
/// taken over from the one it is made from is `None` here.
#[derive(Debug, Clone, PartialEq)]
pub struct Declared {
    /// How it comes to be.
    pub kind: DeclaredKind,
    /// The names of its pictures; none for an atlas.
    pub parts: Vec<PartName>,
    /// The style that it names itself.
    pub style: Option<String>,
    /// What it says of a style guide itself.
    pub guide: GuideKeys,
    /// Whether it is pixel art, by its style and its own keys.
    pub pixel_art: Option<bool>,
    /// In art pixels.
    pub size: Option<[u32; 2]>,
    /// Pixels of the file for each art pixel.
    pub scale: Option<u32>,
    /// What is to be seen, in the user's words.
    pub subject: Option<String>,
    /// The asset that it is made from.
    pub from: Option<AssetName>,
    /// The file that it is.
    pub source: Option<ProjectPath>,
    /// What is done to what it is made from.
    pub edits: Vec<EditValue>,
    /// Left, top, right, bottom, in art pixels, if it says so itself.
    pub nine_slice: Option<[u32; 4]>,
    /// Where it is held, if it says so itself.
    pub pivot: Option<[f64; 2]>,
    /// How it is shown, if it is an animation.
    pub played: Option<Played>,
}

/// How an asset comes to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclaredKind {
    /// A model paints it.
    Painted,
    /// A model paints its frames.
    Animation,
    /// A file of the user's.
    Source,
    /// Made from another asset's picture.
    Derived,
    /// Many pictures in one.
    Atlas,
}

/// What others need to know of an asset. `style` is the one that it names.
#[must_use]
pub fn declared(declaration: &Declaration, style: Option<&Style>) -> Declared {
    match &declaration.table {
        DeclaredTable::Asset(it) => declared_asset(it, style),
        DeclaredTable::Animation(it) => declared_animation(it, style),
        DeclaredTable::Atlas(_) => Declared {
            kind: DeclaredKind::Atlas,
            parts: Vec::new(),
            style: None,
            guide: GuideKeys::default(),
            pixel_art: None,
            size: None,
            scale: None,
            subject: None,
            from: None,
            source: None,
            edits: Vec::new(),
            nine_slice: None,
            pivot: None,
            played: None,
        },
    }
}

fn declared_asset(table: &AssetTable, style: Option<&Style>) -> Declared {
    let common = &table.common;
    let res = Declared {
        kind: DeclaredKind::Painted,
        parts: vec![PartName::default()],
        style: common.style.clone(),
        guide: common.guide.clone(),
        pixel_art: Some(is_pixel_art(common, style)),
        size: common.size,
        scale: common.scale,
        subject: common.subject.clone(),
        from: None,
        source: None,
        edits: common.edits.clone().unwrap_or_default(),
        nine_slice: common.nine_slice,
        pivot: common.pivot,
        played: None,
    };
    if let Some(path) = &table.source {
        return Declared {
            kind: DeclaredKind::Source,
            source: ProjectPath::parse(path).ok(),
            scale: Some(common.scale.unwrap_or(DEFAULT_SCALE)),
            ..res
        };
    }
    if let Some(from) = &table.from {
        let says = style.is_some() || common.guide.template.is_some();
        return Declared {
            kind: DeclaredKind::Derived,
            from: asset_of(from),
            pixel_art: says.then(|| is_pixel_art(common, style)),
            size: None,
            ..res
        };
    }
    let given = style.map(|it| &it.table.common);
    let states = common.states.as_ref();
    let states = states.or(given.and_then(|it| it.states.as_ref()));
    let size = common.size.or(given.and_then(|it| it.size));
    let scale = common.scale.or(given.and_then(|it| it.scale));
    let subject = common.subject.clone();
    Declared {
        parts: states.map_or_else(|| vec![PartName::default()], |it| names(it)),
        size: Some(size.unwrap_or_else(|| default_size(is_pixel_art(common, style)))),
        scale: Some(scale.unwrap_or(DEFAULT_SCALE)),
        subject: subject.or_else(|| given.and_then(|it| it.subject.clone())),
        ..res
    }
}

fn declared_animation(table: &AnimationTable, style: Option<&Style>) -> Declared {
    let common = &table.common;
    let played = Played::of(table);
    let parts = played.parts();
    let alone = table.from.is_none();
    let says = alone || style.is_some() || common.guide.template.is_some();
    let pixel_art = says.then(|| is_pixel_art(common, style));
    let given = style.map(|it| &it.table.common);
    let size = common.size.or(given.filter(|_| alone).and_then(|it| it.size));
    let scale = common.scale.or(given.filter(|_| alone).and_then(|it| it.scale));
    Declared {
        kind: DeclaredKind::Animation,
        parts,
        style: common.style.clone(),
        guide: common.guide.clone(),
        pixel_art,
        size,
        scale,
        subject: common.subject.clone(),
        from: table.from.as_deref().and_then(asset_of),
        source: None,
        edits: Vec::new(),
        nine_slice: common.nine_slice,
        pivot: common.pivot,
        played: Some(played),
    }
}

/// The parts that are called so; what is no name is reported where the asset is resolved.
fn names(texts: &[String]) -> Vec<PartName> {
    texts.iter().filter_map(|it| PartName::parse(it).ok()).collect()
}

/// The asset of `hero` or `ok_button/hover`.
fn asset_of(text: &str) -> Option<AssetName> {
    AssetName::parse(text.split('/').next()?).ok()
}

/// In art pixels, where nothing names a size.
pub(crate) fn default_size(pixel_art: bool) -> [u32; 2] {
    if pixel_art { [32; 2] } else { [512; 2] }
}

/// Pixels of the file for each art pixel, where nothing names a scale.
pub(crate) const DEFAULT_SCALE: u32 = 1;

/// What an asset looks like from outside: what it says itself, else what it is made from says.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Shape {
    /// In art pixels; `None` if an edit makes it depend on pixels.
    pub(crate) size: Option<[u32; 2]>,
    pub(crate) scale: u32,
    pub(crate) pixel_art: bool,
    pub(crate) style: Option<String>,
    /// Of what names no style of its own, what it is made from says it as well.
    pub(crate) guide: GuideKeys,
    pub(crate) subject: Option<String>,
}

/// The longest chain of assets that are made from each other.
const LONGEST: usize = 1000;

/// The shape of an asset; `None` if it, or something it is made from, is not there, or if they
/// are made from each other in a ring.
pub(crate) fn shape(name: &AssetName, world: &dyn World) -> Option<Shape> {
    let mut chain: Vec<Arc<Declared>> = Vec::new();
    let mut seen = BTreeSet::new();
    let mut next = Some(name.clone());
    while let Some(name) = next.take() {
        let declared = world.declared(&name)?;
        next.clone_from(&declared.from);
        chain.push(declared);
        if !seen.insert(name) || chain.len() > LONGEST {
            return None;
        }
    }
    let mut below: Option<Shape> = None;
    for declared in chain.iter().rev() {
        below = Some(shape_over(declared, below.as_ref(), world));
    }
    below
}

fn shape_over(declared: &Declared, below: Option<&Shape>, world: &dyn World) -> Shape {
    let pixel_art = declared.pixel_art;
    let pixel_art = pixel_art.or(below.map(|it| it.pixel_art)).unwrap_or(true);
    let file = || match world.picture(declared.source.as_ref()?)? {
        Ok(it) => Some(it.size),
        Err(_) => None,
    };
    let own = declared.size.or_else(file);
    let size = match below {
        None => own.or(Some(default_size(pixel_art))),
        Some(below) => own.or(below.size),
    };
    let mut guide = declared.guide.clone();
    if let Some(below) = below.filter(|_| declared.style.is_none()) {
        guide.fill(&below.guide, &Trail::TOP, &mut |_| {});
    }
    let scale = declared.scale.or(below.map(|it| it.scale));
    Shape {
        size: size_after(size, &declared.edits),
        scale: scale.unwrap_or(DEFAULT_SCALE),
        pixel_art,
        style: declared.style.clone().or_else(|| below?.style.clone()),
        guide,
        subject: declared.subject.clone().or_else(|| below?.subject.clone()),
    }
}
