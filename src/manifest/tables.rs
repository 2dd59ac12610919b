//! The tables of a manifest, as a user writes them: nothing is filled in, no name is followed.
//!
//! Their documentation is the manifest reference: the JSON Schema takes it from here. No value
//! has a position, so that equal declarations are equal wherever they stand.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use schemars::JsonSchema;

use crate::manifest::choices;
use crate::manifest::providers::{ProviderTable, providers};

/// Everything that one TOML file declares. The workspace file has the same tables.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Manifest {
    /// The project; only in `assetbuild.toml`.
    pub project: Option<ProjectTable>,
    /// Which models play which role.
    #[schemars(default)]
    pub models: ModelsTable,
    /// The loop, for the whole project.
    #[schemars(default)]
    pub quality: QualityTable,
    /// What may be spent.
    #[schemars(default)]
    pub budget: BudgetTable,
    /// Limits and request options of providers, by name. `exec` has a table for each program.
    #[schemars(default, schema_with = "providers")]
    pub provider: BTreeMap<String, ProviderTable>,
    /// What is written beside the pictures.
    #[schemars(default)]
    pub export: ExportTable,
    /// Style guides, by name.
    #[schemars(default)]
    pub style: IndexMap<String, StyleTable>,
    /// Pictures, by name.
    #[schemars(default)]
    pub asset: IndexMap<String, AssetTable>,
    /// Many pictures that are alike, by the name of the set.
    #[schemars(default)]
    pub set: IndexMap<String, SetTable>,
    /// Animations, by name.
    #[schemars(default)]
    pub animation: IndexMap<String, AnimationTable>,
    /// Atlases, by name.
    #[schemars(default)]
    pub atlas: IndexMap<String, AtlasTable>,
}

/// `[project]`: what the project is called and where its files are.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ProjectTable {
    /// The project's name.
    pub name: Option<String>,
    /// Freezes what is built in and reaches a request. The newest is `2026`.
    pub edition: Option<String>,
    /// Globs of manifests. Default: `["art/**/*.toml"]`.
    pub include: Option<Vec<String>>,
    /// The folder for the pictures. Default: `generated-assets`.
    pub out: Option<String>,
}

/// `[models]`: one line to switch a whole game.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ModelsTable {
    /// Who paints. Default: `builtin/sketch`.
    pub image: Option<String>,
    /// Who judges. Default: `builtin/measure`.
    pub judge: Option<String>,
    /// Who rewrites prompts. Default: `builtin/rules`.
    pub refine: Option<String>,
}

/// `[quality]`, or `quality = { … }` of a style or an asset: the loop.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct QualityTable {
    /// Stop as soon as an attempt scores this, 0 to 100. Default: 90.
    #[schemars(range(min = 0, max = 100))]
    pub target: Option<u8>,
    /// Stop after so many attempts, 1 to 20. Default: 5.
    #[schemars(range(min = 1, max = 20))]
    pub max_attempts: Option<u32>,
    /// Pictures asked for side by side in each attempt, 1 to 8. Default: 1.
    #[schemars(range(min = 1, max = 8))]
    pub candidates: Option<u32>,
}

/// `[budget]`: amounts in USD.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BudgetTable {
    /// The most that one invocation may spend. Default: 5.00.
    pub per_build: Option<f64>,
    /// The most that the present brief of one asset may ever cost. Default: 0.60.
    pub per_asset: Option<f64>,
    /// Above this a terminal is asked and CI needs `--yes`. Default: 1.00.
    pub ask_above: Option<f64>,
    /// What happens to assets that refer to a repainted picture: `auto` repaints them, `hold`
    /// keeps them. Default: `auto`.
    pub cascade: Option<Cascade>,
}

/// What happens to assets that refer to a repainted picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum Cascade {
    /// They are repainted.
    #[default]
    Auto,
    /// They stay as they are until they are asked for by name.
    Hold,
}

/// `[export]`: what is written beside the pictures.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ExportTable {
    /// `beside` (NAME.json beside NAME.png, the default), `apart` (below `out/.assetbuild/`), or
    /// `none`.
    #[schemars(extend("enum" = choices::METADATA))]
    pub metadata: Option<String>,
}

/// Width and height: `"48x16"`, or one number for a square.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    /// In art pixels.
    pub width: u32,
    /// In art pixels.
    pub height: u32,
}

/// What a style's or a source's `palette` says.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum PaletteValue {
    /// `["#2D2D2D", …]`.
    Colors(Vec<String>),
    /// A `.hex`, `.gpl` or `.png` file.
    File(String),
}

/// The keys that styles, assets, sets, rows and animations share.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub struct CommonKeys {
    /// The folder under `out`. Default: the kind of the table.
    pub category: Option<String>,
    /// What is to be seen.
    pub subject: Option<String>,
    /// What it is for in the game.
    pub purpose: Option<String>,
    /// The style guide.
    pub style: Option<String>,
    /// In art pixels, width × height; one number for a square.
    pub size: Option<Size>,
    /// Pixels of the file for each art pixel: a whole number.
    pub scale: Option<u32>,
    /// Width to height asked of the model: `"16:9"`.
    pub aspect: Option<String>,
    /// Where it looks: `left`, `right`, `front`, …
    pub facing: Option<String>,
    /// How it stands.
    pub pose: Option<String>,
    /// Pictures shown to the model: names of assets (`hero`, `ok_button/hover`) or paths.
    pub references: Option<Vec<String>>,
    /// The model that paints it.
    pub model: Option<String>,
    /// Parameters of the model.
    #[schemars(default)]
    pub params: BTreeMap<String, serde_json::Value>,
    /// Tells equal words apart: another picture from the same words.
    pub variant: Option<u32>,
    /// `hard` (alpha is all or nothing; the default for pixel art) or `soft`.
    #[schemars(extend("enum" = choices::EDGES))]
    pub edges: Option<String>,
    /// How the background goes: `auto`, `native`, `key`, `two-plate` or `network`.
    #[schemars(extend("enum" = choices::CUTOUT))]
    pub cutout: Option<String>,
    /// Which network cuts the background out, where `cutout` says so; your own configuration says
    /// which file that is.
    pub network: Option<String>,
    /// `transparent`, `white`, `#rrggbb` or `opaque`.
    pub background: Option<String>,
    /// The loop.
    #[schemars(default)]
    pub quality: QualityTable,
    /// States, the first of which is painted first: `["normal", "hover"]`.
    pub states: Option<Vec<String>>,
    /// Any variable of the template; a number stands for its digits.
    #[schemars(default, with = "BTreeMap<String, VarValue>")]
    pub vars: BTreeMap<String, String>,
    /// Left, top, right, bottom, in art pixels.
    pub nine_slice: Option<[u32; 4]>,
    /// `center`, `feet`, or shares of width and height: `[0.5, 1.0]`.
    pub pivot: Option<PivotValue>,
    /// Free edits of the finished picture, in this order.
    pub edits: Option<Vec<EditValue>>,
}

/// `[style.NAME]`: a style guide, and defaults for the assets that name it.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct StyleTable {
    /// The style that it builds on: tables merge by key, lists replace, `avoid` adds.
    pub extends: Option<String>,
    /// `pixel-art`, `hand-drawn`, `ui`, or a path to a template of your own.
    pub template: Option<String>,
    /// The colours.
    pub palette: Option<PaletteValue>,
    /// `guide`: ramps around the colours, at most `max-colors`; `lock`: only these.
    #[schemars(extend("enum" = choices::PALETTE_MODE))]
    pub palette_mode: Option<String>,
    /// Cheerful, gloomy, …
    pub mood: Option<String>,
    /// Games and artists to take after.
    pub inspired_by: Option<String>,
    /// Words for what must not appear, added to the built-in lists.
    pub avoid: Option<Vec<String>>,
    /// Limits for the checks.
    #[schemars(default)]
    pub check: CheckTable,
    /// How much each criterion of the judge weighs.
    pub rubric: Option<BTreeMap<String, u32>>,
    /// Defaults for any key of an asset.
    #[schemars(flatten)]
    pub common: CommonKeys,
}

/// `check = { … }`: limits for the checks.
#[derive(Debug, Clone, PartialEq, Eq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct CheckTable {
    /// The most unique colours. Default for pixel art: 64.
    pub max_colors: Option<u32>,
    /// Whether text may be seen. Default: false.
    pub text: Option<bool>,
    /// The least share of transparent pixels at the border, in percent. Default: 80.
    pub border: Option<u32>,
    /// The least Laplacian variance of pixel art. Default: 100.
    pub sharpness: Option<u32>,
    /// The largest mean distance to the palette's shades, in hundredths of OKLab. Default: 10.
    pub palette_distance: Option<u32>,
    /// The largest share of the rim that shows the background, in percent. Default: 10.
    pub halo: Option<u32>,
    /// The most stray specks. Default: 8.
    pub stray: Option<u32>,
    /// The least room around the subject, in percent of the shorter side. Default: 0.
    pub margin: Option<u32>,
    /// The farthest that the subject's middle may lie off the picture's, in percent. Default: 25.
    pub off_center: Option<u32>,
    /// The largest share of edges between the pixels of a coarser grid, in percent. Default: 5.
    pub off_grid: Option<u32>,
}

/// `[asset.NAME]`: one picture, or one thing in several states.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AssetTable {
    /// A file of yours, instead of a model.
    pub source: Option<String>,
    /// Another asset (or a part of it) that this one is made from, for free.
    pub from: Option<String>,
    /// Of a source: its palette.
    pub palette: Option<PaletteValue>,
    /// Of a source: how its palette binds.
    #[schemars(extend("enum" = choices::PALETTE_MODE))]
    pub palette_mode: Option<String>,
    /// Limits for the checks.
    #[schemars(default)]
    pub check: CheckTable,
    /// The keys that all pictures share.
    #[schemars(flatten)]
    pub common: CommonKeys,
}

/// `[set.NAME]`: many pictures that are alike. Every key is a default of every row.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
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

/// One row of a set.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RowTable(pub AssetTable);

/// `[animation.NAME]`: frames of a movement.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AnimationTable {
    /// The asset that moves; it is shown to the model, and gives style and size.
    pub from: Option<String>,
    /// What is to be seen: `walk cycle`.
    pub action: Option<String>,
    /// How many frames, 1 to 64.
    #[schemars(range(min = 1, max = 64))]
    pub frames: Option<u32>,
    /// Frames shown in a second. Default: 10.
    pub fps: Option<f64>,
    /// Per frame, in milliseconds, instead of `fps`.
    pub durations: Option<Vec<u32>>,
    /// Whether it starts again. Default: true.
    #[schemars(rename = "loop")]
    pub looped: Option<bool>,
    /// `forward`, `reverse` or `ping-pong`.
    #[schemars(extend("enum" = choices::PLAY))]
    pub play: Option<String>,
    /// Directions, each with all frames.
    pub facings: Option<Vec<String>>,
    /// Directions that are others mirrored, for free: `{ left = "right" }`.
    #[schemars(default)]
    pub mirror: BTreeMap<String, String>,
    /// `sheet` (one painting with all frames, the default) or `frames` (one each).
    #[schemars(extend("enum" = choices::METHOD))]
    pub method: Option<String>,
    /// `aseprite` (numbered frames with tags: the default) or `hash` (frames by name).
    #[schemars(extend("enum" = choices::FORMAT))]
    pub format: Option<String>,
    /// Whether a frame that does not belong to the others fails. Default: true.
    pub consistent: Option<bool>,
    /// Moving pictures to look at: `gif`, `apng`. Default: both.
    pub previews: Option<Vec<String>>,
    /// Limits for the checks.
    #[schemars(default)]
    pub check: CheckTable,
    /// The keys that all pictures share.
    #[schemars(flatten)]
    pub common: CommonKeys,
}

/// `[atlas.NAME]`: many pictures in one.
#[derive(Debug, Clone, PartialEq, Default, JsonSchema)]
#[schemars(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AtlasTable {
    /// Globs over names of assets, parts included; each must match something.
    pub pack: Option<Vec<String>>,
    /// Globs of what stays out.
    pub exclude: Option<Vec<String>>,
    /// `packed` (as tight as can be, the default) or `grid` (equal cells; new ones at the end).
    #[schemars(extend("enum" = choices::LAYOUT))]
    pub layout: Option<String>,
    /// The longest side of a page. Default: 2048.
    pub max_size: Option<u32>,
    /// Empty pixels between pictures. Default: 2.
    pub padding: Option<u32>,
    /// Border pixels repeated outwards. Default: 1.
    pub extrude: Option<u32>,
    /// Whether sides are powers of two. Default: false.
    pub power_of_two: Option<bool>,
    /// Whether transparent borders are cut off. Default: true; never in a grid.
    pub trim: Option<bool>,
    /// `hash` (frames by name, with animations: the default) or `aseprite` (numbered, with tags).
    #[schemars(extend("enum" = choices::FORMAT))]
    pub format: Option<String>,
    /// The sizes that it is made in: 0.5, or whole numbers; `@2x` is part of a file's name.
    pub scales: Option<Vec<f64>>,
    /// The folder under `out`. Default: `atlas`.
    pub category: Option<String>,
}

/// Where a picture is held.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(untagged)]
pub enum PivotValue {
    /// `center` or `feet`.
    Named(String),
    /// Shares of width and height, from the top left.
    Shares([f64; 2]),
}

/// One edit, as written: `{ recolor = "art/gold.hex" }`, `{ outline = "#2D2D2D" }`.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
#[schemars(rename_all = "kebab-case")]
pub enum EditValue {
    /// Colours, or a palette file; the picture's ramps become these, dark to light.
    Recolor(PaletteValue),
    /// One ramp becomes another, dark to light; all other colours stay.
    Ramp {
        /// Colours of the picture, or a palette file.
        from: PaletteValue,
        /// What they become.
        to: PaletteValue,
    },
    /// One pixel of this colour around the subject.
    Outline(String),
    /// `horizontal` or `vertical`.
    Mirror(String),
    /// Every pixel becomes a square of so many.
    Scale(u32),
    /// Brought to this size.
    Resize(Size),
    /// Left, top, width, height.
    Crop([u32; 4]),
    /// Pixels added around: left, top, right, bottom.
    Pad([u32; 4]),
    /// `true`: transparent borders are cut off.
    Trim(bool),
    /// Scaled and centred into this size.
    Fit(Size),
    /// A colour to mix in, and how much of it: `{ tint = { color = "#FF0000", strength = 30 } }`.
    Tint {
        /// The colour.
        color: String,
        /// In hundredths. Default: 50.
        strength: Option<u32>,
    },
}

/// What a variable may be written as.
#[derive(JsonSchema)]
#[schemars(untagged, inline)]
#[expect(dead_code, reason = "only its schema is used")]
enum VarValue {
    Text(String),
    Number(f64),
    Answer(bool),
}

impl JsonSchema for Size {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "anyOf": [
                { "type": "integer", "minimum": 1 },
                { "type": "string", "pattern": "^[1-9][0-9]*x[1-9][0-9]*$" }
            ],
            "description": "Width and height: \"48x16\", or one number for a square."
        })
    }
}

impl JsonSchema for RowTable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "RowTable".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let table = generator.subschema_for::<AssetTable>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, table] })
    }
}
