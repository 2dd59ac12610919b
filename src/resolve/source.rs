//! A file of the user's that becomes an asset: it gets the steps that its table names, no others.

use crate::action::{AskedBackground, Background, CheckSpec, Edges, PaletteMode};
use crate::diagnostic::Code;
use crate::manifest::{AssetTable, CommonKeys};
use crate::resolve::declared::DEFAULT_SCALE;
use crate::resolve::look::{kind, tileable};
use crate::resolve::palette::PaletteSource;
use crate::resolve::resolving::{Outline, Resolving};
use crate::resolve::style::is_pixel_art;
use crate::resolve::{Cutout, Kind, Source, SourceFinishing, edit, look, painting, reference};

/// Reads the table of a source.
pub(crate) fn outline(cx: &mut Resolving<'_>, table: &AssetTable, file: &str) -> Outline {
    let common = &table.common;
    cx.idle(&painters_keys(common), "no model paints a `source`");
    let style = common.style.as_deref();
    let style = style.and_then(|it| cx.style(it, cx.places.key("style")));
    let pixel_art = is_pixel_art(common, style.as_deref());
    let source = source(cx, table, file, pixel_art);
    Outline {
        kind: source.map(Kind::Source),
        category: common.category.clone(),
        default_folder: kind(common).as_str(),
        style: common.style.clone(),
        nine_slice: common.nine_slice,
        pivot: common.pivot,
    }
}

/// The keys that speak to a model that paints.
pub(crate) fn painters_keys(common: &CommonKeys) -> Vec<(&'static str, bool)> {
    vec![
        ("aspect", common.aspect.is_some()),
        ("references", common.references.is_some()),
        ("model", common.model.is_some()),
        ("variant", common.variant.is_some()),
        ("states", common.states.is_some()),
        ("mood", common.guide.mood.is_some()),
        ("inspired-by", common.guide.inspired_by.is_some()),
        ("avoid", !common.guide.avoid.0.is_empty()),
        ("rubric", !common.guide.rubric.is_empty()),
    ]
}

fn source(
    cx: &mut Resolving<'_>,
    table: &AssetTable,
    file: &str,
    pixel_art: bool,
) -> Option<Source> {
    let common = &table.common;
    let path = reference::file(cx, "source", file);
    let at = cx.places.key("source");
    let picture = path.as_ref().and_then(|it| cx.picture(it, at));
    let scale = common.scale.unwrap_or(DEFAULT_SCALE);
    let finishing = finishing(cx, table, scale, pixel_art);
    let (path, picture) = (path?, picture?);
    let size = common.size.unwrap_or(picture.size);
    if !painting::check_size(cx, size, scale, common) {
        return None;
    }
    let edits = common.edits.as_deref().unwrap_or_default();
    let cut = finishing.cut_out.map(|it| it.0);
    let check = &common.check;
    Some(Source {
        path,
        pixels: picture.pixels,
        file_size: picture.size,
        check: CheckSpec {
            size: edit::size_after(Some(size), edits).unwrap_or([0; 2]),
            transparent: matches!(
                cut,
                Some(AskedBackground::Transparent | AskedBackground::Key(_))
            ),
            pixel_art: false,
            max_colors: check.max_colors,
            border: check.border.unwrap_or(0).min(100) * 10,
            sharpness: check.sharpness,
            tileable: tileable(common),
            palette: Vec::new(),
            limits: look::limits(check),
        },
        finishing,
    })
}

fn finishing(
    cx: &mut Resolving<'_>,
    table: &AssetTable,
    scale: u32,
    pixel_art: bool,
) -> SourceFinishing {
    let common = &table.common;
    let edges = look::edges(common, pixel_art);
    let edits = common.edits.as_deref().unwrap_or_default();
    let palette = common.guide.palette.as_ref().map(|value| {
        let source = PaletteSource::read(value, &cx.places.key("palette"), &mut cx.mistakes);
        source.load(cx.world, &mut cx.mistakes)
    });
    let mode = common.guide.palette_mode.unwrap_or(PaletteMode::Guide);
    SourceFinishing {
        cut_out: cut_out(cx, common).map(|it| (it, edges)),
        shadow: look::shadow(common, edges),
        fit: common.size,
        pixel_art: pixel_art && edges == Edges::Hard,
        tileable: tileable(common),
        palette: palette.map(|it| (it, mode, common.check.max_colors)),
        edits: edit::edits(edits, &cx.places, cx.world, &mut cx.mistakes),
        scale,
    }
}

/// What stands behind the subject of the file, if its table speaks of that.
fn cut_out(cx: &mut Resolving<'_>, common: &CommonKeys) -> Option<AskedBackground> {
    if common.cutout.is_none() && common.background.is_none() {
        return None;
    }
    let background = common.background.unwrap_or(Background::Transparent);
    let cutout = Cutout::of(common);
    if matches!(cutout, Cutout::TwoPlate | Cutout::Network(_)) {
        let cutout = cutout.as_str();
        let message = format!("`{cutout}` is for pictures that a model paints, not for a `source`");
        cx.wrong(Code::Unable, "cutout", message);
    }
    let keyed = common.cutout.is_some() && cutout != Cutout::Native;
    match background {
        Background::Colour(it) if keyed => Some(AskedBackground::Key(it)),
        Background::Colour(it) => Some(AskedBackground::Colour(it)),
        Background::Opaque => Some(AskedBackground::Opaque),
        Background::Transparent if cutout == Cutout::Key => {
            let at = cx.places.key("cutout");
            let message = "the colour behind the subject is not known";
            let help = "name it: `background = \"#rrggbb\"`";
            cx.mistakes.error_help(Code::MissingKey, at, message, help);
            None
        }
        Background::Transparent => Some(AskedBackground::Transparent),
    }
}
