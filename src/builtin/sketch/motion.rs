//! `Motion`: what moves in a frame of an animation, and `Pose`: where it puts the subject.

use crate::action::DrawHints;

/// How the subject moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gait {
    /// One picture, no animation.
    Still,
    /// Breathing, burning, floating: whatever it does in one place.
    Idle,
    /// Steps, or hops if it has no legs.
    Walk,
    /// A lunge.
    Attack,
    /// Up and down again.
    Jump,
}

/// One moment of a movement that repeats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Motion {
    /// How it moves.
    pub(crate) gait: Gait,
    /// Which share of the movement is over: at least 0, less than 1.
    pub(crate) t: f32,
}

/// Where a subject stands on its canvas, in its own units: the frame is -1 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pose {
    /// To the right, and down.
    pub(crate) shift: [f32; 2],
    /// Width and height, as factors; the ground stays where it is.
    pub(crate) stretch: [f32; 2],
    /// How far the top leans to the right.
    pub(crate) lean: f32,
}

/// Where feet stand.
pub(crate) const GROUND: f32 = 1.0;

impl Motion {
    /// What the hints ask for, `later` frames after the one that they name.
    pub(crate) fn of(hints: &DrawHints, later: u32) -> Motion {
        let cells = hints.cells[0].saturating_mul(hints.cells[1]);
        let [frame, count] = hints.frame.unwrap_or([0, cells]);
        if count <= 1 && hints.action.is_empty() {
            return Motion { gait: Gait::Still, t: 0.0 };
        }
        let count = u64::from(count.max(1));
        let frame = (u64::from(frame) + u64::from(later)) % count;
        Motion { gait: gait(&hints.action), t: frame as f32 / count as f32 }
    }

    /// 0, then 1, 0, -1 in the course of the movement; 0 if there is none.
    pub(crate) fn swing(self) -> f32 {
        match self.gait {
            Gait::Still => 0.0,
            _ => libm::sinf(self.t * std::f32::consts::TAU),
        }
    }

    /// 0, then up to 1 in the middle of the movement, and back; 0 if there is none.
    pub(crate) fn swell(self) -> f32 {
        match self.gait {
            Gait::Still => 0.0,
            _ => (1.0 - libm::cosf(self.t * std::f32::consts::TAU)) / 2.0,
        }
    }

    /// How far the legs are apart: -1 to 1; 0 unless it walks.
    pub(crate) fn stride(self) -> f32 {
        match self.gait {
            Gait::Walk => self.swing(),
            _ => 0.0,
        }
    }

    /// How high a foot is lifted, 0 to 1: the right one for a `side` of 1, the left one for -1.
    /// It is the one that moves forward.
    pub(crate) fn lift(self, side: f32) -> f32 {
        match self.gait {
            Gait::Walk => (side * libm::cosf(self.t * std::f32::consts::TAU)).max(0.0),
            _ => 0.0,
        }
    }

    /// How far a weapon is swung, -1 (drawn back) to 1; 0 unless it attacks.
    pub(crate) fn blow(self) -> f32 {
        match self.gait {
            Gait::Attack => -self.swing(),
            _ => 0.0,
        }
    }

    /// Whether eyes are shut for a moment.
    pub(crate) fn blinks(self) -> bool {
        self.gait == Gait::Idle && self.t > 0.86
    }

    /// Where a thing is that does not bend: it floats up and down, or strikes.
    pub(crate) fn float(self, pixel: f32) -> Pose {
        match self.gait {
            Gait::Attack | Gait::Jump => self.pose(pixel),
            Gait::Still | Gait::Idle | Gait::Walk => {
                Pose { shift: [0.0, -0.08_f32.max(1.1 * pixel) * self.swell()], ..Pose::STRAIGHT }
            }
        }
    }

    /// Where the subject stands now. `pixel` is the size of one, so that no movement is lost on a
    /// small canvas.
    pub(crate) fn pose(self, pixel: f32) -> Pose {
        let least = |it: f32| it.max(1.1 * pixel);
        let (swing, swell) = (self.swing(), self.swell());
        let mut pose = Pose::STRAIGHT;
        match self.gait {
            Gait::Still => {}
            Gait::Idle => {
                pose.stretch = [1.0 + 0.03 * swell, 1.0 - least(0.08) / 2.0 * swell];
                pose.lean = least(0.05) / 2.0 * swing;
            }
            Gait::Walk => {
                let bob = (1.0 - libm::cosf(2.0 * self.t * std::f32::consts::TAU)) / 2.0;
                pose.stretch = [0.95, 0.93];
                pose.shift[1] = -least(0.07) * bob;
                // Behind the bob, so that no two moments look the same.
                let late = libm::sinf((self.t + 0.125) * std::f32::consts::TAU);
                pose.lean = least(0.04) / 2.0 * (1.0 + late);
            }
            Gait::Attack => {
                pose.stretch = [0.94, 0.96];
                pose.shift[0] = -least(0.09) * swing;
                pose.lean = -least(0.1) * swing + least(0.04) / 2.0 * swell;
            }
            Gait::Jump => {
                pose.stretch = [0.8 - 0.06 * swing.abs(), 0.72 + 0.08 * swing.abs()];
                pose.shift[1] = -0.5 * swell;
                pose.lean = least(0.05) * swing;
            }
        }
        pose
    }
}

impl Pose {
    /// As it is drawn.
    pub(crate) const STRAIGHT: Pose = Pose { shift: [0.0; 2], stretch: [1.0; 2], lean: 0.0 };

    /// So large, with its middle here in the frame.
    pub(crate) fn centred(middle: [f32; 2], stretch: [f32; 2]) -> Pose {
        Pose { shift: [middle[0], middle[1] - GROUND * (1.0 - stretch[1])], stretch, lean: 0.0 }
    }

    /// Where a place of the subject lies in the frame.
    pub(crate) fn put(self, [u, v]: [f32; 2]) -> [f32; 2] {
        let x = u * self.stretch[0] + self.lean * (GROUND - v) + self.shift[0];
        let y = GROUND + (v - GROUND) * self.stretch[1] + self.shift[1];
        [x, y]
    }

    /// Which place of the subject lies here in the frame.
    pub(crate) fn find(self, [x, y]: [f32; 2]) -> [f32; 2] {
        let v = GROUND + (y - self.shift[1] - GROUND) / self.stretch[1];
        let u = (x - self.shift[0] - self.lean * (GROUND - v)) / self.stretch[0];
        [u, v]
    }
}

fn gait(action: &str) -> Gait {
    let action = action.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|it| action.contains(it));
    if says(&["walk", "run", "march", "move", "crawl", "hop"]) {
        Gait::Walk
    } else if says(&["attack", "swing", "slash", "hit", "strike", "shoot", "cast", "bite"]) {
        Gait::Attack
    } else if says(&["jump", "leap", "bounce"]) {
        Gait::Jump
    } else {
        Gait::Idle
    }
}
