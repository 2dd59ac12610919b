//! `sketch`: an artist that knows about a hundred words, and draws what they mean.
//!
//! A developer who asks for a sword should see a sword in the game, today and without a key. So
//! words choose a recipe (`kind`, `words`), a recipe puts lit solids on a canvas (`creature`,
//! `item`, …), and the canvas turns them into pixel art of few colours (`canvas`, `paintbox`).
//! What no word decides, dice decide that follow from the request.

mod beast;
mod building;
mod canvas;
mod creature;
mod dice;
mod drawing;
mod effect;
mod emblem;
mod face;
mod food;
mod gear;
mod gem;
mod interface;
mod item;
mod kind;
mod machine;
mod motion;
mod noise;
mod nouns;
mod paintbox;
mod person;
mod plant;
mod quadruped;
mod recipe;
mod scene;
mod shape;
mod sketcher;
mod tile;
mod tone;
mod vessel;
mod wardrobe;
mod weapon;
mod words;

#[cfg(test)]
mod movement_tests;
#[cfg(test)]
mod state_tests;
#[cfg(test)]
mod tests;

pub use sketcher::{VERSION, knows, paint};
