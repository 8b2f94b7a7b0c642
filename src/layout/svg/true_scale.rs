//! Links the stretched strip to the same addresses drawn to scale.

use super::bars::BarRow;
use super::header::has_one_owner;
use super::scale::StretchedScale;
use super::text::{Typeface, text_width};
use super::{Drawing, Px};
use crate::layout::OwnerRun;
use std::fmt::Write as _;

impl Drawing {
    /// Links the stretched runs of a state to the same addresses to scale, drawn as bars below.
    pub(super) fn draw_true_scale(
        &mut self,
        state: usize,
        runs: &[OwnerRun],
        scale: &StretchedScale,
        several: bool,
    ) {
        let (top, left) = (self.y, self.margin);
        let has_links = runs.iter().any(|run| has_one_owner(run.owner));
        let (link_height, bar_height) = match (has_links, several) {
            (false, _) => (8.0, 6.0),
            (true, true) => (14.0, 6.0),
            (true, false) => (26.0, 9.0),
        };
        let low = top + link_height;
        for run in runs.iter().filter(|run| has_one_owner(run.owner)) {
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
        let bars = BarRow { at: state, view: scale.view, x: 0.0, width: scale.width };
        self.draw_bars(&bars, low, bar_height);
        self.y = low + bar_height;
        if !several {
            self.y += 16.0;
            let long = "The same, true to scale: above, thin parts are widened to be read";
            let fits = text_width(long, Typeface::Sans, 13.0) <= scale.width;
            self.text(left, self.y, "sub", if fits { long } else { "The same, true to scale" });
        }
    }
}
