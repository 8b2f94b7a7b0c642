//! The strip of owners: runs of addresses with one owner.

use super::{AddressSpan, Layout, LayoutNode, NONE, PixelColumns};
use crate::resource::Progress;

/// Which neighbours form one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MergeBy {
    /// Those with the same owning binding.
    Binding,
    /// Those with the same service and roll-out progress.
    Service,
}

/// The owner of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOwner {
    /// No service.
    NoService,
    /// This service, by this binding: the first one where the run has several.
    Service {
        /// The service's number.
        service: u32,
        /// The binding's position.
        binding: u32,
    },
    /// Several owners, each narrower than a pixel.
    Many,
}

/// Addresses of one owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnerRun {
    /// The addresses that are in view.
    pub span: AddressSpan,
    /// Who owns them.
    pub owner: RunOwner,
    /// The roll-out progress of the owner; active where there is none.
    pub progress: Progress,
    /// Runs that it represents: one, unless the owner is [`RunOwner::Many`].
    pub count: u32,
}

/// The start of a piece, and the node that owns it. It ends where the next piece starts.
#[derive(Debug, Clone, Copy)]
struct OwnerPiece {
    first: u128,
    node: u32,
}

/// All pieces of a prefix.
#[derive(Debug, Clone)]
pub(super) struct OwnerStrip {
    pieces: Vec<OwnerPiece>,
}

impl OwnerStrip {
    /// Flattens nested nodes. The addresses of a node without a service belong to the node around it. O(n).
    pub(super) fn new(nodes: &[LayoutNode], all: AddressSpan) -> Self {
        let mut pieces = vec![OwnerPiece { first: all.first, node: NONE }];
        let mut put = |first: u128, node: u32| {
            if first > all.last {
                return;
            }
            let first = first.max(all.first);
            if pieces.last().is_some_and(|piece| piece.first == first) {
                pieces.pop();
            }
            if pieces.last().is_none_or(|piece| piece.node != node) {
                pieces.push(OwnerPiece { first, node });
            }
        };
        let mut open: Vec<(u128, u32)> = Vec::new();
        let around = |open: &[(u128, u32)]| open.last().map_or(NONE, |(_, node)| *node);
        for (node, at) in nodes.iter().zip(0u32..) {
            while let Some(&(last, _)) = open.last()
                && last < node.span.first
            {
                open.pop();
                put(last + 1, around(&open));
            }
            let owner = if node.service == NONE { around(&open) } else { at };
            put(node.span.first, owner);
            open.push((node.span.last, owner));
        }
        while let Some((last, _)) = open.pop() {
            if let Some(next) = last.checked_add(1) {
                put(next, around(&open));
            }
        }
        Self { pieces }
    }
}

impl Layout {
    /// The runs of a view: they cover it without gaps, by address, and neighbours differ unless both are of many
    /// owners.
    ///
    /// Without a `width`, there are at most `2n + 1`. With a `width` in pixels, neighbours that are narrower than a
    /// pixel and start in the same pixel form a run of many owners, so that there are also at most `2 * width`. O(log n
    /// + the runs in view).
    #[must_use]
    pub fn strip(&self, view: AddressSpan, merge: MergeBy, width: Option<u32>) -> Vec<OwnerRun> {
        let Some(view) = view.within(self.whole()) else { return Vec::new() };
        let mut pixels = PixelColumns::new(view, width);
        let mut runs: Vec<OwnerRun> = Vec::new();
        // The last piece that starts before the view extends into it.
        let start = self.strip.pieces.partition_point(|piece| piece.first <= view.first).saturating_sub(1);
        let pieces = self.strip.pieces.get(start..).unwrap_or_default();
        let ends = pieces.iter().skip(1).map(|next| next.first - 1).chain([view.last]);
        let mut pending: Option<OwnerRun> = None;
        for (piece, last) in pieces.iter().zip(ends) {
            if piece.first > view.last {
                break;
            }
            let run = self
                .run(piece, AddressSpan { first: piece.first.max(view.first), last: last.min(view.last) });
            match &mut pending {
                Some(before) if merge.joins(before, &run) => before.span.last = run.span.last,
                _ => {
                    if let Some(done) = pending.replace(run) {
                        push_or_merge(&mut runs, done, &mut pixels);
                    }
                }
            }
        }
        if let Some(done) = pending {
            push_or_merge(&mut runs, done, &mut pixels);
        }
        runs
    }

    fn run(&self, piece: &OwnerPiece, span: AddressSpan) -> OwnerRun {
        match self.nodes.get(piece.node as usize) {
            Some(node) => OwnerRun {
                span,
                owner: RunOwner::Service { service: node.service, binding: node.binding },
                progress: node.progress,
                count: 1,
            },
            None => OwnerRun { span, owner: RunOwner::NoService, progress: Progress::Active, count: 1 },
        }
    }
}

impl MergeBy {
    fn joins(self, one: &OwnerRun, other: &OwnerRun) -> bool {
        match (self, one.owner, other.owner) {
            (_, RunOwner::NoService, RunOwner::NoService) => true,
            (Self::Service, RunOwner::Service { service: a, .. }, RunOwner::Service { service: b, .. }) => {
                a == b && one.progress == other.progress
            }
            _ => one.owner == other.owner,
        }
    }
}

/// Adds a run, or merges it with the previous one where both are narrower than a pixel and start in the same pixel.
fn push_or_merge(runs: &mut Vec<OwnerRun>, run: OwnerRun, pixels: &mut PixelColumns) {
    if pixels.is_thin(run.span) {
        let fresh = pixels.advances(run.span.first);
        if let Some(last) = runs.last_mut()
            && !fresh
            && (last.owner == RunOwner::Many || pixels.is_thin(last.span))
        {
            *last = OwnerRun {
                span: AddressSpan { first: last.span.first, last: run.span.last },
                owner: RunOwner::Many,
                progress: Progress::Active,
                count: last.count + run.count,
            };
            return;
        }
    }
    runs.push(run);
}
