//! Lists of bindings that stay in the planner's memory, so that no binding becomes an object in JavaScript on its way to a
//! plan. A part of the current ones is a position and a number of bindings.

use super::aggregate::{facts, reading};
use super::calls::to_json_text;
use crate::call::{CurrentList, DesiredLists, answer_about_lists};
use crate::cidr::Cidr;
use std::ops::Range;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// The bindings of a file.
#[wasm_bindgen(js_name = CurrentList)]
#[derive(Debug)]
pub struct JsCurrentList(CurrentList);

const fn part(from: usize, count: usize) -> Range<usize> {
    from..from.saturating_add(count)
}

#[wasm_bindgen(js_class = CurrentList)]
impl JsCurrentList {
    /// Reads a file: a snapshot, an answer of the API, or a bare list.
    ///
    /// # Errors
    ///
    /// Those of [`CurrentList::read`].
    #[wasm_bindgen(constructor)]
    pub fn new(file: Vec<u8>) -> Result<Self, JsValue> {
        Ok(Self(CurrentList::read(file)?))
    }

    /// The text of a snapshot without its bindings.
    #[must_use]
    pub fn head(&self) -> Option<String> {
        self.0.head()
    }

    /// True where two bindings of a part have the same block.
    #[wasm_bindgen(js_name = hasRepeatedBlocks)]
    #[must_use]
    pub fn has_repeated_blocks(&self, from: usize, count: usize) -> bool {
        self.0.has_repeated_blocks(&part(from, count))
    }

    /// The bindings of a part that are not active yet, as JSON; see [`CurrentList::in_flight`].
    ///
    /// # Errors
    ///
    /// None.
    #[wasm_bindgen(js_name = inFlight)]
    pub fn in_flight(&self, from: usize, count: usize, most: usize) -> Result<String, JsValue> {
        Ok(to_json_text(&self.0.in_flight(&part(from, count), most))?)
    }

    /// The findings about a part, as JSON; `call` is that of `check` without bindings.
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn findings(&self, call: &[u8], from: usize, count: usize) -> Result<String, JsValue> {
        Ok(to_json_text(&self.0.findings(call, part(from, count))?)?)
    }
}

/// The parts of a list of desired bindings, one for each prefix that it is about.
#[wasm_bindgen(js_name = DesiredLists)]
#[derive(Debug)]
pub struct JsDesiredLists(DesiredLists);

#[wasm_bindgen(js_class = DesiredLists)]
impl JsDesiredLists {
    /// Reads a list, JSON or CSV, which covers many prefixes.
    ///
    /// # Errors
    ///
    /// Those of the prefixes, and of [`DesiredLists::read`].
    #[wasm_bindgen(constructor)]
    #[expect(clippy::needless_pass_by_value, reason = "the boundary passes lists by value")]
    pub fn new(
        prefixes: Vec<String>,
        list: &[u8],
        claims: bool,
        ids: Option<Vec<String>>,
        names: Option<Vec<String>>,
    ) -> Result<Self, JsValue> {
        let prefixes = prefixes.iter().map(|prefix| Cidr::parse(prefix)).collect::<Result<_, _>>()?;
        let services = facts(ids, names);
        Ok(Self(DesiredLists::read(prefixes, list, reading(claims), services.as_deref())?))
    }

    /// What is known of each part, as JSON.
    #[must_use]
    pub fn heads(&self) -> String {
        self.0.heads_to_json()
    }

    /// The entries of a part, as JSON.
    #[must_use]
    pub fn entries(&self, part: usize) -> String {
        self.0.entries_to_json(part)
    }

    /// The findings about a part, as JSON; `call` is that of `check` without bindings.
    ///
    /// # Errors
    ///
    /// `call-malformed`.
    pub fn findings(&self, call: &[u8], part: usize) -> Result<String, JsValue> {
        Ok(to_json_text(&self.0.findings(call, part)?)?)
    }
}

/// Answers a call about a plan, with empty lists, from a part of the current bindings to a part of the desired ones.
///
/// # Errors
///
/// Those of the call.
#[wasm_bindgen(js_name = planCallAboutLists)]
pub fn plan_call_about_lists(
    call: &[u8],
    current: &JsCurrentList,
    from: usize,
    count: usize,
    desired: &JsDesiredLists,
    part_of_desired: usize,
) -> Result<String, JsValue> {
    let answer = answer_about_lists(call, (&current.0, part(from, count)), (&desired.0, part_of_desired))?;
    Ok(to_json_text(&answer)?)
}
