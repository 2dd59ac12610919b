//! Frames of a movement: what is painted for them, and how they are played.

use crate::action::DataFormat;
use crate::diagnostic::Code;
use crate::limit;
use crate::manifest::{AnimationTable, CommonKeys, Key, Method, Preview, Trail};
use crate::name::PartName;
use crate::prompt::ReferenceUse;
use crate::resolve::declared::{DEFAULT_SCALE, Shape, default_size, shape};
use crate::resolve::look::Look;
use crate::resolve::painter::Painter;
use crate::resolve::played::{FPS, frame_count, milliseconds};
use crate::resolve::reference::{Shown, picture_of, references};
use crate::resolve::resolving::{Outline, Resolving};
use crate::resolve::scene::{Moment, Picture, Scene};
use crate::resolve::style::is_pixel_art;
use crate::resolve::{Kind, Motion, Painted, Previews, Reference, Stage, Style, painting};
use crate::{image, prompt};

/// Reads the table of an animation.
pub(crate) fn outline(cx: &mut Resolving<'_>, table: &AnimationTable) -> Outline {
    cx.idle(
        &[("states", table.common.states.is_some())],
        "the parts of an animation are its frames",
    );
    let from = table.from.as_deref();
    let from = from.map(|it| picture_of(cx, it, cx.places.key("from")));
    let unknown_from = matches!(from, Some(None));
    let from = from.flatten();
    let below = from.as_ref().and_then(|(name, ..)| shape(name, cx.world));
    let mut common = table.common.clone();
    take_shape(&mut common, below.as_ref());
    let place = match &table.common.style {
        Some(_) => cx.places.key("style"),
        None => cx.places.key("from"),
    };
    let style = common.style.clone().map(|it| cx.style(&it, place));
    let unknown_style = matches!(style, Some(None));
    let style = style.flatten();
    let pixel_art = is_pixel_art(&common, style.as_deref());
    if let Some(style) = &style {
        painting::take_style(cx, style, &mut common);
    }
    common.states = None;
    let motion = motion(cx, table, &common);
    let shown = from.map(|(name, part, _)| Reference::Asset { name, part });
    if common.subject.is_none() {
        common.subject = subject(cx, table, shown.as_ref());
    }
    let painted = if unknown_style || unknown_from {
        None
    } else {
        motion.and_then(|motion| painted(cx, style.as_deref(), (&common, pixel_art), shown, motion))
    };
    Outline {
        kind: painted.map(|it| Kind::Painted(Box::new(it))),
        nine_slice: common.nine_slice,
        pivot: common.pivot,
        category: common.category,
        default_folder: "animation",
        style: common.style,
    }
}

/// Notes an error if the frames are too much to be held at once.
fn fits_in_memory(cx: &mut Resolving<'_>, size: [u32; 2], scale: u32, motion: &Motion) -> bool {
    let n_frames = u64::from(motion.frames) * motion.facings.len().max(1) as u64;
    let side = |it: u32| u64::from(it) * u64::from(scale);
    let n_pixels = n_frames.saturating_mul(side(size[0]).saturating_mul(side(size[1])));
    let fits = n_pixels <= limit::ANIMATION_PIXELS;
    if !fits {
        let (n, most) = (n_pixels >> 20, limit::ANIMATION_PIXELS >> 20);
        let message =
            format!("its {n_frames} frames have {n} Mpx, and at most {most} can be drawn");
        cx.wrong(Code::WrongValue, "frames", message);
    }
    fits
}

/// What moves looks as it does when it stands.
fn take_shape(common: &mut CommonKeys, below: Option<&Shape>) {
    let Some(below) = below else { return };
    let size = below.size;
    common.size = common.size.or(size);
    common.scale = common.scale.or(Some(below.scale));
    if common.style.is_none() {
        common.style.clone_from(&below.style);
        common.guide.fill(&below.guide, &Trail::TOP, &mut |_| {});
    }
    common.subject = common.subject.take().or_else(|| below.subject.clone());
}

/// A drawn or edited picture says nothing of its subject; its name may.
fn subject(
    cx: &mut Resolving<'_>,
    table: &AnimationTable,
    from: Option<&Reference>,
) -> Option<String> {
    if let Some(Reference::Asset { name, .. }) = from {
        return Some(name.as_str().replace(['_', '-'], " "));
    }
    if table.from.is_none() {
        let at = cx.places.table().clone();
        let message = format!("`{}` does not say what moves", cx.name);
        let help = "add `from = \"ASSET\"`, or a `subject`";
        cx.mistakes.error_help(Code::MissingKey, at, message, help);
    }
    None
}

fn painted(
    cx: &mut Resolving<'_>,
    style: Option<&Style>,
    (common, pixel_art): (&CommonKeys, bool),
    from: Option<Reference>,
    motion: Motion,
) -> Option<Painted> {
    let look = Look::new(cx, style, common, pixel_art);
    let painter = Painter::of(cx, common);
    let size = common.size.unwrap_or_else(|| default_size(pixel_art));
    let scale = common.scale.unwrap_or(DEFAULT_SCALE);
    let fits =
        painting::check_size(cx, size, scale, common) && fits_in_memory(cx, size, scale, &motion);
    let mut shown = references(cx, style, common.references.as_ref());
    if let Some(from) = from {
        shown.retain(|it| it.1 != from);
        let boards = shown.iter().filter(|it| it.0 == ReferenceUse::Style).count();
        shown.insert(boards, Shown(ReferenceUse::Mover, from));
    }
    let aspect = painting::aspect(cx, common);
    let (look, painter) = (look?, painter?);
    let purpose = common.purpose.clone();
    let purpose = purpose.unwrap_or_else(|| format!("{} animation", motion.action));
    let scene = Scene {
        look: &look,
        painter: &painter,
        common,
        subject: common.subject.as_deref()?,
        purpose: Some(&purpose),
        size,
        cells: motion.sheet.then(|| cells(motion.frames)),
        action: &motion.action,
        aspect,
    };
    if !fits {
        return None;
    }
    let stages = stages(cx, &scene, &motion, &shown)?;
    Some(Painted {
        stages,
        quality: painting::quality(cx, &look, common)?,
        edition: cx.project.edition.clone(),
        finishing: look.finishing(cx, size, scale, common, &painter),
        check: look.check(size, common),
        motion: Some(motion),
    })
}

/// Columns × rows of a sheet: one row up to 8 frames, else as square as can be.
fn cells(frames: u32) -> [u32; 2] {
    if frames <= 8 {
        return [frames, 1];
    }
    let columns = (1..=frames).find(|it| it * it >= frames).unwrap_or(frames);
    [columns, frames.div_ceil(columns)]
}

/// The first facing, then all others that are painted: they are shown how the first one came out.
fn stages(
    cx: &mut Resolving<'_>,
    scene: &Scene<'_>,
    motion: &Motion,
    shown: &[Shown],
) -> Option<Vec<Stage>> {
    let painted = motion.facings.iter();
    let painted = painted.filter(|it| !motion.mirror.contains_key(*it));
    let mut others = Vec::new();
    let mut stages = Vec::new();
    for (idx, facing) in painted.enumerate() {
        if idx == 0 {
            let first = pictures(cx, scene, motion, facing, shown);
            stages.push(scene.stage(cx, first)?);
        } else {
            let mut shown = shown.to_vec();
            shown.push(Shown(ReferenceUse::Facing, Reference::First));
            others.extend(pictures(cx, scene, motion, facing, &shown));
        }
    }
    if !others.is_empty() {
        stages.push(scene.stage(cx, others)?);
    }
    Some(stages)
}

/// What is painted for one facing: one sheet, or every frame.
fn pictures(
    cx: &Resolving<'_>,
    scene: &Scene<'_>,
    motion: &Motion,
    facing: &str,
    shown: &[Shown],
) -> Vec<Picture> {
    let edition = &cx.project.edition;
    let (action, frames) = (&motion.action, motion.frames);
    let named = || Some(facing.to_owned()).filter(|it| !it.is_empty());
    if let Some(cells) = scene.cells {
        let guide = guide(scene, cells, shown.len());
        let several = motion.facings.len() > 1;
        let part = if several { facing } else { "" };
        let moment = Moment {
            facing: named(),
            added: prompt::sheet_words(edition, action, frames, cells, scene.is_opaque()),
            ..Moment::default()
        };
        return vec![Picture {
            part: PartName::parse(part).expect("facings were checked to be names"),
            moment,
            references: shown.iter().cloned().chain(guide).collect(),
        }];
    }
    let frame = |idx| Picture {
        part: motion.part(facing, idx),
        moment: Moment {
            facing: named(),
            frame: Some([idx, frames]),
            added: prompt::frame_words(edition, action, idx, frames, motion.looped),
            ..Moment::default()
        },
        references: shown.to_vec(),
    };
    (0..frames).map(frame).collect()
}

/// The empty cells of a sheet, for a model outside that may be shown one picture more. The artist
/// in this program knows its cells.
fn guide(scene: &Scene<'_>, cells: [u32; 2], n_shown: usize) -> Option<Shown> {
    let Painter { id, abilities } = scene.painter;
    let wanted = cells != [1, 1] && !id.is_builtin() && n_shown < abilities.references as usize;
    wanted.then(|| {
        let pixels = image::guide(scene.size, cells).digest();
        let guide = Reference::Guide { frame: scene.size, cells, pixels };
        Shown(ReferenceUse::Layout, guide)
    })
}

/// How frames are laid out and played; `None` after noting what is missing.
fn motion(cx: &mut Resolving<'_>, table: &AnimationTable, common: &CommonKeys) -> Option<Motion> {
    let action = table.action.as_deref().filter(|it| !it.trim().is_empty());
    if action.is_none() {
        let at = cx.places.table().clone();
        let message = format!("`{}` does not say how it moves", cx.name);
        let help = "add `action = \"walk cycle\"`";
        cx.mistakes.error_help(Code::MissingKey, at, message, help);
    }
    let frames = frames(cx, table);
    let durations = frames.and_then(|it| durations(cx, table, it));
    let preview = |it: Preview| table.previews.as_ref().is_none_or(|all| all.contains(&it));
    let facings = painting::names(cx, "facings", table.facings.as_deref().unwrap_or_default());
    let facings: Vec<String> = facings.iter().map(ToString::to_string).collect();
    check_mirror(cx, table, &facings);
    Some(Motion {
        action: action?.to_owned(),
        frames: frames?,
        durations: durations?,
        looped: table.looped.unwrap_or(true),
        play: table.play.unwrap_or_default(),
        facings: if facings.is_empty() { vec![String::new()] } else { facings },
        mirror: table.mirror.clone(),
        pivot: common.pivot.unwrap_or([0.5, 0.5]),
        sheet: table.method != Some(Method::Frames),
        consistent: table.consistent.unwrap_or(true),
        format: table.format.unwrap_or(DataFormat::Aseprite),
        previews: Previews { gif: preview(Preview::Gif), apng: preview(Preview::Apng) },
    })
}

fn frames(cx: &mut Resolving<'_>, table: &AnimationTable) -> Option<u32> {
    let Some(count) = frame_count(table) else {
        let at = cx.places.table().clone();
        let message = format!("`{}` does not say how many frames it has", cx.name);
        cx.mistakes.error_help(Code::MissingKey, at, message, "add `frames = 6`");
        return None;
    };
    let key = if table.frames.is_some() { "frames" } else { "durations" };
    let at = cx.places.key(key);
    cx.mistakes.within(at, "frames", count, 1..=64)
}

/// Per frame, in milliseconds.
fn durations(cx: &mut Resolving<'_>, table: &AnimationTable, frames: u32) -> Option<Vec<u32>> {
    let Some(listed) = &table.durations else {
        let fps = table.fps.unwrap_or(FPS);
        let Some(ms) = milliseconds(fps) else {
            let message = format!("`fps` cannot be {fps}, since it goes from 0.1 to 1000");
            cx.wrong(Code::WrongValue, "fps", message);
            return None;
        };
        return Some(vec![ms; frames as usize]);
    };
    if table.fps.is_some() {
        cx.wrong(Code::Conflict, "fps", "`fps` and `durations` exclude each other");
    }
    if listed.len() != frames as usize {
        let message = format!("there are {frames} frames, but {} durations", listed.len());
        cx.wrong(Code::WrongValue, "durations", message);
    }
    Some(listed.clone())
}

fn check_mirror(cx: &mut Resolving<'_>, table: &AnimationTable, facings: &[String]) {
    for (mirrored, original) in &table.mirror {
        let at = cx.places.inner("mirror", mirrored);
        let known = facings.iter().map(String::as_str);
        if let Some(odd) = [mirrored, original].into_iter().find(|it| !facings.contains(it)) {
            let message = format!("`{odd}` is not among the facings");
            cx.mistakes.unknown(Code::WrongValue, at, message, odd, known);
        } else if table.mirror.contains_key(original) {
            let message =
                format!("`{mirrored}` cannot mirror `{original}`, since that is mirrored too");
            cx.mistakes.error(Code::Conflict, at, message);
        }
    }
}
