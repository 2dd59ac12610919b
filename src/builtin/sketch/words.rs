//! `Look`: what a subject's words say about its picture.

use crate::action::DrawHints;
use crate::builtin::sketch::dice::Dice;
use crate::builtin::sketch::kind::{Ground, Kind};
use crate::builtin::sketch::tone::Tone;
use crate::colour::Rgb;

/// What to draw, as far as words say it.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    /// What it is.
    pub(crate) kind: Kind,
    /// Whether no word of it means a thing or a ground that is known.
    unknown: bool,
    /// What the ground is, if any word says so.
    pub(crate) ground: Option<Ground>,
    /// What its face shows.
    pub(crate) mood: Mood,
    /// Where it looks to.
    pub(crate) facing: Facing,
    /// The colour to take where everything goes: said, of the palette, or by chance.
    pub(crate) any: Tone,
    /// Said colours, in the order of their words.
    said: Vec<Tone>,
    words: Vec<String>,
}

/// What a face shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mood {
    /// A friendly face, by default.
    Calm,
    /// A wide mouth.
    Happy,
    /// Brows drawn down.
    Angry,
    /// A mouth turned down.
    Sad,
    /// Eyes shut: hurt, asleep.
    Shut,
}

/// Where a subject looks to. To the left is to the right, mirrored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Facing {
    /// To the right or to the left.
    Side,
    /// To the one who looks at it.
    Front,
    /// Away.
    Back,
}

/// Words after which something else is spoken of: `sword of fire`, `knight with an axe`.
const TURNS: &str = "\
    of with without in on at for from holding wearing carrying breathing under over beside \
    near by and inside full filled that which who to as made riding behind against like but \
    or sitting standing";

/// Nouns that say what a picture is for rather than what it shows.
const WEAK: &str = "\
    item icon sprite character player tile weapon tool animal npc light enemy monster \
    creature boss frame plant food inventory card beast pet eye building";

impl Look {
    /// Reads the subject. `reference` holds the main colours of a picture that it is to be like.
    pub(crate) fn read(hints: &DrawHints, reference: &[Rgb], dice: &mut Dice) -> Look {
        let subject = hints.subject.to_lowercase();
        let clauses = clauses(&subject);
        // What its state says comes first: an `open` chest is open, whatever its subject says.
        let state = self::clauses(&hints.state.to_lowercase().replace(['_', '-'], " "));
        let words: Vec<String> = state.iter().chain(&clauses).flatten().cloned().collect();
        let has = |list: &[&str]| words.iter().any(|it| list.contains(&it.as_str()));
        let like_before = has(&["same", "this", "again"]);
        let mut said = colours(&words);
        if like_before && said.is_empty() {
            said = reference.iter().map(|it| Tone::of(*it)).collect();
        }
        let any = any_colour(&hints.palette, dice);
        let said_ground = ground(&clauses);
        let living = has(&["living", "alive", "baby", "giant", "evil", "cute", "wild", "friendly"])
            || !hints.action.is_empty();
        let unknown = if living { Kind::Monster } else { Kind::Emblem };
        let named = kind(&clauses);
        Look {
            kind: named.unwrap_or(unknown),
            unknown: named.is_none() && said_ground.is_none(),
            ground: said_ground,
            mood: mood(&state.concat()).or_else(|| mood(&words)).unwrap_or(Mood::Calm),
            facing: facing(&hints.facing),
            any: said.first().copied().unwrap_or(any),
            said,
            words,
        }
    }

    /// Whether the subject has one of these words.
    pub(crate) fn says(&self, any_of: &[&str]) -> bool {
        self.words.iter().any(|it| any_of.contains(&it.as_str()))
    }

    /// Whether nothing of it is known to this artist.
    pub(crate) fn is_unknown(&self) -> bool {
        self.unknown
    }

    /// The first colour that was said, or else this one.
    pub(crate) fn or(&self, usual: Tone) -> Tone {
        self.said.first().copied().unwrap_or(usual)
    }

    /// The second colour that was said, or else this one.
    pub(crate) fn second_or(&self, usual: Tone) -> Tone {
        self.said.get(1).copied().unwrap_or(usual)
    }
}

/// The words of each clause, plurals as singulars where that makes them known.
fn clauses(subject: &str) -> Vec<Vec<String>> {
    let mut res = vec![Vec::new()];
    for piece in subject.split_inclusive([',', ';', ':', '.', '(', ')']) {
        let words = piece.split(|it: char| !it.is_alphanumeric());
        for word in words.filter(|it| !it.is_empty()) {
            if lists(TURNS, word) {
                res.push(Vec::new());
            }
            let clause = res.last_mut().expect("there is always a clause");
            clause.push(singular(word));
        }
        res.push(Vec::new());
    }
    res
}

/// Whether a list, a blank between its words, has this one.
fn lists(list: &str, word: &str) -> bool {
    list.split(' ').any(|it| it == word)
}

fn singular(word: &str) -> String {
    let known = |it: &str| Kind::named(it).is_some() || Ground::named(it).is_some();
    let shorter = [word.strip_suffix('s'), word.strip_suffix("es")];
    let shorter = shorter.into_iter().flatten().find(|it| known(it));
    match shorter {
        Some(shorter) if !known(word) => shorter.to_owned(),
        _ => word.to_owned(),
    }
}

/// The last noun of the first clause that has any: that is how English names things. `Slime
/// monster` is a slime all the same.
fn kind(clauses: &[Vec<String>]) -> Option<Kind> {
    clauses.iter().find_map(|clause| {
        let strong = clause.iter().rev().filter(|it| !lists(WEAK, it));
        let named = strong.chain(clause.iter().rev());
        named.into_iter().find_map(|it| Kind::named(it))
    })
}

/// The ground of the first clause that has any; `floor` and `tile` say little about it.
fn ground(clauses: &[Vec<String>]) -> Option<Ground> {
    const VAGUE: &str = "tile floor terrain ground path road";
    let named = |clear: bool| {
        let words = clauses.iter().flat_map(|clause| clause.iter().rev());
        let mut fitting = words.filter(|it| !clear || !lists(VAGUE, it));
        fitting.find_map(|it| Ground::named(it))
    };
    named(true).or_else(|| named(false))
}

fn mood(words: &[String]) -> Option<Mood> {
    const MOODS: &[(Mood, &[&str])] = &[
        (Mood::Calm, &["calm", "neutral", "normal", "idle"]),
        (
            Mood::Shut,
            &["hurt", "asleep", "sleeping", "closed", "sleepy", "dead", "dizzy", "knocked"],
        ),
        (
            Mood::Angry,
            &[
                "angry", "evil", "furious", "mad", "fierce", "mean", "enraged", "scary", "boss",
                "demon",
            ],
        ),
        (Mood::Sad, &["sad", "crying", "unhappy", "worried", "scared", "lonely"]),
        (
            Mood::Happy,
            &["happy", "cheerful", "smiling", "joyful", "laughing", "cute", "friendly", "jolly"],
        ),
    ];
    let said = |list: &[&str]| words.iter().any(|it| list.contains(&it.as_str()));
    let found = MOODS.iter().find(|(_, list)| said(list));
    found.map(|(mood, _)| *mood)
}

fn facing(text: &str) -> Facing {
    match text.to_lowercase().as_str() {
        "front" | "down" | "south" | "camera" | "forward" => Facing::Front,
        "back" | "up" | "north" | "away" => Facing::Back,
        _ => Facing::Side,
    }
}

/// Colour words and what they mean; materials too, which are colours to an artist.
const COLOURS: &[(&str, Tone)] = &[
    ("red", Tone::RED),
    ("crimson", Tone::new(0.5, 0.19, 20.0)),
    ("scarlet", Tone::new(0.58, 0.22, 30.0)),
    ("ruby", Tone::new(0.56, 0.21, 18.0)),
    ("blood", Tone::new(0.48, 0.19, 25.0)),
    ("health", Tone::RED),
    ("healing", Tone::RED),
    ("fire", Tone::EMBER),
    ("fiery", Tone::EMBER),
    ("lava", Tone::EMBER),
    ("magma", Tone::EMBER),
    ("orange", Tone::new(0.72, 0.17, 55.0)),
    ("copper", Tone::new(0.6, 0.12, 45.0)),
    ("bronze", Tone::new(0.62, 0.1, 65.0)),
    ("brass", Tone::new(0.74, 0.11, 85.0)),
    ("amber", Tone::new(0.76, 0.16, 70.0)),
    ("gold", Tone::GOLD),
    ("golden", Tone::GOLD),
    ("yellow", Tone::SUN),
    ("topaz", Tone::SUN),
    ("lime", Tone::new(0.8, 0.19, 125.0)),
    ("green", Tone::new(0.66, 0.16, 143.0)),
    ("emerald", Tone::new(0.66, 0.16, 155.0)),
    ("poison", Tone::new(0.7, 0.19, 132.0)),
    ("toxic", Tone::new(0.7, 0.19, 132.0)),
    ("mossy", Tone::new(0.55, 0.09, 130.0)),
    ("olive", Tone::new(0.58, 0.1, 115.0)),
    ("forest", Tone::new(0.5, 0.11, 148.0)),
    ("teal", Tone::new(0.65, 0.11, 190.0)),
    ("turquoise", Tone::new(0.75, 0.12, 190.0)),
    ("cyan", Tone::new(0.8, 0.12, 205.0)),
    ("ice", Tone::new(0.85, 0.07, 225.0)),
    ("icy", Tone::new(0.85, 0.07, 225.0)),
    ("frost", Tone::new(0.85, 0.07, 225.0)),
    ("frozen", Tone::new(0.82, 0.08, 225.0)),
    ("blue", Tone::new(0.58, 0.17, 258.0)),
    ("azure", Tone::new(0.68, 0.14, 245.0)),
    ("navy", Tone::new(0.38, 0.12, 265.0)),
    ("sapphire", Tone::new(0.56, 0.18, 262.0)),
    ("mana", Tone::new(0.6, 0.18, 262.0)),
    ("water", Tone::WATER),
    ("indigo", Tone::new(0.45, 0.18, 280.0)),
    ("purple", Tone::new(0.56, 0.18, 305.0)),
    ("violet", Tone::new(0.58, 0.18, 298.0)),
    ("amethyst", Tone::new(0.6, 0.17, 305.0)),
    ("magic", Tone::new(0.62, 0.18, 300.0)),
    ("magical", Tone::new(0.62, 0.18, 300.0)),
    ("lavender", Tone::new(0.78, 0.09, 300.0)),
    ("magenta", Tone::new(0.65, 0.24, 335.0)),
    ("pink", Tone::new(0.76, 0.14, 352.0)),
    ("white", Tone::new(0.92, 0.012, 95.0)),
    ("ivory", Tone::BONE),
    ("bone", Tone::BONE),
    ("silver", Tone::new(0.8, 0.015, 250.0)),
    ("diamond", Tone::new(0.86, 0.06, 215.0)),
    ("iron", Tone::new(0.6, 0.02, 255.0)),
    ("steel", Tone::STEEL),
    ("metal", Tone::STEEL),
    ("gray", Tone::STONE),
    ("grey", Tone::STONE),
    ("stone", Tone::STONE),
    ("black", Tone::new(0.33, 0.02, 285.0)),
    ("obsidian", Tone::new(0.33, 0.04, 300.0)),
    ("shadow", Tone::new(0.38, 0.06, 295.0)),
    ("brown", Tone::WOOD),
    ("wood", Tone::WOOD),
    ("wooden", Tone::WOOD),
    ("leather", Tone::new(0.48, 0.08, 52.0)),
    ("sand", Tone::SAND),
    ("sandy", Tone::SAND),
    ("tan", Tone::new(0.74, 0.08, 75.0)),
    ("beige", Tone::new(0.84, 0.05, 85.0)),
];

fn colour(word: &str) -> Option<Tone> {
    let found = COLOURS.iter().find(|(name, _)| *name == word);
    found.map(|(_, tone)| *tone)
}

/// All colours that are said, `dark` and `pale` applied to what they stand before.
fn colours(words: &[String]) -> Vec<Tone> {
    let mut res = Vec::new();
    let mut change = (0.0, 1.0);
    for word in words {
        match word.as_str() {
            "dark" | "deep" => change = (-0.16, 0.85),
            "pale" | "pastel" => change = (0.16, 0.55),
            "bright" | "vivid" | "glowing" => change = (0.05, 1.15),
            _ => {
                if let Some(tone) = colour(word) {
                    res.push(tone.lit(change.0).faded(change.1));
                    change = (0.0, 1.0);
                }
            }
        }
    }
    // A word that found no colour to change is one itself.
    if res.is_empty() && change.0 < 0.0 {
        res.push(Tone::new(0.4, 0.05, 290.0));
    } else if res.is_empty() && change.0 > 0.1 {
        res.push(Tone::new(0.88, 0.025, 240.0));
    }
    res
}

/// A colour for what may have any: of the palette if it has lively ones, else by chance.
fn any_colour(palette: &[Rgb], dice: &mut Dice) -> Tone {
    const LIVELY: [Tone; 9] = [
        Tone::new(0.66, 0.17, 143.0),
        Tone::new(0.6, 0.17, 258.0),
        Tone::new(0.6, 0.2, 25.0),
        Tone::new(0.6, 0.17, 305.0),
        Tone::new(0.72, 0.16, 55.0),
        Tone::new(0.7, 0.12, 190.0),
        Tone::new(0.74, 0.15, 352.0),
        Tone::new(0.8, 0.15, 90.0),
        Tone::new(0.72, 0.17, 128.0),
    ];
    let lively: Vec<Tone> = palette
        .iter()
        .map(|it| Tone::of(*it))
        .filter(|it| it.c > 0.05 && it.l > 0.35 && it.l < 0.93)
        .collect();
    // One roll either way, so that the palette changes nothing but colours.
    if lively.is_empty() { dice.pick(&LIVELY) } else { dice.pick(&lively) }
}
