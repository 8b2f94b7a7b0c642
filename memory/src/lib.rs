//! The memory source of the wasm allocator.
//!
//! Wasm memory grows by a call to the host, which involves the garbage collector each time: V8 counts the memory after
//! each growth, and collects after a large one. The allocator's own source, which takes just the pages for the next
//! allocation, makes seven hundred calls for a plan of 100,000 bindings. Here each step is at least a quarter of the
//! current memory, so that no input needs more than a few dozen calls, and at most a fifth of the memory is unused.
#![cfg(target_family = "wasm")]
#![no_std]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::ptr::NonNull;
use talc::base::Talc;
use talc::base::binning::Binning;
use talc::cell::TalcSyncCell;
use talc::source::Source;
use talc::wasm::WasmBinning;

/// Bytes of a page.
const PAGE: usize = 1 << 16;

/// Allocator overhead for each request, rounded up.
const AROUND: usize = 256;

/// The allocator.
#[expect(missing_debug_implementations, reason = "the allocator inside has none")]
pub struct Allocator {
    inner: TalcSyncCell<Growing, WasmBinning>,
    refused: fn(),
}

/// An allocator without memory yet. `refused`: called where the host gives no more memory; it may throw. Where it returns, the
/// allocation fails.
#[must_use]
pub const fn allocator(refused: fn()) -> Allocator {
    Allocator { inner: TalcSyncCell::new_wasm(Growing { end: None }), refused }
}

impl Allocator {
    /// Takes memory from the host for later allocations, where there is as much.
    pub fn reserve(&self, bytes: usize) {
        let Ok(layout) = Layout::from_size_align(bytes.max(1), 1) else { return };
        // SAFETY: the layout is not empty, and what is allocated is freed at once, with the same layout.
        unsafe {
            let room = self.inner.alloc(layout);
            if !room.is_null() {
                self.inner.dealloc(room, layout);
            }
        }
    }

    #[inline(never)]
    fn checked(&self, memory: *mut u8) -> *mut u8 {
        if memory.is_null() {
            (self.refused)();
        }
        memory
    }
}

// SAFETY: the allocator inside has the same contract, and an allocation that fails is null or does not return.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract.
        self.checked(unsafe { self.inner.alloc(layout) })
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract.
        unsafe { self.inner.dealloc(memory, layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller keeps the contract.
        self.checked(unsafe { self.inner.alloc_zeroed(layout) })
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: the caller keeps the contract.
        self.checked(unsafe { self.inner.realloc(memory, layout, size) })
    }
}

/// Memory of the host, in steps proportional to its size.
#[derive(Debug)]
pub struct Growing {
    /// End of the last memory taken.
    end: Option<NonNull<u8>>,
}

impl Growing {
    /// Grows the memory for an allocation and returns the new part. Close to the limit, the pages needed may fit where
    /// a whole step does not.
    fn grown(layout: Layout) -> Option<(*mut u8, usize)> {
        let bytes = layout.size().checked_add(layout.align())?.checked_add(AROUND)?;
        let needed = bytes.div_ceil(PAGE);
        let step = needed.max(memory_size::<0>() / 4);
        let (mut pages, mut before) = (step, memory_grow::<0>(step));
        if before == usize::MAX {
            (pages, before) = (needed, memory_grow::<0>(needed));
        }
        (before != usize::MAX).then(|| ((before * PAGE) as *mut u8, pages * PAGE))
    }
}

// SAFETY: this does not allocate.
unsafe impl Source for Growing {
    fn acquire<B: Binning>(talc: &mut Talc<Self, B>, layout: Layout) -> Result<(), ()> {
        let (base, bytes) = Self::grown(layout).ok_or(())?;
        // The last page may end at the end of the address space.
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
