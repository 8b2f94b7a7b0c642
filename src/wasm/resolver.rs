//! The resolver, for both builds that have it.

use crate::cidr::Cidr;
use crate::json::ReadLimits;
use crate::resolver::Resolver;
use crate::table::BlockColumns;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// A list of bindings that answers who owns an address. Positions are those of the list; -1 means no owner.
#[wasm_bindgen(js_name = Resolver)]
#[derive(Debug)]
pub struct JsResolver(pub(super) Resolver);

#[wasm_bindgen(js_class = Resolver)]
impl JsResolver {
    /// Reads the answer of `list-bindings`, or a bare array of bindings.
    ///
    /// # Errors
    ///
    /// Those of [`Resolver::from_json`] and of the prefix.
    #[wasm_bindgen(constructor)]
    pub fn new(bytes: Vec<u8>, prefix: Option<String>) -> Result<Self, JsValue> {
        let prefix = prefix.map(|text| Cidr::parse(&text)).transpose()?;
        Ok(Self(Resolver::from_json(bytes, prefix, ReadLimits::of_lists())?))
    }

    /// Takes blocks as [`BlockColumns`].
    ///
    /// # Errors
    ///
    /// Those of [`Resolver::from_columns`] and of the prefix.
    #[wasm_bindgen(js_name = fromColumns)]
    pub fn from_columns(
        addresses: Vec<u8>,
        wide: bool,
        lengths: Vec<u8>,
        prefix: Option<String>,
    ) -> Result<Self, JsValue> {
        let prefix = prefix.map(|text| Cidr::parse(&text)).transpose()?;
        Ok(Self(Resolver::from_columns(BlockColumns::new(addresses, wide, lengths), prefix)?))
    }

    /// Number of bindings.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn size(&self) -> usize {
        self.0.table().len()
    }

    /// At most `count` bindings from a position on, as a JSON array in camelCase.
    #[must_use]
    pub fn bindings(&self, from: usize, count: usize) -> String {
        self.0.list().part_to_json(from, count)
    }

    /// The owner of an address and the reason, as JSON.
    ///
    /// # Errors
    ///
    /// Those of the address.
    pub fn resolve(&self, address: &str) -> Result<String, JsValue> {
        Ok(self.0.resolve(address)?.to_json())
    }

    /// The owner of an address.
    ///
    /// # Errors
    ///
    /// Those of the address.
    pub fn find(&self, address: &str) -> Result<i32, JsValue> {
        Ok(self.0.table().find_text(address)?)
    }

    /// The owner of an IPv4 address as a number.
    #[wasm_bindgen(js_name = findV4)]
    #[must_use]
    pub fn find_v4(&self, address: u32) -> i32 {
        self.0.table().find_v4(address)
    }

    /// The owner of an IPv6 address as four words in network order.
    #[wasm_bindgen(js_name = findV6)]
    #[must_use]
    pub fn find_v6(&self, a: u32, b: u32, c: u32, d: u32) -> i32 {
        let address = [a, b, c, d].into_iter().fold(0u128, |sum, word| sum << 32 | u128::from(word));
        self.0.table().find_v6(address)
    }

    /// The intervals of IPv4 and their owners, for look-ups without a call; empty where there are more than `most`.
    #[wasm_bindgen(js_name = intervalsV4)]
    #[must_use]
    pub fn intervals_v4(&self, most: usize) -> Vec<u32> {
        self.0.table().intervals_v4(most)
    }

    /// Owners of IPv4 addresses as numbers.
    #[wasm_bindgen(js_name = findManyV4)]
    pub fn find_many_v4(&self, addresses: &[u32], owners: &mut [i32]) {
        self.0.table().find_many_v4(addresses, owners);
    }

    /// Owners of IPv6 addresses, 16 bytes each.
    ///
    /// # Errors
    ///
    /// `packed-length`.
    #[wasm_bindgen(js_name = findManyV6)]
    pub fn find_many_v6(&self, packed: &[u8], owners: &mut [i32]) -> Result<(), JsValue> {
        Ok(self.0.table().find_many_v6(packed, owners)?)
    }

    /// Owners of addresses in UTF-8, as [`Table::find_many_text`](crate::Table::find_many_text) reads them; -2 for a
    /// text that is not an address.
    #[wasm_bindgen(js_name = findManyText)]
    #[must_use]
    pub fn find_many_text(&self, text: &[u8], lengths: &[u8]) -> Vec<i32> {
        let mut owners = Vec::new();
        self.0.table().find_many_text(text, lengths, &mut owners);
        owners
    }
}
