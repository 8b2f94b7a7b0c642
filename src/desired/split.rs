//! A list that covers many prefixes, as one list for each prefix.

use super::Desired;
use crate::cidr::{AddressRange, Cidr};
use crate::error::{Error, ListErrorKind};
use rustc_hash::FxHashMap;

/// Prefixes that the error of an entry names.
const NAMED: usize = 8;

impl Desired {
    /// The entries of each prefix, by the position of the prefix in `prefixes`; a prefix without entries is absent. An
    /// entry belongs to the most specific prefix that contains it. O(n × lengths of prefixes).
    ///
    /// # Errors
    ///
    /// `desired-outside-prefix` with the position of the first entry that is in none of them.
    pub fn split(&self, prefixes: &[Cidr]) -> Result<Vec<(usize, Self)>, Error> {
        let index = PrefixIndex::new(prefixes);
        let mut parts: Vec<Option<Self>> = prefixes.iter().map(|_| None).collect();
        // For each entry its part, and its place in it.
        let mut places = Vec::with_capacity(self.claims.len());
        for (place, claim) in self.claims.iter().enumerate() {
            let found = index.find(claim.range).ok_or_else(|| {
                let kind = outside(&claim.range.to_string(), prefixes);
                self.with_position_of(Error::new(kind, 0..0), place)
            })?;
            let Some(part) = parts.get_mut(found) else { continue };
            let part = part.get_or_insert_with(|| self.without_entries());
            places.push((found, part.claims.len()));
            part.claims.push(*claim);
            part.shapes.extend(self.shapes.get(place));
            part.positions.extend(self.positions.get(place).cloned());
            part.lines.extend(self.lines.get(place));
        }
        for block in &self.regional {
            let range = AddressRange::from(*block);
            let found = index.find(range);
            let found = found.ok_or_else(|| Error::new(outside(&block.to_string(), prefixes), 0..0))?;
            let Some(part) = parts.get_mut(found) else { continue };
            part.get_or_insert_with(|| self.without_entries()).regional.push(*block);
        }
        // What was found out about the whole list holds for its parts.
        for (found, place) in self.order.iter().filter_map(|entry| places.get(*entry)) {
            if let Some(Some(part)) = parts.get_mut(*found) {
                part.order.push(*place);
            }
        }
        Ok(parts.into_iter().enumerate().filter_map(|(at, part)| Some((at, part?))).collect())
    }

    fn without_entries(&self) -> Self {
        Self {
            reading: self.reading,
            names: self.names.clone(),
            service_names: self.service_names.clone(),
            pointer: self.pointer.clone(),
            columns: self.columns.clone(),
            ..Self::default()
        }
    }
}

/// The error of an entry in none of the prefixes.
fn outside(target: &str, prefixes: &[Cidr]) -> ListErrorKind {
    let named: Vec<_> = prefixes.iter().take(NAMED).map(Cidr::to_string).collect();
    let more = match prefixes.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let list = match prefixes {
        [] => "there are no prefixes".to_owned(),
        [one] => format!("the prefix is {one}"),
        _ => format!("the prefixes are {}{more}", named.join(", ")),
    };
    ListErrorKind::DesiredOutsidePrefix { target: target.to_owned(), list }
}

/// Prefixes by their blocks, and their lengths from the longest to the shortest.
struct PrefixIndex {
    positions: FxHashMap<Cidr, usize>,
    lengths: Vec<u8>,
}

impl PrefixIndex {
    fn new(prefixes: &[Cidr]) -> Self {
        let mut lengths: Vec<_> = prefixes.iter().map(Cidr::length).collect();
        lengths.sort_unstable_by_key(|length| std::cmp::Reverse(*length));
        lengths.dedup();
        // Of two equal prefixes the first counts.
        let positions = prefixes.iter().enumerate().rev().map(|(at, prefix)| (*prefix, at)).collect();
        Self { positions, lengths }
    }

    /// The most specific prefix that contains the addresses.
    fn find(&self, range: AddressRange) -> Option<usize> {
        self.lengths.iter().find_map(|length| {
            let around = Cidr::containing(range.first(), *length)?;
            around.contains(range.last()).then(|| self.positions.get(&around).copied())?
        })
    }
}
