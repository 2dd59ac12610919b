//! What is known of models before any is called: names, abilities, prices, and when they end.

mod abilities;
mod builtin;
mod call_shape;
mod catalog;
mod day;
mod id;
mod tariff;

pub use abilities::{Abilities, Alpha, Avoid, Role, Seed, Sizes, Tiling};
pub use builtin::{BUILTIN, builtin_abilities};
pub use call_shape::CallShape;
pub use catalog::{Catalog, Gone, google, openai, router};
pub use day::Day;
pub use id::{ModelId, NotAModel};
pub use tariff::{Fees, Tariff, TokenRange, TokenRates, Tokens};
