//! Checks dates: RFC 3339 section 5.6, with a real calendar.

/// True for a date and time with a zone, such as `2014-01-01T05:20:00.12345Z`.
pub(super) fn is_date_time(text: &str) -> bool {
    check(text).is_some()
}

fn check(text: &str) -> Option<()> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (hour, rest) = digits(rest.strip_prefix(['T', 't'])?, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let (second, mut rest) = digits(rest.strip_prefix(':')?, 2)?;
    if let Some(fraction) = rest.strip_prefix('.') {
        rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == fraction.len() {
            return None;
        }
    }
    let zone_ok = matches!(rest, "Z" | "z") || {
        let (hours, rest) = digits(rest.strip_prefix(['+', '-'])?, 2)?;
        let (minutes, rest) = digits(rest.strip_prefix(':')?, 2)?;
        hours < 24 && minutes < 60 && rest.is_empty()
    };
    // 60 is a leap second.
    let ok = (1..=days(year, month)).contains(&day) && hour < 24 && minute < 60 && second <= 60 && zone_ok;
    ok.then_some(())
}

fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (head, rest) = text.split_at_checked(count)?;
    if !head.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    Some((head.parse().ok()?, rest))
}

/// Days of a month of the Gregorian calendar; 0 for a month that does not exist.
fn days(year: u32, month: u32) -> u32 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::is_date_time;

    #[test]
    fn only_dates_of_the_calendar_are_accepted() {
        let good =
            "2014-01-01T05:20:00.12345Z 2024-02-29T00:00:00Z 2000-02-29t23:59:60z 2026-02-20T17:56:00+05:30";
        let bad = "2014-01-01 2014-01-01T05:20Z 2023-02-29T00:00:00Z 1900-02-29T00:00:00Z 2014-13-01T00:00:00Z \
                   2014-04-31T00:00:00Z 2014-00-10T00:00:00Z 2014-01-00T00:00:00Z 2014-01-01T24:00:00Z \
                   2014-01-01T00:60:00Z 2014-01-01T00:00:61Z 2014-01-01T00:00:00 2014-01-01T00:00:00.Z \
                   2014-01-01T00:00:00+24:00 2014-01-01T00:00:00+00:60 2014-01-01T00:00:00Zx x014-01-01T00:00:00Z";
        for text in good.split_whitespace() {
            assert!(is_date_time(text), "{text}");
        }
        for text in bad.split_whitespace().chain([""]) {
            assert!(!is_date_time(text), "{text}");
        }
    }
}
