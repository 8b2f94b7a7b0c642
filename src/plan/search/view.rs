//! Views: the services that an address without a more specific binding may be sent to, batch by batch.

use super::schedule::MAX_BATCHES;
use super::service_set::ServiceSet;
use rustc_hash::FxHashMap;

/// For each batch the services that some edge may show at an address if nothing more specific is bound.
///
/// Where the start is in flight, the column behind the last batch holds the *changes* of the first batch: the services
/// that an edge may show in it, but would not show without the writes.
pub(in crate::plan) type View = [ServiceSet; MAX_BATCHES];

/// Index of a view in its table.
pub(in crate::plan) type ViewId = u32;

/// Every distinct view, once.
#[derive(Debug, Default)]
pub(in crate::plan) struct ViewTable {
    views: Vec<View>,
    ids: FxHashMap<View, ViewId>,
    /// The result of the last lookup. The next one mostly asks for the same view.
    last: ViewId,
}

impl ViewTable {
    /// The index of a view; adds the view where it is new. Expected O(1).
    pub(in crate::plan) fn intern(&mut self, view: &View) -> ViewId {
        if self.views.get(self.last as usize) == Some(view) {
            return self.last;
        }
        let next = ViewId::try_from(self.views.len()).unwrap_or(ViewId::MAX);
        self.last = *self.ids.entry(*view).or_insert_with(|| {
            self.views.push(*view);
            next
        });
        self.last
    }

    pub(in crate::plan) fn get(&self, id: ViewId) -> Option<&View> {
        self.views.get(id as usize)
    }
}

/// What a schedule at a node does to the view: in each batch it masks the view and adds services to it.
#[derive(Debug, Clone, Copy)]
pub(in crate::plan) struct ViewTransform {
    pub(super) mask: View,
    pub(super) added: View,
    /// The services that the column of changes takes over from the view of the first batch.
    pub(super) first_to_changes: ServiceSet,
    /// The index of that column.
    pub(super) change_column: usize,
}

impl ViewTransform {
    /// The view below the node, from the view above it. O(batches).
    pub(in crate::plan) fn apply(&self, above: &View) -> View {
        let mut below = *above;
        for ((services, mask), added) in below.iter_mut().zip(&self.mask).zip(&self.added) {
            *services = services.intersection(*mask).union(*added);
        }
        if !self.first_to_changes.is_empty()
            && let (Some(changes), Some(first)) = (below.get_mut(self.change_column), above.first())
        {
            *changes = changes.union(first.intersection(self.first_to_changes));
        }
        below
    }
}

#[cfg(test)]
mod tests {
    use super::super::service_set::ServiceNumber;
    use super::*;

    /// A different view for each number.
    fn numbered_view(number: u64) -> View {
        let bits = |batch| number >> (6 * batch) & 63;
        std::array::from_fn(|batch| ServiceSet::single(ServiceNumber::try_from(bits(batch)).unwrap()))
    }

    #[test]
    fn each_view_has_one_index_in_the_order_of_first_use() {
        let mut views = ViewTable::default();
        for round in 0..2 {
            for number in 0..1_000 {
                let id = views.intern(&numbered_view(number * 7));
                assert_eq!(id, ViewId::try_from(number).unwrap(), "round {round}");
            }
        }
    }
}
