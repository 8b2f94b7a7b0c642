//! Decides whether a list has the meaning of bindings or of claims, and checks its duplicates.

use super::{Desired, ListMeaning, TargetShape};
use crate::cidr::Cidr;
use crate::error::{Error, ListErrorKind};
use crate::sort;

impl Desired {
    /// Decides on the meaning; among bindings, drops duplicates and refuses two services for one block. O(n log n), and
    /// O(n) where the blocks are sorted.
    pub(super) fn interpret(&mut self, reading: Option<ListMeaning>) -> Result<(), Error> {
        let has_ranges = self.shapes.contains(&TargetShape::Range);
        self.reading = match reading {
            Some(ListMeaning::Claims) => ListMeaning::Claims,
            _ if has_ranges => ListMeaning::Claims,
            _ => ListMeaning::Bindings,
        };
        if self.reading == ListMeaning::Claims {
            return Ok(());
        }
        let blocks: Vec<_> = self.claims.iter().filter_map(|claim| claim.range.block()).collect();
        let block = |place: usize| blocks.get(place);
        let order = sort::sorted_order(blocks.len(), &mut |one, other| block(one).cmp(&block(other)));
        let mut repeated = vec![false; blocks.len()];
        let mut conflict: Option<(usize, usize)> = None;
        for group in order.chunk_by(|one, other| block(*one) == block(*other)) {
            let Some((first, rest)) = group.split_first() else { continue };
            for later in rest {
                if let Some(repeated) = repeated.get_mut(*later) {
                    *repeated = true;
                }
                let service = |place: usize| self.claims.get(place).map(|claim| claim.service);
                if service(*first) != service(*later) && conflict.is_none_or(|(_, found)| *later < found) {
                    conflict = Some((*first, *later));
                }
            }
        }
        if let Some((first, later)) = conflict {
            return Err(self.conflict(first, later, block(later)));
        }
        self.order = order;
        if repeated.contains(&true) {
            self.drop_repeated(&repeated);
        }
        Ok(())
    }

    /// Removes entries that repeat an earlier one.
    fn drop_repeated(&mut self, repeated: &[bool]) {
        let mut kept = 0;
        let moved: Vec<_> =
            repeated.iter().map(|repeated| (kept, kept += usize::from(!repeated)).0).collect();
        let is_kept = |place: &usize| repeated.get(*place) == Some(&false);
        let order = self.order.iter().filter(|place| is_kept(place));
        self.order = order.filter_map(|place| moved.get(*place).copied()).collect();
        let mut flags = repeated.iter();
        self.claims.retain(|_| flags.next() == Some(&false));
        let mut flags = repeated.iter();
        self.shapes.retain(|_| flags.next() == Some(&false));
        let mut flags = repeated.iter();
        self.positions.retain(|_| flags.next() == Some(&false));
        let mut flags = repeated.iter();
        self.lines.retain(|_| flags.next() == Some(&false));
    }

    /// The error of two services for one block, with both positions.
    fn conflict(&self, first: usize, later: usize, cidr: Option<&Cidr>) -> Error {
        let one = |place: usize| {
            let service = self.claims.get(place).map_or("", |claim| self.names.name(claim.service));
            format!("`{service}` {}", self.position_text(place))
        };
        let kind = ListErrorKind::DesiredConflict {
            cidr: cidr.map(Cidr::to_string).unwrap_or_default(),
            services: format!("{} and {}", one(first), one(later)),
        };
        self.with_position_of(Error::new(kind, 0..0), later)
    }

    /// The position of an entry, for display: a line, or a place in JSON.
    fn position_text(&self, index: usize) -> String {
        let Some(place) = self.positions.get(index) else { return String::new() };
        if let Some(pointer) = self.pointer_of(place) {
            return format!("at {pointer}");
        }
        format!("in line {}", self.lines.get(index).copied().unwrap_or_default())
    }
}
