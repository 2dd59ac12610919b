//! Parts of an interface: buttons, panels, bars and slots, placed by whole pixels.

use crate::builtin::sketch::canvas::{Canvas, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::item;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::motion::Pose;
use crate::builtin::sketch::paintbox::Material;
use crate::builtin::sketch::tone::Tone;

/// Draws a part of an interface.
pub(crate) fn draw(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Panel => panel(it),
        Kind::Bar => bar(it),
        Kind::Slot => slot(it),
        Kind::Arrowhead => arrowhead(it),
        _ => button(it),
    }
}

/// A rectangle in pixels of the frame: left, top, right, bottom, the last two excluded.
type Place = [f32; 4];

/// Fills a rectangle, its corners cut by so many pixels, with light for each of its pixels.
fn plate(
    canvas: &mut Canvas,
    material: Material,
    place: Place,
    cut: f32,
    shade: impl Fn(f32, f32) -> f32,
) {
    let [columns, rows] = canvas.grid();
    let [left, top, right, bottom] = place;
    canvas.fill(material, [-1.0, -1.0, 1.0, 1.0], |u, v| {
        let x = ((u + 1.0) / 2.0 * columns).floor();
        let y = ((v + 1.0) / 2.0 * rows).floor();
        let edge_x = (x - left).min(right - 1.0 - x);
        let edge_y = (y - top).min(bottom - 1.0 - y);
        let lies = edge_x >= 0.0 && edge_y >= 0.0 && edge_x + edge_y >= cut;
        lies.then(|| shade(x, y))
    });
}

/// Light on a raised plate of this size: a bright upper edge, a dark lower one.
fn raised(place: Place, edge: f32) -> impl Fn(f32, f32) -> f32 {
    bevelled(place, edge, [0.8, 0.4, -0.35, -0.65])
}

/// Light on a sunken plate.
fn sunken(place: Place, edge: f32) -> impl Fn(f32, f32) -> f32 {
    bevelled(place, edge, [-0.75, -0.5, 0.1, 0.3])
}

/// Light by edge: above, left, right, below.
fn bevelled(place: Place, edge: f32, lights: [f32; 4]) -> impl Fn(f32, f32) -> f32 {
    let [left, top, right, bottom] = place;
    move |x, y| {
        let far = [y - top, x - left, right - 1.0 - x, bottom - 1.0 - y];
        let nearest = far.into_iter().fold(f32::INFINITY, f32::min);
        let side = far.iter().position(|it| *it <= nearest);
        match side {
            Some(side) if nearest < edge => lights[side],
            _ => 0.12 - 0.25 * (y - top) / (bottom - top).max(1.0),
        }
    }
}

fn inset(place: Place, by: f32) -> Place {
    let [left, top, right, bottom] = place;
    [left + by, top + by, right - by, bottom - by]
}

/// All of the frame; where it is a subject among others, a part of the usual shape.
fn whole(it: &Sketch, tall: f32) -> Place {
    let [columns, rows] = it.canvas.grid();
    let height = if it.canvas.is_full() { rows } else { (rows * tall).round().max(1.0) };
    let top = ((rows - height) / 2.0).floor();
    [0.0, top, columns.floor(), top + height]
}

/// How many pixels an edge is wide, for a part of this size.
fn edge_of(place: Place) -> f32 {
    let side = (place[2] - place[0]).min(place[3] - place[1]);
    (side / 20.0).round().max(1.0)
}

fn is_pressed(it: &Sketch) -> bool {
    ["pressed", "active", "down", "held"].contains(&it.state.as_str())
}

/// A plate that stands out, until it is pressed.
fn button(it: &mut Sketch) {
    let face = it.canvas.mix(it.look.or(it.look.any));
    let rim = it.canvas.flat(it.look.or(it.look.any).faded(0.6).lit(-0.42));
    let place = whole(it, 0.6);
    let edge = edge_of(place);
    let pressed = is_pressed(it);
    // It stands as high as its lip, and that much it goes down.
    let lip = if pressed { 0.0 } else { edge };
    let top = if pressed { edge } else { 0.0 };
    let outer = [place[0], place[1] + top, place[2], place[3]];
    plate(&mut it.canvas, rim, outer, edge, |_, _| 0.0);
    let body = inset(outer, edge);
    plate(&mut it.canvas, face, body, 0.0, |_, _| -0.8);
    let upper = [body[0], body[1], body[2], body[3] - lip];
    plate(&mut it.canvas, face, upper, 0.0, raised(upper, edge));
    if ["hover", "hovered", "focus", "focused", "selected"].contains(&it.state.as_str()) {
        let line = inset(upper, edge);
        let inner = inset(line, edge);
        it.canvas.marked(|canvas| {
            plate(canvas, face, line, 0.0, |_, _| 0.95);
            plate(canvas, face, inner, 0.0, |_, _| 0.25);
        });
    }
    glyph(it, upper);
}

/// A sign on a button, where the words name one.
fn glyph(it: &mut Sketch, place: Place) {
    let names: &[&[&str]] = &[
        &["play", "start", "next"],
        &["close", "cancel", "delete"],
        &["plus", "add", "increase"],
        &["minus", "remove", "decrease"],
        &["ok", "check", "accept", "confirm", "checkbox"],
        &["pause"],
        &["stop"],
        &["back", "previous"],
    ];
    let Some(sign) = names.iter().position(|it_names| it.look.says(it_names)) else {
        return;
    };
    let [columns, rows] = it.canvas.grid();
    let side = (place[2] - place[0]).min(place[3] - place[1]) * 0.6;
    let stretch = [side / columns, side / rows];
    let middle = [(place[0] + place[2]) / columns - 1.0, (place[1] + place[3]) / rows - 1.0];
    it.canvas.pose(Pose::centred(middle, stretch));
    let mark = it.canvas.flat(it.look.second_or(Tone::WHITE));
    it.canvas.joined(|canvas| match sign {
        0 => canvas.polygon(mark, &[[-0.6, -0.9], [0.9, 0.0], [-0.6, 0.9]], slope(0.0, 0.0, 0.0)),
        1 => {
            canvas.line(mark, [-0.75, -0.75], [0.75, 0.75], 0.2, 0.0);
            canvas.line(mark, [-0.75, 0.75], [0.75, -0.75], 0.2, 0.0);
        }
        2 => {
            canvas.block(mark, [-0.9, -0.22, 0.9, 0.22], 0.0);
            canvas.block(mark, [-0.22, -0.9, 0.22, 0.9], 0.0);
        }
        3 => canvas.block(mark, [-0.9, -0.22, 0.9, 0.22], 0.0),
        4 => {
            canvas.line(mark, [-0.75, 0.05], [-0.2, 0.6], 0.2, 0.0);
            canvas.line(mark, [-0.2, 0.6], [0.8, -0.6], 0.2, 0.0);
        }
        5 => {
            canvas.block(mark, [-0.7, -0.9, -0.2, 0.9], 0.0);
            canvas.block(mark, [0.2, -0.9, 0.7, 0.9], 0.0);
        }
        6 => canvas.block(mark, [-0.8, -0.8, 0.8, 0.8], 0.0),
        _ => canvas.polygon(mark, &[[0.6, -0.9], [-0.9, 0.0], [0.6, 0.9]], slope(0.0, 0.0, 0.0)),
    });
}

/// A frame around a quiet surface.
fn panel(it: &mut Sketch) {
    let tone = it.look.or(it.look.any);
    let frame = it.canvas.mix(tone);
    let rim = it.canvas.flat(tone.faded(0.6).lit(-0.42));
    let ground = it.canvas.mix(it.look.second_or(tone.faded(0.45).lit(-0.24)));
    let stud = it.canvas.trim(Tone::GOLD);
    let place = whole(it, 1.0);
    let edge = edge_of(place);
    plate(&mut it.canvas, rim, place, edge, |_, _| 0.0);
    let border = inset(place, edge);
    plate(&mut it.canvas, frame, border, 0.0, raised(border, edge));
    let inner = inset(border, 2.0 * edge + 1.0);
    plate(&mut it.canvas, ground, inner, 0.0, sunken(inner, edge));
    let [left, top, right, bottom] = inset(border, edge);
    for (x, y) in
        [(left, top), (right - edge, top), (left, bottom - edge), (right - edge, bottom - edge)]
    {
        let place = [x, y, x + edge, y + edge];
        it.canvas.marked(|canvas| plate(canvas, stud, place, 0.0, |_, _| 0.4));
    }
}

/// A trough, two thirds full.
fn bar(it: &mut Sketch) {
    let usual = if it.look.says(&["stamina", "xp", "experience"]) {
        Tone::new(0.7, 0.17, 140.0)
    } else {
        Tone::RED
    };
    let filling = it.canvas.mix(it.look.or(usual));
    let frame = it.canvas.trim(it.look.second_or(Tone::IRON.lit(0.1)));
    let rim = it.canvas.flat(Tone::INK);
    let place = whole(it, 0.34);
    let edge = edge_of(place);
    plate(&mut it.canvas, rim, place, edge, |_, _| 0.0);
    let border = inset(place, edge);
    plate(&mut it.canvas, frame, border, 0.0, raised(border, edge));
    let trough = inset(border, edge);
    plate(&mut it.canvas, rim, trough, 0.0, |_, _| 0.0);
    let share = item::filling(it, 0.68 + 0.1 * it.motion.swing());
    let [left, top, right, bottom] = trough;
    let level = [left, top, (left + (right - left) * share).round(), bottom];
    plate(&mut it.canvas, filling, level, 0.0, |_, y| {
        let down = (y - top) / (bottom - top).max(1.0);
        if down < 0.34 { 0.75 } else { 0.1 - 0.6 * down }
    });
}

/// A sunken square that waits for a thing.
fn slot(it: &mut Sketch) {
    let tone = it.look.or(Tone::LEATHER.lit(0.12));
    let frame = it.canvas.mix(tone);
    let ground = it.canvas.mix(tone.faded(0.6).lit(-0.16));
    let rim = it.canvas.flat(tone.faded(0.6).lit(-0.34));
    let place = whole(it, 1.0);
    let edge = edge_of(place);
    plate(&mut it.canvas, rim, place, edge, |_, _| 0.0);
    let border = inset(place, edge);
    plate(&mut it.canvas, frame, border, 0.0, raised(border, edge));
    let inner = inset(border, 2.0 * edge);
    plate(&mut it.canvas, ground, inner, 0.0, sunken(inner, edge));
}

/// What shows where a pointer is.
fn arrowhead(it: &mut Sketch) {
    let paper = it.canvas.mix(it.look.or(Tone::new(0.9, 0.01, 250.0)));
    let corners = [
        [-0.6, -0.9],
        [0.66, 0.3],
        [0.14, 0.34],
        [0.42, 0.84],
        [0.1, 0.95],
        [-0.18, 0.46],
        [-0.6, 0.78],
    ];
    it.canvas.polygon(paper, &corners, slope(0.5, 0.3, 0.2));
}
