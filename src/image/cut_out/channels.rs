//! Colours as three numbers, for what is reckoned with them.

/// Red, green and blue of sRGB, 0 to 1. Mixtures are made in sRGB, since paint programs, browsers
/// and the models that learnt from them mix there.
pub(crate) type Channels = [f32; 3];

pub(crate) const NO_CHANNELS: Channels = [0.0; 3];

pub(crate) fn channels([r, g, b, _]: [u8; 4]) -> Channels {
    [r, g, b].map(|it| f32::from(it) / 255.0)
}

pub(crate) fn bytes(it: Channels) -> [u8; 3] {
    it.map(byte)
}

/// The nearest byte of a share, 0 to 1; what lies outside is clamped.
pub(crate) fn byte(share: f32) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0 + 0.5) as u8
}

pub(crate) fn plus(a: Channels, b: Channels) -> Channels {
    [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
}

pub(crate) fn minus(a: Channels, b: Channels) -> Channels {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

pub(crate) fn times(a: Channels, by: f32) -> Channels {
    a.map(|it| it * by)
}

pub(crate) fn dot(a: Channels, b: Channels) -> f32 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

pub(crate) fn distance(a: Channels, b: Channels) -> f32 {
    let between = minus(a, b);
    dot(between, between).sqrt()
}

/// So much of `b`, 0 to 1, and the rest of `a`.
pub(crate) fn mixed(a: Channels, b: Channels, share: f32) -> Channels {
    plus(times(a, 1.0 - share), times(b, share))
}
