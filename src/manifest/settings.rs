//! The tables that only the workspace file has, and the loop's settings, which others have, too.

use crate::diagnostic::Code;
use crate::manifest::reader::Spot;
use crate::manifest::sink::Sink;
use crate::manifest::table::table;
use crate::manifest::value::{number, read_table, text, texts, within, word};
use crate::money::Usd;
use crate::word::words;

table! {
    /// `[project]`: what the project is called and where its files are.
    pub struct ProjectTable {
        /// The project's name.
        name: Option<String> = "name" => text;
        /// Freezes what is built in and reaches a request. The newest is `2026`.
        edition: Option<String> = "edition" => text;
        /// Globs of manifests. Default: `["art/**/*.toml"]`.
        include: Option<Vec<String>> = "include" => texts;
        /// The folder for the pictures. Default: `generated-assets`.
        out: Option<String> = "out" => text;
    }
}

table! {
    /// `[models]`: one line to switch a whole game.
    pub struct ModelsTable {
        /// Who paints. Default: `builtin/sketch`.
        image: Option<String> = "image" => text;
        /// Who judges. Default: `builtin/measure`.
        judge: Option<String> = "judge" => text;
        /// Who rewrites prompts. Default: `builtin/rules`.
        refine: Option<String> = "refine" => text;
    }
}

table! {
    /// `[quality]`, or `quality = { … }` of a style or an asset: the loop.
    pub struct QualityTable {
        /// Stop as soon as an attempt scores this, 0 to 100. Default: 90.
        #[schemars(range(min = 0, max = 100))]
        target: Option<u8> = "target" => score;
        /// Stop after so many attempts, 1 to 20. Default: 5.
        #[schemars(range(min = 1, max = 20))]
        max_attempts: Option<u32> = "max-attempts" => |it, s| within(it, s, 1..=20, Code::WrongValue);
        /// Pictures asked for side by side in each attempt, 1 to 8. Default: 1.
        #[schemars(range(min = 1, max = 8))]
        candidates: Option<u32> = "candidates" => |it, s| within(it, s, 1..=8, Code::WrongValue);
    }
}

table! {
    /// `[budget]`: amounts in USD.
    pub struct BudgetTable {
        /// The most that one invocation may spend. Default: 5.00.
        #[schemars(with = "Option<f64>")]
        per_build: Option<Usd> = "per-build" => amount;
        /// The most that the present brief of one asset may ever cost. Default: 0.60.
        #[schemars(with = "Option<f64>")]
        per_asset: Option<Usd> = "per-asset" => amount;
        /// Above this a terminal is asked and CI needs `--yes`. Default: 1.00.
        #[schemars(with = "Option<f64>")]
        ask_above: Option<Usd> = "ask-above" => amount;
        /// What happens to assets that refer to a repainted picture: `auto` repaints them, `hold`
        /// keeps them. Default: `auto`.
        cascade: Option<Cascade> = "cascade" => word;
    }
}

words! {
    /// What happens to assets that refer to a repainted picture.
    #[derive(Default)]
    pub enum Cascade {
        /// They are repainted.
        #[default]
        Auto = "auto",
        /// They stay as they are until they are asked for by name.
        Hold = "hold",
    }
}

table! {
    /// `[export]`: what is written beside the pictures.
    pub struct ExportTable {
        /// `beside` (NAME.json beside NAME.png, the default), `apart` (below `out/.assetbuild/`),
        /// or `none`.
        metadata: Option<Metadata> = "metadata" => word;
    }
}

words! {
    /// Where metadata goes.
    #[derive(Default)]
    pub enum Metadata {
        /// `NAME.json` beside `NAME.png`.
        #[default]
        Beside = "beside",
        /// Below `out/.assetbuild/`.
        Apart = "apart",
        /// Nowhere.
        None = "none",
    }
}

/// `[quality]`, and `quality = { … }`.
pub(super) fn quality(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<QualityTable> {
    read_table(it, sink, "`quality`", QualityTable::read)
}

/// A score, 0 to 100.
fn score(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<u8> {
    let score = within(it, sink, 0..=100, Code::WrongValue)?;
    u8::try_from(score).ok()
}

/// An amount in USD.
fn amount(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<Usd> {
    let res = Usd::from_f64(number(it, sink)?);
    if res.is_none() {
        it.wrong(sink, Code::WrongValue, "must be an amount in USD, 0 or more");
    }
    res
}
