//! Readers of the tables that declare pictures: assets, sets, animations, atlases and styles.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use toml::de::DeValue;

use crate::diagnostic::Code;
use crate::manifest::choices;
use crate::manifest::edits::{edit, palette};
use crate::manifest::keys::{aspect, background, params, pivot, rubric, size, vars};
use crate::manifest::reader::{Spot, Table, in_order};
use crate::manifest::settings::quality;
use crate::manifest::sink::{Scope, Sink, shown};
use crate::manifest::tables::{
    AnimationTable, AssetTable, AtlasTable, CheckTable, CommonKeys, RowTable, SetTable, StyleTable,
};
use crate::manifest::value::{
    at_least_one, boolean, choice, count, four, list, number, part, parts, pixels, table, text,
    texts, within,
};
use crate::name::AssetName;

/// Tables of things that are built, by name: `[asset.NAME]`, `[animation.NAME]`, …
///
/// What has a mistake in it is there all the same, so that names that refer to it are known.
pub(super) fn assets<T: Default>(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
    read: impl Fn(Spot<'_>, &mut Sink<'_>) -> Option<T>,
) -> Option<IndexMap<String, T>> {
    named(it, sink, |name| AssetName::parse(name).map(Scope::Asset), read)
}

/// Tables by name. `scope` says what a mistake in one of them breaks.
fn named<T: Default, E: std::fmt::Display>(
    it: Spot<'_>,
    sink: &mut Sink<'_>,
    scope: impl Fn(&str) -> Result<Scope, E>,
    read: impl Fn(Spot<'_>, &mut Sink<'_>) -> Option<T>,
) -> Option<IndexMap<String, T>> {
    let Some(entries) = it.value.as_table() else {
        let key = it.trail.last();
        it.wrong_type(sink, "a table of tables").help =
            Some(format!("write `[{key}.NAME]`, with a name of your own"));
        return None;
    };
    let mut res = IndexMap::new();
    for (name, extent, value) in in_order(entries) {
        let trail = it.trail.key(name);
        sink.at = extent.start;
        match scope(name) {
            Ok(_) if sink.is_torn(&extent) && !value.is_table() => {
                res.insert(name.to_owned(), T::default());
            }
            Ok(scope) => {
                let table = sink.within(scope, |sink| read(Spot { value, trail }, sink));
                res.insert(name.to_owned(), table.unwrap_or_default());
            }
            Err(problem) => {
                let message = format!("`{}` cannot be a name: {problem}", shown(name));
                sink.at_key(Code::BadName, &trail, message);
                read(Spot { value, trail }, sink);
            }
        }
    }
    Some(res)
}

/// `[style.NAME]`.
pub(super) fn styles(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<IndexMap<String, StyleTable>> {
    let scope = |name: &str| AssetName::parse(name).map(|it| Scope::Style(it.as_str().to_owned()));
    named(it, sink, scope, |it, sink| table(it, sink, "a style", style))
}

/// `[set.NAME]`.
pub(super) fn sets(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<IndexMap<String, SetTable>> {
    let scope = |name: &str| AssetName::parse(name).map(|it| Scope::Set(it.as_str().to_owned()));
    named(it, sink, scope, |it, sink| table(it, sink, "a set", set))
}

fn style(t: &mut Table<'_, '_, '_>) -> StyleTable {
    StyleTable {
        extends: t.get("extends", text),
        template: t.get("template", text),
        palette: t.get("palette", palette),
        palette_mode: t.get("palette-mode", |it, s| choice(it, s, choices::PALETTE_MODE)),
        mood: t.get("mood", text),
        inspired_by: t.get("inspired-by", text),
        avoid: t.get("avoid", texts),
        check: check(t),
        rubric: t.get("rubric", rubric),
        common: common(t),
    }
}

/// The keys of `[asset.NAME]`.
pub(super) fn asset(t: &mut Table<'_, '_, '_>) -> AssetTable {
    AssetTable {
        source: t.get("source", text),
        from: t.get("from", text),
        palette: t.get("palette", palette),
        palette_mode: t.get("palette-mode", |it, s| choice(it, s, choices::PALETTE_MODE)),
        check: check(t),
        common: common(t),
    }
}

fn set(t: &mut Table<'_, '_, '_>) -> SetTable {
    SetTable {
        rows: t.get("rows", text),
        row: t.get("row", |it, s| assets(it, s, row)).unwrap_or_default(),
        defaults: asset(t),
    }
}

/// A row: its subject, or a table.
fn row(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<RowTable> {
    match it.value {
        DeValue::String(subject) => {
            let mut asset = AssetTable::default();
            asset.common.subject = Some(subject.clone().into_owned());
            Some(RowTable(asset))
        }
        DeValue::Table(_) => table(it, sink, "a row", asset).map(RowTable),
        _ => {
            it.wrong_type(sink, "a text (its subject) or a table");
            None
        }
    }
}

/// The keys of `[animation.NAME]`.
pub(super) fn animation(t: &mut Table<'_, '_, '_>) -> AnimationTable {
    AnimationTable {
        from: t.get("from", text),
        action: t.get("action", text),
        frames: t.get("frames", |it, s| within(it, s, 1..=64, Code::WrongValue)),
        fps: t.get("fps", fps),
        durations: t.get("durations", |it, s| list(it, s, duration)),
        looped: t.get("loop", boolean),
        play: t.get("play", |it, s| choice(it, s, choices::PLAY)),
        facings: t.get("facings", parts),
        mirror: t.get("mirror", mirror).unwrap_or_default(),
        method: t.get("method", |it, s| choice(it, s, choices::METHOD)),
        format: t.get("format", |it, s| choice(it, s, choices::FORMAT)),
        consistent: t.get("consistent", boolean),
        previews: t.get("previews", |it, s| list(it, s, |it, s| choice(it, s, choices::PREVIEWS))),
        check: check(t),
        common: common(t),
    }
}

/// Frames shown in a second.
fn fps(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<f64> {
    let fps = number(it, sink)?;
    let fits = fps > 0.0 && fps <= 1000.0;
    if !fits {
        it.wrong(sink, Code::WrongValue, "must be above 0, and at most 1000");
    }
    fits.then_some(fps)
}

/// Milliseconds that one frame is shown, up to a minute.
fn duration(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u32> {
    within(it, sink, 1..=60_000, Code::WrongValue)
}

/// `{ left = "right" }`.
fn mirror(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<BTreeMap<String, String>> {
    let Some(entries) = it.value.as_table() else {
        it.wrong_type(sink, "a table: { left = \"right\" }");
        return None;
    };
    let mut res = BTreeMap::new();
    for (facing, _, value) in in_order(entries) {
        let trail = it.trail.key(facing);
        if let Some(of) = part(Spot { value, trail }, sink) {
            res.insert(facing.to_owned(), of);
        }
    }
    Some(res)
}

/// The keys of `[atlas.NAME]`.
pub(super) fn atlas(t: &mut Table<'_, '_, '_>) -> AtlasTable {
    AtlasTable {
        pack: t.get("pack", texts),
        exclude: t.get("exclude", texts),
        layout: t.get("layout", |it, s| choice(it, s, choices::LAYOUT)),
        max_size: t.get("max-size", pixels),
        padding: t.get("padding", |it, s| within(it, s, 0..=256, Code::BadSize)),
        extrude: t.get("extrude", |it, s| within(it, s, 0..=256, Code::BadSize)),
        power_of_two: t.get("power-of-two", boolean),
        trim: t.get("trim", boolean),
        format: t.get("format", |it, s| choice(it, s, choices::FORMAT)),
        scales: t.get("scales", |it, s| list(it, s, number)),
        category: t.get("category", text),
    }
}

/// `check = { … }`.
fn check(t: &mut Table<'_, '_, '_>) -> CheckTable {
    let percent = |it: Spot<'_>, s: &mut Sink<'_>| within(it, s, 0..=100, Code::WrongValue);
    let read = |t: &mut Table<'_, '_, '_>| CheckTable {
        max_colors: t.get("max-colors", at_least_one),
        text: t.get("text", boolean),
        border: t.get("border", percent),
        sharpness: t.get("sharpness", count),
        palette_distance: t.get("palette-distance", percent),
        halo: t.get("halo", percent),
        stray: t.get("stray", count),
        margin: t.get("margin", percent),
        off_center: t.get("off-center", percent),
        off_grid: t.get("off-grid", percent),
    };
    let read = |it: Spot<'_>, sink: &mut Sink<'_>| table(it, sink, "`check`", read);
    t.get("check", read).unwrap_or_default()
}

/// The keys that all pictures share.
fn common(t: &mut Table<'_, '_, '_>) -> CommonKeys {
    let four_borders = |it: Spot<'_>, s: &mut Sink<'_>| four(it, s, "left, top, right, bottom");
    CommonKeys {
        category: t.get("category", text),
        subject: t.get("subject", text),
        purpose: t.get("purpose", text),
        style: t.get("style", text),
        size: t.get("size", size),
        scale: t.get("scale", pixels),
        aspect: t.get("aspect", aspect),
        facing: t.get("facing", text),
        pose: t.get("pose", text),
        references: t.get("references", texts),
        model: t.get("model", text),
        params: t.get("params", params).unwrap_or_default(),
        variant: t.get("variant", count),
        edges: t.get("edges", |it, s| choice(it, s, choices::EDGES)),
        cutout: t.get("cutout", |it, s| choice(it, s, choices::CUTOUT)),
        network: t.get("network", text),
        background: t.get("background", background),
        quality: t.get("quality", quality).unwrap_or_default(),
        states: t.get("states", parts),
        vars: t.get("vars", vars).unwrap_or_default(),
        nine_slice: t.get("nine-slice", four_borders),
        pivot: t.get("pivot", pivot),
        edits: t.get("edits", |it, s| list(it, s, edit)),
    }
}
