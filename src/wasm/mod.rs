//! Every `#[wasm_bindgen]` of the project. It converts between JavaScript and the core, and has no domain rules.

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

/// Smaller than the allocator of the standard library, with the same memory use.
#[global_allocator]
static ALLOCATOR: byoip_memory::Allocator = byoip_memory::allocator();

/// A bug: the call traps, as with the standard library, but no message is printed.
#[cfg(not(feature = "calls"))]
#[panic_handler]
fn panic(_: &::core::panic::PanicInfo) -> ! {
    ::core::arch::wasm32::unreachable()
}
