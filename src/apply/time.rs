//! Times: as the host sees them, and as the journal writes them.

/// A time as the host sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moment {
    /// Milliseconds since 1970, by a clock that may jump.
    pub wall: u64,
    /// Milliseconds since any start, by a clock that never jumps.
    pub tick: u64,
}

/// When something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// By the clock that never jumps; before its start for what another process did.
    tick: i64,
    /// The API's clock: the `Date` header of the answer.
    date: Option<u64>,
}

impl Stamp {
    pub(super) fn new(now: Moment, date: Option<u64>) -> Self {
        Self { tick: now.tick.cast_signed(), date }
    }

    /// What an earlier process did at a time of its wall clock. From now on the other clock counts.
    pub(super) fn earlier(wall: u64, date: Option<u64>, now: Moment) -> Self {
        let passed = now.wall.saturating_sub(wall).cast_signed();
        Self { tick: now.tick.cast_signed().saturating_sub(passed), date }
    }

    /// Milliseconds since then, by the API's clock where both times are known, otherwise by the one that never jumps.
    pub(super) fn elapsed(self, now: Moment, date: Option<u64>) -> u64 {
        if let (Some(then), Some(date)) = (self.date, date) {
            // The header has whole seconds: up to one less has passed.
            return date.saturating_sub(then).saturating_sub(999);
        }
        now.tick.cast_signed().saturating_sub(self.tick).max(0).cast_unsigned()
    }
}

const DAY: u64 = 86_400_000;

/// A time as RFC 3339 in UTC, with milliseconds.
pub(super) fn format(wall: u64) -> String {
    let (days, rest) = (wall / DAY, wall % DAY);
    // The civil calendar in 400-year eras that begin in March (Howard Hinnant, "chrono-Compatible Low-Level Date
    // Algorithms").
    let shifted = days + 719_468;
    let (era, day) = (shifted / 146_097, shifted % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + u64::from(month <= 2);
    let (seconds, ms) = (rest / 1000, rest % 1000);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{ms:03}Z")
}

/// Reads what [`format()`] writes.
pub(super) fn parse(text: &str) -> Option<u64> {
    let shape = "0000-00-00T00:00:00.000Z";
    let fits = |(found, shape): (u8, u8)| if shape == b'0' { found.is_ascii_digit() } else { found == shape };
    if text.len() != shape.len() || !text.bytes().zip(shape.bytes()).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    if year < 1970 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let month = if month > 2 { month - 3 } else { month + 9 };
    let (era, year) = (year / 400, year % 400);
    let day = 365 * year + year / 4 - year / 100 + (153 * month + 2) / 5 + day - 1;
    let days = (era * 146_097 + day).checked_sub(719_468)?;
    let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    Some(days * DAY + seconds * 1000 + number(20, 23)?)
}

#[cfg(test)]
mod tests {
    use super::{DAY, Moment, Stamp, format, parse};

    #[test]
    fn times_are_written_as_rfc_3339_and_read_back() {
        for (wall, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_771_606_923_456, "2026-02-20T17:02:03.456Z"),
            (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
        ] {
            assert_eq!((format(wall).as_str(), parse(text)), (text, Some(wall)));
        }
        for day in 0..60_000 {
            assert_eq!(parse(&format(day * DAY + 1)), Some(day * DAY + 1));
        }
        for odd in [
            "",
            "2026-02-20",
            "2026-02-20T17:02:03Z",
            "2026-13-01T00:00:00.000Z",
            "2026-02-20T17:02:03.45+Z",
            "2026-02-20T17:02:03.+45Z",
            "2026-02-20T17:02:03.456Z ",
        ] {
            assert_eq!(parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_clock_that_jumps_never_shortens_a_wait() {
        let then = Stamp::new(Moment { wall: 1000, tick: 1000 }, Some(1000));
        let jumped = Moment { wall: 9_000_000, tick: 1500 };
        assert_eq!((then.elapsed(jumped, Some(3000)), then.elapsed(jumped, None)), (1001, 500));
        assert_eq!(then.elapsed(Moment { wall: 0, tick: 5000 }, None), 4000);
        let resumed = Moment { wall: 7000, tick: 10 };
        let earlier = Stamp::earlier(1000, None, resumed);
        assert_eq!(earlier.elapsed(resumed, Some(9000)), 6000);
        assert_eq!(earlier.elapsed(Moment { wall: 9_000_000, tick: 30 }, None), 6020);
        assert_eq!(Stamp::earlier(8000, None, resumed).elapsed(resumed, None), 0);
    }
}
