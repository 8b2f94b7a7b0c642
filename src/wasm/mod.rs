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
static ALLOCATOR: byoip_memory::Allocator = byoip_memory::allocator(out_of_memory);

/// Ends a call for which the host has no memory by an error, in place of a trap without a reason.
fn out_of_memory() {
    // A value would need one more function of the host.
    wasm_bindgen::throw_str(
        r#"{"code":"out-of-memory","message":"no memory is left","help":"pass less at once"}"#,
    )
}
