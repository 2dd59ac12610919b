//! Palettes, and the free edits of a picture.

use schemars::JsonSchema;
use toml::de::DeValue;

use crate::action::Axis;
use crate::colour::Rgb;
use crate::diagnostic::Code;
use crate::manifest::keys::{WrittenSize, size};
use crate::manifest::palette::{PALETTE_FILES, is_palette};
use crate::manifest::reader::{Spot, Table};
use crate::manifest::sink::Sink;
use crate::manifest::trail::shown;
use crate::manifest::value::{boolean, colour, four, list, pixels, read_table, within, word};

/// What a style's or a source's `palette` says.
#[derive(Debug, Clone, PartialEq, Eq, JsonSchema)]
#[schemars(untagged)]
pub enum PaletteValue {
    /// `["#2D2D2D", …]`.
    Colors(#[schemars(with = "Vec<String>")] Vec<Rgb>),
    /// A `.hex`, `.gpl`, `.pal`, `.png` or `.aseprite` file.
    File(String),
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
    Outline(#[schemars(with = "String")] Rgb),
    /// `horizontal` or `vertical`.
    Mirror(Axis),
    /// Every pixel becomes a square of so many.
    Scale(u32),
    /// Brought to this size.
    Resize(#[schemars(with = "WrittenSize")] [u32; 2]),
    /// Left, top, width, height.
    Crop([u32; 4]),
    /// Pixels added around: left, top, right, bottom.
    Pad([u32; 4]),
    /// `true`: transparent borders are cut off.
    Trim(bool),
    /// Scaled and centred into this size.
    Fit(#[schemars(with = "WrittenSize")] [u32; 2]),
    /// A colour to mix in, and how much of it: `{ tint = { color = "#FF0000", strength = 30 } }`.
    Tint {
        /// The colour.
        #[schemars(with = "String")]
        color: Rgb,
        /// In hundredths. Default: 50.
        strength: Option<u32>,
    },
}

/// Colours, or a file of them.
pub(super) fn palette(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<PaletteValue> {
    match it.value {
        DeValue::String(file) if sink.has_cells() && file.starts_with('#') => {
            list(it, sink, colour).map(PaletteValue::Colors)
        }
        DeValue::Array(_) => list(it, sink, colour).map(PaletteValue::Colors),
        DeValue::String(file) => {
            if is_palette(file) {
                return Some(PaletteValue::File(file.clone().into_owned()));
            }
            let rest = format!("cannot be `{}`", shown(file));
            it.wrong(sink, Code::WrongValue, &rest).help = Some(format!(
                "write colours like [\"#2D2D2D\", \"#F4A460\"], or a {PALETTE_FILES} file"
            ));
            None
        }
        _ => {
            it.wrong_type(sink, "a list of colours or the path of a palette file");
            None
        }
    }
}

/// One edit: a table of one key.
pub(super) fn edit(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<EditValue> {
    let before = sink.found.len();
    let mut edits = read_table(it, sink, "an edit", every_edit)?;
    let rest = match edits.len() {
        1 => return edits.pop(),
        0 if sink.found.len() > before => return None,
        0 => "says nothing to do",
        _ => "says more than one thing to do",
    };
    it.wrong(sink, Code::Conflict, rest).help =
        Some("write one table for each edit: [{ trim = true }, { scale = 2 }]".to_owned());
    None
}

fn every_edit(t: &mut Table<'_, '_, '_>) -> Vec<EditValue> {
    let crop = |spot: Spot<'_>, s: &mut Sink<'_>| {
        let res = four(spot, s, "left, top, width, height")?;
        if res[2] == 0 || res[3] == 0 {
            spot.wrong(s, Code::BadSize, "leaves nothing: width and height must be 1 or more");
            return None;
        }
        Some(res)
    };
    let pad = |it: Spot<'_>, s: &mut Sink<'_>| four(it, s, "left, top, right, bottom");
    let edits = [
        t.get("recolor", palette).map(EditValue::Recolor),
        t.get("ramp", ramp),
        t.get("outline", colour).map(EditValue::Outline),
        t.get("mirror", word).map(EditValue::Mirror),
        t.get("scale", pixels).map(EditValue::Scale),
        t.get("resize", size).map(EditValue::Resize),
        t.get("crop", crop).map(EditValue::Crop),
        t.get("pad", pad).map(EditValue::Pad),
        t.get("trim", boolean).map(EditValue::Trim),
        t.get("fit", size).map(EditValue::Fit),
        t.get("tint", tint),
    ];
    edits.into_iter().flatten().collect()
}

/// `{ from = ["#202040", "#404080"], to = "art/gold.hex" }`.
fn ramp(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<EditValue> {
    let read = |t: &mut Table<'_, '_, '_>| {
        let before = t.sink.found.len();
        let (from, to) = (t.get("from", palette), t.get("to", palette));
        if (from.is_none() || to.is_none()) && t.sink.found.len() == before {
            it.wrong(t.sink, Code::MissingKey, "needs `from` and `to`");
        }
        from.zip(to).map(|(from, to)| EditValue::Ramp { from, to })
    };
    read_table(it, sink, "`ramp`", read).flatten()
}

/// `{ color = "#FF0000", strength = 30 }`.
fn tint(it: Spot<'_>, sink: &mut Sink<'_>) -> Option<EditValue> {
    let read = |t: &mut Table<'_, '_, '_>| {
        let strength = |it: Spot<'_>, s: &mut Sink<'_>| within(it, s, 0..=100, Code::WrongValue);
        let before = t.sink.found.len();
        let color = t.get("color", colour);
        let strength = t.get("strength", strength);
        if color.is_none() && t.sink.found.len() == before {
            it.wrong(t.sink, Code::MissingKey, "needs a `color`");
        }
        color.map(|color| EditValue::Tint { color, strength })
    };
    read_table(it, sink, "`tint`", read).flatten()
}
