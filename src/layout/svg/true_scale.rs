//! The true scale: what was stretched above joined to its place, and what is too thin for a part of its own as bars.

use super::header::has_one_owner;
use super::palette::NO_SERVICE_HUE;
use super::panel::PanelPart;
use super::scale::StretchedScale;
use super::text::{Typeface, text_width};
use super::{Drawing, Px};
use crate::layout::{AddressSpan, MergeBy, OwnerRun};
use crate::sort;
use std::fmt::Write as _;

/// A bar is at least as wide as this, px.
const THINNEST: f64 = 2.0;

/// A row of bars, to scale.
pub(super) struct BarRow {
    /// Which state.
    pub(super) at: usize,
    pub(super) view: AddressSpan,
    /// Left edge, from the margin.
    pub(super) x: f64,
    pub(super) width: f64,
}

impl Drawing {
    /// Draws what `THINNEST` tells apart, with one shape for each colour.
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
        // The commonest first, so that a hairline is not painted over.
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

    /// Joins what was stretched to its true place.
    pub(super) fn draw_true_scale(&mut self, parts: &[PanelPart], scale: &StretchedScale, several: bool) {
        let Some(part) = parts.last() else { return };
        let (top, left) = (self.y, self.margin);
        let joins = part.runs.iter().any(|run| has_one_owner(run.owner));
        let (lens, bar) = match (joins, several) {
            (false, _) => (8.0, 6.0),
            (true, true) => (14.0, 6.0),
            (true, false) => (26.0, 9.0),
        };
        let low = top + lens;
        for run in part.runs.iter().filter(|run| has_one_owner(run.owner)) {
            let (true_left, true_right) = scale.to_scale(run.span);
            let (x, right) = (scale.left(run.span.first), scale.right(run.span.last));
            let (hue, ..) = self.fill(run.owner.service());
            let _ = writeln!(
                self.out,
                "<g class=\"h{hue}\"><path class=\"t beam\" d=\"M{} {}H{}L{} {}H{}Z\"/></g>",
                Px(left + x + 0.75),
                Px(top),
                Px(left + right - 0.75),
                Px(left + true_right.max(true_left + 1.0)),
                Px(low),
                Px(left + true_left),
            );
        }
        let bars = BarRow { at: parts.len() - 1, view: scale.view, x: 0.0, width: scale.width };
        self.draw_bars(&bars, low, bar);
        self.y = low + bar;
        if !several {
            self.y += 16.0;
            let long = "The same, true to scale: above, thin parts are widened to be read";
            let fits = text_width(long, Typeface::Sans, 13.0) <= scale.width;
            self.text(left, self.y, "sub", if fits { long } else { "The same, true to scale" });
        }
    }
}
