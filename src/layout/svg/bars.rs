//! Runs of owners as bars to scale, for runs that are too narrow to have a box each.

use super::palette::NO_SERVICE_HUE;
use super::{Drawing, Px};
use crate::layout::{AddressSpan, MergeBy, OwnerRun};
use crate::sort;
use std::fmt::Write as _;

/// A bar is at least as wide as this, px.
const THINNEST: f64 = 2.0;

/// A row of bars, to scale, for runs of owners.
pub(super) struct BarRow {
    /// Index of the state.
    pub(super) at: usize,
    pub(super) view: AddressSpan,
    /// Left edge, from the margin.
    pub(super) x: f64,
    pub(super) width: f64,
}

impl Drawing {
    /// Draws the runs that bars of `THINNEST` can show, with one shape for each colour.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width is small and not negative"
    )]
    pub(super) fn draw_bars(&mut self, bars: &BarRow, y: f64, height: f64) {
        let Some(state) = self.states.get(bars.at) else { return };
        let pixels = (bars.width / THINNEST).max(1.0) as u32;
        let runs = state.layout.strip(bars.view, MergeBy::Service, Some(pixels));
        let mut colours: Vec<(usize, Vec<&OwnerRun>)> =
            (0..=NO_SERVICE_HUE).map(|hue| (hue, Vec::new())).collect();
        for run in &runs {
            let (hue, ..) = self.fill(run.owner.service());
            if let Some((_, runs)) = colours.get_mut(hue) {
                runs.push(run);
            }
        }
        colours.retain(|(_, runs)| !runs.is_empty());
        // The colour with the most addresses first, so that it does not hide a thin bar.
        let widest = |runs: &[&OwnerRun]| {
            runs.iter()
                .map(|run| bars.view.share(bars.view.first + (run.span.last - run.span.first)))
                .sum::<f64>()
        };
        sort::sort_by(&mut colours, |(_, a), (_, b)| widest(b).total_cmp(&widest(a)));
        for (hue, runs) in colours {
            let _ = write!(self.out, "<g class=\"h{hue}\"><path class=\"b\" d=\"");
            for run in runs {
                let (left, right) = bars.view.edges(run.span);
                let thick = ((right - left) * bars.width).max(THINNEST * 0.75);
                let x = self.margin + bars.x + (left * bars.width).min(bars.width - thick);
                let _ = write!(self.out, "M{0} {1}h{2}v{3}h-{2}z", Px(x), Px(y), Px(thick), Px(height));
            }
            self.out.push_str("\"/></g>\n");
        }
    }
}
