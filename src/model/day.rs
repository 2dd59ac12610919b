//! `Day`: a day of the calendar, in UTC, on which a price or the end of a model counts.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use time::{Date, Month, OffsetDateTime};

/// A day of the calendar, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// A text is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a day is written like 2026-11-22")]
pub struct NotADay;

impl Day {
    /// The day on which prices and abilities in this program were last looked up. No clock shows
    /// an earlier one.
    pub const LOOKED_UP: Day = Day::new(2026, 11, 22);

    /// A day by its numbers, month and day counted from 1. For constants.
    ///
    /// # Panics
    ///
    /// If the calendar has no such day.
    pub const fn new(year: u16, month: u8, day: u8) -> Day {
        match Day::checked(year, month, day) {
            Some(day) => day,
            None => panic!("the calendar has no such day"),
        }
    }

    const fn checked(year: u16, month: u8, day: u8) -> Option<Day> {
        if month == 0 || month > 12 {
            return None;
        }
        let month = Month::January.nth_next(month - 1);
        match Date::from_calendar_date(year as i32, month, day) {
            Ok(date) => Some(Day(date)),
            Err(_) => None,
        }
    }

    /// The day of a moment in milliseconds since 1970; the last day of 9999 for whatever is later.
    pub fn of_unix_ms(ms: u64) -> Day {
        let seconds = i64::try_from(ms / 1000).unwrap_or(i64::MAX);
        Day(OffsetDateTime::from_unix_timestamp(seconds).map_or(Date::MAX, OffsetDateTime::date))
    }
}

impl std::str::FromStr for Day {
    type Err = NotADay;

    fn from_str(text: &str) -> Result<Day, NotADay> {
        let mut parts = text.splitn(3, '-').map(str::parse::<u16>);
        let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(NotADay);
        };
        let small = |it: u16| u8::try_from(it).map_err(|_| NotADay);
        let day = Day::checked(year, small(month)?, small(day)?).ok_or(NotADay)?;
        // One way to write it: signs and missing zeros are refused.
        if day.to_string() == text { Ok(day) } else { Err(NotADay) }
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
    /// Like `2026-11-22`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
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
        assert_eq!(shown(u64::MAX), "9999-12-31");
        assert_eq!("2028-02-29".parse(), Ok(Day::new(2028, 2, 29)));
        assert_eq!("2026-12-31".parse(), Ok(Day::new(2026, 12, 31)));
        for text in [
            "",
            "2026-13-01",
            "2026-1-01",
            "2026-01-01-01",
            "2026-00-01",
            "+026-01-01",
            "2026-02-29",
        ] {
            assert_eq!(text.parse::<Day>(), Err(NotADay), "{text}");
        }
        assert!(Day::new(2026, 12, 31) < Day::new(2027, 1, 1));
    }
}
