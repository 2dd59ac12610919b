//! `Day`: a day of the calendar, in UTC. Prices and lives of models have dates.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A day of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

/// A text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is written like 2026-11-22")]
pub struct NotADay;

const MS_PER_DAY: u64 = 86_400_000;

impl Day {
    /// The day on which prices and abilities in this program were last looked up. No clock shows
    /// an earlier one.
    pub const LOOKED_UP: Day = Day::new(2026, 11, 22);

    /// A day by its numbers, month and day counted from 1.
    #[must_use]
    pub const fn new(year: u16, month: u8, day: u8) -> Day {
        Day { year, month, day }
    }

    /// The day of a moment in milliseconds since 1970.
    ///
    /// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
    #[must_use]
    pub fn of_unix_ms(ms: u64) -> Day {
        let z = ms / MS_PER_DAY + 719_468;
        let (era, day_of_era) = (z / 146_097, z % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        // Counted from March, so that a leap day is the last one.
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let small = |it: u64| u8::try_from(it).expect("months and days are small");
        Day { year: u16::try_from(year).unwrap_or(u16::MAX), month: small(month), day: small(day) }
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        let mut parts = text.split('-');
        let mut next = |digits: usize| {
            let part = parts.next().filter(|it| it.len() == digits)?;
            part.bytes().all(|it| it.is_ascii_digit()).then(|| part.parse::<u16>().ok())?
        };
        let parsed = (next(4), next(2), next(2));
        let small = |it: u16, most: u16| u8::try_from(it).ok().filter(|_| (1..=most).contains(&it));
        match parsed {
            (Some(year), Some(month), Some(day)) if parts.next().is_none() => {
                match (small(month, 12), small(day, 31)) {
                    (Some(month), Some(day)) => Ok(Day { year, month, day }),
                    _ => Err(NotADay),
                }
            }
            _ => Err(NotADay),
        }
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_belongs_to_its_day() {
        let shown = |ms: u64| Day::of_unix_ms(ms).to_string();
        assert_eq!(shown(0), "1970-01-01");
        assert_eq!(shown(951_782_400_000), "2000-02-29");
        assert_eq!(shown(951_868_800_000 - 1), "2000-02-29");
        assert_eq!(shown(951_868_800_000), "2000-03-01");
        assert_eq!(shown(1_798_761_599_999), "2026-12-31");
        assert_eq!(shown(1_798_761_600_000), "2027-01-01");
        assert_eq!("2026-12-31".parse(), Ok(Day::new(2026, 12, 31)));
        for text in ["", "2026-13-01", "2026-1-01", "2026-01-01-01", "2026-00-01", "+026-01-01"] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
        assert!(Day::new(2026, 12, 31) < Day::new(2027, 1, 1));
    }
}
