//! A picture made from another asset's, for free.

use crate::diagnostic::Code;
use crate::manifest::AssetTable;
use crate::resolve::declared::shape;
use crate::resolve::look::kind;
use crate::resolve::reference::picture_of;
use crate::resolve::resolving::{Outline, Resolving};
use crate::resolve::source::painters_keys;
use crate::resolve::style::is_pixel_art;
use crate::resolve::{Derived, Kind, Style, edit, painting};

/// Reads the table of a derived picture.
pub(crate) fn outline(cx: &mut Resolving<'_>, table: &AssetTable, from: &str) -> Outline {
    let common = &table.common;
    let mut idle = painters_keys(common);
    idle.push(("background", common.background.is_some()));
    idle.push(("cutout", common.cutout.is_some()));
    idle.push(("network", common.network.is_some()));
    idle.push(("edges", common.edges.is_some()));
    idle.push(("shadow", common.shadow.is_some()));
    idle.push(("size", common.size.is_some()));
    idle.push(("palette", common.guide.palette.is_some()));
    cx.idle(&idle, "a picture made `from` another one gets its `edits` alone");
    let style = common.style.as_deref();
    let style = style.and_then(|it| cx.style(it, cx.places.key("style")));
    let derived = derived(cx, table, from, style.as_deref());
    Outline {
        kind: derived.map(Kind::Derived),
        category: common.category.clone(),
        default_folder: kind(common).as_str(),
        style: common.style.clone(),
        nine_slice: common.nine_slice,
        pivot: common.pivot,
    }
}

fn derived(
    cx: &mut Resolving<'_>,
    table: &AssetTable,
    from: &str,
    style: Option<&Style>,
) -> Option<Derived> {
    let common = &table.common;
    let at = cx.places.key("from");
    let edits = common.edits.as_deref().unwrap_or_default();
    let edits = edit::edits(edits, &cx.places, cx.world, &mut cx.mistakes);
    let (name, part, _) = picture_of(cx, from, at)?;
    // Without a shape they are made from each other in a ring, or from what is not there: that
    // is told of the one where it is written.
    let below = shape(&name, cx.world);
    let scale = common.scale.or(below.as_ref().map(|it| it.scale)).unwrap_or(1);
    let fits = match below.as_ref().and_then(|it| it.size) {
        Some(size) => painting::check_size(cx, size, scale, common),
        None if scale == 0 => {
            cx.wrong(Code::BadSize, "scale", "`scale` cannot be 0");
            false
        }
        None => true,
    };
    fits.then(|| Derived {
        from: name,
        part,
        edits,
        scale,
        from_scale: below.as_ref().map_or(scale, |it| it.scale),
        pixel_art: match (style, &common.guide.template, below) {
            (None, None, Some(below)) => below.pixel_art,
            _ => is_pixel_art(common, style),
        },
    })
}
