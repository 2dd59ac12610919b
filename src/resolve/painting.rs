//! A picture that a model paints after its subject, and its states.

use crate::diagnostic::Code;
use crate::manifest::{AssetTable, CommonKeys};
use crate::model::Role;
use crate::name::PartName;
use crate::prompt;
use crate::prompt::ReferenceUse;
use crate::resolve::declared::{DEFAULT_SCALE, default_size};
use crate::resolve::look::{Look, kind};
use crate::resolve::painter::Painter;
use crate::resolve::reference::{Shown, references};
use crate::resolve::resolving::{Outline, Resolving};
use crate::resolve::scene::{Moment, Picture, Scene};
use crate::resolve::style::is_pixel_art;
use crate::resolve::{Kind, Painted, Quality, Reference, Style, edit, merge, project};

/// Reads the table of a painted asset.
pub(crate) fn outline(cx: &mut Resolving<'_>, table: &AssetTable) -> Outline {
    let mut common = table.common.clone();
    let style = common.style.clone();
    let style = style.map(|it| cx.style(&it, cx.places.key("style")));
    let unknown_style = matches!(style, Some(None));
    let style = style.flatten();
    let pixel_art = is_pixel_art(&common, style.as_deref());
    if let Some(style) = &style {
        take_style(cx, style, &mut common);
    }
    if common.subject.as_deref().is_none_or(|it| it.trim().is_empty()) {
        let at = cx.places.table().clone();
        let message = format!("`{}` has no subject", cx.name);
        let help = "add `subject = \"what is to be seen\"`, or `source`, or `from`";
        cx.mistakes.error_help(Code::MissingKey, at, message, help);
    }
    let default_folder = kind(&common).as_str();
    // Without its style everything else that could be said would be guessed.
    let painted =
        if unknown_style { None } else { painted(cx, style.as_deref(), &common, pixel_art) };
    Outline {
        kind: painted.map(|it| Kind::Painted(Box::new(it))),
        nine_slice: nine_slice(cx, &common),
        pivot: common.pivot,
        category: common.category,
        default_folder,
        style: table.common.style.clone(),
    }
}

/// Takes from the style what asset and set do not say. The style's references are not defaults:
/// they are shown in addition.
pub(crate) fn take_style(cx: &mut Resolving<'_>, style: &Style, common: &mut CommonKeys) {
    let own = common.references.clone();
    merge::table(common, &mut cx.places, &style.table.common, &style.places);
    common.references = own;
}

fn painted(
    cx: &mut Resolving<'_>,
    style: Option<&Style>,
    common: &CommonKeys,
    pixel_art: bool,
) -> Option<Painted> {
    let look = Look::new(cx, style, common, pixel_art);
    let painter = Painter::of(cx, common);
    let size = common.size.unwrap_or_else(|| default_size(pixel_art));
    let scale = common.scale.unwrap_or(DEFAULT_SCALE);
    let fits = check_size(cx, size, scale, common);
    let shown = references(cx, style, common.references.as_ref());
    let states = states(cx, common);
    let aspect = aspect(cx, common);
    let look = look?;
    let Some(painter) = painter else {
        // What is wrong with the judge is told as well.
        quality(cx, &look, common)?;
        return None;
    };
    let scene = Scene {
        look: &look,
        painter: &painter,
        common,
        subject: common.subject.as_deref()?,
        purpose: common.purpose.as_deref(),
        size,
        cells: None,
        action: "",
        aspect,
    };
    if !fits {
        return None;
    }
    let mut pictures = pictures(cx, &states, &shown);
    // The first one alone, since its pick is shown when the others are painted.
    let others = pictures.split_off(1);
    let mut stages = vec![scene.stage(cx, pictures)?];
    if !others.is_empty() {
        stages.push(scene.stage(cx, others)?);
    }
    Some(Painted {
        stages,
        quality: quality(cx, &look, common)?,
        edition: cx.project.edition.clone(),
        finishing: look.finishing(cx, size, scale, common, &painter),
        check: look.check(size, common),
        motion: None,
    })
}

/// One picture for each state.
fn pictures(cx: &Resolving<'_>, states: &[PartName], shown: &[Shown]) -> Vec<Picture> {
    let edition = &cx.project.edition;
    let moment = |state: &PartName| Moment {
        state: Some(state.to_string()),
        added: prompt::state_words(edition, state.as_str()),
        ..Moment::default()
    };
    let picture = |(idx, state): (usize, &PartName)| {
        let mut references = shown.to_vec();
        if idx > 0 {
            references.push(Shown(ReferenceUse::State, Reference::First));
        }
        Picture {
            part: state.clone(),
            moment: if state.is_whole() { Moment::default() } else { moment(state) },
            references,
        }
    };
    states.iter().enumerate().map(picture).collect()
}

/// The states; one without a name if there are none.
fn states(cx: &mut Resolving<'_>, common: &CommonKeys) -> Vec<PartName> {
    let texts = common.states.clone().unwrap_or_default();
    let res = names(cx, "states", &texts);
    if res.is_empty() { vec![PartName::default()] } else { res }
}

/// The names of a list, each once.
pub(crate) fn names(cx: &mut Resolving<'_>, key: &str, texts: &[String]) -> Vec<PartName> {
    let mut res: Vec<PartName> = Vec::new();
    for (idx, text) in texts.iter().enumerate() {
        let at = cx.places.item(key, idx);
        match PartName::parse(text) {
            Ok(it) if it.is_whole() => {
                let message = format!("one of `{key}` has no name");
                cx.mistakes.error(Code::BadName, at, message);
            }
            // Told where the list was read.
            Ok(it) if res.contains(&it) => {}
            Ok(it) => res.push(it),
            Err(why) => {
                let message = format!("`{text}` cannot be among `{key}`: {why}");
                cx.mistakes.error(Code::BadName, at, message);
            }
        }
    }
    res
}

/// Whether the sizes before and after edits can be made; notes it if they cannot.
pub(crate) fn check_size(
    cx: &mut Resolving<'_>,
    size: [u32; 2],
    scale: u32,
    common: &CommonKeys,
) -> bool {
    let most = edit::MAX_SIDE;
    let file = size.map(|it| it.saturating_mul(scale));
    if !edit::is_size(file) {
        let [width, height] = size;
        let [wide, high] = file;
        let message = format!(
            "{width}x{height} at scale {scale} is a file of {wide}x{high}, \
             and a side goes from 1 to {most}"
        );
        let key = if common.size.is_some() { "size" } else { "scale" };
        let at = cx.places.key(key);
        let help = "write a smaller `size` or `scale`";
        cx.mistakes.error_help(Code::BadSize, at, message, help);
        return false;
    }
    let edits = common.edits.as_deref().unwrap_or_default();
    let after = edit::size_after(Some(size), edits);
    let after = after.map(|it| it.map(|side| side.saturating_mul(scale)));
    if let Some([wide, high]) = after.filter(|it| !edit::is_size(*it)) {
        let message =
            format!("the edits lead to a file of {wide}x{high}, and a side goes from 1 to {most}");
        cx.wrong(Code::BadSize, "edits", message);
        return false;
    }
    true
}

/// `"16:9"` in smallest whole numbers.
pub(crate) fn aspect(cx: &mut Resolving<'_>, common: &CommonKeys) -> Option<[u32; 2]> {
    let text = common.aspect.as_deref()?;
    let sides = text.split_once(':');
    let sides = sides.and_then(|(x, y)| Some([x.trim().parse().ok()?, y.trim().parse().ok()?]));
    match sides {
        Some([x, y]) if (1..=1000).contains(&x) && (1..=1000).contains(&y) => {
            let divisor = common_divisor(x, y);
            Some([x / divisor, y / divisor])
        }
        _ => {
            let message = format!("`aspect` cannot be `{text}`, since that is no ratio");
            let at = cx.places.key("aspect");
            let help = "write width to height: `\"16:9\"`";
            cx.mistakes.error_help(Code::WrongValue, at, message, help);
            None
        }
    }
}

fn common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

fn nine_slice(cx: &mut Resolving<'_>, common: &CommonKeys) -> Option<[u32; 4]> {
    let [left, top, right, bottom] = common.nine_slice?;
    let edits = common.edits.as_deref().unwrap_or_default();
    let after = edit::size_after(common.size, edits);
    if let Some([width, height]) = after
        && (left.saturating_add(right) > width || top.saturating_add(bottom) > height)
    {
        let message = format!("the slices are larger than the picture, which is {width}x{height}");
        cx.wrong(Code::BadSize, "nine-slice", message);
    }
    common.nine_slice
}

/// The loop's settings.
pub(crate) fn quality(cx: &mut Resolving<'_>, look: &Look, common: &CommonKeys) -> Option<Quality> {
    let (judge, refiner) = (cx.project.models.judge.clone(), cx.project.models.refine.clone());
    let places = cx.project.places("models");
    let can_judge = cx.model(&judge, Role::Judge, places.key("judge"));
    let can_refine = cx.model(&refiner, Role::Refine, places.key("refine"));
    let settings = project::quality(&common.quality, cx.project.quality);
    can_judge?;
    can_refine?;
    Some(Quality {
        target: settings.target,
        max_attempts: settings.max_attempts,
        candidates: settings.candidates,
        judge,
        rubric: look.rubric.clone(),
        refiner,
    })
}
