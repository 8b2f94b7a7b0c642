//! Where the allocator has its memory from.
//!
//! Memory of a wasm grows by a call of the host, which has to do with the garbage collector each time: V8 counts what is
//! there after each growth, and collects when it has grown by much. The allocator's own way, to ask for the pages that the
//! next allocation needs, comes to seven hundred calls for a plan of 100,000 bindings. Here each step is a quarter of what is there
//! at least, so that no input needs more than a few dozen, and at most a fifth of the memory is not in use yet.
#![cfg(target_family = "wasm")]
#![no_std]

use core::alloc::Layout;
use core::arch::wasm32::{memory_grow, memory_size};
use core::ptr::NonNull;
use talc::base::Talc;
use talc::base::binning::Binning;
use talc::cell::TalcSyncCell;
use talc::source::Source;
use talc::wasm::WasmBinning;

/// Bytes of a page.
const PAGE: usize = 1 << 16;

/// Beside what is asked for: what the allocator keeps with it and around it, rounded up.
const AROUND: usize = 256;

/// The allocator.
pub type Allocator = TalcSyncCell<Growing, WasmBinning>;

/// An allocator without memory yet.
#[must_use]
pub const fn allocator() -> Allocator {
    TalcSyncCell::new_wasm(Growing { end: None })
}

/// Memory of the host, in steps that grow with what is there.
#[derive(Debug)]
pub struct Growing {
    /// Where the last of it ends.
    end: Option<NonNull<u8>>,
}

impl Growing {
    /// Grows the memory for an allocation; gives the new part. In a memory that is nearly as large as it may be, the
    /// pages that are needed may fit where a whole step does not.
    fn grown(layout: Layout) -> Option<(*mut u8, usize)> {
        let bytes = layout.size().checked_add(layout.align())?.checked_add(AROUND)?;
        let needed = bytes.div_ceil(PAGE);
        let step = needed.max(memory_size::<0>() / 4);
        [step, needed].into_iter().find_map(|pages| match memory_grow::<0>(pages) {
            usize::MAX => None,
            before => Some(((before * PAGE) as *mut u8, pages * PAGE)),
        })
    }
}

// SAFETY: nothing here allocates.
unsafe impl Source for Growing {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        let (base, bytes) = Self::grown(layout).ok_or(())?;
        // The last page may end where addresses do.
        let end = base.wrapping_add(bytes);
        let end = if end.is_null() { end.wrapping_sub(1) } else { end };
        talc.source.end = match talc.source.end.take() {
            // SAFETY: the heap ends where the new memory begins, which the host has just given, and nothing else uses it.
            Some(last) if last.as_ptr() == base => Some(unsafe { talc.extend(last, end) }),
            // SAFETY: the host has just given this memory, and nothing else uses it.
            _ => unsafe { talc.claim(base, end as usize - base as usize) },
        };
        Ok(())
    }
}
