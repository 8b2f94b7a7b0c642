//! Maps addresses to pixels: to scale where that is readable, stretched where it is not; order and nesting are kept.

use crate::layout::AddressSpan;
use crate::sort;

/// The position of each boundary of a line.
#[derive(Debug, Clone)]
pub(super) struct StretchedScale {
    pub(super) view: AddressSpan,
    /// First addresses of the cells.
    starts: Vec<u128>,
    /// Left edges of the cells, then the right edge of the last one.
    edges: Vec<f64>,
    /// True where the width of some cell is not to scale.
    pub(super) stretched: bool,
    pub(super) width: f64,
}

impl StretchedScale {
    /// The first addresses of the cells between the boundaries of spans in a view, in order.
    pub(super) fn starts(view: AddressSpan, spans: impl Iterator<Item = AddressSpan>) -> Vec<u128> {
        let mut starts = vec![view.first];
        for span in spans {
            starts.push(span.first.max(view.first));
            if span.last < view.last {
                starts.push(span.last + 1);
            }
        }
        sort::sort(&mut starts);
        starts.dedup();
        starts
    }

    /// Gives each cell its share of `width`, but at least `least`; wide cells give up what narrow ones gain.
    pub(super) fn new(view: AddressSpan, starts: Vec<u128>, width: f64, least: f64) -> Self {
        let ends = starts.iter().skip(1).map(|next| next - 1).chain([view.last]);
        let shares: Vec<f64> = starts
            .iter()
            .zip(ends)
            .map(|(&first, last)| {
                let (left, right) = view.edges(AddressSpan { first, last });
                right - left
            })
            .collect();
        let drawn = widths(&shares, width, least);
        let stretched = drawn.iter().zip(&shares).any(|(drawn, share)| (drawn - share * width).abs() > 1.0);
        let mut edges = vec![0.0];
        let mut x = 0.0;
        for drawn in drawn {
            x += drawn;
            edges.push(x);
        }
        Self { view, starts, edges, stretched, width }
    }

    /// Left edge of the cell with an address.
    pub(super) fn left(&self, address: u128) -> f64 {
        let cell = self.starts.partition_point(|start| *start <= address).saturating_sub(1);
        self.edges.get(cell).copied().unwrap_or_default()
    }

    /// Right edge of the cell with an address.
    pub(super) fn right(&self, address: u128) -> f64 {
        let cell = self.starts.partition_point(|start| *start <= address);
        self.edges.get(cell).copied().unwrap_or(self.width)
    }

    /// Left and right edge of a span to scale.
    pub(super) fn to_scale(&self, span: AddressSpan) -> (f64, f64) {
        let (left, right) = self.view.edges(span);
        (left * self.width, right * self.width)
    }

    /// The cells, by address.
    pub(super) fn cells(&self) -> impl Iterator<Item = AddressSpan> + '_ {
        let ends = self.starts.iter().skip(1).map(|next| next - 1).chain([self.view.last]);
        self.starts.iter().zip(ends).map(|(&first, last)| AddressSpan { first, last })
    }
}

#[expect(clippy::cast_precision_loss, reason = "there are far fewer cells than 2^53")]
fn widths(shares: &[f64], width: f64, least: f64) -> Vec<f64> {
    let floor = least.min(width / shares.len() as f64);
    let mut narrow = vec![false; shares.len()];
    loop {
        let fixed = narrow.iter().filter(|narrow| **narrow).count();
        let rest = width - fixed as f64 * floor;
        let wide = || shares.iter().zip(&narrow).filter(|(_, narrow)| !**narrow);
        let sum: f64 = wide().map(|(share, _)| share).sum();
        let is_short = |share: f64| share / sum * rest < floor;
        let short = wide().filter(|(share, _)| is_short(**share)).count();
        if fixed + short == shares.len() && short > 0 {
            return vec![width / shares.len() as f64; shares.len()];
        }
        if short == 0 {
            let drawn = |(share, narrow): (&f64, &bool)| if *narrow { floor } else { share / sum * rest };
            return shares.iter().zip(&narrow).map(drawn).collect();
        }
        narrow = shares.iter().zip(&narrow).map(|(share, narrow)| *narrow || is_short(*share)).collect();
    }
}
