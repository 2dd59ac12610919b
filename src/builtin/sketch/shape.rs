//! Shapes: the solids that everything is made of.

use crate::builtin::sketch::canvas::{Canvas, light};
use crate::builtin::sketch::paintbox::Material;

impl Canvas {
    /// A ball or an egg.
    pub(crate) fn ellipse(&mut self, material: Material, [x, y]: [f32; 2], radius: [f32; 2]) {
        let [rx, ry] = radius.map(|it| it.max(0.55 * self.pixel()));
        self.fill(material, [x - rx, y - ry, x + rx, y + ry], |u, v| {
            let (a, b) = ((u - x) / rx, (v - y) / ry);
            let depth = 1.0 - a * a - b * b;
            (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
        });
    }

    /// A rod with round ends, as thick as each end says; at least a pixel.
    pub(crate) fn capsule(
        &mut self,
        material: Material,
        from: [f32; 2],
        to: [f32; 2],
        thickness: [f32; 2],
    ) {
        let [r0, r1] = thickness.map(|it| it.max(0.56 * self.pixel()));
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = (dx * dx + dy * dy).max(1e-6);
        let r = r0.max(r1);
        let bounds = [
            from[0].min(to[0]) - r,
            from[1].min(to[1]) - r,
            from[0].max(to[0]) + r,
            from[1].max(to[1]) + r,
        ];
        self.fill(material, bounds, |u, v| {
            let along = ((u - from[0]) * dx + (v - from[1]) * dy) / length;
            let along = along.clamp(0.0, 1.0);
            let r = r0 + (r1 - r0) * along;
            let (a, b) = ((u - from[0] - along * dx) / r, (v - from[1] - along * dy) / r);
            let depth = 1.0 - a * a - b * b;
            (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
        });
    }

    /// A plate with these corners, and light as `shade` says for a place of the frame.
    pub(crate) fn polygon(
        &mut self,
        material: Material,
        corners: &[[f32; 2]],
        shade: impl Fn(f32, f32) -> f32,
    ) {
        let least = |axis: usize| corners.iter().map(|it| it[axis]).fold(f32::INFINITY, f32::min);
        let most = |axis: usize| -corners.iter().map(|it| -it[axis]).fold(f32::INFINITY, f32::min);
        let bounds = [least(0), least(1), most(0), most(1)];
        self.fill(material, bounds, |u, v| inside(corners, u, v).then(|| shade(u, v)));
    }

    /// A box seen from the front: left, top, right, bottom, and how wide its edges are bevelled.
    pub(crate) fn block(&mut self, material: Material, at: [f32; 4], bevel: f32) {
        let [left, top, right, bottom] = at;
        let bevel = if bevel > 0.0 { bevel.max(self.pixel()) } else { 0.0 };
        self.fill(material, at, |u, v| {
            let edges = [v - top, u - left, bottom - v, right - u];
            let nearest = edges.into_iter().fold(f32::INFINITY, f32::min);
            if nearest < 0.0 {
                return None;
            }
            if nearest >= bevel {
                let fall = (u - left) / (right - left) + (v - top) / (bottom - top);
                return Some(0.17 - 0.12 * fall);
            }
            let bevels = [0.75, 0.45, -0.75, -0.45];
            let side = edges.iter().position(|it| *it == nearest);
            side.map(|it| bevels[it])
        });
    }

    /// A ring that is so thick.
    pub(crate) fn ring(
        &mut self,
        material: Material,
        [x, y]: [f32; 2],
        radius: [f32; 2],
        thickness: f32,
    ) {
        let thickness = thickness.max(0.6 * self.pixel());
        let [rx, ry] = radius;
        let bounds =
            [x - rx - thickness, y - ry - thickness, x + rx + thickness, y + ry + thickness];
        self.fill(material, bounds, |u, v| {
            let (a, b) = ((u - x) / rx, (v - y) / ry);
            let far = (a * a + b * b).sqrt().max(1e-6);
            let off = (far - 1.0) * rx.min(ry) / thickness;
            let depth = 1.0 - off * off;
            (depth >= 0.0).then(|| light(a / far * off, b / far * off, depth.sqrt()))
        });
    }

    /// A line of even light, so thick; at least a pixel.
    pub(crate) fn line(
        &mut self,
        material: Material,
        from: [f32; 2],
        to: [f32; 2],
        thickness: f32,
        shade: f32,
    ) {
        let r = thickness.max(0.56 * self.pixel());
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let length = (dx * dx + dy * dy).max(1e-6);
        let bounds = [
            from[0].min(to[0]) - r,
            from[1].min(to[1]) - r,
            from[0].max(to[0]) + r,
            from[1].max(to[1]) + r,
        ];
        self.fill(material, bounds, |u, v| {
            let along = ((u - from[0]) * dx + (v - from[1]) * dy) / length;
            let along = along.clamp(0.0, 1.0);
            let (a, b) = (u - from[0] - along * dx, v - from[1] - along * dy);
            (a * a + b * b <= r * r).then_some(shade)
        });
    }

    /// A small bright spot on what is there.
    pub(crate) fn glint(&mut self, material: Material, [x, y]: [f32; 2], radius: [f32; 2]) {
        let [rx, ry] = radius.map(|it| it.max(0.55 * self.pixel()));
        self.marked(|canvas| {
            canvas.fill(material, [x - rx, y - ry, x + rx, y + ry], |u, v| {
                let (a, b) = ((u - x) / rx, (v - y) / ry);
                (a * a + b * b <= 1.0).then_some(1.0)
            });
        });
    }
}

/// Whether a place lies in a polygon: a ray to the right crosses its edges an odd number of times.
fn inside(corners: &[[f32; 2]], u: f32, v: f32) -> bool {
    let mut res = false;
    let Some(mut before) = corners.last() else {
        return false;
    };
    for corner in corners {
        let [[x0, y0], [x1, y1]] = [*before, *corner];
        if (y1 > v) != (y0 > v) && u < (x0 - x1) * (v - y1) / (y0 - y1) + x1 {
            res = !res;
        }
        before = corner;
    }
    res
}
