//! `Tariff`: what a model's calls cost: by tokens, by call, or by a formula.

use crate::model::{CallShape, Day, Role};
use crate::money::{PriceRange, Usd};

/// Tokens of one call, by what they stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tokens {
    /// Words that the model read.
    pub text_in: u64,
    /// Pictures that it was shown.
    pub image_in: u64,
    /// Words that it wrote, thoughts included.
    pub text_out: u64,
    /// Pictures that it made.
    pub image_out: u64,
}

impl Tokens {
    /// Read and written, whatever they stand for.
    #[must_use]
    pub fn total(&self) -> u64 {
        let Tokens { text_in, image_in, text_out, image_out } = *self;
        [text_in, image_in, text_out, image_out].into_iter().fold(0, u64::saturating_add)
    }
}

/// How many tokens a call has at the least and at the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenRange {
    /// What such a call usually has, and not less.
    pub low: Tokens,
    /// What no such call has more of.
    pub high: Tokens,
}

/// USD for a million tokens, by what they stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TokenRates {
    /// Words that the model reads.
    pub text_in: Usd,
    /// Pictures that it is shown.
    pub image_in: Usd,
    /// Words that it writes, thoughts included.
    pub text_out: Usd,
    /// Pictures that it makes.
    pub image_out: Usd,
}

impl TokenRates {
    /// Rates in thousandths of a dollar for a million tokens.
    pub const fn of_mills(
        text_in: u64,
        image_in: u64,
        text_out: u64,
        image_out: u64,
    ) -> TokenRates {
        const NANOS_PER_MILL: u64 = 1_000_000;
        TokenRates {
            text_in: Usd::from_nanos(text_in * NANOS_PER_MILL),
            image_in: Usd::from_nanos(image_in * NANOS_PER_MILL),
            text_out: Usd::from_nanos(text_out * NANOS_PER_MILL),
            image_out: Usd::from_nanos(image_out * NANOS_PER_MILL),
        }
    }

    /// What these tokens cost, rounded up to a billionth of a dollar.
    pub fn cost(&self, tokens: &Tokens) -> Usd {
        let each = [
            (self.text_in, tokens.text_in),
            (self.image_in, tokens.image_in),
            (self.text_out, tokens.text_out),
            (self.image_out, tokens.image_out),
        ];
        let each = each.iter().map(|(rate, n)| u128::from(rate.nanos()) * u128::from(*n));
        let nanos = each.sum::<u128>().div_ceil(1_000_000);
        Usd::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX))
    }
}

/// USD for one call, by role; the most that it can cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Fees {
    /// One picture.
    pub paint: Option<Usd>,
    /// One changed picture; where nothing is said, the price of a picture.
    pub edit: Option<Usd>,
    /// One verdict.
    pub judge: Option<Usd>,
    /// One rewritten prompt.
    pub refine: Option<Usd>,
}

impl Fees {
    /// Nothing, in every role.
    pub const FREE: Fees = Fees {
        paint: Some(Usd::ZERO),
        edit: None,
        judge: Some(Usd::ZERO),
        refine: Some(Usd::ZERO),
    };

    /// The price of one call in this role.
    pub fn of(&self, role: Role) -> Option<Usd> {
        match role {
            Role::Paint => self.paint,
            Role::Edit => self.edit.or(self.paint),
            Role::Judge => self.judge,
            Role::Refine => self.refine,
        }
    }
}

/// What the calls of a model cost.
#[derive(Debug, Clone)]
pub enum Tariff {
    /// By tokens: each rate counts from its day on, the oldest one first.
    Tokens(Vec<(Day, TokenRates)>),
    /// The same for every call in a role.
    Calls(Fees),
    /// As the service's price list says for such a call.
    Formula(fn(&CallShape<'_>) -> Option<PriceRange>),
}

impl Tariff {
    /// One set of rates, whatever the day.
    pub fn tokens(rates: TokenRates) -> Tariff {
        Tariff::Tokens(vec![(Day::new(0, 1, 1), rates)])
    }

    /// The rates of a day; `None` if it is not priced by tokens.
    pub fn rates_on(&self, day: Day) -> Option<&TokenRates> {
        match self {
            Tariff::Tokens(dated) => {
                let begun = dated.iter().rev().find(|(from, _)| *from <= day);
                begun.or(dated.first()).map(|(_, rates)| rates)
            }
            Tariff::Calls(_) | Tariff::Formula(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_billed_by_what_they_stand_for() {
        let rates = TokenRates::of_mills(1_500, 1_500, 7_500, 30_000);
        let tokens = Tokens { text_in: 10, image_in: 0, text_out: 272, image_out: 1120 };
        // 10 × $1.50 + 272 × $7.50 + 1120 × $30, each per million.
        assert_eq!(rates.cost(&tokens), Usd::from_nanos(35_655_000));
    }

    #[test]
    fn a_price_begins_on_its_day() {
        let rates = |mills| TokenRates::of_mills(mills, mills, mills, mills);
        let tariff = Tariff::Tokens(vec![
            (Day::new(2026, 10, 1), rates(750)),
            (Day::new(2027, 1, 1), rates(1500)),
        ]);
        assert_eq!(tariff.rates_on(Day::new(2026, 12, 31)), Some(&rates(750)));
        assert_eq!(tariff.rates_on(Day::new(2027, 1, 1)), Some(&rates(1500)));
        assert_eq!(tariff.rates_on(Day::new(2020, 1, 1)), Some(&rates(750)));
    }
}
