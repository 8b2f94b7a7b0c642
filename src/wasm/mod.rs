//! Every `#[wasm_bindgen]` of the project. It converts between JavaScript and the core, and has no domain rules.

#[cfg(feature = "wasm-planner")]
pub mod aggregate;
#[cfg(feature = "wasm-planner")]
pub mod apply;
#[cfg(feature = "wasm-planner")]
pub mod binding_lists;
#[cfg(feature = "wasm-planner")]
pub mod body;
#[cfg(any(feature = "wasm-core", feature = "wasm-planner"))]
mod calls;
#[cfg(feature = "wasm-core")]
pub mod core;
mod error;
#[cfg(feature = "wasm-core")]
pub mod exchange;
#[cfg(feature = "wasm-planner")]
pub mod layout;
#[cfg(feature = "wasm-planner")]
pub mod planner;
#[cfg(feature = "wasm-resolver")]
pub mod resolver;
#[cfg(feature = "wasm-planner")]
pub mod snapshot;

/// Smaller than the allocator of the standard library, with the same memory use.
#[global_allocator]
static ALLOCATOR: byoip_memory::Allocator = byoip_memory::allocator();
