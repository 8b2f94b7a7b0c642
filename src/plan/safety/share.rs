//! Shares of a whole, in percent.

/// True if `part` is more than `limit` percent of `whole`.
pub(super) fn exceeds(part: u128, whole: u128, limit: u32) -> bool {
    // The product must not overflow; of numbers near 2^128 the last seven bits do not decide.
    let scale = if whole >= 1 << 120 { 7 } else { 0 };
    (part >> scale) * 100 > (whole >> scale) * u128::from(limit)
}

/// A share that exceeds a limit, as text: `37.5 %`. Rounded down, with as many digits as it takes to be more than the
/// limit.
pub(super) fn percent(part: u128, whole: u128, limit: u32) -> String {
    let scale = if whole >= 1 << 96 { 32 } else { 0 };
    let (part, whole) = (part >> scale, whole >> scale);
    let mut unit = 1u128;
    for digits in 1..=6usize {
        unit *= 10;
        let share = (part * 100 * unit).checked_div(whole).unwrap_or(0);
        if share > u128::from(limit) * unit {
            let (whole, rest) = (share / unit, share % unit);
            // One decimal is shown unless it is zero.
            return if rest == 0 { format!("{whole} %") } else { format!("{whole}.{rest:0digits$} %") };
        }
    }
    format!("slightly more than {limit} %")
}
