//! `Kind`, `Role` and `Ground`: what can be drawn.

/// Everything that the artist knows how to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    // Creatures.
    Slime,
    Monster,
    Ghost,
    Bat,
    Spider,
    Bird,
    Fish,
    Dragon,
    Snake,
    Beast,
    Bug,
    Eyeball,
    Robot,
    // People.
    Person(Role),
    // Weapons and tools.
    Sword,
    Dagger,
    Axe,
    Hammer,
    Pickaxe,
    Bow,
    Arrow,
    Staff,
    Spear,
    Shield,
    // Things to carry.
    Potion,
    Gem,
    Coin,
    Key,
    Heart,
    Star,
    Bomb,
    Book,
    Scroll,
    Ring,
    Amulet,
    Crown,
    Boots,
    Helmet,
    Bag,
    Skull,
    // Food.
    Apple,
    Berries,
    Bread,
    Cheese,
    Meat,
    Carrot,
    Egg,
    // Plants and land.
    Tree,
    Pine,
    Bush,
    Flower,
    Mushroom,
    Cactus,
    Rock,
    Ore,
    // Buildings and what stands about.
    House,
    Tower,
    Tent,
    Door,
    Chest,
    Crate,
    Barrel,
    Sign,
    Torch,
    Lantern,
    Ship,
    // Weather and magic.
    Fire,
    Explosion,
    Lightning,
    Sparkle,
    Snowflake,
    Cloud,
    Sun,
    Moon,
    // Interface.
    Button,
    Panel,
    Bar,
    Slot,
    Arrowhead,
    // Nobody knows.
    Emblem,
}

/// Who a person is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    Hero,
    Villager,
    Knight,
    Wizard,
    King,
    Queen,
    Archer,
    Rogue,
    Goblin,
    Skeleton,
    Zombie,
    Viking,
    Pirate,
    Monk,
    Farmer,
}

/// What the ground is made of, where a picture fills its frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ground {
    Grass,
    Stone,
    Brick,
    Water,
    Lava,
    Dirt,
    Sand,
    Wood,
    Snow,
    /// Sky, hills and land: a backdrop.
    Scene,
}

impl Kind {
    /// Whether it moves by itself: bends, breathes and leans, which a sword does not.
    pub(crate) fn is_soft(self) -> bool {
        matches!(
            self,
            Kind::Slime
                | Kind::Monster
                | Kind::Ghost
                | Kind::Bat
                | Kind::Spider
                | Kind::Bird
                | Kind::Fish
                | Kind::Dragon
                | Kind::Snake
                | Kind::Beast
                | Kind::Bug
                | Kind::Robot
                | Kind::Person(_)
                | Kind::Tree
                | Kind::Pine
                | Kind::Bush
                | Kind::Flower
                | Kind::Mushroom
        )
    }

    /// Whether it is a part of an interface, which fills its frame where it may.
    pub(crate) fn is_interface(self) -> bool {
        matches!(self, Kind::Button | Kind::Panel | Kind::Bar | Kind::Slot)
    }
}
