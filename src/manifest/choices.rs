//! The words that a key takes, where it takes only some.

/// `palette-mode`.
pub(super) const PALETTE_MODE: &[&str] = &["guide", "lock"];
/// `edges`.
pub(super) const EDGES: &[&str] = &["hard", "soft"];
/// `cutout`.
pub(super) const CUTOUT: &[&str] = &["auto", "native", "key", "two-plate", "network"];
/// `background`, colours apart.
pub(super) const BACKGROUND: &[&str] = &["transparent", "white", "opaque"];
/// `pivot`, shares apart.
pub(super) const PIVOT: &[&str] = &["center", "feet"];
/// `mirror` of an edit.
pub(super) const AXIS: &[&str] = &["horizontal", "vertical"];
/// `play` of an animation.
pub(super) const PLAY: &[&str] = &["forward", "reverse", "ping-pong"];
/// `method` of an animation.
pub(super) const METHOD: &[&str] = &["sheet", "frames"];
/// `layout` of an atlas.
pub(super) const LAYOUT: &[&str] = &["packed", "grid"];
/// `format` of the data of atlases and animations.
pub(super) const FORMAT: &[&str] = &["hash", "aseprite"];
/// `previews` of animations.
pub(super) const PREVIEWS: &[&str] = &["gif", "apng"];
/// `metadata` of `[export]`.
pub(super) const METADATA: &[&str] = &["beside", "apart", "none"];
/// `cascade` of `[budget]`.
pub(super) const CASCADE: &[&str] = &["auto", "hold"];
/// `alpha` of a program.
pub(super) const ALPHA: &[&str] = &["native", "none"];
/// `seed` of a program.
pub(super) const SEED: &[&str] = &["exact", "best-effort", "none"];
/// `avoid` of a program.
pub(super) const AVOID: &[&str] = &["field", "words", "none"];
