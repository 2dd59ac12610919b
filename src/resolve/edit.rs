//! Edits: as written, and as they are done.

use crate::action::Edit;
use crate::colour::Rgb;
use crate::diagnostic::{Anchor, Code, KeyPath};
use crate::manifest::{EditValue, PaletteValue};
use crate::resolve::mistakes::Mistakes;
use crate::resolve::palette::PaletteSource;
use crate::resolve::{Places, World};

/// The most pixels on a side of anything that this program makes.
pub(crate) const MAX_SIDE: u32 = 2048;

/// The edits of a table, in their order.
pub(crate) fn edits(
    values: &[EditValue],
    places: &Places,
    world: &dyn World,
    mistakes: &mut Mistakes,
) -> Vec<Edit> {
    let mut res = Vec::new();
    for (idx, value) in values.iter().enumerate() {
        let at = KeyPath::of(&["edits"]).index(idx);
        let reading =
            Reading { places, at: places.of(&at.key(key(value))), path: at.key(key(value)) };
        res.extend(reading.edit(value, world, mistakes));
    }
    res
}

/// The key of an edit.
fn key(value: &EditValue) -> &'static str {
    match value {
        EditValue::Recolor(_) => "recolor",
        EditValue::Ramp { .. } => "ramp",
        EditValue::Outline(_) => "outline",
        EditValue::Mirror(_) => "mirror",
        EditValue::Scale(_) => "scale",
        EditValue::Resize(_) => "resize",
        EditValue::Crop(_) => "crop",
        EditValue::Pad(_) => "pad",
        EditValue::Trim(_) => "trim",
        EditValue::Fit(_) => "fit",
        EditValue::Tint { .. } => "tint",
    }
}

/// One edit while it is read.
struct Reading<'a> {
    places: &'a Places,
    at: Anchor,
    path: KeyPath,
}

impl Reading<'_> {
    fn edit(&self, value: &EditValue, world: &dyn World, mistakes: &mut Mistakes) -> Option<Edit> {
        match value {
            EditValue::Recolor(palette) => {
                Some(Edit::Recolor(self.colours(palette, &self.path, world, mistakes)))
            }
            EditValue::Ramp { from, to } => Some(Edit::Ramp {
                from: self.colours(from, &self.path.key("from"), world, mistakes),
                to: self.colours(to, &self.path.key("to"), world, mistakes),
            }),
            EditValue::Outline(colour) => Some(Edit::Outline(*colour)),
            EditValue::Mirror(axis) => Some(Edit::Mirror(*axis)),
            EditValue::Scale(by) => {
                let by = mistakes.within(self.at.clone(), "scale", *by, 1..=64);
                by.map(Edit::Scale)
            }
            EditValue::Resize(size) => self.size(*size, mistakes).map(Edit::Resize),
            EditValue::Fit(size) => self.size(*size, mistakes).map(Edit::Fit),
            EditValue::Crop(it) => self.size([it[2], it[3]], mistakes).map(|_| Edit::Crop(*it)),
            EditValue::Pad(it) => self.pad(*it, mistakes),
            EditValue::Trim(wanted) => wanted.then_some(Edit::Trim),
            EditValue::Tint { color, strength } => Some(Edit::Tint(*color, strength.unwrap_or(50))),
        }
    }

    fn colours(
        &self,
        palette: &PaletteValue,
        path: &KeyPath,
        world: &dyn World,
        mistakes: &mut Mistakes,
    ) -> Vec<Rgb> {
        PaletteSource::read(palette, &self.places.of(path), mistakes).load(world, mistakes)
    }

    fn size(&self, size: [u32; 2], mistakes: &mut Mistakes) -> Option<[u32; 2]> {
        if is_size(size) {
            return Some(size);
        }
        let message = format!(
            "a picture cannot be {}x{}, since a side goes from 1 to {MAX_SIDE}",
            size[0], size[1]
        );
        mistakes.error(Code::BadSize, self.at.clone(), message);
        None
    }

    fn pad(&self, sides: [u32; 4], mistakes: &mut Mistakes) -> Option<Edit> {
        if sides.iter().all(|it| *it <= MAX_SIDE) {
            return Some(Edit::Pad(sides));
        }
        let message = format!("no side can be padded by more than {MAX_SIDE} pixels");
        mistakes.error(Code::BadSize, self.at.clone(), message);
        None
    }
}

/// Whether a picture can have these sides.
pub(crate) fn is_size(sides: [u32; 2]) -> bool {
    sides.iter().all(|it| (1..=MAX_SIDE).contains(it))
}

/// The size of a picture after some edits; `None` if it depends on the pixels.
pub(crate) fn size_after(size: Option<[u32; 2]>, edits: &[EditValue]) -> Option<[u32; 2]> {
    edits.iter().fold(size, |size, edit| match edit {
        EditValue::Recolor(_)
        | EditValue::Ramp { .. }
        | EditValue::Outline(_)
        | EditValue::Mirror(_)
        | EditValue::Tint { .. }
        | EditValue::Trim(false) => size,
        EditValue::Scale(by) => size.map(|it| it.map(|side| side.saturating_mul(*by))),
        EditValue::Resize(it) | EditValue::Fit(it) => Some(*it),
        EditValue::Crop([_, _, width, height]) => Some([*width, *height]),
        EditValue::Pad([left, top, right, bottom]) => size.map(|[width, height]| {
            [
                width.saturating_add(*left).saturating_add(*right),
                height.saturating_add(*top).saturating_add(*bottom),
            ]
        }),
        EditValue::Trim(true) => None,
    })
}
