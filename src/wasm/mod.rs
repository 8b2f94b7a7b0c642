//! Every `#[wasm_bindgen]` of the project: from JavaScript to the core, and back, without a rule of its own.

#[cfg(feature = "planner")]
pub mod aggregate;
#[cfg(feature = "core")]
pub mod core;
mod error;
#[cfg(feature = "planner")]
pub mod layout;
#[cfg(feature = "planner")]
pub mod planner;
#[cfg(feature = "calls")]
mod reserve_memory;
#[cfg(feature = "resolver")]
pub mod resolver;
#[cfg(feature = "planner")]
pub mod snapshot;

/// Smaller than the allocator of the standard library, and as good with memory.
#[global_allocator]
static ALLOCATOR: byoip_memory::Allocator = byoip_memory::allocator();

/// A bug: the call ends with a trap, as it does with the standard library, but nothing is printed for nobody to read.
#[cfg(not(feature = "calls"))]
#[panic_handler]
fn panic(_: &::core::panic::PanicInfo) -> ! {
    ::core::arch::wasm32::unreachable()
}
