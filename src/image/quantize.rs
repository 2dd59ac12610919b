//! Many colours become few: those whose joining is seen least are joined first.
//!
//! Ward's method in OKLab: two groups are joined that add the least squared error. It looks at
//! pairs, so pictures of very many colours are first split into boxes (median cut).

use crate::colour::{Oklab, Rgb};
use crate::image::Bitmap;

/// The most groups that are looked at in pairs.
const MOST_GROUPS: usize = 1024;

/// At most so many of the picture's own colours that stand for all of them; at least one.
pub(crate) fn fewer_colours(bitmap: &Bitmap, max: usize) -> Vec<Rgb> {
    let mut colours = weighted_colours(bitmap);
    let mut groups: Vec<Group> = boxes(&mut colours, MOST_GROUPS.max(max))
        .into_iter()
        .map(|(start, end)| Group::of(&colours[start..end]))
        .collect();
    Ward::new(&mut groups).join_until(max.max(1));
    groups.retain(|it| it.weight > 0.0);
    groups.iter().map(|it| it.own_colour(&colours)).collect()
}

/// A colour and how many pixels have it.
struct Weighted {
    rgb: Rgb,
    place: [f64; 3],
    weight: f64,
}

fn weighted_colours(bitmap: &Bitmap) -> Vec<Weighted> {
    let seen = bitmap.pixels().iter().filter(|it| it[3] > 0);
    let mut seen: Vec<[u8; 3]> = seen.map(|&[r, g, b, _]| [r, g, b]).collect();
    seen.sort_unstable();
    let runs = seen.chunk_by(|a, b| a == b);
    let weighted = runs.map(|run| {
        let Oklab { l, a, b } = Rgb(run[0]).oklab();
        Weighted { rgb: Rgb(run[0]), place: [l, a, b].map(f64::from), weight: run.len() as f64 }
    });
    weighted.collect()
}

/// Colours that are replaced by one.
#[derive(Clone)]
struct Group {
    /// Their mean.
    place: [f64; 3],
    /// Their pixels; 0 once it was joined to another group.
    weight: f64,
}

impl Group {
    fn of(colours: &[Weighted]) -> Group {
        let weight: f64 = colours.iter().map(|it| it.weight).sum();
        let mean = |axis: usize| {
            let sum: f64 = colours.iter().map(|it| it.place[axis] * it.weight).sum();
            sum / weight
        };
        Group { place: [0, 1, 2].map(mean), weight }
    }

    /// The squared error that joining two groups adds.
    fn cost(&self, other: &Group) -> f64 {
        let weight = self.weight * other.weight / (self.weight + other.weight);
        weight * squared_distance(self.place, other.place)
    }

    fn join(&mut self, other: &Group) {
        let weight = self.weight + other.weight;
        for (place, other_place) in self.place.iter_mut().zip(other.place) {
            *place = (*place * self.weight + other_place * other.weight) / weight;
        }
        self.weight = weight;
    }

    /// The colour of the picture that is nearest to the mean: means are nobody's colours.
    fn own_colour(&self, colours: &[Weighted]) -> Rgb {
        let distance = |it: &Weighted| squared_distance(it.place, self.place);
        let nearest = colours.iter().min_by(|a, b| distance(a).total_cmp(&distance(b)));
        nearest.expect("a group has colours").rgb
    }
}

/// Joins groups, cheapest first; remembers each one's cheapest partner.
struct Ward<'a> {
    groups: &'a mut [Group],
    /// For each group the cheapest partner after it, and the cost.
    partners: Vec<Option<(f64, usize)>>,
}

impl Ward<'_> {
    fn new(groups: &mut [Group]) -> Ward<'_> {
        let partners = vec![None; groups.len()];
        let mut res = Ward { groups, partners };
        for idx in 0..res.groups.len() {
            res.partners[idx] = res.partner(idx);
        }
        res
    }

    fn join_until(&mut self, n_wanted: usize) {
        for _ in n_wanted..self.groups.len() {
            let known = self.partners.iter().enumerate();
            let costs = known.filter_map(|(idx, partner)| partner.map(|it| (it.0, idx, it.1)));
            let Some((_, into, from)) = costs.min_by(|a, b| a.0.total_cmp(&b.0)) else {
                return;
            };
            let joined = self.groups[from].clone();
            self.groups[into].join(&joined);
            self.groups[from].weight = 0.0;
            self.look_again(into, from);
        }
    }

    fn look_again(&mut self, into: usize, from: usize) {
        self.partners[from] = None;
        self.partners[into] = self.partner(into);
        for idx in 0..from {
            match self.partners[idx] {
                Some((_, partner)) if partner == from || partner == into => {
                    self.partners[idx] = self.partner(idx);
                }
                Some((cost, _)) if idx < into => {
                    let changed = self.groups[idx].cost(&self.groups[into]);
                    if changed < cost {
                        self.partners[idx] = Some((changed, into));
                    }
                }
                _ => {}
            }
        }
    }

    fn partner(&self, idx: usize) -> Option<(f64, usize)> {
        let group = &self.groups[idx];
        if group.weight == 0.0 {
            return None;
        }
        let others = self.groups.iter().enumerate().skip(idx + 1);
        let there = others.filter(|(_, it)| it.weight > 0.0);
        let costs = there.map(|(other, it)| (group.cost(it), other));
        costs.min_by(|a, b| a.0.total_cmp(&b.0))
    }
}

/// Splits the colours into at most so many boxes, the one with the largest error first; each is
/// a stretch of the slice, which is put in order for it.
fn boxes(colours: &mut [Weighted], most: usize) -> Vec<(usize, usize)> {
    if colours.len() <= most {
        return (0..colours.len()).map(|it| (it, it + 1)).collect();
    }
    let mut res = vec![(errors(colours), 0, colours.len())];
    while res.len() < most {
        let largest = |it: &[f64; 3]| it[0] + it[1] + it[2];
        let by_error = res.iter().enumerate().max_by(|(_, a), (_, b)| {
            // Of equal ones the first, as everywhere.
            largest(&a.0).total_cmp(&largest(&b.0)).then(b.1.cmp(&a.1))
        });
        let Some((at, &(error, start, end))) = by_error.filter(|(_, it)| it.2 - it.1 > 1) else {
            break;
        };
        let axis = (0..3).fold(0, |best, it| if error[it] > error[best] { it } else { best });
        let half = start + split(&mut colours[start..end], axis);
        res[at] = (errors(&colours[start..half]), start, half);
        res.push((errors(&colours[half..end]), half, end));
    }
    res.into_iter().map(|(_, start, end)| (start, end)).collect()
}

/// The squared error of one group on each axis.
fn errors(colours: &[Weighted]) -> [f64; 3] {
    let mean = Group::of(colours).place;
    [0, 1, 2].map(|axis| {
        let off = |it: &Weighted| it.place[axis] - mean[axis];
        colours.iter().map(|it| off(it) * off(it) * it.weight).sum()
    })
}

/// Sorts along an axis and gives the place that halves the pixels; neither side is empty.
fn split(colours: &mut [Weighted], axis: usize) -> usize {
    colours.sort_by(|a, b| {
        let order = a.place[axis].total_cmp(&b.place[axis]);
        order.then(a.rgb.cmp(&b.rgb))
    });
    let all: f64 = colours.iter().map(|it| it.weight).sum();
    let mut sum = 0.0;
    let half = colours.iter().position(|colour| {
        sum += colour.weight;
        sum * 2.0 >= all
    });
    half.map_or(1, |it| it + 1).clamp(1, colours.len() - 1)
}

fn squared_distance(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [l, m, n] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    l * l + m * m + n * n
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_thousands_of_colours_gets_as_many_as_asked_for() {
        let pixels = (0..4096).map(|it: u32| {
            let [r, g, b] = [it & 15, it >> 4 & 15, it >> 8].map(|it| it as u8 * 17);
            [r, g, b, 255]
        });
        let picture = Bitmap::from_pixels(64, 64, pixels.collect());
        for max in [1, 2, 16, 64] {
            let mut res = fewer_colours(&picture, max);
            res.sort_unstable();
            res.dedup();
            assert_eq!(res.len(), max);
        }
    }

    #[test]
    fn a_small_detail_far_from_all_others_keeps_its_colour() {
        let mut picture =
            Bitmap::from_pixels(16, 16, (0..=255).map(|it| [it, it, it, 255]).collect());
        picture.set(3, 3, [255, 0, 0, 255]);
        assert!(fewer_colours(&picture, 16).contains(&Rgb([255, 0, 0])));
    }
}
