//! `paint`: from a request to its picture.

use crate::action::{AskedBackground, DrawHints, PaintRequest, PictureKind};
use crate::builtin::sketch::canvas::{Canvas, Room};
use crate::builtin::sketch::dice::Dice;
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::{Ground, Kind};
use crate::builtin::sketch::motion::Motion;
use crate::builtin::sketch::paintbox::{Paintbox, Tint};
use crate::builtin::sketch::scene::Reach;
use crate::builtin::sketch::words::Look;
use crate::builtin::sketch::{recipe, scene, tile};
use crate::colour::Rgb;
use crate::image::Bitmap;

/// The version of the artist; counted up when any picture changes.
pub const VERSION: u32 = 3;

/// Larger pictures are drawn smaller and enlarged: this artist places pixels.
const LARGEST: u32 = 256;

/// Paints what a request asks for, exactly in its size.
///
/// Straight alpha of 0 or 255, at most 16 colours; of the palette alone where it binds. A subject
/// stands in the middle with free space around it; tiles, scenes and parts of an interface fill
/// the picture, and the edges of tiles meet. Another ordinal is another picture of the same
/// subject. The colours of the first reference are taken up where the subject is `the same`.
///
/// It never fails: a subject without a known word becomes an emblem, or a creature if it lives.
pub fn paint(request: &PaintRequest, references: &[Bitmap]) -> Bitmap {
    let asked = request.draw.clone();
    let mut hints = asked.unwrap_or_else(|| hints_from(request));
    hints.opaque |= request.background == AskedBackground::Opaque;
    let reference = references.first().map(main_colours).unwrap_or_default();
    let ordinal = request.ordinal;
    let [columns, rows] = hints.cells.map(|it| it.max(1));
    let cell = [request.size[0] / columns, request.size[1] / rows];
    let mut res = Bitmap::new(request.size[0], request.size[1]);
    let count = columns.saturating_mul(rows).min(MOST_CELLS);
    // A sheet may have more cells than the movement has frames; those stay empty.
    let frames = hints.frame.filter(|_| count > 1).map_or(count, |[_, frames]| frames);
    for at in 0..count.min(frames) {
        let picture = paint_cell(&hints, cell, ordinal, at, &reference);
        let corner = [(at % columns) * cell[0], (at / columns) * cell[1]];
        place(&mut res, &picture, corner);
    }
    if let AskedBackground::Colour(colour) | AskedBackground::Key(colour) = request.background {
        put_behind(&mut res, colour);
    }
    res
}

/// More frames than this are not animated by anyone.
const MOST_CELLS: u32 = 1024;

/// The hints for a request that has none.
fn hints_from(request: &PaintRequest) -> DrawHints {
    DrawHints { subject: request.prompt.clone(), size: request.size, ..no_hints() }
}

fn no_hints() -> DrawHints {
    DrawHints {
        subject: String::new(),
        size: [1, 1],
        palette: Vec::new(),
        palette_only: false,
        opaque: false,
        kind: PictureKind::Sprite,
        facing: String::new(),
        pose: String::new(),
        state: String::new(),
        action: String::new(),
        frame: None,
        cells: [1, 1],
        variant: 0,
    }
}

/// One frame, brought to the size of its cell.
fn paint_cell(
    hints: &DrawHints,
    cell: [u32; 2],
    ordinal: u32,
    later: u32,
    reference: &[Rgb],
) -> Bitmap {
    let [width, height] = cell;
    if width == 0 || height == 0 {
        return Bitmap::new(width, height);
    }
    let by = enlargement(hints.size, cell);
    let art = [width.div_ceil(by), height.div_ceil(by)];
    let picture = draw(hints, art, ordinal, later, reference);
    if by == 1 {
        return picture;
    }
    let mut res = Bitmap::new(width, height);
    for y in 0..height {
        for x in 0..width {
            res.set(x, y, picture.get(x / by, y / by));
        }
    }
    res
}

/// How many pixels on a side become one: as art pixels are meant, or as few as can be drawn.
fn enlargement(art: [u32; 2], cell: [u32; 2]) -> u32 {
    let meant = cell[0].checked_div(art[0]).unwrap_or(1).max(1);
    let exact = art[0].saturating_mul(meant) == cell[0] && art[1].saturating_mul(meant) == cell[1];
    let least = cell[0].max(cell[1]).div_ceil(LARGEST).max(1);
    if exact && meant >= least { meant } else { least }
}

/// Draws one frame in art pixels.
fn draw(hints: &DrawHints, size: [u32; 2], ordinal: u32, later: u32, reference: &[Rgb]) -> Bitmap {
    let (picture, plain) = (
        |hints: &DrawHints, tint| drawn(hints, (size, tint), ordinal, later, reference),
        tint(&hints.state),
    );
    let res = picture(hints, plain);
    if hints.state.is_empty() || plain != Tint::Plain || is_rest(&hints.state) {
        return res;
    }
    // A state that no recipe knows looks otherwise all the same: in another colour.
    let at_rest = picture(&DrawHints { state: String::new(), ..hints.clone() }, Tint::Plain);
    if res != at_rest {
        return res;
    }
    picture(hints, Tint::Turned(Dice::of(&hints.state.to_lowercase()).between(50.0, 310.0)))
}

/// Draws one frame, all of it in one tint.
fn drawn(
    hints: &DrawHints,
    (size, tint): ([u32; 2], Tint),
    ordinal: u32,
    later: u32,
    reference: &[Rgb],
) -> Bitmap {
    let subject = hints.subject.to_lowercase();
    let variant = if hints.variant == 0 { String::new() } else { format!(" {}", hints.variant) };
    let seed = format!("{subject} {}x{} {ordinal}{variant}", size[0], size[1]);
    let mut dice = Dice::of(&seed);
    let look = Look::read(hints, reference, &mut dice);
    let is_ground = look.kind == Kind::Emblem && look.ground.is_some() && !hints.opaque;
    let is_land = is_ground && look.ground == Some(Ground::Scene) && !look.says(&["sky"]);
    if is_ground && !is_land {
        return patch(hints, (size, tint), ordinal, later, reference);
    }
    let is_layer = is_land && hints.kind == PictureKind::Background;
    let framing = hints.kind == PictureKind::Ui && look.kind.is_interface();
    let room = if hints.opaque || framing || is_layer { Room::Full } else { Room::Subject };
    let paints = Paintbox::new(&hints.palette, hints.palette_only, tint);
    let mut sketch = Sketch {
        canvas: Canvas::new(size, room, paints),
        dice,
        look,
        motion: Motion::of(hints, later),
        state: hints.state.to_lowercase(),
    };
    if hints.opaque {
        tile::draw(&mut sketch);
    } else if is_land {
        scene::land(&mut sketch, if is_layer { Reach::Edges } else { Reach::Foot });
    } else {
        recipe::draw(&mut sketch);
    }
    let picture = sketch.canvas.finish();
    if hints.facing.to_lowercase().contains("left") && !hints.opaque {
        mirrored(&picture)
    } else {
        picture
    }
}

/// Ground that stands alone is a piece of it, with nothing around.
fn patch(
    hints: &DrawHints,
    (size, tint): ([u32; 2], Tint),
    ordinal: u32,
    later: u32,
    reference: &[Rgb],
) -> Bitmap {
    let inner = size.map(|it| (it * 3 / 4).max(1));
    let filled = DrawHints { opaque: true, ..hints.clone() };
    let picture = drawn(&filled, (inner, tint), ordinal, later, reference);
    let mut res = Bitmap::new(size[0], size[1]);
    place(&mut res, &picture, [(size[0] - inner[0]) / 2, (size[1] - inner[1]) / 2]);
    res
}

/// Whether a state is how a thing is when nothing is the matter with it.
fn is_rest(state: &str) -> bool {
    const REST: &[&str] =
        &["normal", "idle", "default", "calm", "neutral", "closed", "full", "on", "rest", "whole"];
    REST.contains(&state.to_lowercase().as_str())
}

/// Whether any word of a subject means something that this artist can draw. Else its picture is a
/// sign that stands for it.
#[must_use]
pub fn knows(subject: &str) -> bool {
    let hints = DrawHints { subject: subject.to_owned(), ..no_hints() };
    !Look::read(&hints, &[], &mut Dice::of("")).is_unknown()
}

fn tint(state: &str) -> Tint {
    match state.to_lowercase().as_str() {
        "hover" | "hovered" | "focus" | "focused" | "selected" | "highlighted" => Tint::Lit,
        "pressed" | "active" | "down" | "held" => Tint::Shaded,
        "disabled" | "inactive" | "locked" | "off" => Tint::Grey,
        _ => Tint::Plain,
    }
}

/// The colours of most of a picture's pixels, the commonest first, outlines left out.
fn main_colours(picture: &Bitmap) -> Vec<Rgb> {
    let mut counts = std::collections::BTreeMap::new();
    for [r, g, b, alpha] in picture.pixels() {
        // Three bits a channel, so that the steps of one material count together.
        let about = [r, g, b].map(|it| it & 0xe0);
        if *alpha > 127 {
            counts.entry(about).or_insert((0_u32, Rgb([*r, *g, *b]))).0 += 1;
        }
    }
    let mut colours: Vec<(u32, Rgb)> = counts.into_values().collect();
    colours.retain(|(_, it)| it.oklab().l > 0.35);
    colours.sort_by_key(|(count, colour)| (std::cmp::Reverse(*count), *colour));
    colours.into_iter().map(|(_, it)| it).take(3).collect()
}

fn place(onto: &mut Bitmap, picture: &Bitmap, [left, top]: [u32; 2]) {
    for y in 0..picture.height() {
        for x in 0..picture.width() {
            onto.set(left + x, top + y, picture.get(x, y));
        }
    }
}

fn put_behind(picture: &mut Bitmap, Rgb([r, g, b]): Rgb) {
    for pixel in picture.pixels_mut() {
        if pixel[3] == 0 {
            *pixel = [r, g, b, 255];
        }
    }
}

fn mirrored(picture: &Bitmap) -> Bitmap {
    let mut res = Bitmap::new(picture.width(), picture.height());
    for y in 0..picture.height() {
        for x in 0..picture.width() {
            res.set(picture.width() - 1 - x, y, picture.get(x, y));
        }
    }
    res
}
