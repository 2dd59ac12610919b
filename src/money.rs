//! `Usd`: an amount of money, exact, never a floating-point number.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// US dollars in billionths, never negative. A token costs less than a millionth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Usd(u64);

const NANOS: u64 = 1_000_000_000;

impl Usd {
    /// Nothing.
    pub const ZERO: Usd = Usd(0);
    /// More than anything costs: a budget without a bound.
    pub const MAX: Usd = Usd(u64::MAX);

    /// An amount in billionths of a dollar.
    #[must_use]
    pub const fn from_nanos(nanos: u64) -> Usd {
        Usd(nanos)
    }

    /// An amount in billionths of a dollar.
    #[must_use]
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// The amount that a person or a service wrote as a decimal number.
    ///
    /// `None` if it is negative, not a number, or above a billion.
    #[must_use]
    pub fn from_f64(dollars: f64) -> Option<Usd> {
        let fits = (0.0..=1e9).contains(&dollars);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the range was checked on the line above"
        )]
        fits.then(|| Usd((dollars * 1e9).round() as u64))
    }

    /// The amount as a decimal number, for JSON.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "for reading only; sums stay exact")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / 1e9
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// `n` times this amount.
    #[must_use]
    pub fn times(self, n: u64) -> Usd {
        Usd(self.0.saturating_mul(n))
    }

    /// One of `n` equal shares of it, rounded down.
    #[must_use]
    pub fn over(self, n: u64) -> Usd {
        Usd(self.0 / n.max(1))
    }

    /// One half of this amount, to the next billionth above.
    #[must_use]
    pub fn half(self) -> Usd {
        Usd(self.0.div_ceil(2))
    }

    /// What is left of this after `other`; nothing if that is more.
    #[must_use]
    pub fn saturating_sub(self, other: Usd) -> Usd {
        Usd(self.0.saturating_sub(other.0))
    }
}

impl Add for Usd {
    type Output = Usd;

    fn add(self, other: Usd) -> Usd {
        Usd(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Usd {
    fn add_assign(&mut self, other: Usd) {
        *self = *self + other;
    }
}

impl Sub for Usd {
    type Output = Usd;

    fn sub(self, other: Usd) -> Usd {
        self.saturating_sub(other)
    }
}

impl Sum for Usd {
    fn sum<I: Iterator<Item = Usd>>(amounts: I) -> Usd {
        amounts.fold(Usd::ZERO, Add::add)
    }
}

impl fmt::Display for Usd {
    /// Two digits behind the point, or up to four where the amount needs them: `$0.04`, `$0.0339`.
    /// Below a cent up to six: `$0.000075`. Rounded for people; sums and JSON stay exact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        f.write_str(&self.digits())
    }
}

impl Usd {
    fn digits(self) -> String {
        let step = if self.0 < NANOS / 100 { 1_000 } else { 100_000 };
        // What costs something is never shown as nothing.
        let rounded = (self.0.saturating_add(step / 2) / step * step).max(self.0.min(step));
        let mut digits = format!("{}.{:09}", rounded / NANOS, rounded % NANOS);
        let least = digits.len() - 7;
        while digits.len() > least && digits.ends_with('0') {
            digits.pop();
        }
        digits
    }
}

/// A lowest and a highest price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct PriceRange {
    /// What it costs at the least.
    pub low: Usd,
    /// What it can cost at the most.
    pub high: Usd,
}

impl PriceRange {
    /// Nothing at all.
    pub const FREE: PriceRange = PriceRange { low: Usd::ZERO, high: Usd::ZERO };

    /// One price, known beforehand.
    #[must_use]
    pub fn exactly(usd: Usd) -> PriceRange {
        PriceRange { low: usd, high: usd }
    }

    /// One half of it.
    #[must_use]
    pub fn half(self) -> PriceRange {
        PriceRange { low: self.low.half(), high: self.high.half() }
    }

    /// Whether it can cost nothing at all.
    #[must_use]
    pub fn is_free(self) -> bool {
        self.high.is_zero()
    }
}

impl Add for PriceRange {
    type Output = PriceRange;

    fn add(self, other: PriceRange) -> PriceRange {
        PriceRange { low: self.low + other.low, high: self.high + other.high }
    }
}

impl Sum for PriceRange {
    fn sum<I: Iterator<Item = PriceRange>>(ranges: I) -> PriceRange {
        ranges.fold(PriceRange::FREE, Add::add)
    }
}

impl fmt::Display for PriceRange {
    /// `$0.04–0.19`, or one amount where both are the same.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.low == self.high {
            return write!(f, "{}", self.low);
        }
        write!(f, "{}–{}", self.low, self.high.digits())
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.to_f64())
    }
}

impl<'de> Deserialize<'de> for Usd {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Usd, D::Error> {
        let dollars = f64::deserialize(deserializer)?;
        // An answer may say that it cost billions. What was written of it can be read again.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "what is larger becomes the largest amount"
        )]
        let beyond = (dollars > 1e9).then_some(Usd((dollars * 1e9) as u64));
        Usd::from_f64(dollars)
            .or(beyond)
            .ok_or_else(|| serde::de::Error::custom(format!("{dollars} is not an amount in USD")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_has_two_digits_or_as_many_as_it_needs() {
        let shown = |dollars: f64| Usd::from_f64(dollars).unwrap().to_string();
        assert_eq!(shown(0.0), "$0.00");
        assert_eq!(shown(0.04), "$0.04");
        assert_eq!(shown(0.0339), "$0.0339");
        assert_eq!(shown(12.5), "$12.50");
        assert_eq!(shown(0.388_659_7), "$0.3887");
        assert_eq!(shown(0.000_075), "$0.000075");
        assert_eq!(shown(0.000_000_007), "$0.000000007");
        let low = Usd::from_f64(0.04).unwrap();
        assert_eq!(PriceRange { low, high: low.times(5) }.to_string(), "$0.04–0.20");
    }

    #[test]
    fn amounts_survive_json() {
        for nanos in [0, 1, 339, 33_900_000, 5_000_000_000, 999_999_999_999] {
            let text = serde_json::to_string(&Usd(nanos)).unwrap();
            assert_eq!(serde_json::from_str::<Usd>(&text).unwrap(), Usd(nanos));
        }
        // Beyond what a number in JSON holds exactly, to its last digit.
        for bit in 50..64 {
            for nanos in [1 << bit, (1 << bit) - 1, u64::MAX - (1 << bit), u64::MAX] {
                let text = serde_json::to_string(&Usd(nanos)).unwrap();
                let read = serde_json::from_str::<Usd>(&text).unwrap();
                assert!(read.0.abs_diff(nanos) <= nanos >> 50, "{nanos}");
            }
        }
        for text in ["-1", "null", "\"1\""] {
            assert!(serde_json::from_str::<Usd>(text).is_err(), "{text}");
        }
    }
}
