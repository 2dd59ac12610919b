//! Animals on four legs: one body, many breeds.

use crate::builtin::sketch::canvas::{light, slope};
use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::face;
use crate::builtin::sketch::face::Face;
use crate::builtin::sketch::paintbox::Material;
use crate::builtin::sketch::tone::Tone;

/// What tells one animal on four legs from another.
struct Breed {
    coat: Tone,
    muzzle: Tone,
    build: Build,
    ears: Ears,
    tail: Tail,
    horned: bool,
    /// Around the head, or down the neck.
    mane: Option<Tone>,
}

/// Where the parts of a body are, in shares of the frame.
struct Build {
    /// Middle and radii.
    body: [f32; 4],
    /// Half the width of a leg, and where the outer ones stand.
    legs: [f32; 3],
    /// Middle and size.
    head: [f32; 3],
    /// From the middle of the head, and radii.
    muzzle: [f32; 4],
    /// Half the width of the neck, if there is one to be seen.
    neck: f32,
}

#[derive(Clone, Copy)]
enum Ears {
    /// Their height, and how far their tips are out.
    Pointed([f32; 2]),
    Round(f32),
    Hanging,
}

#[derive(Clone, Copy)]
enum Tail {
    /// Half its width.
    Raised(f32),
    Falling,
    Tufted,
    Curled,
    Stub,
}

const BODY: Build = Build {
    body: [-0.1, 0.4, 0.64, 0.39],
    legs: [0.135, -0.52, 0.36],
    head: [0.4, -0.2, 0.43],
    muzzle: [0.12, 0.2, 0.24, 0.17],
    neck: 0.0,
};

const HORSE: Build = Build {
    body: [-0.16, 0.2, 0.62, 0.3],
    legs: [0.1, -0.6, 0.3],
    head: [0.52, -0.58, 0.25],
    muzzle: [0.26, 0.14, 0.2, 0.15],
    neck: 0.22,
};

const PIG: Build = Build {
    body: [-0.12, 0.34, 0.78, 0.46],
    legs: [0.12, -0.56, 0.3],
    head: [0.48, 0.1, 0.4],
    muzzle: [0.3, 0.1, 0.18, 0.18],
    neck: 0.0,
};

const BEAR: Build = Build {
    body: [-0.14, 0.26, 0.76, 0.54],
    legs: [0.2, -0.6, 0.36],
    head: [0.46, -0.3, 0.44],
    muzzle: [0.18, 0.16, 0.22, 0.17],
    neck: 0.0,
};

const DOG: Build = Build {
    body: [-0.12, 0.36, 0.58, 0.32],
    legs: [0.11, -0.54, 0.32],
    head: [0.4, -0.28, 0.38],
    muzzle: [0.34, 0.14, 0.26, 0.16],
    neck: 0.2,
};

fn breed(it: &Sketch) -> Breed {
    let says = |words: &[&str]| it.look.says(words);
    let pointed = |height, out| Ears::Pointed([height, out]);
    let (usual, build, ears, tail) = if says(&["horse", "pony", "stallion", "mare", "unicorn"]) {
        (Tone::new(0.5, 0.09, 50.0), HORSE, pointed(0.16, -0.14), Tail::Falling)
    } else if says(&["pig", "boar", "piglet", "hog"]) {
        (Tone::new(0.78, 0.1, 5.0), PIG, pointed(0.18, 0.0), Tail::Curled)
    } else if says(&["bear", "panda"]) {
        (Tone::new(0.42, 0.06, 55.0), BEAR, Ears::Round(0.15), Tail::Stub)
    } else if says(&["lion"]) {
        (Tone::new(0.76, 0.12, 75.0), BODY, Ears::Round(0.13), Tail::Tufted)
    } else if says(&["dog", "puppy", "hound"]) {
        (Tone::new(0.62, 0.09, 65.0), DOG, Ears::Hanging, Tail::Raised(0.1))
    } else if says(&["rabbit", "bunny"]) {
        (Tone::new(0.86, 0.03, 70.0), BODY, pointed(0.66, 0.02), Tail::Raised(0.1))
    } else if says(&["fox"]) {
        (Tone::new(0.66, 0.17, 50.0), BODY, pointed(0.42, 0.08), Tail::Raised(0.3))
    } else if says(&["wolf", "rat", "mouse"]) {
        (Tone::new(0.58, 0.02, 265.0), BODY, pointed(0.36, 0.06), Tail::Raised(0.2))
    } else if says(&["cow", "sheep", "goat"]) {
        (Tone::new(0.92, 0.015, 80.0), BODY, pointed(0.16, 0.22), Tail::Raised(0.08))
    } else if says(&["cat", "kitten", "tiger"]) {
        (Tone::new(0.72, 0.12, 62.0), BODY, pointed(0.36, 0.05), Tail::Raised(0.1))
    } else {
        (Tone::new(0.58, 0.085, 60.0), BODY, pointed(0.3, 0.12), Tail::Raised(0.14))
    };
    let coat = it.look.or(usual);
    let pink = says(&["pig", "cow"]);
    let muzzle = if pink { Tone::new(0.7, 0.13, 5.0) } else { coat.faded(0.4).lit(0.22) };
    let maned = matches!(tail, Tail::Tufted | Tail::Falling);
    Breed {
        coat,
        muzzle: it.look.second_or(muzzle),
        build,
        ears,
        tail,
        horned: says(&["cow", "goat", "deer", "bull"]),
        mane: maned.then(|| it.look.second_or(coat.lit(-0.2).turned(-18.0))),
    }
}

/// The materials of an animal.
struct Coats {
    coat: Material,
    muzzle: Material,
    horn: Material,
    mane: Material,
}

/// Draws an animal: head to the right, body to the left, four legs below.
pub(crate) fn draw(it: &mut Sketch) {
    let breed = breed(it);
    let coats = Coats {
        coat: it.canvas.mix(breed.coat),
        muzzle: it.canvas.trim(breed.muzzle),
        horn: it.canvas.trim(Tone::BONE.lit(-0.06)),
        mane: it.canvas.mix(breed.mane.unwrap_or(breed.coat)),
    };
    let (stride, stout) = (it.motion.stride(), it.dice.between(0.94, 1.06));
    let [x, y, wide, tall] = breed.build.body;
    let [width, hind, fore] = breed.build.legs;
    tail(it, &breed, &coats);
    for (x, side) in [(hind, 1.0), (hind + 0.22, -1.0), (fore - 0.22, 1.0), (fore, -1.0)] {
        let lift = 0.1 * it.motion.lift(side);
        let foot = [x + 0.14 * side * stride, 0.88 - lift];
        it.canvas.capsule(coats.coat, [x, y + 0.1], foot, [width, width * 0.92]);
    }
    let [head_x, head_y, _] = breed.build.head;
    let (coat, neck) = (coats.coat, breed.build.neck);
    it.canvas.joined(|canvas| {
        canvas.ellipse(coat, [x, y], [wide, tall * stout]);
        if neck > 0.0 {
            canvas.capsule(coat, [x + wide * 0.6, y], [head_x, head_y], [neck * 1.2, neck * 0.8]);
        }
    });
    if neck > 0.0 && breed.mane.is_some() {
        it.canvas.marked(|canvas| {
            let crest = [head_x - neck, head_y - 0.16];
            canvas.capsule(coats.mane, [x + wide * 0.42, y - 0.14], crest, [0.12, 0.12]);
        });
    }
    if breed.horned {
        let patches = it.canvas.flat(Tone::LEATHER.lit(-0.06));
        it.canvas.marked(|canvas| {
            canvas.ellipse(patches, [-0.36, 0.26], [0.18, 0.14]);
            canvas.ellipse(patches, [0.0, 0.52], [0.14, 0.12]);
        });
    }
    head(it, &breed, &coats);
}

fn tail(it: &mut Sketch, breed: &Breed, coats: &Coats) {
    let wag = 0.12 * it.motion.swing();
    let [x, y, wide, _] = breed.build.body;
    let root = [x - wide * 0.8, y - 0.04];
    let coat = coats.coat;
    match breed.tail {
        Tail::Raised(width) => {
            it.canvas.capsule(coat, root, [-0.9, y - 0.44 + wag], [width, width * 0.6]);
        }
        Tail::Falling => {
            let end = [-0.92 - wag * 0.4, y + 0.5];
            it.canvas.capsule(coats.mane, [root[0], y - 0.1], end, [0.12, 0.16]);
        }
        Tail::Tufted => {
            let end = [-0.92, y - 0.3 + wag];
            it.canvas.capsule(coat, root, end, [0.07, 0.06]);
            it.canvas.ellipse(coats.mane, end, [0.13, 0.15]);
        }
        Tail::Curled => it.canvas.ring(coat, [-0.9, y - 0.16 + wag], [0.14, 0.14], 0.05),
        Tail::Stub => it.canvas.ellipse(coat, [x - wide * 0.96, y - 0.1], [0.14, 0.14]),
    }
}

fn head(it: &mut Sketch, breed: &Breed, coats: &Coats) {
    let [x, y, usual] = breed.build.head;
    let size = usual * it.dice.between(0.95, 1.06);
    let coat = coats.coat;
    if breed.mane.is_some() && breed.build.neck == 0.0 {
        it.canvas.ellipse(coats.mane, [x - 0.02, y + 0.03], [size * 1.5, size * 1.42]);
    }
    ears(it, breed, coats);
    it.canvas.fill(coat, [x - 0.6, y - 0.6, x + 0.6, y + 0.6], |u, v| {
        let (a, b) = ((u - x) / (size * 1.08), (v - y) / size);
        let depth = 1.0 - a * a - b * b;
        (depth >= 0.0).then(|| light(a, b, depth.sqrt()))
    });
    let [right, down, wide, tall] = breed.build.muzzle;
    let snout = [x + right, y + down];
    // A long one is a part of the head, and has its outline.
    let long = right + wide > size;
    if long && !matches!(breed.tail, Tail::Curled) {
        it.canvas.joined(|canvas| {
            canvas.ellipse(coat, [x, y], [size * 0.9, size * 0.8]);
            canvas.ellipse(coat, snout, [wide, tall]);
        });
    } else {
        it.canvas.marked(|canvas| canvas.ellipse(coats.muzzle, snout, [wide, tall]));
    }
    let ink = it.canvas.flat(Tone::INK);
    let pixel = it.canvas.pixel();
    it.canvas.marked(|canvas| match breed.tail {
        Tail::Curled => {
            for dx in [-0.07, 0.07] {
                canvas.dot(ink, [snout[0] + dx, snout[1]], [pixel, 1.4 * pixel], false, -1.0);
            }
        }
        _ if long => {
            let nose = [snout[0] + wide * 0.7, snout[1] - tall * 0.5];
            canvas.dot(ink, nose, [1.6 * pixel, pixel], false, -1.0);
        }
        _ => canvas.dot(ink, [snout[0], snout[1] - 0.08], [1.6 * pixel, pixel], false, -1.0),
    });
    let (apart, eye) = (0.2 * size / 0.43, 0.13 * size / 0.43);
    face::draw(
        it,
        &Face { middle: [x, y - 0.06], apart, eye: eye.max(pixel), mouth: 0.0, white: false },
    );
}

fn ears(it: &mut Sketch, breed: &Breed, coats: &Coats) {
    let [x, y, size] = breed.build.head;
    let share = size / 0.43;
    let coat = coats.coat;
    for side in [-1.0, 1.0] {
        let at = |dx: f32, dy: f32| [x + side * dx * share, y + dy * share];
        match breed.ears {
            Ears::Pointed([tall, out]) => {
                let ear = [at(0.12, -0.26), at(0.34 + out, -0.3 - tall / share), at(0.42, -0.08)];
                it.canvas.polygon(coat, &ear, slope(0.2, 0.5, -0.2));
            }
            Ears::Round(radius) => it.canvas.ellipse(coat, at(0.34, -0.34), [radius, radius]),
            Ears::Hanging => {}
        }
        if breed.horned {
            it.canvas.capsule(coats.horn, at(0.2, -0.32), at(0.3, -0.6), [0.08, 0.04]);
        }
    }
    if matches!(breed.ears, Ears::Hanging) {
        let ear = it.canvas.trim(breed.coat.lit(-0.12));
        it.canvas.capsule(ear, [x - 0.28, y - 0.2], [x - 0.4, y + 0.22], [0.12, 0.15]);
    }
}
