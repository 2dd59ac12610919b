//! Recipes: how a subject of each kind is put together.

use crate::builtin::sketch::drawing::Sketch;
use crate::builtin::sketch::kind::Kind;
use crate::builtin::sketch::{
    beast, building, creature, effect, emblem, food, gear, gem, interface, item, machine, person,
    plant, vessel, weapon,
};

/// Draws the subject in its pose.
pub(crate) fn draw(it: &mut Sketch) {
    let kind = it.look.kind;
    let pixel = it.canvas.pixel();
    let mut pose = if kind.is_soft() { it.motion.pose(pixel) } else { it.motion.float(pixel) };
    // Every ordinal has a build of its own, even of things that leave little to chance.
    if !kind.is_interface() {
        pose.stretch[0] *= it.dice.between(0.94, 1.0);
        pose.stretch[1] *= it.dice.between(0.95, 1.0);
    }
    it.canvas.pose(pose);
    follow(kind, it);
}

/// Follows the recipe of a kind, each family of which is a file.
fn follow(kind: Kind, it: &mut Sketch) {
    match kind {
        Kind::Person(role) => person::draw(role, it),
        Kind::Sword
        | Kind::Dagger
        | Kind::Axe
        | Kind::Hammer
        | Kind::Pickaxe
        | Kind::Bow
        | Kind::Arrow
        | Kind::Staff
        | Kind::Spear
        | Kind::Shield => weapon::draw(kind, it),
        Kind::Potion
        | Kind::Coin
        | Kind::Key
        | Kind::Heart
        | Kind::Star
        | Kind::Bomb
        | Kind::Book
        | Kind::Scroll
        | Kind::Bag
        | Kind::Skull => item::draw(kind, it),
        Kind::Ring
        | Kind::Amulet
        | Kind::Crown
        | Kind::Boots
        | Kind::Helmet
        | Kind::Torch
        | Kind::Lantern => gear::draw(kind, it),
        Kind::Apple
        | Kind::Berries
        | Kind::Bread
        | Kind::Cheese
        | Kind::Meat
        | Kind::Carrot
        | Kind::Egg => food::draw(kind, it),
        Kind::Tree
        | Kind::Pine
        | Kind::Bush
        | Kind::Flower
        | Kind::Mushroom
        | Kind::Cactus
        | Kind::Rock
        | Kind::Ore => plant::draw(kind, it),
        Kind::House
        | Kind::Tower
        | Kind::Tent
        | Kind::Door
        | Kind::Chest
        | Kind::Crate
        | Kind::Barrel
        | Kind::Sign => building::draw(kind, it),
        Kind::Ship => vessel::draw(it),
        Kind::Robot => machine::draw(it),
        Kind::Fire
        | Kind::Explosion
        | Kind::Lightning
        | Kind::Sparkle
        | Kind::Snowflake
        | Kind::Cloud
        | Kind::Sun
        | Kind::Moon => effect::draw(kind, it),
        Kind::Bat
        | Kind::Spider
        | Kind::Bird
        | Kind::Fish
        | Kind::Dragon
        | Kind::Snake
        | Kind::Beast
        | Kind::Bug => beast::draw(kind, it),
        Kind::Button | Kind::Panel | Kind::Bar | Kind::Slot | Kind::Arrowhead => {
            interface::draw(kind, it);
        }
        Kind::Slime | Kind::Monster | Kind::Ghost | Kind::Eyeball => creature::draw(kind, it),
        Kind::Gem => gem::draw(it),
        Kind::Emblem => emblem::draw(it),
    }
}
