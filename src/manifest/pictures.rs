//! The tables of pictures: assets, sets and their rows, styles, and the keys that they share.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;
use toml::de::DeValue;

use crate::action::{Background, Criterion, Edges, PaletteMode, PictureKind, Shadow, Tileable};
use crate::diagnostic::Code;
use crate::manifest::edits::{EditValue, PaletteValue, edit, palette};
use crate::manifest::keys::{
    WrittenPivot, WrittenSize, WrittenTileable, WrittenVar, aspect, background, params, pivot,
    rubric, size, tileable, vars,
};
use crate::manifest::named::{assets, named};
use crate::manifest::reader::{Spot, Table};
use crate::manifest::settings::{QualityTable, quality};
use crate::manifest::sink::{Scope, Sink};
use crate::manifest::table::{AddedTexts, table};
use crate::manifest::value::{
    at_least_one, boolean, count, four, list, parts, pixels, read_table, text, texts, within, word,
};
use crate::name::AssetName;
use crate::word::words;

table! {
    /// The keys that styles, assets, sets, rows and animations share.
    pub struct CommonKeys {
        /// The folder under `out`. Default: the `kind`; of an animation `animation`.
        category: Option<String> = "category" => text;
        /// What it is for a game: `sprite`, `tile`, `background`, `portrait`, `icon`, `logo`,
        /// `effect` or `ui`. It decides how the picture is composed. Default: `sprite`; `ui` where
        /// that is the template, `tile` where it is tileable.
        kind: Option<PictureKind> = "kind" => word;
        /// What is to be seen.
        subject: Option<String> = "subject" => text;
        /// What it is for in the game.
        purpose: Option<String> = "purpose" => text;
        /// The style guide.
        style: Option<String> = "style" => text;
        /// Limits for the checks.
        check: CheckTable = "check" => check;
        /// In art pixels, width × height; one number for a square.
        #[schemars(with = "Option<WrittenSize>")]
        size: Option<[u32; 2]> = "size" => size;
        /// Pixels of the file for each art pixel: a whole number.
        scale: Option<u32> = "scale" => pixels;
        /// Width to height asked of the model: `"16:9"`.
        aspect: Option<String> = "aspect" => aspect;
        /// Where it looks: `left`, `right`, `front`, …
        facing: Option<String> = "facing" => text;
        /// How it stands.
        pose: Option<String> = "pose" => text;
        /// Pictures shown to the model: names of assets (`hero`, `ok_button/hover`) or paths.
        references: Option<Vec<String>> = "references" => texts;
        /// The model that paints it.
        model: Option<String> = "model" => text;
        /// Parameters of the model.
        params: BTreeMap<String, serde_json::Value> = "params" => params;
        /// Tells equal words apart: another picture from the same words.
        variant: Option<u32> = "variant" => count;
        /// `hard` (alpha is all or nothing; the default for pixel art) or `soft`.
        edges: Option<Edges> = "edges" => word;
        /// What becomes of a shadow that was painted on the key colour: `keep` (translucent black;
        /// the default for soft edges) or `drop` (the default for hard ones).
        shadow: Option<Shadow> = "shadow" => word;
        /// How the background goes: `auto`, `native`, `key`, `two-plate` or `network`.
        cutout: Option<NamedCutout> = "cutout" => word;
        /// Which network cuts the background out, where `cutout` says so; your own configuration
        /// says which file that is.
        network: Option<String> = "network" => text;
        /// `transparent`, `white`, `#rrggbb` or `opaque`.
        #[schemars(with = "Option<String>")]
        background: Option<Background> = "background" => background;
        /// Whether copies of it are laid beside each other: `true` (along both axes), `"x"`, `"y"`.
        #[schemars(with = "Option<WrittenTileable>")]
        tileable: Option<Tileable> = "tileable" => tileable;
        /// The loop.
        quality: QualityTable = "quality" => quality;
        /// States, the first of which is painted first: `["normal", "hover"]`.
        states: Option<Vec<String>> = "states" => parts;
        /// Any variable of the template; a number stands for its digits.
        #[schemars(with = "BTreeMap<String, WrittenVar>")]
        vars: BTreeMap<String, String> = "vars" => vars;
        /// Left, top, right, bottom, in art pixels.
        nine_slice: Option<[u32; 4]> = "nine-slice" => |it, s| four(it, s, "left, top, right, bottom");
        /// `center`, `feet`, or shares of width and height: `[0.5, 1.0]`.
        #[schemars(with = "Option<WrittenPivot>")]
        pivot: Option<[f64; 2]> = "pivot" => pivot;
        /// Free edits of the finished picture, in this order.
        edits: Option<Vec<EditValue>> = "edits" => |it, s| list(it, s, edit);
        ..guide: GuideKeys;
    }
}

table! {
    /// The keys of a style guide, which every picture may say itself.
    pub struct GuideKeys {
        /// `pixel-art`, `hand-drawn`, `ui`, or a path to a template of your own.
        template: Option<String> = "template" => text;
        /// The colours.
        palette: Option<PaletteValue> = "palette" => palette;
        /// `guide`: ramps around the colours, at most `max-colors`; `lock`: only these.
        palette_mode: Option<PaletteMode> = "palette-mode" => word;
        /// Cheerful, gloomy, …
        mood: Option<String> = "mood" => text;
        /// Games and artists to take after.
        inspired_by: Option<String> = "inspired-by" => text;
        /// Words for what must not appear, added to those of set and style and to the built-in lists.
        avoid: AddedTexts = "avoid" => texts;
        /// How much each criterion of the judge weighs.
        #[schemars(with = "BTreeMap<String, u32>")]
        rubric: BTreeMap<Criterion, u32> = "rubric" => rubric;
    }
}

words! {
    /// How the background of a picture goes.
    pub enum NamedCutout {
        /// Whatever suits.
        Auto = "auto",
        /// The model's own alpha.
        Native = "native",
        /// A key colour.
        Key = "key",
        /// A second painting of the same, on another colour.
        TwoPlate = "two-plate",
        /// A network of the user's.
        Network = "network",
    }
}

table! {
    /// `[style.NAME]`: a style guide, and defaults for the assets that name it.
    pub struct StyleTable {
        /// The style that it builds on: tables merge by key, lists replace, `avoid` adds.
        extends: Option<String> = "extends" => text;
        ..common: CommonKeys;
    }
}

table! {
    /// `check = { … }`: limits for the checks.
    pub struct CheckTable {
        /// The most unique colours. Default for pixel art: 64.
        max_colors: Option<u32> = "max-colors" => at_least_one;
        /// Whether text may be seen. Default: false.
        text: Option<bool> = "text" => boolean;
        /// The least share of transparent pixels at the border, in percent. Default: 80.
        border: Option<u32> = "border" => percent;
        /// The least Laplacian variance of pixel art. Default: 100.
        sharpness: Option<u32> = "sharpness" => count;
        /// The largest mean distance to the palette's shades, in hundredths of OKLab. Default: 10.
        palette_distance: Option<u32> = "palette-distance" => percent;
        /// The largest share of the rim that shows the background, in percent. Default: 10.
        halo: Option<u32> = "halo" => percent;
        /// The most stray specks. Default: 8.
        stray: Option<u32> = "stray" => count;
        /// The least room around the subject, in percent of the shorter side. Default: 0.
        margin: Option<u32> = "margin" => percent;
        /// The farthest that the subject's middle may lie off the picture's, in percent.
        /// Default: 25.
        off_center: Option<u32> = "off-center" => percent;
        /// The largest share of edges between the pixels of a coarser grid, in percent. Default: 5.
        off_grid: Option<u32> = "off-grid" => percent;
    }
}

table! {
    /// `[asset.NAME]`: one picture, or one thing in several states.
    pub struct AssetTable {
        /// A file of yours, instead of a model.
        source: Option<String> = "source" => text;
        /// Another asset (or a part of it) that this one is made from, for free.
        from: Option<String> = "from" => text;
        ..common: CommonKeys;
    }
}

/// `[set.NAME]`: many pictures that are alike. Every key is a default of every row.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct SetTable {
    /// A CSV file: a column `name`, and any keys of an asset.
    pub rows: Option<String>,
    /// The rows: `name = "subject"`, or `name = { any keys of an asset }`. In the set's
    /// `subject`, `{subject}` stands for the row's.
    #[schemars(default)]
    pub row: IndexMap<String, RowTable>,
    /// The defaults.
    #[schemars(flatten)]
    pub defaults: AssetTable,
}

impl SetTable {
    fn read(t: &mut Table<'_, '_, '_>) -> SetTable {
        SetTable {
            rows: t.get("rows", text),
            row: t.get("row", |it, s| assets(it, s, row)).unwrap_or_default(),
            defaults: AssetTable::read(t),
        }
    }
}

/// One row of a set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowTable(pub AssetTable);

impl JsonSchema for RowTable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RowTable".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table = generator.subschema_for::<AssetTable>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}

/// `[style.NAME]`.
pub(super) fn styles(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<IndexMap<String, StyleTable>> {
    let scope = |name: &str| AssetName::parse(name).map(|it| Scope::Style(it.as_str().to_owned()));
    named(it, sink, scope, |it, sink| read_table(it, sink, "a style", StyleTable::read))
}

/// `[set.NAME]`.
pub(super) fn sets(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<IndexMap<String, SetTable>> {
    let scope = |name: &str| AssetName::parse(name).map(|it| Scope::Set(it.as_str().to_owned()));
    named(it, sink, scope, |it, sink| read_table(it, sink, "a set", SetTable::read))
}

/// A row: its subject, or a table.
fn row(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<RowTable> {
    match it.value {
        DeValue::String(subject) => {
            let mut asset = AssetTable::default();
            asset.common.subject = Some(subject.clone().into_owned());
            Some(RowTable(asset))
        }
        DeValue::Table(_) => read_table(it, sink, "a row", AssetTable::read).map(RowTable),
        _ => {
            it.wrong_type(sink, "a text (its subject) or a table");
            None
        }
    }
}

/// `check = { … }`.
pub(super) fn check(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<CheckTable> {
    read_table(it, sink, "`check`", CheckTable::read)
}

fn percent(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u32> {
    within(it, sink, 0..=100, Code::WrongValue)
}
