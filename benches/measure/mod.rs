//! The time of a piece of work, for the benches of this folder.

use std::time::Instant;

/// The median of the times of so many rounds, in nanoseconds.
pub(crate) fn median(rounds: usize, work: &mut dyn FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..rounds)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a bench reads the clock, the core does not")]
            let began = Instant::now();
            work();
            began.elapsed().as_secs_f64() * 1e9
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times.get(rounds / 2).copied().unwrap_or(f64::NAN)
}
