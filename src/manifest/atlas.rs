//! The table of an atlas.

use crate::action::DataFormat;
use crate::diagnostic::Code;
use crate::manifest::table::table;
use crate::manifest::value::{boolean, list, number, pixels, text, texts, within, word};
use crate::word::words;

table! {
    /// `[atlas.NAME]`: many pictures in one.
    pub struct AtlasTable {
        /// Globs over names of assets, parts included; each must match something.
        pack: Option<Vec<String>> = "pack" => texts;
        /// Globs of what stays out.
        exclude: Option<Vec<String>> = "exclude" => texts;
        /// `packed` (as tight as can be, the default) or `grid` (equal cells; new ones at the end).
        layout: Option<Packing> = "layout" => word;
        /// The longest side of a page. Default: 2048.
        max_size: Option<u32> = "max-size" => pixels;
        /// Empty pixels between pictures. Default: 2.
        padding: Option<u32> = "padding" => |it, s| within(it, s, 0..=256, Code::BadSize);
        /// Border pixels repeated outwards. Default: 1.
        extrude: Option<u32> = "extrude" => |it, s| within(it, s, 0..=256, Code::BadSize);
        /// Whether sides are powers of two. Default: false.
        power_of_two: Option<bool> = "power-of-two" => boolean;
        /// Whether transparent borders are cut off. Default: true; never in a grid.
        trim: Option<bool> = "trim" => boolean;
        /// `hash` (frames by name, with animations: the default) or `aseprite` (numbered, with
        /// tags).
        format: Option<DataFormat> = "format" => word;
        /// The sizes that it is made in: 0.5, or whole numbers; `@2x` is part of a file's name.
        scales: Option<Vec<f64>> = "scales" => |it, s| list(it, s, number);
        /// The folder under `out`. Default: `atlas`.
        category: Option<String> = "category" => text;
    }
}

words! {
    /// How pictures lie on a page.
    pub enum Packing {
        /// As tight as can be.
        Packed = "packed",
        /// In equal cells.
        Grid = "grid",
    }
}
