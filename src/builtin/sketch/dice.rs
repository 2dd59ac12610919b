//! `Dice`: choices that look like chance and are none.

/// A stream of numbers that follows from its seed (splitmix64; Steele, Lea, Flood, 2014).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream that belongs to a text (its FNV-1a hash is the seed).
    pub(crate) fn of(text: &str) -> Dice {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Dice(text.bytes().fold(0xcbf2_9ce4_8422_2325, step))
    }

    /// The stream that belongs to a point of a surface.
    pub(crate) fn at(seed: u64, x: i32, y: i32) -> Dice {
        let x = u64::from(x.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let y = u64::from(y.cast_unsigned()).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
        Dice(seed ^ x ^ y.rotate_left(31))
    }

    /// Any number.
    pub(crate) fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let it = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        it ^ (it >> 31)
    }

    /// At least 0, less than 1.
    pub(crate) fn unit(&mut self) -> f32 {
        // 24 bits: every such number is an f32.
        (self.roll() >> 40) as f32 / (1 << 24) as f32
    }

    /// At least `low`, less than `high`.
    pub(crate) fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * self.unit()
    }

    /// True so often, 0 to 1.
    pub(crate) fn chance(&mut self, often: f32) -> bool {
        self.unit() < often
    }

    /// One of these; there must be one.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[(self.roll() % from.len() as u64) as usize]
    }
}
