//! Map layouts: columns in, typed arrays out, fast enough for a call in each frame.

use super::calls::malformed;
use crate::cidr::Cidr;
use crate::error::Error;
use crate::layout::{AddressSpan, BindingRect, Layout, MapLine, MergeBy, OwnerRun, PlacedBinding, RunOwner};
use crate::resource::progress;
use js_sys::{Array, BigUint64Array, Float64Array, Int32Array, Uint8Array, Uint32Array};
use serde::Serialize;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Instead of a number: no service, no binding.
const NONE: i32 = -1;
/// Instead of a number: several.
const MANY: i32 = -2;

/// A line of the prefix as a value of JavaScript, with addresses as `bigint`: JSON has no number for 128 bits. There are
/// 16 at most, so that objects cost less than columns would need in code.
#[derive(Serialize)]
struct DrawnLine {
    first: u128,
    last: u128,
    /// Number of blocks.
    blocks: u32,
    /// Length of each block in bits.
    length: u8,
}

/// Bindings laid out for drawing. The caller assigns the numbers of services.
#[wasm_bindgen(js_name = Layout)]
#[derive(Debug)]
pub struct JsLayout(Layout);

#[wasm_bindgen(js_class = Layout)]
impl JsLayout {
    /// Takes bindings as columns: CIDRs separated by spaces, for each one the number of its service and the index of
    /// its state, or 2^32 - 1 for none, and the states themselves.
    ///
    /// # Errors
    ///
    /// Those of the CIDRs, with the index in the list as pointer; `call-malformed` for columns of different lengths.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::needless_pass_by_value, reason = "the boundary passes lists by value")]
    pub fn new(
        prefix: &str,
        cidrs: &[u8],
        services: &[u32],
        states: &[u32],
        state_names: Vec<String>,
    ) -> Result<Self, JsValue> {
        let prefix = Cidr::parse(prefix)?;
        let cidrs = std::str::from_utf8(cidrs).map_err(|error| malformed(error.to_string()))?;
        let known: Vec<_> = state_names.iter().map(|state| progress(Some(state))).collect();
        let mut placed = Vec::with_capacity(services.len());
        // Splitting an empty text gives one part, which is not a binding.
        for ((cidr, service), state) in cidrs.split(' ').zip(services).zip(states) {
            let of_list = |error: Error| error.within(&placed.len().to_string());
            let cidr = Cidr::parse(cidr).map_err(of_list)?;
            let progress = known.get(*state as usize).copied().unwrap_or_else(|| progress(None));
            placed.push(PlacedBinding {
                cidr,
                service: (*service != u32::MAX).then_some(*service),
                progress,
            });
        }
        if placed.len() != services.len() || services.len() != states.len() {
            return Err(malformed("the columns of the bindings differ in length".to_owned()).into());
        }
        Ok(Self(Layout::new(prefix, &placed)))
    }

    /// Bindings in the layout.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// First and last address of the prefix, each as two 64-bit halves, the upper one first.
    #[must_use]
    pub fn whole(&self) -> Vec<u64> {
        halves(self.0.whole()).to_vec()
    }

    /// The runs of a view: bounds in four halves each, left edges, right edges, services, bindings, roll-outs (0
    /// active, 1 provisioning, 2 stuck), counts. A width of 0 means no width.
    #[must_use]
    pub fn strip(&self, first: u128, last: u128, width: u32, apart: bool) -> Array {
        let view = AddressSpan { first, last };
        let merge = if apart { MergeBy::Binding } else { MergeBy::Service };
        let runs = self.0.strip(view, merge, (width > 0).then_some(width));
        let service = |run: &OwnerRun| match run.owner {
            RunOwner::Service { service, .. } => place(service),
            RunOwner::NoService => NONE,
            RunOwner::Many => MANY,
        };
        let binding = |run: &OwnerRun| match run.owner {
            RunOwner::Service { binding, .. } => place(binding),
            RunOwner::NoService => NONE,
            RunOwner::Many => MANY,
        };
        let drawn = self.drawn(view, &runs, |run| run.span);
        drawn.push(&ints(&runs, service));
        drawn.push(&ints(&runs, binding));
        drawn.push(&bytes(&runs, |run| run.progress as u8));
        drawn.push(&counts(&runs, |run| run.count));
        drawn
    }

    /// The rectangles of the bindings in a view: the columns of [`JsLayout::strip`], then rows and numbers of hidden
    /// bindings.
    #[must_use]
    pub fn icicle(&self, first: u128, last: u128, width: u32) -> Array {
        let view = AddressSpan { first, last };
        let blocks = self.0.icicle(view, (width > 0).then_some(width));
        let service = |block: &BindingRect| match (block.binding, block.service) {
            (None, _) => MANY,
            (_, None) => NONE,
            (_, Some(service)) => place(service),
        };
        let drawn = self.drawn(view, &blocks, |block| block.span);
        drawn.push(&ints(&blocks, service));
        drawn.push(&ints(&blocks, |block| block.binding.map_or(MANY, place)));
        drawn.push(&bytes(&blocks, |block| block.progress as u8));
        drawn.push(&counts(&blocks, |block| block.count));
        drawn.push(&counts(&blocks, |block| block.row));
        drawn.push(&counts(&blocks, |block| block.hidden));
        drawn
    }

    /// The lines of the prefix, as [`DrawnLine`]s.
    ///
    /// # Errors
    ///
    /// None that occurs: every line can be written.
    pub fn lines(&self) -> Result<JsValue, JsValue> {
        let lines = self.0.lines(&self.0.prefix());
        let drawn: Vec<_> = lines
            .iter()
            .map(|&MapLine { span: AddressSpan { first, last }, blocks, length }| DrawnLine {
                first,
                last,
                blocks,
                length,
            })
            .collect();
        Ok(serde_wasm_bindgen::to_value(&drawn)?)
    }

    /// An address of the prefix's family as text; empty where the family has no such number.
    #[must_use]
    pub fn address(&self, number: u128) -> String {
        self.0.address(number).map_or_else(String::new, |address| address.to_string())
    }

    fn drawn<T>(&self, view: AddressSpan, list: &[T], span: impl Fn(&T) -> AddressSpan) -> Array {
        let view = view.within(self.0.whole()).unwrap_or(view);
        let bounds: Vec<u64> = list.iter().flat_map(|one| halves(span(one))).collect();
        let (left, right): (Vec<f64>, Vec<f64>) = list.iter().map(|one| view.edges(span(one))).unzip();
        let drawn = Array::new();
        drawn.push(&BigUint64Array::from(&bounds[..]));
        drawn.push(&Float64Array::from(&left[..]));
        drawn.push(&Float64Array::from(&right[..]));
        drawn
    }
}

#[expect(clippy::cast_possible_truncation, reason = "halves are meant")]
fn halves(AddressSpan { first, last }: AddressSpan) -> [u64; 4] {
    [(first >> 64) as u64, first as u64, (last >> 64) as u64, last as u64]
}

fn place(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(NONE)
}

fn ints<T>(list: &[T], of: impl Fn(&T) -> i32) -> Int32Array {
    Int32Array::from(&list.iter().map(of).collect::<Vec<_>>()[..])
}

fn counts<T>(list: &[T], of: impl Fn(&T) -> u32) -> Uint32Array {
    Uint32Array::from(&list.iter().map(of).collect::<Vec<_>>()[..])
}

fn bytes<T>(list: &[T], of: impl Fn(&T) -> u8) -> Uint8Array {
    Uint8Array::from(&list.iter().map(of).collect::<Vec<_>>()[..])
}
