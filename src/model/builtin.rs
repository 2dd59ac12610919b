//! The models that this program contains.

use crate::model::{Abilities, Alpha, Avoid, Role, Seed, Sizes, Tiling};

/// The models that this program contains, by role.
pub const BUILTIN: &[(&str, Role)] =
    &[("sketch", Role::Paint), ("measure", Role::Judge), ("rules", Role::Refine)];

/// What a built-in model can do; `None` if there is none of this name.
pub fn builtin_abilities(name: &str) -> Option<Abilities> {
    let (_, role) = BUILTIN.iter().find(|(it, _)| *it == name)?;
    Some(Abilities {
        roles: vec![*role],
        alpha: Alpha::Native,
        seed: Seed::Exact,
        avoid: Avoid::Field,
        references: 16,
        tiling: Tiling::None,
        sizes: Sizes::Free { max: 2048 },
    })
}
