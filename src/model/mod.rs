//! What is known of models before any is asked: their names, abilities, prices and how long they
//! live.

mod abilities;
mod builtin;
mod call_shape;
mod catalog;
mod day;
mod id;
mod tariff;

pub use abilities::Abilities;
pub use abilities::Alpha;
pub use abilities::Avoid;
pub use abilities::Role;
pub use abilities::Seed;
pub use abilities::Sizes;
pub use builtin::BUILTIN;
pub use builtin::builtin_abilities;
pub use call_shape::CallShape;
pub use catalog::Catalog;
pub use catalog::Gone;
pub use catalog::google;
pub use catalog::openai;
pub use day::Day;
pub use id::ModelId;
pub use id::NotAModel;
pub use tariff::Fees;
pub use tariff::Tariff;
pub use tariff::TokenRange;
pub use tariff::TokenRates;
pub use tariff::Tokens;
