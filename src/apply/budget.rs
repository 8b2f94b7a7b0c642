//! The budget of requests that all prefixes of a run share: a token bucket, so that no window of five minutes has more.

const WINDOW: f64 = 300_000.0;
/// Requests that may go at once. A window has at most these and the refill, so a small burst leaves a high rate.
const BURST: f64 = 12.0;

/// Tokens, refilled with time.
#[derive(Debug, Clone)]
pub(super) struct Budget {
    tokens: f64,
    burst: f64,
    /// Tokens for each millisecond.
    rate: f64,
    at: u64,
    /// No request before this tick: the API asked to wait.
    hold_until: u64,
}

impl Budget {
    /// At most `requests` in any window of five minutes.
    pub(super) fn new(requests: u32, tick: u64) -> Self {
        let requests = f64::from(requests.max(1));
        let burst = (requests / 50.0).clamp(1.0, BURST);
        let rate = (requests - burst).max(0.5) / WINDOW;
        Self { tokens: burst, burst, rate, at: tick, hold_until: 0 }
    }

    /// The API has asked to wait.
    pub(super) fn hold(&mut self, until: u64) {
        self.hold_until = self.hold_until.max(until);
    }

    /// Milliseconds until a request may go; 0 for now.
    pub(super) fn ready_in(&mut self, tick: u64) -> u64 {
        let passed = tick.saturating_sub(self.at);
        self.at = self.at.max(tick);
        #[expect(clippy::cast_precision_loss, reason = "a run is shorter than 2^52 milliseconds")]
        let passed = passed as f64;
        self.tokens = (self.tokens + passed * self.rate).min(self.burst);
        let hold = self.hold_until.saturating_sub(tick);
        if self.tokens >= 1.0 {
            return hold;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a positive number below 2^52"
        )]
        let refill = ((1.0 - self.tokens) / self.rate).ceil() as u64;
        hold.max(refill)
    }

    /// A request goes.
    pub(super) fn take(&mut self) {
        self.tokens -= 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::Budget;

    #[test]
    fn no_window_of_five_minutes_has_more_requests_than_the_budget() {
        for requests in [1, 2, 30, 600, 1200] {
            let (mut budget, mut tick, mut sent) = (Budget::new(requests, 0), 0, Vec::new());
            while tick < 1_200_000 {
                match budget.ready_in(tick) {
                    0 => {
                        budget.take();
                        sent.push(tick);
                    }
                    wait => tick += wait,
                }
            }
            for (at, start) in sent.iter().enumerate() {
                let window = sent[at..].iter().take_while(|tick| **tick < start + 300_000).count();
                assert!(window <= requests as usize, "{window} of {requests} from {start}");
            }
            // Nearly all of the budget is used.
            assert!(requests < 30 || sent.len() > requests as usize * 38 / 10, "{requests}: {}", sent.len());
        }
    }

    #[test]
    fn a_request_waits_for_the_rest_of_its_token() {
        let mut budget = Budget::new(600, 0);
        for _ in 0..12 {
            assert_eq!(budget.ready_in(0), 0);
            budget.take();
        }
        // 588 tokens come back in five minutes, one in 510.2 ms.
        assert_eq!([0, 100, 510, 511].map(|tick| budget.ready_in(tick)), [511, 411, 1, 0]);
    }

    #[test]
    fn a_hold_delays_every_request() {
        let mut budget = Budget::new(600, 0);
        budget.hold(5000);
        assert_eq!((budget.ready_in(0), budget.ready_in(4999), budget.ready_in(5000)), (5000, 1, 0));
    }
}
