//! Room for a large call, taken in one step.

/// Calls of fewer bytes are not worth a thought.
const LARGE: usize = 1 << 16;

/// Takes so many times the bytes of a large call from the host at once, and leaves them to the allocator: what a call needs is known
/// from its size, and each step that the memory grows by costs the host a look at all of its own. Where there is no such
/// room, memory grows as it is needed.
pub(super) fn for_call(times: usize, call: &[u8]) {
    if call.len() < LARGE {
        return;
    }
    let mut room: Vec<u8> = Vec::new();
    if room.try_reserve_exact(call.len().saturating_mul(times)).is_ok() {
        // What nobody looks at would not be asked for at all.
        std::hint::black_box(&mut room);
    }
}
