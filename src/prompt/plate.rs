//! What is asked for a second plate: the same picture on another background.

use std::collections::BTreeMap;

use crate::colour::Rgb;
use crate::prompt::edition;
use crate::prompt::engine::fill_own;
use crate::prompt::key_colour::name_of;

/// The whole prompt that puts another flat colour behind a painting, and changes nothing else.
#[must_use]
pub fn plate_prompt(edition: &str, from: Rgb, to: Rgb) -> String {
    let vars = BTreeMap::from([
        ("from_name", name_of(from).to_owned()),
        ("from_hex", from.to_string()),
        ("to_name", name_of(to).to_owned()),
        ("to_hex", to.to_string()),
    ]);
    fill_own(edition::of(edition).plate, &vars).trim_end().to_owned()
}
