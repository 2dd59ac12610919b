//! `Outfit`: what each role wears and holds, and what words change in it.

use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Role;
use crate::builtin::sketch::tone::Tone;

/// What is on a head.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hat {
    Hair,
    Bald,
    Helmet,
    Horned,
    Pointed,
    Crown,
    Hood,
    Cap,
    Straw,
    Tricorn,
}

/// What is on a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Garb {
    Tunic,
    Robe,
    Dress,
    Armour,
}

/// What is in the right hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Held {
    Nothing,
    Sword,
    Axe,
    Staff,
    Spear,
    Bow,
}

/// Everything that tells one person from another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outfit {
    /// Who wears it.
    pub(crate) role: Role,
    /// On the head.
    pub(crate) hat: Hat,
    /// On the body.
    pub(crate) garb: Garb,
    /// In the hand.
    pub(crate) held: Held,
    /// Of clothes.
    pub(crate) cloth: Tone,
    /// Of buckles, hems, feathers and horns.
    pub(crate) trim: Tone,
    /// Of hands and face.
    pub(crate) skin: Tone,
    /// Of hair, if it is not left to chance.
    pub(crate) hair: Option<Tone>,
    /// Whether the ears stand out.
    pub(crate) ears: bool,
    /// Whether there is a beard.
    pub(crate) beard: bool,
    /// Whether hair falls to the shoulders.
    pub(crate) long_hair: bool,
}

const GREEN_SKIN: Tone = Tone::new(0.64, 0.13, 135.0);

impl Outfit {
    /// The outfit of a role, as the words of the subject have it.
    pub(crate) fn of(role: Role, it: &mut Sketch) -> Outfit {
        let shade = it.dice.pick(&[0.86, 0.82, 0.76, 0.68, 0.6]);
        let skin = Tone::new(shade, 0.07, it.dice.between(48.0, 64.0));
        let (hat, garb, held) = usual(role);
        let mut res = Outfit {
            role,
            hat,
            garb,
            held,
            cloth: it.look.or(colour_of(role).unwrap_or(it.look.any)),
            trim: it.look.second_or(trim_of(role)),
            skin,
            hair: None,
            ears: role == Role::Goblin || it.look.says(&["elf", "elven"]),
            beard: matches!(role, Role::Wizard | Role::Viking)
                || it.look.says(&["bearded", "beard", "old"]),
            long_hair: role == Role::Queen || (role == Role::Hero && it.dice.chance(0.4)),
        };
        res.skin = match role {
            Role::Goblin => GREEN_SKIN,
            Role::Zombie => GREEN_SKIN.faded(0.55).lit(0.02),
            Role::Skeleton => Tone::BONE,
            _ => skin,
        };
        if role == Role::Wizard {
            res.hair = Some(Tone::new(0.9, 0.012, 250.0));
        }
        res.told(it);
        res
    }

    /// Whether anything of it is made of steel.
    pub(crate) fn has_metal(&self) -> bool {
        let armed = !matches!(self.held, Held::Nothing | Held::Staff);
        armed || self.garb == Garb::Armour || matches!(self.hat, Hat::Helmet | Hat::Horned)
    }

    /// What words say over what the role has.
    fn told(&mut self, it: &Sketch) {
        let says = |words: &[&str]| it.look.says(words);
        if says(&["woman", "girl", "witch", "heroine", "lady", "sorceress", "female", "priestess"])
        {
            (self.long_hair, self.beard) = (true, false);
        }
        const HATS: &[(Hat, &[&str])] = &[
            (Hat::Hood, &["hood", "hooded", "cloaked"]),
            (Hat::Helmet, &["helmet", "helm", "helmeted"]),
            (Hat::Crown, &["crown", "crowned"]),
            (Hat::Bald, &["bald"]),
            (Hat::Pointed, &["witch"]),
        ];
        const HOLDINGS: &[(Held, &[&str])] = &[
            (Held::Axe, &["axe", "hatchet", "hammer"]),
            (Held::Bow, &["bow", "archer"]),
            (Held::Staff, &["staff", "wand"]),
            (Held::Spear, &["spear", "lance", "trident", "pitchfork"]),
            (Held::Sword, &["sword", "blade", "dagger"]),
            (Held::Nothing, &["unarmed"]),
        ];
        if let Some((hat, _)) = HATS.iter().find(|(_, words)| says(words)) {
            self.hat = *hat;
        }
        if let Some((held, _)) = HOLDINGS.iter().find(|(_, words)| says(words)) {
            self.held = *held;
        }
    }
}

fn usual(role: Role) -> (Hat, Garb, Held) {
    match role {
        Role::Hero => (Hat::Hair, Garb::Tunic, Held::Sword),
        Role::Villager => (Hat::Hair, Garb::Tunic, Held::Nothing),
        Role::Knight => (Hat::Helmet, Garb::Armour, Held::Sword),
        Role::Wizard => (Hat::Pointed, Garb::Robe, Held::Staff),
        Role::King => (Hat::Crown, Garb::Robe, Held::Nothing),
        Role::Queen => (Hat::Crown, Garb::Dress, Held::Nothing),
        Role::Archer => (Hat::Cap, Garb::Tunic, Held::Bow),
        Role::Rogue => (Hat::Hood, Garb::Tunic, Held::Sword),
        Role::Goblin => (Hat::Bald, Garb::Tunic, Held::Axe),
        Role::Skeleton => (Hat::Bald, Garb::Tunic, Held::Sword),
        Role::Zombie => (Hat::Hair, Garb::Tunic, Held::Nothing),
        Role::Viking => (Hat::Horned, Garb::Tunic, Held::Axe),
        Role::Pirate => (Hat::Tricorn, Garb::Tunic, Held::Sword),
        Role::Monk => (Hat::Hood, Garb::Robe, Held::Nothing),
        Role::Farmer => (Hat::Straw, Garb::Tunic, Held::Spear),
    }
}

/// The colour by which people know a role, where there is one.
fn colour_of(role: Role) -> Option<Tone> {
    match role {
        Role::Archer => Some(Tone::new(0.56, 0.13, 142.0)),
        Role::King => Some(Tone::new(0.54, 0.19, 22.0)),
        Role::Rogue => Some(Tone::new(0.42, 0.06, 285.0)),
        Role::Goblin => Some(Tone::new(0.5, 0.08, 60.0)),
        Role::Skeleton => Some(Tone::new(0.45, 0.06, 300.0)),
        Role::Monk => Some(Tone::new(0.5, 0.07, 55.0)),
        Role::Pirate => Some(Tone::new(0.54, 0.18, 22.0)),
        _ => None,
    }
}

fn trim_of(role: Role) -> Tone {
    match role {
        Role::Archer | Role::Farmer => Tone::new(0.78, 0.1, 80.0),
        Role::Viking => Tone::BONE,
        _ => Tone::GOLD,
    }
}
