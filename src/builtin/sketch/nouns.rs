//! Nouns: the words that mean a kind of thing or of ground.

use crate::builtin::sketch::kind::{Ground, Kind, Role};

/// Singular nouns, a blank between them; the first kind that has a word wins.
pub(crate) const NOUNS: &[(Kind, &str)] = &[
    (Kind::Slime, "slime blob jelly goo ooze pudding"),
    (
        Kind::Monster,
        "monster creature enemy boss alien demon imp critter pet troll ogre yeti golem minion \
         mascot devil gremlin",
    ),
    (Kind::Ghost, "ghost spirit phantom spectre specter wraith wisp"),
    (Kind::Bat, "bat"),
    (Kind::Spider, "spider tarantula scorpion crab"),
    (Kind::Bird, "bird crow raven owl chicken hen duck eagle parrot phoenix penguin chick"),
    (Kind::Fish, "fish shark whale piranha trout salmon dolphin"),
    (Kind::Dragon, "dragon wyvern drake dinosaur lizard"),
    (Kind::Snake, "snake worm serpent viper cobra"),
    (
        Kind::Beast,
        "cat kitten dog puppy wolf fox pig cow horse bear rabbit bunny rat mouse sheep lion \
         tiger boar deer goat beast animal squirrel",
    ),
    (Kind::Bug, "bug beetle bee insect ladybug ant wasp fly butterfly"),
    (Kind::Eyeball, "eyeball beholder eye"),
    (Kind::Robot, "robot android automaton drone mech bot cyborg"),
    (Kind::Person(Role::Knight), "knight soldier guard paladin warrior gladiator"),
    (Kind::Person(Role::Wizard), "wizard mage sorcerer warlock witch sorceress druid magician"),
    (Kind::Person(Role::King), "king emperor prince"),
    (Kind::Person(Role::Queen), "queen princess lady empress"),
    (Kind::Person(Role::Archer), "archer ranger hunter elf"),
    (Kind::Person(Role::Rogue), "rogue thief assassin ninja bandit cultist"),
    (Kind::Person(Role::Goblin), "goblin orc kobold"),
    (Kind::Person(Role::Skeleton), "skeleton lich"),
    (Kind::Person(Role::Zombie), "zombie undead ghoul mummy"),
    (Kind::Person(Role::Viking), "viking barbarian dwarf berserker"),
    (Kind::Person(Role::Pirate), "pirate captain sailor"),
    (Kind::Person(Role::Monk), "monk priest cleric healer nun"),
    (Kind::Person(Role::Farmer), "farmer gardener fisherman"),
    (Kind::Person(Role::Hero), "hero heroine adventurer fighter swordsman player"),
    (
        Kind::Person(Role::Villager),
        "villager person man woman boy girl child kid npc merchant shopkeeper blacksmith \
         character human people peasant baker trader innkeeper student teacher doctor \
         explorer miner bard",
    ),
    (Kind::Sword, "sword blade katana sabre saber rapier scimitar claymore weapon"),
    (Kind::Dagger, "dagger knife"),
    (Kind::Axe, "axe ax hatchet tomahawk"),
    (Kind::Hammer, "hammer mace mallet warhammer club"),
    (Kind::Pickaxe, "pickaxe pick tool"),
    (Kind::Bow, "bow longbow crossbow"),
    (Kind::Arrow, "arrow dart"),
    (Kind::Staff, "staff wand sceptre scepter rod"),
    (Kind::Spear, "spear lance trident halberd pike javelin"),
    (Kind::Shield, "shield buckler"),
    (Kind::Potion, "potion bottle flask elixir vial phial poison jar"),
    (Kind::Gem, "gem crystal diamond ruby emerald sapphire jewel amethyst topaz gemstone"),
    (Kind::Coin, "coin token medal money medallion"),
    (Kind::Key, "key"),
    (Kind::Heart, "heart life lives"),
    (Kind::Star, "star"),
    (Kind::Bomb, "bomb grenade dynamite"),
    (Kind::Book, "book tome spellbook grimoire diary journal"),
    (Kind::Scroll, "scroll map letter parchment paper quest"),
    (Kind::Ring, "ring band"),
    (Kind::Amulet, "amulet necklace pendant talisman"),
    (Kind::Crown, "crown tiara diadem"),
    (Kind::Boots, "boot boots shoe shoes sandals"),
    (Kind::Helmet, "helmet helm armor armour"),
    (Kind::Bag, "bag sack pouch backpack purse satchel"),
    (Kind::Skull, "skull bone"),
    (Kind::Apple, "apple fruit peach pear tomato orange lemon pumpkin melon"),
    (Kind::Berries, "berry berries cherry cherries grape grapes"),
    (Kind::Bread, "bread loaf bun cake pie cookie"),
    (Kind::Cheese, "cheese"),
    (Kind::Meat, "meat ham steak drumstick food chop"),
    (Kind::Carrot, "carrot turnip radish vegetable"),
    (Kind::Egg, "egg"),
    (Kind::Tree, "tree oak maple birch willow"),
    (Kind::Pine, "pine fir spruce conifer"),
    (Kind::Bush, "bush shrub hedge plant fern"),
    (Kind::Flower, "flower rose tulip daisy sunflower blossom lily"),
    (Kind::Mushroom, "mushroom toadstool fungus"),
    (Kind::Cactus, "cactus cacti"),
    (Kind::Rock, "rock boulder stone pebble asteroid meteor"),
    (Kind::Ore, "ore nugget coal"),
    (Kind::House, "house cottage hut shop tavern inn cabin home barn building"),
    (Kind::Tower, "tower castle fortress keep lighthouse dungeon temple"),
    (Kind::Tent, "tent camp"),
    (Kind::Door, "door gate portal entrance"),
    (Kind::Chest, "chest treasure mimic coffer"),
    (Kind::Crate, "crate box"),
    (Kind::Barrel, "barrel keg cask"),
    (Kind::Sign, "sign signpost fence"),
    (Kind::Torch, "torch campfire candle brazier"),
    (Kind::Lantern, "lantern lamp light"),
    (Kind::Ship, "ship spaceship spacecraft rocket ufo starship plane boat sailboat raft galleon"),
    (Kind::Fire, "fire flame fireball blaze"),
    (Kind::Explosion, "explosion blast boom splash"),
    (Kind::Lightning, "lightning thunderbolt thunder energy"),
    (Kind::Sparkle, "sparkle spark magic spell glitter projectile orb"),
    (Kind::Snowflake, "snowflake frost"),
    (Kind::Cloud, "cloud smoke fog"),
    (Kind::Sun, "sun"),
    (Kind::Moon, "moon"),
    (Kind::Button, "button checkbox toggle"),
    (Kind::Panel, "panel window dialog dialogue frame menu banner textbox hud card"),
    (Kind::Bar, "bar healthbar meter slider gauge"),
    (Kind::Slot, "slot inventory"),
    (Kind::Arrowhead, "cursor pointer"),
];

/// Words for what fills a whole picture.
pub(crate) const GROUNDS: &[(Ground, &str)] = &[
    (Ground::Grass, "grass meadow lawn moss leaves hedge"),
    (Ground::Brick, "brick wall cobblestone cobble masonry"),
    (Ground::Water, "water sea river ocean lake pond waves swamp"),
    (Ground::Lava, "lava magma"),
    (Ground::Dirt, "dirt soil mud earth path ground farmland road"),
    (Ground::Sand, "sand desert beach dune"),
    (Ground::Snow, "snow ice"),
    (Ground::Wood, "wood wooden plank planks parquet timber"),
    (Ground::Stone, "stone rock cave gravel floor tile terrain dungeon"),
    (
        Ground::Scene,
        "background backdrop scene landscape sky hill hills mountain mountains forest horizon parallax \
         village city field valley scenery sunset night",
    ),
];

impl Kind {
    /// The kind that a singular noun means.
    pub(crate) fn named(noun: &str) -> Option<Kind> {
        let found = NOUNS.iter().find(|(_, words)| words.split(' ').any(|it| it == noun));
        found.map(|(kind, _)| *kind)
    }
}

impl Ground {
    /// The ground that a word means.
    pub(crate) fn named(word: &str) -> Option<Ground> {
        let found = GROUNDS.iter().find(|(_, words)| words.split(' ').any(|it| it == word));
        found.map(|(ground, _)| *ground)
    }
}
