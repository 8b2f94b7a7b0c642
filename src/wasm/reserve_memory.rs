//! Reserves memory for a large call in one step.

/// Fewer bytes are not worth it.
const LARGE: usize = 1 << 16;

/// Takes `times` the size of a large call from the host at once, for the allocator to use. The size predicts what the
/// call needs, and each growth of the memory makes the host inspect all of it. If there is not as much, memory grows on
/// demand.
pub(super) fn for_call(times: usize, call: &[u8]) {
    if call.len() < LARGE {
        return;
    }
    let mut room: Vec<u8> = Vec::new();
    if room.try_reserve_exact(call.len().saturating_mul(times)).is_ok() {
        // The compiler would remove an allocation that is not used.
        std::hint::black_box(&mut room);
    }
}
